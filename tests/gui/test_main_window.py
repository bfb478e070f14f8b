"""The whole window: panels that talk to each other, around a real worker process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from opened_windows import PATIENCE_MS, Opener, action, add, cues, drop
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QTableView,
)
from pytestqt.qtbot import QtBot

from asr_core.errors import EngineFailed
from asr_core.jobs import HeardText, JobState
from gui import commands as commands_module
from gui.cue_model import Column
from gui.settings import data_folder

CUES = 8
"""Of the fake worker's four segments of ten seconds, each too long for one cue."""


def test_the_first_picture_is_the_start_card(open_window: Opener) -> None:
    window = open_window()
    assert window.centre.currentWidget() is window.start_card
    assert window.windowTitle() == "HotScribe"
    assert not window.options.start_button.isEnabled()


def test_a_dropped_file_becomes_an_srt(qtbot: QtBot, open_window: Opener, film: Path) -> None:
    window = open_window()
    drop(window, film)
    srt = film.with_suffix(".srt")
    qtbot.waitUntil(srt.exists, timeout=PATIENCE_MS)
    assert window.centre.currentWidget() is window.cue_list
    assert window.windowTitle() == "sound of a film.wav · HotScribe"
    assert len(cues(window)) == CUES
    assert "3." in srt.read_text(encoding="utf-8")
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: job.outputs == [srt], timeout=PATIENCE_MS)


