"""The panel as a person uses it: typed, saved, changed elsewhere, looked at, tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QCheckBox, QListView, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from widgets import child

from asr_core.transcript import HotwordNote, HotwordUse, Segment
from asr_core.transcription import Noticed, SpanHeard
from gui.hotword_banner import HotwordBanner
from gui.hotword_editor import HotwordEditor
from gui.hotword_layer_button import HotwordLayerButton
from gui.hotword_lines import LineInfo
from gui.hotword_merge_dialog import HotwordMergeDialog
from gui.hotword_panel import HotwordPanel
from gui.hotword_state import HotwordState
from gui.texts import set_language
from gui.theme import Theme

T = TypeVar("T", bound=QWidget)

PATIENCE_MS = 15_000

HEARD = HotwordUse("陈思远", "陈司远", 0.97, sent=True, in_text=True, place=(0, 3), by="model")
OFFERED = HotwordUse("Claude", "cloud", 0.71, sent=True, in_text=False)
FOUND = HotwordUse("户晨风", "胡成风", 0.55, sent=False, in_text=False)


def segment(start: float, *uses: HotwordUse, note: HotwordNote | None = None) -> Segment:
    return Segment(
        start, start + 2, "陈思远说", "zh", hotwords=uses, draft="陈司远说", hotword_note=note
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hot.txt"
    path.write_text("# 名字\n陈思远\nClaude | Cloud\n", encoding="utf-8")
    return path


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[HotwordPanel]:
    panel = HotwordPanel()
    qtbot.addWidget(panel)
    panel.resize(360, 720)
    yield panel
    panel.finish()


class Desk:
    """A panel with one list open, and a person before it."""

    def __init__(self, panel: HotwordPanel, path: Path, qtbot: QtBot) -> None:
        self.panel, self.path, self.qtbot = panel, path, qtbot
        self.layers: list[tuple[Path, ...]] = []
        panel.layers_changed.connect(self.layers.append)
        panel.open_layers([path])
        self.until(lambda: not self.editor.isReadOnly())

    @property
    def editor(self) -> HotwordEditor:
        return self.find(HotwordEditor)

    @property
    def banner(self) -> HotwordBanner:
        return self.find(HotwordBanner)

    @property
    def state(self) -> str:
        return self.find(HotwordState).sentence()

    @property
    def on_disk(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def find(self, kind: type[T], name: str = "") -> T:
        return child(self.panel, kind, name)

    def info(self, number: int) -> LineInfo:
        return self.editor.info(number) or LineInfo("")

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=PATIENCE_MS)

    def write_line(self, number: int, text: str) -> None:
        cursor = QTextCursor(self.editor.document().findBlockByNumber(number - 1))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)

    def type(self, text: str) -> None:
        self.editor.moveCursor(QTextCursor.MoveOperation.End)
        if text.isascii():
            self.qtbot.keyClicks(self.editor, text)
        else:
            self.compose("", text)

    def compose(self, letters: str, committed: str = "") -> None:
        """What an input method does."""
        event = QInputMethodEvent(letters, [])
        event.setCommitString(committed)
        QApplication.sendEvent(self.editor, event)

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(QWidget, name), Qt.MouseButton.LeftButton)

    def told(self) -> bool:
        return not self.banner.isHidden()


@pytest.fixture
def desk(panel: HotwordPanel, path: Path, qtbot: QtBot) -> Desk:
    return Desk(panel, path, qtbot)


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
    desk.path.write_text(before + "外面\n", encoding="utf-8")
    desk.qtbot.wait(1200)
    assert "外面" not in desk.editor.toPlainText()
    desk.type("户晨风")
    desk.until(lambda: {"外面", "户晨风"} <= set(desk.on_disk.split("\n")))
    assert {"外面", "户晨风"} <= set(desk.editor.toPlainText().split("\n"))


@pytest.mark.parametrize("by_renaming", [False, True])
def test_a_change_from_outside_is_told_and_can_be_undone(desk: Desk, by_renaming: bool) -> None:
    before = desk.on_disk
    desk.panel.add_segment("job", segment(1.0, HEARD))
    desk.panel.add_segment("job", segment(4.0))
    latest = "# 名字\nClaude | Cloud\n康辉\n曾宪琛\n陈斯远\n"
    if by_renaming:
        other = desk.path.with_name("other.txt")
        other.write_text(latest, encoding="utf-8")
        other.replace(desk.path)
    else:
        desk.path.write_text(latest, encoding="utf-8")
    desk.until(desk.told)
    assert "+3 −1" in desk.banner.sentence()
    assert "+ 康辉" in desk.banner.toolTip()
    assert desk.editor.toPlainText() == latest
    desk.until(lambda: "otherwise: 2" in desk.banner.sentence())
    desk.press("hotwords.banner.undo")
    desk.until(lambda: desk.on_disk == before)
    assert desk.editor.toPlainText() == before
    assert not desk.told()


def test_a_change_from_outside_beside_what_is_typed_asks_nothing(desk: Desk) -> None:
    desk.type("Kubern")
    desk.path.write_text("# 名字\n陈思远\nClaude | Cloud\n康辉\n", encoding="utf-8")
    desk.until(lambda: "康辉" in desk.editor.toPlainText())
    desk.qtbot.keyClicks(desk.editor, "etes")
    desk.until(lambda: {"康辉", "Kubernetes"} <= set(desk.on_disk.split("\n")))
    assert desk.editor.textCursor().block().text() == "Kubernetes"


def contradict(desk: Desk) -> None:
    desk.write_line(3, "Claude | Klaud")
    desk.path.write_text("# 名字\n陈思远\nClaude !! replace\n", encoding="utf-8")
    desk.panel.save_now()
    desk.until(desk.told)


def test_a_contradiction_overwrites_nothing_until_it_is_answered(desk: Desk) -> None:
    contradict(desk)
    assert "choice" in desk.state
    desk.qtbot.wait(900)
    assert "!! replace" in desk.on_disk
    assert "Klaud" in desk.editor.toPlainText()
    desk.press("hotwords.banner.mine")
    desk.until(lambda: "Claude | Klaud" in desk.on_disk)


def test_a_contradiction_is_settled_line_by_line(desk: Desk) -> None:
    contradict(desk)
    desk.press("hotwords.banner.compare")
    dialog = desk.panel.findChild(HotwordMergeDialog)
    assert dialog is not None
    assert dialog.choices == ["both"]
    desk.qtbot.mouseClick(
        dialog.findChild(QWidget, "hotwords.merge.theirs.1"), Qt.MouseButton.LeftButton
    )
    dialog.accept()
    desk.until(lambda: "Claude !! replace" in desk.editor.toPlainText())
    assert "Klaud" not in desk.editor.toPlainText()


def test_a_comparison_that_is_put_off_stays_open(desk: Desk) -> None:
    contradict(desk)
    desk.press("hotwords.banner.compare")
    dialog = desk.panel.findChild(HotwordMergeDialog)
    assert dialog is not None
    dialog.reject()
    assert desk.told()
    desk.press("hotwords.banner.theirs")
    desk.until(lambda: "!! replace" in desk.editor.toPlainText())


def test_a_file_that_goes_away_is_told_and_written_again(desk: Desk) -> None:
    text = desk.editor.toPlainText()
    desk.path.unlink()
    desk.until(desk.told)
    assert "no such file" in desk.banner.sentence()
    assert desk.editor.toPlainText() == text
    desk.press("hotwords.banner.again")
    desk.until(lambda: desk.path.exists() and "Saved" in desk.state)
    assert desk.on_disk == text


def test_a_list_that_becomes_no_text_is_kept_here(desk: Desk) -> None:
    desk.path.write_bytes(b"\x81\x30\xff\xff\x00")
    desk.until(desk.told)
    assert "陈思远" in desk.editor.toPlainText()
    assert "no longer be read" in desk.banner.sentence()


def test_a_save_that_fails_keeps_the_words_and_can_go_elsewhere(desk: Desk, tmp_path: Path) -> None:
    desk.path.unlink()
    desk.path.mkdir()
    desk.type("Kubernetes")
    desk.until(desk.told)
    assert "Kubernetes" in desk.editor.toPlainText()
    other = tmp_path / "other.txt"
    desk.panel.lists.save_elsewhere(desk.path, other)
    desk.until(lambda: desk.layers[-1] == (other,))
    assert other.read_text(encoding="utf-8").endswith("Kubernetes")


def test_what_cannot_be_read_does_not_count_until_it_can(
    panel: HotwordPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "hot.txt"
    path.write_bytes(b"\xff\xfe\x00")
    counting: list[tuple[Path, ...]] = []
    panel.layers_changed.connect(counting.append)
    panel.open_layers([path])
    banner = child(panel, HotwordBanner)
    qtbot.waitUntil(lambda: not banner.isHidden(), timeout=PATIENCE_MS)
    assert counting == []
    path.write_text("陈思远\n", encoding="utf-8")
    qtbot.waitUntil(lambda: counting == [(path,)], timeout=PATIENCE_MS)


def test_a_new_list_is_made_by_typing(panel: HotwordPanel, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "new.txt"
    desk = Desk(panel, path, qtbot)
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
    desk.until(lambda: "Line 5" in desk.state)
    assert "not an option" in desk.editor.described(5)


def test_counts_stand_behind_the_words(desk: Desk) -> None:
    desk.until(lambda: bool(desk.info(2).word))
    desk.panel.add_segment("job", segment(1.0, HEARD, OFFERED))
    desk.panel.add_segment("job", segment(1.0, HEARD, OFFERED))
    assert "written 1×" in desk.editor.described(2)
    desk.panel.clear_hits()
    assert "written 0×" in desk.editor.described(2)


def test_hits_jump_to_their_cue(desk: Desk) -> None:
    note = HotwordNote(("word-over-noise",), ("陈思远",), "without-list", "陈思远")
    desk.panel.add_segment("job", segment(1.0, HEARD, OFFERED, FOUND))
    desk.panel.add_segment("job", segment(61.5, note=note))
    hits = desk.find(QListView, "hotwords.hits")
    assert hits.model().rowCount() == 2
    assert "陈思远" in str(hits.model().index(0, 0).data())
    spoken = str(hits.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert "without the list" in spoken
    assert "1:01" in spoken
    with desk.qtbot.waitSignal(desk.panel.jump) as jumped:
        hits.activated.emit(hits.model().index(1, 0))
    assert jumped.args == ["job", 61.5]
    desk.find(QCheckBox, "hotwords.hits.all").setChecked(True)
    assert hits.model().rowCount() == 4


def test_the_budget_says_what_is_sent(desk: Desk) -> None:
    desk.panel.show_budget(1)
    desk.panel.show_span(SpanHeard(1.0, 3.0, "陈司远", (HEARD, FOUND)))
    meter = desk.find(QWidget, "hotwords.budget")
    assert "Sent: 1 of at most 1" in meter.accessibleName()
    desk.until(lambda: "listed: 2" in meter.accessibleName())


def test_a_text_is_tried_on_the_list_as_it_is_typed(desk: Desk) -> None:
    desk.panel.show_text("今天请到陈司远")
    field = desk.find(QPlainTextEdit, "hotwords.test")
    rows = desk.find(QListView, "hotwords.test.result").model()
    desk.until(lambda: rows.rowCount() == 1)
    assert "陈思远" in str(rows.index(0, 0).data())
    desk.write_line(2, "无关")
    desk.until(lambda: rows.rowCount() == 0)
    desk.write_line(2, "陈思远 !! replace")
    desk.until(lambda: rows.rowCount() == 2)
    assert "→ 陈思远" in str(rows.index(1, 0).data())
    field.clear()
    desk.until(lambda: rows.rowCount() == 0)


def test_a_word_from_the_cues_goes_to_the_end_of_the_list_once(desk: Desk) -> None:
    desk.panel.add_word("  玛伐凯泰 ")
    desk.until(lambda: desk.on_disk.endswith("玛伐凯泰\n"))
    desk.panel.add_word("陈思远")
    assert desk.editor.current_line == 2
    desk.panel.add_word("a | b")
    assert "cannot be a word" in desk.banner.sentence()


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
    assert "Switched off" in desk.state
    act("1")
    assert "陈思远" in desk.editor.toPlainText()
    act("close")
    assert desk.panel.all_layers() == ((other, False),)
    assert desk.path.exists()


def test_many_segments_come_at_once(desk: Desk) -> None:
    desk.panel.add_segments("job", [segment(2.0 * at, HEARD) for at in range(300)])
    desk.panel.add_segments("job", [segment(0.0, HEARD)])
    assert desk.find(QListView, "hotwords.hits").model().rowCount() == 300
    desk.until(lambda: desk.info(2).word == "陈思远")
    assert "300×" in desk.editor.described(2)


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


def test_the_recogniser_tells_what_it_uses(desk: Desk) -> None:
    desk.panel.show_notice("job", Noticed("hotwords-in-use", "24"))
    label = desk.find(QWidget, "hotwords.state")
    assert "24" in label.toolTip()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.usefixtures("each_language")
def test_all_of_it_can_be_painted(desk: Desk, theme: str) -> None:
    Theme.current().choose("dark" if theme == "dark" else "light")
    desk.panel.add_segment("job", segment(1.0, HEARD, OFFERED, FOUND))
    desk.panel.show_span(SpanHeard(4.0, 6.0, "", (HEARD, FOUND)))
    desk.panel.show_text("陈司远")
    assert not desk.panel.grab().isNull()
    named = [each for each in desk.panel.findChildren(QWidget) if "hotwords." in each.objectName()]
    acted_on = [each for each in named if each.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert [each.objectName() for each in acted_on if not each.accessibleName()] == []


def test_the_editor_says_that_its_list_is_being_opened(panel: HotwordPanel, path: Path) -> None:
    editor = child(panel, HotwordEditor)
    panel.open_layers([path])
    assert editor.isEnabled() and editor.isReadOnly()
    assert editor.placeholderText() == "Opening…"


def test_a_list_that_cannot_be_opened_is_not_being_opened_for_ever(
    panel: HotwordPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    editor = child(panel, HotwordEditor)
    panel.open_layers([tmp_path])
    qtbot.waitUntil(lambda: not editor.isEnabled(), timeout=PATIENCE_MS)
    assert editor.placeholderText() != "Opening…"
