"""What a row of the queue says and offers, whatever has become of its file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot
from quiet_runner import QuietRunner
from widgets import button, child, click, shown

from asr_core.errors import (
    AsrError,
    AudioMissing,
    AudioUnreadable,
    Cancelled,
    EngineCrashed,
    EngineFailed,
    ModelMissing,
    OutputUnwritable,
)
from asr_core.jobs import Job, JobState
from asr_core.transcription import Noticed
from gui.job_actions import JobAction, actions_of
from gui.job_words import clock, kept, mark_of, percent, queue_summary, status_line
from gui.queue_panel import QueuePanel
from gui.queue_view import QueueView


@pytest.mark.parametrize(
    ("failure", "first"),
    [
        (AudioMissing("/films/ep1.mp4"), JobAction.FIND_FILE),
        (AudioUnreadable("/films/ep1.mp4", "the file is empty"), JobAction.OPEN_FOLDER),
        (ModelMissing("demo", "it is not there"), JobAction.GET_MODELS),
        (EngineFailed("decoder", "llama.cpp gave no result"), JobAction.RESUME),
    ],
)
@pytest.mark.usefixtures("each_language")
def test_a_failure_stands_in_its_row_with_a_way_on(
    runner: QuietRunner, queue_panel: QueuePanel, failure: AsrError, first: JobAction
) -> None:
    job = runner.put("ep1.mp4", segments=0 if first is JobAction.OPEN_FOLDER else 3)
    runner.put("ep2.mp4")
    runner.run(job, device="GPU")
    runner.fail(job, failure)
    assert actions_of(job)[0] is first
    assert button(queue_panel, f"queue.row.{first.value}").property("role") == "primary"
    what = shown(queue_panel, QLabel, "queue.error.what").text()
    kept = shown(queue_panel, QLabel, "queue.error.kept")
    assert what and "/films" not in what
    assert kept.text().startswith("✔") and ("3" in kept.text()) == bool(job.segments)


def test_a_file_of_which_nothing_was_heard_is_tried_again(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    job = runner.put("ep1.mp4")
    runner.run(job)
    runner.fail(job, AudioUnreadable("/films/ep1.mp4", "the file is empty"))
    click(qtbot, queue_panel, "queue.row.try-again")
    assert runner.calls[-1] == ("resume", job.id)


def test_only_a_run_that_was_not_on_the_cpu_is_offered_the_cpu(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    on_cpu, on_gpu = runner.put("a.mp4"), runner.put("b.mp4")
    for job, device in (
        (on_cpu, "ONNX Runtime: CPU, llama.cpp: CPU, threads: 4"),
        (on_gpu, "ONNX Runtime: CPU, llama.cpp: GeForce"),
    ):
        runner.run(job, device)
        runner.fail(job, EngineFailed("decoder", "llama.cpp gave no result"))
    assert JobAction.ON_CPU not in actions_of(on_cpu)
    queue_panel.select(on_gpu.id)
    click(qtbot, queue_panel, "queue.row.on-cpu")
    assert ("retry", on_gpu.id, "cpu") in runner.calls


def test_every_state_has_something_to_do_or_is_about_to_end(
    runner: QuietRunner, queue_panel: QueuePanel
) -> None:
    job = runner.put("a.mp4", segments=1)
    for state in JobState:
        job.state = state
        runner.job_changed.emit(job.id)
        assert actions_of(job)
        for action in actions_of(job):
            assert button(queue_panel, f"queue.row.{action.value}").accessibleName()
    job.state = JobState.RUNNING
    job.asked = "cancel"
    assert not actions_of(job)
    job.asked = "pause"
    assert actions_of(job) == [JobAction.RESUME, JobAction.STOP]


def test_one_passage_is_not_called_passages(runner: QuietRunner) -> None:
    assert kept(runner.put("a.mp4", 1)).startswith("One passage up to")
    assert kept(runner.put("b.mp4", 2)).startswith("2 passages up to")


def test_what_a_row_says_while_it_runs(runner: QuietRunner) -> None:
    job = runner.put("ep1.mp4", duration_s=3482.0)
    assert status_line(job) == "Waiting · 58:02"
    runner.run(job)
    job.advance(1270.0, 198.4)
    assert status_line(job) == "Running · 05:45 left · 6.4× · CPU"
    assert percent(job) == "36 %"
    job.advance(3482.0, 544.0)
    assert percent(job) == "99 %"
    job.asked = "pause"
    assert status_line(job).startswith("Pausing")


def test_the_sum_says_how_long_all_will_take(runner: QuietRunner) -> None:
    assert queue_summary([]) == ""
    running, waiting = runner.put("a.mp4"), runner.put("b.mp4", duration_s=200.0)
    runner.run(running)
    running.advance(50.0, 5.0)
    assert queue_summary(list(runner.jobs)) == "0 of 2 done · about 00:25 left"
    waiting.duration_s = None
    assert queue_summary(list(runner.jobs)) == "0 of 2 done"


def test_notes_are_told_once_each(runner: QuietRunner, queue_panel: QueuePanel) -> None:
    job = runner.put("a.mp4")
    runner.run(job)
    job.notes.extend([Noticed("draft-used", ""), Noticed("draft-used", "")])
    job.notes.append(Noticed("hotwords-in-use", "12"))
    job.restarts = 1
    runner.job_changed.emit(job.id)
    told = child(queue_panel, QLabel, "queue.row.notes").text()
    assert len(told.splitlines()) == 1
    assert "nothing was lost" in shown(queue_panel, QLabel, "queue.row.calm").text()


@pytest.mark.usefixtures("each_language")
def test_a_failed_row_says_why_in_a_few_words(runner: QuietRunner) -> None:
    kinds = [kind for kind in AsrError.__subclasses__() if kind is not Cancelled]
    reasons = set()
    for kind in kinds:
        job = runner.put(f"{kind.code}.mp4")
        runner.run(job)
        runner.fail(job, kind(*("x" for _field in kind.fields)))
        state, reason = status_line(job).split(" · ")
        assert state in ("Failed", "失败") and len(reason) <= 36
        reasons.add(reason)
    assert len(reasons) == len(kinds)


def test_what_goes_on_by_itself_is_told_calmly(
    runner: QuietRunner, queue_panel: QueuePanel
) -> None:
    job = runner.put("a.mp4", 3)
    runner.run(job)
    runner.jobs.interrupt(job.id, EngineCrashed("139"))
    runner.job_changed.emit(job.id)
    assert shown(queue_panel, QLabel, "queue.error.what").property("role") == ""
    runner.jobs.prepare(job.id, job.options)
    runner.job_changed.emit(job.id)
    assert status_line(job).startswith("Interrupted, going on")
    runner.fail(job, EngineCrashed("139"))
    assert shown(queue_panel, QLabel, "queue.error.what").property("role") == "danger"


def test_a_row_names_a_quality_that_is_not_the_usual_one(runner: QuietRunner) -> None:
    job = runner.put("a.mp4")
    assert status_line(job) == "Waiting · 01:40"
    job.options = replace(job.options, quality="draft")
    assert status_line(job) == "Waiting · 01:40 · Draft"


def test_the_open_row_makes_room_for_its_card(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    first: Job = runner.put("a.mp4", 3)
    runner.put("b.mp4")
    view = child(queue_panel, QueueView)
    runner.run(first)
    qtbot.waitUntil(lambda: view.visualRect(view.model().index(0, 0)).height() > 60)
    before = view.visualRect(view.model().index(0, 0)).height()
    runner.fail(first, EngineFailed("decoder", "llama.cpp gave no result"))
    qtbot.waitUntil(lambda: view.visualRect(view.model().index(0, 0)).height() > before + 60)
    details = button(queue_panel, "queue.error.details")
    failed = view.visualRect(view.model().index(0, 0)).height()
    qtbot.mouseClick(details, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.visualRect(view.model().index(0, 0)).height() > failed + 60)


def test_clock_has_hours_only_where_there_are_any() -> None:
    assert clock(59.9) == "00:59" and clock(3600) == "1:00:00"


def test_a_card_that_grows_stays_in_sight(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    queue_panel.resize(300, 420)
    jobs = [runner.put(f"ep{number}.mp4") for number in range(6)]
    view = child(queue_panel, QueueView)
    view.setCurrentIndex(view.model().index(5, 0))
    job = jobs[5]
    job.notes.append(Noticed("draft-used", ""))
    job.notes.append(Noticed("option-untrained", "x"))
    runner.job_changed.emit(job.id)

    def is_in_sight() -> bool:
        row, height_px = view.visualRect(view.currentIndex()), view.viewport().height()
        return row.height() > 150 and row.bottom() < height_px

    qtbot.waitUntil(is_in_sight)


def test_a_moved_file_can_be_shown(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = runner.put("ep1.mp4")
    runner.run(job)
    runner.fail(job, AudioMissing(str(job.path)))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/other/ep1.mp4", ""))
    click(qtbot, queue_panel, "queue.row.find-file")
    assert runner.calls[-2:] == [
        ("relink", job.id, Path("/other/ep1.mp4")),
        ("resume", job.id),
    ]


def test_what_could_not_be_saved_can_be_saved_elsewhere(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = runner.put("ep1.mp4", segments=10)
    runner.run(job)
    runner.finish(job)
    runner.record_outputs(job.id, [], OutputUnwritable("/films/ep1.srt", "Read-only file system"))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/home/me")
    with qtbot.waitSignal(queue_panel.save_requested) as asked:
        click(qtbot, queue_panel, "queue.row.save-elsewhere")
    assert asked.args == [job.id, Path("/home/me")]
    with qtbot.waitSignal(queue_panel.save_requested) as asked:
        click(qtbot, queue_panel, "queue.row.save-again")
    assert asked.args == [job.id, None]
    assert job.state is JobState.DONE


def test_a_done_row_names_its_newest_results_first_and_parts_only_where_nothing_is_whole(
    runner: QuietRunner,
) -> None:
    job = runner.put("a.mp4", 10)
    runner.run(job)
    runner.record_outputs(job.id, [Path("/films/a.partial.srt")])
    runner.finish(job)
    assert status_line(job).startswith("Done · 01:40 · only a part: .partial.srt")
    assert mark_of(job).icon == "warning" and JobAction.SAVE_AGAIN in actions_of(job)
    runner.record_outputs(job.id, [Path("/other/a.srt")])
    runner.record_outputs(job.id, [Path("/films/a.srt"), Path("/films/a.txt")])
    assert status_line(job) == "Done · 01:40 · .srt, .txt, other/a.srt"
    assert mark_of(job).icon == "check" and JobAction.SAVE_AGAIN not in actions_of(job)
