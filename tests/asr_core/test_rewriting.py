"""Replacements in a text and in a segment, each of which can be taken back."""

from __future__ import annotations

import doctest
import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core import rewriting as module
from asr_core.rewriting import RewrittenText, rewritten_segment, undo_replacement
from asr_core.transcript import HotwordUse, Segment, spread

TEXTS = st.text(alphabet="我爱买当劳mc don，。7 ", max_size=16)
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.floats(0, 1), st.text(alphabet="麦ab ，", max_size=4)), max_size=6
)


def edited(text: str, edits: list[tuple[float, float, str]]) -> RewrittenText:
    """`text` after edits whose places are given as shares of its length at the time."""
    rewritten = RewrittenText(text)
    for number, (one, other, written) in enumerate(edits):
        length = len(rewritten.text)
        start, end = sorted((round(one * length), round(other * length)))
        rewritten = rewritten.replaced(start, end, written, rules=(str(number),))
    return rewritten


@given(TEXTS, EDITS, st.randoms(use_true_random=False))
def test_undoing_all_in_any_order_gives_the_original(
    text: str, edits: list[tuple[float, float, str]], chooser: random.Random
) -> None:
    rewritten = edited(text, edits)
    assert rewritten.original == text
    while rewritten.replacements:
        number = chooser.randrange(len(rewritten.replacements))
        others = [each.original for each in rewritten.replacements]
        others.pop(number)
        rewritten = rewritten.undone(number)
        assert [each.original for each in rewritten.replacements] == others
        assert rewritten.original == text
    assert rewritten.text == text


@given(TEXTS, EDITS)
def test_replacements_stand_in_order_without_overlaps(
    text: str, edits: list[tuple[float, float, str]]
) -> None:
    rewritten = edited(text, edits)
    for before, after in pairwise(rewritten.replacements):
        assert before.end <= after.start
    for each, (start, end) in zip(rewritten.replacements, rewritten.original_spans(), strict=True):
        assert text[start:end] == each.original
        assert rewritten.text[each.start : each.end] != each.original


@given(
    TEXTS.filter(bool),
    EDITS,
    st.floats(0, 100),
    st.floats(0.1, 30),
    st.randoms(use_true_random=False),
)
def test_times_stay_right(
    text: str,
    edits: list[tuple[float, float, str]],
    start_s: float,
    length_s: float,
    chooser: random.Random,
) -> None:
    end_s = start_s + length_s
    heard = Segment(start_s, end_s, text, "zh", spread(text, start_s, end_s))
    segment = rewritten_segment(heard, edited(text, edits))
    while True:
        assert "".join(word.text for word in segment.words) == segment.text
        at_s = segment.start
        for word in segment.words:
            assert at_s <= word.start <= word.end <= segment.end
            at_s = word.end
        if not segment.replacements:
            break
        segment = undo_replacement(segment, chooser.randrange(len(segment.replacements)))
    assert segment == heard


def test_a_replacement_has_the_time_of_what_it_replaced() -> None:
    text = "我想吃买当劳和鱼"
    heard = Segment(10.0, 18.0, text, "zh", spread(text, 10.0, 18.0))
    edit = RewrittenText(text).replaced(3, 6, "McDonald's")
    segment = rewritten_segment(heard, edit)
    assert [word.text for word in segment.words] == ["我", "想", "吃", "McDonald's", "和", "鱼"]
    assert (segment.words[3].start, segment.words[3].end) == (13.0, 16.0)
    assert segment.words[:3] == heard.words[:3]
    same_length = rewritten_segment(heard, RewrittenText(text).replaced(3, 6, "麦当劳"))
    assert [(word.start, word.end) for word in same_length.words] == [
        (word.start, word.end) for word in heard.words
    ]


def test_what_takes_no_time_joins_its_neighbours() -> None:
    text = "逗号你好句号"
    heard = Segment(0.0, 6.0, text, "zh", spread(text, 0.0, 6.0))
    edit = RewrittenText(text).replaced(4, 6, "。").replaced(0, 2, "，")
    segment = rewritten_segment(heard, edit)
    assert [word.text for word in segment.words] == ["，你", "好。"]
    gone = rewritten_segment(heard, RewrittenText(text).replaced(0, 6, ""))
    assert (gone.text, gone.words) == ("", ())
    assert undo_replacement(gone, 0) == heard
    mark = rewritten_segment(heard, RewrittenText(text).replaced(0, 6, "！"))
    assert [(word.text, word.start, word.end) for word in mark.words] == [("！", 0.0, 6.0)]


def test_one_replacement_on_the_result_of_another_becomes_one() -> None:
    once = RewrittenText("五百毫安时").replaced(0, 2, "500", entries=("500",))
    twice = once.replaced(2, 6, "0mAh", rules=("毫安时",))
    assert twice.text == "500mAh"
    [both] = twice.replacements
    assert (both.start, both.end, both.original) == (0, 6, "五百毫安时")
    assert (both.entries, both.rules) == (("500",), ("毫安时",))
    back = once.replaced(0, 3, "五百")
    assert back == RewrittenText("五百毫安时")
    assert once.replaced(0, 3, "500") is once


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 1), (0, 9)])
def test_a_place_outside_the_text_is_a_wrong_call(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no part"):
        RewrittenText("买当劳").replaced(start, end, "x")


def test_the_record_of_hotwords_follows() -> None:
    text = "买当劳和啃得鸡"
    heard = Segment(0.0, 7.0, text, "zh", spread(text, 0.0, 7.0))
    edit = RewrittenText(text).replaced(0, 3, "麦当劳", entries=("麦当劳",))
    segment = rewritten_segment(heard, edit)
    offered = HotwordUse("麦当劳", "买当劳", 0.9, True, True, (0, 3), "replacement")
    segment = replace(segment, hotwords=(offered,))
    undone = undo_replacement(segment, 0)
    assert undone.hotwords == (replace(offered, in_text=False, by=""),)
    only_after = replace(offered, sent=False, place=None)
    assert undo_replacement(replace(segment, hotwords=(only_after,)), 0).hotwords == ()


def test_words_with_more_white_space_than_the_text() -> None:
    words = spread(" hello world ", 0.0, 2.0)
    segment = Segment(0.0, 2.0, "hello world", "en", words)
    changed = rewritten_segment(segment, RewrittenText("hello world").replaced(6, 11, "there"))
    assert "".join(word.text for word in changed.words) == "hello there"


def test_the_examples() -> None:
    assert doctest.testmod(module).failed == 0
