"""Which words of a list may stand, misheard, in a draft.

Every reading of every hotword is aligned with the whole draft at once: one NumPy edit distance
with the costs of `sound_costs`, whose start is free at any word start and whose end is free at any
word end. Nothing is filtered by guesswork. Words leave the computation as soon as no place in the
draft can bring them above the threshold, which after the first phonemes are nearly all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hotwords.hotword_file import Hotword, HotwordList
from hotwords.phonemes import Phoneme, hotword_readings, text_phonemes
from hotwords.sound_costs import sound_cost

CostArray = npt.NDArray[np.int16]
IndexArray = npt.NDArray[np.int32]

DEFAULT_LIMIT = 10
# benchmarks/hotword_recall.py: 0.70 finds hardly more than 0.75 and offers more for nothing; 0.80
# begins to lose words.
DEFAULT_THRESHOLD = 0.75

# Costs are counted in whole quarters, the finest step of `sound_cost`.
_UNIT = 4
_NEVER = 10_000
# How many hotword rows are aligned together: their rows then stay in the processor's cache.
_BLOCK_CELLS = 200_000
# Readings beyond this are left out: nobody says a hundred characters as one word, and a single
# such line would widen the table for all.
_MOST_PHONEMES = 300


@dataclass(frozen=True, slots=True)
class HotwordHit:
    """`word` sounds like `heard`, the characters [start, end) of the draft; `score` is 0 … 1."""

    word: str
    score: float
    start: int
    end: int
    heard: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to say entry number `entry`; `codes` are its phonemes in the index's numbering."""

    entry: int
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """Reading number `reading` fits the draft up to phoneme `end` (exclusive) at `cost` units."""

    reading: int
    end: int
    cost: int


