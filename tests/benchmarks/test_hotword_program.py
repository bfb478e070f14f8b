"""The lists and segments of the benchmarks that go through the whole program."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.full_segments import full_segments, heard_with_budget
from benchmarks.hotword_program import lists_with, lists_without, long_list
from demo_model.trials.bench import Bench
from demo_model.trials.hotword_prompts import SpokenCase
from demo_model.trials.test_sets import (
    HOTWORD_SETS,
    LANGUAGES,
    HotwordCase,
    read_hotword_cases,
    read_sentences,
)


@pytest.mark.parametrize("count", [3, 1_000, 10_000])
def test_a_list_has_its_length_and_holds_what_it_must(count: int) -> None:
    words = long_list(["鲍砚秋", "Wexbury", "云匣"], count)
    assert len(words) == len(set(words)) == count
    assert {"鲍砚秋", "Wexbury", "云匣"} <= set(words)
    assert words == long_list(["鲍砚秋", "Wexbury", "云匣"], count)
    assert all(word == word.strip() and word for word in words)


def test_too_many_words_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        long_list(["甲乙", "丙丁"], 1)


def test_lists_with_the_right_words_hold_all_of_them() -> None:
    words = [
        case.word
        for name in HOTWORD_SETS
        for case in read_hotword_cases(name, sentence_set="development")
    ]
    lists = lists_with(words, "development")
    assert [len(listed) for listed in lists.values()] == [0, len(words), 1_000, 10_000]
    for listed in list(lists.values())[1:]:
        assert set(words) <= set(listed)


def test_lists_without_hold_no_word_that_is_said() -> None:
    sentences = [each for language in LANGUAGES for each in read_sentences("development", language)]
    lists = lists_without(sentences)
    assert [len(listed) for listed in lists.values()] == [0, 1_000, 10_000]
    said = "\n".join(sentences)
    assert not any(word in said for listed in lists.values() for word in listed)


def test_sentences_of_one_voice_make_a_segment(tmp_path: Path) -> None:
    cases = [
        SpokenCase(HotwordCase(f"{number}", f"{number}", "zh"), np.zeros(1_000, np.float32))
        for number in range(24)
    ]
    segments = full_segments(cases, tmp_path)
    numbers = [[int(each.case.word) for each in segment.cases] for segment in segments]
    assert numbers[:2] == [[0, 4, 8, 12, 16], [20]]
    assert sorted(number for row in numbers for number in row) == list(range(24))
    assert all(segment.path.stat().st_size > 2 * 1_000 * len(segment.cases) for segment in segments)
    result = heard_with_budget(Bench("demo", tmp_path), segments[:1], 3)
    assert (result.percent_right, result.errors.total, result.sent) == (0, 5, 0)
