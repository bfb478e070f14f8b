"""Lists of right and wrong words, and the test sets that they are made for."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from demo_model.reading import SpokenLanguage
from demo_model.scoring import ErrorCount
from demo_model.trials.hotword_prompts import LIST_SIZES, errors_outside
from demo_model.trials.near_words import near_word, word_list
from demo_model.trials.recall import thousand_words
from demo_model.trials.test_sets import (
    HOTWORD_SETS,
    LANGUAGES,
    read_distractors,
    read_hotword_cases,
    read_ordinary_sentences,
    read_sentences,
    spread_out,
)
from demo_model.trials.written_words import is_written_as_given, times_written
from demo_model.trials.wrong_words import longer_words
from hotwords.phonemes import hotword_readings


@pytest.mark.parametrize(
    ("word", "language"), [("鲍砚秋", "zh"), ("云匣", "zh"), ("Wexbury", "en")]
)
def test_near_words_are_near_and_sound_otherwise(word: str, language: SpokenLanguage) -> None:
    rng = random.Random(1)
    others = read_distractors(language)
    for _ in range(30):
        near = near_word(word, language, others, rng)
        assert hotword_readings(near)[0] != hotword_readings(word)[0]
        if language == "zh":
            assert len(near) == len(word)
            assert sum(a != b for a, b in zip(near, word, strict=True)) == 1
        elif near not in others:
            assert len(near) == len(word)
            assert 1 <= sum(a != b for a, b in zip(near, word, strict=True)) <= 2


@pytest.mark.parametrize("name", HOTWORD_SETS)
def test_lists_hold_the_right_word_and_wrong_ones(name: str) -> None:
    distractors = read_distractors(HOTWORD_SETS[name])
    for number, case in enumerate(read_hotword_cases(name, 12)):
        for size in LIST_SIZES[1:]:
            rng = random.Random(number)
            words = word_list(case.word, case.word, size, case.language, distractors, rng)
            assert len(words) == len(set(words)) == size
            assert case.word in words
            far = sum(word in distractors for word in words)
            assert size == 1 or size - 1 - far <= size / 2
        words = word_list(None, case.word, 10, case.language, distractors, random.Random(number))
        assert len(set(words)) == 10
        assert case.word not in words


def test_lists_repeat_with_their_seed() -> None:
    others = read_distractors("zh")
    first, second = (
        word_list("鲍砚秋", "鲍砚秋", 10, "zh", others, random.Random(3)) for _ in range(2)
    )
    assert first == second


def test_the_sets_are_whole() -> None:
    for name in HOTWORD_SETS:
        cases = read_hotword_cases(name)
        assert len(cases) == 120
        assert all(is_written_as_given(case.word, case.sentence) for case in cases)
    for language in LANGUAGES:
        assert len(read_sentences("held_out", language)) >= 300
        assert len(read_ordinary_sentences(language)) == 45
        hotwords = {case.word for name in HOTWORD_SETS for case in read_hotword_cases(name)}
        assert hotwords.isdisjoint(read_distractors(language))


def test_a_sentence_without_its_word_is_named(tmp_path: Path) -> None:
    (tmp_path / "hotwords_english.tsv").write_text("# a\nI saw Ann.\tBob\n", encoding="utf-8")
    with pytest.raises(ValueError, match="I saw Ann"):
        read_hotword_cases("english", folder=tmp_path)


def test_a_thousand_words_hold_all_that_are_right() -> None:
    words = thousand_words()
    assert len(words) == len(set(words)) == 1000
    right = {case.word for name in HOTWORD_SETS for case in read_hotword_cases(name)}
    assert right <= set(words)


def test_a_limit_is_spread_over_the_whole() -> None:
    assert spread_out(list(range(10)), 3) == [0, 3, 6]
    assert spread_out([1, 2], 5) == spread_out([1, 2], None) == [1, 2]


@pytest.mark.parametrize(
    ("heard", "errors"),
    [
        ("请找鲍砚秋来。", 0),
        ("请找包燕秋来。", 0),
        ("请找包秋来。", 0),
        ("请找包一燕秋来。", 0),
        ("请鲍砚秋来。", 1),
        ("", 3),
    ],
)
def test_errors_outside_of_a_word(heard: str, errors: int) -> None:
    assert errors_outside("请找鲍砚秋来。", "鲍砚秋", heard) == ErrorCount(errors, 3)


def test_longer_words_are_found() -> None:
    assert longer_words("我们去公园吧。", "zh") == ["我们", "公园"]
    assert longer_words("We saw the old castle.", "en") == ["castle"]


def test_words_are_counted_as_given() -> None:
    assert times_written("Ann", "Ann and Anna, ann and Ann.") == 2
    assert times_written("云匣", "云匣和云匣子") == 2
    assert not is_written_as_given("Ann", "Anna")
