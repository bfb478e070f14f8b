"""The evidence that is kept of listed words."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from asr_core.transcript import HotwordNote, HotwordUse, Segment
from gui.hotword_hits import HitLog

HEARD = HotwordUse("陈思远", "陈司远", 0.97, sent=True, in_text=True, place=(0, 3), by="model")
OFFERED = replace(HEARD, word="陈斯源", in_text=False, by="")
FOUND = replace(OFFERED, word="成思源", sent=False)


def segment(start: float, *uses: HotwordUse, note: HotwordNote | None = None) -> Segment:
    return Segment(
        start, start + 2, "陈思远说", "zh", hotwords=uses, draft="陈司远说", hotword_note=note
    )


def test_each_word_has_its_evidence() -> None:
    log = HitLog()
    log.add("a", segment(1.0, HEARD, OFFERED, FOUND))
    assert [(row.word, row.outcome) for row in log.evidence()] == [
        ("陈思远", "written"), ("陈斯源", "offered"), ("成思源", "found"),
    ]  # fmt: skip
    assert (log.written("陈思远"), log.written("陈斯源"), log.total) == (1, 0, 1)
    assert log.texts() == [("陈司远说", "陈思远说")]


def test_a_segment_that_is_told_again_counts_once() -> None:
    log = HitLog()
    log.add("a", segment(1.0, HEARD))
    log.add("a", segment(1.0, HEARD))
    log.add("b", segment(1.0, HEARD))
    assert log.total == 2
    log.add("a", segment(1.0, OFFERED))
    assert log.total == 1
    log.clear("b")
    assert log.total == 0


def test_what_the_guard_did_is_told() -> None:
    log = HitLog()
    note = HotwordNote(("word-over-noise",), ("陈思远",), "without-list", "陈思远")
    log.add("a", segment(0.0, note=note))
    (row,) = log.evidence("a")
    assert (row.outcome, row.note) == ("guarded", note)
    assert list(log.evidence("b")) == []


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 4), st.booleans()), max_size=20))
def test_counts_are_those_of_the_rows(events: list[tuple[str, int, bool]]) -> None:
    log = HitLog()
    for job, start, written in events:
        log.add(job, segment(start, HEARD if written else OFFERED))
    rows = [row for row in log.evidence() if row.outcome == "written"]
    assert log.total == len(rows) == log.written("陈思远")
    log.clear()
    assert log.total == 0
    assert not list(log.evidence())
