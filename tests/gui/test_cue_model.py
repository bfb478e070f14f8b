"""Rows that follow a document: every row keeps its cue, whatever comes, goes and is edited."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from asr_core.transcript import HotwordNote, HotwordUse, Segment, spread
from export_tools.subtitles.cue_document import CueDocument
from gui import cue_words
from gui.cue_model import CUE_ROLE, Column, CueModel, Index
from gui.cue_undo import UndoStacks
from gui.cue_words import characters_per_second, time_text

pytestmark = pytest.mark.usefixtures("qapp")

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
PHRASES = [
    "今天天气很好，",
    "我们去公园玩吧。",
    "你觉得怎么样",
    " before it gets dark,",
    " It is dry.",
]


def segment(text: str, start_s: float, **more: object) -> Segment:
    end_s = start_s + 0.2 * max(1, len(text))
    return replace(
        Segment(start_s, end_s, text, "", spread(text, start_s, end_s)),
        **more,  # type: ignore[arg-type]
    )


class Unnumbered(CueModel):
    """Qt's tester compares the first column before and after; there the numbers change."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.isValid() and index.column() == 0 and role == Qt.ItemDataRole.DisplayRole:
            return self.cue(index.row()).id
        return super().data(index, role)


def model_of(document: CueDocument, kind: type[CueModel] = CueModel) -> CueModel:
    undo = UndoStacks()
    model = kind(undo)
    undo.setParent(model)
    undo.show_document(document)
    model.show_document(document)
    return model


def texts(model: CueModel) -> list[str]:
    return [model.index(row, Column.TEXT).data() for row in range(model.rowCount())]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(st.sampled_from(PHRASES), max_size=7).map("".join)),
        st.tuples(st.integers(0, 30), st.sampled_from(["改了", "", None])),
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(STEPS)
def test_rows_follow_the_document_and_selections_stay_with_their_cues(
    steps: list[tuple[object, str | None]],
) -> None:
    document = CueDocument()
    model = model_of(document, Unnumbered)
    QAbstractItemModelTester(model, FATAL, model)
    kept: dict[int, QPersistentModelIndex] = {}
    at_s = 1.0
    for what, text in steps:
        if what == "add":
            document.add_segment(segment(str(text), at_s))
            at_s = document.segments[-1].end + 0.1
        elif document.cues:
            assert isinstance(what, int)
            row = what % len(document.cues)
            new = document.cues[row].heard if text is None else text
            model.setData(model.index(row, Column.TEXT), new)
        assert [model.cue(row) for row in range(model.rowCount())] == list(document.cues)
        for cue_id, index in kept.items():
            if index.isValid():
                assert model.cue(index.row()).id == cue_id
        for row in range(model.rowCount()):
            cue = model.cue(row)
            if cue.id not in kept or not kept[cue.id].isValid():
                kept[cue.id] = QPersistentModelIndex(model.index(row, 0))
    edited = texts(model)
    while model._undo.canUndo():
        model._undo.undo()
    fresh = CueDocument()
    fresh.add_segments(document.segments)
    assert list(document.cues) == list(fresh.cues)
    while model._undo.canRedo():
        model._undo.redo()
    assert texts(model) == edited
    model.show_document(None)


def test_a_row_says_its_number_times_text_and_speed() -> None:
    document = CueDocument()
    document.add_segment(segment("今天天气很好。", 3661.0))
    model = model_of(document)
    shown = [model.index(0, column).data() for column in Column]
    assert shown == ["1", "01:01:01.0\n01:01:02.6", "今天天气很好", "3.8", ""]
    assert characters_per_second(document.cues[0]) == pytest.approx(6 / 1.6)
    assert model.index(0, Column.NUMBER).data(CUE_ROLE) == document.cues[0]
    assert not model.setData(model.index(0, Column.TIME), "x")
    assert time_text(3_599_951) == "01:00:00.0"


def test_the_examples() -> None:
    assert doctest.testmod(cue_words).failed == 0


def test_typed_lines_are_tidied_and_the_same_text_is_no_edit() -> None:
    document = CueDocument()
    document.add_segment(segment("今天天气很好。", 1.0))
    model = model_of(document)
    index = model.index(0, Column.TEXT)
    model.setData(index, " 今天天气很好 \n\n")
    assert document.edit_count == 0 and not model._undo.canUndo()
    model.setData(index, "  今天 \n\n 下雨\n")
    assert document.cues[0].text == "今天\n下雨"
    assert model.index(0, Column.MARK).data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Edited. Heard was: “今天天气很好”"
    )


def test_a_suspected_leak_is_marked_where_it_stands() -> None:
    note = HotwordNote(("far-word", "loop"), ("户晨风",), "without-list", "")
    use = HotwordUse("户晨风", "", 1.0, True, True)
    document = CueDocument()
    text = "今天天气很好。我们去公园玩。他叫户晨风。你来不来？"
    document.add_segment(segment(text, 1.0, hotword_note=note, hotwords=(use,)))
    model = model_of(document)
    assert texts(model) == ["今天天气很好", "我们去公园玩", "他叫户晨风", "你来不来？"]
    marks = [model.marks(row) for row in range(model.rowCount())]
    assert marks == [("warning",), (), ("warning",), ()]
    assert "where something else was heard, the text went round" in model.remarks(0)
    assert model.names(document.cues[2]) == {"户晨风"}
    model.setData(model.index(2, Column.TEXT), "他叫户晨风！")
    assert model.marks(2) == ("warning", "edit")
    kept = replace(note, kept="with-list")
    document.add_segment(segment("好。", 30.0, hotword_note=kept))
    assert "the first hearing is shown" in model.remarks(4)


def test_an_edit_is_taken_back_and_done_again_though_more_was_heard_since() -> None:
    first = segment("我们明天下午在公司的", 1.0)
    document = CueDocument()
    document.add_segment(first)
    model = model_of(document)
    model.setData(model.index(0, Column.TEXT), "改了")
    document.add_segment(segment("门口", first.end))
    model.setData(model.index(1, Column.TEXT), "大门")
    edited = ["改了", "大门"]
    assert texts(model) == edited
    for _ in range(2):
        model._undo.undo()
        assert texts(model) == ["改了", "门口"]
        model._undo.undo()
        assert texts(model) == ["我们明天下午在公司的门口"]
        model._undo.redo()
        model._undo.redo()
        assert texts(model) == edited and document.edit_count == 2
    model.setData(model.index(0, Column.TEXT), "我们明天下午在公司的")
    model.setData(model.index(1, Column.TEXT), "门口")
    assert texts(model) == ["我们明天下午在公司的门口"]
    model._undo.undo()
    model._undo.undo()
    assert texts(model) == edited
