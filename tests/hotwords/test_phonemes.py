"""What texts and hotwords sound like: Chinese by phrase, Latin words, digits, other scripts."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotwords.hotword_line import MOST_READINGS
from hotwords.phonemes import fold, hotword_readings, reading_rows, text_phonemes
from hotwords.sound_costs import sound_table


def spoken(text: str) -> str:
    return " ".join(phoneme.value for phoneme in text_phonemes(text))


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("撒贝宁", "s a1 b ei4 n i2 -ng"),
        ("银行", "i2 -n h a2 -ng"),
        ("重庆", "ch o2 -ng q i4 -ng"),
        ("儿子", "er2 z I5"),
        ("嗯", "e2 -n"),
        ("二〇", "er4 l i2 -ng"),
        ("265", "er4 l y ou4 u3"),
        ("iPhone", "AY F OW N"),
        ("ｉｐｈｏｎｅ", "AY F OW N"),
        ("CapsWriter", "K AE P S R AY T ER"),
        ("Café", "K AH F EY"),
        ("don’t", "D OW N T"),
        ("7 zip", "q i1 Z IH P"),
        ("g p t", "JH IY P IY T IY"),
        ("a i", "EY AY"),
        ("a cat", "AH K AE T"),
        ("…，！ ' \n", ""),
        ("", ""),
    ],
)
def test_text(text: str, sounds: str) -> None:
    assert spoken(text) == sounds


def test_letters_of_other_scripts_stand_for_themselves() -> None:
    assert len(text_phonemes("ラテ")) == 2
    assert spoken("ラテ") != spoken("テラ")
    assert spoken("ЖУК") == spoken("жук")
    # 兙 is a unit written with one character; it has no reading.
    assert spoken("安兙").startswith("a1 -n ·")


@pytest.mark.parametrize(
    ("word", "readings"),
    [
        ("7-Zip", ["q i1 Z IH P. _p", "S EH V AH N. Z IH P. _p"]),
        ("NASA", ["N AE S AH", "EH N EY EH S EY"]),
        ("GPT", ["JH IY P IY T IY"]),
        ("B站", ["B IY zh a4 -n"]),
        ("Claude", ["K _t L AO D. _t"]),
        ("10", ["i1 l i2 -ng", "sh I2", "T EH N."]),
        ("!?", []),
        ("", []),
    ],
)
def test_readings_of_a_hotword(word: str, readings: list[str]) -> None:
    found = [" ".join(reading) for reading in hotword_readings(word)]
    assert set(readings) <= set(found) or found == readings


def test_digits_are_read_one_by_one_as_a_number_and_in_english_with_and_without_signs() -> None:
    found = [" ".join(reading) for reading in hotword_readings("H.265")]
    assert "EY CH. _s er4 l y ou4 u3" in found
    assert "EY CH. _s d y a3 -n er4 l y ou4 u3" in found
    assert "EY CH. _s er4 b ai3 l y ou4 sh I2 u3" in found
    assert any("T UW S IH K." in reading for reading in found)


def test_given_readings_replace_the_automatic_ones() -> None:
    assert hotword_readings("重庆", ["zhong4 qing4"]) == [("zh", "o4", "-ng", "q", "i4", "-ng")]
    assert hotword_readings("重庆", ["???"]) == hotword_readings("重庆")


def test_the_number_of_readings_is_bounded() -> None:
    assert 0 < len(hotword_readings("1a2b3c4d5e6f7")) <= MOST_READINGS
    assert 0 < len(hotword_readings("行重长乐还都朝便传单调")) <= MOST_READINGS


def test_spans_and_word_boundaries() -> None:
    text = "用iPhone 15"
    found = [
        (text[each.start : each.end], each.value, each.starts_word, each.ends_word)
        for each in text_phonemes(text)
    ]
    assert found == [
        ("用", "y", True, False),
        ("用", "o4", False, False),
        ("用", "-ng", False, True),
        ("iPhone", "AY", True, False),
        ("iPhone", "F", False, False),
        ("iPhone", "OW", False, False),
        ("iPhone", "N", False, True),
        ("1", "i1", True, True),
        ("5", "u3", True, True),
    ]


@given(st.text(max_size=40))
def test_any_text_gives_known_sounds_in_ordered_spans(text: str) -> None:
    assert len(fold(text)) == len(text)
    at = 0
    for phoneme in text_phonemes(text):
        assert phoneme.value in sound_table().heard
        assert 0 <= phoneme.start < phoneme.end <= len(text)
        assert phoneme.start >= at
        at = phoneme.start


@given(st.text(max_size=20))
@example("AAa AAa")
def test_any_word_has_few_readings_of_known_sounds(word: str) -> None:
    rows = reading_rows(word)
    assert len(rows) <= MOST_READINGS
    assert all(row and max(row) < len(sound_table().wanted) for row in rows)
