"""What every test of the window shares: no display, a data folder of its own, nothing left behind.

A warning of Qt fails the test (`qt_log_level_fail` in pyproject.toml), and so does a thread, a
process or a running timer that outlives it.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from hotword_desk import Desk
from leftovers import own_children, what_is_left
from opened_windows import Opener
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from queue_runs import Maker
from quiet_runner import QuietRunner
from shown_cues import SENTENCES, ShownCues, segment

from export_tools.subtitles.cue_document import CueDocument
from gui import main_window
from gui.exporter import Exporter
from gui.hotword_panel import HotwordPanel
from gui.job_documents import JobDocuments
from gui.qt_words import QtWords
from gui.queue_panel import QueuePanel
from gui.texts import language, set_language
from gui.theme import Theme

PATIENCE_S = 5.0
"""How long something that is ending may take, on a busy machine."""


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of settings and journals, empty at first, instead of the user's."""
    folder = tmp_path / "hotscribe-data"
    monkeypatch.setenv("HOTSCRIBE_DATA", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _nothing_is_left(qapp: QApplication) -> Iterator[None]:
    """Fail on what outlives the test; set up before `qtbot`, so that its widgets are closed."""
    threads = set(threading.enumerate())
    children = own_children()
    yield
    qapp.sendPostedEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    deadline = time.monotonic() + PATIENCE_S
    while left := what_is_left(threads, children):
        if time.monotonic() > deadline:
            pytest.fail(f"this outlived the test: {', '.join(left)}")
        qapp.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def _looks_and_speaks_as_shipped(_nothing_is_left: None, qapp: QApplication) -> Iterator[None]:
    """The program's own style, light, in English; a test may change both."""
    theme = Theme.current()
    if not qapp.property("dressed"):
        theme.apply()
        QtWords(qapp)
        qapp.setProperty("dressed", True)
    theme.choose("light")
    set_language("en")
    yield
    theme.choose("light")
    set_language("en")


@pytest.fixture(params=["en", "zh"])
def each_language(request: pytest.FixtureRequest) -> str:
    """Runs the test once in English and once in Chinese."""
    set_language(request.param)
    return str(language.name)


@pytest.fixture
def qtbot(_looks_and_speaks_as_shipped: None, qtbot: QtBot) -> QtBot:
    """pytest-qt's, torn down before the search for what is left."""
    return qtbot


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """Where the fake worker leaves a file for each thing that it does."""
    return tmp_path / "marks"


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[Path]]:
    """Makes files of these names, which only the fake worker takes for recordings."""

    def make(*names: str) -> list[Path]:
        folder = tmp_path / "media"
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).write_bytes(b"sound")
        return [folder / name for name in names]

    return make


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A file in a folder of its own, which only the fake worker takes for a recording."""
    folder = tmp_path / "films"
    folder.mkdir()
    path = folder / "sound of a film.wav"
    path.write_bytes(b"RIFF")
    return path


@pytest.fixture
def make(tmp_path: Path, marks: Path) -> Iterator[Maker]:
    """Makes runners with a fault; they are closed at the end."""
    maker = Maker(tmp_path / "jobs", marks)
    yield maker
    maker.close()


@pytest.fixture
def runner() -> QuietRunner:
    """A runner without an engine."""
    return QuietRunner()


@pytest.fixture
def documents(runner: QuietRunner) -> JobDocuments:
    """The cues of its jobs."""
    return JobDocuments(runner.jobs)


@pytest.fixture
def exporter(runner: QuietRunner, documents: JobDocuments, qtbot: QtBot) -> Iterator[Exporter]:
    """Writes what `documents` hold."""
    _ = qtbot
    made = Exporter(runner, documents.made)
    yield made
    made.close()


@pytest.fixture
def queue_panel(runner: QuietRunner, qtbot: QtBot) -> QueuePanel:
    """The queue of `runner`, on the screen."""
    made = QueuePanel(runner)
    qtbot.addWidget(made)
    made.resize(300, 600)
    made.show()
    return made


@pytest.fixture
def shown(qtbot: QtBot) -> ShownCues:
    """Five cues on the screen, one for each of `SENTENCES`."""
    document = CueDocument(duration_s=60.0)
    document.add_segments(segment(text, 1.0 + 4.0 * k) for k, text in enumerate(SENTENCES))
    return ShownCues(qtbot, document)


@pytest.fixture
def open_window(qtbot: QtBot, marks: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    """Opens the window on the test's data folder; whoever is asked agrees to close it."""
    monkeypatch.setattr(main_window, "agrees_to_close", lambda _parent: True)
    monkeypatch.setattr(main_window, "agrees_to_lose", lambda *_asked, **_how: True)
    monkeypatch.setattr(main_window, "tell_lost", lambda *_told, **_how: None)
    opener = Opener(qtbot, marks)
    yield opener
    opener.close()


@pytest.fixture
def hotword_path(tmp_path: Path) -> Path:
    """A list of two words under a comment."""
    path = tmp_path / "hot.txt"
    path.write_text("# 名字\n陈思远\nClaude | Cloud\n", encoding="utf-8")
    return path


@pytest.fixture
def hotword_panel(qtbot: QtBot) -> Iterator[HotwordPanel]:
    """A panel without a list."""
    panel = HotwordPanel()
    qtbot.addWidget(panel)
    panel.resize(360, 720)
    yield panel
    panel.finish()


@pytest.fixture
def desk(hotword_panel: HotwordPanel, hotword_path: Path, qtbot: QtBot) -> Desk:
    """A panel with that list, and a person before it."""
    return Desk(hotword_panel, hotword_path, qtbot)
