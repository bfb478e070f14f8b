"""Text to phonemes: Chinese by phrase, Latin words, digits, other scripts, places in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords.phonemes import hotword_readings, text_phonemes


def spoken(text: str) -> str:
    return " ".join(phoneme.value for phoneme in text_phonemes(text))


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("撒贝宁", "s a 1 b ei 4 n ing 2"),
        ("西安", "x i 1 an 1"),
        ("银行", "y in 2 h ang 2"),
        ("重庆", "ch ong 2 q ing 4"),
        ("儿子", "er 2 z i 5"),
        ("嗯", "n 2"),
        ("二〇", "er 4 l ing 2"),
        ("iPhone", "AY F OW N"),
        ("ｉｐｈｏｎｅ", "AY F OW N"),
        ("CapsWriter", "K AE P S R AY T ER"),
        ("Café", "K AH F EY"),
        ("don’t", "D OW N T"),
        ("7 zip", "#7 Z IH P"),
        ("g p t", "JH IY P IY T IY"),
        ("a i", "EY AY"),
        ("a cat", "AH K AE T"),
        ("ラテ", "·ラ ·テ"),
        ("Жук", "·ж ·у ·к"),
        ("…，! ' \n", ""),
        ("", ""),
    ],
)
def test_text(text: str, phonemes: str) -> None:
    assert spoken(text) == phonemes


def test_a_hanzi_without_a_reading_stands_for_itself() -> None:
    # 兙 and 兡 are units written with one character; pypinyin has no reading for them.
    assert spoken("安兙兡安") == "an 1 ·兙 ·兡 an 1"


@pytest.mark.parametrize(
    ("word", "readings"),
    [
        ("7-Zip", ["#7 Z IH P", "S EH V AH N Z IH P", "q i 1 Z IH P"]),
        ("NASA", ["N AE S AH", "EH N EY EH S EY"]),
        ("GPT", ["JH IY P IY T IY"]),
        ("B站", ["B IY zh an 4"]),
        ("10", ["#1 #0", "T EH N", "y i 1 l ing 2", "sh i 2"]),
        ("!?", []),
        ("", []),
    ],
)
def test_readings_of_a_hotword(word: str, readings: list[str]) -> None:
    assert [" ".join(reading) for reading in hotword_readings(word)] == readings


def test_the_number_of_readings_is_bounded() -> None:
    assert len(hotword_readings("1a2b3c4d5e6f7")) <= 8


def test_spans_and_word_boundaries() -> None:
    text = "用iPhone 15"
    found = [
        (text[each.start : each.end], each.value, each.starts_word, each.ends_word)
        for each in text_phonemes(text)
    ]
    assert found == [
        ("用", "y", True, False),
        ("用", "ong", False, False),
        ("用", "4", False, True),
        ("iPhone", "AY", True, False),
        ("iPhone", "F", False, False),
        ("iPhone", "OW", False, False),
        ("iPhone", "N", False, True),
        ("15", "#1", True, False),
        ("15", "#5", False, True),
    ]


@given(st.text(max_size=40))
def test_any_text_gives_ordered_spans_inside_it(text: str) -> None:
    at = 0
    for phoneme in text_phonemes(text):
        assert phoneme.value
        assert 0 <= phoneme.start < phoneme.end <= len(text)
        assert phoneme.start >= at
        at = phoneme.start
