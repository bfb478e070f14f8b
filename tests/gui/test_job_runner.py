"""The queue against workers that misbehave: each fault becomes a sentence, and nothing is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_worker import LENGTH_S, SEGMENTS, ChattyEngine, chatty_worker, faulty_worker, starts
from pytestqt.qtbot import QtBot

from asr_core.errors import (
    EngineCrashed,
    EngineFailed,
    EngineHung,
    EngineKilled,
    EngineUnstartable,
    ModelMissing,
    OutputUnwritable,
)
from asr_core.jobs import Job, JobState, RunOptions
from asr_core.journal import Journal
from asr_core.worker_watch import Patience
from gui.job_runner import JobRunner
from gui.texts import set_language

PATIENCE = Patience(hello_s=60, load_s=60, run_s=2.0, cancel_s=0.5, leave_s=0.5)
WAIT_MS = 60_000
EVERYTHING = [f"segment {number}." for number in range(SEGMENTS)]

Maker = Callable[..., JobRunner]


@pytest.fixture
def files(tmp_path: Path) -> Callable[..., list[Path]]:
    def make(*names: str) -> list[Path]:
        folder = tmp_path / "media"
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).write_bytes(b"sound")
        return [folder / name for name in names]

    return make


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    return tmp_path / "marks"


@pytest.fixture
def make(tmp_path: Path, marks: Path) -> Iterator[Maker]:
    """Runners with a fault; they are closed at the end."""
    made: list[JobRunner] = []

    def runner(fault: str = "good", **options: Any) -> JobRunner:
        target = options.pop("target", None) or faulty_worker(fault, marks)
        patience = options.pop("patience", PATIENCE)
        new = JobRunner(tmp_path / "jobs", RunOptions(**options), target=target, patience=patience)
        made.append(new)
        return new

    yield runner
    for each in made:
        each.close()


def run(qtbot: QtBot, runner: JobRunner) -> None:
    """Let the queue run until it has nothing more to do."""
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.start()


def texts(job: Job) -> list[str]:
    return [segment.text for segment in job.segments]


def on_disk(runner: JobRunner, job: Job, tmp_path: Path) -> list[str]:
    runner.close()
    return [segment.text for segment in Journal(tmp_path / "jobs").read(job.id).segments]


def until_gone(process_id: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{process_id}/stat").read_text().rsplit(") ")[1][0]
        except OSError:
            return
        if state == "Z":
            return
        time.sleep(0.05)
    pytest.fail(f"process {process_id} is still there")


# --- the way it should go ---------------------------------------------------------------------


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
    files("ep10.mp3", "ep9.mp3", "notes.txt")
    (tmp_path / "empty").mkdir()
    runner = make()
    refusals: list[Any] = []
    runner.refused.connect(refusals.extend)
    with qtbot.waitSignals([runner.jobs_changed, runner.refused], timeout=WAIT_MS):
        assert runner.add([tmp_path / "media", tmp_path / "empty"]) == []
    assert [job.path.name for job in runner.jobs] == ["ep9.mp3", "ep10.mp3"]
    assert [refusal.path.name for refusal in refusals] == ["empty"]


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


# --- what a person asks for -------------------------------------------------------------------


def begin(qtbot: QtBot, runner: JobRunner, segments: int = 1) -> Job:
    """Start the queue and wait until so many segments are heard."""
    runner.start()
    qtbot.waitUntil(
        lambda: runner.jobs.active is not None and len(runner.jobs.active.segments) >= segments,
        timeout=WAIT_MS,
    )
    job = runner.jobs.active
    assert job is not None
    return job


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


def test_a_retry_of_what_is_done_begins_afresh_on_its_own_device(
    make: Maker, files: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    runner = make(device="gpu")
    runner.add(files("a.mp3"))
    run(qtbot, runner)
    [job] = runner.jobs
    runner.record_edits(job.id, {"1": "changed"})
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.retry(job.id, device="cpu")
    assert (job.device, runner.options.device) == ("fake cpu", "gpu")
    assert (texts(job), job.edits) == (EVERYTHING, None)
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
    assert job.state is JobState.DONE
    runner.remove(job.id)
    runner.retry(job.id)
    runner.record_edits(job.id, {})
    assert len(runner.jobs) == 0


# --- faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("killed once", EngineKilled),
        ("crash once", EngineCrashed),
        ("exit once", EngineCrashed),
        ("stuck once", EngineHung),
    ],
)
def test_a_worker_that_ends_is_replaced_and_the_job_goes_on_at_its_segment(
    make: Maker,
    files: Any,
    qtbot: QtBot,
    marks: Path,
    tmp_path: Path,
    fault: str,
    kind: type[Exception],
) -> None:
    runner = make(fault)
    runner.add(files("a.mp3"))
    states: list[JobState] = []
    engine: list[str] = []
    discarded: list[str] = []
    runner.job_changed.connect(lambda job_id: states.append(runner.jobs[job_id].state))
    runner.engine_changed.connect(lambda status: engine.append(status.state))
    runner.text_discarded.connect(lambda job_id, _reason: discarded.append(job_id))
    run(qtbot, runner)
    [job] = runner.jobs
    assert (job.state, texts(job)) == (JobState.DONE, EVERYTHING)
    assert (job.restarts, type(job.interrupted_by)) == (1, kind)
    assert JobState.INTERRUPTED in states
    assert "restarting" in engine
    assert discarded == [job.id]
    assert starts(marks) == 2
    assert on_disk(runner, job, tmp_path) == EVERYTHING


@pytest.mark.parametrize(
    ("fault", "kind"), [("killed", EngineKilled), ("crash", EngineCrashed), ("stuck", EngineHung)]
)
def test_a_file_that_always_ends_the_worker_fails_and_the_queue_goes_on(
    make: Maker, files: Any, qtbot: QtBot, marks: Path, fault: str, kind: type[Exception]
) -> None:
    runner = make(fault)
    runner.add(files("a.mp3", "sound.mp3"))
    run(qtbot, runner)
    bad, good = runner.jobs
    assert (bad.state, type(bad.failure)) == (JobState.FAILED, kind)
    assert texts(bad) == EVERYTHING[:2]
    assert (good.state, texts(good)) == (JobState.DONE, EVERYTHING)
    assert starts(marks) == 3


def test_a_mistake_in_the_engine_becomes_a_sentence(
    make: Maker, files: Any, qtbot: QtBot, marks: Path
) -> None:
    runner = make("bug")
    runner.add(files("a.mp3", "sound.mp3"))
    run(qtbot, runner)
    bad, good = runner.jobs
    assert isinstance(bad.failure, EngineFailed)
    assert "RuntimeError" in bad.failure.message()
    assert (texts(bad), good.state) == (EVERYTHING[:2], JobState.DONE)
    assert starts(marks) == 1


def test_memory_that_runs_out_inside_becomes_a_sentence(
    make: Maker, files: Any, qtbot: QtBot
) -> None:
    runner = make("memory")
    runner.add(files("a.mp3"))
    run(qtbot, runner)
    [job] = runner.jobs
    assert job.failure is not None
    assert "内存不足" in job.failure.message("zh")


def test_a_worker_that_ignores_a_cancel_is_ended_with_its_children(
    make: Maker, files: Any, qtbot: QtBot, marks: Path
) -> None:
    runner = make("deaf", patience=Patience(run_s=60, cancel_s=0.5))
    runner.add(files("a.mp3", "sound.mp3"))
    job = begin(qtbot, runner, segments=2)
    qtbot.waitUntil(lambda: len(list(marks.glob("child-*"))) == 1, timeout=WAIT_MS)
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.cancel(job.id)
    assert (job.state, texts(job)) == (JobState.CANCELLED, EVERYTHING[:2])
    assert list(runner.jobs)[1].state is JobState.DONE
    [child] = marks.glob("child-*")
    until_gone(int(child.name.removeprefix("child-")))
    assert starts(marks) == 2


@pytest.mark.parametrize("fault", ["dead", "old", "garbage", "torn", "silent"])
def test_a_worker_that_makes_no_sense_fails_the_job_and_holds_the_queue(
    make: Maker, files: Any, qtbot: QtBot, fault: str
) -> None:
    runner = make(fault, patience=Patience(hello_s=3, load_s=3, run_s=3))
    runner.add(files("a.mp3", "b.mp3"))
    run(qtbot, runner)
    first, second = runner.jobs
    assert first.state is JobState.FAILED
    kinds = {"dead": EngineCrashed, "torn": EngineHung}
    assert type(first.failure) is kinds.get(fault, EngineUnstartable)
    if fault in ("dead", "torn"):
        assert second.state is JobState.FAILED
    else:
        assert second.state is JobState.QUEUED
        assert runner.engine.state == "failed"


def test_a_model_that_cannot_be_loaded_holds_the_queue_until_another_is_chosen(
    make: Maker, files: Any, qtbot: QtBot
) -> None:
    runner = make("unloadable", model="bad")
    runner.add(files("a.mp3", "b.mp3"))
    run(qtbot, runner)
    first, second = runner.jobs
    assert isinstance(first.failure, ModelMissing)
    assert (first.state, second.state) == (JobState.FAILED, JobState.QUEUED)
    assert runner.engine.state == "failed"
    assert "bad" in runner.engine.sentence
    runner.set_options(RunOptions(model="good"))
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.retry(first.id)
    assert [job.state for job in runner.jobs] == [JobState.DONE] * 2


def test_an_idle_worker_that_ends_is_replaced_once(make: Maker, qtbot: QtBot, marks: Path) -> None:
    runner = make(model="some")
    runner.warm_up()
    for count in (1, 2):
        qtbot.waitUntil(lambda: runner.engine.state == "ready", timeout=WAIT_MS)
        assert starts(marks) == count
        newest = max(marks.glob("start-*"), key=lambda path: path.stat().st_mtime_ns)
        with qtbot.waitSignal(runner.engine_changed, timeout=WAIT_MS):
            os.kill(int(newest.name.removeprefix("start-")), 9)
    assert runner.engine.state == "failed"
    assert "memory" in runner.engine.sentence


def test_a_worker_that_says_too_much_neither_stops_the_window_nor_loses_a_word(
    make: Maker, files: Any, qtbot: QtBot
) -> None:
    runner = make(target=chatty_worker)
    runner.add(files("a.mp3"))
    batches: list[str] = []
    runner.text_arrived.connect(lambda _job_id, text: batches.append(text))
    run(qtbot, runner)
    words = "".join(batches).split()
    assert words == [str(number) for number in range(ChattyEngine.WORDS)]
    assert texts(next(iter(runner.jobs))) == ["all said"]


def test_a_full_disk_stops_the_job_and_says_so(
    make: Maker, files: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = make("slow")
    runner.add(files("a.mp3", "b.mp3"))
    job = begin(qtbot, runner)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with qtbot.waitSignal(runner.unsaved, timeout=WAIT_MS):
            pass
        qtbot.waitUntil(lambda: job.state is JobState.FAILED, timeout=WAIT_MS)
    assert isinstance(job.failure, OutputUnwritable)
    assert not runner.is_running
    assert texts(job) == EVERYTHING[: len(job.segments)]
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.retry(job.id)
    assert [texts(each) for each in runner.jobs] == [EVERYTHING] * 2


# --- closing and opening ----------------------------------------------------------------------


def test_closing_while_a_job_runs_keeps_everything(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make("slow", language="zh")
    runner.add(files("a.mp3", "b.mp3"))
    job = begin(qtbot, runner, segments=2)
    runner.record_edits(job.id, {"1": "changed"})
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
    assert first.edits == {"1": "changed"}
    assert first.options.language == "zh"
    assert first.progress is not None
    assert first.progress >= 0.5
    run(qtbot, again)
    assert [texts(each) for each in again.jobs] == [EVERYTHING] * 2
    assert first.edits == {"1": "changed"}


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
    runner.record_edits(job.id, {"1": "before"})
    known.append(job.has_unsaved_edits)
    runner.record_outputs(job.id, [tmp_path / "a.srt"])
    known.append(job.has_unsaved_edits)
    runner.record_edits(job.id, {"1": "after"})
    runner.close()
    again = make()
    [job] = again.jobs
    known.append(job.has_unsaved_edits)
    again.record_outputs(job.id, [], OutputUnwritable("a.srt", "Permission denied"))
    known.append(job.has_unsaved_edits)
    again.record_outputs(job.id, [tmp_path / "a.srt"])
    known.append(job.has_unsaved_edits)
    again.record_outputs(job.id, [tmp_path / "a.srt"], edited_meanwhile=True)
    known.append(job.has_unsaved_edits)
    assert known == [False, False, True, True, False, True]
