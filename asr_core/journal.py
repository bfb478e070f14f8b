"""The queue on the disk: after a crash or a power cut the program opens where it was.

One folder holds one small file of the queue, which is replaced as a whole, and for each job one
file that only ever grows, a record a line. A record is on the disk when the call returns. Reading
forgives whatever a power cut may leave: a line that is torn or damaged is left out, and the records
around it count.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from asr_core.errors import DataUnwritable
from asr_core.jobs import HeardText, Job, JobState, RunOptions
from asr_core.messages import Failure
from asr_core.plain_data import from_json, to_json
from asr_core.queue_state import JobSummary, QueueState, job_of
from asr_core.transcript import Segment
from asr_core.transcription import FileOpened, Noticed

_QUEUE = "queue.json"
_QUEUE_BEFORE = "queue.before.json"
_ENDING = ".jsonl"
_REMOVED = "removed"
_REMOVED_KEPT = 50
"""Journals of jobs that were taken out of the list, kept for the day when that was a mistake."""

_ID = re.compile("[0-9A-Za-z-]{1,64}")
"""What names a file in the journal's own folder and nowhere else."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobOf:
    """The first record of a job's file: what it is about."""

    id: str
    path: Path


@dataclass(frozen=True, slots=True)
class RunBegan:
    """A run began, with these options; `afresh` voids all that was heard before it."""

    options: RunOptions
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """What a person has changed in the cues, as `CueDocument.state` gives it; the last one counts.

    None: the changes are void.
    """

    state: dict[str, object] | None


@dataclass(frozen=True, slots=True)
class StateReached:
    """The job came to this state."""

    state: JobState
    duration_s: float | None = None
    failure: Failure | None = None


JobRecord = JobOf | RunBegan | FileOpened | Segment | Noticed | Edited | StateReached


@dataclass(frozen=True, slots=True)
class JobHistory:
    """What the records of one job say."""

    path: Path | None = None
    options: RunOptions = field(default_factory=RunOptions)
    opened: FileOpened | None = None
    segments: tuple[Segment, ...] = ()
    notes: tuple[Noticed, ...] = ()
    edits: dict[str, object] | None = None
    reached: StateReached | None = None
    is_under_way: bool = False
    """A run began, and nothing tells of its end."""

    @property
    def heard_s(self) -> float:
        """How far into the file everything is heard."""
        return self.segments[-1].end if self.segments else 0.0


