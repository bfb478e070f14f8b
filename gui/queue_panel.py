"""The queue: every file with its state, what can be done with it, and what came of it.

The selected row grows a card with its buttons; a failure is told there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from asr_core.jobs import Job, JobState
from gui.flow_layout import FlowLayout
from gui.icons import icon
from gui.job_actions import JobAction, actions_of
from gui.job_runner import JobRunner
from gui.job_words import queue_summary
from gui.questions import removal_question
from gui.queue_menu import row_menu
from gui.queue_view import QueueView
from gui.refusals import Refusals
from gui.settings import data_folder
from gui.texts import language, tr
from gui.theme import GAP, GAP_SMALL
from gui.undo_bar import UndoBar

_HAS_STOPPED = (JobState.FAILED, JobState.INTERRUPTED, JobState.CANCELLED)


class QueuePanel(QFrame):
    """Shows and steers the jobs of `runner`.

    `selected` is the job whose text is wanted on the screen, "" for none. `save_requested` asks to
    write the results of a job once more, into a folder or, with None, where they belong. `acts`
    comes before anything is done with jobs, so that what is still being typed can be taken in.
    """

    selected = Signal(str)
    acts = Signal()
    add_requested = Signal()
    export_requested = Signal(list)
    save_requested = Signal(str, object)
    models_wanted = Signal()
    notify_changed = Signal(bool)

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queue")
        self.setProperty("role", "panel")
        self.setAcceptDrops(True)
        self._runner = runner
        self._refused = Refusals()

        self._title = QLabel(self)
        self._title.setProperty("role", "heading")
        self._add = _tool(self, "queue.add", "add")
        self._add.clicked.connect(self.add_requested)
        self._continue_all = _link(self, "queue.continue-all", "retry")
        self._continue_all.clicked.connect(self.continue_stopped)
        self._clear = _link(self, "queue.clear-done", "clear")
        self._clear.clicked.connect(self.clear_done)
        self._refusals = QLabel(self)
        self._refusals.setObjectName("queue.refusals")
        self._refusals.setProperty("role", "warning")
        self._refusals.setWordWrap(True)
        self._refusals.setTextFormat(Qt.TextFormat.PlainText)
        self._dismiss = QPushButton(self)
        self._dismiss.setObjectName("queue.refusals.dismiss")
        self._dismiss.setProperty("role", "quiet")
        self._dismiss.clicked.connect(self._forget_refusals)
        self._empty = QLabel(self)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._list = QueueView(runner, self)
        self._list.asked.connect(self.act)
        self._list.remove_pressed.connect(self.remove_selected)
        self._list.pause_pressed.connect(self.pause_or_continue)
        self._list.current_job_changed.connect(self.selected)
        self._list.customContextMenuRequested.connect(self._show_menu)
        self._undo = UndoBar(self._runner, self)
        self._undo.restored.connect(self._list.select_all_of)
        self._summary = QLabel(self)
        self._summary.setObjectName("queue.summary")
        self._summary.setProperty("role", "muted")
        self._summary.setWordWrap(True)
        self._notify = QCheckBox(self)
        self._notify.setObjectName("queue.notify")
        self._notify.setChecked(True)
        self._notify.toggled.connect(self.notify_changed)
        self._lay_out()
        self.keyboard_home = self._list

        runner.jobs_changed.connect(self._show_counts)
        runner.job_changed.connect(self._show_counts)
        runner.refused.connect(self.tell_refusals)
        language.changed.connect(self.retranslate)
        self.retranslate()
        self._list.select_something()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP_SMALL)
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._add)
        self._all = QWidget(self)
        for_all = FlowLayout(self._all)
        for_all.addWidget(self._continue_all)
        for_all.addWidget(self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP_SMALL)
        column.addLayout(head)
        column.addWidget(self._refusals)
        column.addWidget(self._dismiss, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._empty, 1)
        column.addWidget(self._list, 1)
        column.addWidget(self._undo)
        column.addWidget(self._summary)
        column.addWidget(self._all)
        column.addWidget(self._notify)
        self.setMinimumWidth(240)

    # --- for the window -------------------------------------------------------------------------

    @property
    def current_job(self) -> Job | None:
        """The job of the row that is selected."""
        return self._list.current_job

    @property
    def can_continue(self) -> bool:
        """Whether anything failed, was interrupted or was stopped."""
        return any(job.state in _HAS_STOPPED for job in self._runner.jobs)

    @property
    def can_clear(self) -> bool:
        """Whether anything is done."""
        return any(job.state is JobState.DONE for job in self._runner.jobs)

    def set_notifies(self, wanted: bool) -> None:
        """Tick or untick the notice at the end of the queue."""
        self._notify.setChecked(wanted)

    def select(self, job_id: str) -> None:
        """Go to the row of a job, if it is there."""
        self._list.select(job_id)

    def selected_ids(self) -> list[str]:
        """The selected jobs in the order of the list."""
        return self._list.selected_ids()

    def add(self, paths: Sequence[Path]) -> None:
        """Put files and folders into the queue, and say which were refused and why."""
        self._refused.forget(paths)
        self.tell_refusals(self._runner.add(paths))

    def tell_refusals(self, refusals: Iterable[tuple[Path, str]]) -> None:
        """Tell which files were not added, with those of before, until it is dismissed."""
        self._refused.add(refusals)
        self._show_refusals()

    def _forget_refusals(self) -> None:
        self._refused.clear()
        self._show_refusals()

    def _show_refusals(self) -> None:
        lines = self._refused.lines()
        self._refusals.setText("\n".join(f"⚠ {line}" for line in lines))
        self._refusals.setToolTip(self._refused.in_full())
        self._refusals.setVisible(bool(lines))
        self._dismiss.setVisible(bool(lines))

    # --- what a person does ---------------------------------------------------------------------

    def continue_stopped(self) -> None:
        """Continue everything that failed, was interrupted or was stopped."""
        for job in self._runner.jobs:
            if job.state in _HAS_STOPPED:
                self._runner.retry(job.id)

    def clear_done(self) -> None:
        """Take out what is done; what is not wholly in files stays, and is told."""
        self.acts.emit()
        self._runner.clear_done()
        self._refused.forget(job.path for job in self._runner.jobs)
        # What could not be written tells so in its row.
        kept = [job for job in self._runner.jobs if job.state is JobState.DONE]
        why = tr("kept, since some of its text is not saved to a file")
        self.tell_refusals([(job.path, why) for job in kept if job.export_failure is None])

    def remove_selected(self) -> None:
        """Take the selected jobs out; one that runs stays, it has to be stopped first."""
        self.acts.emit()
        self._remove(self.selected_ids())

    def pause_or_continue(self) -> None:
        """Pause the selected job, or continue it."""
        job = self.current_job
        actions = [] if job is None else actions_of(job)
        for action in (JobAction.PAUSE, JobAction.RESUME, JobAction.TRY_AGAIN):
            if job is not None and action in actions:
                self.act(job.id, action)
                return

    def act(self, job_id: str, action: JobAction) -> None:
        """Do what a button or a menu of the job's row says."""
        self.acts.emit()
        job = self._runner.jobs[job_id]
        match action:
            case JobAction.PAUSE:
                self._runner.pause(job_id)
            case JobAction.RESUME | JobAction.TRY_AGAIN:
                self._runner.resume(job_id)
            case JobAction.ON_CPU:
                self._runner.retry(job_id, device="cpu")
            case JobAction.STOP:
                self._runner.cancel(job_id)
            case JobAction.FIND_FILE:
                self._find_file(job)
            case JobAction.GET_MODELS:
                self.models_wanted.emit()
            case JobAction.OPEN_DATA:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(data_folder())))
            case JobAction.SAVE_AGAIN:
                self.save_requested.emit(job_id, None)
            case JobAction.SAVE_ELSEWHERE:
                self._save_elsewhere(job)
            case JobAction.OPEN_FOLDER:
                folder = job.outputs[0].parent if job.outputs else job.path.parent
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
            case JobAction.EXPORT:
                self.export_requested.emit([job_id])
            case JobAction.AGAIN:
                # A new row: what was heard and edited in this one stays as it is.
                self.add([job.path])
            case JobAction.REMOVE:
                self._remove([job_id])

    def _act_on_all(self, job_ids: Sequence[str], action: JobAction) -> None:
        self.acts.emit()
        if action is JobAction.EXPORT:
            self.export_requested.emit(list(job_ids))
        elif action is JobAction.REMOVE:
            self._remove(job_ids)
        else:
            for job_id in job_ids:
                self.act(job_id, action)

    def _remove(self, job_ids: Sequence[str]) -> None:
        """Take out all that may be; ask first where a text would be gone for good."""
        jobs = [self._runner.jobs[job_id] for job_id in job_ids]
        jobs = [job for job in jobs if JobAction.REMOVE in actions_of(job)]
        unsaved = [job for job in jobs if job.is_unsaved]
        edited = sum(job.has_unsaved_edits for job in unsaved)
        never = len(unsaved) - edited
        if not unsaved:
            self._take_out([job.id for job in jobs])
            return
        box, remove = removal_question(self, never, edited)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        remove.clicked.connect(lambda: self._take_out([job.id for job in jobs]))
        box.open()

    def _take_out(self, job_ids: Sequence[str]) -> None:
        self._runner.remove(*(job_id for job_id in job_ids if job_id in self._runner.jobs))

    def _find_file(self, job: Job) -> None:
        title = tr("Where is {name} now?", name=job.path.name)
        found, _kind = QFileDialog.getOpenFileName(self, title, str(job.path.parent))
        if found:
            self._runner.relink(job.id, Path(found))
            self._runner.resume(job.id)

    def _save_elsewhere(self, job: Job) -> None:
        title = tr("Save the results in this folder")
        folder = QFileDialog.getExistingDirectory(self, title, str(Path.home()))
        if folder:
            self.save_requested.emit(job.id, Path(folder))

    def _show_menu(self, place: QPoint) -> None:
        index = self._list.indexAt(place)
        if not index.isValid():
            return
        menu = row_menu(
            self,
            self._list.job_at(index),
            self.selected_ids(),
            self._act_on_all,
            self._list.move_selected,
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._list.viewport().mapToGlobal(place))

    # --- dropping files -------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        paths = dropped_paths(event)
        if paths:
            event.acceptProposedAction()
            self.add(paths)

    # --- what is shown --------------------------------------------------------------------------

    def _show_counts(self) -> None:
        jobs = list(self._runner.jobs)
        self._title.setText(tr("Queue ({count})", count=len(jobs)))
        self._empty.setVisible(not jobs)
        self._list.setVisible(bool(jobs))
        # Only where there is something to do; what is hidden takes no room.
        self._clear.setVisible(self.can_clear)
        self._continue_all.setVisible(self.can_continue)
        self._all.setVisible(self.can_clear or self.can_continue)
        self._summary.setText(queue_summary(jobs))
        self._summary.setVisible(bool(jobs))

    def retranslate(self) -> None:
        """Write all words again."""
        self._add.setToolTip(tr("Add files"))
        self._add.setAccessibleName(tr("Add files"))
        for button, words, tip in (
            (self._continue_all, tr("Continue all"), tr("Continue all that stopped or failed")),
            (self._clear, tr("Clear done"), tr("Take out what is done; all files stay")),
        ):
            button.setText(words)
            button.setToolTip(tip)
            button.setAccessibleName(words)
        self._empty.setText(tr("No files yet. Drop audio, video or a folder here."))
        self._notify.setText(tr("Tell me when all is done"))
        self._dismiss.setText(tr("Dismiss"))
        self._show_refusals()
        self._list.retranslate()
        self._show_counts()


def dropped_paths(event: QDropEvent) -> list[Path]:
    """The files and folders of this computer that are being dropped."""
    data = event.mimeData()
    if not data.hasUrls():
        return []
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def _link(parent: QWidget, name: str, drawing: str) -> QPushButton:
    button = QPushButton(icon(drawing), "", parent)
    button.setObjectName(name)
    button.setProperty("role", "link")
    return button


def _tool(parent: QWidget, name: str, drawing: str) -> QToolButton:
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setIcon(icon(drawing))
    button.setIconSize(QSize(18, 18))
    return button
