"""The first screen tells how things stand, takes files, leads to a sample and to real models."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragLeaveEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot
from quiet_runner import QuietRunner
from widgets import child, dragged, dropping, entering

from asr_core.errors import OutputUnwritable
from asr_core.jobs import JobState
from gui.first_run import SAMPLE_HOTWORDS, StartCard, copy_sample
from gui.job_runner import EngineStatus
from gui.models_note import ModelsNote
from gui.notify import QueueNotifier, message
from gui.texts import set_language
from gui.theme import Theme


@pytest.fixture
def card(qtbot: QtBot) -> StartCard:
    made = StartCard()
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    return made


def words(card: StartCard, name: str) -> str:
    return child(card, QLabel, name).text()


def test_it_tells_how_the_engine_is(card: StartCard) -> None:
    assert "starting" in words(card, "start.engine")
    card.show_engine(EngineStatus("ready", "demo", "CPU", ""))
    assert words(card, "start.engine") == "Engine ready · CPU"
    assert "Demo model" in words(card, "start.model")
    models = child(card, QAbstractButton, "start.models")
    assert models.isVisible()
    card.show_engine(EngineStatus("ready", "Fun-ASR-Nano", "CPU", ""))
    assert words(card, "start.model") == "Model: Fun-ASR-Nano"
    assert not models.isVisible()
    card.show_engine(EngineStatus("failed", "", "", "There is no library."))
    assert words(card, "start.engine") == "There is no library."
    assert child(card, QLabel, "start.engine").property("role") == "danger"
    # Whether there is any model is not known then.
    assert not child(card, QLabel, "start.model").isVisible()
    assert models.isVisible()
    card.show_engine(EngineStatus("starting", "", "", ""))
    assert child(card, QLabel, "start.model").isVisible()
    set_language("zh")
    Theme.current().choose("dark")
    assert "演示模型" in words(card, "start.model")
    card.grab()


@pytest.mark.parametrize(
    ("name", "signal"),
    [("choose", "choose_files"), ("sample", "try_sample"), ("models", "models_wanted")],
)
def test_its_buttons_ask_for_what_they_say(
    card: StartCard, qtbot: QtBot, name: str, signal: str
) -> None:
    button = child(card, QAbstractButton, f"start.{name}")
    assert button.accessibleName()
    with qtbot.waitSignal(getattr(card, signal)):
        qtbot.keyClick(button, Qt.Key.Key_Space)


def test_files_may_be_dropped_anywhere_on_it(card: StartCard, qtbot: QtBot) -> None:
    data = dragged(QUrl.fromLocalFile("/films"), QUrl("https://example.org/a.mp4"))
    event = entering(data)
    card.dragEnterEvent(event)
    assert event.isAccepted()
    card.grab()
    card.dragLeaveEvent(QDragLeaveEvent())
    with qtbot.waitSignal(card.dropped) as dropped:
        card.dropEvent(dropping(data))
    assert dropped.args == [[Path("/films")]]


@pytest.mark.usefixtures("each_language", "qtbot")
def test_the_sample_is_copied_once_to_where_results_may_be_written(tmp_path: Path) -> None:
    sample = copy_sample(tmp_path / "HotScribe")
    assert sample.is_file() and sample.parent == tmp_path / "HotScribe"
    sample.write_bytes(b"the user's own")
    assert copy_sample(tmp_path / "HotScribe").read_bytes() == b"the user's own"
    assert SAMPLE_HOTWORDS.is_file()


def test_the_way_to_real_models(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url))
    installed = ["Fun-ASR-Nano"]
    note = ModelsNote(lambda: installed, None)
    qtbot.addWidget(note)
    note.open()
    assert "Fun-ASR-Nano" in child(note, QLabel, "models.installed").text()
    for name in ("ready-made", "official", "folder"):
        child(note, QAbstractButton, f"models.{name}").click()
    assert [url.scheme() for url in opened] == ["https", "https", "file"]
    installed.clear()
    set_language("zh")
    assert "演示模型" in child(note, QLabel, "models.installed").text()
    child(note, QAbstractButton, "models.close").click()
    assert not note.isVisible()


def test_the_end_of_the_queue_is_told_unless_the_window_is_in_use(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner, window = QuietRunner(), QWidget()
    qtbot.addWidget(window)
    shown: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _self: None)
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _self, _title, text, *_: shown.append(text)
    )
    wanted = [True]
    QueueNotifier(runner, window, lambda: wanted[0])
    done, failed = runner.put("a.mp4", 10), runner.put("b.mp4")
    runner.run(done)
    runner.finish(done)
    failed.state = JobState.FAILED
    runner.queue_ended.emit([done, failed])
    assert shown == ["Files done: 1. Failed: 1."]
    runner.queue_ended.emit([])
    wanted[0] = False
    runner.queue_ended.emit([done])
    wanted[0] = True
    monkeypatch.setattr(window, "isActiveWindow", lambda: True)
    runner.queue_ended.emit([done])
    assert len(shown) == 1
    done.export_failure = OutputUnwritable("a.srt", "Permission denied")
    assert message([done]) == "Files done: 1. Not saved yet: 1."
