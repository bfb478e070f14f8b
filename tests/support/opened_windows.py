"""Windows around a worker process, one after the other on the same data folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fake_worker import faulty_worker
from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot
from widgets import child, dragged, dropping

from asr_core.jobs import Job
from asr_core.worker_process import serve
from export_tools.subtitles.cue_document import EditableCue
from gui.job_runner import JobRunner
from gui.main_window import MainWindow
from gui.run_options import begin_own_list, run_options
from gui.settings import SettingsStore, data_folder

PATIENCE_MS = 60_000


class Opener:
    """Opens the window, each time closing the one before; `marks` is the fake worker's folder."""

    def __init__(self, qtbot: QtBot, marks: Path) -> None:
        self._qtbot, self._marks = qtbot, marks
        self._opened: list[MainWindow] = []

    def __call__(self, fault: str = "slow", **settings: object) -> MainWindow:
        """The window, painted; its worker is the real one if `fault` is "real"."""
        self.close()
        begin_own_list()
        store = SettingsStore()
        store.change(**{"language": "en", "theme": "light", "model": "demo", **settings})
        target = serve if fault == "real" else faulty_worker(fault, self._marks)
        runner = JobRunner(data_folder() / "jobs", run_options(store.values), target=target)
        window = MainWindow(store, runner)
        self._qtbot.addWidget(window)
        with self._qtbot.waitSignal(window.painted, timeout=PATIENCE_MS):
            window.show()
        self._opened.append(window)
        return window

    def close(self) -> None:
        """Close what is open."""
        for window in self._opened:
            window.close()


def add(window: MainWindow, path: Path) -> Job:
    """Put `path` into the empty queue; its job."""
    window.commands.add([path])
    (job,) = window.runner.jobs
    return job


def cues(window: MainWindow) -> Sequence[EditableCue]:
    """What the middle shows."""
    assert window.cue_list.document is not None
    return window.cue_list.document.cues


def action(window: MainWindow, name: str) -> QAction:
    """The command of this name."""
    return child(window, QAction, name)


def drop(window: MainWindow, path: Path) -> None:
    """Let go of a file over the window."""
    data = dragged(QUrl.fromLocalFile(str(path)))  # An event does not keep what it carries.
    window.dropEvent(dropping(data))
