"""What the panel shows of the words in what is heard, and of a text that is tried."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hotword_desk import FOUND, HEARD, OFFERED, Desk, segment
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractSlider,
    QCheckBox,
    QLabel,
    QListView,
    QPlainTextEdit,
    QWidget,
)

from asr_core.transcript import HotwordNote, HotwordUse
from asr_core.transcription import Noticed, SpanHeard
from gui.hotword_candidates import HotwordCandidates
from gui.hotword_test_box import HotwordTestBox
from gui.hotword_words import heard_as
from gui.row_list import RowModel
from gui.texts import set_language
from gui.theme import GAP, TEXT_SMALL_PX


def test_counts_stand_behind_the_words(desk: Desk) -> None:
    desk.until(lambda: bool(desk.info(2).word))
    desk.panel.add_segment("job", segment(1.0, HEARD, OFFERED))
    desk.panel.add_segment("job", segment(1.0, HEARD, OFFERED))
    assert "written 1×" in desk.editor.described(2)
    desk.panel.show_no_job()
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
    desk.panel.show_job("job", [], at_newest=True)
    desk.panel.show_span("job", SpanHeard(1.0, 3.0, "陈司远", (HEARD, FOUND)))
    meter = desk.find(QWidget, "hotwords.budget")
    assert "sent 1 of at most 1" in meter.accessibleName()
    desk.until(lambda: "listed 2" in meter.accessibleName())


def test_the_words_of_a_segment_are_those_of_the_file_that_is_shown(desk: Desk) -> None:
    def candidates() -> list[HotwordUse]:
        return list(desk.find(HotwordCandidates).uses)

    desk.panel.show_job("done", [segment(1.0, HEARD)], at_newest=False)
    desk.panel.show_span("running", SpanHeard(1.0, 3.0, "陈司远", (HEARD, FOUND)))
    assert candidates() == []
    desk.panel.show_job("running", [], at_newest=True)
    assert candidates() == [HEARD, FOUND]
    desk.panel.show_job("done", [segment(1.0, HEARD)], at_newest=False)
    assert candidates() == []


def test_while_drafts_are_wanted_the_panel_says_what_acts_in_them(desk: Desk) -> None:
    desk.panel.show()
    said = desk.find(QLabel, "hotwords.draft")
    meter = desk.find(QWidget, "hotwords.budget")
    assert (said.isVisible(), meter.isVisible()) == (False, True)
    desk.panel.show_draft(True)
    assert (said.isVisible(), meter.isVisible()) == (True, False)
    assert said.text() == "Draft: only !! words act"
    set_language("zh")
    assert said.text() == "草稿：只有 !! 词起作用"
    desk.panel.show_draft(False)
    assert (said.isVisible(), meter.isVisible()) == (False, True)


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


def test_many_segments_come_at_once(desk: Desk) -> None:
    every = [segment(2.0 * at, HEARD) for at in range(300)]
    desk.panel.show_job("job", every, at_newest=True)
    desk.panel.add_segment("job", segment(0.0, HEARD))
    assert desk.find(QListView, "hotwords.hits").model().rowCount() == 300
    desk.until(lambda: desk.info(2).word == "陈思远")
    assert "300×" in desk.editor.described(2)


def test_the_recogniser_tells_what_it_uses(desk: Desk) -> None:
    desk.panel.show_notice("job", Noticed("hotwords-in-use", "24"))
    label = desk.find(QWidget, "hotwords.state")
    assert "24" in label.toolTip()


def test_the_newest_hit_is_in_sight_unless_the_person_scrolled_away(desk: Desk) -> None:
    desk.panel.show()
    hits = desk.find(QListView, "hotwords.hits")
    bar = hits.verticalScrollBar()
    for at in range(60):
        desk.panel.add_segment("job", segment(2.0 * at, HEARD))
    desk.until(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    bar.triggerAction(QAbstractSlider.SliderAction.SliderSingleStepSub)
    stays, highest = bar.value(), bar.maximum()
    for at in range(60, 70):
        desk.panel.add_segment("job", segment(2.0 * at, HEARD))
    # The list lays its new rows out a moment later, when it would scroll too.
    desk.until(lambda: bar.maximum() > highest)
    assert bar.value() == stays < bar.maximum()
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMaximum)
    desk.panel.add_segment("job", segment(200.0, HEARD))
    desk.until(lambda: bar.value() == bar.maximum())


def test_the_hits_of_a_file_that_is_done_open_at_their_start(desk: Desk) -> None:
    desk.panel.show()
    bar = desk.find(QListView, "hotwords.hits").verticalScrollBar()
    every = [segment(2.0 * at, HEARD) for at in range(60)]
    desk.panel.show_job("running", every, at_newest=True)
    desk.until(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    desk.panel.show_job("done", every, at_newest=False)
    assert bar.maximum() > 0
    assert bar.value() == 0


@pytest.mark.parametrize("width", [260, 330])
@pytest.mark.usefixtures("each_language")
def test_word_what_was_heard_score_and_time_have_room(desk: Desk, width: int) -> None:
    rows = desk.find(QListView, "hotwords.hits")
    desk.panel.resize(width, 500)
    desk.panel.show()
    looked = replace(HEARD, word="安斯泰来制药", heard="安司泰来治药", by="second-look")
    desk.panel.add_segment("job", segment(3724.0, looked))
    model = rows.model()
    assert isinstance(model, RowModel)
    index = model.index(0, 0)
    row = model.row(index)
    assert row.right == "97% · 1:02:04"
    small = QFont(rows.font())
    small.setPixelSize(TEXT_SMALL_PX)
    room = rows.viewport().width() - 2 * GAP - 24
    bold = QFont(rows.font())
    bold.setWeight(QFont.Weight.DemiBold)
    first = QFontMetrics(bold).horizontalAdvance(row.title)
    first += QFontMetrics(small).horizontalAdvance(row.right)
    assert first + GAP <= room
    assert QFontMetrics(small).horizontalAdvance(heard_as(looked.word, looked.heard)) <= room
    assert rows.visualRect(index).height() >= (
        QFontMetrics(bold).height() + QFontMetrics(small).height()
    )


def test_the_first_text_says_that_it_is_looked_for(desk: Desk) -> None:
    desk.panel.show_text("今天请到陈司远")
    box = desk.find(HotwordTestBox)
    assert box.summary == "Looking…"
    desk.until(lambda: "1" in box.summary)


@pytest.mark.parametrize(("sent", "says"), [(True, "offered, not"), (False, "heard, not offered")])
def test_words_that_were_not_written_say_what_became_of_them(
    desk: Desk, sent: bool, says: str
) -> None:
    said = (replace(HEARD, by=""), replace(FOUND, sent=sent, place=(3, 4)))
    desk.panel.add_segment("job", segment(1.0, *said))
    desk.find(QCheckBox, "hotwords.hits.all").setChecked(True)
    model = desk.find(QListView, "hotwords.hits").model()
    written, other = (
        str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(2)
    )
    assert "written" in written
    assert "by the" not in written
    assert says in other
