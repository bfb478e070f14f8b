"""Numbers as they are said."""

from __future__ import annotations

import doctest
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords import PhonemeIndex, spoken_numbers
from hotwords.english import word_phones
from hotwords.spoken_numbers import english_number_phones, english_numbers


@pytest.mark.parametrize(
    ("digits", "first"),
    [
        ("7", "seven"),
        ("15", "fifteen"),
        ("40", "forty"),
        ("42", "forty two"),
        ("07", "zero seven"),
        ("360", "three sixty"),
        ("300", "three hundred"),
        ("305", "three oh five"),
        ("4090", "forty ninety"),
        ("2024", "twenty twenty four"),
        ("1905", "nineteen oh five"),
        ("1900", "nineteen hundred"),
        ("2000", "two thousand"),
        ("10086", "one zero zero eight six"),
    ],
)
def test_the_usual_way(digits: str, first: str) -> None:
    assert english_numbers(digits)[0] == first


@given(st.text(string.digits, min_size=1, max_size=9), st.booleans())
def test_every_number_can_be_said_in_known_words(digits: str, after_point: bool) -> None:
    ways = english_numbers(digits, after_point=after_point)
    assert 1 <= len(set(ways)) == len(ways) <= 4
    phones = english_number_phones(digits, after_point=after_point)
    assert phones[0] == tuple(phone for word in ways[0].split() for phone in word_phones(word))


@pytest.mark.parametrize(
    ("word", "text", "heard"),
    [
        ("3.14", "it is three point one four you know", "three point one four"),
        ("RTX 4090", "buy an rtx forty ninety today", "rtx forty ninety"),
        ("Xbox 360", "an old xbox three sixty", "xbox three sixty"),
        ("2024", "in twenty twenty four we met", "twenty twenty four"),
        ("110", "快打幺幺零吧", "幺幺零"),
        ("211", "他读的是二幺幺大学", "二幺幺"),
    ],
)
def test_a_number_is_found_as_people_say_it(word: str, text: str, heard: str) -> None:
    [hit] = PhonemeIndex([word]).recall(text)
    assert hit.heard == heard
    assert hit.score > 0.9


def test_the_examples() -> None:
    assert doctest.testmod(spoken_numbers).failed == 0
