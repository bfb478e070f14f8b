"""Characters read as pypinyin reads them, and syllables taken apart and put together again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from hotwords.mandarin import (
    character_syllable,
    read_run,
    read_word,
    spelled_syllable,
    syllable_sounds,
)

EVERYDAY = "的一是了我不人在他有这上们来到时大地为子中你说生国年着就那和要她出也得里后自以会"
POLYPHONES = "行重长乐还都朝便传单调干降角觉空量落难强石省数调系相兴血应曾只种转"


@given(st.text(EVERYDAY + POLYPHONES + "银音快庆道理便宜", max_size=14))
def test_a_run_is_read_as_by_pypinyin(run: str) -> None:
    expected = lazy_pinyin(
        run,
        style=Style.TONE3,
        neutral_tone_with_five=True,
        v_to_u=True,
        errors="ignore",
    )
    assert list(read_run(run)) == expected


def test_characters_without_a_reading_have_none() -> None:
    # 兙 is a unit written with one character.
    assert read_run("安兙安") == ("an1", "", "an1")
    assert character_syllable("兙") == ""


@pytest.mark.parametrize(
    ("syllable", "sounds"),
    [
        ("zhuang4", "zh w a4 -ng"),
        ("yuan2", "v a2 -n"),
        ("xian1", "x y a1 -n"),
        ("liu2", "l y ou2"),
        ("shi2", "sh I2"),
        ("duo1", "d o1"),
        ("wo3", "w o3"),
        ("yi1", "i1"),
        ("lü4", "l ü4"),
        ("lv4", "l ü4"),
        ("jun1", "j ü1 -n"),
        ("er5", "er5"),
        ("n2", "e2 -n"),
        ("Claude", ""),
        ("", ""),
        ("zhong", ""),
    ],
)
def test_syllables_are_taken_apart(syllable: str, sounds: str) -> None:
    assert " ".join(syllable_sounds(syllable)) == sounds


@given(st.sampled_from(EVERYDAY + POLYPHONES + "女绿元云学六贵轮广翁安恩儿额欧"))
def test_sounds_are_put_together_again(character: str) -> None:
    syllable = character_syllable(character)
    assert spelled_syllable(syllable_sounds(syllable)) == syllable[:-1]


def test_a_word_has_further_readings_where_no_phrase_decides() -> None:
    assert read_word("银行", 8) == [("yin2", "hang2")]
    assert read_word("重庆", 8) == [("chong2", "qing4")]
    readings = read_word("李乐", 8)
    assert readings[0] == ("li3", "le4")
    assert ("li3", "yue4") in readings
    assert len(read_word("行重长乐还都朝便", 3)) == 3


def test_surnames_come_first_in_names() -> None:
    assert read_word("单小雅", 8)[0] == ("shan4", "xiao3", "ya3")
    assert ("dan1", "xiao3", "ya3") in read_word("单小雅", 8)
    assert read_word("曾", 8)[0] == ("ceng2",)


def test_inside_a_word_a_character_keeps_its_tone() -> None:
    assert read_word("徐子轩", 8)[0] == ("xu2", "zi3", "xuan1")
    assert read_word("锯子", 8)[0] == ("ju4", "zi5")
