"""Pinyin as people type it into a list: which syllables exist, one spelling for each.

A list can be read and its spelling checked without loading a dictionary.
"""

from __future__ import annotations

import re
import unicodedata

# Which finals each initial takes in Mandarin, rare and colloquial syllables included (biang, dia,
# fiao, rua, cei, tei). ü is v where it differs from u.
_FINALS_OF = {
    "": "a ai an ang ao e ei en eng er o ou m n ng hm hng ê",
    "b": "a ai an ang ao ei en eng i ian iang iao ie in ing o ong u",
    "p": "a ai an ang ao ei en eng i ia ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng iao o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie in ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve",
    "l": "a ai an ang ao e ei en eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "y": "a ai an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o ong u",
}
SYLLABLES = frozenset(
    initial + final for initial, finals in _FINALS_OF.items() for final in finals.split()
)
"""Every syllable of Mandarin in letters, without its tone; ü is written v where u is another."""

_TONE_OF_MARK = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_DIAERESIS = "\u0308"
_SYLLABLE = re.compile(r"([a-zê]+)([1-5]?)")

_HANZI = re.compile(
    "[〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"  # the rarer characters, of which people's names are full
)


def hanzi_of(word: str) -> list[str]:
    """The Chinese characters of `word`, which are what a reading has syllables for.

    >>> hanzi_of("7号线 A口")
    ['号', '线', '口']
    """
    return _HANZI.findall(word)


def syllable(typed: str) -> str | None:
    """`typed` as letters and a tone digit 1 to 5; None if it is no syllable, or has no tone.

    Marks stand for digits, v, u: and ü are the same, capitals do not matter.

    >>> [syllable(typed) for typed in ("Chong2", "lǜ", "lu:4", "nue4", "qing", "qing6", "xqing2")]
    ['chong2', 'lv4', 'lv4', 'nve4', None, None, None]
    """
    plain = typed.lower().replace("u:", "v").replace("ɡ", "g")
    tone = ""
    letters: list[str] = []
    for mark in unicodedata.normalize("NFD", plain):
        if mark in _TONE_OF_MARK:
            tone += _TONE_OF_MARK[mark]
        elif mark == _DIAERESIS and letters[-1:] == ["u"]:
            letters[-1] = "v"
        else:
            letters.append(mark)
    found = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", "".join(letters)))
    if found is None or len(tone + found[2]) != 1:
        return None
    spelled = found[1]
    if spelled[0] in "jqxy":
        spelled = spelled.replace("v", "u")
    elif spelled in ("lue", "nue"):
        spelled = spelled.replace("u", "v")
    return spelled + tone + found[2] if spelled in SYLLABLES else None
