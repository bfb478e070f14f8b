"""The window's runner without an engine: a test says what the engine would have done."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

from asr_core.errors import AsrError, Cancelled
from asr_core.jobs import Job, RunOptions
from asr_core.messages import Cancel, Failure, JobEnded, StopAtSegment, ToWorker
from asr_core.processor import Device
from asr_core.transcript import Segment
from asr_core.transcription import FileOpened
from gui.job_runner import JobRunner
from gui.worker_thread import WorkerThread


class QuietRunner(JobRunner):
    """Obeys at once, begins nothing by itself and writes nothing; `calls` tells what was asked.

    Its thread is never started, so that there is nothing to close.
    """

    def __init__(self) -> None:
        with patch.object(WorkerThread, "start"):
            super().__init__(Path("/nowhere"), RunOptions())
        self.calls: list[tuple[object, ...]] = []

    # --- what the engine does -------------------------------------------------------------------

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
        self._end(job)

    def fail(self, job: Job, failure: AsrError) -> None:
        """The job cannot go on."""
        self.jobs.fail(job.id, failure)
        self._end(job)

    # --- what is asked --------------------------------------------------------------------------

    def resume(self, job_id: str) -> None:
        self.calls.append(("resume", job_id))
        super().resume(job_id)

    def retry(self, job_id: str, *, device: Device | None = None) -> None:
        self.calls.append(("retry", job_id, device))
        super().retry(job_id, device=device)

    def relink(self, job_id: str, path: Path) -> None:
        self.calls.append(("relink", job_id, path))
        super().relink(job_id, path)

    # --- instead of a worker and a disk ---------------------------------------------------------

    def _go_on(self) -> None:
        """Nothing begins before a test says so."""

    def _send(self, message: ToWorker) -> None:
        match message:
            case Cancel():
                self._take_message(JobEnded(self._run, Failure.of(Cancelled())))
            case StopAtSegment():
                self._take_message(JobEnded(self._run, at_segment=True))

    def _save(self, *, at_once: bool = False) -> None:
        """Nothing is written."""
