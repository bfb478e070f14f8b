"""The readings of a list's entries, one row of sounds each, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from hotwords.beats import BoolArray, IntArray, group_beats, sound_traits
from hotwords.drafts import SoundArray

# Readings beyond this are left out: nobody says a hundred characters as one word.
MOST_SOUNDS = 120
# Rows are grouped into beats so many at a time, which keeps what is thrown away small.
_ROWS_AT_ONCE = 8192


@dataclass(frozen=True)
class WantedRows:
    """Rows of wanted sounds, one after the other.

    Row r has the sounds [offsets[r], offsets[r + 1]) and belongs to entry `entry[r]`.
    `syllable_starts` is over the sounds; `is_chinese` and `is_spelled`, which is letter by letter,
    are over the rows. The beats without loose nasals and liquids have `beat_slots` (beats, 3) and
    their row `beat_row`.
    """

    sounds: SoundArray
    offsets: IntArray
    entry: IntArray
    syllable_starts: BoolArray
    is_chinese: BoolArray
    is_spelled: BoolArray
    beat_slots: SoundArray
    beat_row: IntArray

    @classmethod
    def of(cls, rows: Iterable[tuple[bytes, int]]) -> WantedRows:
        """The arrays of `rows`: sounds as numbers, with the entry that they belong to."""
        following = iter(rows)
        blocks = [_block([])]
        while batch := list(islice(following, _ROWS_AT_ONCE)):
            blocks.append(_block(batch))
        sounds, lengths, entry, starts, is_chinese, is_spelled, slots, beats = (
            np.concatenate(arrays) for arrays in zip(*blocks, strict=True)
        )
        offsets = np.zeros(len(lengths) + 1, np.int32)
        np.cumsum(lengths, out=offsets[1:])
        beat_row = np.repeat(np.arange(len(lengths), dtype=np.int32), beats)
        return cls(sounds, offsets, entry, starts, is_chinese, is_spelled, slots, beat_row)

    def __len__(self) -> int:
        return len(self.entry)


def _block(
    rows: Sequence[tuple[bytes, int]],
) -> tuple[SoundArray, IntArray, IntArray, BoolArray, BoolArray, BoolArray, SoundArray, IntArray]:
    """Sounds, lengths, entries, syllable starts, Chinese or not, spelled or not, slots, beats."""
    sounds = np.frombuffer(b"".join(row for row, _ in rows), np.uint8)
    lengths = np.array([len(row) for row, _ in rows], np.int32)
    row_of = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
    beats = group_beats(sounds, row_of)
    solid = beats.solid()
    starts = np.zeros(len(sounds), bool)
    starts[beats.first[solid]] = True
    starts[(np.cumsum(lengths) - lengths)[lengths > 0]] = True
    traits = sound_traits()
    other = np.bincount(row_of, ~traits.is_chinese[sounds], len(rows))
    letters = np.bincount(row_of, traits.is_letter[sounds], len(rows))
    counts = np.bincount(row_of[beats.first[solid]], minlength=len(rows)).astype(np.int32)
    return (
        sounds, lengths, np.array([entry for _, entry in rows], np.int32), starts, other == 0,
        letters > 0, beats.slots[solid], counts,
    )  # fmt: skip
