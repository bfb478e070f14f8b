"""What counts as saved in the window: all that was heard and edited, no more and no less."""

from __future__ import annotations

from pathlib import Path

from opened_windows import PATIENCE_MS, Opener, add
from PySide6.QtWidgets import QAbstractButton, QTableView
from pytestqt.qtbot import QtBot
from widgets import child

from asr_core.jobs import Job, JobState
from gui.cue_model import Column
from gui.main_window import MainWindow


def stopped_and_saved(qtbot: QtBot, window: MainWindow, film: Path, *formats: str) -> Job:
    job = add(window, film)
    window.runner.start()
    qtbot.waitUntil(lambda: len(job.segments) >= 1, timeout=PATIENCE_MS)
    window.runner.stop()
    qtbot.waitUntil(lambda: job.state is JobState.CANCELLED, timeout=PATIENCE_MS)
    assert len(job.segments) < 4
    with qtbot.waitSignal(window.exporter.written, timeout=PATIENCE_MS):
        window.exporter.write(job.id, formats)
    assert not job.is_unsaved
    return job


def hear_on(qtbot: QtBot, window: MainWindow, job: Job) -> None:
    window.runner.resume(job.id)
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    assert len(job.segments) == 4


def test_a_part_does_not_let_the_whole_be_cleared(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window(auto_export=False)
    job = stopped_and_saved(qtbot, window, film, "srt")
    hear_on(qtbot, window, job)
    window.queue.clear_done()
    assert list(window.runner.jobs) == [job] and job.is_unsaved
    # And after a start of the program, before and after its text is looked at.
    window = open_window(auto_export=False)
    [job] = window.runner.jobs
    assert job.is_saved_in_part
    window.queue.clear_done()
    assert list(window.runner.jobs) == [job]
    with qtbot.waitSignal(window.exporter.written, timeout=PATIENCE_MS):
        window.exporter.write(job.id, ["srt"])
    window.queue.clear_done()
    assert len(window.runner.jobs) == 0
    window.runner.put_back()
    assert list(window.runner.jobs) == [job] and len(job.segments) == 4
    window.close()


def test_taking_all_edits_back_leaves_nothing_to_save(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    job = add(window, film)
    qtbot.waitUntil(lambda: bool(job.outputs), timeout=PATIENCE_MS)
    table = child(window, QTableView, "cues.table")
    table.model().setData(table.model().index(0, Column.TEXT), "by hand")
    assert job.has_unsaved_edits
    assert window.queue.findChild(QAbstractButton, "queue.row.save-again") is not None
    window.cue_list.undo_action.trigger()
    assert not job.has_unsaved_edits
    again = window.queue.findChild(QAbstractButton, "queue.row.save-again")
    assert again is None or again.isHidden()
    window.close()


def test_the_whole_is_written_in_the_formats_of_the_options_only(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    job = stopped_and_saved(qtbot, window, film, "srt", "txt", "json")
    hear_on(qtbot, window, job)
    whole = film.with_suffix(".srt")
    qtbot.waitUntil(lambda: job.outputs == [whole], timeout=PATIENCE_MS)
    assert "3." in whole.read_text(encoding="utf-8")
    assert not film.with_suffix(".txt").exists() and not job.is_unsaved
    window.close()
