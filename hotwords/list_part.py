"""A part of a list made ready for recall: its readings, filed and numbered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hotwords.alignment import Evidence, Step, align, trace
from hotwords.beats import IntArray
from hotwords.candidates import BeatFile
from hotwords.drafts import Draft
from hotwords.hotword import Hotword
from hotwords.phonemes import reading_rows
from hotwords.sound_costs import BitArray
from hotwords.spellings import SpellingFile
from hotwords.wanted_rows import MOST_SOUNDS, WantedRows

# How many sounds of the draft are looked at before and after the place where a row would lie.
_ROOM = 5
# Further readings of an entry are rarer than the first. Two Chinese syllables fit by chance more
# often than the surprise of each says.
_UNUSUAL_READING = 1.0
_TWO_SYLLABLES = 1.5
# A list of ten thousand words has some hundred candidates per draft.
_MOST_CANDIDATES = 300


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
        rows: list[bytes] = []
        owners: list[int] = []
        forms: list[str] = []
        form_owners: list[int] = []
        for at, entry in enumerate(entries):
            given = entry.readings
            for form in entry.spoken_forms:
                forms.append(form)
                form_owners.append(at)
                for row in reading_rows(form, given):
                    if len(row) <= MOST_SOUNDS:
                        rows.append(row)
                        owners.append(at)
                given = ()
        self.entries = tuple(entries)
        self.wanted = WantedRows.of(rows, owners)
        self.spellings = SpellingFile(forms)
        self.form_owners = form_owners
        self._file = BeatFile(self.wanted)
        self._unlikely = _unlikely(self.wanted)

    def fits(self, draft: Draft, heard: Evidence, least_bits: float) -> Fits:
        """The rows whose evidence is at least `least_bits`, each at its best place."""
        found = self._file.find(draft, least_bits, _MOST_CANDIDATES)
        lengths = self.wanted.offsets[found.rows + 1] - self.wanted.offsets[found.rows]
        order = np.argsort(-lengths, kind="stable")
        rows, windows = found.rows[order], found.places[order] - np.int32(_ROOM)
        width = int(lengths.max(initial=0)) + 2 * _ROOM
        bits, ends, _ = align(self.wanted, rows, windows, width, heard)
        bits -= self._unlikely[rows]
        good = np.flatnonzero(bits >= least_bits)
        return Fits(
            rows[good], self.wanted.entry[rows[good]], bits[good], ends[good], windows[good],
            lengths[order][good],
        )  # fmt: skip

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


def _unlikely(wanted: WantedRows) -> BitArray:
    """What each row's evidence is lowered by, beforehand."""
    bits = np.zeros(len(wanted), np.float32)
    bits[1:][wanted.entry[1:] == wanted.entry[:-1]] = _UNUSUAL_READING
    beats = np.bincount(wanted.beat_row, minlength=len(wanted))
    bits[wanted.is_chinese & (beats <= 2)] += _TWO_SYLLABLES
    return bits
