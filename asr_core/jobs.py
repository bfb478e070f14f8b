"""A file that a person wants transcribed: its state, its options, and what was heard of it.

    QUEUED ─▶ PREPARING ─▶ RUNNING ─▶ DONE
       ▲           │           │
       │           ├──────────▶├─▶ FAILED, CANCELLED
       │           ▼           ▼
       ├──────── PAUSED   INTERRUPTED (the engine or the program ended under it)
       └── retry, from wherever a job has stopped before its end

An illegal transition raises, so that no row of a list can show what is not so; `JobList` makes
them all. Nothing in here draws, computes or writes to a disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from asr_core.errors import AsrError
from asr_core.processor import Device
from asr_core.quality import Quality
from asr_core.saved_files import SavedFile, SavedText, edits_mark
from asr_core.transcript import Segment, Transcript
from asr_core.transcription import FileOpened, Noticed


class JobState(Enum):
    """Where a job stands; the values are stable, they stand in journals."""

    QUEUED = "queued"
    PREPARING = "preparing"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def is_active(self) -> bool:
        """Whether the engine is at it."""
        return self in (JobState.PREPARING, JobState.RUNNING)

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens to it, or only if a person asks."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


_S = JobState
_FOLLOWING: Mapping[JobState, frozenset[JobState]] = MappingProxyType(
    {
        _S.QUEUED: frozenset({_S.PREPARING, _S.PAUSED, _S.CANCELLED, _S.FAILED}),
        _S.PREPARING: frozenset(
            {_S.RUNNING, _S.QUEUED, _S.PAUSED, _S.FAILED, _S.CANCELLED, _S.INTERRUPTED}
        ),
        _S.RUNNING: frozenset({_S.DONE, _S.PAUSED, _S.FAILED, _S.CANCELLED, _S.INTERRUPTED}),
        _S.PAUSED: frozenset({_S.QUEUED, _S.CANCELLED}),
        _S.INTERRUPTED: frozenset({_S.QUEUED, _S.PREPARING, _S.PAUSED, _S.CANCELLED, _S.FAILED}),
        _S.DONE: frozenset(),
        _S.FAILED: frozenset({_S.QUEUED}),
        _S.CANCELLED: frozenset({_S.QUEUED}),
    }
)


class IllegalTransition(Exception):
    """A job cannot do what was asked of it in the state that it is in."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to transcribe a file, and what to write of it.

    `model` None is an installed real model, else the demo model; `language` None leaves it to the
    model; `output_folder` None is the folder of the source; `max_hotwords` None what suits the
    model. `formats` are endings without the dot.
    """

    model: str | None = None
    device: Device = "auto"
    language: str | None = None
    context: str = ""
    normalise_text: bool = True
    hotwords: tuple[Path, ...] = ()
    rules: Path | None = None
    max_hotwords: int | None = None
    formats: tuple[str, ...] = ("srt",)
    output_folder: Path | None = None
    cue_profile: str = "default"
    quality: Quality = "balanced"


@dataclass(frozen=True, slots=True)
class HeardText:
    """What was heard of a job: finished segments, notes, and what a person changed in the cues."""

    segments: tuple[Segment, ...] = ()
    notes: tuple[Noticed, ...] = ()
    edits: dict[str, object] | None = None


Asked = Literal["", "pause", "cancel", "remove"]

FIRST_ESTIMATE_S = 5.0
"""When a run can say how fast it is, unless it has two segments earlier."""


class Job:
    """One file of the list and all that is known of it; `JobList` changes its state.

    `done_s` is how far into the file everything is heard, `speed` how many seconds of sound take
    one second, `left_s` how long the rest will take; `device` and `model` are what was really in
    use. `failure` says why it failed or was interrupted; `export_failure` why a result could not
    be written, which leaves the job done. `asked` is what a person wants of a job that the engine
    is still at. `saved` are its results, the newest first, each with the text that it holds.
    `restarts` counts how often the engine ended under it and was replaced, the last time for
    `interrupted_by`.
    """

    def __init__(
        self,
        id: str,
        path: Path,
        *,
        state: JobState = JobState.QUEUED,
        options: RunOptions | None = None,
        duration_s: float | None = None,
        done_s: float = 0.0,
        speed: float | None = None,
        device: str = "",
        model: str = "",
        segments: Iterable[Segment] = (),
        failure: AsrError | None = None,
        saved: Iterable[SavedFile] = (),
        export_failure: AsrError | None = None,
        edits_mark: str | None = "",
        text: Callable[[], HeardText] | None = None,
    ) -> None:
        """`text` is asked for what was heard when somebody first wants to see it.

        Until then `edits_mark` stands for its edits; None if nobody knows.
        """
        self.id = id
        self.path = path
        self.state = state
        self.options = options or RunOptions()
        self.duration_s = duration_s
        self.done_s = done_s
        self.speed = speed
        self.left_s: float | None = None
        self.device = device
        self.model = model
        self.failure = failure
        self.saved = list(saved)
        self.export_failure = export_failure
        self.edits_mark = edits_mark
        self.asked: Asked = ""
        self.restarts = 0
        self.interrupted_by: AsrError | None = None
        self._text = text
        self._segments = list(segments)
        self._notes: list[Noticed] = []
        self._edits: dict[str, object] | None = None
        self._began_at_s = 0.0
        self._began_with = 0
        self._began_on_clock_s: float | None = None

    def __repr__(self) -> str:
        return f"Job({self.id!r}, {self.path.name!r}, {self.state.value})"

    @property
    def segments(self) -> list[Segment]:
        """All that was heard, in order of time."""
        self._fetch_text()
        return self._segments

    @property
    def has_text(self) -> bool:
        """Whether anything was heard of it; its text need not be read for that.

        Until it is read, a file that was silent to its end counts as heard.
        """
        return self.done_s > 0 if self._text is not None else bool(self._segments)

    @property
    def notes(self) -> list[Noticed]:
        """What the user should know of its runs."""
        self._fetch_text()
        return self._notes

    @property
    def edits(self) -> dict[str, object] | None:
        """What a person changed in its cues, as `CueDocument.state` gives it."""
        self._fetch_text()
        return self._edits

    @edits.setter
    def edits(self, state: dict[str, object] | None) -> None:
        self._fetch_text()
        self._edits = state
        self.edits_mark = edits_mark(state)

    def _fetch_text(self) -> None:
        # Lists of many hours are read when their job is looked at, not when the program starts.
        if self._text is not None:
            text, self._text = self._text(), None
            self._segments = list(text.segments)
            self._notes = list(text.notes)
            self._edits = text.edits
            self._take_mark(edits_mark(text.edits))

    def _take_mark(self, mark: str) -> None:
        if self.edits_mark is None:
            # As older versions left it: what was saved then held the edits that there are.
            self.saved = [
                replace(file, text=replace(file.text, edits=mark))
                if file.text.edits is None
                else file
                for file in self.saved
            ]
        self.edits_mark = mark

    @property
    def outputs(self) -> list[Path]:
        """The paths of its results, the newest first."""
        return [file.path for file in self.saved]

    @property
    def has_unsaved_edits(self) -> bool:
        """Whether there are results, and in none of them the edits as they are now."""
        return bool(self.saved) and all(f.text.edits != self.edits_mark for f in self.saved)

    @property
    def is_saved_in_part(self) -> bool:
        """Whether there are results, all of them from before its end was heard."""
        return bool(self.saved) and not any(file.text.is_whole for file in self.saved)

    @property
    def is_unsaved(self) -> bool:
        """Whether no file holds all of its text as it is now."""
        if any(map(self.is_up_to_date, self.saved)):
            return False
        return self.has_text

    def is_up_to_date(self, file: SavedFile) -> bool:
        """Whether one of its results holds all of its text as it is now."""
        text = file.text
        return text.edits == self.edits_mark and (
            text.is_whole or text.segments >= len(self.segments)
        )

    def text_to_save(self, segments: int | None = None) -> SavedText:
        """What a result that is written now will hold: its first `segments`, None for all."""
        heard = len(self.segments)  # which fetches the edits, too
        held = heard if segments is None else segments
        return SavedText(held, self.edits_mark, self.state is JobState.DONE and held >= heard)

    def keep_saved(self, paths: Iterable[Path], text: SavedText | None = None) -> None:
        """Results are written that hold `text`, or None for all that there is now.

        Those of a part are left out from the first result of the whole on.
        """
        holds = text or self.text_to_save()
        new = [SavedFile(path, holds) for path in dict.fromkeys(paths)]
        written = {file.path for file in new}
        before = [file for file in self.saved if file.path not in written]
        if any(file.text.is_whole for file in [*new, *before]):
            before = [file for file in before if file.text.is_whole]
        self.saved = [*new, *before]

    def lose_saved(self, replaced: Mapping[Path, Path | None]) -> bool:
        """Whether any of its results is among those that another job has replaced.

        What such a file held of this job is in its copy now, or nowhere if there is none.
        """
        before = self.saved
        self.saved = [
            replace(file, path=copy)
            for file in before
            if (copy := replaced.get(file.path, file.path)) is not None
        ]
        return self.saved != before

    @property
    def resume_s(self) -> float:
        """Where in the file its next run begins: behind the last finished segment."""
        return self.segments[-1].end if self.segments else 0.0

    @property
    def progress(self) -> float | None:
        """The share of the file that is heard, 0 … 1; None while its length is unknown."""
        if self.state is JobState.DONE:
            return 1.0
        if not self.duration_s:
            return None
        return min(1.0, self.done_s / self.duration_s)

    def transcript(self) -> Transcript:
        """What was heard so far, as the exporters take it."""
        from asr_core.engine import transcript_of
        from asr_core.transcription import FileFinished

        return transcript_of(
            self.path, self.segments, FileFinished(self.duration_s or self.done_s, {})
        )

    def opened(self, event: FileOpened) -> None:
        """The engine can read the file."""
        self.device, self.model = event.device, event.model
        self.duration_s = event.duration_s or self.duration_s

    def begin_clock(self, now_s: float) -> None:
        """The run begins where the last one stopped; `now_s` is any steady clock."""
        self._began_at_s = self.done_s = self.resume_s
        self._began_with = len(self.segments)
        self._began_on_clock_s = now_s
        self.speed = self.left_s = None

    def advance(self, done_s: float, now_s: float) -> None:
        """Everything up to `done_s` is heard at `now_s` of the clock; it never goes back."""
        self.done_s = max(self.done_s, done_s)
        if self._began_on_clock_s is None:
            return
        passed_s = now_s - self._began_on_clock_s
        heard_s = self.done_s - self._began_at_s
        # One short segment says little: what warms up would count as how fast it is.
        can_say = passed_s >= FIRST_ESTIMATE_S or len(self.segments) - self._began_with >= 2
        if can_say and passed_s > 0 and heard_s > 0:
            self.speed = heard_s / passed_s
            if self.duration_s is not None:
                self.left_s = max(0.0, self.duration_s - self.done_s) / self.speed

    def move_to(self, state: JobState) -> None:
        """Go to `state`; raises `IllegalTransition` where that cannot follow."""
        if state not in _FOLLOWING[self.state]:
            raise IllegalTransition(f"a job cannot go from {self.state.value} to {state.value}")
        self.state = state
        if not state.is_active:
            self.left_s = None
            self._began_on_clock_s = None
            self.asked = ""