def test_without_starting_at_once_it_waits_for_the_button(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window(start_at_once=False, auto_export=False)
    job = add(window, film)
    assert job.state is JobState.QUEUED
    assert window.options.start_button.isEnabled()
    qtbot.mouseClick(window.options.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    assert not film.with_suffix(".srt").exists()
    assert not window.options.start_button.isEnabled()
    assert not window.options.stop_button.isEnabled()


def test_stop_keeps_what_was_heard_and_start_goes_on(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    job = add(window, film)
    qtbot.waitUntil(lambda: len(job.segments) == 1, timeout=PATIENCE_MS)
    qtbot.mouseClick(window.options.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: job.state is JobState.CANCELLED, timeout=PATIENCE_MS)
    kept = len(job.segments)
    assert 1 <= kept < 4
    assert window.options.start_button.text() == "Continue"
    qtbot.mouseClick(window.options.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    assert len(job.segments) == 4
    assert len(cues(window)) == CUES


def test_pause_is_at_a_segment_and_the_button_says_continue(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    job = add(window, film)
    qtbot.waitUntil(lambda: window.options.pause_button.isEnabled(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: job.state is JobState.RUNNING, timeout=PATIENCE_MS)
    qtbot.mouseClick(window.options.pause_button, Qt.MouseButton.LeftButton)
    assert "pauses" in window.status.word
    qtbot.waitUntil(lambda: job.state is JobState.PAUSED, timeout=PATIENCE_MS)
    assert window.status.word == ""
    assert window.options.start_button.text() == "Continue"
    qtbot.mouseClick(window.options.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)


def test_start_goes_on_with_what_was_stopped_if_it_is_selected_or_nothing_else_waits(
    open_window: Opener, tmp_path: Path
) -> None:
    window = open_window(start_at_once=False)
    films = [tmp_path / f"{name}.wav" for name in "abc"]
    for path in films:
        path.write_bytes(b"RIFF")
    window.commands.add(films)
    jobs = window.runner.jobs
    stopped, other, waiting = jobs
    jobs.cancel(stopped.id)
    window.queue.select(other.id)
    assert window.commands.to_continue() is None
    window.queue.select(stopped.id)
    assert window.commands.to_continue() is stopped
    window.queue.select(other.id)
    for job in (other, waiting):
        job.state = JobState.DONE
    assert window.commands.to_continue() is stopped


def test_an_edit_after_the_results_were_written_is_saved_again_from_its_row(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    job = add(window, film)
    qtbot.waitUntil(lambda: bool(job.outputs), timeout=PATIENCE_MS)
    document = window.documents.of(job.id)
    document.edit(document.cues[0].id, "by hand")
    window.cue_list.edited.emit(job.id)
    window.queue.clear_done()
    assert list(window.runner.jobs) == [job]
    again = window.queue.findChild(QAbstractButton, "queue.row.save-again")
    assert again is not None
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not job.has_unsaved_edits, timeout=PATIENCE_MS)
    assert "by hand" in film.with_suffix(".srt").read_text(encoding="utf-8")
    window.queue.clear_done()
    assert len(window.runner.jobs) == 0


def test_a_crash_is_told_and_the_job_goes_on(qtbot: QtBot, open_window: Opener, film: Path) -> None:
    window = open_window("crash once")
    other = film.with_name("film.wav")
    other.write_bytes(b"RIFF")
    job = add(window, other)
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    assert job.restarts == 1
    assert len(cues(window)) == CUES


def test_the_demo_model_hears_a_clip_with_hotwords(
    qtbot: QtBot, open_window: Opener, clip: Path, samples: Path
) -> None:
    window = open_window("real", hotword_layers=(str(samples / "hot.txt"),))
    job = add(window, clip)
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    assert job.failure is None and job.segments
    assert window.runner.engine.state == "ready"
    qtbot.waitUntil(clip.with_suffix(".srt").exists, timeout=PATIENCE_MS)
    heard = json.loads(json.dumps(job.transcript().to_dict()))
    assert heard["segments"]


def test_the_edits_of_cues_stand_in_a_menu(qtbot: QtBot, open_window: Opener, film: Path) -> None:
    window = open_window()
    menu = window.findChild(QMenu, "menu.edit")
    assert menu is not None and menu.title() == "&Edit"
    undo, redo = menu.actions()
    assert not undo.isEnabled()
    drop(window, film)
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    heard = cues(window)[0].text
    table = window.findChild(QTableView, "cues.table")
    assert table is not None
    table.model().setData(table.model().index(0, Column.TEXT), "by hand")
    assert cues(window)[0].text == "by hand"
    undo.trigger()
    assert cues(window)[0].text == heard
    redo.trigger()
    assert cues(window)[0].text == "by hand"
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert cues(window)[0].text == heard


@pytest.mark.parametrize("own", ["", "Own\n"])
def test_the_sample_brings_its_names_if_there_are_none(
    qtbot: QtBot, open_window: Opener, film: Path, monkeypatch: pytest.MonkeyPatch, own: str
) -> None:
    monkeypatch.setattr(commands_module, "copy_sample", lambda: film)
    window = open_window()
    listed = data_folder() / "hot.txt"
    editor = window.findChild(QPlainTextEdit, "hotwords.editor")
    assert editor is not None
    qtbot.waitUntil(lambda: not editor.isReadOnly(), timeout=PATIENCE_MS)
    editor.insertPlainText(own)
    action(window, "menu.help.sample").trigger()
    # Its names are saved first, so that they count for its first words.
    qtbot.waitUntil(lambda: len(window.runner.jobs) == 1, timeout=PATIENCE_MS)
    (job,) = window.runner.jobs
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    window.close()
    words = [
        line
        for line in listed.read_text(encoding="utf-8").splitlines()
        if line[:1] not in ("", "#")
    ]
    assert len(words) == (1 if own else 24)
    assert editor.toPlainText() == listed.read_text(encoding="utf-8")


def test_of_a_file_that_failed_at_once_the_middle_says_why_there_is_no_text(
    open_window: Opener, film: Path
) -> None:
    window = open_window()
    runner = window.runner
    job = runner.jobs.add(film, runner.options)
    window.feed.show(job.id)
    waiting = window.cue_list.findChild(QLabel, "cues.waiting")
    assert waiting is not None and "appears here" in waiting.text()
    runner.jobs.prepare(job.id, runner.options)
    runner.jobs.fail(job.id, EngineFailed("encoder", "no sound"))
    runner.job_changed.emit(job.id)
    assert waiting.text().startswith("There is no text: ")
    assert "no sound" in waiting.text()


def test_the_sound_of_a_job_ends_with_it(
    open_window: Opener, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(start_at_once=False)
    job = add(window, film)
    window.queue.select(job.id)
    stops: list[str] = []
    monkeypatch.setattr(window.sound, "stop", lambda: stops.append("stop"))
    window.sound._path = film
    window.feed.show(job.id)
    assert not stops
    window.runner.remove(job.id)
    assert stops == ["stop"]
    window.close()
    assert stops == ["stop", "stop"]


def test_the_menu_reads_no_text_to_know_whether_there_is_any(
    open_window: Opener, film: Path
) -> None:
    window = open_window(start_at_once=False)
    job = add(window, film)

    def refuse() -> HeardText:
        raise AssertionError("a long text was read")

    job._text, job.done_s = refuse, 30.0
    window._follow_queue()
    job._text = None
    assert window._menus.actions["file.export"].isEnabled()
