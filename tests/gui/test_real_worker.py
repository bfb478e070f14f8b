"""The queue with the real engine, the demo model and real files: its main paths, and its deaths."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from asr_core.jobs import Job, JobState, RunOptions
from gui.job_runner import JobRunner

WAIT_MS = 120_000
ROOT = Path(__file__).resolve().parents[2]
OPTIONS = RunOptions(model="demo", device="cpu")


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[JobRunner]:
    made = JobRunner(tmp_path / "jobs", OPTIONS)
    yield made
    made.close()


@pytest.fixture
def recording(samples: Path) -> Path:
    return samples / "dialogue_zh.flac"


def children() -> set[int]:
    """The worker processes of this program."""
    numbers = set()
    for task in Path("/proc/self/task").glob("*/children"):
        for number in task.read_text().split():
            command = Path(f"/proc/{number}/cmdline").read_text(errors="replace")
            if "spawn_main" in command:
                numbers.add(int(number))
    return numbers


def run(qtbot: QtBot, runner: JobRunner) -> None:
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.start()


def text(job: Job) -> str:
    return "".join(segment.text for segment in job.segments)


def assert_whole(job: Job, expected: str) -> None:
    """The job is done, its segments are in order, and it says what an undisturbed run says."""
    assert job.state is JobState.DONE
    ends = [0.0, *(segment.end for segment in job.segments)]
    starts = [segment.start for segment in job.segments]
    assert all(start >= end - 0.05 for start, end in zip(starts, ends, strict=False))
    # A run that begins in the middle may cut the rest at other pauses.
    assert SequenceMatcher(None, text(job), expected, autojunk=False).ratio() > 0.9


@pytest.fixture(scope="module")
def expected(samples: Path) -> str:
    """What the engine itself writes for the recording."""
    from asr_core.engine import create_asr_engine

    with create_asr_engine("demo", device="cpu") as engine:
        return "".join(each.text for each in engine.stream(samples / "dialogue_zh.flac"))


def test_a_file_becomes_what_the_engine_makes_of_it(
    runner: JobRunner, recording: Path, expected: str, qtbot: QtBot
) -> None:
    runner.warm_up()
    assert runner.add([recording]) == []
    [job] = runner.jobs
    shown = ""

    def show(_job_id: str, piece: str) -> None:
        nonlocal shown
        shown += piece

    runner.text_arrived.connect(show)
    run(qtbot, runner)
    assert text(job) == shown == expected
    assert (job.model, job.progress) == ("demo", 1.0)
    assert job.duration_s == pytest.approx(63.1, abs=0.2)
    assert "CPU" in job.device
    assert job.transcript().language == "zh"


def test_a_worker_killed_in_the_middle_costs_nothing_that_was_heard(
    runner: JobRunner, recording: Path, expected: str, qtbot: QtBot
) -> None:
    runner.add([recording])
    [job] = runner.jobs
    with qtbot.waitSignal(runner.segment_finished, timeout=WAIT_MS):
        runner.start()
    [worker] = children()
    heard = list(job.segments)
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        os.kill(worker, signal.SIGKILL)
    assert job.segments[: len(heard)] == heard
    assert_whole(job, expected)


def test_a_worker_that_stands_still_does_not_hold_the_window_when_it_closes(
    runner: JobRunner, recording: Path, qtbot: QtBot
) -> None:
    runner.add([recording])
    with qtbot.waitSignal(runner.opened, timeout=WAIT_MS):
        runner.start()
    [worker] = children()
    os.kill(worker, signal.SIGSTOP)
    runner.close()
    assert children() == set()


def test_pause_resume_cancel_resume(
    runner: JobRunner, recording: Path, expected: str, qtbot: QtBot
) -> None:
    runner.add([recording])
    [job] = runner.jobs
    with qtbot.waitSignal(runner.span_heard, timeout=WAIT_MS):
        runner.start()
    runner.pause(job.id)
    qtbot.waitUntil(lambda: job.state is JobState.PAUSED, timeout=WAIT_MS)
    heard = len(job.segments)
    assert 1 <= heard <= 3
    with qtbot.waitSignal(runner.text_arrived, timeout=WAIT_MS):
        runner.resume(job.id)
    with qtbot.waitSignal(runner.job_ended, timeout=WAIT_MS):
        runner.cancel(job.id)
    assert job.state is JobState.CANCELLED
    assert len(children()) == 1
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.resume(job.id)
    assert_whole(job, expected)


def test_a_job_stopped_behind_its_last_word_is_done_when_it_goes_on(
    runner: JobRunner, tmp_path: Path, clip: Path, qtbot: QtBot
) -> None:
    runner.add([clip])
    run(qtbot, runner)
    [job] = runner.jobs
    runner.close()
    # As if the power had gone between the last segment and the end of the file.
    again = JobRunner(tmp_path / "jobs", OPTIONS)
    try:
        [job] = again.jobs
        job.state = JobState.INTERRUPTED
        heard = text(job)
        run(qtbot, again)
        assert (job.state, text(job)) == (JobState.DONE, heard)
    finally:
        again.close()


def test_a_changed_list_counts_from_the_next_file_on_without_another_start(
    runner: JobRunner, clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    words = tmp_path / "hot.txt"
    words.write_text("户晨风\n", encoding="utf-8")
    runner.set_options(RunOptions(model="demo", device="cpu", hotwords=(words,)))
    runner.add([clip])
    run(qtbot, runner)
    [job] = runner.jobs
    versions = {segment.hotwords_version for segment in job.segments}
    words.write_text("户晨风\n鄱阳湖\n", encoding="utf-8")

    def heard_with_another_list() -> bool:
        runner.add([clip])
        run(qtbot, runner)
        return {segment.hotwords_version for segment in list(runner.jobs)[-1].segments} != versions

    qtbot.waitUntil(heard_with_another_list, timeout=WAIT_MS)
    assert "" not in versions


def test_another_quality_while_idle_loads_the_other_engine(
    runner: JobRunner, clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    runner.add([clip])
    run(qtbot, runner)
    [job] = runner.jobs
    assert "llama" in runner.engine.device
    full = text(job)
    runner.warm_up()
    runner.set_options(replace(OPTIONS, quality="draft"))
    qtbot.waitUntil(
        lambda: runner.engine.state == "ready" and "llama" not in runner.engine.device,
        timeout=WAIT_MS,
    )
    runner.add([clip])
    run(qtbot, runner)
    job = list(runner.jobs)[-1]
    assert job.options.quality == "draft"
    assert "，" in full or "。" in full
    assert not set(text(job)) & set("，。？！")
    runner.close()
    again = JobRunner(tmp_path / "jobs", OPTIONS)
    try:
        assert list(again.jobs)[-1].options.quality == "draft"
    finally:
        again.close()


def test_a_missing_model_and_a_broken_file_are_sentences(
    runner: JobRunner, clip: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    noise = tmp_path / "noise.mp3"
    noise.write_bytes(os.urandom(5000))
    runner.set_options(RunOptions(model="no such model"))
    runner.add([clip, noise])
    run(qtbot, runner)
    first, second = runner.jobs
    assert first.failure is not None
    assert "no such model" in first.failure.message()
    assert second.state is JobState.QUEUED
    runner.set_options(OPTIONS)
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.retry(first.id)
    assert [job.state for job in runner.jobs] == [JobState.DONE, JobState.FAILED]
    assert second.failure is not None
    assert second.failure.code == "audio-unreadable"


def test_a_program_killed_in_the_middle_opens_where_it_was(
    tmp_path: Path, recording: Path, clip: Path, expected: str, qtbot: QtBot
) -> None:
    program = subprocess.Popen(
        [
            *(sys.executable, str(ROOT / "tests" / "support" / "leaving_window.py")),
            *(str(tmp_path / "jobs"), str(recording), str(clip)),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    told = program.stdout.readline().removeprefix("segment ").strip()
    workers = descendants(program.pid)
    program.kill()
    program.wait()
    program.stdout.close()
    until_gone(workers)
    runner = JobRunner(tmp_path / "jobs")
    try:
        first, second = runner.jobs
        assert (first.state, second.state) == (JobState.INTERRUPTED, JobState.QUEUED)
        assert first.segments[0].text == told
        assert first.progress is not None
        assert 0 < first.progress < 1
        run(qtbot, runner)
        assert_whole(first, expected)
        assert second.state is JobState.DONE
    finally:
        runner.close()


def descendants(process_id: int) -> set[int]:
    found: set[int] = set()
    for task in Path(f"/proc/{process_id}/task").glob("*/children"):
        found.update(map(int, task.read_text().split()))
    return found


def until_gone(processes: set[int]) -> None:
    """Wait until no process of a program that was killed is left."""
    assert processes
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{number}").exists() for number in processes):
        assert time.monotonic() < deadline, "a worker outlived its program"
        time.sleep(0.05)
