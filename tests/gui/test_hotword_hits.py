"""The evidence that is kept of listed words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core.transcript import HotwordNote, HotwordUse, Segment, Word
from gui import hotword_hits
from gui.hotword_hits import Evidence, HitLog, SegmentHits
from gui.hotword_times import said_at

HEARD = HotwordUse("陈思远", "陈司远", 0.97, sent=True, in_text=True, place=(0, 3), by="model")
OFFERED = replace(HEARD, word="陈斯源", in_text=False, by="")
FOUND = replace(OFFERED, word="成思源", sent=False)


def segment(start: float, *uses: HotwordUse, note: HotwordNote | None = None) -> Segment:
    return Segment(
        start, start + 2, "陈思远说", "zh", hotwords=uses, draft="陈司远说", hotword_note=note
    )


def rows_of(log: HitLog) -> list[Evidence]:
    return [row for hits in log.hits() for row in hits.rows]


def test_each_word_has_its_evidence() -> None:
    log = HitLog()
    log.add("a", segment(1.0, HEARD, OFFERED, FOUND))
    assert [(row.word, row.outcome) for row in rows_of(log)] == [
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
    log.clear()
    assert log.total == log.written("陈思远") == 0


def test_what_the_guard_did_is_told() -> None:
    log = HitLog()
    note = HotwordNote(("word-over-noise",), ("陈思远",), "without-list", "陈思远")
    log.add("a", segment(0.0, note=note))
    (row,) = rows_of(log)
    assert (row.job_id, row.outcome, row.note) == ("a", "guarded", note)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 4), st.booleans()), max_size=20))
def test_counts_are_those_of_the_rows(events: list[tuple[str, int, bool]]) -> None:
    log = HitLog()
    for job, start, written in events:
        log.add(job, segment(start, HEARD if written else OFFERED))
    rows = [row for row in rows_of(log) if row.outcome == "written"]
    assert log.total == len(rows) == log.written("陈思远")
    log.clear()
    assert log.total == 0
    assert not rows_of(log)


PIECES = ("Ask ", "Opus. ", "问", "陈", "思", "远，", "再", "问", "Opus。")
MINUTE = Segment(
    36.0, 50.0, "Ask Opus. 问陈思远，再问Opus。", "zh",
    words=tuple(
        Word(text, 36.0 + at, 36.5 + at, 0.9)
        for at, text in enumerate(PIECES)
    ),
    draft="ask opus 问陈司远再问opus",
)  # fmt: skip
OPUS = HotwordUse("Opus", "opus", 1.0, sent=True, in_text=True, place=(4, 8), by="model")


def test_a_word_is_said_when_its_word_in_the_text_is() -> None:
    heard = replace(MINUTE, hotwords=(HEARD, OPUS))
    assert said_at(heard) == (39.0, 37.0)
    rows = SegmentHits("a", heard).rows
    assert [(row.word, row.start_s) for row in rows] == [("Opus", 37.0), ("陈思远", 39.0)]


@given(st.lists(st.sampled_from([HEARD, OPUS, OFFERED, FOUND])), st.booleans(), st.booleans())
def test_rows_are_counted_as_they_will_be(
    uses: list[HotwordUse], guarded: bool, all_words: bool
) -> None:
    note = HotwordNote(("word-over-noise",), ("陈思远",), "without-list", "陈思远")
    hits = SegmentHits("a", segment(1.0, *uses, note=note if guarded else None))
    count = hits.count(all_words=all_words)
    rows = [hits.row(number, all_words=all_words) for number in range(count)]
    shown = ("written", "guarded", *(("offered", "found") if all_words else ()))
    assert rows == [row for row in hits.rows if row.outcome in shown]


def test_times_are_looked_for_when_a_row_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Segment] = []

    def look(heard: Segment) -> tuple[float, ...]:
        looked.append(heard)
        return said_at(heard)

    monkeypatch.setattr(hotword_hits, "said_at", look)
    log = HitLog()
    for at in range(100):
        log.add("a", segment(3.0 * at, HEARD))
    hits = list(log.hits())
    assert sum(each.count(all_words=False) for each in hits) == 100
    assert not looked
    assert hits[7].row(0, all_words=False).start_s == 21.0
    assert [heard.start for heard in looked] == [21.0]


def test_a_word_that_is_told_twice_has_both_its_times() -> None:
    assert said_at(replace(MINUTE, hotwords=(OPUS, OPUS))) == (37.0, 44.0)


def test_a_word_that_was_not_written_has_the_time_of_its_place_in_the_draft() -> None:
    early = replace(OFFERED, place=(0, 3))
    late = replace(OFFERED, place=(9, 12))
    nowhere = replace(OFFERED, place=None)
    first, then, unknown = said_at(replace(MINUTE, hotwords=(early, late, nowhere)))
    assert first == unknown == 36.0
    assert 36.0 < then < 44.5


def test_a_text_without_times_has_its_words_spread_over_the_segment() -> None:
    bare = replace(MINUTE, words=(), hotwords=(HEARD, OPUS))
    person_s, opus_s = said_at(bare)
    assert 36.0 < opus_s < person_s < 50.0


@given(st.text("陈思远Opus ,说", max_size=12), st.text("陈司 opus", max_size=12), st.booleans())
def test_a_word_is_said_within_its_segment(text: str, draft: str, in_text: bool) -> None:
    uses = tuple(
        HotwordUse(word, "", 0.5, sent=True, in_text=in_text, place=place)
        for word in ("陈思远", "Opus", "说")
        for place in (None, (0, 1), (len(draft) // 2, len(draft)))
    )
    for at in said_at(Segment(2.0, 5.0, text, "zh", hotwords=uses, draft=draft)):
        assert 2.0 <= at <= 5.0
