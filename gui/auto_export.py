"""Writes the results of a job as soon as it is done, in the formats that its options ask for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from asr_core.jobs import Job, JobState
from export_tools.subtitles import FORMATS
from gui.exporter import Exporter, failed_format
from gui.job_runner import JobRunner


class AutoExport(QObject):
    """Follows `runner`; what cannot be written stays in the job's row until it is saved."""

    def __init__(
        self, runner: JobRunner, exporter: Exporter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._exporter = exporter
        runner.job_ended.connect(self._save_if_done)

    def catch_up(self) -> None:
        """Write what was done but not yet written when the program ended; once, after the start."""
        for job in self._runner.jobs:
            is_written = bool(job.saved) and not job.is_saved_in_part
            if not is_written and job.export_failure is None:
                self._save_if_done(job.id)

    def save(self, job_id: str, folder: Path | None = None) -> None:
        """Write the results once more, where they were or belong, or all of them into `folder`."""
        if job_id not in self._runner.jobs:
            return
        places = _formats_by_place(self._runner.jobs[job_id])
        if folder is not None:
            places = {folder: [name for names in places.values() for name in names]}
        for place, formats in places.items():
            self._exporter.write(job_id, formats, place)

    def _save_if_done(self, job_id: str) -> None:
        if job_id not in self._runner.jobs:
            return
        job = self._runner.jobs[job_id]
        # A file in which nothing was said gives no empty subtitles; its row says so.
        if job.state is JobState.DONE and job.options.formats and job.segments:
            self._exporter.write(job_id, job.options.formats)


def _formats_by_place(job: Job) -> dict[Path | None, list[str]]:
    """What was wanted of a job, and in which folders; None is the job's own."""
    own = job.options.output_folder or job.path.parent
    failed = "" if job.export_failure is None else failed_format(job.export_failure)
    wanted: list[tuple[Path | None, str]] = [(None, name) for name in job.options.formats]
    # What a person asked for in the dialog counts, too, whether it was written or not.
    for file in job.saved:
        if file.text.is_whole:
            place = None if file.path.parent == own else file.path.parent
            wanted.append((place, file.path.suffix[1:]))
    wanted.append((None, failed))
    places: dict[Path | None, list[str]] = {}
    for place, name in dict.fromkeys(wanted):
        if name in FORMATS:
            places.setdefault(place, []).append(name)
    return places or {None: ["srt"]}
