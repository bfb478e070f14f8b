"""The panel as a person uses it: typed, pasted, saved, its lists ordered and switched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hotword_desk import FOUND, HEARD, OFFERED, PATIENCE_MS, Desk, segment
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from widgets import child

from asr_core.transcription import SpanHeard
from gui import hotword_filling
from gui.hotword_editor import HotwordEditor
from gui.hotword_layer_button import HotwordLayerButton
from gui.hotword_panel import HotwordPanel
from gui.texts import set_language
from gui.theme import Theme
from hotwords.hotword import HotwordFileError


def test_what_is_typed_is_in_the_file_by_itself(desk: Desk) -> None:
    assert desk.layers == [(desk.path,)]
    desk.type("Kubernetes")
    assert "Typing" in desk.state
    desk.until(lambda: desk.on_disk.endswith("\nKubernetes"))
    desk.until(lambda: "Saved" in desk.state)
    assert not desk.told()


def test_leaving_the_line_saves_at_once(desk: Desk) -> None:
    desk.type("Kubernetes")
    desk.qtbot.keyClick(desk.editor, Qt.Key.Key_Return)
    desk.until(lambda: desk.on_disk.endswith("Kubernetes\n"))


def test_nothing_is_written_while_an_input_method_composes(desk: Desk) -> None:
    before = desk.on_disk
    desk.compose("hu chen")
    assert desk.editor.is_composing
    desk.panel.save_now()
    with desk.qtbot.waitSignal(desk.panel.lists._files.changed, timeout=PATIENCE_MS):
        desk.path.write_text(before + "外面\n", encoding="utf-8")
    # It is here, and would be taken when it is next asked for.
    with desk.qtbot.waitSignal(desk.panel.lists._take_soon.timeout, timeout=PATIENCE_MS):
        pass
    assert "外面" not in desk.editor.toPlainText()
    desk.type("户晨风")
    desk.until(lambda: {"外面", "户晨风"} <= set(desk.on_disk.split("\n")))
    assert {"外面", "户晨风"} <= set(desk.editor.toPlainText().split("\n"))


def test_a_new_list_is_made_by_typing(
    hotword_panel: HotwordPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "new.txt"
    desk = Desk(hotword_panel, path, qtbot)
    assert desk.layers == []
    desk.type("陈思远")
    desk.until(lambda: desk.layers == [(path,)])
    assert desk.on_disk == "陈思远"


def test_readings_and_marks_come_by_themselves(desk: Desk) -> None:
    desk.editor.appendPlainText("是")
    desk.until(lambda: bool(desk.info(2).reading))
    assert (desk.info(2).word, desk.info(2).reading) == ("陈思远", "chén sī yuǎn")
    desk.until(lambda: bool(desk.info(5).marks))
    assert "short" in desk.editor.described(5)
    set_language("zh")
    assert "太短" in desk.editor.described(5)
    desk.press("hotwords.next_mark")
    assert desk.editor.current_line == 5


def test_a_line_that_cannot_be_read_is_told(desk: Desk) -> None:
    desk.editor.appendPlainText("乙 !! nonsense")
    desk.until(lambda: desk.state.startswith("✖ Line 5 is left out, all others count: "))
    assert "not an option" in desk.editor.described(5)
    meter = desk.find(QWidget, "hotwords.budget")
    desk.until(lambda: "listed 2" in meter.accessibleName())
    desk.editor.appendPlainText("| x")
    desk.until(lambda: desk.state == "✖ 2 lines are left out; all others count")
    desk.panel.lists.switch(desk.path, False)
    assert "Switched off" in desk.state


def test_the_next_line_to_look_at_is_one_with_an_error(desk: Desk) -> None:
    desk.editor.appendPlainText("是\n康辉\n| x\n户晨风\n~~~ x")
    desk.until(lambda: {5, 7, 9} <= {n for n in range(1, 10) if desk.info(n).marks})
    desk.editor.go_to(1)
    met = []
    for _ in range(4):
        desk.press("hotwords.next_mark")
        met.append(desk.editor.current_line)
    assert met == [7, 9, 5, 7]


def test_a_list_that_is_no_list_is_not_said_to_count(desk: Desk) -> None:
    desk.editor.appendPlainText("\0")
    desk.until(lambda: "cannot be used" in desk.state)
    assert "last good" not in desk.state
    set_language("zh")
    desk.panel.retranslate()
    assert desk.state == "✖ 词表无法使用：第 5 行：这不是文本文件"


def test_a_word_from_the_cues_goes_to_the_end_of_the_list_once(desk: Desk) -> None:
    desk.panel.add_word("  玛伐凯泰 ")
    desk.until(lambda: desk.on_disk.endswith("玛伐凯泰\n"))
    desk.panel.add_word("陈思远")
    assert desk.editor.current_line == 2
    desk.panel.add_word("a | b")
    assert "cannot be a word" in desk.banner.sentence()


def test_the_word_that_is_added_to_a_long_list_comes_into_sight(desk: Desk) -> None:
    desk.panel.resize(300, 500)
    desk.panel.show()
    desk.editor.appendPlainText("\n".join(f"词{number} | 别名{number}" for number in range(600)))
    desk.editor.go_to(1)
    desk.until(lambda: "词599" in desk.on_disk)
    desk.panel.add_word("玛伐凯泰")
    desk.until(lambda: desk.editor.viewport().rect().contains(desk.editor.cursorRect()))
    assert desk.editor.textCursor().block().text() == "玛伐凯泰"
    # Nor does it go away when what is known of it comes below and takes room.
    tall = desk.editor.viewport().height()
    desk.until(lambda: "玛伐凯泰" in desk.editor.described(desk.editor.current_line))
    desk.until(lambda: desk.editor.viewport().height() < tall)
    assert desk.editor.viewport().rect().contains(desk.editor.cursorRect())


def test_options_of_a_line_are_toggled_in_its_own_line(desk: Desk) -> None:
    desk.editor.replace_wanted.emit(2)
    desk.until(lambda: desk.on_disk == "# 名字\n陈思远 ~~~ !! replace\nClaude | Cloud\n")
    desk.editor.replace_wanted.emit(2)
    desk.editor.off_wanted.emit(3)
    desk.until(lambda: desk.on_disk == "# 名字\n陈思远\nClaude | Cloud ~~~ !! off\n")
    desk.editor.off_wanted.emit(1)
    assert "no word" in desk.banner.sentence()


def test_several_lists_count_together_in_their_order(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "guests.txt"
    other.write_text("户晨风\n陈思远 !! off\n", encoding="utf-8")
    desk.panel.lists.add(other)
    desk.until(lambda: desk.layers[-1] == (desk.path, other))
    desk.until(lambda: "户晨风" in desk.editor.toPlainText())
    desk.panel.lists.move(other, -1)
    desk.panel.lists.switch(other, False)
    assert desk.layers[-2:] == [(other, desk.path), (desk.path,)]
    assert desk.panel.all_layers() == ((other, False), (desk.path, True))
    desk.panel.lists.take_out(other)
    assert "陈思远" in desk.editor.toPlainText()
    assert desk.panel.all_layers() == ((desk.path, True),)


def test_the_menu_of_lists_switches_orders_and_closes(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "guests.txt"
    other.write_text("户晨风\n", encoding="utf-8")
    button = child(desk.panel, HotwordLayerButton)
    button.take_file(other)
    desk.until(lambda: desk.layers[-1] == (desk.path, other))
    desk.until(lambda: "户晨风" in desk.editor.toPlainText())

    def act(name: str) -> None:
        button.menu().aboutToShow.emit()
        child(button.menu(), QAction, f"hotwords.lists.{name}").trigger()

    act("earlier")
    act("switch")
    assert desk.layers[-2:] == [(other, desk.path), (desk.path,)]
    assert "1 of 2" in button.text()
    assert "guests.txt (off)" in button.accessibleName()
    assert "Switched off" in desk.state
    act("1")
    assert "陈思远" in desk.editor.toPlainText()
    act("close")
    assert desk.panel.all_layers() == ((other, False),)
    assert desk.path.exists()


def test_a_pasted_text_keeps_its_lines(desk: Desk) -> None:
    pasted = QMimeData()
    pasted.setText("甲\u2028乙\u2029丙\n丁")
    desk.editor.moveCursor(QTextCursor.MoveOperation.End)
    desk.editor.insertFromMimeData(pasted)
    desk.qtbot.keyClick(desk.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    desk.type("戊")
    desk.until(lambda: desk.on_disk.endswith("Cloud\n甲\n乙\n丙\n丁\n戊"))


def test_what_was_typed_last_is_saved_at_the_end(desk: Desk) -> None:
    desk.type("Kubernetes")
    assert desk.panel.finish() == ()
    assert desk.on_disk.endswith("Kubernetes")


def test_what_could_not_be_saved_is_named_at_the_end(desk: Desk) -> None:
    desk.path.unlink()
    desk.path.mkdir()
    desk.type("Kubernetes")
    assert desk.panel.finish() == (desk.path,)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.usefixtures("each_language")
def test_all_of_it_can_be_painted(desk: Desk, theme: str) -> None:
    Theme.current().choose("dark" if theme == "dark" else "light")
    desk.panel.show_job("job", [segment(1.0, HEARD, OFFERED, FOUND)], at_newest=True)
    desk.panel.show_span("job", SpanHeard(4.0, 6.0, "", (HEARD, FOUND)))
    desk.panel.show_text("陈司远")
    assert not desk.panel.grab().isNull()
    named = [each for each in desk.panel.findChildren(QWidget) if "hotwords." in each.objectName()]
    acted_on = [each for each in named if each.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert [each.objectName() for each in acted_on if not each.accessibleName()] == []


def test_the_editor_says_that_its_list_is_being_opened(
    hotword_panel: HotwordPanel, hotword_path: Path
) -> None:
    editor = child(hotword_panel, HotwordEditor)
    hotword_panel.open_layers([hotword_path])
    assert editor.isEnabled() and editor.isReadOnly()
    assert editor.placeholderText() == "Opening…"


def test_a_list_that_cannot_be_opened_is_not_being_opened_for_ever(
    hotword_panel: HotwordPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    editor = child(hotword_panel, HotwordEditor)
    hotword_panel.open_layers([tmp_path])
    qtbot.waitUntil(lambda: not editor.isEnabled(), timeout=PATIENCE_MS)
    assert editor.placeholderText() != "Opening…"


def test_a_long_line_goes_on_below_and_keeps_its_reading_and_number(desk: Desk) -> None:
    desk.panel.show()
    short = desk.editor.blockBoundingRect(desk.editor.document().findBlockByNumber(1)).height()
    desk.write_line(
        2, "陈思远" + "".join(f" | 陈司远{letter}" for letter in "甲乙丙丁戊己庚辛壬癸")
    )
    desk.until(lambda: bool(desk.info(2).reading))
    desk.editor.setFocus()
    desk.editor.go_to(2)
    assert not desk.panel.grab().isNull()
    block = desk.editor.document().findBlockByNumber(1)
    assert desk.editor.blockBoundingRect(block).height() >= 2 * short
    assert desk.editor.horizontalScrollBar().maximum() == 0
    desk.compose("hu chen")
    assert not desk.panel.grab().isNull()
    desk.compose("", "户晨风")
    assert desk.editor.current_line == 2


def test_words_are_known_where_they_have_moved_to(desk: Desk) -> None:
    desk.until(lambda: bool(desk.info(2).reading))
    desk.editor.go_to(1)
    desk.editor.insertPlainText("\n新")
    assert desk.info(3).word == "陈思远"
    assert desk.info(2).word == ""


def test_lines_for_an_empty_list_are_there_before_the_sample_is_heard(
    hotword_panel: HotwordPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "hot.txt"
    seen: list[str] = []
    hotword_panel.open_layers([path])
    hotword_panel.fill_if_empty("陈思远\n", lambda: seen.append(path.read_text(encoding="utf-8")))
    qtbot.waitUntil(lambda: bool(seen), timeout=PATIENCE_MS)
    assert seen == ["陈思远\n"]
    hotword_panel.fill_if_empty("赵文博\n", lambda: seen.append("again"))
    assert seen[-1] == "again"
    assert path.read_text(encoding="utf-8") == "陈思远\n"


def test_a_list_that_cannot_be_filled_keeps_nobody_waiting(
    hotword_panel: HotwordPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    seen: list[str] = []
    hotword_panel.open_layers([tmp_path])
    hotword_panel.fill_if_empty("陈思远\n", lambda: seen.append("gone on"))
    qtbot.waitUntil(lambda: bool(seen), timeout=PATIENCE_MS)


def test_nothing_that_waited_for_a_list_is_begun_at_the_end(
    hotword_panel: HotwordPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "hot.txt"
    seen: list[str] = []
    hotword_panel.open_layers([path])
    qtbot.waitUntil(lambda: hotword_panel.lists.opened_list(path) is not None, timeout=PATIENCE_MS)
    hotword_panel.fill_if_empty("陈思远\n", lambda: seen.append("begun"))
    hotword_panel.finish()
    assert path.read_text(encoding="utf-8") == "陈思远\n"
    assert not seen


def test_a_fault_of_another_list_does_not_begin_before_the_words_count(
    hotword_panel: HotwordPanel, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hotword_filling, "_PATIENCE_MS", PATIENCE_MS)
    other, path = tmp_path / "guests.txt", tmp_path / "hot.txt"
    other.write_text("# nobody yet\n", encoding="utf-8")
    path.write_text("# nobody yet\n", encoding="utf-8")
    hotword_panel.open_layers([other, path])
    lists = hotword_panel.lists
    qtbot.waitUntil(lambda: lists.counting == (other, path), timeout=PATIENCE_MS)
    seen: list[str] = []
    hotword_panel.fill_if_empty("陈思远\n", lambda: seen.append(path.read_text(encoding="utf-8")))
    lists.failed.emit(other, HotwordFileError(str(other), None, "it is away"))
    assert not seen
    qtbot.waitUntil(lambda: bool(seen), timeout=PATIENCE_MS)
    assert seen == ["# nobody yet\n陈思远\n"]
