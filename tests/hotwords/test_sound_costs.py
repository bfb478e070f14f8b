"""The cost of hearing one phoneme as another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords.sound_costs import sound_cost

VALUES = "z zh l r n h f an ang ui ei 1 4 5 P B IY IH AA #1 ·あ"


@pytest.mark.parametrize(
    ("wanted", "heard", "cost"),
    [
        ("zh", "zh", 0),
        ("zh", "z", 0.5),
        ("r", "l", 0.5),
        ("h", "f", 0.5),
        ("ui", "ei", 0.5),
        ("ing", "in", 0.5),
        ("1", "4", 0.5),
        ("1", "5", 0.25),
        ("IY", "IH", 0.5),
        ("P", "p", 1),
        ("1", "#1", 1),
        ("1", "an", 1),
    ],
)
def test_costs(wanted: str, heard: str, cost: float) -> None:
    assert sound_cost(wanted, heard) == cost


@given(st.sampled_from(VALUES.split()), st.sampled_from(VALUES.split()))
def test_costs_are_symmetric_and_zero_only_for_the_same(left: str, right: str) -> None:
    assert sound_cost(left, right) == sound_cost(right, left)
    assert (sound_cost(left, right) == 0) == (left == right)
    # The index counts in quarters.
    assert sound_cost(left, right) * 4 % 1 == 0
