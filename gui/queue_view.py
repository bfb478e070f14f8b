"""The list of the queue: painted rows, keys, and the card that the selected row grows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QListView, QWidget

from asr_core.jobs import Job
from gui.job_card import JobCard
from gui.job_runner import JobRunner
from gui.queue_delegate import QueueDelegate
from gui.queue_model import QueueModel
from gui.texts import tr
from gui.theme import Theme

TO_TOP, UP, DOWN, TO_END = -2, -1, 1, 2
"""Where Alt and a key move the selected rows."""

_STEPS = {
    Qt.Key.Key_Home: TO_TOP,
    Qt.Key.Key_Up: UP,
    Qt.Key.Key_Down: DOWN,
    Qt.Key.Key_End: TO_END,
}


class QueueView(QListView):
    """Shows the jobs of `runner`; one of them is selected whenever there is any.

    `asked` hands on what the buttons of a card say, `current_job_changed` the selected job's id or
    "". Keys: Delete removes, Space pauses and continues, Alt with an arrow, Home or End moves.
    """

    asked = Signal(str, object)
    current_job_changed = Signal(str)
    remove_pressed = Signal()
    pause_pressed = Signal()

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("queue.list")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self._runner = runner
        self._card: JobCard | None = None
        self._active = ""
        self._follows = True
        self._keeps_in_sight = False
        self._rows = QueueModel(runner, self)
        self._delegate = QueueDelegate(self._height_of, self)
        self.setItemDelegate(self._delegate)
        # Behind the view, which lays its rows out anew only when it is back in the event loop.
        queued = Qt.ConnectionType.QueuedConnection
        self._delegate.sizeHintChanged.connect(self._keep_in_sight, queued)
        self.setModel(self._rows)
        self.selectionModel().currentChanged.connect(self._show_card)
        self._rows.rowsInserted.connect(self.select_something)
        self._rows.rowsRemoved.connect(self.select_something)
        runner.job_changed.connect(self._refresh_card)
        runner.job_changed.connect(self._follow_active)
        runner.unsaved.connect(self._refresh_kept)
        Theme.current().theme_changed.connect(self.viewport().update)
        self.retranslate()

    @property
    def current_job(self) -> Job | None:
        """The job of the row that has its card open."""
        index = self.currentIndex()
        return self._rows.job(index) if index.isValid() else None

    def job_at(self, index: QModelIndex) -> Job:
        """The job of a row."""
        return self._rows.job(index)

    def select(self, job_id: str) -> None:
        """Go to the row of a job, if it is there."""
        index = self._rows.index_of(job_id)
        if index.isValid():
            self.setCurrentIndex(index)

    def select_all_of(self, job_ids: Sequence[str]) -> None:
        """Go to the first of these jobs that is there, and select the others with it."""
        rows = [index for index in map(self._rows.index_of, job_ids) if index.isValid()]
        for index in rows[:1]:
            self.setCurrentIndex(index)
        for index in rows[1:]:
            self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)

    def select_something(self) -> None:
        """Select the current job, else the running one, else the first, if none is selected."""
        if not self._rows.rowCount():
            return
        index, active = self.currentIndex(), self._runner.jobs.active
        if not index.isValid():
            index = self._rows.index(0) if active is None else self._rows.index_of(active.id)
            self.setCurrentIndex(index)
        elif not self.selectionModel().hasSelection():
            # Qt makes the neighbour of a row that goes the current one, but does not select it.
            self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)

    def selected_ids(self) -> list[str]:
        """The selected jobs in the order of the list."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self._rows.job(self._rows.index(row)).id for row in rows]

    def move_selected(self, step: int) -> None:
        """Move the selected rows by one of `TO_TOP`, `UP`, `DOWN` and `TO_END`."""
        ids = self.selected_ids()
        if not ids:
            return
        places = [self._runner.jobs.place(job_id) for job_id in ids]
        before = {TO_TOP: 0, UP: max(0, places[0] - 1), DOWN: places[-1] + 2, TO_END: -1}
        self._rows.move_before(ids, before[step])
        self.scrollTo(self.currentIndex())

    def retranslate(self) -> None:
        """Write all words again."""
        self.setAccessibleName(tr("Queue"))
        if self._card is not None:
            self._card.retranslate()
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, 120)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and key in _STEPS:
            self.move_selected(_STEPS[Qt.Key(key)])
        elif key == Qt.Key.Key_Delete:
            self.remove_pressed.emit()
        elif key == Qt.Key.Key_Space:
            self.pause_pressed.emit()
        else:
            super().keyPressEvent(event)
            self._note_choice()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mousePressEvent(event)
        self._note_choice()

    def selectionCommand(  # noqa: N802
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        # A click beside the rows leaves the selection: there is always a job to show.
        if not index.isValid():
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        self._chain_focus()
        return super().focusNextPrevChild(forward)

    def _chain_focus(self) -> None:
        """Let Tab go from the list through the buttons of its card, as they stand there."""
        if self._card is None:
            return
        card = self._card
        inside = [
            widget
            for widget in card.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
        ]
        inside.sort(key=lambda widget: widget.mapTo(card, QPoint(0, 0)).toTuple()[::-1])
        before: QWidget = self
        for widget in inside:
            QWidget.setTabOrder(before, widget)
            before = widget

    def dataChanged(  # noqa: N802
        self,
        top_left: QModelIndex | QPersistentModelIndex,
        bottom_right: QModelIndex | QPersistentModelIndex,
        roles: Sequence[int] = (),
    ) -> None:
        # QListView would lay out all rows anew, many times a second in a queue of thousands; what
        # a row says does not change its height, and its card tells for itself when it grows.
        QAbstractItemView.dataChanged(self, top_left, bottom_right, roles)

    def _show_card(self, current: QModelIndex, previous: QModelIndex) -> None:
        if self._card is not None:
            # The view deletes it later; until then it would stand over the rows.
            self._card.hide()
            self._card = None
        if previous.isValid():
            self.setIndexWidget(previous, None)  # type: ignore[arg-type]
        if not current.isValid():
            self.current_job_changed.emit("")
            return
        job = self._rows.job(current)
        self._card = JobCard(job, self._delegate.top_px(), self._is_kept, self.viewport())
        self._card.asked.connect(self.asked)
        self._card.grew.connect(self._follow_growth)
        self.setIndexWidget(current, self._card)
        self._keeps_in_sight = True
        self._lay_out_again()
        self.scrollTo(current)
        self.current_job_changed.emit(job.id)

    def _note_choice(self) -> None:
        job = self.current_job
        self._follows = job is None or job.state.is_active

    def _follow_active(self, _job_id: str) -> None:
        """Go on to the job that begins, unless a person has chosen or is working on another."""
        active = self._runner.jobs.active
        if active is None or active.id == self._active:
            return
        self._active = active.id
        if self._follows and not _is_at_the_cues():
            self.select(active.id)

    def _refresh_card(self, job_id: str) -> None:
        if self._card is not None and self._card.job_id == job_id:
            self._card.refresh()

    def _refresh_kept(self) -> None:
        if self._card is not None:
            self._card.refresh()

    def _is_kept(self) -> bool:
        return self._runner.unkept is None

    def _lay_out_again(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self._delegate.sizeHintChanged.emit(index)

    def _follow_growth(self) -> None:
        """Make room for a card that grew, and keep all of it in sight if a part of it was."""
        index = self.currentIndex()
        self._keeps_in_sight |= self.viewport().rect().intersects(self.visualRect(index))
        self._lay_out_again()

    def _keep_in_sight(self) -> None:
        if self._keeps_in_sight:
            self._keeps_in_sight = False
            self.scrollTo(self.currentIndex())

    def _height_of(self, job_id: str) -> int:
        """What the card of this job needs, 0 for a job without one."""
        if self._card is None or self._card.job_id != job_id:
            return 0
        return self._card.height_for(self.viewport().width())


def _is_at_the_cues() -> bool:
    """Whether the keyboard is in the list of cues, where somebody may be reading or writing."""
    widget = QApplication.focusWidget()
    while widget is not None:
        if widget.objectName().startswith("cues"):
            return True
        widget = widget.parentWidget()
    return False
