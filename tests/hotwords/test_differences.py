"""What differs, in words for people."""

from __future__ import annotations

import pytest

from hotwords import PhonemeIndex
from hotwords.differences import is_usual


@pytest.mark.parametrize(
    ("word", "text", "differing"),
    [
        ("康辉", "康灰来了", ()),
        ("东方财富", "东方菜富涨了", ("tone 2→4",)),
        ("张三丰", "章山峰来了", ("s→sh",)),
        ("撒贝宁", "撒贝你说", ("tone 2→3", "−ng")),
        ("王砚秋", "王可秋来了", ("yan→ke",)),
        ("阿尔茨海默", "阿尔茨默", ("−hai",)),
        ("Claude", "ask klaude about it", ("c→k",)),
        ("Claude", "用克劳德写", ()),
        ("Python", "download pythn code", ("−o",)),
    ],
)
def test_differences(word: str, text: str, differing: tuple[str, ...]) -> None:
    (hit,) = PhonemeIndex([word]).recall(text, threshold=0.3)
    assert hit.differences == differing


def test_the_usual_way_to_hear_an_english_sound_is_no_difference() -> None:
    assert is_usual("K", "k")
    assert is_usual("AY", "ai3")
    assert is_usual("TH", "s")
    assert not is_usual("K", "f")
    assert not is_usual("zh", "z")
