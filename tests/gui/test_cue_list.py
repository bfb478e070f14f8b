"""The list of cues as a person uses it: reading, hearing, following what is heard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from shown_cues import ShownCues, segment
from widgets import child

from asr_core.cancellation import CancelFlag
from asr_core.engine import create_asr_engine, transcript_of
from asr_core.transcription import (
    FileFinished,
    SegmentFinished,
    SpanHeard,
    TextArrived,
    TextDiscarded,
    TranscribeOptions,
)
from export_tools.subtitles import SubtitleDocument
from export_tools.subtitles.cue_document import CueDocument
from gui.cue_delegate import fitting
from gui.cue_details import CueDetails
from gui.cue_list import CueList
from gui.cue_model import Column
from gui.live_text import LiveText
from gui.overlay_scroll_bar import OverlayScrollBar
from gui.texts import set_language
from gui.theme import Theme

Key = Qt.Key


def test_a_click_or_a_key_plays_the_cue(shown: ShownCues) -> None:
    spoken = [(cue.start_ms, cue.end_ms) for cue in shown.document.cues]
    place = shown.table.visualRect(shown.table.model().index(2, Column.TEXT)).center()
    shown.qtbot.mouseClick(shown.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown.heard == [spoken[2]]
    shown.press(Key.Key_Down)
    shown.press(Key.Key_Space)
    shown.press(Key.Key_F5)
    assert shown.heard[1:] == [spoken[3], spoken[3]]
    shown.list.say("No loudspeaker.")
    assert shown.remark() == "No loudspeaker."
    shown.press(Key.Key_Up)
    assert "No loudspeaker" not in shown.remark()


def test_selected_texts_are_copied(shown: ShownCues) -> None:
    shown.table.select_row(1)
    shown.press(Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    shown.press(Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "我们去公园玩吧\n你觉得怎么样？"


def test_keys_reach_every_cue(shown: ShownCues) -> None:
    assert shown.table.currentIndex().row() == 0
    shown.press(Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert shown.table.currentIndex().row() == 4
    shown.press(Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert shown.table.currentIndex().row() == 0
    assert shown.table.currentIndex().column() == Column.TEXT


def test_a_jump_shows_the_cue_of_that_time(shown: ShownCues) -> None:
    shown.list.jump_to(9.5)
    assert shown.table.currentIndex().row() == 2
    shown.list.jump_to(0.0)
    assert shown.table.currentIndex().row() == 0


def test_text_grows_while_it_is_heard_and_becomes_cues(qtbot: QtBot) -> None:
    shown = ShownCues(qtbot, CueDocument())
    live = child(shown.list, LiveText)
    waiting = child(shown.list, QLabel, "cues.waiting")
    assert waiting.isVisible() and not live.isVisible()
    shown.list.begin_span(SpanHeard(1.0, 5.0, "jin tian", ()))
    assert live.isVisible() and live.text == "jin tian"
    for character in "今天天气很好":
        shown.list.add_text(character)
    assert live.text == "jin tian"
    qtbot.waitUntil(lambda: live.text == "今天天气很好")
    shown.list.discard_text("the decoder talked in circles")
    assert live.text == "jin tian"
    assert child(live, QLabel, "cues.live.state").text() == "Heard once more…"
    shown.list.add_text("今天")
    shown.list.add_segment(segment("今天天气很好。", 1.0))
    assert live.text == "" and shown.texts == ["今天天气很好"]
    assert shown.table.isVisible() and not waiting.isVisible()
    shown.list.discard_text("")
    assert not live.isVisible()
    shown.document.set_duration(1.5)
    assert shown.document.cues[0].end_ms == 2750


def test_many_pieces_of_text_are_few_paintings(qtbot: QtBot) -> None:
    shown = ShownCues(qtbot, CueDocument())
    live = child(shown.list, LiveText)
    shown.list.begin_span(SpanHeard(1.0, 5.0, "", ()))
    texts = set()
    for _ in range(2000):
        shown.list.add_text("字")
        texts.add(live.text)
    assert texts == {""}
    qtbot.waitUntil(lambda: live.text == "字" * 2000)


def test_new_cues_come_into_sight_until_a_person_looks_elsewhere(qtbot: QtBot) -> None:
    document = CueDocument()
    document.add_segments(segment("今天天气很好。", 4.0 * k) for k in range(40))
    shown = ShownCues(qtbot, document)
    newest = child(shown.list, QPushButton, "cues.newest")
    bar = shown.table.verticalScrollBar()
    shown.list.begin_span(SpanHeard(160.0, 164.0, "", ()))
    assert bar.value() == bar.maximum() and not newest.isVisible()
    shown.list.add_segment(segment("好。", 160.0))
    assert bar.value() == bar.maximum()
    bar.setValue(100)
    assert newest.isVisible()
    shown.list.add_segment(segment("好。", 164.0))
    assert bar.value() == 100
    qtbot.mouseClick(newest, Qt.MouseButton.LeftButton)
    assert bar.value() == bar.maximum() and not newest.isVisible()


def test_another_job_begins_at_its_top(shown: ShownCues) -> None:
    document = CueDocument()
    document.add_segments(segment("今天天气很好。", 4.0 * k) for k in range(40))
    shown.list.show_job("b", document, "b.mp3")
    bar = shown.table.verticalScrollBar()
    shown.qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert bar.value() == 0
    shown.list.show_job(None, None, "")
    assert shown.texts == []


def test_a_done_text_stays_at_its_start_when_cues_come_into_it(shown: ShownCues) -> None:
    document = CueDocument()
    document.add_segments(segment("今天天气很好。", 4.0 * k) for k in range(40))
    shown.list.begin_span(SpanHeard(20.0, 24.0, "", ()))
    shown.list.show_job("done", document, "b.mp3")
    bar = shown.table.verticalScrollBar()
    shown.qtbot.waitUntil(lambda: bar.maximum() > 0)
    document.add_segment(segment("好。", 160.0))
    assert shown.table.model().rowCount() == 41
    shown.qtbot.waitUntil(lambda: bar.maximum() >= shown.table.rowHeight(0) * 41 - bar.pageStep())
    assert bar.value() == 0


def test_everything_is_said_in_both_languages_and_painted_in_both_looks(shown: ShownCues) -> None:
    shown.document.add_segment(segment("他叫户晨风。😀 Hu 户晨风", 40.0, "户晨风", ""))
    shown.list.show_progress("00:21:10 / 00:58:02")
    set_language("zh")
    header = shown.table.model().headerData
    assert [header(k, Qt.Orientation.Horizontal) for k in Column][1:3] == ["时间", "文本"]
    assert "空格" in shown.remark()
    Theme.current().choose("dark")
    shown.table.select_row(shown.table.model().rowCount() - 1)
    dark = shown.list.grab().toImage()
    Theme.current().choose("light")
    light = shown.list.grab().toImage()
    assert dark.pixelColor(QPoint(300, 300)).lightness() < 128
    assert light.pixelColor(QPoint(300, 300)).lightness() > 128


def test_a_long_text_and_a_long_name_give_way_with_a_tooltip(shown: ShownCues) -> None:
    shown.list.show_job("b", shown.document, "很长的名字" * 40)
    shown.document.edit(shown.document.cues[0].id, "很长的一句话" * 30)
    shown.list.grab()
    title = child(shown.list, QLabel, "cues.title")
    assert title.toolTip() == "很长的名字" * 40
    assert shown.list.width() == 640
    index = shown.table.model().index(0, Column.TEXT)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "很长的一句话" * 30


def test_the_real_engine_fills_the_list(qtbot: QtBot, clip: Path) -> None:
    document = CueDocument()
    shown = ShownCues(qtbot, document)
    live = child(shown.list, LiveText)
    streamed, segments, said = [], [], ""
    with create_asr_engine(model="demo", device="cpu") as engine:
        for event in engine.events(clip, TranscribeOptions(), CancelFlag()):
            match event:
                case SpanHeard():
                    shown.list.begin_span(event)
                    said = ""
                case TextArrived(text):
                    shown.list.add_text(text)
                    said += text
                    qtbot.waitUntil(lambda: live.text == " ".join(said.split("\n")))  # noqa: B023
                    streamed.append(live.text)
                case TextDiscarded(reason):
                    shown.list.discard_text(reason)
                    said = ""
                case SegmentFinished(finished):
                    segments.append(finished)
                    shown.list.add_segment(finished)
                case FileFinished():
                    transcript = transcript_of(clip, segments, event)
                    document.set_duration(transcript.duration)
    assert any(streamed) and shown.texts
    assert document.to_subtitles() == SubtitleDocument.from_transcript(transcript)


def test_a_text_of_more_than_two_lines_is_cut_with_an_ellipsis() -> None:
    font = QApplication.font()
    width_px = QFontMetrics(font).horizontalAdvance("we went to the park")
    assert fitting("we went", font, width_px) == "we went"
    text = "we went to the park to visit Mean 𠮷 and next of all the zoo"
    shown = fitting(text, font, width_px)
    assert shown.endswith("…") and text.startswith(shown.removesuffix("…"))
    assert fitting("a\u2028b\u2028c", font, width_px) == "a\u2028b…"


def test_without_cues_there_is_no_word_on_keys_and_the_reason_can_be_told(qtbot: QtBot) -> None:
    cues = CueList()
    qtbot.addWidget(cues)
    cues.show_job("job", CueDocument(), "ep12.mp4")
    cues.show_waiting("There is no text of this file.")
    assert child(cues, CueDetails).isHidden()
    assert child(cues, QLabel, "cues.waiting").text() == "There is no text of this file."


def test_the_strip_says_why_nothing_is_being_heard(qtbot: QtBot) -> None:
    cues = CueList()
    qtbot.addWidget(cues)
    cues.show_job("job", CueDocument(), "ep12.mp4")
    live, state = child(cues, LiveText), child(cues, QLabel, "cues.live.state")
    cues.show_rest("Paused")
    assert live.isHidden()
    cues.begin_span(SpanHeard(0.0, 5.0, "", ()))
    cues.add_segment(segment("好", 0.0))
    cues.show_rest("Paused")
    assert not live.isHidden() and state.text() == "Paused"
    cues.show_rest("")
    assert live.isHidden()


def test_the_row_under_the_mouse_is_tinted_in_its_whole_width(shown: ShownCues) -> None:
    port = shown.table.viewport()
    rect = shown.table.visualRect(shown.table.model().index(2, Column.TEXT))
    before = port.grab().toImage()
    shown.qtbot.mouseMove(port, rect.center())
    after = port.grab().toImage()
    y = rect.top() + 3
    changed = [before.pixelColor(x, y) != after.pixelColor(x, y) for x in range(port.width())]
    assert all(changed)
    QApplication.sendEvent(port, QEvent(QEvent.Type.Leave))
    assert port.grab().toImage() == before


def test_rows_and_heading_reach_the_edge_over_which_the_scroll_bar_lies(qtbot: QtBot) -> None:
    document = CueDocument()
    document.add_segments(segment("今天天气很好。", 4.0 * k) for k in range(40))
    table = ShownCues(qtbot, document).table
    bar = child(table, OverlayScrollBar)
    qtbot.waitUntil(bar.isVisible)
    assert table.viewport().width() == table.width() == table.horizontalHeader().width()
    assert bar.geometry().right() == table.viewport().geometry().right()
    assert bar.maximum() == table.verticalScrollBar().maximum() > 0
    bar.setValue(bar.maximum())
    assert table.verticalScrollBar().value() == bar.maximum()
    table.verticalScrollBar().setValue(7)
    assert bar.value() == 7
