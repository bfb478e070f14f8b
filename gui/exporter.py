"""Writes results of jobs on a thread of its own, and puts on record what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from asr_core.errors import AsrError, OutputUnwritable
from asr_core.jobs import Job, JobState
from asr_core.saved_files import SavedFile, SavedText
from export_tools.subtitles import FORMATS
from export_tools.subtitles.cue_document import CueDocument
from export_tools.subtitles.cue_profiles import rules_for
from export_tools.subtitles.results import (
    Recording,
    ResultOutcome,
    ResultRequest,
    result_targets,
    write_results,
)
from gui.background_tasks import BackgroundTasks
from gui.job_documents import EDITS_LEFT_OUT
from gui.job_runner import JobRunner

_PARTIAL = ".partial"


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
        """Where the results of a job go, without an ending; `folder` None is the job's own."""
        return self.targets(folder)[job_id]

    def targets(self, folder: Path | None) -> dict[str, Path]:
        """Where the results of each job of the list go; `folder` None is each job's own.

        What has been written there keeps its name. What is not heard to its end is called partial,
        so that nobody takes it for the whole.
        """
        jobs = list(self._runner.jobs)
        recordings = [_recording(job, folder) for job in jobs]
        written = [_written_in(job, folder) for job in jobs]
        kept = {
            recording: path
            for recording, path in zip(recordings, written, strict=True)
            if path is not None
        }
        return {
            job.id: _target(job, own or found)
            for job, own, found in zip(jobs, written, result_targets(recordings, kept), strict=True)
        }

    def write(
        self,
        job_id: str,
        formats: Sequence[str],
        folder: Path | None = None,
        *,
        keep_copies: bool = True,
        target: Path | None = None,
    ) -> None:
        """Write what is there at this moment, one job after the other; `written` tells the rest.

        `target` is what `targets` gave for it, if somebody has asked already.
        """
        job = self._runner.jobs[job_id]
        transcript = job.transcript()
        document = self._document_of(job_id)
        request = ResultRequest(
            source=job.path,
            target=target or self.target(job_id, folder),
            formats=tuple(formats),
            transcript=transcript if document is None else document.to_transcript(transcript),
            cues=None if document is None else document.to_subtitles(),
            rules=rules_for(job.options.cue_profile),
            keep_copies=keep_copies,
        )
        edits = deepcopy(job.edits) if document is None else None
        text = job.text_to_save(None if document is None else len(document.segments))
        self._tasks.run(
            partial(_write, request, edits),
            partial(self._keep, job_id, text),
            partial(self._keep_failure, job_id, text, request),
        )

    def close(self) -> None:
        """Finish what is being written; nothing is told any more."""
        self._tasks.close()

    def _keep_failure(
        self, job_id: str, text: SavedText, request: ResultRequest, error: Exception
    ) -> None:
        reason = f"{type(error).__name__}: {error}"
        failures = [OutputUnwritable(str(path), reason) for path in request.paths()]
        self._keep(job_id, text, _Written(ResultOutcome(failures=tuple(failures))))

    def _keep(self, job_id: str, text: SavedText, result: _Written) -> None:
        outcome = result.outcome
        if result.left_out and job_id in self._runner.jobs:
            self._runner.note(job_id, EDITS_LEFT_OUT)
        job = self._runner.known(job_id)
        new = [SavedFile(path, text) for path in outcome.written]
        missing = None if job is None else _still_missing(job, new, outcome)
        self._runner.record_outputs(
            job_id, outcome.written, missing, text=text, replaced=outcome.replaced
        )
        self.written.emit(job_id, outcome)


class _Written(NamedTuple):
    """What came of a request, and how many edits made no sense for it."""

    outcome: ResultOutcome
    left_out: int = 0


def failed_format(failure: AsrError) -> str:
    """The format that could not be written, "" if it is not known."""
    ending = Path(failure.values.get("path", "")).suffix[1:]
    return ending if ending in FORMATS else ""


def _target(job: Job, path: Path) -> Path:
    return path if job.state is JobState.DONE else path.with_name(path.name + _PARTIAL)


def _recording(job: Job, folder: Path | None) -> Recording:
    return job.path, folder or job.options.output_folder


def _written_in(job: Job, folder: Path | None) -> Path | None:
    """The path without an ending that the job's results have in a folder, if there are any."""
    source, chosen = _recording(job, folder)
    place = chosen or source.parent
    for file in job.saved:
        if file.path.parent == place:
            path = file.path.with_suffix("")
            return path if file.text.is_whole else path.with_name(path.name.removesuffix(_PARTIAL))
    return None


def _write(request: ResultRequest, edits: object) -> _Written:
    """Write it; `edits` are those of a job of which no cues have been made yet."""
    left_out = 0
    if edits:
        # It takes half a millisecond per cue, which is why it is done here.
        document = CueDocument(request.rules, request.transcript.duration)
        document.add_segments(request.transcript.segments)
        document.restore(edits)
        left_out = document.left_out
        request = replace(
            request,
            transcript=document.to_transcript(request.transcript),
            cues=document.to_subtitles(),
        )
    return _Written(write_results(request), left_out)


def _still_missing(
    job: Job, written: Sequence[SavedFile], outcome: ResultOutcome
) -> AsrError | None:
    """A failure to write a format of which no file anywhere holds the text as it is now.

    A second copy that fails, on a stick that is full, does not make a saved job an unsaved one.
    """
    saved = {file.path.suffix[1:] for file in [*written, *job.saved] if job.is_up_to_date(file)}
    before = [] if job.export_failure is None else [job.export_failure]
    failures = [*outcome.failures, *before]
    return next((each for each in failures if failed_format(each) not in saved), None)
