"""Units of a text: what clings to what, and that nothing is lost."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core import word_splitting
from asr_core.word_splitting import split_words


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("", []),
        ("我们，走。", ["我", "们，", "走。"]),
        (
            "Don't stop, well-known Mr. O’Neil!",
            ["Don't ", "stop, ", "well-known ", "Mr. ", "O’Neil!"],
        ),
        ("3.14 and 1,000 at 12:30", ["3.14 ", "and ", "1,000 ", "at ", "12:30"]),
        ("one,two:three", ["one,", "two:", "three"]),
        ("他说：“你好”。", ["他", "说：", "“你", "好”。"]),
        ('He said "no" (twice).', ["He ", "said ", '"no" ', "(twice)."]),
        ("用 GPT-4o 和 C++ 写", ["用 ", "GPT-4o ", "和 ", "C++ ", "写"]),
        ("增长35.6%，$20。", ["增", "长", "35.6%，", "$20。"]),
        ("第3章5G网", ["第", "3", "章", "5G", "网"]),
        ("  leading", ["  leading"]),
        ("……", ["……"]),
        ("好（", ["好（"]),
        ("カタカナ・ひらがな", ["カ", "タ", "カ", "ナ・", "ひ", "ら", "が", "な"]),
        ("한국어 자막", ["한국어 ", "자막"]),
        ("नमस्ते दुनिया", ["नमस्ते ", "दुनिया"]),
        ("'tis the '90s", ["'tis ", "the ", "'90s"]),
        ("-5 度", ["-5 ", "度"]),
    ],
)
def test_units(text: str, units: list[str]) -> None:
    assert [unit.text for unit in split_words(text)] == units


@given(st.text(max_size=60) | st.text("我们a1 ，。.'\"-（）(%:,$", max_size=40))
def test_the_units_joined_give_the_text(text: str) -> None:
    units = split_words(text)
    assert "".join(unit.text for unit in units) == text
    assert all(unit.text for unit in units)
    assert all(unit.core in unit.text for unit in units)
    assert all(unit.core for unit in units) or len(units) == 1
    assert all(unit.spoken_length > 0 for unit in units)


def test_what_takes_longer_to_say_is_longer() -> None:
    lengths = [split_words(text)[0].spoken_length for text in ("我", "20", "20%", "2025", "WTO")]
    assert lengths == [1.0, 2.0, 4.0, 4.0, 3.0]
    assert split_words("internationally")[0].spoken_length > split_words("cat")[0].spoken_length


def test_numbers_are_known_by_digits_and_signs() -> None:
    is_number = {unit.core: unit.is_number for unit in split_words("第 3 章 iPhone15 花 $五 元")}
    assert is_number["3"] and is_number["iPhone15"] and is_number["五"]
    assert not is_number["章"] and not is_number["元"]


def test_the_examples() -> None:
    assert doctest.testmod(word_splitting).failed == 0
