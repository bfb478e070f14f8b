"""How Chinese characters are read, and what sounds a syllable is made of.

The readings come from pypinyin's two dictionaries, of characters and of phrases
(`pinyin_dictionary`). They are looked up here instead of through `lazy_pinyin`, which takes ten
times as long per word: a list of a hundred thousand words must be read in a second. As there, the
longest phrase that begins at a character decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

from hotwords.pinyin import SYLLABLES
from hotwords.pinyin_dictionary import (
    Syllables,
    begins_phrase,
    character_readings,
    phrase_readings,
)
from hotwords.polyphones import SURNAMES_READ
from hotwords.sound_costs import TONES, plain

_SYLLABLE = re.compile("(zh|ch|sh|[bpmfdtnlgkhjqxrzcs]?)(.+)")

# Finals as (glide, vowel, coda); the vowel of zhi, chi, shi, ri, zi, ci, si is "I".
_FINALS = {
    name: tuple(parts.split())
    for name, parts in {
        "a": "a", "o": "o", "e": "e", "ê": "E", "i": "i", "u": "u", "ü": "ü", "er": "er", "r": "er",
        "ai": "ai", "ei": "ei", "ao": "ao", "ou": "ou",
        "an": "a -n", "en": "e -n", "ang": "a -ng", "eng": "e -ng", "ong": "o -ng",
        "ia": "y a", "io": "y o", "ie": "E", "iai": "y ai", "iao": "y ao", "iu": "y ou",
        "iou": "y ou", "ian": "y a -n", "in": "i -n", "iang": "y a -ng", "ing": "i -ng",
        "iong": "y o -ng",
        "ua": "w a", "uo": "o", "uai": "w ai", "ui": "w ei", "uei": "w ei", "uan": "w a -n",
        "un": "w e -n", "uen": "w e -n", "uang": "w a -ng", "ueng": "w e -ng",
        "üe": "v E", "üan": "v a -n", "ün": "ü -n", "n": "e -n", "ng": "e -ng", "m": "e -n",
    }.items()
}  # fmt: skip
_WITHOUT_INITIAL = {
    "yi": "i", "ya": "ia", "yo": "io", "ye": "ie", "yai": "iai", "yao": "iao", "you": "iou",
    "yan": "ian", "yin": "in", "yang": "iang", "ying": "ing", "yong": "iong", "yu": "ü",
    "yue": "üe", "yuan": "üan", "yun": "ün", "wu": "u", "wa": "ua", "wo": "uo", "wai": "uai",
    "wei": "uei", "wan": "uan", "wen": "uen", "wang": "uang", "weng": "ueng",
}  # fmt: skip

_first = itemgetter(0)

# After an initial these are heard without their glide: nothing else could stand there.
_GLIDE_KEPT = {"ye": "y", "wo": "w"}


def read_run(run: str) -> Syllables:
    """The usual syllable of each character of `run`, "" where there is none.

    >>> read_run("重庆的重量")
    ('chong2', 'qing4', 'de5', 'zhong4', 'liang4')
    """
    syllables: list[str] = []
    while len(syllables) < len(run):
        at = len(syllables)
        syllables += phrase_readings(run, at) or (character_syllable(run[at]),)
    return tuple(syllables)


def read_word(run: str, most: int) -> list[Syllables]:
    """The readings of a hotword of characters, the usual one first, at most `most`.

    Where no phrase decides, a character that is often read otherwise is also read so, and the
    first character also as the surname that it may be.
    """
    places: list[Syllables]
    decided: Syllables = ()
    if not begins_phrase(map(str.__add__, run, run[1:])):
        # No phrase begins anywhere, as in most names.
        places = list(map(_character_choices, run))
    else:
        places = []
        decided = phrase_readings(run, 0)
        while len(places) < len(run):
            at = len(places)
            phrase = phrase_readings(run, at)
            if phrase:
                places += [(syllable,) for syllable in phrase]
            else:
                places.append(_character_choices(run[at]))
    if run[0] in SURNAMES_READ and 1 < len(run) <= 4 and not decided:
        places[0] = tuple(dict.fromkeys((SURNAMES_READ[run[0]], *places[0])))
    # A syllable without a tone of its own ends a word; inside one, 子 is read zi3.
    places[:-1] = map(_neutral_last, places[:-1])
    usual = tuple(map(_first, places))
    # One place changed at a time: two unusual readings in one word are rare.
    others = [
        (*usual[:number], other, *usual[number + 1 :])
        for number, choices in enumerate(places)
        if len(choices) > 1
        for other in choices[1:]
    ]
    return [usual, *others[: most - 1]]


@lru_cache(maxsize=8192)
def _character_choices(character: str) -> Syllables:
    return character_readings(character) or ("",)


@lru_cache(maxsize=4096)
def _neutral_last(choices: Syllables) -> Syllables:
    return tuple(sorted(choices, key=lambda syllable: syllable.endswith("5")))


def character_syllable(character: str) -> str:
    """The usual syllable of one character, "" if it has none."""
    readings = character_readings(character)
    return readings[0] if readings else ""


@lru_cache(maxsize=4096)
def syllable_sounds(syllable: str) -> tuple[str, ...]:
    """Initial, glide, vowel with tone, and coda of a syllable such as "zhong1"; () if it is none.

    >>> syllable_sounds("zhuang4"), syllable_sounds("yuan2"), syllable_sounds("er5")
    (('zh', 'w', 'a4', '-ng'), ('v', 'a2', '-n'), ('er5',))
    """
    base, tone = syllable[:-1].replace("u:", "ü").replace("v", "ü"), syllable[-1:]
    if tone not in TONES or not base:
        return ()
    if base in _WITHOUT_INITIAL:
        initial, final = "", _WITHOUT_INITIAL[base]
    else:
        match = _SYLLABLE.fullmatch(base)
        if match is None:
            return ()
        initial, final = match.groups()
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "ü" + final[1:]
    sounds = list(_FINALS.get(final, ()))
    if not sounds:
        return ()
    if not initial and base in _GLIDE_KEPT:
        sounds.insert(0, _GLIDE_KEPT[base])
    if final == "i" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        sounds = ["I"]
    vowel = 1 if sounds[0] in ("y", "w", "v") else 0
    sounds[vowel] += tone
    return (initial, *sounds) if initial else tuple(sounds)


def spelled_syllable(sounds: Sequence[str]) -> str:
    """The pinyin, without a tone, of the sounds of one syllable; "" if they are none.

    >>> spelled_syllable(("y", "E4", "-n")), spelled_syllable(("zh", "w", "a1", "-ng"))
    ('yan', 'zhuang')
    """
    return _spellings().get(tuple(map(plain, sounds)), "")


@lru_cache(maxsize=1)
def _spellings() -> dict[Syllables, str]:
    """The pinyin of every row of sounds that is a syllable."""
    found: dict[Syllables, str] = {}
    # Of syllables that are taken for the same, hm and hen, the longer one is the usual one.
    for base in sorted(SYLLABLES, key=lambda base: (len(base), base)):
        if sounds := syllable_sounds(base + "1"):
            found[tuple(map(plain, sounds))] = base.replace("v", "ü")
    return found
