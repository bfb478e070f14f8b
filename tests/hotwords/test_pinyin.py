"""Pinyin as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin.constants import PINYIN_DICT

from hotwords.pinyin import SYLLABLES, hanzi_of, syllable
from hotwords.polyphones import POLYPHONES, SURNAMES


def known_readings(character: str) -> set[str | None]:
    """What pypinyin has for a character; a syllable without a mark is in the neutral tone."""
    typed = PINYIN_DICT[ord(character)].split(",")
    return {syllable(each) or syllable(each + "5") for each in typed}


def test_every_reading_of_every_character_is_a_syllable() -> None:
    unknown = {chr(code) for code in PINYIN_DICT if None in known_readings(chr(code))}
    assert unknown == set()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("chong2", "chong2"),
        ("Chóng", "chong2"),
        ("CHONG2", "chong2"),
        ("lü4", "lv4"),
        ("lǜ", "lv4"),
        ("lv4", "lv4"),
        ("lu:4", "lv4"),
        ("lue4", "lve4"),
        ("nüe4", "nve4"),
        ("lu4", "lu4"),
        ("jü4", "ju4"),
        ("yv2", "yu2"),
        ("xue2", "xue2"),
        ("ma5", "ma5"),
        ("er2", "er2"),
        ("biang2", "biang2"),
    ],
)
def test_one_spelling_for_each_syllable(typed: str, kept: str) -> None:
    assert syllable(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "chong", "chong6", "chong0", "chóng2", "2", "xqing2", "hello1", "c h4", "重", "ma55"],
)
def test_what_is_no_syllable(typed: str) -> None:
    assert syllable(typed) is None


@given(st.sampled_from(sorted(SYLLABLES)), st.sampled_from("12345"))
def test_the_kept_spelling_is_kept(letters: str, tone: str) -> None:
    kept = syllable(letters + tone)
    assert kept is not None
    assert syllable(kept) == kept


@given(st.text(max_size=8))
def test_anything_may_be_typed(typed: str) -> None:
    kept = syllable(typed)
    assert kept is None or (kept[:-1] in SYLLABLES and kept[-1] in "12345")


def test_chinese_characters_of_every_plane() -> None:
    assert hanzi_of("〇8号㐀𠮷 Claude かん") == ["〇", "号", "㐀", "𠮷"]


@pytest.mark.parametrize("character", POLYPHONES)
def test_polyphones_have_readings_that_exist(character: str) -> None:
    readings = POLYPHONES[character]
    assert len(set(readings)) >= 2
    assert set(readings) <= known_readings(character)


@pytest.mark.parametrize("character", SURNAMES)
def test_surnames_have_a_reading_that_exists(character: str) -> None:
    assert SURNAMES[character] in known_readings(character)
