"""A list that is edited while the real worker hears a file counts from the next segment on."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtWidgets import QListView, QWidget
from pytestqt.qtbot import QtBot
from widgets import child

from asr_core.jobs import JobState, RunOptions
from asr_core.transcript import Segment
from gui.hotword_editor import HotwordEditor
from gui.hotword_panel import HotwordPanel
from gui.job_runner import JobRunner

PATIENCE_MS = 120_000


def test_words_typed_while_a_file_is_heard_are_offered_from_then_on(
    samples: Path, tmp_path: Path, data_folder: Path, qtbot: QtBot
) -> None:
    recording = tmp_path / "dialogue.flac"
    shutil.copy(samples / "dialogue_zh.flac", recording)
    words = (samples / "hot.txt").read_text(encoding="utf-8")
    path = tmp_path / "hot.txt"
    path.write_text("户晨风\n", encoding="utf-8")
    panel = HotwordPanel()
    qtbot.addWidget(panel)
    panel.open_layers([path])
    qtbot.waitUntil(lambda: bool(panel.all_layers()) and panel.lists.counting == (path,))
    runner = JobRunner(
        data_folder / "jobs", RunOptions(model="demo", device="cpu", hotwords=(path,))
    )
    runner.span_heard.connect(panel.show_span)
    runner.segment_finished.connect(panel.add_segment)
    runner.noticed.connect(panel.show_notice)
    finished: list[Segment] = []

    def hold(job_id: str, segment: Segment) -> None:
        finished.append(segment)
        if len(finished) == 1:
            runner.pause(job_id)

    runner.segment_finished.connect(hold)
    try:
        runner.add([recording])
        (job,) = runner.jobs
        panel.show_job(job.id, [], at_newest=True)
        runner.start()
        qtbot.waitUntil(lambda: job.state is JobState.PAUSED, timeout=PATIENCE_MS)
        held = len(finished)
        child(panel, HotwordEditor).take_text(words)
        panel.save_now()
        qtbot.waitUntil(lambda: path.read_text(encoding="utf-8") == words, timeout=PATIENCE_MS)
        # A run begins with what was saved by then.
        with qtbot.waitSignal(runner.job_ended, timeout=PATIENCE_MS):
            runner.resume(job.id)
        assert job.state is JobState.DONE
        assert finished[0].hotwords_version != finished[-1].hotwords_version
        offered = {use.word for segment in finished[held:] for use in segment.hotwords}
        assert offered
        assert offered <= {line.strip() for line in words.splitlines()}
        hits = child(panel, QListView, "hotwords.hits").model()
        written = sum(use.in_text for segment in finished for use in segment.hotwords)
        assert hits.rowCount() >= written > 0
        assert child(panel, QWidget, "hotwords.state").toolTip() != ""
    finally:
        panel.finish()
        runner.close()


def test_of_a_long_list_only_what_sounds_present_is_sent(
    samples: Path, tmp_path: Path, data_folder: Path, qtbot: QtBot
) -> None:
    recording = tmp_path / "dialogue.flac"
    shutil.copy(samples / "dialogue_zh.flac", recording)
    path = tmp_path / "hot.txt"
    names = [f"测试{chr(0x4E00 + 7 * at)}{chr(0x5E00 + 3 * at)}" for at in range(500)]
    names += (samples / "hot.txt").read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(names), encoding="utf-8")
    panel = HotwordPanel()
    qtbot.addWidget(panel)
    runner = JobRunner(
        data_folder / "jobs",
        RunOptions(model="demo", device="cpu", hotwords=(path,), max_hotwords=5),
    )
    sent: list[int] = []
    runner.span_heard.connect(panel.show_span)
    runner.span_heard.connect(
        lambda _job, span: sent.append(sum(use.sent for use in span.hotwords))
    )
    panel.show_budget(5)
    try:
        runner.add([recording])
        panel.show_job(next(iter(runner.jobs)).id, [], at_newest=True)
        with qtbot.waitSignal(runner.job_ended, timeout=PATIENCE_MS):
            runner.start()
        assert sent
        assert max(sent) <= 5
        assert "at most 5" in child(panel, QWidget, "hotwords.budget").accessibleName()
    finally:
        panel.finish()
        runner.close()


def test_a_list_saved_just_before_a_file_begins_counts_for_its_first_words(
    samples: Path, tmp_path: Path, data_folder: Path, qtbot: QtBot
) -> None:
    recording = tmp_path / "dialogue.flac"
    shutil.copy(samples / "dialogue_zh.flac", recording)
    path = tmp_path / "hot.txt"
    path.write_text("", encoding="utf-8")
    runner = JobRunner(
        data_folder / "jobs", RunOptions(model="demo", device="cpu", hotwords=(path,))
    )
    finished: list[Segment] = []
    runner.segment_finished.connect(lambda _job_id, segment: finished.append(segment))
    try:
        runner.warm_up()
        qtbot.waitUntil(lambda: runner.engine.state == "ready", timeout=PATIENCE_MS)
        shutil.copy(samples / "hot.txt", path)
        runner.add([recording])
        with qtbot.waitSignal(runner.job_ended, timeout=PATIENCE_MS):
            runner.start()
        assert finished[0].hotwords
        assert len({segment.hotwords_version for segment in finished}) == 1
    finally:
        runner.close()
