"""What speaks for a word at a place beside its sounds."""

from __future__ import annotations

import numpy as np
import pytest

from hotwords.drafts import Draft
from hotwords.phonemes import reading_rows
from hotwords.plausibility import PLACE_TRAITS, ROW_TRAITS, place_traits, row_traits
from hotwords.wanted_rows import WantedRows


def traits_of_rows(word: str) -> list[list[str]]:
    wanted = WantedRows.of((row, 0) for row in reading_rows(word))
    names = list(ROW_TRAITS)
    return [[names[at] for at in np.flatnonzero(row)] for row in row_traits(wanted, [word])]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("康辉", ["Chinese, two beats at most"]),
        ("陈思远", ["Chinese, three beats"]),
        ("东方财富", ["Chinese, more beats"]),
        ("Lee", ["letters, one beat"]),
        ("Kubernetes", ["letters, more beats"]),
        ("Qwen3", []),
        ("B站", []),
    ],
)
def test_the_first_row(word: str, first: list[str]) -> None:
    assert traits_of_rows(word)[0] == first


def test_further_rows_say_so() -> None:
    rows = traits_of_rows("Kubernetes")
    assert rows[1][-1] == "second reading"
    assert all(row[-1] == "further reading" for row in rows[2:])
    assert "letter by letter" in rows[-1]


@pytest.mark.parametrize(
    ("word", "text", "trait"),
    [
        ("Claude", "克劳德", "English written in Chinese"),
        ("Claude", "klaude", "a word that no dictionary has"),
        ("陈思远", "陈丝圆", "per bit of the characters that are the same"),
    ],
)
def test_what_shows_at_a_place(word: str, text: str, trait: str) -> None:
    wanted = WantedRows.of((row, 0) for row in reading_rows(word)[:1])
    draft = Draft.of(text)
    ends = np.array(
        [int(np.flatnonzero(draft.ends_word)[len(text) - 1 if text[0] > "z" else 0]) + 1]
    )
    (row,) = place_traits(wanted, [word], np.zeros(1, np.int32), ends.astype(np.int32), draft)
    assert [name for name, value in zip(PLACE_TRAITS, row, strict=True) if value] == [trait]


def test_nothing_shows_in_an_empty_draft() -> None:
    wanted = WantedRows.of([])
    none = np.zeros(0, np.int32)
    assert place_traits(wanted, [], none, none, Draft.of("")).shape == (0, len(PLACE_TRAITS))
