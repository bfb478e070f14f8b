"""Two versions of a list put together: nothing lost, nothing asked that need not be asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gui.hotword_merge import Conflict, WordChange, merge, word_change
from hotwords import HotwordDocument

LINES = st.lists(st.sampled_from(["a", "b", "c", "d", "e | x", "# note", ""]), max_size=8)


@given(LINES, LINES)
def test_where_one_side_changed_nothing_the_other_counts(base: list[str], new: list[str]) -> None:
    assert merge(base, new, base).lines() == new
    assert merge(base, base, new).lines() == new
    assert merge(base, new, new).lines() == new


@given(LINES, LINES, LINES)
def test_choosing_one_side_everywhere_keeps_its_words(
    base: list[str], mine: list[str], theirs: list[str]
) -> None:
    merged = merge(base, mine, theirs)
    count = len(merged.conflicts)
    both = set(merged.lines(["both"] * count))
    assert set(mine) - set(base) <= both
    assert set(theirs) - set(base) <= both
    assert set(mine) - set(base) <= set(merged.lines(["mine"] * count))
    assert set(theirs) - set(base) <= set(merged.lines(["theirs"] * count))


@given(LINES, LINES, LINES)
def test_what_is_asked_does_not_depend_on_who_asks(
    base: list[str], mine: list[str], theirs: list[str]
) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert [(each.base, each.mine, each.theirs) for each in one.conflicts] == [
        (each.base, each.theirs, each.mine) for each in other.conflicts
    ]


def test_words_that_both_add_at_the_end_are_both_kept() -> None:
    assert merge(["a"], ["a", "mine"], ["a", "theirs"]).lines() == ["a", "mine", "theirs"]
    assert merge(["a"], ["a", "same", "mine"], ["a", "same"]).lines() == ["a", "same", "mine"]


def test_neighbouring_lines_are_no_conflict() -> None:
    assert merge(["a", "b", "c"], ["A", "b", "c"], ["a", "B", "c"]).lines() == ["A", "B", "c"]


def test_only_the_line_that_both_changed_is_asked() -> None:
    merged = merge(["a", "b"], ["a", "b | mine"], ["A", "b | theirs"])
    assert merged.conflicts == (Conflict(("b",), ("b | mine",), ("b | theirs",)),)
    assert merged.lines(["mine"]) == ["A", "b | mine"]


def test_one_word_written_in_two_ways_is_asked() -> None:
    merged = merge(["a"], ["a", "Claude | Cloud"], ["a", "Claude !! replace"])
    assert merged.conflicts == (Conflict((), ("Claude | Cloud",), ("Claude !! replace",)),)
    assert merged.lines(["theirs"]) == ["a", "Claude !! replace"]


def test_a_line_that_one_changed_and_the_other_removed_is_asked() -> None:
    merged = merge(["a", "b"], ["a", "b | x"], ["a"])
    assert merged.conflicts == (Conflict(("b",), ("b | x",), ()),)
    assert merged.lines(["both"]) == ["a", "b | x"]


def test_which_words_changed() -> None:
    before = HotwordDocument.from_bytes("甲\n乙\n# 注\n丙 !! off\n丁\n".encode())
    after = HotwordDocument.from_bytes("甲 | 加\n丙\n丁\n# 另\n戊\n".encode())
    assert word_change(before, after) == WordChange(("丙", "戊"), ("乙",), ("甲",))
    assert not word_change(before, before)
