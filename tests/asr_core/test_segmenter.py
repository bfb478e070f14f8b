"""Cutting sound, not probabilities: made speech through the real detector, and fixed windows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_speech import silence, speech

from asr_core.array_types import FloatArray
from asr_core.segmenter import Span, cut_at_pauses, cut_fixed


def blocks_of(samples: FloatArray, block_samples: int = 160_000) -> Iterator[FloatArray]:
    for first in range(0, samples.size, block_samples):
        yield samples[first : first + block_samples]


def assert_is_part(span: Span, samples: FloatArray, start_s: float = 0.0) -> None:
    first = round((span.start_s - start_s) * 16_000)
    assert np.array_equal(span.samples, samples[first : first + span.samples.size])
    assert span.end_s == pytest.approx(span.start_s + span.samples.size / 16_000)


def test_cuts_in_the_pauses_and_leaves_out_long_silence() -> None:
    samples = np.concatenate(
        (silence(4), speech(6), silence(0.8), speech(9, 1), silence(10), speech(3, 2), silence(4))
    )
    spans = list(cut_at_pauses(blocks_of(samples), longest_s=12, start_s=100))
    assert len(spans) == 3
    for span in spans:
        assert_is_part(span, samples, 100)
    borders = [(span.start_s - 100, span.end_s - 100) for span in spans]
    expected = [(4, 10), (10.8, 19.8), (29.8, 32.8)]
    for (start, end), (speech_start, speech_end) in zip(borders, expected, strict=True):
        assert speech_start - 0.4 <= start <= speech_start
        assert speech_end - 0.1 <= end <= speech_end + 0.6


def test_speech_without_pause_is_cut_at_the_limit_and_nothing_is_lost() -> None:
    samples = speech(20)
    spans = list(cut_at_pauses(blocks_of(samples), longest_s=8))
    assert max(span.end_s - span.start_s for span in spans) <= 8
    joined = np.concatenate([span.samples for span in spans])
    assert np.array_equal(joined, samples[: joined.size])
    assert samples.size - joined.size < 1_600


@pytest.mark.parametrize("block_samples", [1_000, 16_001, 1_000_000])
def test_blocks_of_any_length_give_the_same_spans(block_samples: int) -> None:
    samples = np.concatenate((silence(1), speech(5), silence(1.5), speech(4, 1), silence(0.3)))
    expected = list(cut_at_pauses(blocks_of(samples), longest_s=8))
    spans = list(cut_at_pauses(blocks_of(samples, block_samples), longest_s=8))
    assert [(span.start_s, span.end_s) for span in spans] == [
        (span.start_s, span.end_s) for span in expected
    ]
    for span in spans:
        assert_is_part(span, samples)


@pytest.mark.parametrize("seconds", [0.05, 0.09, 0.3])
def test_a_clip_of_a_moment_of_speech_is_kept_to_its_end(seconds: float) -> None:
    samples = speech(1)[1_600:][: round(seconds * 16_000)]
    (span,) = cut_at_pauses([samples])
    assert span.start_s == 0
    assert np.array_equal(span.samples, samples)


def test_a_moment_of_speech_in_silence_is_found() -> None:
    samples = np.concatenate((silence(2), speech(1)[1_600:3_200], silence(2)))
    (span,) = cut_at_pauses([samples])
    assert 1.6 <= span.start_s <= 2.0
    assert 2.1 <= span.end_s <= 2.7


@pytest.mark.parametrize(
    "samples",
    [silence(0), silence(0.00007), silence(0.05), silence(20)],
    ids=["nothing", "one sample", "50 ms", "silence"],
)
def test_silence_gives_no_span(samples: FloatArray) -> None:
    assert list(cut_at_pauses(blocks_of(samples))) == []


def test_noise_and_tones_give_no_span() -> None:
    time = np.arange(16_000 * 10) / 16_000
    tones_hz = np.array([[220], [277.2], [329.6], [440]])
    chord = np.sin(2 * np.pi * tones_hz * time).sum(axis=0) * 0.1
    noise = np.random.default_rng(5).standard_normal(time.size) * 0.05
    for samples in (chord, noise):
        assert list(cut_at_pauses(blocks_of(samples.astype(np.float32)))) == []


def test_empty_blocks_are_harmless() -> None:
    samples = speech(2)
    blocks = [silence(0), samples[:10_000], silence(0), samples[10_000:], silence(0)]
    (span,) = cut_at_pauses(blocks)
    assert_is_part(span, samples)


def test_spans_come_while_the_recording_still_goes_on() -> None:
    read = 0

    def endless() -> Iterator[FloatArray]:
        nonlocal read
        while True:
            read += 1
            yield np.concatenate((speech(2, read), silence(3)))

    spans = cut_at_pauses(endless())
    first, second = next(spans), next(spans)
    assert first.end_s < second.start_s
    assert read <= 3


@pytest.mark.parametrize("longest_s", [0.0, 0.9, -1.0, float("nan")])
def test_a_limit_below_a_second_is_refused_at_once(longest_s: float) -> None:
    with pytest.raises(ValueError, match="one second"):
        cut_at_pauses([], longest_s=longest_s)


def test_no_limit_is_no_limit() -> None:
    (span,) = cut_at_pauses([speech(40)], longest_s=float("inf"))
    assert span.end_s > 39.5


def numbered(seconds: float) -> FloatArray:
    return np.arange(round(seconds * 16_000), dtype=np.float32)


def test_fixed_windows_share_their_overlap() -> None:
    samples = numbered(150)
    spans = list(cut_fixed(blocks_of(samples), segment_s=60, overlap_s=4, start_s=10))
    assert [(span.start_s, span.end_s, span.overlap_s) for span in spans] == [
        (10, 70, 0),
        (66, 126, 4),
        (122, 160, 4),
    ]
    for span in spans:
        assert_is_part(span, samples, 10)


@pytest.mark.parametrize(("seconds", "windows"), [(0.05, 1), (60, 1), (62, 1), (62.1, 2)])
def test_a_rest_of_two_seconds_needs_no_window_of_its_own(seconds: float, windows: int) -> None:
    spans = list(cut_fixed(blocks_of(numbered(seconds)), segment_s=60, overlap_s=4))
    assert len(spans) == windows
    assert spans[-1].end_s == pytest.approx(seconds)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 40), st.floats(0.5, 20), st.floats(0, 0.95), st.integers(1_000, 200_000))
def test_fixed_windows_tile_the_sound(
    seconds: float, segment_s: float, overlap_share: float, block_samples: int
) -> None:
    samples = numbered(seconds)
    overlap_s = segment_s * overlap_share
    spans = list(
        cut_fixed(blocks_of(samples, block_samples), segment_s=segment_s, overlap_s=overlap_s)
    )
    assert bool(spans) == bool(samples.size)
    end = 0
    for index, span in enumerate(spans):
        assert_is_part(span, samples)
        first = round(span.start_s * 16_000)
        shared = round(span.overlap_s * 16_000)
        assert first + shared == end
        assert shared == (round(overlap_s * 16_000) if index else 0)
        is_last = index == len(spans) - 1
        length = round(segment_s * 16_000)
        assert span.samples.size <= length + 32_000 if is_last else span.samples.size == length
        end = first + span.samples.size
    assert end == samples.size


@pytest.mark.parametrize(
    ("segment_s", "overlap_s"),
    [(4, 4), (4, 5), (4, -1), (0, 0), (float("inf"), 1), (4, float("nan"))],
)
def test_an_overlap_as_long_as_the_window_is_refused_at_once(
    segment_s: float, overlap_s: float
) -> None:
    with pytest.raises(ValueError, match="overlap"):
        cut_fixed([], segment_s=segment_s, overlap_s=overlap_s)
