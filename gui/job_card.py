"""The lower part of the row that is selected: buttons, written files, notes, or what went wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from asr_core.jobs import Job
from gui.action_row import ActionRow
from gui.error_card import ErrorCard, is_in_trouble
from gui.job_actions import JobAction, actions_of
from gui.job_words import calm_notes, notes
from gui.theme import GAP, GAP_SMALL


class JobCard(QWidget):
    """Belongs to one job; `asked` hands on what a person wants done with it.

    It stands over the whole row, whose upper `top_px` the list paints itself. `is_kept` says
    whether all that was to be kept is on the disk.
    """

    asked = Signal(str, object)
    grew = Signal()

    def __init__(
        self, job: Job, top_px: int, is_kept: Callable[[], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._job = job
        self._is_kept = is_kept
        self._height_px = 0
        self._error = ErrorCard(self)
        self._error.asked.connect(self._ask)
        self._error.grew.connect(self._check_height)
        self._notes = QLabel(self)
        self._notes.setObjectName("queue.row.notes")
        self._notes.setProperty("role", "warning")
        self._notes.setWordWrap(True)
        self._notes.setTextFormat(Qt.TextFormat.PlainText)
        self._calm = QLabel(self)
        self._calm.setObjectName("queue.row.calm")
        self._calm.setProperty("role", "muted")
        self._calm.setWordWrap(True)
        self._calm.setTextFormat(Qt.TextFormat.PlainText)
        self._actions = ActionRow(self)
        self._actions.asked.connect(self._ask)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(GAP + GAP_SMALL, top_px, GAP, GAP)
        column.setSpacing(GAP_SMALL)
        for part in (self._error, self._notes, self._calm, self._actions):
            column.addWidget(part)
        self.refresh()

    @property
    def job_id(self) -> str:
        """Whose card it is."""
        return self._job.id

    def refresh(self) -> None:
        """Show the job as it is now."""
        in_trouble = is_in_trouble(self._job)
        self._error.setVisible(in_trouble)
        self._actions.setVisible(not in_trouble)
        if in_trouble:
            self._error.show_job(self._job, is_kept=self._is_kept())
        else:
            self._actions.show_actions(actions_of(self._job))
        said = notes(self._job)
        self._notes.setText("\n".join(f"⚠ {sentence}" for sentence in said))
        self._notes.setVisible(bool(said))
        calm = calm_notes(self._job)
        self._calm.setText("\n".join(calm))
        self._calm.setVisible(bool(calm))
        self._check_height()

    def retranslate(self) -> None:
        """Write all words again."""
        self._actions.retranslate()
        self._error.retranslate()
        self.refresh()

    def height_for(self, width_px: int) -> int:
        """How tall the row has to be when it is `width_px` wide."""
        self._column.activate()
        return self._column.heightForWidth(width_px)

    def event(self, event: QEvent) -> bool:
        """Buttons and words are measured wholly only once they are shown: then ask again."""
        is_done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._check_height()
        return is_done

    def _check_height(self) -> None:
        # Only then: for a taller row the list has to lay out all rows anew.
        height_px = self.height_for(self.width())
        if height_px != self._height_px:
            self._height_px = height_px
            self.grew.emit()

    def _ask(self, action: JobAction) -> None:
        self.asked.emit(self._job.id, action)
