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
        keep = partial(self._keep, job_id, text)
        self._tasks.run(partial(_write, request, edits), keep)

    def close(self) -> None:
        """Finish what is being written; nothing is told any more."""
        self._tasks.close()

    def _keep(self, job_id: str, text: SavedText, outcome: ResultOutcome) -> None:
        if job_id in self._runner.jobs:
            job = self._runner.jobs[job_id]
            new = [SavedFile(path, text) for path in outcome.written]
            missing = _still_missing(job, new, outcome)
            self._runner.record_outputs(job_id, outcome.written, missing, text=text)
        self.written.emit(job_id, outcome)


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
