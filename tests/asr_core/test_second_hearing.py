"""Hearing again: without the list after a leak, with it after a first hearing."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from scripted_hearing import ScriptedHearing, played

from asr_core.leak_guard import LeakGuard, Witness
from asr_core.second_hearing import HeardEvents, hear_guarded, hear_then_recall
from hotwords import Hotword, HotwordHit, PhonemeIndex

ENTRIES = [Hotword(word) for word in ("督工", "玛伐凯泰", "孙雅婷", "Claude")]
INDEX = PhonemeIndex(ENTRIES)
BY_WORD = {entry.word: entry for entry in ENTRIES}


def guard_of(sent: Sequence[HotwordHit]) -> LeakGuard:
    return LeakGuard(sent, BY_WORD)


def guarded(hear: ScriptedHearing, draft: str) -> HeardEvents:
    sent = INDEX.recall(draft, limit=10)
    return hear_guarded(hear, sent, guard_of(sent), Witness.of_text(draft, 6.0))


def recalled(hear: ScriptedHearing, *, most: int = 10) -> HeardEvents:
    return hear_then_recall(
        hear,
        lambda text: INDEX.recall(text, limit=10),
        lambda found: list(found)[:most],
        guard_of,
        span_s=6.0,
    )


def test_a_good_text_is_heard_once() -> None:
    hear = ScriptedHearing(lambda _words: "督工，你怎么看？")
    heard, shown = played(guarded(hear, "都工你怎么看"))
    assert (heard.text, heard.note, shown) == ("督工，你怎么看？", None, heard.text)
    assert hear.calls == [(("督工",), False)]
    assert [hit.word for hit in heard.sent] == ["督工"]


def test_a_leak_is_heard_again_with_the_bare_prompt() -> None:
    hear = ScriptedHearing(
        lambda words: f"{words[0]}，督工，督工，督工" if words else "都工你怎么看"
    )
    heard, shown = played(guarded(hear, "都工你怎么看"))
    assert hear.calls == [(("督工",), False), ((), True)]
    assert heard.text == shown == "都工你怎么看"
    assert heard.note is not None
    assert heard.note.kept == "without-list"
    assert "unheard-word" in heard.note.reasons
    assert heard.note.words == ("督工",)
    assert heard.note.other == "督工，督工，督工，督工"


def test_the_list_stays_where_it_helped_more_than_it_harmed() -> None:
    draft = "都工今天谈玛法凯态的价格"
    hear = ScriptedHearing(lambda words: "督工今天谈玛伐凯泰的价格" if words else "嗯", looped=True)
    heard, shown = played(guarded(hear, draft))
    assert heard.text == shown == "督工今天谈玛伐凯泰的价格"
    assert heard.note is not None
    assert (heard.note.kept, heard.note.reasons, heard.note.other) == ("with-list", ("loop",), "嗯")


def test_a_list_that_made_no_difference_leaves_no_note() -> None:
    hear = ScriptedHearing(lambda _words: "都工你怎么看", looped=True)
    heard, shown = played(guarded(hear, "都工你怎么看"))
    assert len(hear.calls) == 2
    assert (heard.text, heard.note, shown) == ("都工你怎么看", None, "都工你怎么看")


def test_without_hits_there_is_nothing_to_hear_again() -> None:
    hear = ScriptedHearing(lambda _words: "很" * 200)
    heard, _ = played(guarded(hear, "今天天气很好"))
    assert (heard.text, heard.note) == ("很" * 200, None)
    assert hear.calls == [((), False)]


def test_without_a_ctc_head_nothing_found_means_one_hearing() -> None:
    hear = ScriptedHearing(lambda _words: "今天天气很好")
    heard, shown = played(recalled(hear))
    assert hear.calls == [((), False)]
    assert (heard.text, heard.sent, heard.found, shown) == ("今天天气很好", (), (), heard.text)


def test_a_word_that_is_there_already_needs_no_second_hearing() -> None:
    hear = ScriptedHearing(lambda _words: "督工，你怎么看？")
    heard, _ = played(recalled(hear))
    assert hear.calls == [((), False)]
    assert [hit.word for hit in heard.found] == ["督工"]
    assert heard.sent == ()


def test_a_word_that_is_missing_is_heard_again_with_all_that_was_found() -> None:
    def script(words: Sequence[str]) -> str:
        return "督工和孙雅婷怎么看？" if words else "都工和孙雅婷怎么看？"

    hear = ScriptedHearing(script)
    heard, shown = played(recalled(hear))
    assert [set(words) for words, _ in hear.calls] == [set(), {"督工", "孙雅婷"}]
    assert heard.text == shown == "督工和孙雅婷怎么看？"
    assert heard.first == "都工和孙雅婷怎么看？"
    assert heard.note is None


def test_a_second_hearing_that_leaks_is_dropped() -> None:
    hear = ScriptedHearing(lambda words: "，".join([*words] * 3) or "都工你怎么看")
    heard, shown = played(recalled(hear))
    assert heard.text == shown == "都工你怎么看"
    assert heard.note is not None
    assert (heard.note.kept, heard.note.other) == ("without-list", "督工，督工，督工")


@pytest.mark.parametrize("most", [0, 1])
def test_a_budget_without_room_for_the_missing_word_means_one_hearing(most: int) -> None:
    hear = ScriptedHearing(lambda _words: "孙雅婷问都工")
    heard, _ = played(recalled(hear, most=most))
    assert len(hear.calls) == 1
    assert len(heard.found) == 2
