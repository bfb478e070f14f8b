"""Error rates and the forms of numbers that they do not count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo_model.number_forms import written_numbers
from demo_model.scoring import ErrorCount, count_errors, sum_errors, units

TEXT = st.text(
    st.sampled_from("我他她一二十百千万点分零两半 aboutoneHundred,。0123:%.'-"), max_size=40
)


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("二十五", "25"),
        ("电影八点开始", "电影8点开始"),
        ("一万零三百", "10300"),
        ("三万", "3万"),
        ("二零二六年十一月二十日", "2026年11月20日"),
        ("百分之三十", "30%"),
        ("百分之三点五", "3.5%"),
        ("下午五点三十分", "下午5:30"),
        ("早上八点", "早上8:00"),
        ("两个", "2个"),
        ("三点五", "3.5"),
        ("twenty five people", "25 people"),
        ("three hundred and six", "306"),
        ("two thousand and ten", "2010"),
        ("nineteen ninety nine", "1999"),
        ("at five thirty", "at 5:30"),
        ("eight o'clock", "8:00"),
        ("May fifth", "May 5"),
        ("the twenty-first", "the 21st"),
        ("fifty percent", "50%"),
        ("three point five percent", "3.5%"),
        ("two million three thousand", "2003000"),
        ("one two three", "123"),
        ("five thousand three hundred", "5300"),
    ],
)
def test_forms_of_a_number_are_equal(spoken: str, written: str) -> None:
    assert units(spoken) == units(written)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("１２３ＡＢＣ", ["123", "abc"]),
        ("It's OK!", ["its", "ok"]),
        ("她说：“它很好。”", list("他说他很好")),
        ("我用 Python 写", ["我", "用", "python", "写"]),
        ("", []),
        ("，。？！", []),
    ],
)
def test_units(text: str, expected: list[str]) -> None:
    assert units(text) == expected


def test_and_stays_outside_of_numbers() -> None:
    assert written_numbers("two and three") == "2 and 3"
    assert written_numbers("one hundred and a half") == "100 and a half"


@pytest.mark.parametrize(
    ("reference", "heard", "errors", "total"),
    [
        ("今天天气很好", "今天天气很好。", 0, 6),
        ("今天天气很好", "今天天汽好", 2, 6),
        ("I forgot my umbrella.", "i forgot umbrella on", 2, 4),
        ("", "多了", 2, 0),
        ("少了", "", 2, 2),
    ],
)
def test_errors_are_counted(reference: str, heard: str, errors: int, total: int) -> None:
    assert count_errors(reference, heard) == ErrorCount(errors, total)


def test_counts_add_up() -> None:
    total = sum_errors([ErrorCount(1, 4), ErrorCount(2, 6)])
    assert total == ErrorCount(3, 10)
    assert total.percent == 30
    assert ErrorCount(0, 0).percent == 0


@given(TEXT)
def test_a_text_equals_itself(text: str) -> None:
    assert count_errors(text, text).errors == 0


@given(TEXT, TEXT, TEXT)
def test_errors_are_a_distance(first: str, second: str, third: str) -> None:
    there = count_errors(first, second).errors
    assert there == count_errors(second, first).errors
    assert there <= count_errors(first, third).errors + count_errors(third, second).errors
    assert there <= max(len(units(first)), len(units(second)))


@given(TEXT)
def test_written_numbers_never_fails(text: str) -> None:
    written_numbers(text.lower())


@given(st.integers(0, 99_999_999))
def test_digits_stay_as_they_are(number: int) -> None:
    assert written_numbers(str(number)) == str(number)
