"""What a transcription is asked for and what it reports while it runs, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal

from asr_core.errors import OptionInvalid
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

    def checked(self) -> TranscribeOptions:
        """These options, if each makes sense; `OptionInvalid` otherwise."""
        if not 0 <= self.start_s < inf:
            raise OptionInvalid("start", "it must be zero or more seconds")
        if self.duration_s is not None and not 0 < self.duration_s < inf:
            raise OptionInvalid("duration", "it must be a number of seconds above zero")
        if self.segment_s is not None:
            if not 1 <= self.segment_s < inf:
                raise OptionInvalid("segment_size", "it must be at least one second")
            if not 0 <= self.overlap_s < self.segment_s:
                raise OptionInvalid("overlap", "it must be shorter than the windows")
        return self


def default_overlap_s(segment_s: float | None) -> float:
    """What windows share unless told otherwise: four seconds, or a quarter of short ones."""
    return min(4.0, (segment_s or inf) / 4)


@dataclass(frozen=True, slots=True)
class FileOpened:
    """The file can be read; `duration_s` is None where the container does not say."""

    file: str
    duration_s: float | None
    model: str
    device: str


NoticeCode = Literal[
    "option-untrained",  # the model was not trained on this option
    "option-without-effect",  # drafts are made without what this option steers
    "window-too-long",  # fixed windows are longer than the model was trained on (seconds)
    "hotwords-in-use",  # so many words are in the list that counts from here on
    "hotwords-left-out",  # lines of the list that cannot be read do not count (which, why)
    "hotwords-kept",  # the list on disk became unreadable (why), the last good one counts
    "hotwords-repaired",  # the list on disk (which) can be read again
    "rule-refused",  # a line of the replacement rules does not count (which, why)
    "draft-used",  # the language model lost the thread, the CTC head's reading stands in
    "edits-left-out",  # changes of the text that make no sense do not count
    "sound-breaks-off",  # the sound ends here although the file says it is longer (seconds)
]


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something that the user should know, though the run goes on; `detail` fills its sentence."""

    code: NoticeCode
    detail: str


@dataclass(frozen=True, slots=True)
class SpanHeard:
    """A span was encoded; the language model starts on it with the words of `hotwords` sent.

    Where the draft is to be the text, none are, and it follows at once.
    """

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
    FileOpened | Noticed | SpanHeard | TextArrived | TextDiscarded | SegmentFinished | FileFinished
)
