"""Jobs that are heard, so that there is something to write."""

from __future__ import annotations

from pathlib import Path

from quiet_runner import QuietRunner

from asr_core.jobs import Job, RunOptions


def heard(runner: QuietRunner, path: Path, **options: object) -> Job:
    """A job that runs, with three segments of thirty seconds in all."""
    job = runner.put(str(path), segments=3, duration_s=30.0)
    job.options = RunOptions(**options)  # type: ignore[arg-type]
    runner.run(job)
    return job


def heard_done(runner: QuietRunner, path: Path) -> Job:
    """A job that is done, in a folder that is there."""
    path.parent.mkdir(exist_ok=True)
    job = heard(runner, path)
    runner.finish(job)
    return job
