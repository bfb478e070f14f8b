"""A word beside what was heard, sound by sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords import Hotword
from hotwords.explanation import explained


def test_every_sound_stands_beside_the_one_that_was_heard() -> None:
    steps = explained(Hotword("陈思远"), "我们请了程四圆来")
    assert [(step.wanted, step.heard) for step in steps] == [
        ("ch", "ch"),
        ("e2", "e2"),
        ("n", "ng"),
        ("s", "s"),
        ("i1", "i4"),
        ("ü", "ü"),
        ("a3", "a2"),
        ("n", "n"),
    ]
    assert [step.text for step in steps if step.text] == ["程", "四", "圆"]
    told = [step.difference for step in steps if step.difference]
    assert told == ["n→ng", "tone 1→4", "tone 3→2"]


def test_english_by_chinese_ear_and_by_an_alias() -> None:
    steps = explained(Hotword("Claude"), "我用克劳德写")
    assert [step.heard for step in steps if step.wanted in ("K", "L", "D")] == ["k", "l", "d"]
    assert "".join(step.text for step in steps) == "克劳德"
    steps = explained(Hotword("督工", ("马督工",)), "马督工说")
    assert "".join(step.text for step in steps) == "马督工"


@pytest.mark.parametrize(
    ("word", "text"), [("林静怡", "谢谢"), ("康辉", ""), ("…", "康辉"), ("康辉", "了7说   P7ene")]
)
def test_nothing_like_it(word: str, text: str) -> None:
    assert explained(Hotword(word), text) == []


@given(st.text("康灰辉说了 iPhone7", max_size=15))
def test_no_character_is_told_twice_and_none_is_made_up(text: str) -> None:
    told = "".join(step.text for step in explained(Hotword("康辉"), text))
    assert len(told) <= len(text)
    rest = iter(text)
    assert all(character in rest for character in told)
