"""Edits that make no sense stop nothing: the text is there, is written, and its row says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from heard_jobs import heard_done
from opened_windows import Opener, cues
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from quiet_runner import QuietRunner

from asr_core.jobs import Job, JobState, RunOptions
from asr_core.journal import Edited, JobOf, Journal, RunBegan, StateReached
from asr_core.queue_state import JobSummary, QueueState
from asr_core.transcript import Segment
from export_tools.subtitles.cue_document import CueDocument
from gui.cue_feed import AT_ONCE
from gui.exporter import Exporter
from gui.job_documents import document_of
from gui.job_words import notes
from gui.main_window import MainWindow
from gui.settings import data_folder

ID = "0001-abc"
LEFT_OUT = "Some edits of this file make no sense and were left out; what was heard is kept."
PATIENCE_MS = 10_000


def keep_job(path: Path, segments: int, edits: dict[str, object]) -> None:
    """Leave a job in the data folder that is done and has these edits."""
    journal = Journal(data_folder() / "jobs")
    journal.append(ID, JobOf(ID, path))
    journal.append(ID, RunBegan(RunOptions(model="demo")))
    for number in range(segments):
        start_s = 10.0 * number
        journal.append(ID, Segment(start_s, start_s + 9.0, f"This is sentence {number}.", "en"))
    journal.append(ID, Edited(edits))
    duration_s = 10.0 * segments
    journal.append(ID, StateReached(JobState.DONE, duration_s))
    options = RunOptions(model="demo")
    row = JobSummary(ID, path, JobState.DONE, options, duration_s, duration_s)
    journal.write_queue(QueueState((row,), options))


def open_with(open_window: Opener, film: Path, segments: int) -> tuple[MainWindow, Job]:
    edits: list[object] = [{"first": 0, "end": 1, "text": "That"}, {"cue": 3, "words": "later"}]
    keep_job(film, segments, {"edits": edits})
    window = open_window(shown_job=ID)
    return window, window.runner.jobs[ID]


@pytest.mark.parametrize("segments", [3, AT_ONCE + 1])
def test_the_window_opens_with_the_text_and_says_what_is_missing(
    open_window: Opener, film: Path, qtbot: QtBot, segments: int
) -> None:
    window, job = open_with(open_window, film, segments)
    qtbot.waitUntil(lambda: window.cue_list.document is not None, timeout=PATIENCE_MS)
    assert cues(window)[0].text == "That"
    assert cues(window)[-1].text == f"sentence {segments - 1}."
    assert LEFT_OUT in notes(job)
    # The results are written by themselves, since there are none yet.
    qtbot.waitUntil(lambda: bool(job.outputs), timeout=PATIENCE_MS)
    assert job.export_failure is None and not job.has_unsaved_edits


def test_edits_of_another_shape_are_left_out_of_the_results(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    job = heard_done(runner, tmp_path / "talk.mp3")
    job.edits = {"1": "first"}
    with qtbot.waitSignal(exporter.written):
        exporter.write(job.id, ["srt"])
    assert (tmp_path / "talk.srt").read_text(encoding="utf-8").count("sentence") == 3
    assert LEFT_OUT in notes(job)


def test_a_text_that_cannot_be_shown_is_not_called_silence(
    open_window: Opener, film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_job: Job) -> CueDocument:
        raise RuntimeError("a mistake in the program")

    monkeypatch.setattr("gui.cue_feed.document_of", fail)
    window, job = open_with(open_window, film, AT_ONCE + 1)

    def said() -> list[str]:
        return [label.text() for label in window.cue_list.findChildren(QLabel)]

    qtbot.waitUntil(
        lambda: "The text of this file cannot be shown; it is kept." in said(),
        timeout=PATIENCE_MS,
    )
    monkeypatch.setattr("gui.cue_feed.document_of", document_of)
    window.feed.show(job.id)
    assert "The text is being opened…" in said()
    qtbot.waitUntil(lambda: window.cue_list.document is not None, timeout=PATIENCE_MS)
