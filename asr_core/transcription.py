"""What a transcription is asked for and what it reports while it runs, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from asr_core.transcript import HotwordUse, Segment


@dataclass(frozen=True, slots=True)
class TranscribeOptions:
    """How to transcribe one file.

    `language` is a code or a name, None leaves it to the model. `normalise_text` False asks for
    numbers as they were spoken. `segment_s` asks for fixed windows
    of that length that share `overlap_s`; None cuts at pauses. `duration_s` None means to the end.
    """

    language: str | None = None
    context: str = ""
    normalise_text: bool = True
    segment_s: float | None = None
    overlap_s: float = 4.0
    start_s: float = 0.0
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class FileOpened:
    """The file can be read; `duration_s` is None where the container does not say."""

    file: str
    duration_s: float | None
    device: str


@dataclass(frozen=True, slots=True)
class OptionIgnored:
    """The model was not trained on what `option` asks for ("context", "language", "itn")."""

    option: str


@dataclass(frozen=True, slots=True)
class SpanHeard:
    """A span was encoded; the language model starts on it with the words of `hotwords` sent."""

    start_s: float
    end_s: float
    draft: str
    hotwords: tuple[HotwordUse, ...]


@dataclass(frozen=True, slots=True)
class TextArrived:
    """The current span's text goes on with `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class TextDiscarded:
    """What arrived for the current span is void, for `reason`; it is heard again."""

    reason: str


@dataclass(frozen=True, slots=True)
class SegmentFinished:
    """A segment is final."""

    segment: Segment


@dataclass(frozen=True, slots=True)
class FileFinished:
    """The file is read to its end, or as far as asked."""

    duration_s: float
    timings: dict[str, float]


Event = (
    FileOpened
    | OptionIgnored
    | SpanHeard
    | TextArrived
    | TextDiscarded
    | SegmentFinished
    | FileFinished
)
