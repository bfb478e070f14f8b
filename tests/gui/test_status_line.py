"""The line at the bottom says only what is so, and nothing that has no room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QMainWindow
from pytestqt.qtbot import QtBot
from widgets import child

from asr_core.errors import DataUnwritable
from gui.engine_status import EngineStatus
from gui.status_line import StatusLine
from gui.texts import language, set_language

DISK_FULL = DataUnwritable("/data", "No space left on device")


@pytest.fixture
def line(qtbot: QtBot) -> Iterator[StatusLine]:
    window, made = QMainWindow(), StatusLine()
    qtbot.addWidget(window)
    window.setStatusBar(made)
    window.resize(960, 300)
    window.show()
    yield made


def saved(line: StatusLine) -> QLabel:
    return child(line, QLabel, "status.saved")


@pytest.mark.usefixtures("each_language")
def test_while_something_is_unwritten_the_line_says_so(line: StatusLine) -> None:
    calm = saved(line).text()
    line.show_unsaved(DISK_FULL)
    assert saved(line).text() != calm
    assert DISK_FULL.reason(language.name) in saved(line).text()
    assert saved(line).property("role") == "warning"
    assert DISK_FULL.message(language.name) in saved(line).toolTip()
    line.show_engine(EngineStatus("ready", "demo", "CPU", "The engine is ready: CPU."))
    line.say("Something else.")
    assert saved(line).isVisible() and DISK_FULL.reason(language.name) in saved(line).text()
    line.show_unsaved(None)
    assert saved(line).text() == calm
    # In peace the tooltip says what that is good for, and no more of the failure.
    assert saved(line).toolTip() and DISK_FULL.message(language.name) not in saved(line).toolTip()
    assert saved(line).property("role") == "muted"


def test_the_warning_follows_the_language(line: StatusLine) -> None:
    line.show_unsaved(DISK_FULL)
    set_language("zh")
    assert "磁盘空间不足" in saved(line).text()


def test_a_sentence_that_has_no_room_ends_in_dots_and_is_told_whole(
    line: StatusLine, qtbot: QtBot
) -> None:
    short, long = "Short.", "A sentence that is much too long. " * 12
    word, engine = (child(line, QLabel, f"status.{name}") for name in ("word", "engine"))
    line.say(short)
    qtbot.waitUntil(lambda: word.isVisible() and word.toolTip() == "")
    line.say(long)
    qtbot.waitUntil(lambda: word.toolTip() == long)
    assert word.geometry().right() < line.width() and not engine.isVisible()
    line.take_back(short)
    assert line.word == long
    line.take_back(long)
    assert line.word == "" and engine.isVisible()


def test_nothing_covers_a_failure_of_the_engine(line: StatusLine) -> None:
    line.say("The sample cannot be copied.")
    line.show_engine(EngineStatus("failed", "", "", "There is no model."))
    assert line.word == ""
    assert child(line, QLabel, "status.engine").text() == "There is no model."
