"""Fun-ASR-Nano from a media file to timed segments, one span of speech after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from asr_core.array_types import FloatArray
from asr_core.audio import probe, read_blocks
from asr_core.cancellation import CancelFlag
from asr_core.engine import AsrEngine
from asr_core.errors import EngineFailed, OptionInvalid
from asr_core.fun_asr.prompt import language_code
from asr_core.fun_asr.recogniser import FunAsrRecogniser, Request
from asr_core.live_hotwords import LiveHotwords
from asr_core.model_store import FunAsrFiles
from asr_core.onnx_runtime import Device
from asr_core.overlap import merge_overlap
from asr_core.segmenter import Span, cut_at_pauses, cut_fixed
from asr_core.stage_timings import StageTimings
from asr_core.transcript import Segment
from asr_core.transcription import (
    Event,
    FileFinished,
    FileOpened,
    OptionIgnored,
    SegmentFinished,
    TranscribeOptions,
)


class FunAsrEngine(AsrEngine):
    """One Fun-ASR-Nano model, kept warm between files."""

    def __init__(
        self,
        files: FunAsrFiles,
        *,
        hotwords_path: Path | None = None,
        similar_threshold: float | None = None,
        max_hotwords: int | None = None,
        device: Device = "auto",
        llama_library: Path | None = None,
    ) -> None:
        self.files = files
        self._hotwords_path = hotwords_path
        self._threshold = similar_threshold
        self._limit = files.settings.most_hotwords if max_hotwords is None else max_hotwords
        self._device: Device = device
        self._llama_library = llama_library
        self._recogniser: FunAsrRecogniser | None = None
        self._hotwords: LiveHotwords | None = None

    def initialize(self) -> None:
        if self._hotwords is None:
            self._hotwords = LiveHotwords(
                self._hotwords_path, limit=self._limit, threshold=self._threshold
            )
        if self._recogniser is None:
            self._recogniser = FunAsrRecogniser(
                self.files, device=self._device, llama_library=self._llama_library
            )

    def close(self) -> None:
        if self._hotwords is not None:
            self._hotwords.close()
        if self._recogniser is not None:
            self._recogniser.close()
        self._hotwords = self._recogniser = None

    @property
    def device(self) -> str:
        return "not loaded" if self._recogniser is None else self._recogniser.device

    def events(
        self,
        path: Path,
        options: TranscribeOptions,
        cancel: CancelFlag,
    ) -> Iterator[Event]:
        self.initialize()
        if self._recogniser is None or self._hotwords is None:
            raise EngineFailed("start", "the engine was closed")
        timings = StageTimings()
        request = Request(
            language=None if options.language is None else language_code(options.language),
            context=options.context,
            normalise_text=options.normalise_text,
            hotwords=self._hotwords,
            timings=timings,
            cancel=cancel,
        )
        media = probe(path)
        yield FileOpened(str(path), media.duration_s, self.device)
        asked = {
            "context": bool(options.context),
            "language": options.language is not None,
            "itn": not options.normalise_text,
        }
        for option, is_asked in asked.items():
            if is_asked and option not in self.files.settings.prompts:
                yield OptionIgnored(option)
        end_s = options.start_s
        held: Segment | None = None  # In fixed windows a segment is final once its successor is.
        for span in _timed(self._spans(path, options, cancel), timings):
            end_s = span.end_s
            for event in self._recogniser.hear(span, request):
                if not isinstance(event, SegmentFinished):
                    yield event
                    continue
                segment = event.segment
                if held is not None:
                    held, segment = _merge(held, segment)
                    yield from _finished(held)
                held = segment
            if held is not None and options.segment_s is None:
                yield from _finished(held)
                held = None
        yield from _finished(held)
        yield FileFinished(end_s if media.duration_s is None else media.duration_s, timings.seconds)

    def _spans(self, path: Path, options: TranscribeOptions, cancel: CancelFlag) -> Iterator[Span]:
        _check(options)
        blocks = _watched(
            read_blocks(path, start_s=options.start_s, duration_s=options.duration_s),
            options,
            cancel,
        )
        if options.segment_s is None:
            settings = self.files.settings
            return cut_at_pauses(
                blocks,
                longest_s=settings.longest_span_s,
                lead_s=settings.lead_s,
                start_s=options.start_s,
            )
        return cut_fixed(
            blocks,
            segment_s=options.segment_s,
            overlap_s=options.overlap_s,
            start_s=options.start_s,
        )


def _check(options: TranscribeOptions) -> None:
    if options.start_s < 0:
        raise OptionInvalid("start", "it lies before the beginning of the file")
    if options.duration_s is not None and options.duration_s <= 0:
        raise OptionInvalid("duration", "it must be longer than zero")
    if options.segment_s is not None and not 0 <= options.overlap_s < options.segment_s:
        raise OptionInvalid("overlap", "it must be shorter than segment_size")


def _watched(
    blocks: Iterator[FloatArray], options: TranscribeOptions, cancel: CancelFlag
) -> Iterator[FloatArray]:
    """`blocks`, until a cancel; raises `OptionInvalid` if there are none after a late start."""
    empty = True
    for block in blocks:
        cancel.raise_if_cancelled()
        empty = False
        yield block
    if empty and options.start_s > 0:
        raise OptionInvalid("start", "it lies past the end of the file")


def _timed(spans: Iterator[Span], timings: StageTimings) -> Iterator[Span]:
    """`spans`, with the time that decoding and cutting took booked to the stage "audio"."""
    while True:
        with timings.stage("audio"):
            span = next(spans, None)
        if span is None:
            return
        yield span


def _merge(earlier: Segment, later: Segment) -> tuple[Segment, Segment]:
    """Both segments with what they share written once."""
    if later.start >= earlier.end:
        return earlier, later
    kept, following = merge_overlap(earlier.words, later.words, later.start, earlier.end)
    return (
        replace(earlier, words=tuple(kept), text="".join(word.text for word in kept).strip()),
        replace(
            later, words=tuple(following), text="".join(word.text for word in following).strip()
        ),
    )


def _finished(segment: Segment | None) -> Iterator[SegmentFinished]:
    if segment is not None and segment.text:
        yield SegmentFinished(segment)
