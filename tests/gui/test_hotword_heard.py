"""What the panel shows of the words in what is heard, and of a text that is tried."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hotword_desk import FOUND, HEARD, OFFERED, Desk, segment
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSlider, QCheckBox, QListView, QPlainTextEdit, QWidget

from asr_core.transcript import HotwordNote
from asr_core.transcription import Noticed, SpanHeard
from gui.hotword_test_box import HotwordTestBox


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
    assert "sent 1 of at most 1" in meter.accessibleName()
    desk.until(lambda: "listed 2" in meter.accessibleName())


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
    desk.panel.add_segments("job", [segment(2.0 * at, HEARD) for at in range(300)])
    desk.panel.add_segments("job", [segment(0.0, HEARD)])
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
    stays = bar.value()
    for at in range(60, 70):
        desk.panel.add_segment("job", segment(2.0 * at, HEARD))
    desk.qtbot.wait(50)
    assert bar.value() == stays < bar.maximum()
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMaximum)
    desk.panel.add_segment("job", segment(200.0, HEARD))
    desk.until(lambda: bar.value() == bar.maximum())


def test_the_first_text_says_that_it_is_looked_for(desk: Desk) -> None:
    desk.panel.show_text("今天请到陈司远")
    box = desk.find(HotwordTestBox)
    assert box.summary == "Looking …"
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
