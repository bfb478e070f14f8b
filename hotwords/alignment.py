"""How well rows of wanted sounds fit places of a draft, sound by sound, in bits of evidence.

The evidence for a word is log2 of: how probable it is that the word is heard so, over how probable
the same sounds are in ordinary speech. A table as for an edit distance finds the best alignment,
over many rows at once. Beside single sounds, whole syllables may be heard as quite other ones, not
at all, or without anybody saying them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hotwords.beats import IntArray
from hotwords.drafts import Draft
from hotwords.sound_costs import BitArray, sound_table
from hotwords.wanted_rows import WantedRows

NEVER = np.float32(-1e4)
# A hotword that would begin or end inside an everyday word.
CUT_WORD = -3.0
WRONG_SYLLABLE = -5.0
LOST_SYLLABLE = np.float32(-7.0)
# How much of what is due to the word before counts where the hotword would be that word.
FOLLOWS_SHARE = 0.6
# The evidence of a sound too many is at most this, however surprising the sound is.
_ADDED_AT_MOST = -2.0
# Room on both sides of a window, as many columns as a window may reach beyond the draft.
_MARGIN = 200


@dataclass(frozen=True)
class Evidence:
    """What each place of a draft says for each wanted sound; the places have a margin around them.

    `as_wanted` is (wanted sounds, places) flattened, `places` its row length. `gaps` are running
    sums of the evidence of sounds too many. `starts` and `ends` are 0 where a word may begin or
    end before a place, else NEVER. `syllable_back` is how far before a place its syllable begins if
    one ends there, else 0; `wrong` the evidence of that syllable for any other.
    """

    as_wanted: BitArray
    places: int
    gaps: BitArray
    starts: BitArray
    ends: BitArray
    syllable_back: IntArray
    wrong: BitArray


def evidence(draft: Draft) -> Evidence:
    """The evidence of a draft's sounds."""
    table = sound_table()
    count = len(draft.sounds)
    places = count + 2 * _MARGIN
    inside = slice(_MARGIN, _MARGIN + count)
    as_wanted = np.full((len(table.wanted), places), -50, np.float32)
    as_wanted[:, inside] = table.bits[:, draft.sounds] + draft.surprise
    added = np.full(places, -50, np.float32)
    added[inside] = np.minimum(table.added[draft.sounds] + draft.surprise, _ADDED_AT_MOST)
    gaps = np.zeros(places + 1, np.float32)
    np.cumsum(added, out=gaps[1:])
    gaps -= gaps[_MARGIN]
    starts = np.full(places + 1, NEVER, np.float32)
    starts[inside][draft.starts_word] = 0
    starts[inside][draft.cuts_word] = CUT_WORD
    ends = np.full(places + 1, NEVER, np.float32)
    ends[_MARGIN + 1 : _MARGIN + 1 + count][draft.ends_word] = 0
    ends[inside][draft.cuts_word] = CUT_WORD
    # What follows an ordinary word often speaks for the word; what never does, against it.
    ends[inside] += FOLLOWS_SHARE * np.where(draft.starts_word, draft.follows, 0)
    back = np.zeros(places + 1, np.int32)
    wrong = np.full(places + 1, NEVER, np.float32)
    if count:
        excess = np.append(np.float32(0), np.cumsum(draft.surprise - table.own[draft.sounds]))
        begins = np.flatnonzero(draft.starts_syllable)
        stops = np.append(begins[1:], count)
        back[_MARGIN + stops] = stops - begins
        wrong[_MARGIN + stops] = WRONG_SYLLABLE + excess[stops] - excess[begins]
    return Evidence(as_wanted.ravel(), places, gaps, starts, ends, back, wrong)


