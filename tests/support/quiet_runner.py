"""A runner without an engine: the rules and signals of the queue, and jobs in any state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from asr_core.errors import AsrError
from asr_core.job_list import JobList
from asr_core.jobs import Job, RunOptions
from asr_core.processor import Device
from asr_core.saved_files import SavedText
from asr_core.transcript import Segment
from asr_core.transcription import FileOpened


class QuietRunner(QObject):
    """Has what the queue and the results ask of a `JobRunner`; `calls` tells what was asked."""

    jobs_changed = Signal()
    job_changed = Signal(str)
    job_ended = Signal(str)
    queue_ended = Signal(object)
    engine_changed = Signal(object)
    refused = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.jobs = JobList()
        self.options = RunOptions()
        self.calls: list[tuple[object, ...]] = []
        self._batches: list[list[Job]] = []

    def put(self, name: str, segments: int = 0, duration_s: float | None = 100.0) -> Job:
        """A new job that waits, of which so many segments of ten seconds are heard."""
        job = self.jobs.add(Path("/films") / name if "/" not in name else Path(name))
        job.duration_s = duration_s
        job.segments.extend(
            Segment(10.0 * n, 10.0 * n + 9.5, f"It is sentence {n}.", "en") for n in range(segments)
        )
        job.done_s = job.resume_s
        self.jobs_changed.emit()
        return job

    def run(self, job: Job, device: str = "CPU") -> None:
        """The engine is at the job now."""
        self.jobs.prepare(job.id, job.options)
        self.jobs.run(job.id, FileOpened(str(job.path), job.duration_s, "demo", device), 0.0)
        self.job_changed.emit(job.id)

    def finish(self, job: Job) -> None:
        """The job is heard to its end."""
        self.jobs.finish(job.id, job.duration_s or 100.0)
        self.job_changed.emit(job.id)
        self.job_ended.emit(job.id)

    def fail(self, job: Job, failure: AsrError) -> None:
        """The job cannot go on."""
        self.jobs.fail(job.id, failure)
        self.job_changed.emit(job.id)
        self.job_ended.emit(job.id)

    def add(self, paths: Iterable[Path]) -> list[tuple[Path, str]]:
        self.calls.append(("add", *paths))
        refusals = []
        for path in paths:
            if self.jobs.holds(path):
                refusals.append((path, "it is in the queue already"))
            else:
                self.jobs.add(path)
        self.jobs_changed.emit()
        return refusals

    def start(self) -> None:
        self.calls.append(("start",))

    def pause(self, job_id: str) -> None:
        self.calls.append(("pause", job_id))
        self.jobs.pause(job_id)
        self.job_changed.emit(job_id)

    def resume(self, job_id: str) -> None:
        self.calls.append(("resume", job_id))
        if self.jobs[job_id].state.is_active:
            self.jobs[job_id].asked = ""
        else:
            self.jobs.resume(job_id)
        self.job_changed.emit(job_id)

    def cancel(self, job_id: str) -> None:
        self.calls.append(("cancel", job_id))
        self.jobs.cancel(job_id)
        self.job_changed.emit(job_id)

    def retry(self, job_id: str, *, device: Device | None = None) -> None:
        self.calls.append(("retry", job_id, device))
        self.jobs.retry(job_id)
        self.job_changed.emit(job_id)

    def relink(self, job_id: str, path: Path) -> None:
        self.calls.append(("relink", job_id, path))
        self.jobs[job_id].path = path
        self.job_changed.emit(job_id)

    def remove(self, *job_ids: str) -> None:
        self.calls.extend(("remove", job_id) for job_id in job_ids)
        self._batches.append([self.jobs.remove(job_id) for job_id in job_ids])
        self.jobs_changed.emit()

    @property
    def removed(self) -> Sequence[Job]:
        return self._batches[-1] if self._batches else ()

    def put_back(self) -> None:
        self.jobs.put_back(self._batches.pop())
        self.jobs_changed.emit()

    def forget_removed(self) -> None:
        self._batches.clear()
        self.jobs_changed.emit()

    def move(self, job_id: str, place: int) -> None:
        self.jobs.move(job_id, place)
        self.jobs_changed.emit()

    def clear_done(self) -> None:
        if cleared := self.jobs.clear_done():
            self._batches.append(cleared)
        self.jobs_changed.emit()

    def record_outputs(
        self,
        job_id: str,
        written: Iterable[Path],
        failure: AsrError | None = None,
        *,
        text: SavedText | None = None,
    ) -> None:
        job = self.jobs[job_id]
        job.keep_saved(written, text)
        job.export_failure = failure
        self.job_changed.emit(job_id)
