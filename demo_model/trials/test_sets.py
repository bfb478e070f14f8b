"""The test sentences, hotwords and wrong words of demo_model/evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from demo_model.reading import SpokenLanguage

Item = TypeVar("Item")
FOLDER = Path(__file__).resolve().parents[1] / "evaluation"
LANGUAGES: tuple[SpokenLanguage, ...] = ("zh", "en")
SetName = Literal["development", "test", "held_out"]
HOTWORD_SETS: dict[str, SpokenLanguage] = {
    "names_zh": "zh",
    "products_zh": "zh",
    "english": "en",
}
"""Hotword sets and what language they are in."""


@dataclass(frozen=True, slots=True)
class HotwordCase:
    """A sentence and the word in it that is listed."""

    sentence: str
    word: str
    language: SpokenLanguage


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def read_sentences(
    name: str, language: SpokenLanguage, limit: int | None = None, *, folder: Path = FOLDER
) -> list[str]:
    """The sentences of one set, at most `limit`, evenly from all of it."""
    return spread_out(_lines(folder / f"{name}_{language}.txt"), limit)


def read_hotword_cases(
    name: str,
    limit: int | None = None,
    *,
    sentence_set: SetName = "held_out",
    folder: Path = FOLDER,
) -> list[HotwordCase]:
    """The cases of one of `HOTWORD_SETS`; ValueError for a sentence without its word.

    All but those of "development" are held out.
    """
    path = folder / f"hotwords_{name}.tsv"
    if sentence_set == "development":
        path = path.with_name(f"development_{path.name}")
    cases = []
    for line in _lines(path):
        sentence, _, word = line.partition("\t")
        if not word or word not in sentence:
            raise ValueError(f"{path.name}: no word of the sentence in {line!r}")
        cases.append(HotwordCase(sentence, word, HOTWORD_SETS[name]))
    return spread_out(cases, limit)


def read_ordinary_sentences(
    language: SpokenLanguage, limit: int | None = None, *, folder: Path = FOLDER
) -> list[str]:
    """Sentences without any name, to be tried with lists of wrong words."""
    lines = [line.partition("\t")[0].strip() for line in _lines(folder / "hotwords_wrong.tsv")]
    return spread_out([line for line in lines if line.isascii() == (language == "en")], limit)


def read_distractors(language: SpokenLanguage, *, folder: Path = FOLDER) -> list[str]:
    """Words that none of the sentences holds."""
    return _lines(folder / f"hotwords_distractors_{language}.txt")


def spread_out(items: list[Item], limit: int | None) -> list[Item]:
    """At most `limit` of the items, at even distances."""
    if limit is None or limit >= len(items):
        return items
    return [items[place * len(items) // limit] for place in range(limit)]
