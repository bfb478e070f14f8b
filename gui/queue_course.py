"""The course of the queue: which job runs next, and what becomes of one whose engine has ended.

How a worker is talked to is `WorkerThread`'s, what a job may do is `JobList`'s. Whatever a signal
tells of has been written to the journal before.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from asr_core.errors import AsrError, Cancelled, DataUnwritable, EngineUnstartable
from asr_core.job_list import JobList
from asr_core.jobs import IllegalTransition, Job, JobState, RunOptions
from asr_core.journal import Journal
from asr_core.messages import (
    EngineReady,
    EngineUnready,
    FromWorker,
    JobEnded,
    JobEvent,
    Probed,
    ToWorker,
    Transcribe,
)
from asr_core.processor import Device
from asr_core.transcription import (
    FileFinished,
    FileOpened,
    Noticed,
    SegmentFinished,
    SpanHeard,
    TextArrived,
    TextDiscarded,
    TranscribeOptions,
)
from asr_core.worker_process import serve
from asr_core.worker_watch import Patience
from gui.engine_care import EngineCare
from gui.engine_status import EngineStatus
from gui.probing import Probing
from gui.queue_keeper import QueueKeeper
from gui.worker_thread import WorkerTarget, WorkerThread

_CLOSING_MS = 10_000

_log = logging.getLogger(__name__)


class QueueCourse(QObject):
    """The jobs of a queue and the worker that hears them; `JobRunner` adds what a person asks."""

    jobs_changed = Signal()
    job_changed = Signal(str)
    opened = Signal(str, object)
    span_heard = Signal(str, object)
    text_arrived = Signal(str, str)
    text_discarded = Signal(str, str)
    segment_finished = Signal(str, object)
    noticed = Signal(str, object)
    engine_changed = Signal(object)
    job_ended = Signal(str)
    queue_ended = Signal(object)
    """All that could run has ended: the list of the jobs that ended since `start`."""
    unsaved = Signal(object)
    """Something is not on the disk, for this `AsrError`; None once all of it is."""

    def __init__(
        self,
        folder: Path,
        options: RunOptions | None = None,
        parent: QObject | None = None,
        *,
        target: WorkerTarget = serve,
        patience: Patience | None = None,
    ) -> None:
        """See `JobRunner`."""
        super().__init__(parent)
        journal = Journal(folder)
        saved = journal.read_queue()
        self.jobs = JobList(journal.jobs(saved))
        self._keeper = QueueKeeper(journal, self)
        self._set_aside = journal.set_aside
        self.options = options or saved.options
        self._care = EngineCare(self._send, self)
        self._care.changed.connect(self.engine_changed)
        self._is_going = False
        self._is_closed = False
        # Runs are numbered; what is said of any but the present one is of the past.
        self._run = 0
        self._finished: FileFinished | None = None
        self._writes_text = False
        self._heard_at_last_end: dict[str, int] = {}
        self._ended: list[Job] = []
        self._removed: list[list[Job]] = []
        self._removed_with_running: list[Job] | None = None
        self._first: str | None = None
        self._devices: dict[str, Device] = {}
        self._probing = Probing(self.jobs, self._send)
        self._thread = WorkerThread(
            target,
            keep=self._keeper.keep_message,
            log=folder / "worker.log",
            patience=patience,
            parent=self,
        )
        self._keeper.write_on(self._thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._thread.arrived.connect(self._take_messages, queued)
        self._thread.ended.connect(self._mourn, queued)
        self._keeper.unkept.connect(self.unsaved, queued)
        self._thread.start()

    @property
    def engine(self) -> EngineStatus:
        """How the engine is."""
        return self._care.status

    @property
    def is_running(self) -> bool:
        """Whether the queue goes on by itself."""
        return self._is_going

    @property
    def unkept(self) -> AsrError | None:
        """Why not everything is on the disk; also what could not be written on closing."""
        return self._keeper.failure

    @property
    def keeps_texts(self) -> bool:
        """Whether all that was heard and edited is on the disk, if not the list as it is now."""
        return self._keeper.keeps_texts

    def close(self) -> None:
        """End the engine and keep everything; returns when nothing is left running."""
        if self._is_closed:
            return
        self._is_closed = True
        self._is_going = False
        self._care.close()
        self._take_leave()
        self._save()
        self._keeper.close()
        self._thread.leave()
        self._thread.wait(_CLOSING_MS)

    def _take_leave(self) -> None:
        """What a person wanted of the job that runs is so, though the engine has not heard yet."""
        job = self.jobs.active
        if job is None or job.asked not in ("cancel", "remove"):
            return
        asked = job.asked
        self.jobs.cancel(job.id)
        if asked == "remove":
            self._keeper.discard(self.jobs.remove(job.id))
        else:
            self._keeper.end_run(job)

    # --- the course of a job --------------------------------------------------------------------

    def _go_on(self) -> None:
        """Begin the next job, if one is to begin now."""
        if not self._is_going or self._is_closed or self.jobs.active is not None:
            return
        job = self._next_job()
        if job is None:
            self._is_going = False
            ended, self._ended = self._ended, []
            self._prepare_engine()
            self.queue_ended.emit(ended)
            return
        options = self.options
        if job.id in self._devices:
            options = replace(options, device=self._devices[job.id])
        self.jobs.prepare(job.id, options)
        self._run += 1
        self._finished = None
        engine = self._care.want_for_run(options)
        self._keeper.begin_run(self._run, job)
        wanted = TranscribeOptions(
            language=options.language,
            context=options.context,
            normalise_text=options.normalise_text,
            start_s=job.resume_s,
        )
        self._send(Transcribe(self._run, job.path, engine, wanted))
        self._tell(job)

    def _next_job(self) -> Job | None:
        first, self._first = self._first, None
        if first is not None and first in self.jobs:
            job = self.jobs[first]
            if job.state in (JobState.QUEUED, JobState.INTERRUPTED):
                return job
        return self.jobs.next_to_run

    def _send(self, message: ToWorker) -> None:
        if not self._is_closed:
            self._thread.send(message)

    def _take_messages(self, messages: list[FromWorker]) -> None:
        try:
            for message in () if self._is_closed else messages:  # The loop may turn once more.
                self._take_message(message)
        except (IllegalTransition, KeyError, ValueError) as error:
            _log.error("a message out of its order", exc_info=error)
            self._thread.distrust()
        finally:
            self._thread.taken()

    def _take_message(self, message: FromWorker) -> None:
        match message:
            case JobEvent():
                if (job := self.jobs.active) is not None and message.run == self._run:
                    self._follow(job, message)
            case JobEnded():
                if (job := self.jobs.active) is not None and message.run == self._run:
                    self._end_run(job, message)
            case EngineReady():
                self._care.be_ready(message)
            case EngineUnready():
                self._care.be_unready(message)
            case Probed():
                if (job := self._probing.take(message)) is not None:
                    self._tell(job)

    def _follow(self, job: Job, message: JobEvent) -> None:
        event, now_s = message.event, time.monotonic()
        match event:
            case FileOpened():
                self.jobs.run(job.id, event, now_s)
                self._tell(job)
                self.opened.emit(job.id, event)
            case SpanHeard():
                job.advance(event.start_s, now_s)
                self._writes_text = True
                self.span_heard.emit(job.id, event)
                self.job_changed.emit(job.id)
            case TextArrived():
                self.text_arrived.emit(job.id, event.text)
            case TextDiscarded():
                self.text_discarded.emit(job.id, event.reason)
            case SegmentFinished():
                job.segments.append(event.segment)
                job.advance(event.segment.end, now_s)
                self._writes_text = False
                self.segment_finished.emit(job.id, event.segment)
                self.job_changed.emit(job.id)
            case Noticed():
                self.note(job.id, event)
            case FileFinished():
                self._finished = event

    def _end_run(self, job: Job, message: JobEnded) -> None:
        failure = None if message.failure is None else message.failure.error()
        if job.state is JobState.PREPARING and failure is None:
            self.jobs.run(job.id, FileOpened(str(job.path), job.duration_s, "", ""), 0.0)
        if message.at_segment:
            asked = job.asked
            self.jobs.pause(job.id)
            if asked == "remove":
                self._discard_stopped(job)
            elif asked == "cancel":
                self.jobs.cancel(job.id)
            elif asked == "":
                self.jobs.retry(job.id)
        elif failure is None:
            asked = job.asked
            self.jobs.finish(job.id, self._finished.duration_s if self._finished else job.done_s)
            if asked == "remove":
                self._discard_stopped(job)
        elif isinstance(failure, Cancelled):
            self._end_stopped(job)
        else:
            self.jobs.fail(job.id, failure)
            if self._care.has_failed or isinstance(failure, DataUnwritable):
                self._is_going = False  # It would fail the others for the same reason.
        self._care.end_run()
        self._end(job)
        self._go_on_or_rest()

    def _end_stopped(self, job: Job) -> None:
        """The engine has let go of a job before its end, because somebody asked for it."""
        asked = job.asked
        if asked == "pause":
            self.jobs.pause(job.id)
            return
        self.jobs.cancel(job.id)
        if asked == "remove":
            self._discard_stopped(job)

    def _end(self, job: Job) -> None:
        """Tell that a job has come to a rest."""
        if self._writes_text:
            self._writes_text = False
            self.text_discarded.emit(job.id, "")
        if job.id not in self.jobs:
            return
        self._devices.pop(job.id, None)
        if job.segments or job.state is not JobState.CANCELLED:
            self._keeper.end_run(job)
        self._tell(job)
        if job.state.has_ended:
            self._ended.append(job)
            self.job_ended.emit(job.id)

    def _go_on_or_rest(self) -> None:
        if self._is_going:
            self._go_on()
            return
        if self.jobs.next_to_run is None or self._care.has_failed:
            ended, self._ended = self._ended, []
            if ended:
                self.queue_ended.emit(ended)
        if not self._care.has_failed:  # Else somebody has to choose another one first.
            self._prepare_engine()

    def _mourn(self, failure: AsrError) -> None:
        """The worker is gone; the job that it was at goes on in the next one, at its segment."""
        if self._is_closed:
            return
        self._probing.forget_asked()
        job = self.jobs.active
        if job is None:
            self._care.end_idle(failure)
        elif job.asked:
            self._care.restart()
            self._end_stopped(job)
        elif isinstance(failure, Cancelled) and job.state is JobState.PREPARING:
            # It only waited behind a run that would not stop.
            self._care.restart()
            self.jobs.requeue(job.id)
            self._first = job.id
        else:
            self._care.restart()
            self.jobs.interrupt(job.id, failure)
            heard = len(job.segments)
            if self._heard_at_last_end.get(job.id) == heard:
                # A second time at the same place: a third would not go better.
                self.jobs.fail(job.id, failure)
                if isinstance(failure, EngineUnstartable):
                    self._is_going = False
                    self._care.fail(failure)
            self._heard_at_last_end[job.id] = heard
            self._first = job.id
        if job is not None:
            self._end(job)
        self._go_on_or_rest()

    # --- the engine, and files that wait --------------------------------------------------------

    def _prepare_engine(self) -> None:
        """Have the engine that the options ask for loaded, unless it is in use."""
        if self.jobs.active is None and not self._is_closed:
            self._care.prepare(self.options)

    # --- the list and the disk ------------------------------------------------------------------

    def note(self, job_id: str, note: Noticed) -> None:
        """Have something known of a job, in its row."""
        job = self.jobs[job_id]
        if note not in job.notes:
            job.notes.append(note)
        self.noticed.emit(job_id, note)
        self.job_changed.emit(job_id)

    def _discard(self, jobs: Sequence[Job]) -> None:
        """What is out of the list is gone, and can be put back together."""
        if jobs:
            self._removed.append([])
            self._discard_with(self._removed[-1], jobs)

    def _discard_stopped(self, job: Job) -> None:
        """A job that ran when it was removed follows those that went at once."""
        batch, self._removed_with_running = self._removed_with_running, None
        removed = [self.jobs.remove(job.id)]
        if batch is not None and any(each is batch for each in self._removed):
            self._discard_with(batch, removed)
        else:
            self._discard(removed)

    def _discard_with(self, batch: list[Job], jobs: Sequence[Job]) -> None:
        batch.extend(jobs)
        for job in jobs:
            self._keeper.discard(job)
        self._save(at_once=True)
        self.jobs_changed.emit()

    def _tell(self, job: Job) -> None:
        self._save()
        self.job_changed.emit(job.id)

    def _save(self, *, at_once: bool = False) -> None:
        self._keeper.keep_queue(self.jobs, self.options, at_once=at_once)
