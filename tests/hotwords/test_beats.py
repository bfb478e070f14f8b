"""Sounds grouped into beats."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords.beats import NO_SOUND, group_beats
from hotwords.sound_costs import sound_table


def beats(sounds: str, rows: list[int] | None = None) -> list[str]:
    table = sound_table()
    numbers = np.array([table.wanted[sound] for sound in sounds.split()], np.uint8)
    of_row = np.array(rows or [0] * len(numbers), np.int32)
    found = group_beats(numbers, of_row)
    return ["-".join("" if n == NO_SOUND else table.names[n] for n in row) for row in found.slots]


@pytest.mark.parametrize(
    ("sounds", "expected"),
    [
        ("zh w a1 -ng", ["zh-w-a1", "-ng--"]),
        ("K _t L AO D. _t", ["K--_t", "L--AO", "D.--_t"]),
        ("w a4 -n u3", ["w--a4", "-n--", "--u3"]),
        ("TR R AE N. S _s", ["TR-R-AE", "N.--", "S--_s"]),
        ("S T R AY K", ["S--", "T-R-AY", "K--"]),
        ("AY AH", ["--AY", "--AH"]),
        ("", []),
    ],
)
def test_beats(sounds: str, expected: list[str]) -> None:
    assert beats(sounds) == expected


def test_no_beat_spans_two_rows() -> None:
    assert beats("K AE", [0, 1]) == ["K--", "--AE"]


def test_nasals_and_liquids_alone_come_and_go() -> None:
    table = sound_table()
    numbers = np.array([table.wanted[s] for s in ("n", "a1", "-n", "S", "L", "N.")], np.uint8)
    assert group_beats(numbers, np.zeros(6, np.int32)).solid().tolist() == [
        True, False, True, False, False,
    ]  # fmt: skip


@given(st.lists(st.sampled_from(sorted(sound_table().wanted)), max_size=30))
def test_every_sound_is_in_exactly_one_beat(sounds: list[str]) -> None:
    table = sound_table()
    numbers = np.array([table.wanted[sound] for sound in sounds], np.uint8)
    found = group_beats(numbers, np.zeros(len(numbers), np.int32))
    in_beats = [n for row in found.slots.tolist() for n in row if n != NO_SOUND]
    assert in_beats == numbers.tolist()
    assert found.first.tolist() == sorted(set(found.first.tolist()))
