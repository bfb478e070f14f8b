"""What went wrong with a job, in its own row: what happened, what is kept, and the way on.

No dialog ever opens for it, and the queue goes on.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from asr_core.errors import AsrError
from asr_core.jobs import Job, JobState
from gui.action_row import ActionRow
from gui.failure_words import in_full, report, what_happened, what_next
from gui.flow_layout import FlowLayout
from gui.icons import icon
from gui.job_actions import actions_of
from gui.job_words import kept
from gui.texts import tr
from gui.theme import GAP, GAP_SMALL, set_role

_REPORT_LINES = 8


class ErrorCard(QFrame):
    """One failure at a time; `asked` says which `JobAction` is wanted, `grew` that it is taller."""

    asked = Signal(object)
    grew = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._job: Job | None = None
        self._is_kept = True
        self._what = _wrapped(self, "danger", "queue.error.what")
        self._next = _wrapped(self, "", "queue.error.next")
        self._kept = _wrapped(self, "ok", "queue.error.kept")
        self._actions = ActionRow(self)
        self._actions.asked.connect(self.asked)
        self._code = _wrapped(self, "muted", "queue.error.code")
        self._details = QPushButton(self)
        self._details.setObjectName("queue.error.details")
        self._details.setProperty("role", "quiet")
        self._details.setCheckable(True)
        self._details.toggled.connect(self._show_report)
        self._copy = QPushButton(self)
        self._copy.setObjectName("queue.error.copy")
        self._copy.setProperty("role", "quiet")
        self._copy.setIcon(icon("copy"))
        self._copy.clicked.connect(self._copy_report)
        self._report = QPlainTextEdit(self)
        self._report.setObjectName("queue.error.report")
        self._report.setReadOnly(True)
        self._report.setTabChangesFocus(True)
        self._report.setFixedHeight(self._report.fontMetrics().lineSpacing() * _REPORT_LINES)
        self._report.hide()

        foot = FlowLayout()
        foot.addWidget(self._details)
        foot.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP_SMALL)
        for part in (self._what, self._next, self._kept, self._actions):
            column.addWidget(part)
        column.addLayout(foot)
        column.addWidget(self._code)
        column.addWidget(self._report)

    def show_job(self, job: Job, *, is_kept: bool = True) -> None:
        """Tell of the failure of `job`, or of its results that could not be written.

        It says what of the job is safe, unless not all that should be is on the disk.
        """
        if job is not self._job:
            self._details.setChecked(False)
        self._job, self._is_kept = job, is_kept
        self.retranslate()

    def retranslate(self) -> None:
        """Write all words again."""
        job = self._job
        if job is None:
            return
        failure = failure_of(job)
        # Red is for what cannot go on without a person.
        set_role(self._what, "" if job.state is JobState.INTERRUPTED else "danger")
        if failure is None:
            self._what.setText(tr("HotScribe ended while this file was heard."))
            self._next.setText(tr("Continue from where it stopped."))
            code = ""
        else:
            self._what.setText(what_happened(failure, job))
            self._next.setText(what_next(failure))
            code = tr("Code: {code}", code=failure.code)
            if (whole := in_full(failure, job)) != self._what.text():
                code = f"{code}\n{whole}"
        self._kept.setText(f"✔ {kept(job)}" if self._is_kept else f"⚠ {_not_kept()}")
        set_role(self._kept, "ok" if self._is_kept else "warning")
        self._code.setText(code)
        self._actions.show_actions(actions_of(job), first_is_primary=True)
        self._details.setText(tr("Details"))
        self._details.setVisible(failure is not None)
        self._copy.setText(tr("Copy report"))
        self._copy.setToolTip(tr("For a question or a bug report: no paths, no text"))
        self._copy.setVisible(failure is not None)
        self._report.setAccessibleName(tr("Report of the failure"))
        self._show_report(self._details.isChecked())

    def _show_report(self, wanted: bool) -> None:
        failure = None if self._job is None else failure_of(self._job)
        self._details.setIcon(icon("chevron-up" if wanted else "chevron-down"))
        self._code.setVisible(wanted and failure is not None)
        if wanted and self._job is not None and failure is not None:
            self._report.setPlainText(report(self._job, failure))
        self._report.setVisible(wanted and failure is not None)
        self.grew.emit()

    def _copy_report(self) -> None:
        failure = None if self._job is None else failure_of(self._job)
        if self._job is not None and failure is not None:
            QGuiApplication.clipboard().setText(report(self._job, failure))
            self._copy.setText(tr("Copied"))


def failure_of(job: Job) -> AsrError | None:
    """What stopped the job, or kept its results from being written."""
    return job.export_failure if job.state is JobState.DONE else job.failure


def is_in_trouble(job: Job) -> bool:
    """Whether the job wants an `ErrorCard`."""
    if job.state is JobState.DONE:
        return job.export_failure is not None
    return job.state in (JobState.FAILED, JobState.INTERRUPTED)


def _not_kept() -> str:
    return tr("Not everything is on disk yet. It is written as soon as that is possible.")


def _wrapped(parent: QWidget, role: str, name: str) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setWordWrap(True)
    # Sentences hold names of files, which may look like markup.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
