"""What every plan of cuts must fulfil, on invented speech probabilities."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asr_core.array_types import FloatArray
from asr_core.span_planner import (
    LEAD_FRAMES,
    PAUSE_FRAMES,
    SPEECH_BEGINS,
    SPEECH_GOES_ON,
    TAIL_FRAMES,
    FrameSpan,
    SpanPlanner,
)

LONGEST = 250  # 8 s
LONG_SILENCE = 63  # no span may hold more of it than this within, 2 s
# Stretches of a recording: how likely speech is there, for how many frames.
STRETCHES = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.02, 0.3, 0.4, 0.6, 0.97, 0.99, 1.0]),
        st.one_of(st.integers(1, 8), st.integers(1, 60), st.integers(100, 700)),
    ),
    max_size=25,
)


def probabilities_of(stretches: list[tuple[float, int]]) -> FloatArray:
    pieces = [np.full(frames, probability) for probability, frames in stretches]
    return np.concatenate([np.zeros(0), *pieces]).astype(np.float32)


def levels_of(probabilities: FloatArray) -> FloatArray:
    """Louder where speech is likelier, with a ripple that no two frames share."""
    ripple = np.random.default_rng(3).uniform(0, 5, probabilities.size)
    return (-60 + 40 * probabilities + ripple).astype(np.float32)


def plan(
    probabilities: FloatArray, longest: int = LONGEST, block_frames: int = 300
) -> list[FrameSpan]:
    planner = SpanPlanner(longest)
    levels = levels_of(probabilities)
    spans = []
    for first in range(0, probabilities.size, block_frames):
        block = slice(first, first + block_frames)
        spans += planner.add(probabilities[block], levels[block])
    return spans + planner.finish()


def runs_of(probabilities: FloatArray) -> list[tuple[int, int]]:
    """Speech from a first sure frame to the last likely one, across less than a pause."""
    runs: list[tuple[int, int]] = []
    for frame, probability in enumerate(probabilities):
        joins = bool(runs) and frame - runs[-1][1] < PAUSE_FRAMES
        if joins and probability >= np.float32(SPEECH_GOES_ON):
            runs[-1] = (runs[-1][0], frame + 1)
        elif not joins and probability >= SPEECH_BEGINS:
            runs.append((frame, frame + 1))
    return runs


@settings(max_examples=300, deadline=None)
@given(STRETCHES)
def test_spans_are_ordered_short_enough_and_hold_all_speech(
    stretches: list[tuple[float, int]],
) -> None:
    probabilities = probabilities_of(stretches)
    spans = plan(probabilities)
    held = np.zeros(probabilities.size, bool)
    end = 0
    for span in spans:
        assert end <= span.first < span.end <= probabilities.size
        assert span.end - span.first <= LONGEST
        held[span.first : span.end] = True
        end = span.end
    assert held[probabilities >= SPEECH_BEGINS].all()


@settings(max_examples=300, deadline=None)
@given(STRETCHES)
def test_speech_is_cut_only_where_no_pause_is_within_reach(
    stretches: list[tuple[float, int]],
) -> None:
    probabilities = probabilities_of(stretches)
    runs = runs_of(probabilities)
    for span in plan(probabilities):
        if any(start < span.end < end for start, end in runs):
            reach = range(span.first + 1, span.first + LONGEST + 1)
            assert not any(end in reach for _start, end in runs)


@settings(max_examples=300, deadline=None)
@given(STRETCHES)
def test_no_long_silence_at_the_edges_or_within(stretches: list[tuple[float, int]]) -> None:
    probabilities = probabilities_of(stretches)
    runs = runs_of(probabilities)
    for span in plan(probabilities):
        inside = [run for run in runs if run[1] > span.first and run[0] < span.end]
        assert inside[0][0] - span.first <= LEAD_FRAMES
        assert span.end - inside[-1][1] <= TAIL_FRAMES
        pauses = [later[0] - earlier[1] for earlier, later in pairwise(inside)]
        assert max(pauses, default=0) < LONG_SILENCE


@settings(max_examples=100, deadline=None)
@given(STRETCHES, st.integers(1, 500))
def test_plan_does_not_depend_on_the_blocks(
    stretches: list[tuple[float, int]], block_frames: int
) -> None:
    probabilities = probabilities_of(stretches)
    assert plan(probabilities, block_frames=block_frames) == plan(probabilities, block_frames=1)


@settings(max_examples=100, deadline=None)
@given(STRETCHES)
def test_look_ahead_and_memory_are_bounded(stretches: list[tuple[float, int]]) -> None:
    probabilities = probabilities_of(stretches)
    planner = SpanPlanner(LONGEST)
    for now, (probability, level) in enumerate(
        zip(probabilities, levels_of(probabilities), strict=True), start=1
    ):
        planner.add(np.array([probability]), np.array([level]))
        assert now - planner.earliest_needed <= LONGEST + LONG_SILENCE + PAUSE_FRAMES


def test_nothing_and_silence_give_no_span() -> None:
    assert plan(probabilities_of([])) == []
    assert plan(probabilities_of([(0.0, 5_000), (0.49, 100)])) == []


def test_long_silence_is_left_out() -> None:
    spans = plan(probabilities_of([(0.0, 300), (1.0, 50), (0.0, 900), (1.0, 2), (0.0, 300)]))
    assert spans == [
        FrameSpan(300 - LEAD_FRAMES, 350 + TAIL_FRAMES),
        FrameSpan(1250 - LEAD_FRAMES, 1252 + TAIL_FRAMES),
    ]


def test_a_longer_pause_wins_over_a_shorter_one_nearby() -> None:
    stretches = [(1.0, 400), (0.0, 4), (1.0, 100), (0.0, 20), (1.0, 100), (0.0, 4), (1.0, 400)]
    first, second = plan(probabilities_of(stretches), longest=937)
    assert first.end == 504 + TAIL_FRAMES
    assert second.first == 524 - LEAD_FRAMES


def test_a_short_pause_is_split_at_its_quietest_frame() -> None:
    probabilities = probabilities_of([(1.0, 600), (0.0, 9), (1.0, 600)])
    levels = np.full(probabilities.size, -20, np.float32)
    levels[605:608] = -70
    planner = SpanPlanner(937)
    first, second = planner.add(probabilities, levels) + planner.finish()
    assert first.end == second.first == 606


def test_speech_without_a_pause_is_cut_where_it_is_quietest() -> None:
    probabilities = probabilities_of([(1.0, 400)])
    levels = np.full(400, -20, np.float32)
    levels[200:203] = -50
    planner = SpanPlanner(LONGEST)
    assert planner.add(probabilities, levels) + planner.finish() == [
        FrameSpan(0, 201),
        FrameSpan(201, 400),
    ]


@pytest.mark.parametrize(("longest", "shortest_mean"), [(937, 13 / 0.032), (250, 3.4 / 0.032)])
def test_usual_speech_gives_spans_of_usual_length(longest: int, shortest_mean: float) -> None:
    rng = np.random.default_rng(11)
    stretches: list[tuple[float, int]] = []
    for _ in range(300):
        for _ in range(int(rng.integers(2, 6))):
            stretches += [(0.98, int(rng.integers(20, 70))), (0.05, int(rng.integers(3, 10)))]
        stretches.append((0.02, int(rng.integers(8, 30))))
    lengths = [span.end - span.first for span in plan(probabilities_of(stretches), longest)]
    assert max(lengths) <= longest
    assert shortest_mean <= np.mean(lengths) <= 0.7 * longest


def test_a_limit_below_a_second_is_refused() -> None:
    with pytest.raises(ValueError, match="one second"):
        SpanPlanner(20)
