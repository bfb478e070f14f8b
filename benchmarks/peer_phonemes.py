"""Text as the peers' phonemes: initial, final and tone of a character, letters, digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache


class Language(Enum):
    """What a phoneme belongs to; phonemes of different languages have nothing in common."""

    CHINESE = 1
    ENGLISH = 2
    NUMBER = 3
    OTHER = 4


@dataclass(frozen=True, slots=True)
class PeerPhoneme:
    """A phoneme of the characters [start, end) and whether a word begins or ends with it."""

    value: str
    language: Language
    starts_word: bool
    ends_word: bool
    start: int
    end: int

    @property
    def is_tone(self) -> bool:
        return self.value.isdigit()


_TOKEN = re.compile(r"([一-鿿]+)|([A-Za-z0-9]+)|(.)", re.DOTALL)
_PIECE = re.compile("[A-Z]*[a-z]+|[A-Z]+|[0-9]+")
SIMILAR_PAIRS = (
    "an/ang en/eng in/ing ian/iang uan/uang z/zh c/ch s/sh l/n f/h ai/ei o/uo e/ie p/t p/b t/d k/g"
)
SIMILAR = frozenset(
    pair
    for text in SIMILAR_PAIRS.split()
    for left, right in [text.split("/")]
    for pair in ((left, right), (right, left))
)


def peer_phonemes(text: str) -> list[PeerPhoneme]:
    """The phonemes of `text` in order; spaces and punctuation have none.

    >>> " ".join(phoneme.value for phoneme in peer_phonemes("西安, 7-Zip"))
    'x i 1 an 1 7 z i p'
    """
    found: list[PeerPhoneme] = []
    for token in _TOKEN.finditer(text):
        chinese, latin, other = token.groups()
        if chinese:
            found += _chinese(chinese, token.start())
        elif latin:
            found += _latin(latin, token.start())
        elif unicodedata.category(other).startswith("L"):
            at = token.start()
            found.append(PeerPhoneme(other.lower(), Language.OTHER, True, True, at, at + 1))
    return found


def _chinese(run: str, start: int) -> Iterator[PeerPhoneme]:
    for at, values in enumerate(_syllables(run), start=start):
        for number, value in enumerate(values):
            yield PeerPhoneme(
                value, Language.CHINESE, number == 0, number == len(values) - 1, at, at + 1
            )


@cache
def _syllables(run: str) -> list[tuple[str, ...]]:
    from pypinyin import Style, lazy_pinyin

    # A list from `errors` keeps one item per character; the annotations do not know it.
    initials, finals, toned = (
        lazy_pinyin(
            run,
            style=style,
            strict=False,
            neutral_tone_with_five=True,
            errors=list,  # type: ignore[arg-type]
        )
        for style in (Style.INITIALS, Style.FINALS, Style.TONE3)
    )
    syllables: list[tuple[str, ...]] = []
    for character, initial, final, whole in zip(run, initials, finals, toned, strict=True):
        if whole == character:
            syllables.append((character,))
        else:
            syllables.append(tuple(value for value in (initial, final, whole[-1]) if value))
    return syllables


def _latin(run: str, start: int) -> Iterator[PeerPhoneme]:
    for piece in _PIECE.finditer(run):
        text = piece.group()
        language = Language.NUMBER if text.isdigit() else Language.ENGLISH
        for at, character in enumerate(text.lower()):
            place = start + piece.start() + at
            yield PeerPhoneme(character, language, at == 0, at == len(text) - 1, place, place + 1)


def peer_cost(wanted: PeerPhoneme, heard: PeerPhoneme) -> float:
    """The cost of hearing `heard` where the hotword has `wanted`; not symmetric."""
    if wanted.language is not heard.language:
        return 1.0
    if wanted.value == heard.value:
        return 0.0
    if wanted.language is Language.CHINESE and (
        wanted.is_tone or (wanted.value, heard.value) in SIMILAR
    ):
        return 0.5
    return 1.0
