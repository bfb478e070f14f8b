"""Carries the queue to its journal: every write happens on the worker's thread, in order.

What cannot be written is kept here and written as soon as it can be; a segment of which that is not
sure is refused, so that no one sees it. The queue file is written once a second at most, since a
probe or a step of any job changes it.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from asr_core.errors import AsrError, DataUnwritable
from asr_core.job_list import JobList
from asr_core.jobs import Job, JobState, RunOptions
from asr_core.journal import (
    Edited,
    JobOf,
    JobRecord,
    Journal,
    RunBegan,
    StateReached,
)
from asr_core.messages import Failure, FromWorker, JobEnded, JobEvent
from asr_core.queue_state import QueueState, summaries
from asr_core.transcription import FileOpened, Noticed, SegmentFinished
from gui.worker_thread import WorkerThread

BETWEEN_QUEUES_MS = 1000
"""How long the queue file may be behind; what a crash in that time costs, the jobs' files tell."""
TRY_AGAIN_MS = 3000

_log = logging.getLogger(__name__)


class QueueKeeper(QObject):
    """Writes what the runner tells it; nothing is read here."""

    unkept = Signal(object)
    """Something could not be written, for this `AsrError`; None once all is on the disk."""

    def __init__(self, journal: Journal, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._journal = journal
        self._thread: WorkerThread | None = None
        self._changed: tuple[JobList, RunOptions] | None = None
        self._pace = QTimer(self, singleShot=True, interval=BETWEEN_QUEUES_MS)
        self._pace.timeout.connect(self._write_changed)
        self._again = QTimer(self, singleShot=True, interval=TRY_AGAIN_MS)
        self._again.timeout.connect(lambda: self._do(self._catch_up))
        self.unkept.connect(self._try_again_later, Qt.ConnectionType.QueuedConnection)
        # Below: the worker's thread's own.
        self._job_of_run: dict[int, str] = {}
        self._behind: dict[str, deque[JobRecord]] = {}
        self._behind_removed: dict[str, deque[JobRecord]] = {}
        self._moves: deque[Callable[[], None]] = deque()
        self._queue_behind: QueueState | None = None
        self._failure: AsrError | None = None

    @property
    def failure(self) -> AsrError | None:
        """Why not everything that was to be written is on the disk."""
        return self._failure

    @property
    def keeps_texts(self) -> bool:
        """Whether all that was heard and edited is on the disk, if not the list as it is now."""
        return not any(list(self._behind.values()))  # which the other thread adds to

    def write_on(self, thread: WorkerThread) -> None:
        """Use this thread from now on."""
        self._thread = thread

    def close(self) -> None:
        """Write the latest queue and all that is behind; the thread has to run on until it has."""
        self._pace.stop()
        self._again.stop()
        self.unkept.disconnect(self._try_again_later)
        self._write_queue()
        self._do(self._catch_up)
        self._thread = None

    # --- for the window's thread ----------------------------------------------------------------

    def keep_queue(self, jobs: JobList, options: RunOptions, *, at_once: bool = False) -> None:
        """Write the list as it is now, or a moment later as it is then."""
        self._changed = jobs, options
        if self._thread is not None and (at_once or not self._pace.isActive()):
            self._write_changed()

    def begin_run(self, run: int, job: Job) -> None:
        """Write what comes of the run number `run` to the journal of `job`."""
        self._do(self._job_of_run.__setitem__, run, job.id)
        self._put(job, JobOf(job.id, job.path))
        self._put(job, RunBegan(job.options, afresh=not job.segments))

    def give_up_run(self, job: Job) -> None:
        """Write that a run of a job has ended before it heard anything: the job waits again."""
        self._put(job, StateReached(JobState.QUEUED, job.duration_s))

    def end_run(self, job: Job) -> None:
        """Write what became of a job."""
        failure = None if job.failure is None else Failure.of(job.failure)
        self._put(job, StateReached(job.state, job.duration_s, failure))

    def keep_edits(self, job: Job) -> None:
        """Write what a person changed in the cues of a job."""
        self._put(job, Edited(job.edits))

    def discard(self, job: Job) -> None:
        """Forget a job."""
        self._do(self._discard, job.id)

    def restore(self, job: Job) -> None:
        """Have a job again that was discarded."""
        self._do(self._restore, job.id)

    def _put(self, job: Job, record: JobRecord) -> None:
        self._do(self._append, job.id, record)

    def _write_changed(self) -> None:
        if self._changed is not None:
            self._write_queue()
            self._pace.start()

    def _write_queue(self) -> None:
        if self._changed is not None:
            (jobs, options), self._changed = self._changed, None
            self._do(self._replace_queue, QueueState(summaries(jobs), options))

    def _try_again_later(self, failure: AsrError | None) -> None:
        if failure is not None:
            self._again.start()

    def _do(self, write: Any, *values: object) -> None:
        if self._thread is not None:
            self._thread.do(partial(write, *values))

    # --- for the worker's thread ----------------------------------------------------------------

    def keep_message(self, message: FromWorker) -> None:
        """Write what was heard to the disk before anybody sees it.

        Raises `AsrError` if it is not on the disk, and ValueError for a run that was never begun.
        """
        if isinstance(message, JobEvent | JobEnded) and message.run not in self._job_of_run:
            raise ValueError(f"there is no run {message.run}")
        if not isinstance(message, JobEvent) or not (job_id := self._job_of_run[message.run]):
            return
        match message.event:
            case SegmentFinished(segment=record) | (FileOpened() | Noticed() as record):
                self._keep_or_refuse(job_id, record)

    def _keep_or_refuse(self, job_id: str, record: JobRecord) -> None:
        self._append(job_id, record)
        behind = self._behind.get(job_id)
        if behind and self._failure is not None:
            # It is heard again later, or there would be a hole before whatever comes next.
            behind.pop()
            raise self._failure

    def _append(self, job_id: str, record: JobRecord) -> None:
        behind = self._behind.setdefault(job_id, deque())
        if isinstance(record, Edited) and behind and isinstance(behind[-1], Edited):
            behind.pop()  # The last one counts.
        behind.append(record)
        self._catch_up()

    def _replace_queue(self, queue: QueueState) -> None:
        self._queue_behind = queue
        self._catch_up()

    def _discard(self, job_id: str) -> None:
        self._behind_removed[job_id] = self._behind.pop(job_id, deque())
        for run, owner in self._job_of_run.items():
            if owner == job_id:
                self._job_of_run[run] = ""  # What is still said of it is kept nowhere.
        self._moves.append(partial(self._journal.discard, job_id))
        self._catch_up()

    def _restore(self, job_id: str) -> None:
        self._moves.append(partial(self._journal.restore, job_id))
        if behind := self._behind_removed.pop(job_id, None):
            self._behind[job_id] = behind
        self._catch_up()

    def _catch_up(self) -> None:
        """Write all that is behind; what still cannot be written stays."""
        failure: AsrError | None = None
        try:
            while self._moves:
                self._moves[0]()
                self._moves.popleft()
        except Exception as error:
            failure = self._reason(error)
        for job_id, records in list(self._behind.items()):
            try:
                while records:
                    self._journal.append(job_id, records[0])
                    records.popleft()
                del self._behind[job_id]
            except Exception as error:
                failure = self._reason(error)
        try:
            if self._queue_behind is not None:
                self._journal.write_queue(self._queue_behind)
                self._queue_behind = None
        except Exception as error:
            failure = self._reason(error)
        if failure is not None or self._failure is not None:
            self._failure = failure
            self.unkept.emit(failure)

    def _reason(self, error: Exception) -> AsrError:
        if isinstance(error, AsrError):
            return error
        _log.error("what is to be kept cannot be written", exc_info=error)
        return DataUnwritable(str(self._journal.folder), f"{type(error).__name__}: {error}")
