"""Carries what the queue hears into the list of cues, and what a person edits there to the disk."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from asr_core.jobs import Job, JobState
from asr_core.transcript import Segment
from asr_core.transcription import FileOpened, SpanHeard
from export_tools.subtitles.cue_document import CueDocument
from gui.background_tasks import BackgroundTasks
from gui.cue_list import CueList
from gui.failure_words import what_happened
from gui.job_documents import EDITS_LEFT_OUT, JobDocuments, document_of
from gui.job_runner import JobRunner
from gui.job_words import clock, file_name
from gui.texts import language, tr

AT_ONCE = 40
"""Segments whose cues are made without leaving the window's thread: less than 0.1 s."""


class CueFeed(QObject):
    """Shows one job of `runner` in `cue_list` and keeps the cues of the others up to date.

    `shown_changed` when another job is shown, or none.
    """

    shown_changed = Signal()

    def __init__(
        self,
        runner: JobRunner,
        documents: JobDocuments,
        cue_list: CueList,
        tasks: BackgroundTasks,
    ) -> None:
        super().__init__(cue_list)
        self._runner, self._documents, self._cue_list = runner, documents, cue_list
        self._tasks = tasks
        self._making: set[str] = set()
        self._not_made: set[str] = set()
        self._shown = ""
        self._span_of = ""
        self._span: SpanHeard | None = None
        self._text = ""
        runner.opened.connect(self._open)
        runner.span_heard.connect(self._begin_span)
        runner.text_arrived.connect(self._add_text)
        runner.text_discarded.connect(self._discard_text)
        runner.segment_finished.connect(self._add_segment)
        runner.job_changed.connect(self._follow)
        runner.jobs_changed.connect(self._follow_list)
        runner.engine_changed.connect(lambda _status: self._show_rest())
        runner.job_ended.connect(self._end)
        cue_list.edited.connect(self._keep_edits)
        language.changed.connect(self._show_progress)

    @property
    def shown(self) -> Job | None:
        """The job whose cues are on the screen."""
        jobs = self._runner.jobs
        return jobs[self._shown] if self._shown in jobs else None  # noqa: SIM401 (not a dict)

    def show(self, job_id: str) -> None:
        """Put the cues of a job on the screen, with what is just being heard; "" for none."""
        self._shown = job_id if job_id in self._runner.jobs else ""
        job = self.shown
        if job is None:
            self._cue_list.show_job(None, None, "")
        else:
            self._make(job)
            self._cue_list.show_job(job.id, self._documents.made(job.id), file_name(job.path))
            if self._span_of == job.id and self._span is not None:
                self._cue_list.begin_span(self._span)
                self._cue_list.add_text(self._text)
        self._show_progress()
        self.shown_changed.emit()

    def _make(self, job: Job) -> None:
        """See to it that the job has a document: a small one now, a large one soon."""
        if self._documents.made(job.id) is not None:
            return
        if len(job.segments) <= AT_ONCE:
            self._tell_left_out(job.id, self._documents.of(job.id))
        elif job.id not in self._making:
            self._making.add(job.id)
            self._not_made.discard(job.id)
            self._tasks.run(
                partial(document_of, job),
                partial(self._take, job.id),
                partial(self._give_up, job.id),
            )

    def _take(self, job_id: str, document: CueDocument) -> None:
        self._making.discard(job_id)
        self._documents.take(job_id, document)
        self._tell_left_out(job_id, document)
        if job_id == self._shown:
            self.show(job_id)

    def _give_up(self, job_id: str, _error: Exception) -> None:
        self._making.discard(job_id)
        self._not_made.add(job_id)
        if job_id == self._shown:
            self._show_progress()

    def _tell_left_out(self, job_id: str, document: CueDocument) -> None:
        if document.left_out:
            self._runner.note(job_id, EDITS_LEFT_OUT)

    def _open(self, job_id: str, _event: FileOpened) -> None:
        # From here on it grows with the job, and is whole when its results are written.
        self._make(self._runner.jobs[job_id])

    def _begin_span(self, job_id: str, span: SpanHeard) -> None:
        self._span_of, self._span, self._text = job_id, span, ""
        if job_id == self._shown:
            self._cue_list.begin_span(span)

    def _add_text(self, job_id: str, text: str) -> None:
        self._text += text
        if job_id == self._shown:
            self._cue_list.add_text(text)

    def _discard_text(self, job_id: str, reason: str) -> None:
        self._text = ""
        if not reason:
            self._span = None
        if job_id == self._shown:
            self._cue_list.discard_text(reason)

    def _add_segment(self, job_id: str, segment: Segment) -> None:
        self._span, self._text = None, ""
        if job_id == self._shown:
            self._cue_list.add_segment(segment)
        elif document := self._documents.made(job_id):
            document.add_segment(segment)

    def _end(self, job_id: str) -> None:
        document = self._documents.made(job_id)
        if document is not None and self._runner.jobs[job_id].state is JobState.DONE:
            document.set_duration(self._runner.jobs[job_id].duration_s or 0.0)
        if job_id != self._span_of:
            return
        self._span_of, self._span, self._text = "", None, ""
        if job_id == self._shown:
            self._cue_list.discard_text("")

    def _follow(self, job_id: str) -> None:
        if job_id == self._shown:
            self._show_progress()
            self._show_rest()

    def _follow_list(self) -> None:
        self._documents.forget_gone()
        if self._shown and self.shown is None:
            self.show("")

    def _keep_edits(self, job_id: str) -> None:
        if job_id in self._runner.jobs:
            self._runner.record_edits(job_id, self._documents.of(job_id).state())

    def _show_progress(self) -> None:
        job = self.shown
        self._cue_list.show_progress("" if job is None else _progress(job))
        self._cue_list.show_waiting("" if job is None else self._why_no_text(job))

    def _show_rest(self) -> None:
        job = self.shown
        if job is None or (self._span is not None and self._span_of == job.id):
            return
        self._cue_list.show_rest(_why_no_span(job, self._runner.engine.state))

    def _why_no_text(self, job: Job) -> str:
        """What stands in place of the cues while there are none."""
        if job.id in self._making:
            return tr("The text is being opened…")
        if job.id in self._not_made:
            return tr("The text of this file cannot be shown; it is kept.")
        if job.state is JobState.FAILED and job.failure and not job.done_s:
            return tr("There is no text: {why}", why=what_happened(job.failure, job))
        if job.state.has_ended or job.state is JobState.INTERRUPTED:
            return tr("There is no text of this file.")
        return tr("The text appears here while the file is heard.")


def _why_no_span(job: Job, engine_state: str) -> str:
    """Why nothing of the job is being heard just now; "" where it is plain to see."""
    if job.state is JobState.PAUSED:
        return tr("Paused")
    if not job.state.is_active and job.state is not JobState.INTERRUPTED:
        return ""
    if engine_state == "restarting":
        return tr("The engine is starting again…")
    return tr("Listening…") if job.state.is_active else ""


def _progress(job: Job) -> str:
    parts = []
    if job.state.is_active and job.duration_s:
        parts.append(f"{clock(job.done_s)} / {clock(job.duration_s)}")
    elif job.duration_s:
        parts.append(clock(job.duration_s))
    if job.state.is_active and job.speed:
        parts.append(tr("{speed}× real time", speed=f"{job.speed:.1f}"))
    if job.left_s is not None:
        parts.append(tr("{time} left", time=clock(job.left_s)))
    return " · ".join(parts)
