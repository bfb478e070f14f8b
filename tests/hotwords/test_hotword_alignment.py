"""The alignment of many rows at once against the same definition cell by cell."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotwords.alignment import CUT_WORD, LOST_SYLLABLE, Evidence, align, evidence, trace
from hotwords.drafts import Draft
from hotwords.phonemes import reading_rows
from hotwords.sound_costs import sound_table
from hotwords.wanted_rows import WantedRows

WORDS = ["康辉", "东方财富", "Claude", "GPT-4o", "安", "王砚秋", "K歌", "ラ", "Excel", "Python"]
PIECES = [
    "康灰",
    "东方",
    "克劳德",
    "我们",
    "记屁",
    "4",
    "klaude",
    "cloud",
    "的",
    "ラ",
    "pie thon",
    "王秋",
]
MARGIN = 200


def plain_evidence(wanted: WantedRows, row: int, draft: Draft, heard: Evidence) -> float:
    """The best evidence of one row anywhere in the draft, by the definition."""
    first, last = int(wanted.offsets[row]), int(wanted.offsets[row + 1])
    sounds = wanted.sounds[first:last].tolist()
    starts = np.flatnonzero(wanted.syllable_starts[first:last]).tolist()
    table = sound_table()

    @cache
    def best(at: int, place: int) -> float:
        """Of the first `at` sounds, ending before place `place`."""
        options = [float(heard.starts[MARGIN + place]) if at == 0 else -1e9]
        if at and place:
            fits = heard.as_wanted[sounds[at - 1] * heard.places + MARGIN + place - 1]
            options.append(best(at - 1, place - 1) + float(fits))
        if at:
            options.append(best(at - 1, place) + float(table.lost[sounds[at - 1]]))
        if at and place:
            gap = float(heard.gaps[MARGIN + place] - heard.gaps[MARGIN + place - 1])
            options.append(best(at, place - 1) + gap)
        if at and (at == len(sounds) or at in starts):
            begin = max(start for start in starts if start < at)
            options.append(best(begin, place) + float(LOST_SYLLABLE))
            back = int(heard.syllable_back[MARGIN + place])
            if back and place >= back:
                wrong = float(heard.wrong[MARGIN + place])
                options.append(best(begin, place - back) + wrong)
        return max(options)

    places = range(len(draft.sounds) + 1)
    return max(best(len(sounds), place) + float(heard.ends[MARGIN + place]) for place in places)


def rows_of(words: list[str]) -> WantedRows:
    rows = sorted((row for word in words for row in reading_rows(word)), key=len, reverse=True)
    return WantedRows.of((row, at) for at, row in enumerate(rows))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(" ".join),
)
def test_aligning_many_rows_equals_the_definition(words: list[str], text: str) -> None:
    wanted, draft = rows_of(words), Draft.of(text)
    heard = evidence(draft)
    rows = np.arange(len(wanted), dtype=np.int32)
    width = len(draft.sounds)
    bits, ends, tables = align(wanted, rows, np.zeros(len(rows), np.int32), width, heard)
    for row in rows.tolist():
        expected = plain_evidence(wanted, row, draft, heard)
        if expected < -100:  # no place to begin or end at all
            continue
        assert bits[row] == pytest.approx(expected, abs=0.01)
        steps = trace(wanted, row, 0, int(ends[row]), tables, heard, row)
        length = int(wanted.offsets[row + 1] - wanted.offsets[row])
        assert steps[0].wanted_from == 0
        assert steps[-1].wanted_to == length
        assert steps[-1].heard_to == ends[row]
        for one, other in pairwise(steps):
            assert (one.wanted_to, one.heard_to) == (other.wanted_from, other.heard_from)


def test_a_window_finds_what_lies_in_it() -> None:
    wanted, draft = rows_of(["康辉"]), Draft.of("我们说康灰来了我们说康灰来了")
    heard = evidence(draft)
    for place in (0, 13, -5):
        bits, ends, _ = align(wanted, np.zeros(1, np.int32), np.array([place], np.int32), 22, heard)
        assert bits[0] > 10
        assert place < ends[0] <= place + 22


def test_no_rows_give_no_evidence() -> None:
    bits, ends, _ = align(
        rows_of(["康辉"]), np.zeros(0, np.int32), np.zeros(0, np.int32), 5, evidence(Draft.of("康"))
    )
    assert len(bits) == len(ends) == 0


def test_a_place_that_cuts_an_everyday_word_is_worth_less() -> None:
    draft = Draft.of("银行动态")
    assert draft.cuts_word[draft.starts_word].tolist() == [False, True, False, True]
    heard = evidence(draft)
    inside = heard.starts[MARGIN : MARGIN + len(draft.sounds)][draft.starts_word]
    assert inside.tolist() == [0, CUT_WORD, 0, CUT_WORD]