def align(
    wanted: WantedRows, rows: IntArray, places: IntArray, width: int, heard: Evidence
) -> tuple[BitArray, IntArray, list[BitArray]]:
    """The best evidence of `rows` within the `width` sounds of the draft from `places` on.

    Also where the best alignments end (before which sound of the draft), and the tables of all
    steps, (rows still at work, width + 1) each, for `trace`. `rows` come longest first; `places`
    may lie before the draft.
    """
    lengths = (wanted.offsets[rows + 1] - wanted.offsets[rows]).astype(np.int32)
    offsets = wanted.offsets[rows]
    firsts: IntArray = (places + _MARGIN).astype(np.int32)
    along = np.arange(width + 1, dtype=np.int32)
    columns: IntArray = np.add(firsts[:, None], along, dtype=np.int32)
    cells = columns[:, :-1]
    gaps = heard.gaps.take(columns)
    back = heard.syllable_back.take(columns)
    wrong = heard.wrong.take(columns)
    # A syllable that begins before the window is out of reach.
    reach = along - back
    wrong[reach < 0] = NEVER
    flat_reach = (
        np.maximum(reach, 0) + (np.arange(len(rows), dtype=np.int32) * (width + 1))[:, None]
    )
    longest = int(lengths[0]) if len(rows) else 0
    # All that a step needs of the rows, looked up at once; beyond a row's end it does not matter.
    at = np.minimum(offsets[:, None] + np.arange(longest + 1), len(wanted.sounds) - 1)
    sounds = wanted.sounds[at].astype(np.int32)
    begins = wanted.syllable_starts[at]
    lost = sound_table().lost[sounds]
    bases = sounds * np.int32(heard.places)
    finished = np.arange(1, longest + 1) == lengths[:, None]
    stops = finished | begins[:, 1:]
    active = np.searchsorted(-lengths, -np.arange(longest), side="left").tolist()
    total = heard.starts.take(columns)
    at_syllable = total.copy()
    best = np.full(len(rows), NEVER, np.float32)
    best_end = np.zeros(len(rows), np.int32)
    tables = [total]
    for step, n in enumerate(active):
        before = total[:n]
        np.copyto(at_syllable[:n], before, where=begins[:n, step, None])
        total = before + lost[:n, step, None]
        heard_so = heard.as_wanted.take(bases[:n, step, None] + cells[:n])
        heard_so += before[:, :-1]
        np.maximum(total[:, 1:], heard_so, out=total[:, 1:])
        jump = at_syllable.take(flat_reach[:n])
        jump += wrong[:n]
        np.maximum(jump, at_syllable[:n] + LOST_SYLLABLE, out=jump)
        np.maximum(total, jump, out=total, where=stops[:n, step, None])
        total -= gaps[:n]
        np.maximum.accumulate(total, axis=1, out=total)
        total += gaps[:n]
        tables.append(total)
        done = np.flatnonzero(finished[:n, step])
        if len(done):
            at_ends = total[done] + heard.ends[columns[done]]
            where = at_ends.argmax(axis=1)
            best[done] = at_ends[np.arange(len(done)), where]
            best_end[done] = where + places[done]
    return best, best_end, tables


@dataclass(frozen=True, slots=True)
class Step:
    """Wanted sounds [wanted_from, wanted_to) of a row lie beside heard ones [heard_from, heard_to).

    One of both may be empty: a sound that nobody heard, or one too many.
    """

    wanted_from: int
    wanted_to: int
    heard_from: int
    heard_to: int


def trace(
    wanted: WantedRows,
    row: int,
    place: int,
    end: int,
    tables: list[BitArray],
    heard: Evidence,
    number: int = 0,
) -> tuple[Step, ...]:
    """The alignment that ends before sound `end` of the draft, first step first.

    `tables` are those of `align` for a window from `place` on, in which the row is `number`.
    """
    first = int(wanted.offsets[row])
    sounds = wanted.sounds[first : int(wanted.offsets[row + 1])].astype(int)
    starts = np.flatnonzero(wanted.syllable_starts[first : first + len(sounds)]).tolist()
    lost = sound_table().lost
    steps: list[Step] = []
    at, column = len(sounds), end - place

    def take(new_at: int, new_column: int) -> None:
        nonlocal at, column
        steps.append(Step(new_at, at, place + new_column, place + column))
        at, column = new_at, new_column

    while at:
        total = float(tables[at][number, column])
        before = tables[at - 1][number]
        margin = place + column + _MARGIN
        sound = int(sounds[at - 1])
        options: list[tuple[float, int, int]] = []
        if column:
            cell = float(heard.as_wanted[sound * heard.places + margin - 1])
            options.append((float(before[column - 1]) + cell, at - 1, column - 1))
        options.append((float(before[column]) + float(lost[sound]), at - 1, column))
        if column:
            gap = float(heard.gaps[margin] - heard.gaps[margin - 1])
            options.append((float(tables[at][number, column - 1]) + gap, at, column - 1))
        if at == len(sounds) or at in starts:
            begin = max(start for start in starts if start < at)
            back = int(heard.syllable_back[margin])
            held = tables[begin][number]
            if back and column >= back:
                options.append(
                    (float(held[column - back]) + float(heard.wrong[margin]), begin, column - back)
                )
            options.append((float(held[column]) + float(LOST_SYLLABLE), begin, column))
        # Sums are kept in single precision; the nearest option is the one that was taken.
        _, new_at, new_column = min(options, key=lambda option: abs(option[0] - total))
        take(new_at, new_column)
    return tuple(reversed(steps))
