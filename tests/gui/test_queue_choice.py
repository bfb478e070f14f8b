"""What is selected, told and typed in the window when something is done with rows of the queue."""

from __future__ import annotations

from pathlib import Path

import pytest
from opened_windows import PATIENCE_MS, Opener, action, add, cues
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QTableView
from pytestqt.qtbot import QtBot
from quiet_runner import QuietRunner
from widgets import child, click, shown

from asr_core.errors import AudioUnreadable, DataUnwritable, ModelMissing
from asr_core.jobs import JobState
from asr_core.saved_files import SavedFile, SavedText
from asr_core.transcription import Noticed
from gui.cue_model import Column
from gui.failure_words import engine_trouble
from gui.job_card import JobCard
from gui.job_words import spoken_row
from gui.queue_panel import QueuePanel
from gui.queue_view import QueueView


def test_rows_are_removed_one_after_the_other_and_come_back_selected(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    jobs = [runner.put(f"{name}.mp4") for name in "abcd"]
    view = child(queue_panel, QueueView)
    queue_panel.select(jobs[1].id)
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Delete)
        assert queue_panel.current_job is not None
        assert queue_panel.selected_ids() == [queue_panel.current_job.id]
    assert len(runner.jobs) == 2
    [removed] = runner.removed
    click(qtbot, queue_panel, "queue.removed.undo")
    assert queue_panel.current_job is removed
    assert queue_panel.selected_ids() == [removed.id]


def test_all_that_come_back_together_are_selected(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    jobs = [runner.put(f"{name}.mp4") for name in "abc"]
    runner.remove(jobs[0].id, jobs[2].id)
    click(qtbot, queue_panel, "queue.removed.undo")
    assert queue_panel.selected_ids() == [jobs[0].id, jobs[2].id]


def test_refusals_are_collected_and_told_apart(
    runner: QuietRunner, queue_panel: QueuePanel, tmp_path: Path
) -> None:
    told = child(queue_panel, QLabel, "queue.refusals")
    for folder in ("one", "two"):
        runner.refused.emit([(tmp_path / folder / "empty.wav", "This file is empty.")])
    runner.refused.emit([(tmp_path / "gone.mp3", "There is no such file.")])
    assert told.text().splitlines() == [
        "⚠ gone.mp3: There is no such file.",
        "⚠ two/empty.wav: This file is empty.",
        "⚠ one/empty.wav: This file is empty.",
    ]
    # What is tried again is not told of any more, unless it is refused again.
    queue_panel.add([tmp_path / "one"])
    assert "one/" not in told.text() and "gone.mp3" in told.text()


def test_the_card_claims_nothing_that_is_not_on_disk(
    runner: QuietRunner, queue_panel: QueuePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = runner.put("a.mp4", 3)
    runner.run(job)
    runner.fail(job, AudioUnreadable("a.mp4", "it is empty"))
    said = child(queue_panel, QLabel, "queue.error.kept")
    assert said.text().startswith("✔ 3 passages")
    full: DataUnwritable | None = DataUnwritable("/data", "No space left on device")
    for failure, mark in ((full, "⚠"), (None, "✔")):
        monkeypatch.setattr(type(runner), "unkept", failure)
        runner.unsaved.emit(failure)
        assert said.text().startswith(mark)


def test_a_name_with_a_line_break_is_one_line(runner: QuietRunner) -> None:
    job = runner.put("one\ntwo.mp4", 1)
    runner.run(job)
    runner.finish(job)
    runner.record_outputs(job.id, [Path("/films/one\ntwo.srt"), Path("/else/one\ntwo.txt")])
    assert "\n" not in spoken_row(job) and "one two.txt" in spoken_row(job)


@pytest.mark.parametrize("command", ["queue.clear_done", "file.export"])
def test_what_is_being_typed_is_taken_in_before_a_command_of_the_menu(
    qtbot: QtBot, open_window: Opener, film: Path, command: str
) -> None:
    window = open_window("good")
    job = add(window, film)
    qtbot.waitUntil(lambda: bool(job.outputs), timeout=PATIENCE_MS)
    table = child(window, QTableView, "cues.table")
    table.setCurrentIndex(table.model().index(0, Column.TEXT))
    table.edit(table.currentIndex())
    editor = child(table, QPlainTextEdit, "cues.editor")
    editor.setPlainText("typed and not yet taken")
    editor.document().setModified(True)
    action(window, f"menu.{command}").trigger()
    assert cues(window)[0].text == "typed and not yet taken"
    assert job.has_unsaved_edits and list(window.runner.jobs) == [job]
    assert job.state is JobState.DONE
    window.close()


@pytest.mark.usefixtures("each_language")
def test_a_missing_model_is_one_story_without_paths_but_in_the_details(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    for name in ("demo", "mine"):
        failure = ModelMissing(name, "/program/models/demo holds no *Encoder*.onnx file")
        job = runner.put(f"{name}.mp4")
        runner.run(job)
        runner.fail(job, failure)
        queue_panel.select(job.id)
        shown_parts = [
            shown(queue_panel, QLabel, f"queue.error.{part}").text() for part in ("what", "next")
        ]
        assert all(part in engine_trouble(failure) for part in shown_parts)
        assert not any(strange in "".join(shown_parts) for strange in ("/", "*"))
        click(qtbot, queue_panel, "queue.error.details")
        assert "*Encoder*" in shown(queue_panel, QLabel, "queue.error.code").text()


def test_the_card_of_the_last_of_many_rows_grows_with_its_row(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    jobs = [runner.put(f"{name}.mp4", segments=2) for name in "abcdefghijk"]
    view, last = child(queue_panel, QueueView), jobs[-1]
    last.state = JobState.CANCELLED
    queue_panel.select(last.id)
    qtbot.waitUntil(lambda: view.visualRect(view.currentIndex()).bottom() < view.height())
    last.notes.append(Noticed("hotwords-left-out", "hot.txt: line 1: the word before | is missing"))
    last.state = JobState.DONE
    last.saved = [SavedFile(Path("/films/k.srt"), SavedText(2, "", is_whole=True))]
    runner.job_changed.emit(last.id)

    def fits() -> bool:
        card = child(view, JobCard)
        row = view.visualRect(view.currentIndex())
        return card.geometry() == row and card.height() == card.height_for(card.width())

    qtbot.waitUntil(fits)
    assert view.visualRect(view.currentIndex()).bottom() <= view.viewport().height()


def test_a_card_tells_whenever_its_parts_need_more_room(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    job = runner.put("a.mp4", segments=2)
    queue_panel.select(job.id)
    card = child(queue_panel, JobCard)
    said = child(card, QLabel, "queue.row.calm")
    with qtbot.waitSignal(card.grew):
        said.setText("One line after the other. " * 20)
        said.show()
    view = child(queue_panel, QueueView)
    qtbot.waitUntil(lambda: card.geometry() == view.visualRect(view.currentIndex()))
