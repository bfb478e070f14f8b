"""Two whole texts against each other, by sound."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords import sound_alignment as module
from hotwords.phonemes import text_phonemes
from hotwords.sound_alignment import align_sounds

TEXTS = st.text(alphabet="督都工你怎么看claude ，7", max_size=14)


@given(TEXTS)
def test_a_text_is_nowhere_from_itself(text: str) -> None:
    alignment = align_sounds(text, text)
    assert alignment.distance == 0
    assert len(alignment.pairs) == len(text_phonemes(text))
    assert all(pair[:2] == pair[2:] for pair in alignment.pairs)


@given(TEXTS, TEXTS)
def test_the_distance_is_the_same_both_ways_and_bounded(one: str, other: str) -> None:
    alignment = align_sounds(one, other)
    assert alignment.distance == pytest.approx(align_sounds(other, one).distance)
    lengths = len(text_phonemes(one)), len(text_phonemes(other))
    assert abs(lengths[0] - lengths[1]) <= alignment.distance <= max(lengths)
    assert list(alignment.pairs) == sorted(alignment.pairs)


def test_what_was_heard_for_a_stretch() -> None:
    alignment = align_sounds("请督工发言", "请都工发言")
    assert alignment.heard_for(1, 3) == (1, 3)
    assert alignment.heard_for(0, 5) == (0, 5)


def test_a_word_that_nobody_said_has_no_counterpart() -> None:
    assert align_sounds("你怎么看督工", "都工你怎么看").heard_for(4, 6) is None
    assert align_sounds("督工", "").heard_for(0, 2) is None


def test_of_a_word_said_once_and_written_twice_one_stays_alone() -> None:
    alignment = align_sounds("督工督工你怎么看", "都工你怎么看")
    assert sum(alignment.heard_for(*span) is None for span in ((0, 2), (2, 4))) == 1


def test_the_examples() -> None:
    assert doctest.testmod(module).failed == 0
