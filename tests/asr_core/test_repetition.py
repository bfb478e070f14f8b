from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core.repetition import (
    FEWEST_ROUNDS,
    LONGEST_CYCLE,
    WINDOW_TOKENS,
    Loop,
    RepetitionWatch,
)


def first_loop(tokens: list[int]) -> tuple[int, Loop] | None:
    """How many tokens it took to see a loop, and the loop."""
    watch = RepetitionWatch()
    for count, token in enumerate(tokens, 1):
        if loop := watch.add(token):
            return count, loop
    return None


@given(st.lists(st.integers(0, 10_000), unique=True, max_size=200))
def test_text_without_repetition_passes(tokens: list[int]) -> None:
    assert first_loop(tokens) is None


@given(
    st.lists(st.integers(1000, 2000), unique=True, max_size=60),
    st.lists(st.integers(0, 20), min_size=1, max_size=LONGEST_CYCLE),
)
def test_a_cycle_is_seen_and_its_first_round_kept(said: list[int], cycle: list[int]) -> None:
    enough = max(FEWEST_ROUNDS * len(cycle), WINDOW_TOKENS)
    found = first_loop(said + cycle * (enough // len(cycle) + 2))
    assert found is not None
    count, loop = found
    assert count <= len(said) + enough
    assert len(said) < loop.kept <= len(said) + len(cycle)


@given(st.lists(st.integers(0, 2), min_size=WINDOW_TOKENS, max_size=200))
def test_mush_of_three_tokens_is_seen_within_the_window(tokens: list[int]) -> None:
    found = first_loop([7, 8, 9, *tokens])
    assert found is not None
    assert found[0] <= WINDOW_TOKENS + 3
    assert 1 <= found[1].kept <= found[0]


@given(st.lists(st.integers(0, 5), max_size=300))
def test_what_is_kept_is_shorter_than_what_was_written(tokens: list[int]) -> None:
    if found := first_loop(tokens):
        assert 0 < found[1].kept < found[0]


@pytest.mark.parametrize(
    "tokens",
    [
        [1] * (WINDOW_TOKENS - 3),  # 哈哈哈哈…
        [1, 2] * 14,  # no, no, no, …
        [*range(20)] * 3,  # a refrain
        [1, 2, 3] * 9 + [4, 5, 6, 7] * 7,
        [int(digit) for digit in "1380013800013800138000138001380001"],
    ],
)
def test_speech_that_repeats_itself_passes(tokens: list[int]) -> None:
    assert first_loop([*range(100, 140), *tokens, *range(200, 240)]) is None


def test_a_loop_says_what_it_saw() -> None:
    found = first_loop([50, 51, 52] * 40)
    assert found is not None
    assert found[0] == WINDOW_TOKENS
    assert found[1] == Loop(3, "the same 3 token(s) came 10 times")
