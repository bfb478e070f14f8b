"""Cuts a stream of sound into the spans that are recognised one by one.

`cut_at_pauses` is the usual way: spans of speech with a little silence around them, cut where the
speaker pauses, long silence left out. `cut_fixed` makes windows of one length that overlap, for
those who ask for it. Both read their blocks as they come and hold no more than one span and its
look-ahead.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from asr_core.array_types import FloatArray
from asr_core.audio import SAMPLE_RATE_HZ
from asr_core.span_planner import LEAD_S, FrameSpan, SpanPlanner
from asr_core.speech_detector import FRAME_S, FRAME_SAMPLES, SpeechDetector

# A rest this short is heard together with the window before it.
_SHORT_REST_S = 2.0


@dataclass(frozen=True, slots=True)
class Span:
    """16 kHz `samples` (n,) that begin at `start_s` of the media.

    The first `overlap_s` seconds are also in the span before (fixed windows only).
    """

    start_s: float
    samples: FloatArray
    overlap_s: float = 0.0

    @property
    def end_s(self) -> float:
        return self.start_s + self.samples.size / SAMPLE_RATE_HZ


def cut_at_pauses(
    blocks: Iterable[FloatArray],
    *,
    longest_s: float = 30.0,
    lead_s: float = LEAD_S,
    start_s: float = 0.0,
) -> Iterator[Span]:
    """Spans of speech, each at most `longest_s` and typically a little over half of it.

    A span begins `lead_s` before its speech is noticed, where there is room.

    `blocks` (n,) of 16 kHz sound begin at `start_s` of the media. Spans come in order and do not
    overlap; sound without speech gives none. ValueError if `longest_s` is less than a second.
    """
    if not longest_s >= 1.0:
        raise ValueError("longest_s must be at least one second")
    # A day is no limit at all, and an integer even for an infinite longest_s.
    longest_frames = int(min(longest_s, 86_400.0) / FRAME_S)
    planner = SpanPlanner(longest_frames, round(lead_s / FRAME_S))
    return _cut_at_pauses(blocks, planner, SpeechDetector(), start_s)


def cut_fixed(
    blocks: Iterable[FloatArray], *, segment_s: float, overlap_s: float, start_s: float = 0.0
) -> Iterator[Span]:
    """Windows of `segment_s`, each beginning `overlap_s` before the end of the one before.

    The last window ends with the sound; it takes along a rest of up to two seconds that would
    else need a window of its own. ValueError unless 0 ≤ overlap_s < segment_s.
    """
    if not (math.isfinite(segment_s) and 0 <= overlap_s < segment_s):
        raise ValueError("the overlap must be at least 0 and less than the segment")
    segment = max(1, round(segment_s * SAMPLE_RATE_HZ))
    overlap = min(round(overlap_s * SAMPLE_RATE_HZ), segment - 1)
    return _cut_fixed(blocks, segment, overlap, start_s)


def _cut_at_pauses(
    blocks: Iterable[FloatArray], planner: SpanPlanner, detector: SpeechDetector, start_s: float
) -> Iterator[Span]:
    held = _HeldSound()
    judged = 0

    def span_of(frames: FrameSpan) -> Span:
        first = frames.first * FRAME_SAMPLES
        samples = held.between(first, frames.end * FRAME_SAMPLES)
        return Span(start_s + first / SAMPLE_RATE_HZ, samples)

    for block in blocks:
        held.append(block)
        whole_frames_end = held.end - (held.end - judged) % FRAME_SAMPLES
        new = held.between(judged, whole_frames_end)
        judged = whole_frames_end
        yield from map(span_of, planner.add(detector.probabilities(new), _levels_db(new)))
        held.forget_before(min(planner.earliest_needed * FRAME_SAMPLES, judged))
    rest = held.between(judged, held.end)
    if rest.size:
        new = np.pad(rest, (0, FRAME_SAMPLES - rest.size))
        yield from map(span_of, planner.add(detector.probabilities(new), _levels_db(new)))
    yield from map(span_of, planner.finish())


def _cut_fixed(
    blocks: Iterable[FloatArray], segment: int, overlap: int, start_s: float
) -> Iterator[Span]:
    held = _HeldSound()
    short_rest = round(_SHORT_REST_S * SAMPLE_RATE_HZ)
    first = 0

    def window(end: int) -> Span:
        shared_s = overlap / SAMPLE_RATE_HZ if first else 0.0
        return Span(start_s + first / SAMPLE_RATE_HZ, held.between(first, end), shared_s)

    for block in blocks:
        held.append(block)
        while held.end > first + segment + short_rest:
            yield window(first + segment)
            first += segment - overlap
            held.forget_before(first)
    if held.end > first:
        yield window(held.end)


class _HeldSound:
    """The part of a stream that is still needed, addressed by samples since its beginning."""

    def __init__(self) -> None:
        self._samples: FloatArray = np.zeros(0, np.float32)
        self._first = 0

    @property
    def end(self) -> int:
        return self._first + self._samples.size

    def append(self, block: FloatArray) -> None:
        self._samples = np.concatenate((self._samples, block))

    def between(self, first: int, end: int) -> FloatArray:
        """A copy of the samples `first` … `end` − 1, fewer where the sound ends before."""
        return self._samples[first - self._first : end - self._first].copy()

    def forget_before(self, first: int) -> None:
        self._samples = self._samples[first - self._first :]
        self._first = first


def _levels_db(samples: FloatArray) -> FloatArray:
    """Level of each frame, float32 (n // 512,), in dB of full scale, floor −100."""
    power = np.square(samples.reshape(-1, FRAME_SAMPLES)).mean(axis=1)
    levels_db: FloatArray = 10 * np.log10(power + np.float32(1e-10))
    return levels_db
