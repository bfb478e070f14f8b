"""Readings, marks and what a text recalls, from the thread that knows sounds."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from gui.hotword_merge import WordChange
from gui.hotword_open_list import OutsideChange
from gui.hotword_sounds import Compared, HotwordSounds, LookedOver, Recalled, marked
from gui.hotword_text import shown_text
from hotwords import HotwordDocument

PATH = Path("hot.txt")
PATIENCE_MS = 20_000


def document(text: str) -> HotwordDocument:
    return HotwordDocument.from_bytes(text.encode())


@pytest.fixture
def sounds(qtbot: QtBot) -> Iterator[HotwordSounds]:
    assert qtbot is not None
    sounds = HotwordSounds()
    yield sounds
    sounds.stop()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("hu4 chen2 feng1", "hù chén fēng"),
        ("lv4 liu2 nv3 guo1 de5", "lǜ liú nǚ guō de"),
        ("gou3 gui4 xiong2 nve4", "gǒu guì xióng nüè"),
        ("chang2 EH-K-S 7", "cháng EH-K-S 7"),
        ("ng4", "ng4"),
    ],
)
def test_tones_are_marks(typed: str, shown: str) -> None:
    assert marked(typed) == shown


def test_spelling_comes_first_and_sound_after(sounds: HotwordSounds, qtbot: QtBot) -> None:
    told: list[LookedOver] = []
    sounds.looked_over.connect(told.append)
    sounds.look_over(PATH, document("陈思远\n是\n乙 !! nonsense\n"))
    qtbot.waitUntil(lambda: bool(told) and told[-1].heard, timeout=PATIENCE_MS)
    assert [looked.heard for looked in told] == [False, True]
    assert told[0].words == {1: "陈思远", 2: "是"}
    assert told[-1].readings[1] == "chén sī yuǎn"
    assert {(found.kind, found.line) for found in told[-1].findings} >= {
        ("too-short", 2),
        ("unreadable", 3),
    }
    assert told[-1].failure is None  # the line is left out, the others count


def test_a_list_that_breaks_leaves_its_last_good_state_in_force(
    sounds: HotwordSounds, qtbot: QtBot
) -> None:
    told: list[Recalled] = []
    sounds.recalled.connect(told.append)
    sounds.use([(PATH, document("陈思远\n"))])
    sounds.recall("陈司远说", 10)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=PATIENCE_MS)
    assert [hit.word for hit in told[0].hits] == ["陈思远"]
    sounds.use([(PATH, document("乙 !! nonsense\n\0\n"))])
    sounds.recall("陈斯远说", 10)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=PATIENCE_MS)
    assert [hit.word for hit in told[1].hits] == ["陈思远"]


def test_a_later_list_takes_a_word_out(sounds: HotwordSounds, qtbot: QtBot) -> None:
    told: list[Recalled] = []
    sounds.recalled.connect(told.append)
    sounds.use([(PATH, document("陈思远\n")), (Path("b.txt"), document("陈思远 !! off\n"))])
    sounds.recall("陈司远说", 10)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=PATIENCE_MS)
    assert (told[0].hits, told[0].words) == ((), 0)


def compared(sounds: HotwordSounds, qtbot: QtBot, *texts: str, heard: str = "") -> Compared:
    """What is left in the last of `texts` of what others did, who made those between."""
    documents = [document(text) for text in texts]
    changes = [
        OutsideChange(old, new, shown_text(old), shown_text(new))
        for old, new in pairwise(documents[:-1])
    ]
    heard_texts = [(text, text) for text in heard.split()]
    with qtbot.waitSignal(sounds.compared, timeout=PATIENCE_MS) as told:
        sounds.compare(PATH, changes, frozenset(), documents[-1], heard_texts)
    (answer,) = told.args
    assert isinstance(answer, Compared)
    return answer


def test_what_a_change_could_alter_is_counted(sounds: HotwordSounds, qtbot: QtBot) -> None:
    sounds.use([(PATH, document("户晨风\n康辉\n"))])
    answer = compared(
        sounds, qtbot,
        "康辉\n陈思远\n", "户晨风\n康辉\n", "户晨风\n康辉\n",
        heard="胡成风说 陈思远说 没有 康辉",
    )  # fmt: skip
    assert answer.words == WordChange(("户晨风",), ("陈思远",))
    assert answer.affected == 2


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        (["甲\n", "甲\n乙\n", "甲\n丙\n", "甲\n丙\n"], WordChange(("丙",))),
        (["甲\n", "甲\n乙\n", "甲\n", "甲\n"], WordChange()),
        (["甲\n", "甲\n乙\n", "甲\n乙\n打\n"], WordChange(("乙",))),
        (["甲\n", "甲\n乙\n", "甲\n打\n"], WordChange()),
        (["甲\n", "乙\n", "甲 | 加\n", "甲 | 加\n"], WordChange(changed=("甲",))),
    ],
)
def test_only_what_others_left_changed_is_told(
    sounds: HotwordSounds, qtbot: QtBot, texts: list[str], left: WordChange
) -> None:
    assert compared(sounds, qtbot, *texts).words == left


def test_a_text_is_not_tried_before_there_are_lists(sounds: HotwordSounds, qtbot: QtBot) -> None:
    told: list[Recalled] = []
    sounds.recalled.connect(told.append)
    looked: list[LookedOver] = []
    sounds.looked_over.connect(looked.append)
    sounds.recall("陈司远说", 10)
    # Less urgent: when that is answered, the text has been asked about, and in vain.
    sounds.look_over(PATH, document("陈思远\n"))
    qtbot.waitUntil(lambda: bool(looked), timeout=PATIENCE_MS)
    sounds.use([(PATH, document("陈思远\n"))])
    sounds.warm_up()
    sounds.recall("陈斯远说", 10)
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    assert [answer.text for answer in told] == ["陈斯远说"]


def test_a_long_list_leaves_the_collector_as_it_was(sounds: HotwordSounds, qtbot: QtBot) -> None:
    names = "".join(f"Name{number}\n" for number in range(3_500))
    sounds.use([(PATH, document(names))])
    with qtbot.waitSignal(sounds.recalled, timeout=4 * PATIENCE_MS) as told:
        sounds.recall("", 10)
    assert told.args[0].words == 3_500
    qtbot.waitUntil(gc.isenabled, timeout=PATIENCE_MS)


def test_nothing_is_answered_after_the_end(sounds: HotwordSounds, qtbot: QtBot) -> None:
    told: list[object] = []
    sounds.use([(PATH, document("陈思远\n"))])
    with qtbot.waitSignal(sounds.recalled, timeout=PATIENCE_MS):
        sounds.recall("陈司远", 10)
    (thread,) = [each for each in threading.enumerate() if each.name == "hotword-sounds"]
    sounds.recalled.connect(told.append)
    sounds.stop()
    sounds.recall("陈斯远", 10)
    # Nobody is left who could answer, and none is begun anew.
    assert not thread.is_alive()
    assert "hotword-sounds" not in [each.name for each in threading.enumerate()]
    QCoreApplication.sendPostedEvents(sounds, QEvent.Type.MetaCall)
    assert told == []
