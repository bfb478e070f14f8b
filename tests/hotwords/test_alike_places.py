"""Places that sound like a word: the score by its definition, and none missed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotwords.alike_places import AlikeFinder
from hotwords.phonemes import hotword_sounds, text_phonemes
from hotwords.sound_alignment import align_sounds

WORDS = ["康辉", "麦当劳", "陈思远", "东方财富", "句子", "Claude", "Kubernetes", "7-Zip", "安"]
PIECES = [
    "康灰",
    "麦当娜",
    "买当劳",
    "城思员",
    "东方菜富",
    "锯子",
    "klaude",
    "cooper nettes",
    "7 zip",
]
FILLERS = ["我们", "的", "安", " the ", "，", "是", " a ", "圆"]


def finder(words: list[str], least: float = 0.85) -> AlikeFinder:
    return AlikeFinder([[(word, ())] for word in words], least)


@pytest.mark.parametrize(
    ("word", "heard", "score"),
    [
        ("句子", "锯子", 1.0),
        ("康辉", "康灰", 1.0),
        ("麦当劳", "买当劳", 1 - 0.5 / 7),
        ("Claude", "klaude", 1.0),
        ("7-Zip", "seven zip", 1.0),
    ],
)
def test_the_share_of_sounds_that_were_heard(word: str, heard: str, score: float) -> None:
    (place,) = finder([word]).places(heard)
    assert (place.word, place.start, place.end) == (0, 0, len(heard))
    assert place.score == pytest.approx(score)


@pytest.mark.parametrize(("word", "heard"), [("麦当劳", "麦当娜"), ("陈思远", "陈一远")])
def test_another_syllable_is_not_alike(word: str, heard: str) -> None:
    assert finder([word]).places(f"昨天{heard}来了") == []


def test_a_given_reading_and_an_alias_count() -> None:
    forms = [[("重黎", ("chong2 li2",)), ("火神", ())]]
    places = AlikeFinder(forms, 0.85).places("虫梨就是火神")
    assert [(place.start, place.end) for place in places] == [(0, 2), (4, 6)]


def test_words_are_not_cut() -> None:
    assert finder(["cat"]).places("concatenate") == []
    assert len(finder(["cat"]).places("a cat sat")) == 1


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(PIECES + FILLERS), max_size=6).map("".join),
    st.sampled_from([0.6, 0.75, 0.85, 1.0]),
)
def test_every_place_is_found_with_its_score(word: str, text: str, least: float) -> None:
    found = {(place.start, place.end): place.score for place in finder([word], least).places(text)}
    rows = hotword_sounds(word)
    if len(rows) > 1:
        return  # the definition below knows the usual reading only
    phonemes = text_phonemes(text)
    for first in (phoneme.start for phoneme in phonemes if phoneme.starts_word):
        for last in (phoneme.end for phoneme in phonemes if phoneme.ends_word):
            if first >= last:
                continue
            score = 1 - align_sounds(word, text[first:last]).distance / len(rows[0])
            if score < least - 1e-6:
                assert (first, last) not in found
            elif found.get((first, last), 0.0) < score - 1e-6:
                # Of one end only the best start is told.
                assert any(end == last and other >= score for (_, end), other in found.items())
