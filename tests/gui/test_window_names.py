"""What is said in the window, and what its parts and keys are called."""

from __future__ import annotations

from pathlib import Path

import pytest
from opened_windows import PATIENCE_MS, Opener, action, drop
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from asr_core.jobs import JobState
from gui.engine_status import status_of
from gui.status_line import StatusLine
from gui.texts import set_language
from gui.ui_map import acted_on, spoken_name, ui_map
from gui.ui_map_parts import all_parts

ROOT = Path(__file__).resolve().parents[2]


def test_the_window_speaks_chinese_while_it_is_open(open_window: Opener) -> None:
    window = open_window()
    action(window, "menu.view.language.zh").trigger()
    assert action(window, "menu.file.add_files").text() == "添加文件…"
    assert window.options.start_button.text() == "开始"
    shown = [label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window)]
    plain = {words for words in shown if words.isascii() and words.strip(" 0123456789")}
    assert plain <= {"hot.txt"}
    action(window, "menu.view.language.en").trigger()
    assert window.options.start_button.text() == "Start"


@pytest.mark.parametrize("name", ["en", "zh"])
def test_no_words_are_cut_at_the_smallest_size(
    qtbot: QtBot, open_window: Opener, name: str
) -> None:
    window = open_window(language=name)
    window.resize(window.minimumSize())
    set_language(name)  # type: ignore[arg-type]
    qtbot.wait(50)
    # Fields that open a menu cut their words themselves, with an ellipsis and a tooltip.
    buttons = [b for b in window.findChildren(QAbstractButton) if b.property("role") != "field"]
    labels = [label for label in window.findChildren(QLabel) if not label.wordWrap()]
    written: list[QAbstractButton | QLabel] = [*buttons, *labels]
    cut = [
        widget.objectName() or widget.text()
        for widget in written
        if widget.isVisibleTo(window) and widget.text()
        if widget.width() < widget.minimumSizeHint().width()
    ]
    assert not cut


def test_whatever_a_person_acts_on_has_both_its_names(open_window: Opener) -> None:
    window = open_window()
    window.commands.open_settings()
    nameless = [
        f"{type(widget).__name__} in {widget.parent()}: {spoken_name(widget)!r}"
        for widget in acted_on(window)
        if not widget.objectName() or not spoken_name(widget)
    ]
    assert not nameless


def test_the_map_in_docs_is_that_of_the_window(open_window: Opener) -> None:
    window = open_window()
    written = (ROOT / "docs" / "ui-map.md").read_text(encoding="utf-8").splitlines()
    assert not set(ui_map(all_parts(window)).splitlines()) - set(written)


def test_all_panels_are_reached_by_keys(open_window: Opener) -> None:
    window = open_window()
    seen = []
    for _ in range(4):
        action(window, "menu.view.next_panel").trigger()
        focus = window.focusWidget()
        panels = [window.options, window.queue, window.start_card, window.hotwords]
        seen.append(next(n for n, panel in enumerate(panels) if panel.isAncestorOf(focus)))
    assert sorted(seen) == [0, 1, 2, 3]


def test_the_keys_of_a_panel_go_to_where_it_is_worked_in(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    editor = window.findChild(QPlainTextEdit, "hotwords.editor")
    assert editor is not None
    qtbot.waitUntil(lambda: not editor.isReadOnly(), timeout=PATIENCE_MS)

    def reached(*names: str) -> list[str]:
        landed = []
        for name in names:
            action(window, f"menu.view.{name}").trigger()
            focus = window.focusWidget()
            assert focus is not None and focus.isVisible()
            landed.append(focus.objectName())
        return landed

    assert reached("cues", "hotwords") == ["start.choose", "hotwords.editor"]
    drop(window, film)
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    wanted = ["queue.list", "cues.table", "hotwords.editor"]
    assert reached("queue", "cues", "hotwords") == wanted
    assert reached(*["next_panel"] * 4)[1:] == wanted


def test_no_two_commands_have_the_same_keys(open_window: Opener) -> None:
    window = open_window()
    keys = [
        found.shortcut().toString()
        for found in window.findChildren(QAction)
        if not found.shortcut().isEmpty()
    ]
    assert len(keys) == len(set(keys))


def test_the_status_line_names_the_device_in_a_word(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    device = "ONNX Runtime: CPU, llama.cpp: CPU, threads: 1"
    line.show_engine(status_of("ready", "demo", device))
    said = line.findChild(QLabel, "status.engine")
    assert said is not None
    assert said.text() == "The engine is ready: CPU · demo"
    assert device in said.toolTip()
