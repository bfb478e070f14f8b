"""Numbers as they are said in the training text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo_model.scoring import units
from demo_model.training.spoken_numbers import (
    english_integer,
    english_ordinal,
    english_year,
    mandarin_integer,
    spoken_english,
    spoken_mandarin,
)

NUMBERS = st.one_of(st.integers(0, 99_999), st.integers(0, 99_999_999))
TEXT = st.text(st.sampled_from("会议2个点:05.%$¥,第年 aMay 0193pm.tsh"), max_size=30)


def said(parts: list[tuple[str, str]]) -> str:
    return "".join(part[1] for part in parts)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("2026年3月5日", "二零二六年三月五日"),
        ("下午2:05", "下午两点零五分"),
        ("8:00开始", "八点整开始"),
        ("85%的人", "百分之八十五的人"),
        ("3.5%", "百分之三点五"),
        ("$20.5", "二十点五美元"),
        ("2个", "两个"),
        ("第2个", "第二个"),
        ("10,000元", "一万元"),
        ("12.5公斤", "十二点五公斤"),
        ("拨打13800138000", "拨打一三八零零一三八零零零"),
        ("007", "零零七"),
        ("230000", "二十三万"),
        ("没有数字", "没有数字"),
    ],
)
def test_mandarin(written: str, spoken: str) -> None:
    assert said(spoken_mandarin(written)) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("at 3:30 p.m.", "at three thirty p m"),
        ("at 8:00", "at eight o'clock"),
        ("2:05", "two oh five"),
        ("85%", "eighty five percent"),
        ("$1,250", "one thousand two hundred fifty dollars"),
        ("$1.01", "one dollar and one cent"),
        ("£3.50", "three pounds and fifty cents"),
        ("May 5", "May fifth"),
        ("the 21st", "the twenty first"),
        ("in 1984", "in nineteen eighty four"),
        ("the 1990s", "the nineteen nineties"),
        ("10,000 people", "ten thousand people"),
        ("12.5 kilos", "twelve point five kilos"),
        ("0142", "zero one four two"),
        ("no number", "no number"),
    ],
)
def test_english(written: str, spoken: str) -> None:
    assert said(spoken_english(written)) == spoken


@pytest.mark.parametrize(
    ("year", "spoken"),
    [
        (1900, "nineteen hundred"),
        (1905, "nineteen oh five"),
        (2000, "two thousand"),
        (2005, "two thousand five"),
        (2026, "twenty twenty six"),
    ],
)
def test_years(year: int, spoken: str) -> None:
    assert english_year(year) == spoken


@pytest.mark.parametrize(
    ("number", "spoken"),
    [(1, "first"), (12, "twelfth"), (20, "twentieth"), (42, "forty second"), (103, "third")],
)
def test_ordinals(number: int, spoken: str) -> None:
    assert english_ordinal(number).endswith(spoken)


@given(NUMBERS)
def test_scoring_reads_the_same_number_back(number: int) -> None:
    assert units(mandarin_integer(number)) == units(str(number))
    assert units(english_integer(number)) == units(str(number))


@given(TEXT)
def test_written_parts_make_up_the_text_and_no_digit_is_said(text: str) -> None:
    for parts in (spoken_mandarin(text), spoken_english(text)):
        assert "".join(written for written, _ in parts) == text
        assert not any(c.isdigit() for c in said(parts))
