"""Words of everyday speech, which make bad hotwords: they are said where nobody meant them."""

from __future__ import annotations

import gzip
from functools import cache
from itertools import islice
from pathlib import Path

_RESOURCES = Path(__file__).parents[1] / "resources"
CHINESE_PATH = _RESOURCES / "words_zh" / "words.txt.gz"
ENGLISH_PATH = _RESOURCES / "words_en" / "words.txt"

# Where everyday words end and names and terms begin, by their rank in written Chinese. What is said
# at home is rarer there than it is in speech, so that there is no sharp line.
_CHINESE_COMMON = 8_000
_CHINESE_KNOWN = 25_000


@cache
def ordinary_words() -> frozenset[str]:
    """Words of Chinese (two characters or more) and English (lower case) that everybody uses."""
    return frozenset(_chinese_words()[:_CHINESE_COMMON]) | frozenset(_english_words())


@cache
def written_words() -> frozenset[str]:
    """All words of our dictionaries, rare ones too; those in Chinese have two characters or more.

    English ones are in lower case.
    """
    return frozenset(_chinese_words(None)) | frozenset(_english_words())


@cache
def known_words() -> tuple[str, ...]:
    """Words that are often enough said to be taken for a hotword that sounds the same.

    The commonest come first in either language.
    """
    return _chinese_words() + _english_words()


@cache
def _chinese_words(most: int | None = _CHINESE_KNOWN) -> tuple[str, ...]:
    with gzip.open(CHINESE_PATH, "rt", encoding="utf-8") as file:
        ranked = [line.split()[0] for line in islice(file, most)]
    return tuple(word for word in ranked if len(word) > 1)


@cache
def _english_words() -> tuple[str, ...]:
    return tuple(ENGLISH_PATH.read_text(encoding="utf-8").split())
