"""Tab and Shift+Tab go round the whole window, whatever is in the queue, and pass nothing by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from opened_windows import PATIENCE_MS, Opener, add
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTabWidget, QWidget
from pytestqt.qtbot import QtBot
from widgets import child

from asr_core.jobs import JobState
from gui.main_window import MainWindow
from gui.ui_map import acted_on

STEPS = 200
"""More than there are widgets: whoever goes round is back by then."""


def to_reach(window: MainWindow) -> set[QWidget]:
    # Of a widget with tabs it is the bar that takes the keys.
    parts = (w.tabBar() if isinstance(w, QTabWidget) else w for w in acted_on(window))
    return {
        widget
        for widget in parts
        if widget.isVisible() and widget.isEnabled()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }


def walk(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> set[QWidget]:
    """What the key comes by on its way round from the button at the top left, and back to it."""
    first = window.options.add_button
    first.setFocus(Qt.FocusReason.OtherFocusReason)
    met: set[QWidget] = {first}
    for _step in range(STEPS):
        focus = window.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, key)
        focus = window.focusWidget()
        assert focus is not None
        assert focus.isVisible(), focus.objectName()
        if focus is first:
            return met
        met.add(focus)
    pytest.fail(f"{key} stays at {focus.objectName()} after {sorted(map(name_of, met))}")


def name_of(widget: QWidget) -> str:
    return widget.objectName() or repr(widget)


def check_ring(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=PATIENCE_MS)
    editor = child(window, QPlainTextEdit, "hotwords.editor")
    qtbot.waitUntil(lambda: not editor.isReadOnly(), timeout=PATIENCE_MS)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        met = walk(qtbot, window, key)
        assert sorted(map(name_of, to_reach(window) - met)) == []


def test_with_an_empty_queue(qtbot: QtBot, open_window: Opener) -> None:
    window = open_window()
    check_ring(qtbot, window)
    assert {"start.choose", "start.sample", "queue.add", "hotwords.editor"} <= {
        widget.objectName() for widget in to_reach(window)
    }


def test_with_a_failed_file(
    qtbot: QtBot, open_window: Opener, files: Callable[..., list[Path]]
) -> None:
    window = open_window()
    job = add(window, *files("broken.wav"))
    qtbot.waitUntil(lambda: job.state is JobState.FAILED, timeout=PATIENCE_MS)
    check_ring(qtbot, window)


def test_with_a_done_file(qtbot: QtBot, open_window: Opener, film: Path) -> None:
    window = open_window()
    job = add(window, film)
    qtbot.waitUntil(lambda: bool(job.outputs), timeout=PATIENCE_MS)
    check_ring(qtbot, window)


def test_while_a_file_runs(
    qtbot: QtBot, open_window: Opener, files: Callable[..., list[Path]]
) -> None:
    window = open_window("stuck")
    job = add(window, *files("a.wav"))
    qtbot.waitUntil(lambda: len(job.segments) == 2, timeout=PATIENCE_MS)
    check_ring(qtbot, window)
    assert job.state is JobState.RUNNING
