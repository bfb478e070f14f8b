"""Writes results of jobs on a thread of its own, and puts on record what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from asr_core.errors import AsrError
from asr_core.jobs import Job, JobState
from export_tools.subtitles import FORMATS
from export_tools.subtitles.cue_document import CueDocument
from export_tools.subtitles.cue_profiles import rules_for
from export_tools.subtitles.results import (
    ResultOutcome,
    ResultRequest,
    result_targets,
    write_results,
)
from gui.background_tasks import BackgroundTasks
from gui.job_runner import JobRunner


class Exporter(QObject):
    """Writes what is on the screen: `document_of` gives a job's cues with a person's edits in them.

    Where it gives None the cues are made anew, on the other thread.
    A failure never touches the job's text; it stands in the job's row, and writing can be asked
    for again.
    """

    written = Signal(str, object)
    """A job's id and the `ResultOutcome` of what was asked for."""

    def __init__(
        self,
        runner: JobRunner,
        document_of: Callable[[str], CueDocument | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._document_of = document_of
        self._tasks = BackgroundTasks(self)

    def target(self, job_id: str, folder: Path | None) -> Path:
        """Where the results of a job go, still without an ending; `folder` None is the job's own.

        What is not heard to its end is called partial, so that nobody takes it for the whole.
        """
        jobs = list(self._runner.jobs)
        recordings = [(job.path, folder or job.options.output_folder) for job in jobs]
        place = [job.id for job in jobs].index(job_id)
        found = result_targets(recordings)[place]
        is_whole = jobs[place].state is JobState.DONE
        return found if is_whole else found.with_name(f"{found.name}.partial")

    def write(
        self,
        job_id: str,
        formats: Sequence[str],
        folder: Path | None = None,
        *,
        keep_copies: bool = True,
    ) -> None:
        """Write what is there at this moment, one job after the other; `written` tells the rest."""
        job = self._runner.jobs[job_id]
        transcript = job.transcript()
        document = self._document_of(job_id)
        request = ResultRequest(
            source=job.path,
            target=self.target(job_id, folder),
            formats=tuple(formats),
            transcript=transcript if document is None else document.to_transcript(transcript),
            cues=None if document is None else document.to_subtitles(),
            rules=rules_for(job.options.cue_profile),
            keep_copies=keep_copies,
        )
        edits = deepcopy(job.edits) if document is None else None
        keep = partial(self._keep, job_id, job.edits)
        self._tasks.run(partial(_write, request, edits), keep)

    def close(self) -> None:
        """Finish what is being written; nothing is told any more."""
        self._tasks.close()

    def _keep(self, job_id: str, edits: object, outcome: ResultOutcome) -> None:
        if job_id in self._runner.jobs:
            job = self._runner.jobs[job_id]
            outputs = list(dict.fromkeys([*job.outputs, *outcome.written]))
            self._runner.record_outputs(
                job_id,
                outputs,
                _still_missing(job, outputs, outcome),
                # Every edit brings a new state, so another one is a later one.
                edited_meanwhile=job.edits is not edits,
            )
        self.written.emit(job_id, outcome)


def failed_format(failure: AsrError) -> str:
    """The format that could not be written, "" if it is not known."""
    ending = Path(failure.values.get("path", "")).suffix[1:]
    return ending if ending in FORMATS else ""


def _write(request: ResultRequest, edits: object) -> ResultOutcome:
    """Write it; `edits` are those of a job of which no cues have been made yet."""
    if edits:
        # It takes half a millisecond per cue, which is why it is done here.
        document = CueDocument(request.rules, request.transcript.duration)
        for segment in request.transcript.segments:
            document.add_segment(segment)
        document.restore(edits)
        request = replace(
            request,
            transcript=document.to_transcript(request.transcript),
            cues=document.to_subtitles(),
        )
    return write_results(request)


def _still_missing(job: Job, outputs: Sequence[Path], outcome: ResultOutcome) -> AsrError | None:
    """A failure to write a format of which there is no file anywhere.

    A second copy that fails, on a stick that is full, does not make a saved job an unsaved one;
    where the files that are there lack what was edited since, any failure counts.
    """
    if job.has_unsaved_edits and outcome.failures:
        return outcome.failures[0]
    written = {path.suffix[1:] for path in outputs}
    before = [] if job.export_failure is None else [job.export_failure]
    failures = [*outcome.failures, *before]
    return next((each for each in failures if failed_format(each) not in written), None)
