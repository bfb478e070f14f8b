"""English words as phones: dictionary, compounds, rules, spelled letters, numbers."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords.english import (
    dictionary_phones,
    number_phones,
    rule_phones,
    spelled_phones,
    word_phones,
)

ARPABET = (
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW "
    "V W Y Z ZH"
)


def test_the_dictionary_answers_for_what_it_lists_and_only_that() -> None:
    assert dictionary_phones("claude") == ("K", "L", "AO", "D")
    assert dictionary_phones("zyzzyva's-not-there") is None
    assert dictionary_phones("clau") is None
    assert dictionary_phones("zzzzzz") is None
    assert dictionary_phones("") is None


@pytest.mark.parametrize(
    ("misspelt", "word"),
    [
        ("fone", "phone"),
        ("klaude", "claude"),
        ("riter", "writer"),
        ("kwik", "quick"),
        ("nife", "knife"),
    ],
)
def test_words_spelled_by_ear_sound_like_the_word_they_mean(misspelt: str, word: str) -> None:
    assert rule_phones(misspelt) == dictionary_phones(word)


def test_compounds_of_known_words_are_read_as_both() -> None:
    assert word_phones("deepseek") == word_phones("deep") + word_phones("seek")


def test_words_without_vowels_are_spelled() -> None:
    assert word_phones("gpt") == spelled_phones("gpt")


def test_possessives_follow_their_word() -> None:
    assert word_phones("kubernetes's") == (*word_phones("kubernetes"), "Z")


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("7", "seven"),
        ("15", "fifteen"),
        ("40", "forty"),
        ("42", "forty two"),
        ("07", "zero seven"),
        ("360", "three six zero"),
    ],
)
def test_numbers(digits: str, words: str) -> None:
    expected = tuple(phone for word in words.split() for phone in word_phones(word))
    assert number_phones(digits) == expected


@given(st.text(string.ascii_lowercase, min_size=1, max_size=20))
def test_any_letters_have_phones_of_the_alphabet(word: str) -> None:
    assert set(rule_phones(word)) <= set(ARPABET.split())
    phones = word_phones(word)
    assert phones
    assert set(phones) <= set(ARPABET.split())
