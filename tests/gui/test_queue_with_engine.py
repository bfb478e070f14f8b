"""A dropped recording becomes an SRT beside it, through the real worker and the demo model."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot
from widgets import shown

from asr_core.jobs import JobState, RunOptions
from export_tools.subtitles import SubtitleDocument
from export_tools.subtitles.formats import compose_srt
from gui.auto_export import AutoExport
from gui.exporter import Exporter
from gui.job_documents import JobDocuments
from gui.job_runner import JobRunner
from gui.job_words import status_line
from gui.queue_panel import QueuePanel

PATIENCE_MS = 120_000


def test_two_files_go_through_the_queue_and_one_failure_stops_nothing(
    clip: Path, tmp_path: Path, data_folder: Path, qtbot: QtBot
) -> None:
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"no sound at all" * 100)
    runner = JobRunner(data_folder / "jobs", RunOptions(model="demo", device="cpu"))
    exporter = Exporter(runner, JobDocuments(runner.jobs).of)
    AutoExport(runner, exporter, exporter)
    panel = QueuePanel(runner)
    qtbot.addWidget(panel)
    panel.show()
    try:
        panel.add([broken, clip])
        failed, done = runner.jobs
        with qtbot.waitSignal(exporter.written, timeout=PATIENCE_MS):
            runner.start()
        assert (failed.state, done.state) == (JobState.FAILED, JobState.DONE)
        assert done.outputs == [clip.with_suffix(".srt")]
        expected = compose_srt(SubtitleDocument.from_transcript(done.transcript()))
        assert clip.with_suffix(".srt").read_text(encoding="utf-8") == expected
        assert ".srt" in status_line(done)
        panel.select(failed.id)
        assert "broken.mp3" in shown(panel, QLabel, "queue.error.what").text()
        panel.select(done.id)
        buttons = {
            button.objectName()
            for button in panel.findChildren(QAbstractButton)
            if button.isVisible()
        }
        assert {"queue.row.open-folder", "queue.row.export"} <= buttons
    finally:
        exporter.close()
        runner.close()
