"""The test set of recall: mishearings of each kind, drafts around them, the two halves."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.hotword_words import (
    Category,
    Half,
    ListedWord,
    half_of,
    listed_words,
    written_mishearings,
)
from benchmarks.misheard_chinese import ChineseMishearer, confused_syllables, syllables_of
from benchmarks.misheard_english import EnglishMishearer, known_phones
from benchmarks.misheard_mixed import MixedMishearer, chinese_number
from benchmarks.mishearings import Case, Kind, misheard_cases
from benchmarks.ordinary_text import (
    CHINESE_DRAFT,
    ENGLISH_DRAFT,
    Sentence,
    as_ctc_writes,
    as_joined,
    ordinary_sentences,
)

SEEDS = st.integers(0, 10_000)
CHINESE = st.sampled_from([w.word for w in listed_words() if w.category is Category.CHINESE])
ENGLISH = st.sampled_from([w.word for w in listed_words() if w.category is Category.ENGLISH])
MIXED = st.sampled_from([w.word for w in listed_words() if w.category is Category.MIXED])


@cache
def _sentences() -> tuple[Sentence, ...]:
    return tuple(ordinary_sentences([each.word for each in listed_words()], 20_000))


@cache
def _cases() -> tuple[Case, ...]:
    return tuple(misheard_cases(listed_words()[::4], _sentences()))


def _is_partly_chinese(text: str) -> bool:
    return any("一" <= character <= "鿿" for character in text)


def _toneless(word: str) -> list[str]:
    return [syllable[:-1] for syllable in syllables_of(word)]


@given(CHINESE, SEEDS)
def test_homophones_have_other_characters(word: str, seed: int) -> None:
    heard = ChineseMishearer(random.Random(seed)).homophones(word)
    if heard is not None:
        assert heard != word
        assert len(heard) == len(word)


@given(SEEDS)
def test_homophones_and_lost_tones_keep_the_sound(seed: int) -> None:
    mishearer = ChineseMishearer(random.Random(seed))
    homophones, lost = mishearer.homophones("康辉"), mishearer.lost_tones("康辉")
    assert homophones is not None and lost is not None
    assert syllables_of(homophones) == ("kang1", "hui1")
    assert _toneless(lost) == ["kang", "hui"]
    assert syllables_of(lost) != ("kang1", "hui1")


@pytest.mark.parametrize(
    ("syllable", "confused"),
    [
        ("zhang", ["zang", "zhan"]),
        ("lin", ["nin", "rin", "ling"]),
        ("hui", ["fui", "fei"]),
        ("hua", ["fua", "fa"]),
        ("fei", ["hei", "hui"]),
        ("ma", []),
    ],
)
def test_confused_syllables(syllable: str, confused: list[str]) -> None:
    assert list(confused_syllables(syllable)) == confused


def test_confusion_goes_both_ways() -> None:
    bases = {base for word in listed_words()[:500] for base in _toneless(word.word)}
    for base in bases:
        assert all(base in confused_syllables(other) for other in confused_syllables(base))


@given(CHINESE, SEEDS)
def test_a_syllable_is_lost_or_doubled(word: str, seed: int) -> None:
    mishearer = ChineseMishearer(random.Random(seed))
    lost, doubled = mishearer.lost_syllable(word), mishearer.doubled_syllable(word)
    assert (lost is None) == (len(word) < 3)
    assert lost is None or len(lost) == len(word) - 1
    assert doubled is not None and len(doubled) == len(word) + 1


@given(CHINESE, SEEDS)
def test_one_character_is_quite_wrong(word: str, seed: int) -> None:
    heard = ChineseMishearer(random.Random(seed)).wrong_character(word)
    assert (heard is None) == (len(word) < 3)
    if heard is not None:
        assert sum(a != b for a, b in zip(word, heard, strict=True)) == 1


@given(ENGLISH, SEEDS)
def test_english_mishearings_are_words_of_letters(word: str, seed: int) -> None:
    mishearer = EnglishMishearer(random.Random(seed))
    for way in (
        mishearer.near_spelling,
        mishearer.similar_phones,
        mishearer.lost_phone,
        mishearer.split,
    ):
        heard = way(word)
        if heard is not None:
            assert heard != word.lower()
            assert heard == " ".join(heard.split())
            assert heard.replace(" ", "").replace("'", "").isalpha(), heard
            assert heard.islower()


@given(ENGLISH, SEEDS)
@example("ray tracing", 1)
def test_a_split_word_is_cut_otherwise(word: str, seed: int) -> None:
    heard = EnglishMishearer(random.Random(seed)).split(word)
    if heard is not None:
        assert len(heard.split()) > 1
        assert heard != word.lower()


@pytest.mark.parametrize(
    ("word", "phones"),
    [("PyTorch", None), ("Photoshop", "F OW T OW SH AA P"), ("cache miss", "K AE SH M IH S")],
)
def test_phones_come_from_the_dictionary_only(word: str, phones: str | None) -> None:
    assert known_phones(word) == (tuple(phones.split()) if phones else None)


@given(MIXED, SEEDS)
def test_spoken_mixed_words_have_no_digits_left(word: str, seed: int) -> None:
    mishearer = MixedMishearer(random.Random(seed))
    for heard in (mishearer.letters_by_sound(word), mishearer.spoken(word)):
        assert heard is None or not any(character.isdigit() for character in heard)


@given(MIXED, SEEDS)
def test_case_and_spaces_keep_the_letters(word: str, seed: int) -> None:
    heard = MixedMishearer(random.Random(seed)).other_case_and_spaces(word)
    if heard is not None:
        assert heard != word
        assert [c for c in heard.lower() if c.isalnum()] == [c for c in word.lower() if c.isalnum()]


@pytest.mark.parametrize(
    ("value", "spoken"),
    [(0, "零"), (10, "十"), (15, "十五"), (60, "六十"), (105, "一百零五"), (4060, "四千零六十")],
)
def test_chinese_numbers(value: int, spoken: str) -> None:
    assert chinese_number(value) == spoken


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Don’t stop, Anna!", "don't stop anna"),
        ("好，走吧。 Go! 走", "好走吧 go 走"),
    ],
)
def test_ctc_heads_write_no_punctuation(text: str, written: str) -> None:
    assert as_ctc_writes(text) == written


def test_words_of_letters_are_joined_with_a_space() -> None:
    assert as_joined(["好", "gpt", "four", "吗"]) == "好gpt four吗"


def test_hand_written_mishearings_belong_to_listed_words() -> None:
    words = {each.word for each in listed_words()}
    for name in ("ear_zh", "split_en", "spoken_forms"):
        assert written_mishearings(name).keys() <= words


def test_ordinary_sentences_hold_no_hotword() -> None:
    words = ["水龙头", "Kettle", "Wi-Fi"]
    found = ordinary_sentences(words, 1_000_000)
    assert not any("水龙头" in each.text or "kettle" in each.text.split() for each in found)
    assert 20_000 < len(found) < len(ordinary_sentences([], 1_000_000))


def test_the_halves_share_neither_words_nor_sentences() -> None:
    counts = Counter(each.half for each in listed_words())
    assert abs(counts[Half.TEST] - counts[Half.DEVELOPMENT]) < 300
    texts = {each.text for each in _sentences() if each.half is Half.TEST}
    assert all(half_of(text) is Half.TEST for text in texts)


def test_cases_are_the_same_every_time() -> None:
    words = listed_words()[:50]
    assert misheard_cases(words, _sentences()) == misheard_cases(words, _sentences())


def test_every_kind_occurs_and_every_word() -> None:
    assert {case.kind for case in _cases()} == set(Kind)
    assert len({case.word for case in _cases()}) > 0.98 * len(listed_words()) / 4


def test_drafts_hold_what_was_heard_and_are_of_ordinary_length() -> None:
    for case in _cases():
        assert case.heard in case.draft
        assert case.heard != case.word.word
        least, most = CHINESE_DRAFT if _is_partly_chinese(case.draft) else ENGLISH_DRAFT
        assert least <= len(case.draft) + 15 and len(case.draft) <= most


def test_mixed_words_are_heard_in_chinese_drafts() -> None:
    word = ListedWord("GPT-4o", Category.MIXED)
    cases = misheard_cases([word], _sentences())
    assert {case.heard for case in cases if case.kind is Kind.CHINESE_EAR} == {
        "鸡皮踢四欧",
        "记屁提四欧",
    }
    assert all(_is_partly_chinese(case.draft) for case in cases)
