"""What a synthesiser is given to say for a written sentence: pinyin, words, numbers in words.

Kept apart from the synthesisers, so that all of them read a number in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pypinyin import Style, lazy_pinyin

from demo_model.training.spoken_numbers import spoken_english, spoken_mandarin

SpokenLanguage = Literal["zh", "en"]

_PAUSE_MARKS = str.maketrans({"，": ",", "、": ",", "。": ".", "？": "?", "！": "."})
_RUN = re.compile(
    r"(?P<latin>[A-Za-z][A-Za-z' .-]*(?<=[A-Za-z]))|(?P<mark>[，、。？！])|(?P<han>[一-鿿]+)"
)
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*")
_LARGE_SUM = re.compile(r"([$£€])(\d[\d.,]*) (thousand|million|billion)\b")
_SURNAMES = {
    "单": "shan4", "解": "xie4", "缪": "miao4", "燕": "yan1", "宓": "fu2", "仇": "qiu2",
    "查": "zha1", "盖": "ge3", "朴": "piao2", "曾": "zeng1", "区": "ou1", "任": "ren2",
    "洗": "xian3", "覃": "qin2", "尉": "wei4", "翟": "zhai2", "员": "yun4", "纪": "ji3",
}  # fmt: skip
"""Characters that are read otherwise at the head of a name."""
_CURRENCIES = {"$": "dollars", "£": "pounds", "€": "euros"}


@dataclass(frozen=True, slots=True)
class Part:
    """What is said in one language; `words` are its words with their places in `said`.

    A Chinese character is a word; its place is that of its pinyin.
    """

    language: SpokenLanguage
    said: str
    words: tuple[tuple[str, int], ...]


def parts_to_say(text: str, language: SpokenLanguage, names: Sequence[str] = ()) -> list[Part]:
    """`text` cut where its language changes; empty if there is nothing to say.

    `names` are those of its words that are Chinese names and begin with a surname.

    >>> [part.said for part in parts_to_say("用Excel做了3个表。", "zh")]
    ['yong4', 'Excel', 'zuo4 le5 san1 ge4 biao3 .']
    """
    if language == "en":
        said = english_words(text)
        return [_english(said)] if _WORD.search(said) else []
    written = "".join(spoken for _, spoken in spoken_mandarin(text))
    return list(_mandarin_parts(written, names))


def english_words(text: str) -> str:
    """English text with its numbers in words.

    >>> english_words("It costs $4.2 million, not $20.")
    'It costs four point two million dollars, not twenty dollars.'
    """
    text = _LARGE_SUM.sub(lambda found: f"{found[2]} {found[3]} {_CURRENCIES[found[1]]}", text)
    return "".join(spoken for _, spoken in spoken_english(text))


def _english(said: str) -> Part:
    return Part("en", said, tuple((word[0], word.start()) for word in _WORD.finditer(said)))


def _mandarin_parts(text: str, names: Sequence[str]) -> Iterator[Part]:
    said: list[str] = []
    words: list[tuple[str, int]] = []
    length = 0

    def add(token: str, word: str = "") -> None:
        nonlocal length
        if word:
            words.append((word, length))
        said.append(token)
        length += len(token) + 1

    for run in _RUN.finditer(text):
        if run["latin"]:
            if words:
                yield Part("zh", " ".join(said), tuple(words))
                said, words, length = [], [], 0
            yield _english(run["latin"])
        elif run["mark"]:
            if words:
                add(run["mark"].translate(_PAUSE_MARKS))
        else:
            read = lazy_pinyin(
                run["han"], style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False
            )
            for name in names:
                place = run["han"].find(name)
                if place >= 0:
                    read[place] = _SURNAMES.get(name[0], read[place])
            for character, syllable in zip(run["han"], read, strict=True):
                add(syllable, character)
    if words:
        yield Part("zh", " ".join(said), tuple(words))
