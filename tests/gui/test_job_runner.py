"""The queue as a person asks of it, against a worker that does what it should."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fake_worker import LENGTH_S, SEGMENTS, starts
from pytestqt.qtbot import QtBot
from queue_runs import EVERYTHING, WAIT_MS, Maker, begin, edits, on_disk, run, texts

from asr_core.errors import OutputUnwritable
from asr_core.jobs import JobState, RunOptions
from asr_core.journal import Journal
from gui.job_runner import JobRunner
from gui.texts import set_language

# --- the way it should go ----------------------------------------------------------------------


def test_a_queue_runs_to_its_end(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make(model="some", device="cpu")
    assert runner.add(files("a.mp3", "b.mp3")) == []
    arrived: list[tuple[str, str]] = []
    runner.text_arrived.connect(lambda job_id, text: arrived.append((job_id, text)))
    told: list[str] = []
    runner.job_ended.connect(told.append)
    run(qtbot, runner)
    assert [job.state for job in runner.jobs] == [JobState.DONE] * 2
    for job in runner.jobs:
        assert texts(job) == EVERYTHING
        assert "".join(text for job_id, text in arrived if job_id == job.id) == "".join(EVERYTHING)
        assert (job.device, job.model, job.progress) == ("fake cpu", "some", 1.0)
        assert job.duration_s == LENGTH_S
    assert told == [job.id for job in runner.jobs]
    assert not runner.is_running
    assert runner.engine.state == "ready"


def test_what_a_signal_tells_of_is_on_the_disk(
    make: Maker, files: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    runner = make()
    runner.add(files("a.mp3"))
    kept: list[int] = []
    journal = Journal(tmp_path / "jobs")
    runner.segment_finished.connect(
        lambda job_id, segment: kept.append(segment in journal.read(job_id).segments)
    )
    run(qtbot, runner)
    assert kept == [True] * SEGMENTS


def test_the_engine_is_warm_before_the_first_job(make: Maker, qtbot: QtBot) -> None:
    runner = make(model="some")
    assert runner.engine.state == "starting"
    with qtbot.waitSignal(runner.engine_changed, timeout=WAIT_MS):
        runner.warm_up()
    assert (runner.engine.state, runner.engine.model) == ("ready", "some")
    assert "fake auto" in runner.engine.sentence
    set_language("zh")
    assert "引擎就绪" in runner.engine.sentence


def test_other_options_change_the_warm_engine(make: Maker, marks: Path, qtbot: QtBot) -> None:
    runner = make(model="some")
    with qtbot.waitSignal(runner.engine_changed, timeout=WAIT_MS):
        runner.warm_up()
    states = [runner.engine.state]
    runner.set_options(RunOptions(model="some", formats=("txt",)))
    states.append(runner.engine.state)
    runner.set_options(RunOptions(model="other"))
    states.append(runner.engine.state)
    assert states == ["ready", "ready", "starting"]
    qtbot.waitUntil(lambda: runner.engine.state == "ready", timeout=WAIT_MS)
    assert runner.engine.model == "other"
    assert starts(marks) == 1


def test_other_lists_leave_the_model_loaded(
    make: Maker, marks: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    runner = make(model="some")
    runner.warm_up()
    qtbot.waitUntil(lambda: runner.engine.state == "ready", timeout=WAIT_MS)
    runner.set_options(RunOptions(model="some", hotwords=(tmp_path / "hot.txt",)))
    qtbot.waitUntil(lambda: runner.engine.state == "ready", timeout=WAIT_MS)
    assert (marks / "lists-1").exists()
    assert len(list(marks.glob("engine-*"))) == 1


def test_one_broken_file_does_not_stop_the_others(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make()
    runner.add(files("broken.mp3", "b.mp3"))
    run(qtbot, runner)
    broken, other = runner.jobs
    assert broken.failure is not None
    assert "no sound track" in broken.failure.message()
    assert (broken.state, other.state) == (JobState.FAILED, JobState.DONE)


def test_files_are_looked_into_before_their_turn(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make()
    runner.warm_up()
    runner.add(files("not really.mp3"))
    [job] = runner.jobs
    qtbot.waitUntil(lambda: job.state is JobState.FAILED, timeout=WAIT_MS)
    assert job.failure is not None
    assert job.failure.code == "audio-unreadable"


def test_a_folder_is_searched_aside(make: Maker, files: Any, qtbot: QtBot, tmp_path: Path) -> None:
    *_episodes, nothing = files("ep10.mp3", "ep9.mp3", "notes.txt", "nothing.mp3")
    nothing.write_bytes(b"")
    (tmp_path / "empty").mkdir()
    runner = make()
    refusals: list[Any] = []
    runner.refused.connect(refusals.extend)
    assert runner.add([tmp_path / "media", tmp_path / "empty"]) == []
    qtbot.waitUntil(lambda: len(refusals) == 2, timeout=WAIT_MS)
    assert [job.path.name for job in runner.jobs] == ["ep9.mp3", "ep10.mp3"]
    assert [(refusal.path.name, refusal.reason) for refusal in refusals] == [
        ("nothing.mp3", "This file is empty."),
        ("empty", "There is no audio or video file in this folder."),
    ]


def test_what_cannot_be_heard_is_refused_with_a_reason(
    make: Maker, files: Any, tmp_path: Path, each_language: str
) -> None:
    runner = make()
    [text, sound, empty] = files("hot.txt", "a.mp3", "b.mp3")
    empty.write_bytes(b"")
    refused = runner.add([text, sound, sound, empty, tmp_path / "gone.mp3"])
    assert [path.name for path, _reason in refused] == ["hot.txt", "b.mp3", "gone.mp3", "a.mp3"]
    assert all(reason.isascii() == (each_language == "en") for _path, reason in refused)
    assert len(runner.jobs) == 1
    assert len(runner.add([sound])) == 1


# --- what a person asks for --------------------------------------------------------------------


def test_a_pause_comes_at_a_segment_and_holds_the_queue(
    make: Maker, files: Any, qtbot: QtBot
) -> None:
    runner = make("slow")
    runner.add(files("a.mp3", "b.mp3"))
    job = begin(qtbot, runner)
    runner.pause(job.id)
    assert job.asked == "pause"
    qtbot.waitUntil(lambda: job.state is JobState.PAUSED, timeout=WAIT_MS)
    assert 1 <= len(job.segments) < SEGMENTS
    assert not runner.is_running
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.resume(job.id)
    assert [texts(each) for each in runner.jobs] == [EVERYTHING] * 2


def test_a_pause_that_was_taken_back(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make("slow")
    runner.add(files("a.mp3"))
    job = begin(qtbot, runner)
    runner.pause(job.id)
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.resume(job.id)
    assert (job.state, texts(job)) == (JobState.DONE, EVERYTHING)


def test_start_wakes_what_was_paused_when_nothing_else_waits(
    make: Maker, files: Any, qtbot: QtBot
) -> None:
    runner = make()
    runner.add(files("a.mp3", "b.mp3"))
    first, second = runner.jobs
    runner.pause(first.id)
    run(qtbot, runner)
    assert (first.state, second.state) == (JobState.PAUSED, JobState.DONE)
    run(qtbot, runner)
    assert first.state is JobState.DONE


def test_a_cancel_keeps_what_was_heard_and_can_be_taken_up(
    make: Maker, files: Any, qtbot: QtBot, marks: Path
) -> None:
    runner = make("slow")
    runner.add(files("a.mp3"))
    job = begin(qtbot, runner)
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.cancel(job.id)
    assert job.state is JobState.CANCELLED
    heard = texts(job)
    assert heard == EVERYTHING[: len(heard)] != []
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.resume(job.id)
    assert (job.state, texts(job)) == (JobState.DONE, EVERYTHING)
    assert starts(marks) == 1


def test_stop_holds_the_queue(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make("slow")
    runner.add(files("a.mp3", "b.mp3"))
    job = begin(qtbot, runner)
    runner.stop()
    qtbot.waitUntil(lambda: job.state is JobState.CANCELLED, timeout=WAIT_MS)
    assert [each.state for each in runner.jobs] == [JobState.CANCELLED, JobState.QUEUED]
    assert not runner.is_running


@pytest.mark.parametrize("act", ["cancel", "pause", "remove"])
def test_a_job_that_is_only_being_prepared_obeys_at_once(
    make: Maker, files: Any, qtbot: QtBot, marks: Path, act: str
) -> None:
    runner = make("slow to load")
    runner.add(files("a.mp3", "b.mp3"))
    runner.start()
    job = runner.jobs.active
    assert job is not None
    getattr(runner, act)(job.id)
    assert not job.state.is_active
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.start()
    assert job.segments == []
    assert texts(list(runner.jobs)[-1]) == EVERYTHING
    assert starts(marks) == 1


def test_a_job_retried_while_its_cancelled_run_still_loads(
    make: Maker, files: Any, qtbot: QtBot
) -> None:
    runner = make("slow to load")
    runner.add(files("a.mp3"))
    runner.start()
    [job] = runner.jobs
    runner.cancel(job.id)
    assert job.state is JobState.CANCELLED
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.retry(job.id)
    assert (job.state, texts(job)) == (JobState.DONE, EVERYTHING)


def test_a_running_job_can_be_removed(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make("slow")
    runner.add(files("a.mp3", "b.mp3"))
    job = begin(qtbot, runner)
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.remove(job.id)
    [left] = runner.jobs
    assert left is not job
    assert left.state is JobState.DONE


def test_a_job_that_has_stopped_goes_on_on_a_device_of_its_own(
    make: Maker, files: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    runner = make("slow", device="gpu")
    runner.add(files("a.mp3"))
    job = begin(qtbot, runner)
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.cancel(job.id)
    runner.record_edits(job.id, edits("changed"))
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.retry(job.id, device="cpu")
    assert (job.device, runner.options.device) == ("fake cpu", "gpu")
    assert (texts(job), job.edits) == (EVERYTHING, edits("changed"))
    assert on_disk(runner, job, tmp_path) == EVERYTHING


def test_a_moved_file_is_found_again(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make()
    runner.add(files("broken.mp3"))
    run(qtbot, runner)
    [job] = runner.jobs
    runner.relink(job.id, files("mended.mp3")[0])
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.retry(job.id)
    assert texts(job) == EVERYTHING


def test_order_removal_and_clearing(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make()
    runner.add(files("a.mp3", "b.mp3", "c.mp3"))
    first, _second, third = runner.jobs
    runner.move(third.id, 0)
    runner.remove(first.id)
    assert [job.path.name for job in runner.jobs] == ["c.mp3", "b.mp3"]
    run(qtbot, runner)
    runner.clear_done()
    assert len(runner.jobs) == 2
    for job in runner.jobs:
        runner.record_outputs(job.id, [job.path.with_suffix(".srt")])
    runner.clear_done()
    assert len(runner.jobs) == 0


def test_what_is_asked_too_late_does_nothing(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make()
    runner.add(files("a.mp3"))
    run(qtbot, runner)
    [job] = runner.jobs
    runner.pause(job.id)
    runner.cancel(job.id)
    runner.resume(job.id)
    runner.retry(job.id)
    assert job.state is JobState.DONE
    runner.remove(job.id)
    runner.retry(job.id)
    runner.record_edits(job.id, {})
    assert len(runner.jobs) == 0


# --- closing and opening -----------------------------------------------------------------------


def test_closing_while_a_job_runs_keeps_everything(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make("slow", language="zh")
    runner.add(files("a.mp3", "b.mp3"))
    job = begin(qtbot, runner, segments=2)
    runner.record_edits(job.id, edits("changed"))
    heard = texts(job)
    runner.close()
    runner.close()
    again = make(language="zh")
    first, second = again.jobs
    assert (first.id, first.state, second.state) == (
        job.id,
        JobState.INTERRUPTED,
        JobState.QUEUED,
    )
    assert texts(first)[: len(heard)] == heard
    assert first.edits == edits("changed")
    assert first.options.language == "zh"
    assert first.progress is not None
    assert first.progress >= 0.5
    run(qtbot, again)
    assert [texts(each) for each in again.jobs] == [EVERYTHING] * 2
    assert first.edits == edits("changed")


def test_options_of_the_last_time_are_taken_unless_others_are_given(
    make: Maker, tmp_path: Path
) -> None:
    runner = make()
    runner.set_options(RunOptions(language="en", formats=("txt",)))
    runner.close()
    again = JobRunner(tmp_path / "jobs")
    try:
        assert again.options == RunOptions(language="en", formats=("txt",))
    finally:
        again.close()


def test_results_are_kept(make: Maker, files: Any, qtbot: QtBot, tmp_path: Path) -> None:
    runner = make()
    runner.add(files("a.mp3"))
    run(qtbot, runner)
    [job] = runner.jobs
    failure = OutputUnwritable("a.srt", "Permission denied")
    runner.record_outputs(job.id, [tmp_path / "a.txt"], failure)
    runner.close()
    [again] = make().jobs
    assert (again.state, again.outputs) == (JobState.DONE, [tmp_path / "a.txt"])
    assert str(again.export_failure) == str(failure)


def test_edits_after_the_results_were_written_are_known_as_such(
    make: Maker, files: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    runner = make()
    runner.add(files("a.mp3"))
    run(qtbot, runner)
    [job] = runner.jobs
    known = []
    runner.record_edits(job.id, edits("before"))
    known.append(job.has_unsaved_edits)
    runner.record_outputs(job.id, [tmp_path / "a.srt"])
    known.append(job.has_unsaved_edits)
    runner.record_edits(job.id, edits("after"))
    runner.close()
    again = make()
    [job] = again.jobs
    known.append(job.has_unsaved_edits)
    again.record_outputs(job.id, [], OutputUnwritable("a.srt", "Permission denied"))
    known.append(job.has_unsaved_edits)
    again.record_outputs(job.id, [tmp_path / "a.srt"])
    known.append(job.has_unsaved_edits)
    before = job.text_to_save()
    again.record_edits(job.id, edits("meanwhile"))
    again.record_outputs(job.id, [tmp_path / "a.srt"], text=before)
    known.append(job.has_unsaved_edits)
    assert known == [False, False, True, True, False, True]
