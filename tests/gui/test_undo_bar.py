"""What was taken out of the queue can be brought back from a line under the list."""

from __future__ import annotations

from pathlib import Path

import pytest
from opened_windows import Opener
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from quiet_runner import QuietRunner
from widgets import child, click

from asr_core.jobs import Job, JobState
from gui.queue_panel import QueuePanel
from gui.texts import set_language
from gui.undo_bar import UndoBar


def saved(runner: QuietRunner, *names: str) -> list[Job]:
    jobs = [runner.put(name, 3) for name in names]
    for job in jobs:
        runner.run(job)
        runner.finish(job)
        runner.record_outputs(job.id, [job.path.with_suffix(".srt")])
    return jobs


def test_what_was_cleared_and_what_was_removed_come_back_one_after_the_other(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    bar = child(queue_panel, UndoBar)
    waiting = runner.put("wait.mp4")
    done = saved(runner, "a.mp4", "b.mp4", "c.mp4")
    assert bar.isHidden()
    click(qtbot, queue_panel, "queue.clear-done")
    said = child(bar, QLabel, "queue.removed")
    assert said.text() == "3 removed" and "b.mp4" in said.toolTip()
    queue_panel.select(waiting.id)
    queue_panel.remove_selected()
    assert said.text() == "Removed wait.mp4"
    set_language("zh")
    assert said.text() == "已移除 wait.mp4"
    click(qtbot, bar, "queue.removed.undo")
    assert said.text() == "已移除 3 个"
    click(qtbot, bar, "queue.removed.undo")
    assert list(runner.jobs) == [waiting, *done]
    assert bar.isHidden()


def test_a_removal_is_offered_back_until_it_is_dismissed(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    saved(runner, "a.mp4")
    click(qtbot, queue_panel, "queue.clear-done")
    other = runner.put("b.mp4")
    runner.remove(other.id)
    bar = child(queue_panel, UndoBar)
    click(qtbot, bar, "queue.removed.dismiss")
    # What it does not name can still be brought back.
    assert child(bar, QLabel, "queue.removed").text() == "Removed a.mp4"
    click(qtbot, bar, "queue.removed.dismiss")
    assert bar.isHidden() and len(runner.jobs) == 0


@pytest.mark.usefixtures("each_language")
def test_a_text_of_which_only_a_part_is_saved_is_removed_only_on_purpose(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    job = runner.put("a.mp4", 3)
    runner.run(job)
    runner.record_outputs(job.id, [Path("/films/a.partial.srt")])
    job.segments.extend(runner.put("other.mp4", 4).segments[3:])
    runner.finish(job)
    click(qtbot, queue_panel, "queue.clear-done")
    assert "a.mp4" in child(queue_panel, QLabel, "queue.refusals").text()
    queue_panel.select(job.id)
    queue_panel.remove_selected()
    box = child(queue_panel, QMessageBox)
    assert "1" in box.text() and job.id in runner.jobs
    box.buttons()[1].click()
    assert job.id not in runner.jobs
    click(qtbot, queue_panel, "queue.removed.undo")
    assert runner.jobs[job.id].is_unsaved


def test_putting_back_starts_nothing(open_window: Opener, film: Path) -> None:
    window = open_window(start_at_once=False)
    window.commands.add([film])
    [job] = window.runner.jobs
    window.runner.remove(job.id)
    window._store.change(start_at_once=True)
    undo = window.queue.findChild(QWidget, "queue.removed.undo")
    assert undo is not None
    undo.click()  # type: ignore[attr-defined]
    assert list(window.runner.jobs) == [job]
    assert job.state is JobState.QUEUED and not window.runner.is_running
