"""Reads sound through PyAV, which brings its own FFmpeg libraries.

Only `asr_core.audio` uses this module, and loads it when the first file is read.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.error import FFmpegError
from av.filter import Graph
from av.stream import Discard

from asr_core.array_types import FloatArray
from asr_core.audio import (
    GAP_TOLERANCE_S,
    MONO_FORMAT,
    RESAMPLER_OPTIONS,
    SAMPLE_RATE_HZ,
    MediaInfo,
    ReaderError,
    mean_filter,
)
from asr_core.errors import AudioUnreadable

# A seek lands so far before the wanted time: codecs need up to 80 ms to settle, and some formats
# find their position only roughly. The second is tried if the first one landed too late.
_PREROLLS_S = (1.0, 30.0)
_UNREADABLE_PACKETS_IN_A_ROW = 100
# A backward jump by more than this is a clock that started anew, not sound heard twice.
_CLOCK_RESTART_S = 10.0
# No recording pauses for longer; a jump further than this is a damaged time stamp.
_LONGEST_GAP_S = 12 * 3600.0
# Seconds by the file's own clock, None where it does not tell, and what is heard from there on.
_TimedSamples = tuple[float | None, FloatArray]
_SILENCE = np.zeros(SAMPLE_RATE_HZ, np.float32)


def probe(path: Path) -> MediaInfo:
    """What the file says about its sound; raises `ReaderError` or `AudioUnreadable`."""
    with _opened(path) as (container, stream):
        codec = stream.codec_context
        return MediaInfo(
            duration_s=_duration_s(container),
            codec=codec.codec.canonical_name,
            channels=codec.channels,
            sample_rate_hz=codec.sample_rate,
            reader="pyav",
        )


def read(path: Path, first_sample: int) -> Generator[FloatArray, None, None]:
    """Pieces (n,) of 16 kHz mono sound from `first_sample` of the media on, without gaps.

    Raises `ReaderError` before the first piece if nothing can be decoded.
    """
    with _opened(path) as (container, stream):
        # Players count from the first moment of the whole file.
        origin_s = _origin_s(container, stream)
        duration_s = _duration_s(container)
        timeline = _Timeline(first_sample, origin_s, duration_s)
        converter = _Converter()
        decoded_any = False
        for frame in _frames_from(container, stream, origin_s + first_sample / SAMPLE_RATE_HZ):
            try:
                converted = converter.convert(frame)
            except FFmpegError:
                continue  # a damaged frame of an impossible form; its time stays silent
            decoded_any = True
            for time_s, samples in converted:
                yield from timeline.place(time_s, samples)
        for time_s, samples in converter.flush():
            yield from timeline.place(time_s, samples)
        if not decoded_any:
            raise ReaderError("it holds no sound that can be decoded")


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, Any]]:
    """The open container and its audio stream, the others left unread."""
    try:
        # A playlist that calls itself a media file must not fetch anything from elsewhere.
        container = av.open(
            str(path.absolute()),
            options={"protocol_whitelist": "file"},
            metadata_errors="replace",
        )
    except (FFmpegError, ValueError) as error:
        raise ReaderError("it is not an audio or video file, or it is damaged") from error
    with container:
        stream = container.streams.best("audio")
        if stream is None:
            if container.streams.video:
                raise AudioUnreadable(str(path), "the video has no sound track")
            raise ReaderError("it has no sound track")
        if stream.codec_context is None:
            raise ReaderError("its sound is in a format that is not supported")
        for other in container.streams:
            if other is not stream:
                other.discard = Discard.all
        yield container, stream


def _duration_s(container: Any) -> float | None:
    if not container.duration or container.duration < 0:
        return None
    return float(container.duration / av.time_base)


def _origin_s(container: Any, stream: Any) -> float:
    if container.start_time is not None:
        return float(container.start_time / av.time_base)
    if stream.start_time is not None:
        return float(stream.start_time * stream.time_base)
    return 0.0


def _frames_from(container: Any, stream: Any, wanted_s: float) -> Iterator[Any]:
    """Decoded frames, the first of them at or before `wanted_s` unless the sound starts later."""
    if wanted_s > _origin_s(container, stream):
        for preroll_s in _PREROLLS_S:
            seek_s = wanted_s - preroll_s
            try:
                container.seek(round(seek_s / stream.time_base), stream=stream)
            except FFmpegError:
                break
            frames = _frames(container, stream)
            first = next(frames, None)
            if first is not None and first.time is not None and first.time <= wanted_s:
                yield first
                yield from frames
                return
        with suppress(FFmpegError):
            container.seek(container.start_time or 0)
    yield from _frames(container, stream)


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    for packet in _packets(container, stream):
        try:
            yield from stream.decode(packet)
        except FFmpegError:
            continue  # a damaged packet; its time stays silent


def _packets(container: Any, stream: Any) -> Iterator[Any]:
    failures = 0
    while failures < _UNREADABLE_PACKETS_IN_A_ROW:
        try:
            for packet in container.demux(stream):
                failures = 0
                yield packet
        except FFmpegError:
            failures += 1
        else:
            return


class _Converter:
    """Decoded frames of any rate, format and layout to 16 kHz mono floats with their time."""

    def __init__(self) -> None:
        self._graph: Any = None
        self._form: tuple[Any, ...] = ()

    def convert(self, frame: Any) -> list[_TimedSamples]:
        pieces: list[_TimedSamples] = []
        form = (frame.sample_rate, frame.format.name, frame.layout, frame.time_base)
        if form != self._form:
            # Files joined end to end may change their form in the middle.
            pieces += self.flush()
            self._graph, self._form = _conversion(*form), form
        self._graph.push(frame)
        return pieces + self._pull()

    def flush(self) -> list[_TimedSamples]:
        if self._graph is None:
            return []
        self._graph.push(None)
        pieces = self._pull()
        self._graph, self._form = None, ()
        return pieces

    def _pull(self) -> list[_TimedSamples]:
        pieces: list[_TimedSamples] = []
        while True:
            try:
                frame = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return pieces
            pieces.append((frame.time, frame.to_ndarray()[0]))


def _conversion(sample_rate_hz: int, sample_format: str, layout: Any, time_base: Any) -> Graph:
    graph = Graph()
    steps = [
        graph.add_abuffer(
            sample_rate=sample_rate_hz, format=sample_format, layout=layout, time_base=time_base
        ),
        graph.add("aresample", RESAMPLER_OPTIONS),
        graph.add("aformat", MONO_FORMAT),
        graph.add("abuffersink"),
    ]
    if layout.name.endswith(" channels"):
        steps.insert(1, graph.add("pan", mean_filter(layout.nb_channels)))
    graph.link_nodes(*steps).configure()
    return graph


class _Timeline:
    """Puts timed pieces one after the other, with silence for gaps and without what overlaps."""

    def __init__(self, first_sample: int, origin_s: float, duration_s: float | None) -> None:
        self._next = first_sample
        self._origin_s = origin_s
        self._last_plausible_s = math.inf if duration_s is None else duration_s + 1.0
        self._tolerance = 0

    def place(self, time_s: float | None, samples: FloatArray) -> Iterator[FloatArray]:
        gap = 0
        if time_s is not None:
            gap = round((time_s - self._origin_s) * SAMPLE_RATE_HZ) - self._next
        if abs(gap) <= self._tolerance:
            gap = 0
        elif self._is_clock_fault(gap / SAMPLE_RATE_HZ):
            self._origin_s += gap / SAMPLE_RATE_HZ
            gap = 0
        for _ in range(gap // SAMPLE_RATE_HZ):
            yield _SILENCE
        if gap > 0:
            yield _SILENCE[: gap % SAMPLE_RATE_HZ]
        kept = samples[max(0, -gap) :]
        self._next += max(0, gap) + kept.size
        if kept.size:
            # Exact at the beginning; from there on small jitter is left alone.
            self._tolerance = round(GAP_TOLERANCE_S * SAMPLE_RATE_HZ)
            yield kept

    def _is_clock_fault(self, gap_s: float) -> bool:
        if gap_s < 0:
            # Before the first piece this is only what lies before the wanted beginning.
            return self._tolerance > 0 and -gap_s > _CLOCK_RESTART_S
        end_s = self._next / SAMPLE_RATE_HZ + gap_s
        return gap_s > _LONGEST_GAP_S or end_s > self._last_plausible_s
