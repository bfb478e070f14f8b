"""What an editor shows of a list, and the bytes that come back from it."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui import hotword_merge, hotword_sounds, hotword_text, hotword_words
from gui.hotword_text import changed_part, document_of, shown_text
from hotwords import HotwordDocument

LINES = st.lists(
    st.tuples(
        st.text("ab|~! #陈\xa0\u2028\u0085\t", max_size=6), st.sampled_from(["\n", "\r\n", "\r"])
    ),
    max_size=8,
)
TEXTS = st.text("ab陈 \n", max_size=20)


def document(lines: list[tuple[str, str]], last: str = "") -> HotwordDocument:
    text = "".join(line + end for line, end in lines) + last
    return HotwordDocument.from_bytes(text.encode())


@given(LINES, st.sampled_from(["", "last", "陈\xa0思"]))
def test_what_nobody_touched_keeps_every_byte(lines: list[tuple[str, str]], last: str) -> None:
    before = document(lines, last)
    assert document_of(shown_text(before), before) == before


@given(LINES, TEXTS)
def test_what_was_typed_is_what_the_file_will_show(
    lines: list[tuple[str, str]], typed: str
) -> None:
    before = document(lines)
    after = document_of(typed, before)
    assert shown_text(after) == typed
    assert shown_text(HotwordDocument.from_bytes(after.to_bytes())) == typed


@given(LINES, st.integers(0, 8), TEXTS)
def test_a_line_that_is_put_in_touches_no_other(
    lines: list[tuple[str, str]], at: int, typed: str
) -> None:
    before = document([*lines, ("end", "\n")])
    new = typed.replace("\n", "") + "new"
    shown = shown_text(before).split("\n")
    at = min(at, len(shown) - 1)
    after = document_of("\n".join([*shown[:at], new, *shown[at:]]), before)
    kept = [line for line in after.lines if not line.startswith(new)]
    assert kept == list(before.lines)


@pytest.mark.parametrize("content", ["户晨风\r\n".encode("gbk"), "a\r\n".encode("utf-16")])
def test_encoding_and_line_ends_stay(content: bytes) -> None:
    before = HotwordDocument.from_bytes(content)
    after = document_of(shown_text(before) + "曾宪琛\n", before)
    assert after.encoding == before.encoding
    assert after.lines[-1] == "曾宪琛\r\n"


def test_an_empty_list_becomes_a_file_of_one_line() -> None:
    assert document_of("陈思远", HotwordDocument()).to_bytes() == "陈思远".encode()
    assert document_of("", HotwordDocument()).to_bytes() == b""


def test_the_changed_part_may_be_nothing() -> None:
    assert changed_part(["a", "a"], ["a", "a"]) == (2, 2)
    assert changed_part(["a", "a"], ["a"]) == (1, 2)


def test_examples() -> None:
    for module in (hotword_text, hotword_merge, hotword_sounds, hotword_words):
        assert doctest.testmod(module).failed == 0
