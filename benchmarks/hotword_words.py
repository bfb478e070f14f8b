"""The words of the recall benchmark: names, places, products and terms, in two halves.

Thresholds are chosen on the words of the development half and reported on those of the test half.
A hash of the word decides, so that a word keeps its half when the lists grow.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DATA = Path(__file__).parent / "data" / "hotwords"


class Category(StrEnum):
    """What a word is written in."""

    CHINESE = "Chinese"
    ENGLISH = "English"
    MIXED = "mixed"


class Half(StrEnum):
    """What a word or a sentence is used for."""

    DEVELOPMENT = "development"
    TEST = "test"


_FILES = {
    "names_zh.txt": Category.CHINESE,
    "places_zh.txt": Category.CHINESE,
    "products_zh.txt": Category.CHINESE,
    "terms_zh.txt": Category.CHINESE,
    "names_en.txt": Category.ENGLISH,
    "products_en.txt": Category.ENGLISH,
    "terms_en.txt": Category.ENGLISH,
    "mixed.txt": Category.MIXED,
    "abbreviations.txt": Category.MIXED,
}


@dataclass(frozen=True, slots=True)
class ListedWord:
    """A word of the list in force."""

    word: str
    category: Category

    @property
    def half(self) -> Half:
        return half_of(self.word)


def half_of(text: str) -> Half:
    """The half that `text` belongs to, the same in every run."""
    return Half.TEST if hashlib.sha256(text.encode()).digest()[0] % 2 else Half.DEVELOPMENT


def is_held_out(text: str) -> bool:
    """Whether `text` is in the fifth of the sentences that false offers are tuned on."""
    return hashlib.sha256(text.encode()).digest()[1] % 5 == 0


def listed_words() -> list[ListedWord]:
    """Every word of the data folder, each once, in the order of the files."""
    category_of: dict[str, Category] = {}
    for name, category in _FILES.items():
        for word in _lines(DATA / name):
            category_of.setdefault(word, category)
    return [ListedWord(word, category) for word, category in category_of.items()]


def written_mishearings(name: str) -> dict[str, tuple[str, ...]]:
    """The mishearings of each word that were thought out by hand, from the table `name`.tsv."""
    heard: dict[str, tuple[str, ...]] = {}
    for line in _lines(DATA / f"{name}.tsv"):
        word, spelling = line.split("\t")
        heard[word] = (*heard.get(word, ()), spelling.strip())
    return heard


def _lines(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]