class Journal:
    """The journal in `folder`, for one program at a time and one thread at a time.

    Calls that write raise `DataUnwritable`; what stood there before is then still there.
    `set_aside` is where `read_queue` has put a queue file that it could not read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.set_aside: Path | None = None
        self._removed: set[Path] = set()

    def write_queue(self, queue: QueueState) -> None:
        """Put the queue in the place of the one before, which is kept for when this is damaged."""
        target = self.folder / _QUEUE
        beside = target.with_name(f".{_QUEUE}.{secrets.token_hex(4)}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with beside.open("xb") as file:
                file.write(to_json(queue).encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileNotFoundError):
                target.replace(self.folder / _QUEUE_BEFORE)
            beside.replace(target)
            _flush_folder(self.folder)
        except OSError as error:
            with suppress(OSError):
                beside.unlink()
            raise self._unwritable(error) from error

    def append(self, job_id: str, record: JobRecord) -> None:
        """Put `record` behind those of its job; it is on the disk when this returns."""
        path = self._file(job_id)
        line = to_json(record).encode("ascii") + b"\n"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            is_new = not path.exists()
            # Without a buffer, which on a full disk would write its rest when the file is closed.
            with path.open("ab", buffering=0) as file:
                begin = file.seek(0, os.SEEK_END)
                try:
                    # A line that a power cut has torn must not swallow this one.
                    rest = memoryview(line if is_new or _ends_whole(path) else b"\n" + line)
                    while rest:
                        rest = rest[file.write(rest) :]
                    os.fsync(file.fileno())
                except OSError:
                    with suppress(OSError):
                        file.truncate(begin)
                    raise
            if is_new:
                _flush_folder(self.folder)
        except OSError as error:
            raise self._unwritable(error) from error

    def record_edits(self, job_id: str, state: dict[str, object] | None) -> None:
        """Keep what a person has changed in the cues of a job."""
        self.append(job_id, Edited(state))

    def discard(self, job_id: str) -> None:
        """Forget a job; its file is set aside for a while, at least while this journal lives."""
        file, aside = self._file(job_id), self.folder / _REMOVED
        if not file.exists():
            return
        try:
            aside.mkdir(exist_ok=True)
            self._removed.add(file.replace(self._set_aside(job_id)))
        except OSError as error:
            raise self._unwritable(error) from error
        with suppress(OSError):  # What is there too long does no harm.
            self._set_aside(job_id).touch()  # From now on its age counts.
            kept = sorted(aside.glob(f"*{_ENDING}"), key=lambda path: path.stat().st_mtime)
            for old in kept[:-_REMOVED_KEPT]:
                if old not in self._removed:
                    old.unlink()

    def restore(self, job_id: str) -> None:
        """Have a discarded job's file again, if it had one."""
        try:
            with suppress(FileNotFoundError):
                self._set_aside(job_id).replace(self._file(job_id))
        except OSError as error:
            raise self._unwritable(error) from error

    def read_queue(self) -> QueueState:
        """The queue as it was; what the program was at is interrupted.

        Without a readable queue file the one before it tells, and the jobs' own files.
        """
        queue = self._queue_in(_QUEUE) or self._queue_in(_QUEUE_BEFORE) or QueueState()
        by_id = {
            job.id: job
            for job in queue.jobs
            if _ID.fullmatch(job.id) and not self._is_removed(job.id)
        }
        strays = [self._summary(job_id) for job_id in self._job_ids() if job_id not in by_id]
        jobs = (*by_id.values(), *(job for job in strays if job is not None))
        return replace(queue, jobs=tuple(self._after_the_end(job) for job in jobs))

    def read(self, job_id: str) -> JobHistory:
        """All that is known of a job; nothing for one that has no file."""
        return self._history(self._file(job_id))

    def _history(self, path: Path) -> JobHistory:
        history = JobHistory()
        segments: list[Segment] = []
        notes: list[Noticed] = []
        for record in self._records(path):
            match record:
                case JobOf():
                    history = replace(history, path=record.path)
                case RunBegan():
                    history = replace(history, options=record.options, is_under_way=True)
                    if record.afresh:
                        segments, notes = [], []
                        history = replace(history, edits=None, opened=None, reached=None)
                case FileOpened():
                    history = replace(history, opened=record)
                case Segment():
                    # One that was written twice, or out of its order, would run backwards.
                    if not segments or record.start >= segments[-1].end - _SHARED_S:
                        segments.append(record)
                case Noticed():
                    notes.append(record)
                case Edited():
                    history = replace(history, edits=record.state)
                case StateReached():
                    history = replace(history, reached=record, is_under_way=False)
        return replace(history, segments=tuple(segments), notes=tuple(notes))

    def jobs(self, queue: QueueState) -> list[Job]:
        """The jobs of a queue, each of which reads its text when it is first asked for it."""
        return [job_of(summary, partial(self._text, summary.id)) for summary in queue.jobs]

    def _queue_in(self, name: str) -> QueueState | None:
        """The queue in one file; a damaged one is set aside, so that nothing overwrites it."""
        path = self.folder / name
        try:
            return from_json(path.read_bytes(), QueueState)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            _log.warning("the queue file %s cannot be read: %s", name, error)
        except ValueError as error:
            _log.warning("the queue file %s is damaged: %s", name, error)
        aside = path.with_name(f"{path.stem}.damaged-{secrets.token_hex(4)}.json")
        with suppress(OSError):
            self.set_aside = path.replace(aside)
        return None

    def _is_removed(self, job_id: str) -> bool:
        """Whether it was taken out of the list behind the last queue that could be written."""
        return self._set_aside(job_id).exists() and not self._file(job_id).exists()

    def _text(self, job_id: str) -> HeardText:
        history = self.read(job_id)
        if history.path is None:  # Its row was brought back before its file.
            history = self._history(self._set_aside(job_id))
        if history.path is None:
            history = self.read(job_id)
        return HeardText(history.segments, history.notes, history.edits)

    def _records(self, path: Path) -> Iterator[JobRecord]:
        try:
            lines = path.read_bytes().split(b"\n")
        except OSError:
            return
        for line in filter(None, lines):
            with suppress(ValueError):  # torn, damaged, or of a later version
                yield cast(JobRecord, from_json(line, cast(Any, JobRecord)))

    def _after_the_end(self, job: JobSummary) -> JobSummary:
        """The job as it is now that the program which wrote this is no more."""
        # The queue is written a moment later than the job's own file, which therefore decides.
        waits = job.state is JobState.QUEUED
        if not job.state.is_active and not (waits and self._file(job.id).exists()):
            return job
        history = self.read(job.id)
        reached = history.reached
        if not history.is_under_way and reached is not None and reached.state is JobState.DONE:
            done_s = reached.duration_s or history.heard_s
            return replace(job, state=JobState.DONE, duration_s=done_s, done_s=done_s)
        if waits and not history.is_under_way:
            return replace(job, done_s=history.heard_s)
        job = replace(job, state=JobState.INTERRUPTED, done_s=history.heard_s)
        if (opened := history.opened) is not None:
            duration_s = opened.duration_s or job.duration_s
            job = replace(job, duration_s=duration_s, device=opened.device, model=opened.model)
        return job

    def _summary(self, job_id: str) -> JobSummary | None:
        """A job of which the queue file knows nothing, from its own file."""
        history = self.read(job_id)
        if history.path is None:
            return None
        reached = history.reached or StateReached(JobState.QUEUED)
        opened = history.opened
        return JobSummary(
            id=job_id,
            path=history.path,
            state=JobState.INTERRUPTED if history.is_under_way else reached.state,
            options=history.options,
            duration_s=reached.duration_s or (None if opened is None else opened.duration_s),
            done_s=history.heard_s,
            device="" if opened is None else opened.device,
            model="" if opened is None else opened.model,
            failure=reached.failure,
        )

    def _job_ids(self) -> list[str]:
        names = (path.stem for path in self.folder.glob(f"*{_ENDING}"))
        return sorted(name for name in names if _ID.fullmatch(name))

    def _file(self, job_id: str) -> Path:
        return self.folder / f"{job_id}{_ENDING}"

    def _set_aside(self, job_id: str) -> Path:
        return self.folder / _REMOVED / f"{job_id}{_ENDING}"

    def _unwritable(self, error: OSError) -> DataUnwritable:
        return DataUnwritable(str(self.folder), error.strerror or str(error))


_SHARED_S = 0.05
"""Times are rounded, so that a segment may begin a moment before the last one ends."""


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _flush_folder(folder: Path) -> None:
    """Make a new name in `folder` last; Windows does so by itself and offers no way to ask."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
