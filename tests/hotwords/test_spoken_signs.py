"""Signs that are said as a part of a word."""

from __future__ import annotations

import doctest

import pytest

from hotwords import PhonemeIndex, spoken_signs
from hotwords.phonemes import hotword_sounds, text_phonemes


@pytest.mark.parametrize(
    ("word", "text", "heard"),
    [
        ("C++", "we write c plus plus here", "c plus plus"),
        ("C++", "我在学c加加编程", "c加加"),
        ("C#", "written in c sharp", "c sharp"),
        ("R&B", "i like r and b", "r and b"),
        ("R&B", "我喜欢 r b 音乐", "r b"),
        ("AT&T", "call at and t now", "at and t"),
        ("AT&T", "call a t and t now", "a t and t"),
        (".NET", "the dot net runtime", "dot net"),
        ("ASP.NET", "an a s p dot net page", "a s p dot net"),
        ("Notepad++", "open notepad plus plus", "notepad plus plus"),
        ("Disney+", "watch disney plus", "disney plus"),
        ("A+", "she got an a plus", "a plus"),
    ],
)
def test_a_word_is_found_as_people_say_it(word: str, text: str, heard: str) -> None:
    [hit] = PhonemeIndex([word]).recall(text)
    assert hit.heard == heard
    assert hit.score < 1


@pytest.mark.parametrize(
    ("word", "text"),
    [
        *[("C++", "vitamin c"), ("C#", "vitamin c"), ("C++", "C# and F#"), (".NET", "on the net")],
        *[("Notepad++", "on a notepad"), ("A+", "a cat")],
    ],
)
def test_a_word_without_its_signs_is_another_one(word: str, text: str) -> None:
    assert PhonemeIndex([word]).recall(text) == []


@pytest.mark.parametrize(
    ("word", "text"),
    [
        *[("C++", "I know C++."), ("C++", "会c++吗"), (".NET", "用.NET写"), ("R&B", "R & B")],
        *[("AT&T", "AT&T"), ("Notepad++", "Notepad++"), ("3.14", "是3.14"), ("さくら", "サクラ")],
        *[("C#", "Ｃ＃"), ("Node.js", "node js"), ("Wi-Fi", "wifi")],
    ],
)
def test_what_is_spelled_so_is_sure(word: str, text: str) -> None:
    assert PhonemeIndex([word]).recall(text)[0].score == 1


def test_a_draft_says_its_signs_where_they_are_said() -> None:
    for word in ("C++", "C#", ".NET", "Notepad++", "R&B"):
        heard = tuple(phoneme.value for phoneme in text_phonemes(word))
        assert heard in hotword_sounds(word)
    silent = "a. b, c! (d) #e -f +g h: i"
    letters = "".join(character for character in silent if character.isalpha() or character == " ")
    said = [phoneme.value for phoneme in text_phonemes(silent)]
    assert said == [phoneme.value for phoneme in text_phonemes(letters)]


def test_the_examples() -> None:
    assert doctest.testmod(spoken_signs).failed == 0
