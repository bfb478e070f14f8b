"""The menus say what a command does, in both languages, and each does its own thing."""

from __future__ import annotations

from pathlib import Path

from opened_windows import PATIENCE_MS, Opener, action, add
from pytestqt.qtbot import QtBot

from asr_core.jobs import JobState
from gui.menus import KEYS, TIPS
from gui.texts import set_language
from gui.texts_zh import CHINESE

QUEUE = ("start", "pause", "stop", "continue_all", "clear_done")


def test_what_a_command_does_is_told_in_both_languages(open_window: Opener) -> None:
    window = open_window()
    assert not [tip for tip in TIPS.values() if tip not in CHINESE]
    for name in QUEUE:
        assert action(window, f"menu.queue.{name}").toolTip() == TIPS[f"queue.{name}"]
    set_language("zh")
    for name in QUEUE:
        entry = action(window, f"menu.queue.{name}")
        assert not entry.text().isascii() and not entry.toolTip().isascii()


def test_no_two_commands_of_the_queue_have_one_meaning(open_window: Opener) -> None:
    window = open_window()
    words = [action(window, f"menu.queue.{name}").text() for name in QUEUE]
    assert len(set(words)) == len(words)
    for name in ("start", "pause", "stop"):
        assert action(window, f"menu.queue.{name}").shortcut().toString() == KEYS[f"queue.{name}"]


def test_a_start_that_goes_on_says_so_and_a_stopped_file_is_continued_with_all(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    start = action(window, "menu.queue.start")
    continue_all = action(window, "menu.queue.continue_all")
    assert start.text() == "Start the queue" and not continue_all.isEnabled()
    job = add(window, film)
    qtbot.waitUntil(lambda: bool(job.segments), timeout=PATIENCE_MS)
    action(window, "menu.queue.stop").trigger()
    qtbot.waitUntil(lambda: job.state is JobState.CANCELLED, timeout=PATIENCE_MS)
    assert start.text() == "Continue the queue"
    continue_all.trigger()
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    assert not continue_all.isEnabled() and start.text() == "Start the queue"
