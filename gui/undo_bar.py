"""A line that brings back what was just taken out of the queue."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from gui.elided_label import ElidedLabel
from gui.icons import icon
from gui.job_runner import JobRunner
from gui.job_words import file_name
from gui.texts import language, tr
from gui.theme import GAP_SMALL, set_role


class UndoBar(QWidget):
    """Names what `runner` can put back, the latest first, until that is dismissed."""

    restored = Signal(list)
    """The ids of the jobs that were put back."""

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._said = ElidedLabel(self)
        self._said.setObjectName("queue.removed")
        set_role(self._said, "muted")
        self._undo = QPushButton(icon("undo"), "", self)
        self._undo.setObjectName("queue.removed.undo")
        self._undo.setProperty("role", "link")
        self._undo.clicked.connect(self._put_back)
        self._dismiss = QToolButton(self)
        self._dismiss.setObjectName("queue.removed.dismiss")
        self._dismiss.setIcon(icon("close"))
        self._dismiss.clicked.connect(runner.forget_removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_SMALL)
        row.addWidget(self._said, 1)
        row.addWidget(self._undo)
        row.addWidget(self._dismiss)
        runner.jobs_changed.connect(self.retranslate)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def _put_back(self) -> None:
        job_ids = [job.id for job in self._runner.removed]
        self._runner.put_back()
        self.restored.emit(job_ids)

    def retranslate(self) -> None:
        """Say what was taken out last, in the language that is set."""
        removed = self._runner.removed
        self.setVisible(bool(removed))
        self._said.setText(
            tr("Removed {name}", name=file_name(removed[0].path))
            if len(removed) == 1
            else tr("{count} removed", count=len(removed))
        )
        self._said.setToolTip("\n".join(str(job.path) for job in removed[:_NAMED]))
        self._undo.setText(tr("Undo"))
        self._undo.setToolTip(tr("Bring back what was removed last, with all its text"))
        self._dismiss.setToolTip(tr("Dismiss"))
        self._dismiss.setAccessibleName(tr("Dismiss"))


_NAMED = 20
"""As many names as a tooltip has room for."""
