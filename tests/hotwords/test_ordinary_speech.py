"""How surprising ordinary and strange texts are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords.drafts import Draft


def bits(text: str) -> float:
    """Surprise per spoken unit."""
    draft = Draft.of(text)
    return float(draft.surprise.sum()) / len(draft.pieces)


@pytest.mark.parametrize(
    ("ordinary", "strange"),
    [
        ("我们看到他了", "沃闷瞰捣塌乐"),
        ("看到他", "看娃"),
        ("今天天气很好", "拍森克劳德"),
        ("the weather is nice", "klaude kestrova"),
        ("end of the day", "of day the end"),
        ("什么时候", "什掰轰侯"),
    ],
)
def test_everyday_words_are_less_surprising(ordinary: str, strange: str) -> None:
    assert bits(ordinary) < bits(strange) - 0.5


def test_names_surprise_more_than_their_frequency_says() -> None:
    assert bits("索尼") > bits("所以") + 5


def test_everyday_words_have_no_beginning_inside() -> None:
    draft = Draft.of("昨天银行说 hello")
    begins = ~draft.cuts_word[draft.starts_word]
    assert begins.tolist() == [True, False, True, False, True, True]


@given(st.text(max_size=40))
def test_any_text_has_a_positive_surprise_for_every_sound(text: str) -> None:
    draft = Draft.of(text)
    assert len(draft.surprise) == len(draft.sounds)
    assert np.isfinite(draft.surprise).all()
    assert (draft.surprise > 0).all()