class PhonemeIndex:
    """The hotwords of one list, ready to be looked for in drafts; safe to share between threads.

    >>> [(hit.word, hit.heard) for hit in PhonemeIndex(["康辉", "督工"]).recall("康灰是主持人")]
    [('康辉', '康灰')]
    """

    def __init__(self, words: Iterable[str | Hotword]) -> None:
        entries = dict.fromkeys(
            Hotword(word.strip()) if isinstance(word, str) else word for word in words
        )
        self._entries = tuple(entry for entry in entries if entry.word)
        self._code_of: dict[str, int] = {}
        readings = [
            _Reading(number, tuple(self._code(value) for value in values))
            for number, entry in enumerate(self._entries)
            for values in _entry_readings(entry)
            if len(values) <= _MOST_PHONEMES
        ]
        # Longest first: the rows still at work on a given phoneme are then the first ones.
        self._readings = sorted(readings, key=lambda reading: -len(reading.codes))
        self._lengths = np.array([len(each.codes) for each in self._readings], np.int32)
        longest = int(self._lengths[0]) if self._readings else 0
        # Filled up with a code of its own, which costs nothing wherever it is looked up.
        self._codes = np.full((len(self._readings), longest), len(self._code_of), np.int32)
        for row, reading in enumerate(self._readings):
            self._codes[row, : len(reading.codes)] = reading.codes

    @classmethod
    def from_list(cls, hotwords: HotwordList) -> PhonemeIndex:
        """The index of `hotwords`, with their aliases."""
        return cls(hotwords.entries)

    @classmethod
    def from_file(cls, path: str | Path) -> PhonemeIndex:
        """The index of the hot.txt at `path`; HotwordFileError if it cannot be read."""
        return cls.from_list(HotwordList.load(path))

    def __len__(self) -> int:
        return len(self._entries)

    def recall(
        self, text: str, limit: int | None = None, threshold: float | None = None
    ) -> list[HotwordHit]:
        """The hotwords that `text` may contain, at most `limit`, each once with its best place.

        `threshold` is the least score, 0 … 1: 1 − cost of the differences ÷ phonemes of the
        hotword. Best first; at equal scores the longer word, then the earlier line of the list.
        None means the measured defaults. A hotword in Chinese characters that stands in the text
        literally scores 1 whatever the phrase around it does to its reading.
        """
        limit = DEFAULT_LIMIT if limit is None else limit
        threshold = DEFAULT_THRESHOLD if threshold is None else threshold
        if limit <= 0 or not self._readings:
            return []
        draft = text_phonemes(text)
        costs = self._costs(draft)
        best: dict[int, tuple[float, int, _Match | None]] = {}
        for match in self._matches(draft, costs, threshold):
            reading = self._readings[match.reading]
            length = len(reading.codes)
            score = 1 - match.cost / (_UNIT * length)
            if reading.entry not in best or (score, length) > best[reading.entry][:2]:
                best[reading.entry] = (score, length, match)
        for number in self._literal_entries(text):
            if number not in best or best[number][0] < 1:
                best[number] = (1.0, 3 * len(self._entries[number].word), None)
        order = sorted(best, key=lambda number: (-best[number][0], -best[number][1], number))
        return [
            self._hit(text, draft, costs, number, best[number][0], best[number][2])
            for number in order[:limit]
        ]

    def _code(self, value: str) -> int:
        return self._code_of.setdefault(value, len(self._code_of))

    def _literal_entries(self, text: str) -> list[int]:
        return [
            number
            for number, entry in enumerate(self._entries)
            if entry.word in text and all("一" <= character <= "鿿" for character in entry.word)
        ]

    def _hit(
        self,
        text: str,
        draft: list[Phoneme],
        costs: CostArray,
        number: int,
        score: float,
        match: _Match | None,
    ) -> HotwordHit:
        word = self._entries[number].word
        if match is None:
            start = text.index(word)
            end = start + len(word)
        else:
            first = _start_of(self._readings[match.reading].codes, match, draft, costs)
            start, end = draft[first].start, draft[match.end - 1].end
        return HotwordHit(word, score, start, end, text[start:end])

    def _costs(self, draft: list[Phoneme]) -> CostArray:
        """Cost of every phoneme of the index (rows) heard as every phoneme of the draft."""
        heard = [phoneme.value for phoneme in draft]
        distinct = list(dict.fromkeys(heard))
        table = np.array(
            [
                [round(_UNIT * sound_cost(wanted, value)) for value in distinct]
                for wanted in self._code_of
            ],
            np.int16,
        ).reshape(len(self._code_of), len(distinct))
        column_of = {value: column for column, value in enumerate(distinct)}
        return table[:, [column_of[value] for value in heard]]

    def _matches(self, draft: list[Phoneme], costs: CostArray, threshold: float) -> list[_Match]:
        """The best end of every reading that reaches `threshold`, in the order of the readings."""
        if not draft:
            return []
        # The tolerance keeps 0.7 · 10 phonemes from failing by a rounding error.
        budgets = np.floor((1 - threshold) * _UNIT * self._lengths + 1e-6).astype(np.int16)
        # The cheapest place for each phoneme by itself bounds the cost of a reading from below.
        cheapest = np.append(costs.min(axis=1), np.int16(0))
        possible = np.flatnonzero(cheapest[self._codes].sum(axis=1) <= budgets).astype(np.int32)
        rows_at_once = max(1, _BLOCK_CELLS // len(draft))
        starts = np.array([phoneme.starts_word for phoneme in draft])
        ends = np.array([phoneme.ends_word for phoneme in draft])
        matches: list[_Match] = []
        for at in range(0, len(possible), rows_at_once):
            rows = possible[at : at + rows_at_once]
            matches += self._align(rows, costs, budgets[rows], starts, ends)
        return matches

    def _align(
        self,
        rows: IndexArray,
        costs: CostArray,
        budgets: CostArray,
        starts: npt.NDArray[np.bool_],
        ends: npt.NDArray[np.bool_],
    ) -> list[_Match]:
        """Edit distance of the readings `rows`, all at once, along the whole draft.

        Column j of `total` is the least cost of a reading's phonemes so far when they end before
        phoneme j of the draft.
        """
        drafted = costs.shape[1]
        first = np.full(drafted + 1, _NEVER, np.int16)
        first[:-1][starts] = 0
        total = np.broadcast_to(first, (len(rows), drafted + 1))
        matches: list[_Match] = []
        step = 0
        while len(rows):
            substituted = total[:, :-1] + costs[self._codes[rows, step]]
            total = total + np.int16(_UNIT)
            np.minimum(total[:, 1:], substituted, out=total[:, 1:])
            _insert(total, int(budgets.max()) // _UNIT)
            step += 1
            finished = self._lengths[rows] == step
            if finished.any():
                at_ends = np.where(ends, total[finished, 1:], _NEVER)
                best = at_ends.argmin(axis=1)
                for row, budget, end, totals in zip(
                    rows[finished], budgets[finished], best, at_ends, strict=True
                ):
                    if totals[end] <= budget:
                        matches.append(_Match(int(row), int(end) + 1, int(totals[end])))
            alive = ~finished & (total.min(axis=1) <= budgets)
            if not alive.all():
                rows, total, budgets = rows[alive], total[alive], budgets[alive]
        return matches


def _entry_readings(entry: Hotword) -> list[tuple[str, ...]]:
    readings = (reading for form in entry.spoken_forms for reading in hotword_readings(form))
    return list(dict.fromkeys(readings))


def _insert(total: CostArray, most: int) -> None:
    """Let every cell be reached from cells up to `most` to its left, one `_UNIT` each, in place."""
    reach = 1
    while reach <= most:
        # Doubling the stride covers 1, 3, 7 … insertions in as many passes as bits.
        np.minimum(
            total[:, reach:], total[:, :-reach] + np.int16(reach * _UNIT), out=total[:, reach:]
        )
        reach *= 2


def _start_of(codes: tuple[int, ...], match: _Match, draft: list[Phoneme], costs: CostArray) -> int:
    """The draft phoneme at which the alignment ending at `match.end` begins.

    Among equally cheap alignments the one with most substitutions, then the shortest, is taken.
    """
    window = len(codes) + match.cost // _UNIT
    offset = max(0, match.end - window)
    length = match.end - offset
    # (cost, start) per column, where the reading's phonemes so far end before that column.
    row: list[tuple[int, int]] = [
        (0 if draft[offset + at].starts_word else _NEVER, offset + at) for at in range(length)
    ]
    row.append((_NEVER, match.end))
    for code in codes:
        heard = costs[code]
        above, row = row, [(row[0][0] + _UNIT, row[0][1])]
        for at in range(1, length + 1):
            steps = [
                (above[at - 1][0] + int(heard[offset + at - 1]), above[at - 1][1]),
                (above[at][0] + _UNIT, above[at][1]),
                (row[at - 1][0] + _UNIT, row[at - 1][1]),
            ]
            row.append(min(steps, key=lambda step: step[0]))
    return row[-1][1]
