"""The readings that are shipped are those of pypinyin."""

from __future__ import annotations

import doctest

import pytest
from pypinyin import Style, pinyin

from hotwords import pinyin_dictionary as module
from hotwords.pinyin_dictionary import character_readings, is_phrase, phrase_readings


def test_usual_readings_are_those_of_pypinyin() -> None:
    characters = [chr(code) for code in range(0x4E00, 0x9FA6)]
    for character in characters:
        (expected,) = pinyin(
            character, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=True, heteronym=True
        )
        readings = character_readings(character)
        assert set(readings) <= set(expected) or not readings


@pytest.mark.parametrize(
    ("run", "at", "syllables"),
    [
        ("在重庆市", 1, ("chong2", "qing4")),
        ("长江三峡的", 0, ("chang2", "jiang1", "san1", "xia2")),
        ("重", 0, ()),
        ("鎏鎏", 0, ()),
        ("", 0, ()),
    ],
)
def test_the_longest_phrase_counts(run: str, at: int, syllables: tuple[str, ...]) -> None:
    assert phrase_readings(run, at) == syllables


def test_whole_phrases() -> None:
    assert is_phrase("重庆")
    assert not is_phrase("重")
    assert not is_phrase("重庆人家的")


def test_the_examples() -> None:
    assert doctest.testmod(module).failed == 0
