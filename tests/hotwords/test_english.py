"""English words as phones: dictionary, compounds, guesses, spelled letters, numbers."""

from __future__ import annotations

import gzip
import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords.english import (
    DICTIONARY_PATH,
    common_words,
    dictionary_phones,
    guessed_phones,
    spelled_phones,
    word_phones,
    written_phones,
)

ARPABET = frozenset(
    [
        "AA",
        "AE",
        "AH",
        "AO",
        "AW",
        "AY",
        "B",
        "CH",
        "D",
        "DH",
        "EH",
        "ER",
        "EY",
        "F",
        "G",
        "HH",
        "IH",
        "IY",
        "JH",
        "K",
        "L",
        "M",
        "N",
        "NG",
        "OW",
        "OY",
        "P",
        "R",
        "S",
        "SH",
        "T",
        "TH",
        "UH",
        "UW",
        "V",
        "W",
        "Y",
        "Z",
        "ZH",
    ]
)


def test_the_dictionary_answers_for_what_it_lists_and_only_that() -> None:
    assert dictionary_phones("claude") == ("K", "L", "AO", "D")
    assert dictionary_phones("zyzzyva's-not-there") is None
    assert dictionary_phones("clau") is None
    assert dictionary_phones("zzzzzz") is None
    assert dictionary_phones("") is None


@pytest.mark.parametrize(
    ("misspelt", "phones"),
    [
        ("klaude", "K L AO D"),
        ("riter", "R AY T ER"),
        ("kestrova", "K EH S T R OW V AH"),
        ("forkwa", "F AO R K W AH"),
        ("nife", "N AY F"),
    ],
)
def test_words_spelled_by_ear_sound_like_what_they_mean(misspelt: str, phones: str) -> None:
    assert guessed_phones(misspelt) == tuple(phones.split())


def test_guesses_are_mostly_right_where_the_dictionary_knows_better() -> None:
    with gzip.open(DICTIONARY_PATH, "rt", encoding="ascii") as file:
        entries = [line.split() for line in file]
    chosen = [entry for entry in random.Random(5).sample(entries, 1000) if entry[0].isalpha()]
    wrong = sum(
        abs(len(guessed_phones(word)) - len(phones))
        + sum(a != b for a, b in zip(guessed_phones(word), phones, strict=False))
        for word, *phones in chosen
    )
    assert wrong < 0.25 * sum(len(phones) for _, *phones in chosen)


def test_said_as_written() -> None:
    assert written_phones("anthony") == ("AA", "N", "T", "OW", "N", "IY")
    assert written_phones("bakker") == ("B", "AA", "K", "EH", "R")
    assert written_phones("haldane") == ("HH", "AA", "L", "D", "AA", "N")


def test_compounds_of_known_words_are_read_as_both() -> None:
    assert word_phones("deepseek") == word_phones("deep") + word_phones("seek")
    # "abd" is in the dictionary, spelled out; it is no word to build others from.
    assert word_phones("abdula") == guessed_phones("abdula")


def test_words_without_vowels_are_spelled() -> None:
    assert word_phones("gpt") == spelled_phones("gpt")


def test_possessives_follow_their_word() -> None:
    assert word_phones("kubernetes's") == (*word_phones("kubernetes"), "Z")


def test_common_words_have_classes() -> None:
    words = common_words()
    assert words["the"] <= 10
    assert "klaude" not in words
    assert set(words.values()) == {0, 10, 20}


@given(st.text(string.ascii_lowercase, min_size=1, max_size=20))
def test_any_letters_have_phones_of_the_alphabet(word: str) -> None:
    assert set(guessed_phones(word)) <= ARPABET
    assert written_phones(word)
    assert set(written_phones(word)) <= ARPABET
    phones = word_phones(word)
    assert phones
    assert set(phones) <= ARPABET
