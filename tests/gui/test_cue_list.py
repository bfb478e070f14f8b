"""The list of cues as a person uses it: reading, editing, hearing, following what is heard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from widgets import child

from asr_core.cancellation import CancelFlag
from asr_core.engine import create_asr_engine, transcript_of
from asr_core.transcript import HotwordUse, Segment, spread
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
from gui.cue_editor import CueEditor
from gui.cue_list import CueList
from gui.cue_model import Column
from gui.cue_table import CueTable
from gui.live_text import LiveText
from gui.texts import set_language
from gui.theme import Theme

Key = Qt.Key
ALONE = Qt.KeyboardModifier.NoModifier
SENTENCES = ["今天天气很好。", "我们去公园玩吧。", "你觉得怎么样？", "好的。", "那就走吧。"]


def segment(text: str, start_s: float, *words: str) -> Segment:
    end_s = start_s + 0.25 * len(text)
    uses = tuple(HotwordUse(word, "", 1.0, True, True) for word in words)
    return Segment(start_s, end_s, text, "", spread(text, start_s, end_s), uses)


class Shown:
    """A list on the screen, with what a test looks at and acts on."""

    def __init__(self, qtbot: QtBot, document: CueDocument) -> None:
        self.qtbot, self.document = qtbot, document
        self.list = CueList()
        qtbot.addWidget(self.list)
        self.list.resize(640, 480)
        self.edited: list[str] = []
        self.heard: list[tuple[int, int]] = []
        self.list.edited.connect(self.edited.append)
        self.list.hear.connect(lambda start_ms, end_ms: self.heard.append((start_ms, end_ms)))
        self.list.show_job("job", document, "ep12.mp4")
        self.list.show()
        qtbot.waitExposed(self.list)
        self.table = child(self.list, CueTable)
        self.table.setFocus()

    @property
    def texts(self) -> list[str]:
        model = self.table.model()
        return [model.index(row, Column.TEXT).data() for row in range(model.rowCount())]

    @property
    def editor(self) -> CueEditor:
        """The only box that is open; one that was closed lives on a little."""
        (found,) = [each for each in self.table.findChildren(CueEditor) if each.isVisible()]
        return found

    @property
    def is_editing(self) -> bool:
        return any(each.isVisible() for each in self.table.findChildren(CueEditor))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = ALONE) -> None:
        widget = self.editor if self.is_editing else self.table
        self.qtbot.keyClick(widget, key, modifier)

    def write(self, text: str) -> None:
        """Put `text` in place of what stands in the box."""
        self.editor.selectAll()
        self.editor.insertPlainText(text)

    def remark(self) -> str:
        return child(self.list, CueDetails).text


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    document = CueDocument(duration_s=60.0)
    document.add_segments(segment(text, 1.0 + 4.0 * k) for k, text in enumerate(SENTENCES))
    return Shown(qtbot, document)


def test_enter_edits_and_goes_to_the_next_cue(shown: Shown) -> None:
    shown.table.select_row(1)
    shown.press(Key.Key_Return)
    shown.write("我们去海边")
    shown.press(Key.Key_Return)
    assert shown.document.cues[1].text == "我们去海边"
    assert shown.table.currentIndex().row() == 2 and not shown.is_editing
    assert shown.edited == ["job"]
    assert "edited" in child(shown.list, QLabel, "cues.counts").text()


def test_escape_leaves_the_text_as_it_was(shown: Shown) -> None:
    shown.table.select_row(1)
    shown.press(Key.Key_F2)
    shown.write("不要")
    shown.press(Key.Key_Escape)
    assert not shown.is_editing
    assert shown.texts[1] == "我们去公园玩吧" and shown.edited == []


def test_other_keys_of_the_box(shown: Shown) -> None:
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


def test_clicking_elsewhere_takes_what_was_typed(shown: Shown) -> None:
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


def test_an_input_method_composes_undisturbed(shown: Shown) -> None:
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
    shown = Shown(qtbot, document)
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
    shown = Shown(qtbot, document)
    shown.table.select_row(0)
    shown.press(Key.Key_Return)
    shown.list.add_segment(segment("门口见面好吗？", first.end))
    assert len(shown.texts) == 2
    shown.press(Key.Key_Escape)
    qtbot.waitUntil(lambda: shown.texts == ["我们明天下午在公司门口见面好吗？"])
    assert shown.edited == []


def test_the_box_grows_with_its_text_and_stays_in_sight(shown: Shown) -> None:
    shown.table.select_row(4)
    shown.press(Key.Key_Return)
    before = shown.editor.height()
    shown.write("一\n二\n三\n四\n五")
    assert shown.editor.height() > before
    assert shown.table.viewport().rect().contains(shown.editor.geometry())
    shown.press(Key.Key_Escape)


def test_edits_are_undone_and_done_again_in_the_list_alone(shown: Shown) -> None:
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


def test_what_was_heard_can_be_had_back(shown: Shown) -> None:
    shown.document.edit(shown.document.cues[2].id, "改了")
    shown.table.select_row(2)
    assert "你觉得怎么样？" in shown.remark()
    shown.qtbot.mouseClick(
        child(shown.list, QPushButton, "cues.restore"), Qt.MouseButton.LeftButton
    )
    assert shown.texts[2] == "你觉得怎么样？" and shown.edited == ["job"]
    assert not child(shown.list, QPushButton, "cues.restore").isVisible()


def test_a_click_or_a_key_plays_the_cue(shown: Shown) -> None:
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


def test_a_double_click_edits(shown: Shown) -> None:
    place = shown.table.visualRect(shown.table.model().index(1, Column.TEXT)).center()
    port = shown.table.viewport()
    shown.qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=place)
    shown.qtbot.mouseDClick(port, Qt.MouseButton.LeftButton, pos=place)
    assert shown.editor.toPlainText() == "我们去公园玩吧"
    shown.press(Key.Key_Escape)


def test_selected_texts_are_copied(shown: Shown) -> None:
    shown.table.select_row(1)
    shown.press(Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    shown.press(Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "我们去公园玩吧\n你觉得怎么样？"


def test_keys_reach_every_cue(shown: Shown) -> None:
    assert shown.table.currentIndex().row() == 0
    shown.press(Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert shown.table.currentIndex().row() == 4
    shown.press(Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert shown.table.currentIndex().row() == 0
    assert shown.table.currentIndex().column() == Column.TEXT


def test_a_jump_shows_the_cue_of_that_time(shown: Shown) -> None:
    shown.list.jump_to(9.5)
    assert shown.table.currentIndex().row() == 2
    shown.list.jump_to(0.0)
    assert shown.table.currentIndex().row() == 0


def test_text_grows_while_it_is_heard_and_becomes_cues(qtbot: QtBot) -> None:
    shown = Shown(qtbot, CueDocument())
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
    shown.list.set_duration(1.5)
    assert shown.document.cues[0].end_ms == 2750


def test_many_pieces_of_text_are_few_paintings(qtbot: QtBot) -> None:
    shown = Shown(qtbot, CueDocument())
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
    shown = Shown(qtbot, document)
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


def test_another_job_begins_at_its_top(shown: Shown) -> None:
    document = CueDocument()
    document.add_segments(segment("今天天气很好。", 4.0 * k) for k in range(40))
    shown.list.show_job("b", document, "b.mp3")
    bar = shown.table.verticalScrollBar()
    shown.qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert bar.value() == 0
    shown.list.show_job(None, None, "")
    assert shown.texts == []


def test_everything_is_said_in_both_languages_and_painted_in_both_looks(shown: Shown) -> None:
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


def test_a_long_text_and_a_long_name_give_way_with_a_tooltip(shown: Shown) -> None:
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
    shown = Shown(qtbot, document)
    live = child(shown.list, LiveText)
    streamed, segments = [], []
    with create_asr_engine(model="demo", device="cpu") as engine:
        for event in engine.events(clip, TranscribeOptions(), CancelFlag()):
            match event:
                case SpanHeard():
                    shown.list.begin_span(event)
                case TextArrived(text):
                    shown.list.add_text(text)
                    qtbot.wait(60)
                    streamed.append(live.text)
                case TextDiscarded(reason):
                    shown.list.discard_text(reason)
                case SegmentFinished(finished):
                    segments.append(finished)
                    shown.list.add_segment(finished)
                case FileFinished():
                    transcript = transcript_of(clip, segments, event)
                    shown.list.set_duration(transcript.duration)
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
    cues.show_waiting("Nothing was heard of this file.")
    assert child(cues, CueDetails).isHidden()
    assert child(cues, QLabel, "cues.waiting").text() == "Nothing was heard of this file."


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
