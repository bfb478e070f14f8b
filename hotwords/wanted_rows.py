"""The readings of a list's entries, one row of sounds each, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hotwords.beats import BoolArray, IntArray, group_beats, sound_traits
from hotwords.drafts import SoundArray

# Readings beyond this are left out: nobody says a hundred characters as one word.
MOST_SOUNDS = 120


@dataclass(frozen=True)
class WantedRows:
    """Rows of wanted sounds, one after the other.

    Row r has the sounds [offsets[r], offsets[r + 1]) and belongs to entry `entry[r]`.
    `syllable_starts` is over the sounds, `is_chinese` over the rows. The beats without loose nasals
    and liquids have `beat_slots` (beats, 3), their row `beat_row`, and `beat_first`, their first
    sound counted from the row's.
    """

    sounds: SoundArray
    offsets: IntArray
    entry: IntArray
    syllable_starts: BoolArray
    is_chinese: BoolArray
    beat_slots: SoundArray
    beat_row: IntArray
    beat_first: IntArray

    @classmethod
    def of(cls, rows: Sequence[bytes], entry: Sequence[int]) -> WantedRows:
        """The arrays of `rows`, sounds as numbers, each with its entry."""
        sounds = np.frombuffer(b"".join(rows), np.uint8)
        lengths = np.array([len(row) for row in rows], np.int32)
        offsets = np.zeros(len(rows) + 1, np.int32)
        np.cumsum(lengths, out=offsets[1:])
        row_of = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
        beats = group_beats(sounds, row_of)
        solid = beats.solid()
        first = beats.first[solid]
        starts = np.zeros(len(sounds), bool)
        starts[first] = True
        starts[offsets[:-1]] = True
        other = (
            np.add.reduceat(~sound_traits().is_chinese[sounds], offsets[:-1])
            if len(rows)
            else np.zeros(0)
        )
        return cls(
            sounds, offsets, np.array(entry, np.int32), starts, other == 0,
            beats.slots[solid], row_of[first], first - offsets[row_of[first]],
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.entry)
