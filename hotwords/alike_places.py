"""Every place of a text that sounds like a word, by plain distance, for what is written over it.

A replacement is made on the strength of the sound alone, so the measure is one that people can
check: the share of the word's phonemes that were heard, a wrong tone counting half. What is
ordinary to hear plays no part here, unlike in recall, which only offers words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from hotwords.phonemes import Phoneme, hotword_sounds, text_phonemes
from hotwords.sound_alignment import pair_cost
from hotwords.sound_costs import plain

_ROUNDING = 1e-6

Sounds = tuple[str, ...]


class AlikePlace(NamedTuple):
    """Word number `word` sounds like the characters [start, end); `score`, 0 … 1, how exactly."""

    word: int
    start: int
    end: int
    score: float


class AlikeFinder:
    """The spoken forms of words, ready to be looked for in texts; never changed once made.

    A word whose forms have n phonemes is found where at most n · (1 − `least`) of them differ.
    """

    def __init__(self, forms: Sequence[Sequence[tuple[str, Sequence[str]]]], least: float) -> None:
        """`forms` holds for each word its spellings with their readings in pinyin, often none."""
        self._least = least
        self._rows: list[tuple[int, Sounds]] = []
        # Of a row cut into one piece more than may differ, one piece at least is heard as it is.
        self._pieces: dict[Sounds, list[tuple[int, int]]] = {}
        for word, spellings in enumerate(forms):
            rows = dict.fromkeys(
                row for form, readings in spellings for row in hotword_sounds(form, readings) if row
            )
            for row in rows:
                self._file(word, row)
        self._lengths = sorted({len(piece) for piece in self._pieces})

    def _file(self, word: int, row: Sounds) -> None:
        number, count = len(self._rows), self._most_differing(row) + 1
        self._rows.append((word, row))
        toneless = _toneless(row)
        cuts = [len(row) * at // count for at in range(count + 1)]
        for start, end in pairwise(cuts):
            self._pieces.setdefault(toneless[start:end], []).append((number, start))

    def _most_differing(self, row: Sounds) -> int:
        return min(len(row) - 1, int(len(row) * (1 - self._least) + _ROUNDING))

    def places(self, text: str) -> list[AlikePlace]:
        """All places where a word is heard, also those that overlap; of one end the best start."""
        phonemes = text_phonemes(text)
        toneless = _toneless([phoneme.value for phoneme in phonemes])
        windows = {
            (number, start - offset)
            for length in self._lengths
            for start in range(len(toneless) - length + 1)
            for number, offset in self._pieces.get(toneless[start : start + length], ())
        }
        found: dict[tuple[int, int, int], float] = {}
        for number, start in windows:
            word, row = self._rows[number]
            for first, last, distance in _aligned(row, phonemes, start, self._most_differing(row)):
                score = 1 - distance / len(row)
                if score >= self._least - _ROUNDING:
                    place = word, phonemes[first].start, phonemes[last].end
                    found[place] = max(score, found.get(place, 0.0))
        return [AlikePlace(*place, score) for place, score in sorted(found.items())]


def _aligned(
    row: Sounds, phonemes: Sequence[Phoneme], start: int, slack: int
) -> Iterator[tuple[int, int, float]]:
    """First and last phoneme and the distance of each stretch of whole words beside `row`.

    Looked at is what begins at `start`, `slack` phonemes earlier or later.
    """
    begin = max(0, start - slack)
    heard = phonemes[begin : start + len(row) + slack]
    far = float(len(row) + len(heard))
    # For every end: the distance so far, and where the stretch begins.
    best = [
        (0.0, at) if at < len(heard) and heard[at].starts_word else (far, at)
        for at in range(len(heard) + 1)
    ]
    for sound in row:
        following = [(best[0][0] + 1, best[0][1])]
        for at, phoneme in enumerate(heard):
            cost, first = best[at]
            following.append(
                min(
                    (cost + pair_cost(sound, phoneme.value), first),
                    (best[at + 1][0] + 1, best[at + 1][1]),
                    (following[at][0] + 1, following[at][1]),
                )
            )
        best = following
    for end, (distance, first) in enumerate(best):
        if first < end and distance < far and heard[end - 1].ends_word:
            yield begin + first, begin + end - 1, distance


def _toneless(sounds: Sequence[str]) -> Sounds:
    return tuple(map(plain, sounds))
