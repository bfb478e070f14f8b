"""Where in a draft which rows of wanted sounds are worth a closer look.

Every row is filed under coarse classes of two of its beats: neighbours, or two with one between
them, so that a beat misheard altogether hides no word. A draft looks up its own pairs; what it
finds is weighed by how well the two beats really fit, and only good fits go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from hotwords.beats import (
    CONSONANT_CLASSES,
    NO_SOUND,
    VOWEL_CLASSES,
    BoolArray,
    IntArray,
    sound_traits,
)
from hotwords.drafts import Draft, SoundArray
from hotwords.sound_costs import BitArray, sound_table
from hotwords.wanted_rows import WantedRows

_KINDS = 7
_KEYS = _KINDS * (CONSONANT_CLASSES * VOWEL_CLASSES) ** 2
# What a key holds of consonant and vowel of two beats; the last two are of three and of one beat.
_WHOLE, _NO_SECOND_VOWEL, _NO_FIRST_VOWEL, _NO_FIRST_CONSONANT, _NO_SECOND_CONSONANT = range(5)
_THREE_CONSONANTS, _SINGLE = 5, 6
_HELD = {
    _WHOLE: (1, 1, 1, 1),
    _NO_SECOND_VOWEL: (1, 1, 1, 0),
    _NO_FIRST_VOWEL: (1, 0, 1, 1),
    _NO_FIRST_CONSONANT: (0, 1, 1, 1),
    _NO_SECOND_CONSONANT: (1, 1, 0, 1),
}


# What two beats must be worth, as a share of what a word must be worth.
_SEED_SHARE = 0.45
# How far below the least evidence the estimate may be, which does not see nasals and liquids.
_SLACK = 9.0
_LOST = -6.5
_SHIFTED = 2.0


@dataclass(frozen=True)
class Candidates:
    """Rows with the place of the draft where each would begin; arrays of one length.

    `bits` estimates the evidence.
    """

    rows: IntArray
    places: IntArray
    bits: BitArray


_WIDTHS = (CONSONANT_CLASSES, VOWEL_CLASSES, CONSONANT_CLASSES, VOWEL_CLASSES)

PairArray = npt.NDArray[np.int64]
CodeArray = npt.NDArray[np.uint16] | npt.NDArray[np.int32]


class BeatFile:
    """The rows of a list, filed by pairs of beats."""

    def __init__(self, wanted: WantedRows) -> None:
        self._wanted = wanted
        distinct, self._codes = _distinct(wanted.beat_slots)
        self._row_start = np.searchsorted(wanted.beat_row, np.arange(len(wanted) + 1)).astype(
            np.int32
        )
        missing = len(sound_table().wanted)
        split = np.stack([distinct >> 16, distinct >> 8 & 255, distinct & 255], axis=1)
        self._slots = np.where(split == NO_SOUND, missing, split)
        said = ~wanted.is_chinese & ~wanted.is_spelled
        self._files = [
            _PairFile(wanted, self._codes, len(distinct), rows, fine=fine)
            for rows, fine in ((wanted.is_chinese, True), (said, False))
        ]
        self._spelled = _PairFile(wanted, self._codes, len(distinct), wanted.is_spelled, fine=False)

    def find(self, draft: Draft, least_bits: float, most: int) -> Candidates:
        """The most promising rows, at most `most`, whose evidence may reach `least_bits`."""
        fits = self._fits(draft)
        if not fits.size:
            return Candidates(*(np.zeros(0, np.int32),) * 2, np.zeros(0, np.float32))
        beats, heard = self._seeds(draft, fits, least_bits * _SEED_SHARE)
        rows = self._wanted.beat_row.take(beats)
        rows, shifts = _once(rows, heard - (beats - self._row_start.take(rows)))
        bits = self._extended(rows, shifts, fits)
        good = np.flatnonzero(bits >= least_bits - _SLACK)
        if len(good) > most:
            good = good[np.argpartition(-bits[good], most)[:most]]
        rows, shifts, bits = rows[good], shifts[good], bits[good]
        # Where the row's first sound would be, if the beats of both ran along evenly.
        first = np.clip(shifts, 0, len(draft.beat_first) - 1)
        places = draft.beat_first[first] - 3 * np.maximum(0, -shifts)
        return Candidates(rows, places.astype(np.int32), bits)

    def _seeds(self, draft: Draft, fits: BitArray, least_bits: float) -> tuple[IntArray, IntArray]:
        """Beats of rows, and beats of the draft, that begin pairs which fit well enough."""
        flat, count = fits.ravel(), np.int32(fits.shape[1])
        most = fits.max(axis=0)
        beats, heard = [], []
        said, spelled = slice(0, draft.spelled_from), slice(draft.spelled_from, None)
        parts = [*((file, said) for file in self._files), (self._spelled, spelled)]
        for file, part in parts:
            if not len(draft.beat_sounds[part]) or not file.beats:
                continue
            keys, first, second = file.lookups(draft.beat_sounds[part], draft.beat_crosses[part])
            first, second = first + np.int32(part.start), second + np.int32(part.start)
            worth = most[first] + np.where(first == second, 0, most[second]) >= least_bits
            first, second = first[worth], second[worth]
            groups, sizes = file.groups(keys[worth])
            first = np.repeat(first, sizes)
            codes = np.multiply(file.first_codes.take(groups), count, dtype=np.int32)
            bits = flat.take(codes + first)
            codes = np.multiply(file.second_codes.take(groups), count, dtype=np.int32)
            bits += flat.take(codes + np.repeat(second, sizes))
            good = np.flatnonzero(bits >= least_bits)
            places, sizes = file.places(groups.take(good))
            beats.append(places)
            heard.append(np.repeat(first.take(good), sizes))
        none = np.zeros(0, np.int32)
        return np.concatenate([none, *beats]), np.concatenate([none, *heard])

    def _extended(self, rows: IntArray, shifts: IntArray, fits: BitArray) -> BitArray:
        """What all beats of each row are worth side by side with the draft's, `shifts` along.

        A beat may also fit one place earlier or later, for a syllable too many or too few.
        """
        padded = np.full((fits.shape[0], fits.shape[1] + 2), _LOST, np.float32)
        padded[:, 1:-1] = fits
        near = np.maximum(padded, _LOST)
        padded -= _SHIFTED
        np.maximum(near[:, 1:], padded[:, :-1], out=near[:, 1:])
        np.maximum(near[:, :-1], padded[:, 1:], out=near[:, :-1])
        starts = self._row_start[rows]
        sizes = self._row_start[rows + 1] - starts
        ends = np.cumsum(sizes)
        inner = np.arange(int(ends[-1]) if len(ends) else 0, dtype=np.int32) - np.repeat(
            ends - sizes, sizes
        )
        columns = np.clip(inner + np.repeat(shifts + 1, sizes), 0, near.shape[1] - 1)
        codes = self._codes.take(inner + np.repeat(starts, sizes))
        each = near.ravel().take(codes * np.int32(near.shape[1]) + columns)
        return np.add.reduceat(each, ends - sizes) if len(rows) else np.zeros(0, np.float32)

    def _fits(self, draft: Draft) -> BitArray:
        """float32 (different beats and none, heard beats): the evidence of one for the other."""
        table = sound_table()
        total = np.zeros((len(self._slots) + 1, len(draft.beat_sounds)), np.float32)
        for slot in range(3):
            numbers, bits = draft.beat_sounds[:, slot], draft.beat_surprise[:, slot]
            there = numbers != NO_SOUND
            by_sound = np.zeros((len(table.wanted) + 1, len(numbers)), np.float32)
            by_sound[:-1, there] = table.bits[:, numbers[there]] + bits[there]
            by_sound[:-1, ~there] = table.lost[:, None]
            by_sound[-1, there] = table.added[numbers[there]] + bits[there]
            if slot != 1 and draft.beat_crosses.any():
                # A word may end with the consonant or begin with the vowel of such a beat.
                joined = np.flatnonzero(draft.beat_crosses)
                by_sound[:-1, joined] = np.maximum(by_sound[:-1, joined], table.lost[:, None])
                by_sound[-1, joined] = 0
            total[:-1] += by_sound[self._slots[:, slot]]
        return total


class _PairFile:
    """Pairs of beats of the `chosen` rows by key, those of the same two beats in one group.

    A group has the codes of its beats, the second one `none` where a key is of one beat, and the
    places of all first beats.
    """

    def __init__(
        self, wanted: WantedRows, codes: CodeArray, none: int, chosen: BoolArray, *, fine: bool
    ) -> None:
        self._fine = fine
        places = np.flatnonzero(chosen[wanted.beat_row]).astype(np.int32)
        self.beats = len(places)
        rows = wanted.beat_row[places]
        sizes = np.bincount(rows, minlength=len(wanted))[rows].astype(np.int32)
        found = _pairs(wanted.beat_slots[places], rows, sizes, fine=fine)
        own = codes[places]
        blocks = []
        for kind in range(_KINDS):  # one at a time: all at once would take ten times the room
            pairs = np.concatenate([*found.pop(kind, ()), np.zeros(0, np.int64)])
            keys, first, second = _unpacked(pairs)
            group = keys * np.int64(none + 1) + own[first]
            group *= none + 1
            group += np.where(first == second, none, own[second])
            order = np.argsort(group)
            group = group[order]
            starts = np.flatnonzero(np.append(True, group[1:] != group[:-1])[: len(group)])
            blocks.append((group[starts], np.diff(starts, append=len(group)), places[first[order]]))
        groups, counts, self._places = (
            np.concatenate(arrays) for arrays in zip(*blocks, strict=True)
        )
        self.first_codes = (groups // (none + 1) % (none + 1)).astype(own.dtype)
        self.second_codes = (groups % (none + 1)).astype(own.dtype)
        of_key = np.bincount(groups // (none + 1) ** 2, minlength=_KEYS)
        self._key_starts = np.append(0, np.cumsum(of_key)).astype(np.int32)
        self._group_starts = np.append(0, np.cumsum(counts)).astype(np.int32)

    def lookups(self, slots: SoundArray, crosses: BoolArray) -> tuple[IntArray, IntArray, IntArray]:
        """What a draft looks up: keys, and the first and second heard beat of each.

        A beat that `crosses` from one word to the next may also begin with its vowel.
        """
        rows = np.zeros(len(slots), np.int32)
        pairs = _all_pairs(slots, rows, fine=self._fine)
        if not self._fine and crosses.any():
            bare = slots.copy()
            bare[crosses, 0] = NO_SOUND
            other = _all_pairs(bare, rows, fine=False)
            pairs = np.unique(np.concatenate([pairs, other]))
        return _unpacked(pairs)

    def groups(self, keys: IntArray) -> tuple[IntArray, IntArray]:
        """The numbers of all groups under `keys`, key after key, and how many each key has."""
        return _ranges(self._key_starts[keys], self._key_starts[keys + 1])

    def places(self, groups: IntArray) -> tuple[IntArray, IntArray]:
        """The first beats of all pairs of `groups`, group after group, and how many each has."""
        at, sizes = _ranges(self._group_starts[groups], self._group_starts[groups + 1])
        return self._places.take(at), sizes


def _ranges(starts: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
    """The numbers from each start to its end, one range after the other, and their sizes."""
    sizes = ends - starts
    before = np.cumsum(sizes, dtype=np.int32) - sizes
    count = int(sizes.sum())
    return np.arange(count, dtype=np.int32) + np.repeat(starts - before, sizes), sizes


# A pair is one number: its key, the first of its beats, and how far behind the second is, 0 … 2.
_PLACE_BITS = 32
_STEP_BITS = 2


def _unpacked(pairs: PairArray) -> tuple[IntArray, IntArray, IntArray]:
    """Keys, first and second beats of `pairs`."""
    first = (pairs >> _STEP_BITS & (1 << _PLACE_BITS) - 1).astype(np.int32)
    second = first + (pairs & 3).astype(np.int32)
    return (pairs >> _PLACE_BITS + _STEP_BITS).astype(np.int32), first, second


def _distinct(slots: SoundArray) -> tuple[IntArray, CodeArray]:
    """The different beats of `slots`, each as one number, in order; which one each beat is."""
    packed = slots[:, 0].astype(np.int32) << 16
    packed |= slots[:, 1].astype(np.int32) << 8
    packed |= slots[:, 2]
    distinct: IntArray = np.unique(packed)
    codes = np.searchsorted(distinct, packed)
    return distinct, codes.astype(np.uint16) if len(distinct) < 2**16 else codes.astype(np.int32)


def _all_pairs(slots: SoundArray, rows: IntArray, *, fine: bool) -> PairArray:
    """The pairs that a draft looks up."""
    return np.concatenate([*chain(*_pairs(slots, rows, None, fine=fine).values())])


def _pairs(
    slots: SoundArray, rows: IntArray, sizes: IntArray | None, *, fine: bool
) -> dict[int, list[PairArray]]:
    """The pairs of beats that follow each other in a row, or have one between them, by kind.

    `sizes` is for each beat how many its row has, None for a draft, which looks up every kind.
    """
    traits = sound_traits()
    vowel_class = traits.fine_vowel_class if fine else traits.coarse_vowel_class
    consonants = traits.consonant_class[slots[:, 0]]
    vowels = vowel_class[slots[:, 2]]
    other_consonants = traits.other_consonant_class[slots[:, 0]]
    other_vowels = traits.other_vowel_class[slots[:, 2]]
    # English words are also filed under what a sound is often taken for, one at a time.
    varied = sizes is not None and not fine
    found: dict[int, list[PairArray]] = {}

    def add(kind: int, held: Sequence[IntArray], one: IntArray, step: int) -> None:
        key = np.full(len(one), kind, np.int64)
        for values, width in zip(held, _WIDTHS, strict=True):
            key = key * width + values
        key <<= _PLACE_BITS + _STEP_BITS
        key += (one.astype(np.int64) << _STEP_BITS) + step
        found.setdefault(kind, []).append(key)

    def put(kind: int, one: IntArray, step: int, *, vary: bool = False) -> None:
        two = one + step
        held = [consonants[one], vowels[one], consonants[two], vowels[two]]
        blank = [
            values if kept else values * 0 for values, kept in zip(held, _HELD[kind], strict=True)
        ]
        add(kind, blank, one, step)
        if not vary:
            return
        others = [
            other_consonants[one],
            other_vowels[one],
            other_consonants[two],
            other_vowels[two],
        ]
        for place in np.flatnonzero(_HELD[kind]).tolist():
            there = np.flatnonzero(others[place])
            varying = [*blank[:place], others[place], *blank[place + 1 :]]
            add(kind, [values[there] for values in varying], one[there], step)

    for step in (1, 2):
        one = np.flatnonzero(rows[step:] == rows[:-step]).astype(np.int32)
        first_vowel, second_vowel = vowels[one] > 0, vowels[one + step] > 0
        both = first_vowel & second_vowel
        pair = np.ones(len(one), bool) if sizes is None else sizes[one] == 2
        if fine:
            put(_WHOLE, one[both], step)
        if not fine or step == 1:
            short = pair if fine else np.ones(len(one), bool)
            put(_NO_SECOND_VOWEL, one[short & first_vowel], step, vary=varied and step == 1)
            put(_NO_FIRST_VOWEL, one[short & second_vowel], step, vary=varied and step == 1)
        if step == 1:
            put(_NO_FIRST_CONSONANT, one[pair & both], step)
            put(_NO_SECOND_CONSONANT, one[pair & both], step)
    if not fine:
        one = np.flatnonzero(rows[2:] == rows[:-2]).astype(np.int32)
        middle = consonants[one + 1]
        add(
            _THREE_CONSONANTS,
            (consonants[one], middle >> 3, consonants[one + 2], middle & 7),
            one,
            1,
        )
        one = np.arange(len(rows), dtype=np.int32)
        one = one if sizes is None else one[sizes == 1]
        add(_SINGLE, (consonants[one], vowels[one], 0 * one, 0 * one), one, 0)
    return found


def _once(rows: IntArray, shifts: IntArray) -> tuple[IntArray, IntArray]:
    """Each row at most once per shift."""
    key = (rows.astype(np.int64) << 16) + (shifts + 32768)
    key.sort()
    key = key[np.append(True, key[1:] != key[:-1])] if len(key) else key
    return (key >> 16).astype(np.int32), ((key & 65535) - 32768).astype(np.int32)
