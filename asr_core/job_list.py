"""The jobs in their order: what a person and the engine do to each, and which comes next."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from asr_core.errors import AsrError
from asr_core.jobs import IllegalTransition, Job, JobState, RunOptions
from asr_core.transcription import FileOpened


class JobList:
    """Jobs in the order in which they are to be heard; raises KeyError for an unknown id."""

    def __init__(self, jobs: Iterable[Job] = ()) -> None:
        self._jobs = list(jobs)
        self._left_from: dict[str, int] = {}

    def __iter__(self) -> Iterator[Job]:
        return iter(list(self._jobs))

    def __len__(self) -> int:
        return len(self._jobs)

    def __getitem__(self, job_id: str) -> Job:
        for job in self._jobs:
            if job.id == job_id:
                return job
        raise KeyError(job_id)

    def __contains__(self, job_id: object) -> bool:
        return any(job.id == job_id for job in self._jobs)

    def place(self, job_id: str) -> int:
        """Its place in the list, from 0."""
        return self._jobs.index(self[job_id])

    @property
    def active(self) -> Job | None:
        """The job that the engine is at."""
        return next((job for job in self._jobs if job.state.is_active), None)

    @property
    def next_to_run(self) -> Job | None:
        """The first job that waits, or that something ended in the middle."""
        waiting = (JobState.QUEUED, JobState.INTERRUPTED)
        return next((job for job in self._jobs if job.state in waiting), None)

    # --- what a person does with the list -------------------------------------------------------

    def add(self, path: Path, options: RunOptions | None = None) -> Job:
        """A new job at the end."""
        job = Job(new_id(), path, options=options or RunOptions())
        self._jobs.append(job)
        return job

    def move(self, job_id: str, place: int) -> None:
        """Put a job at `place`, counted from 0 in the list without it, else at the end."""
        job = self[job_id]
        self._jobs.remove(job)
        self._jobs.insert(max(0, place), job)

    def remove(self, job_id: str) -> Job:
        """Take a job out; one that the engine is at has to be cancelled first."""
        job = self[job_id]
        if job.state.is_active:
            raise IllegalTransition("a job that runs cannot be removed")
        self._left_from[job_id] = self._jobs.index(job)
        self._jobs.remove(job)
        return job

    def clear_done(self) -> list[Job]:
        """Take all jobs out that are done and whose whole text is in files."""
        done = [
            job for job in self._jobs if job.state is JobState.DONE and job.export_failure is None
        ]
        return [self.remove(job.id) for job in done if not job.is_unsaved]

    def put_back(self, removed: Sequence[Job]) -> None:
        """Have jobs again that were removed in this order, each where it was."""
        for job in reversed(removed):
            if job.id not in self:
                self._jobs.insert(self._left_from.pop(job.id, len(self._jobs)), job)

    def retry(self, job_id: str) -> Job:
        """Queue a job that has stopped again, to go on behind what was kept of it."""
        job = self._to(job_id, JobState.QUEUED)
        job.failure = job.export_failure = None
        job.interrupted_by = None
        job.restarts = 0
        return job

    def relink(self, job_id: str, path: Path) -> Job:
        """The file of a job lies at `path` now; what was heard of it stays."""
        job = self[job_id]
        if job.state.is_active:
            raise IllegalTransition("a job that runs keeps its file")
        job.path = path
        return job

    def pause(self, job_id: str) -> Job:
        """Hold a job that waits, or one that stopped at a segment because it was asked to."""
        return self._to(job_id, JobState.PAUSED)

    def cancel(self, job_id: str) -> Job:
        """A job that a person stopped; what was heard is kept."""
        return self._to(job_id, JobState.CANCELLED)

    # --- what the engine does to a job ----------------------------------------------------------

    def prepare(self, job_id: str, options: RunOptions) -> Job:
        """The engine is being made ready for a job, with the options that it now takes."""
        if self.active is not None:
            raise IllegalTransition("one job at a time")
        job = self._to(job_id, JobState.PREPARING)
        job.options = options
        job.failure = None
        return job

    def run(self, job_id: str, event: FileOpened, now_s: float) -> Job:
        """The engine reads the file."""
        job = self._to(job_id, JobState.RUNNING)
        job.opened(event)
        job.begin_clock(now_s)
        return job

    def requeue(self, job_id: str) -> Job:
        """A job that was being prepared waits again."""
        return self._to(job_id, JobState.QUEUED)

    def finish(self, job_id: str, duration_s: float) -> Job:
        """The file was heard to its end."""
        job = self._to(job_id, JobState.DONE)
        job.duration_s = duration_s
        job.done_s = duration_s
        job.export_failure = None  # What failed before was a part only.
        return job

    def fail(self, job_id: str, failure: AsrError) -> Job:
        """The job cannot go on, for `failure`."""
        job = self._to(job_id, JobState.FAILED)
        job.failure = failure
        return job

    def interrupt(self, job_id: str, failure: AsrError | None = None) -> Job:
        """The engine, or the program, ended under the job."""
        job = self._to(job_id, JobState.INTERRUPTED)
        job.failure = failure
        if failure is not None:
            job.interrupted_by = failure
            job.restarts += 1
        return job

    def _to(self, job_id: str, state: JobState) -> Job:
        job = self[job_id]
        job.move_to(state)
        return job


def new_id() -> str:
    """A name for a job that sorts by the time at which it was made."""
    return f"{time.time_ns():016x}-{secrets.token_hex(3)}"
