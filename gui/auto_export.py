"""Writes the results of a job as soon as it is done, in the formats that its options ask for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from asr_core.jobs import JobState
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
            if not job.outputs and job.export_failure is None:
                self._save_if_done(job.id)

    def save(self, job_id: str, folder: Path | None = None) -> None:
        """Write the results once more, where they belong or into `folder`."""
        if job_id not in self._runner.jobs:
            return
        job = self._runner.jobs[job_id]
        failed = "" if job.export_failure is None else failed_format(job.export_failure)
        # What a person asked for in the dialog counts, too, whether it was written or not.
        asked = [*job.options.formats, *(path.suffix[1:] for path in job.outputs), failed]
        formats = dict.fromkeys(name for name in asked if name in FORMATS)
        self._exporter.write(job_id, list(formats) or ["srt"], folder)

    def _save_if_done(self, job_id: str) -> None:
        if job_id not in self._runner.jobs:
            return
        job = self._runner.jobs[job_id]
        # A file in which nothing was said gives no empty subtitles; its row says so.
        if job.state is JobState.DONE and job.options.formats and job.segments:
            self.save(job_id)
