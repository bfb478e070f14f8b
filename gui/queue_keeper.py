"""Carries the queue to its journal: every write happens on the worker's thread, in order."""

from __future__ import annotations

from functools import partial
from typing import Any

from asr_core.job_list import JobList
from asr_core.jobs import Job, RunOptions
from asr_core.journal import (
    JobOf,
    JobRecord,
    Journal,
    QueueState,
    RunBegan,
    StateReached,
    summaries,
)
from asr_core.messages import Failure, FromWorker, JobEvent
from asr_core.transcription import FileOpened, Noticed, SegmentFinished
from gui.worker_thread import WorkerThread


class QueueKeeper:
    """Writes what the runner tells it; nothing is read here."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._thread: WorkerThread | None = None
        self._job_of_run: dict[int, str] = {}

    def write_on(self, thread: WorkerThread) -> None:
        """Use this thread from now on."""
        self._thread = thread

    def keep_message(self, message: FromWorker) -> None:
        """Write what was heard to the disk, on the worker's thread, before anybody sees it."""
        if not isinstance(message, JobEvent):
            return
        job_id = self._job_of_run[message.run]
        match message.event:
            case SegmentFinished(segment=segment):
                self._journal.append(job_id, segment)
            case FileOpened() | Noticed():
                self._journal.append(job_id, message.event)

    def keep_queue(self, jobs: JobList, options: RunOptions) -> None:
        """Write the list as it is now."""
        self._do(self._journal.write_queue, QueueState(summaries(jobs), options))

    def begin_run(self, run: int, job: Job) -> None:
        """Write what comes of the run number `run` to the journal of `job`."""
        self._job_of_run[run] = job.id
        self._append(job, JobOf(job.id, job.path))
        self._append(job, RunBegan(job.options, afresh=not job.segments))

    def void(self, job: Job) -> None:
        """What was heard of a job before counts no more."""
        self._append(job, RunBegan(job.options, afresh=True))

    def end_run(self, job: Job) -> None:
        """Write what became of a job."""
        failure = None if job.failure is None else Failure.of(job.failure)
        self._append(job, StateReached(job.state, job.duration_s, failure))

    def keep_edits(self, job: Job) -> None:
        """Write what a person changed in the cues of a job."""
        self._do(self._journal.record_edits, job.id, job.edits)

    def discard(self, job: Job) -> None:
        """Forget a job."""
        self._do(self._journal.discard, job.id)

    def _append(self, job: Job, record: JobRecord) -> None:
        self._do(self._journal.append, job.id, record)

    def _do(self, write: Any, *values: object) -> None:
        if self._thread is not None:
            self._thread.do(partial(write, *values))
