"""Queues run against a worker with a fault, and what a test asks of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fake_worker import SEGMENTS, faulty_worker
from pytestqt.qtbot import QtBot

from asr_core.jobs import Job, RunOptions
from asr_core.journal import Journal
from asr_core.worker_watch import Patience
from gui.job_runner import JobRunner

PATIENCE = Patience(hello_s=60, load_s=60, run_s=2.0, cancel_s=0.5, leave_s=0.5)
WAIT_MS = 60_000
EVERYTHING = [f"segment {number}." for number in range(SEGMENTS)]


def edits(text: str) -> dict[str, object]:
    """What is kept of a file whose first word was given this text."""
    return {"edits": [{"first": 0, "end": 1, "text": text}]}


class Maker:
    """Makes runners on one journal; `marks` is the fake worker's folder."""

    def __init__(self, folder: Path, marks: Path) -> None:
        self._folder, self._marks = folder, marks
        self._made: list[JobRunner] = []

    def __call__(self, fault: str = "good", **options: Any) -> JobRunner:
        """A runner with this fault; `target` and `patience` are its own, all else `RunOptions`."""
        target = options.pop("target", None) or faulty_worker(fault, self._marks)
        patience = options.pop("patience", PATIENCE)
        new = JobRunner(self._folder, RunOptions(**options), target=target, patience=patience)
        self._made.append(new)
        return new

    def close(self) -> None:
        """Close all of them."""
        for each in self._made:
            each.close()


def run(qtbot: QtBot, runner: JobRunner) -> None:
    """Let the queue run until it has nothing more to do."""
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.start()


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


def texts(job: Job) -> list[str]:
    """What was heard of a job, segment by segment."""
    return [segment.text for segment in job.segments]


def on_disk(runner: JobRunner, job: Job, folder: Path) -> list[str]:
    """The same as `texts`, from the journal below `folder` after the runner is closed."""
    runner.close()
    return [segment.text for segment in Journal(folder / "jobs").read(job.id).segments]
