"""Tells a person who looks elsewhere that the queue is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from asr_core.jobs import Job, JobState
from gui.icons import icon
from gui.job_runner import JobRunner
from gui.texts import tr

_SHOWN_MS = 10_000


class QueueNotifier(QObject):
    """Marks the window in the task bar, and shows a message of the desktop where there is one.

    It stays silent while the window is in use, and when `wanted` says no.
    """

    def __init__(self, runner: JobRunner, window: QWidget, wanted: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window = window
        self._wanted = wanted
        self._tray: QSystemTrayIcon | None = None
        runner.queue_ended.connect(self.tell)

    def tell(self, ended: Sequence[Job]) -> None:
        """Tell of a queue that has ended, unless the person is looking at it."""
        if not ended or not self._wanted() or self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(icon("hotscribe"), self)
            self._tray.messageClicked.connect(self._come_forward)
            self._tray.activated.connect(lambda _reason: self._come_forward())
        self._tray.show()
        kind = QSystemTrayIcon.MessageIcon.Information
        self._tray.showMessage(tr("HotScribe"), message(ended), kind, _SHOWN_MS)

    def _come_forward(self) -> None:
        if self._tray is not None:
            self._tray.hide()
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()


def message(ended: Sequence[Job]) -> str:
    """How a queue went, in a sentence."""
    done = sum(job.state is JobState.DONE for job in ended)
    unsaved = sum(job.state is JobState.DONE and job.export_failure is not None for job in ended)
    failed = sum(job.state is JobState.FAILED for job in ended)
    parts = [tr("Files done: {count}.", count=done)]
    if unsaved:
        parts.append(tr("Not saved yet: {count}.", count=unsaved))
    if failed:
        parts.append(tr("Failed: {count}.", count=failed))
    return " ".join(parts)
