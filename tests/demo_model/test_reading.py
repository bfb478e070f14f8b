"""What the synthesisers are given to say."""

from __future__ import annotations

import pytest

from demo_model.reading import english_words, parts_to_say


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("你好，吃了吗？", ["ni3 hao3 , chi1 le5 ma5 ?"]),
        ("他3点半到。", ["ta1 san1 dian3 ban4 dao4 ."]),
        ("增长了18.6%。", ["zeng1 zhang3 le5 bai3 fen1 zhi1 shi2 ba1 dian3 liu4 ."]),
        ("我用Excel做表。", ["wo3 yong4", "Excel", "zuo4 biao3 ."]),
        ("这是KPI。", ["zhe4 shi4", "KPI"]),
        ("，。", []),
    ],
)
def test_mandarin_is_said_in_pinyin_and_latin_words_in_english(text: str, said: list[str]) -> None:
    assert [part.said for part in parts_to_say(text, "zh")] == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It is $4.2 million.", "It is four point two million dollars."),
        ("At 7:45 a.m. sharp", "At seven forty five a m sharp"),
        ("Nobody came.", "Nobody came."),
    ],
)
def test_english_numbers_are_said_in_words(text: str, said: str) -> None:
    assert english_words(text) == said


def test_every_word_has_its_place() -> None:
    for part in parts_to_say("我用Excel做了3个表。", "zh"):
        for word, place in part.words:
            rest = part.said[place:]
            assert rest.startswith(word) if part.language == "en" else rest[0].isalpha()
    (english,) = parts_to_say("Don't go, Anna!", "en")
    assert [word for word, _ in english.words] == ["Don't", "go", "Anna"]
    assert [english.said[place] for _, place in english.words] == ["D", "g", "A"]


def test_surnames_are_read_as_surnames_in_names_only() -> None:
    assert parts_to_say("单雨霏很简单。", "zh", ["单雨霏"])[0].said.startswith("shan4 yu3 fei1")
    assert parts_to_say("单雨霏很简单。", "zh")[0].said.startswith("dan1 yu3 fei1")


def test_nothing_to_say_is_no_part() -> None:
    assert parts_to_say("…", "en") == []
