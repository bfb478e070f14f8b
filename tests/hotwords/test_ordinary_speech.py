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


def test_what_often_follows_speaks_for_what_stands_before() -> None:
    draft = Draft.of("我们的 end of the day")
    follows = dict(zip(draft.piece.tolist(), draft.follows.tolist(), strict=True))
    assert follows[1] < -1  # 们 after 我
    assert follows[3] == 0 or follows[3] > -1  # end, with nothing before it
    assert follows[4] < -1  # of after end


def test_words_that_no_dictionary_has_are_strange() -> None:
    draft = Draft.of("a cat 看 klaude 7")
    strange = [piece for piece, odd in zip(draft.pieces, draft.strange, strict=True) if odd]
    assert {draft.text[piece.start : piece.end] for piece in strange} == {"klaude"}


@given(st.text(max_size=40))
def test_any_text_has_a_positive_surprise_for_every_sound(text: str) -> None:
    draft = Draft.of(text)
    assert len(draft.surprise) == len(draft.sounds)
    assert np.isfinite(draft.surprise).all()
    assert (draft.surprise > 0).all()
