"""Replacements and rules on a finished segment: text, times, record."""

from __future__ import annotations

from pathlib import Path

import pytest

from asr_core.after_text import AfterText, load_rules
from asr_core.errors import RulesUnreadable
from asr_core.rewriting import undo_replacement
from asr_core.transcript import HotwordUse, Segment, Transcript, spread
from hotwords import Hotword
from hotwords.replacements import Replacer
from hotwords.rules import RuleList

NONE = Replacer(())
ENTRIES = Replacer(
    [
        Hotword("麦当劳", replace=True),
        Hotword("肯德基", replace=True),
        Hotword("康辉"),
    ]
)


def segment_of(text: str, *uses: HotwordUse) -> Segment:
    return Segment(2.0, 10.0, text, "zh", spread(text, 2.0, 10.0), uses, "draft", "0123456789ab")


def test_a_segment_that_nothing_applies_to_is_the_same_object() -> None:
    segment = segment_of("康灰说今天很好")
    assert AfterText(RuleList.parse("赫兹 = Hz")).finish(segment, ENTRIES) is segment


def test_entries_come_before_rules_and_all_is_on_record() -> None:
    segment = segment_of("我在买当劳等了五十赫兹")
    rules = RuleList.parse("麦当劳 = McDonald's\n赫兹 = Hz")
    finished = AfterText(rules).finish(segment, ENTRIES)
    assert finished.text == "我在McDonald's等了五十Hz"
    first, second = finished.replacements
    assert (first.original, first.entries, first.rules) == ("买当劳", ("麦当劳",), ("麦当劳",))
    assert (second.original, second.entries, second.rules) == ("赫兹", (), ("赫兹",))
    assert finished.recognised == segment.words
    assert finished.words[0].start == 2.0
    assert finished.words[-1].end == 10.0
    again = undo_replacement(undo_replacement(finished, 0), 0)
    assert (again.text, again.words) == (segment.text, segment.words)


@pytest.mark.parametrize("order", [(0, 0), (1, 0)])
def test_each_replacement_is_undone_by_itself(order: tuple[int, int]) -> None:
    segment = segment_of("去买当劳和啃得鸡")
    finished = AfterText(RuleList()).finish(segment, ENTRIES)
    assert finished.text == "去麦当劳和肯德基"
    once = undo_replacement(finished, order[0])
    assert once.text == ("去买当劳和肯德基", "去麦当劳和啃得鸡")[order[0]]
    assert [use.word for use in once.hotwords] == [("肯德基", "麦当劳")[order[0]]]
    assert undo_replacement(once, order[1]) == segment


def test_the_record_says_who_wrote_a_word() -> None:
    uses = (
        HotwordUse("麦当劳", "买当劳", 0.94, sent=True, in_text=False, place=(0, 3)),
        HotwordUse("康辉", "康辉", 1.0, sent=True, in_text=True, place=(4, 6), by="model"),
        HotwordUse("央视", "杨氏", 0.9, sent=True, in_text=False, place=(6, 8)),
        HotwordUse("督工", "都工", 0.8, sent=False, in_text=False, place=(9, 11)),
    )
    segment = segment_of("买当劳，康辉在杨氏吃啃得鸡", *uses)
    finished = AfterText(RuleList.parse("杨氏 = 央视")).finish(segment, ENTRIES)
    by = {use.word: (use.by, use.in_text, use.sent) for use in finished.hotwords}
    assert by == {
        "麦当劳": ("replacement", True, True),
        "康辉": ("model", True, True),
        "央视": ("rule", True, True),
        "督工": ("", False, False),
        "肯德基": ("replacement", True, False),
    }
    transcript = Transcript("a.wav", "zh", 12.0, (finished,))
    assert Transcript.from_json(transcript.to_json(drafts=True)) == transcript


def test_a_rule_may_take_a_word_out_again() -> None:
    use = HotwordUse("康辉", "康辉", 1.0, sent=True, in_text=True, place=(0, 2), by="model")
    finished = AfterText(RuleList.parse("康辉 = 某人")).finish(segment_of("康辉说", use), NONE)
    [judged] = finished.hotwords
    assert (judged.in_text, judged.by) == (False, "")


def test_a_rule_may_leave_nothing() -> None:
    segment = segment_of("嗯")
    finished = AfterText(RuleList.parse("^嗯$ = ")).finish(segment, NONE)
    assert (finished.text, finished.words) == ("", ())
    assert undo_replacement(finished, 0) == segment


def test_what_does_not_count_is_told_once() -> None:
    after_text = AfterText(RuleList.parse("(a = b\n(x|x)*$ = y\nc = d"))
    [refused] = after_text.news()
    assert (refused.code, refused.detail.split(":")[0]) == ("rule-refused", "line 1")
    slow = segment_of("x" * 60 + "c")
    assert after_text.finish(slow, NONE).text == "x" * 60 + "d"
    [failed] = after_text.news()
    assert (failed.code, failed.detail.split(":")[0]) == ("rule-refused", "line 2")
    assert after_text.finish(slow, NONE).text == "x" * 60 + "d"
    assert list(after_text.news()) == []


def test_rules_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(RulesUnreadable) as missing:
        load_rules(tmp_path / "none.txt")
    assert "没有这个文件" in missing.value.message("zh")
    damaged = tmp_path / "half.txt"
    damaged.write_bytes("赫兹 = Hz\n毫安时".encode()[:-1])
    with pytest.raises(RulesUnreadable, match="line 2"):
        load_rules(damaged)
