"""The queue against workers that misbehave: each fault becomes a sentence, and nothing is lost."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from fake_worker import ChattyEngine, chatty_worker, starts
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot
from queue_runs import EVERYTHING, WAIT_MS, Maker, begin, on_disk, run, texts

from asr_core.errors import (
    EngineCrashed,
    EngineFailed,
    EngineHung,
    EngineKilled,
    EngineUnstartable,
    ModelMissing,
)
from asr_core.jobs import JobState, RunOptions
from asr_core.worker_watch import Patience
from gui.job_words import notes


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


def test_a_note_that_makes_no_sense_stops_nothing(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make("odd note")
    runner.add(files("a.mp3"))
    shown: list[list[str]] = []
    runner.job_changed.connect(lambda job_id: shown.append(notes(runner.jobs[job_id])))
    run(qtbot, runner)
    [job] = runner.jobs
    assert (job.state, texts(job)) == (JobState.DONE, EVERYTHING)
    assert shown[-1] == ["The sound ends earlier than the file says: it may be cut off."]


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


@pytest.mark.parametrize(
    "fault",
    ["dead", "old", "garbage", "other run", "opens twice", "torn", "silent", "unknown failure"],
)
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


def test_nothing_is_told_any_more_once_it_is_closed(make: Maker, files: Any, qtbot: QtBot) -> None:
    runner = make("slow")
    runner.add(files("a.mp3"))
    begin(qtbot, runner)
    arrived: list[object] = []
    runner._thread.arrived.connect(arrived.append, Qt.ConnectionType.DirectConnection)
    # What the worker says now waits in the window's loop, which does not turn meanwhile.
    deadline = time.monotonic() + WAIT_MS / 1000
    while not arrived and time.monotonic() < deadline:
        time.sleep(0.01)
    assert arrived
    runner.close()
    told: list[object] = []
    for signal in (runner.job_changed, runner.text_arrived, runner.span_heard, runner.job_ended):
        signal.connect(lambda *values: told.append(values))
    QCoreApplication.processEvents()  # brings all that has arrived
    assert told == []
