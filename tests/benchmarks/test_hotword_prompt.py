"""The benchmark of words in the prompt, on a recording instead of synthesised sentences."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from asr_core.array_types import FloatArray
from benchmarks.hotword_prompt import (
    _BUDGET_HEAD,
    _HEAD,
    BEGIN,
    CHINESE_PAGE,
    PAGE,
    Measurement,
    in_chinese,
)
from demo_model.trials.card import END
from demo_model.trials.given_words import GivenWords
from demo_model.trials.hotword_prompts import SpokenCase
from demo_model.trials.listener import Listener
from demo_model.trials.test_sets import HotwordCase


@pytest.fixture(scope="module")
def measurement() -> Iterator[Measurement]:
    with Listener("demo") as listener:
        yield Measurement(listener)


@pytest.fixture
def spoken(speech: FloatArray) -> SpokenCase:
    case = HotwordCase("听说陈思远要结婚了。", "陈思远", "zh")
    return SpokenCase(case, speech[: 4 * 16_000])


def test_all_words_are_sent_whatever_was_heard() -> None:
    given = GivenWords(["督工", "玛伐凯泰", "毫不相干"])
    hits = given.recall(given.in_force, "都工你怎么看", limit=1)
    assert [hit.word for hit in hits] == ["督工", "玛伐凯泰", "毫不相干"]
    assert hits[0].heard == "都工"
    chosen = given.budget.choose(hits, count_tokens=lambda _: 1000, line_of=given.in_force.line_of)
    assert chosen == hits


def test_no_words_are_no_list() -> None:
    given = GivenWords([])
    assert given.recall(given.in_force, "都工你怎么看", limit=5) == []


def figures_of(page: str) -> str:
    return page.partition(BEGIN)[2].partition(END)[0]


def test_both_pages_show_the_same_figures() -> None:
    head = in_chinese(f"{_HEAD}\n{_BUDGET_HEAD}")
    assert not any(letter.isascii() and letter.isalpha() for letter in head)
    english, chinese = (path.read_text(encoding="utf-8") for path in (PAGE, CHINESE_PAGE))
    tables = [
        [line for line in figures_of(page).splitlines() if line.startswith("|")]
        for page in (english, chinese)
    ]
    assert [in_chinese(line) for line in tables[0]] == tables[1]


@pytest.mark.parametrize("with_right", [True, False])
@pytest.mark.parametrize("count", [0, 1, 5, 50])
def test_lists_have_their_length(
    measurement: Measurement, spoken: SpokenCase, count: int, with_right: bool
) -> None:
    words = measurement.list_for(spoken, count, random.Random(1), with_right=with_right)
    assert len(set(words)) == len(words) == count
    assert ("陈思远" in words) == (with_right and count > 0)


@pytest.mark.parametrize(("count", "with_right"), [(0, True), (5, True), (5, False)])
def test_a_sentence_is_judged(
    measurement: Measurement, spoken: SpokenCase, count: int, with_right: bool
) -> None:
    [result] = measurement.results([spoken], count, with_right=with_right)
    assert result.errors.total == 9
    assert 0 <= result.leaks <= count
    assert count or (result.leaks, result.leaks_unguarded) == (0, 0)
    assert result.is_right or count == 0 or not with_right
