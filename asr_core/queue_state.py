"""The rows of the queue as plain data, without their texts: what the queue file holds.

Files of older versions are understood; what they did not say is taken from what they did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from asr_core.errors import AsrError
from asr_core.jobs import HeardText, Job, JobState, RunOptions
from asr_core.messages import Failure
from asr_core.saved_files import SavedFile, saved_before


@dataclass(frozen=True, slots=True)
class JobSummary:
    """What the row of a job shows, without its text.

    Older versions wrote `outputs` as mere paths, and `has_unsaved_edits`, which is only read,
    instead of the mark.
    """

    id: str
    path: Path
    state: JobState
    options: RunOptions
    duration_s: float | None = None
    done_s: float = 0.0
    speed: float | None = None
    device: str = ""
    model: str = ""
    failure: Failure | None = None
    outputs: tuple[SavedFile | Path, ...] = ()
    export_failure: Failure | None = None
    has_unsaved_edits: bool = False
    edits_mark: str | None = None

    @classmethod
    def of(cls, job: Job) -> JobSummary:
        return cls(
            id=job.id,
            path=job.path,
            state=job.state,
            options=job.options,
            duration_s=job.duration_s,
            done_s=job.done_s,
            speed=job.speed,
            device=job.device,
            model=job.model,
            failure=None if job.failure is None else Failure.of(job.failure),
            outputs=tuple(job.saved),
            export_failure=None if job.export_failure is None else Failure.of(job.export_failure),
            edits_mark=job.edits_mark,
        )


@dataclass(frozen=True, slots=True)
class QueueState:
    """The whole queue in its order; `options` are those that the next job takes."""

    jobs: tuple[JobSummary, ...] = ()
    options: RunOptions = field(default_factory=RunOptions)


def job_of(summary: JobSummary, text: Callable[[], HeardText]) -> Job:
    """The job that a summary tells of; `text` gives what was heard, once it is wanted."""
    return Job(
        id=summary.id,
        path=summary.path,
        state=summary.state,
        options=summary.options,
        duration_s=summary.duration_s,
        done_s=summary.done_s,
        speed=summary.speed,
        device=summary.device,
        model=summary.model,
        failure=_error(summary.failure),
        saved=map(partial(_saved, summary), summary.outputs),
        export_failure=_error(summary.export_failure),
        edits_mark=summary.edits_mark,
        text=text,
    )


def _saved(summary: JobSummary, output: SavedFile | Path) -> SavedFile:
    if isinstance(output, SavedFile):
        return output
    return saved_before(output, edited_since=summary.has_unsaved_edits)


def summaries(jobs: Iterable[Job]) -> tuple[JobSummary, ...]:
    """What the queue file keeps of `jobs`."""
    return tuple(map(JobSummary.of, jobs))


def _error(failure: Failure | None) -> AsrError | None:
    if failure is None:
        return None
    try:
        return failure.error()
    except ValueError:  # written by a later version of this program
        return None
