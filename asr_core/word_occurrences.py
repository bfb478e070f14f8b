"""Where listed words stand in a text: whatever their case, and Latin words only as wholes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Occurrence:
    """`word` stands at the characters [start, end) of a text, perhaps in another case."""

    word: str
    start: int
    end: int


def is_written(word: str, text: str) -> bool:
    """Whether `text` holds `word`, whatever its case; a Latin word only as a whole.

    >>> is_written("AI", "I said it"), is_written("AI", "用ai写"), is_written("督工", "督工，你看")
    (False, True, True)
    """
    return bool(word) and _pattern(word).search(text) is not None


def occurrences(words: Iterable[str], text: str) -> list[Occurrence]:
    """All places of `words` in `text`, in order; where two overlap the longer word counts.

    >>> [place.word for place in occurrences(["张三", "张三丰"], "张三丰和张三")]
    ['张三丰', '张三']
    """
    found = [
        Occurrence(word, match.start(), match.end())
        for word in dict.fromkeys(words)
        if word
        for match in _pattern(word).finditer(text)
    ]
    kept: list[Occurrence] = []
    for place in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        if all(place.end <= other.start or place.start >= other.end for other in kept):
            kept.append(place)
    return sorted(kept, key=lambda each: each.start)


def _pattern(word: str) -> re.Pattern[str]:
    begins = r"(?<![a-z0-9])" if _is_latin(word[0]) else ""
    ends = r"(?![a-z0-9])" if _is_latin(word[-1]) else ""
    return re.compile(begins + re.escape(word) + ends, re.IGNORECASE)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
