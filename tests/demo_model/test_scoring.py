"""Error rates, and the forms of numbers and spellings that they do not count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo_model.number_forms import written_numbers
from demo_model.scoring import (
    ErrorCount,
    align_units,
    count_errors,
    right_units,
    sum_errors,
    units,
)
from demo_model.spelling import one_spelling
from demo_model.training.spoken_numbers import english_integer, mandarin_integer

TEXT = st.text(
    st.sampled_from("我他她一二十百千万亿点分零两半 aboutoneHundred,。0123:%.'-$"), max_size=40
)


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("二十五", "25"),
        ("电影八点开始", "电影8点开始"),
        ("一万零三百", "10300"),
        ("一亿零一万", "100010000"),
        ("一百二十三亿四千五百六十七万八千九百零一", "12345678901"),
        ("十亿人", "10亿人"),
        ("三万", "3万"),
        ("三万五千", "3万5千"),
        ("三万五", "35000"),
        ("两百五", "250"),
        ("一千零二", "1002"),
        ("三千米", "3千米"),
        ("八点六万元", "8.6万元"),
        ("五十多万", "50多万"),
        ("二零二六年十一月二十日", "2026年11月20日"),
        ("百分之三十", "30%"),
        ("百分之三点五", "3.5%"),
        ("百分之百", "100%"),
        ("下午五点三十分", "下午5:30"),
        ("上午十点零五分", "上午10:05"),
        ("早上八点整", "早上8:00"),
        ("得了九点五分", "得了9.5分"),
        ("两个", "2个"),
        ("三点五", "3.5"),
        ("卖五美元", "卖$5"),
        ("twenty five people", "25 people"),
        ("three hundred and six", "306"),
        ("a hundred people", "100 people"),
        ("two thousand and ten", "2010"),
        ("nineteen ninety nine", "1999"),
        ("nineteen oh five", "1905"),
        ("the nineteen eighties", "the 1980s"),
        ("room three oh four", "room 304"),
        ("at seven oh five", "at 7:05"),
        ("at five thirty", "at 5:30"),
        ("eight o'clock", "8:00"),
        ("eight a.m.", "8:00 am"),
        ("at 7:45 p.m. sharp", "at seven forty five p m sharp"),
        ("May fifth", "May 5"),
        ("the twenty-first", "the 21st"),
        ("one second", "1 second"),
        ("fifty percent", "50%"),
        ("three point five percent", "3.5%"),
        ("zero point zero three", "0.03"),
        ("two million three thousand", "2003000"),
        ("two billion", "2,000,000,000"),
        ("four point two million dollars", "$4.2 million"),
        ("twelve dollars and fifty cents", "$12.50"),
        ("a twenty dollar note", "a $20 note"),
        ("five euros", "€5"),
        ("three thousand trees", "3,000 trees"),
        ("one two three", "123"),
        ("five thousand three hundred", "5300"),
    ],
)
def test_forms_of_a_number_are_equal(spoken: str, written: str) -> None:
    assert units(spoken) == units(written)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("二十五", "二十六"),
        ("一万零三百", "一万三百五"),
        ("nineteen oh five", "nineteen fifty"),
        ("two million", "two billion"),
        ("$4.2 million", "$42 million"),
        ("7:45 a.m.", "7:45 p.m."),
        ("30%", "30"),
        ("three", "third time"),
    ],
)
def test_other_numbers_are_not_equal(one: str, other: str) -> None:
    assert units(one) != units(other)


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


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("neighbours", "neighbors"),
        ("discoloured", "discolored"),
        ("kilometres", "kilometers"),
        ("centred", "centered"),
        ("organising", "organizing"),
        ("prioritised", "prioritized"),
        ("analysed", "analyzed"),
        ("traveller", "traveler"),
        ("catalogues", "catalogs"),
        ("grey tyres", "gray tires"),
        ("okay", "ok"),
        ("e-mails by wi-fi", "emails by wifi"),
    ],
)
def test_spellings_that_sound_alike_are_equal(british: str, american: str) -> None:
    assert one_spelling(british) == one_spelling(american)


@pytest.mark.parametrize(
    "text", ["four hours", "our tour", "raise", "wise", "advertise", "filled", "fire", "mum"]
)
def test_other_spellings_stay(text: str) -> None:
    assert one_spelling(text) == text


def test_and_stays_outside_of_numbers() -> None:
    assert written_numbers("two and three") == "2 and 3"
    assert written_numbers("one hundred and a half") == "100 and a half"
    assert written_numbers("oh, that one point") == "oh, that 1 point"


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


def test_right_units_are_marked() -> None:
    assert right_units("明天气温高", "明天汽高啊") == [True, True, False, False, True]
    assert right_units("少了", "") == [False, False]


@given(TEXT, TEXT)
def test_an_alignment_has_as_many_errors_as_are_counted(reference: str, heard: str) -> None:
    expected, got = units(reference), units(heard)
    pairs = align_units(expected, got)
    assert [left for left, _ in pairs if left is not None] == list(range(len(expected)))
    assert [right for _, right in pairs if right is not None] == list(range(len(got)))
    errors = sum(
        left is None or right is None or expected[left] != got[right] for left, right in pairs
    )
    assert errors == count_errors(reference, heard).errors


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


@given(st.integers(0, 10**12 - 1))
def test_said_numbers_come_back_as_digits(number: int) -> None:
    assert units(mandarin_integer(number)) == [str(number)]
    assert units(english_integer(number)) == [str(number)]
