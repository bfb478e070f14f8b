"""A list that is edited here and elsewhere at once."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gui.hotword_merge import WordChange
from gui.hotword_open_list import OpenList
from hotwords import HotwordDocument

PATH = Path("hot.txt")
TEXTS = st.lists(st.sampled_from(["甲", "乙", "丙 | 饼", "# 注"]), max_size=6).map(
    lambda lines: "".join(line + "\n" for line in lines)
)


def document(text: str) -> HotwordDocument:
    return HotwordDocument.from_bytes(text.encode())


def test_an_edit_is_to_be_saved_once() -> None:
    opened = OpenList(PATH, document("甲\n"))
    assert opened.is_saved
    assert opened.to_save() is None
    opened.text = "甲\n乙\n"
    wanted = opened.to_save()
    assert wanted is not None
    assert wanted.to_bytes() == "甲\n乙\n".encode()
    opened.saved(wanted)
    assert opened.to_save() is None


def test_typing_that_went_on_while_saving_is_saved_next() -> None:
    opened = OpenList(PATH, document("甲\n"))
    opened.text = "甲\n乙"
    first = opened.to_save()
    assert first is not None
    opened.text = "甲\n乙丙"
    opened.saved(first)
    assert opened.to_save() == document("甲\n乙丙")


def test_a_change_from_outside_comes_in_beside_what_is_typed() -> None:
    opened = OpenList(PATH, document("甲\n乙\n"))
    opened.text = "甲\n乙\n在打"
    change = opened.changed_outside(document("乙\n丁\n"))
    assert change is not None
    assert change.words == WordChange(("丁",), ("甲",), ())
    assert change.before == "甲\n乙\n在打"
    assert not opened.conflicts
    assert {"乙", "丁", "在打"} == set(opened.text.split("\n")) - {""}
    assert opened.to_save() is not None


def test_a_contradiction_is_asked_and_nothing_is_saved_meanwhile() -> None:
    opened = OpenList(PATH, document("甲\n"))
    opened.text = "甲 | 加\n"
    assert opened.changed_outside(document("甲 !! replace\n")) is None
    assert len(opened.conflicts) == 1
    assert opened.to_save() is None
    assert opened.text == "甲 | 加\n"
    opened.resolve(["theirs"])
    assert opened.text == "甲 !! replace\n"
    assert opened.is_saved


def test_keeping_mine_writes_over_what_the_other_saved() -> None:
    opened = OpenList(PATH, document("甲\n"))
    opened.text = "甲 | 加\n"
    opened.changed_outside(document("甲 !! replace\n丙\n"))
    opened.resolve(["mine"])
    assert opened.to_save() is not None
    assert "甲 | 加" in opened.text


def test_a_contradiction_that_the_other_takes_back_is_none() -> None:
    opened = OpenList(PATH, document("甲\n"))
    opened.text = "甲 | 加\n"
    opened.changed_outside(document("甲 !! replace\n"))
    opened.changed_outside(document("甲\n"))
    assert not opened.conflicts
    assert opened.to_save() == document("甲 | 加\n")


def test_a_file_that_is_not_there_yet_is_made_by_typing() -> None:
    opened = OpenList(PATH, None)
    assert not opened.exists
    assert opened.to_save() is None
    opened.text = "甲"
    wanted = opened.to_save()
    assert wanted is not None
    opened.saved(wanted)
    assert opened.exists


@given(TEXTS, TEXTS, TEXTS)
def test_neither_side_loses_a_word_without_being_asked(base: str, mine: str, theirs: str) -> None:
    opened = OpenList(PATH, document(base))
    opened.text = mine
    opened.changed_outside(document(theirs))
    if opened.conflicts:
        assert opened.text == mine
        assert opened.to_save() is None
        return
    new = (set(mine.split("\n")) | set(theirs.split("\n"))) - set(base.split("\n"))
    assert new <= set(opened.text.split("\n"))
