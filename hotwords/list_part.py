"""A part of a list made ready for recall: its readings, filed and numbered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hotwords.alignment import Evidence, Step, align, trace
from hotwords.beats import IntArray
from hotwords.candidates import BeatFile
from hotwords.drafts import Draft
from hotwords.hotword import Hotword
from hotwords.phonemes import reading_rows
from hotwords.plausibility import (
    PLACE_TRAITS,
    ROW_TRAITS,
    place_traits,
    row_traits,
    weights,
)
from hotwords.sound_costs import BitArray
from hotwords.spellings import SpellingFile
from hotwords.wanted_rows import MOST_SOUNDS, WantedRows

# How many sounds of the draft are looked at before and after the place where a row would lie.
_ROOM = 5
# What the place of a word may add to the evidence of its sounds, at most but for rare cases.
_PLACE_BITS = 5.0
# A list of ten thousand words has some hundred candidates per draft.
_MOST_CANDIDATES = 300
# Entries are read so many at a time, which keeps what is thrown away small.
_READ_AT_ONCE = 8_192


@dataclass(frozen=True)
class Fits:
    """The best place of each row that may stand in a draft; arrays of one length.

    `entries` are numbers within the part, `bits` the evidence, `ends` the sounds of the draft
    before which the places end, `windows` the sounds from which on they were looked for,
    `lengths` how many sounds the rows have.
    """

    rows: IntArray
    entries: IntArray
    bits: BitArray
    ends: IntArray
    windows: IntArray
    lengths: IntArray


class ListPart:
    """Entries with all that recall needs of them; never changed once made."""

    def __init__(self, entries: Sequence[Hotword]) -> None:
        self.entries = tuple(entries)
        self.wanted = WantedRows.of(_readings(entries))
        self.spellings = SpellingFile([form for entry in entries for form in entry.spoken_forms])
        counts = [1 + len(entry.aliases) for entry in entries]
        self.form_owners: IntArray = np.repeat(np.arange(len(entries), dtype=np.int32), counts)
        self._file = BeatFile(self.wanted)
        self._words = [entry.word for entry in entries]
        self._plausible = row_traits(self.wanted, self._words) @ weights(ROW_TRAITS)

    def fits(self, draft: Draft, heard: Evidence, least_bits: float) -> Fits:
        """The rows whose evidence is at least `least_bits`, each at its best place."""
        found = self._file.find(draft, least_bits, _MOST_CANDIDATES)
        lengths = self.wanted.offsets[found.rows + 1] - self.wanted.offsets[found.rows]
        order = np.argsort(-lengths, kind="stable")
        rows, windows = found.rows[order], found.places[order] - np.int32(_ROOM)
        width = int(lengths.max(initial=0)) + 2 * _ROOM
        bits, ends, _ = align(self.wanted, rows, windows, width, heard)
        bits += self._plausible[rows]
        near = np.flatnonzero(bits >= least_bits - _PLACE_BITS)
        traits = place_traits(self.wanted, self._words, rows[near], ends[near], draft)
        bits[near] += traits @ weights(PLACE_TRAITS)
        good = near[bits[near] >= least_bits]
        return Fits(
            rows[good], self.wanted.entry[rows[good]], bits[good], ends[good], windows[good],
            lengths[order][good],
        )  # fmt: skip

    def nearest(self, draft: Draft, heard: Evidence) -> Fits:
        """Every row at its best place, found by looking everywhere: for few rows only."""
        rows = np.repeat(np.arange(len(self.wanted), dtype=np.int32), len(draft.sounds))
        windows = np.tile(np.arange(len(draft.sounds), dtype=np.int32), len(self.wanted)) - _ROOM
        lengths = self.wanted.offsets[rows + 1] - self.wanted.offsets[rows]
        order = np.argsort(-lengths, kind="stable")
        rows, windows, lengths = rows[order], windows[order].astype(np.int32), lengths[order]
        width = int(lengths.max(initial=0)) + 2 * _ROOM
        bits, ends, _ = align(self.wanted, rows, windows, width, heard)
        return Fits(rows, self.wanted.entry[rows], bits, ends, windows, lengths)

    def traced(self, fits: Fits, chosen: Sequence[int], heard: Evidence) -> list[tuple[Step, ...]]:
        """The alignments of the `chosen` among `fits`, in their order."""
        rows = fits.rows[list(chosen)]
        lengths = self.wanted.offsets[rows + 1] - self.wanted.offsets[rows]
        order = np.argsort(-lengths, kind="stable")
        rows, windows = rows[order], fits.windows[list(chosen)][order]
        width = int(lengths.max(initial=0)) + 2 * _ROOM
        _, ends, tables = align(self.wanted, rows, windows, width, heard)
        traces: list[tuple[Step, ...]] = [()] * len(order)
        for number, at in enumerate(order.tolist()):
            traces[at] = trace(
                self.wanted, int(rows[number]), int(windows[number]), int(ends[number]),
                tables, heard, number,
            )  # fmt: skip
        return traces


def _readings(entries: Sequence[Hotword]) -> Iterator[tuple[bytes, int]]:
    """Every row of sounds under which an entry may be heard, with the entry's number."""
    words = [entry.word for entry in entries]
    for start in range(0, len(entries), _READ_AT_ONCE):
        block = range(start, min(start + _READ_AT_ONCE, len(entries)))
        # Neighbours in the order of words look up the same places of the dictionaries, which then
        # takes two thirds of the time.
        rows = {at: _rows(entries[at]) for at in sorted(block, key=words.__getitem__)}
        for at in block:
            for row in rows[at]:
                yield row, at


def _rows(entry: Hotword) -> tuple[bytes, ...]:
    if not entry.aliases:
        rows = reading_rows(entry.word, entry.readings)
    else:
        rows = [
            row
            for number, form in enumerate(entry.spoken_forms)
            for row in reading_rows(form, () if number else entry.readings)
        ]
    return tuple(row for row in rows if len(row) <= MOST_SOUNDS)
