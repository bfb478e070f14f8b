"""The readings of Chinese characters and phrases, loaded when first needed.

Phrases are kept as the lines of their file, by the two characters that they begin with: as objects
of their own they would take five times the room.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

CHARACTERS_PATH = Path(__file__).parents[1] / "resources" / "pinyin" / "characters.txt.gz"
PHRASES_PATH = CHARACTERS_PATH.with_name("phrases.txt.gz")

Syllables = tuple[str, ...]


def character_readings(character: str) -> Syllables:
    """The syllables of a character by itself, the usual one first; () if it has none.

    >>> character_readings("重")
    ('zhong4', 'chong2')
    """
    return _characters().get(character, ())


def phrase_readings(run: str, at: int) -> Syllables:
    """The syllables of the longest phrase that begins at `at`; () if there is none.

    >>> phrase_readings("在重庆市", 1)
    ('chong2', 'qing4')
    """
    lines = _phrases().get(run[at : at + 2])
    if lines is None:
        return ()
    # The longest is the last that fits: a phrase stands before those that it begins.
    for line in reversed(lines.split("\n")):
        phrase, _, readings = line.partition(" ")
        if run.startswith(phrase, at):
            return tuple(readings.split(" "))
    return ()


def is_phrase(text: str) -> bool:
    """Whether `text`, all of it, is a phrase with a reading."""
    return len(text) > 1 and len(phrase_readings(text, 0)) == len(text)


def begins_phrase(pairs: Iterable[str]) -> bool:
    """Whether any phrase begins with one of these pairs of characters."""
    return not _phrases().keys().isdisjoint(pairs)


@lru_cache(maxsize=1)
def _characters() -> dict[str, Syllables]:
    with gzip.open(CHARACTERS_PATH, "rt", encoding="utf-8") as file:
        entries = (line.split() for line in file)
        # Most characters share their readings with others.
        shared: dict[Syllables, Syllables] = {}
        return {
            character: shared.setdefault(tuple(readings), tuple(readings))
            for character, *readings in entries
        }


@lru_cache(maxsize=1)
def _phrases() -> dict[str, str]:
    """The lines of all phrases that begin with two characters, by these."""
    with gzip.open(PHRASES_PATH, "rt", encoding="utf-8") as file:
        lines: dict[str, str] = {}
        for line in file:
            pair, line = line[:2], line.rstrip("\n")
            lines[pair] = f"{lines[pair]}\n{line}" if pair in lines else line
    return lines
