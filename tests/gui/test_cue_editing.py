"""Editing a cue: the box over its text, its keys, and taking back what was typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QInputMethodEvent, QRegion
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from shown_cues import ShownCues, segment
from widgets import child

from export_tools.subtitles.cue_document import CueDocument
from gui.cue_model import Column

Key = Qt.Key


def test_enter_edits_and_goes_to_the_next_cue(shown: ShownCues) -> None:
    shown.table.select_row(1)
    shown.press(Key.Key_Return)
    shown.write("我们去海边")
    shown.press(Key.Key_Return)
    assert shown.document.cues[1].text == "我们去海边"
    assert shown.table.currentIndex().row() == 2 and not shown.is_editing
    assert shown.edited == ["job"]
    assert "edited" in child(shown.list, QLabel, "cues.counts").text()


def test_escape_leaves_the_text_as_it_was(shown: ShownCues) -> None:
    shown.table.select_row(1)
    shown.press(Key.Key_F2)
    shown.write("不要")
    shown.press(Key.Key_Escape)
    assert not shown.is_editing
    assert shown.texts[1] == "我们去公园玩吧" and shown.edited == []


def test_other_keys_of_the_box(shown: ShownCues) -> None:
    shown.table.select_row(0)
    shown.press(Key.Key_Return)
    shown.qtbot.keyClicks(shown.editor, " a b ")
    assert shown.heard == []
    shown.press(Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    shown.qtbot.keyClicks(shown.editor, "c")
    shown.press(Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert shown.texts[0] == "今天天气很好 a b\nc"
    assert shown.editor.toPlainText() == "我们去公园玩吧"
    shown.write("二")
    shown.press(Key.Key_Tab)
    assert shown.editor.toPlainText() == "你觉得怎么样？"
    shown.press(Key.Key_Backtab)
    assert shown.editor.toPlainText() == "二"
    shown.press(Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    shown.press(Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert not shown.is_editing and shown.table.currentIndex().row() == 0


def test_clicking_elsewhere_takes_what_was_typed(shown: ShownCues) -> None:
    shown.table.select_row(0)
    shown.press(Key.Key_Return)
    shown.write("改了")
    shown.table.setFocus()
    assert shown.texts[0] == "改了"
    shown.press(Key.Key_Return)
    shown.write("又改")
    shown.list.show_job("other", CueDocument(), "b.mp3")
    assert shown.document.cues[0].text == "又改"
    assert shown.edited == ["job", "job"]


def test_an_input_method_composes_undisturbed(shown: ShownCues) -> None:
    shown.table.select_row(0)
    shown.press(Key.Key_Return)
    shown.editor.selectAll()
    QApplication.sendEvent(shown.editor, QInputMethodEvent("hu chen feng", []))
    assert shown.is_editing and shown.heard == []
    done = QInputMethodEvent("", [])
    done.setCommitString("户晨风")
    QApplication.sendEvent(shown.editor, done)
    assert shown.editor.toPlainText() == "户晨风"
    shown.press(Key.Key_Return)
    assert shown.texts[0] == "户晨风"


def test_what_is_heard_meanwhile_does_not_disturb_the_box(qtbot: QtBot) -> None:
    first = segment("我们明天下午在公司", 1.0)
    document = CueDocument()
    document.add_segment(first)
    shown = ShownCues(qtbot, document)
    shown.table.select_row(0)
    shown.press(Key.Key_Return)
    shown.write("我们后天")
    shown.list.add_segment(segment("门口见面好吗？", first.end))
    assert shown.editor.toPlainText() == "我们后天"
    shown.press(Key.Key_Return)
    qtbot.waitUntil(lambda: shown.texts == ["我们后天", "门口见面好吗？"])


def test_a_box_that_changed_nothing_lets_the_cue_grow(qtbot: QtBot) -> None:
    first = segment("我们明天下午在公司", 1.0)
    document = CueDocument()
    document.add_segment(first)
    shown = ShownCues(qtbot, document)
    shown.table.select_row(0)
    shown.press(Key.Key_Return)
    shown.list.add_segment(segment("门口见面好吗？", first.end))
    assert len(shown.texts) == 2
    shown.press(Key.Key_Escape)
    qtbot.waitUntil(lambda: shown.texts == ["我们明天下午在公司门口见面好吗？"])
    assert shown.edited == []


def test_the_box_grows_with_its_text_and_stays_in_sight(shown: ShownCues) -> None:
    shown.table.select_row(4)
    shown.press(Key.Key_Return)
    before = shown.editor.height()
    shown.write("一\n二\n三\n四\n五")
    assert shown.editor.height() > before
    assert shown.table.viewport().rect().contains(shown.editor.geometry())
    shown.press(Key.Key_Escape)


def test_edits_are_undone_and_done_again_in_the_list_alone(shown: ShownCues) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    for row, text in ((0, "一"), (3, "四")):
        shown.table.select_row(row)
        shown.press(Key.Key_Return)
        shown.write(text)
        shown.press(Key.Key_Return)
    shown.press(Key.Key_Z, control)
    assert shown.texts[3] == "好的" and shown.table.currentIndex().row() == 3
    shown.press(Key.Key_Z, control)
    assert shown.document.edit_count == 0 and shown.table.currentIndex().row() == 0
    shown.press(Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert shown.texts[0] == "一"
    assert shown.edited == ["job"] * 5
    shown.list.show_job("other", CueDocument(), "b.mp3")
    shown.press(Key.Key_Z, control)
    assert shown.document.cues[0].text == "一"
    shown.list.show_job("job", shown.document, "ep12.mp4")
    shown.press(Key.Key_Z, control)
    assert shown.document.cues[0].text == "今天天气很好"


def test_what_was_heard_can_be_had_back(shown: ShownCues) -> None:
    shown.document.edit(shown.document.cues[2].id, "改了")
    shown.table.select_row(2)
    assert "你觉得怎么样？" in shown.remark()
    shown.qtbot.mouseClick(
        child(shown.list, QPushButton, "cues.restore"), Qt.MouseButton.LeftButton
    )
    assert shown.texts[2] == "你觉得怎么样？" and shown.edited == ["job"]
    assert not child(shown.list, QPushButton, "cues.restore").isVisible()


def test_a_double_click_edits(shown: ShownCues) -> None:
    place = shown.table.visualRect(shown.table.model().index(1, Column.TEXT)).center()
    port = shown.table.viewport()
    shown.qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=place)
    shown.qtbot.mouseDClick(port, Qt.MouseButton.LeftButton, pos=place)
    assert shown.editor.toPlainText() == "我们去公园玩吧"
    shown.press(Key.Key_Escape)


@pytest.mark.parametrize(
    "text", ["今天天气很好", "we went", "一\n二", "一\n二\n三", "很长的话" * 30]
)
def test_a_text_stays_where_it_is_when_its_box_opens(qtbot: QtBot, text: str) -> None:
    document = CueDocument(duration_s=60.0)
    document.add_segment(segment("今天天气很好。", 1.0))
    document.edit(document.cues[0].id, text)
    shown = ShownCues(qtbot, document)
    shown.table.select_row(0)
    cell = shown.table.visualRect(shown.table.model().index(0, Column.TEXT))
    read = ink(shown.table.viewport().grab(cell).toImage())
    shown.press(Key.Key_Return)
    shown.editor.setCursorWidth(0)
    edited = ink(shown.table.viewport().grab(cell).toImage())
    shown.press(Key.Key_Escape)
    # The grounds differ, and with them the rim of a letter by a pixel.
    assert abs(edited.left() - read.left()) <= 1 and abs(edited.top() - read.top()) <= 1
    if "三" not in text and len(text) < 30:  # Else the end gives way to an ellipsis.
        assert edited == read


def ink(image: QImage) -> QRect:
    """Around all that is written, the edges of the cell left out."""
    inner = QRect(QPoint(0, 0), image.size()).adjusted(5, 5, -5, -5)
    dark = QRegion()
    for x in range(inner.left(), inner.right()):
        for y in range(inner.top(), inner.bottom()):
            if image.pixelColor(x, y).lightness() < 110:
                dark += QRect(x, y, 1, 1)
    return dark.boundingRect()


def test_taking_an_edit_back_selects_its_row_alone(shown: ShownCues) -> None:
    shown.table.select_row(1)
    shown.press(Key.Key_Return)
    shown.write("改了")
    shown.press(Key.Key_Return)
    # Qt asks the keyboard what is held down while the undo selects its row.
    shown.qtbot.keyPress(shown.table, Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier
    shown.list.undo_action.trigger()
    shown.qtbot.keyRelease(shown.table, Key.Key_Control)
    selected = shown.table.selectionModel().selectedRows()
    assert [index.row() for index in selected] == [1]
    assert shown.texts[1] == "我们去公园玩吧"
