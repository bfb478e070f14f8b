"""A disk that cannot be written, and can be again: nothing is lost, and nothing is claimed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from opened_windows import Opener, add
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from queue_runs import EVERYTHING, WAIT_MS, Maker, begin, edits, on_disk, run, texts
from widgets import child

from asr_core.errors import AsrError, DataUnwritable
from asr_core.jobs import Job, JobState
from asr_core.journal import Journal
from gui import main_window, queue_keeper
from gui.job_runner import JobRunner
from gui.questions import agrees_to_lose, tell_lost
from gui.settings import data_folder


class Disk:
    """The journal's disk; `is_full` decides whether anything can be kept on it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = False
        self._fsync: Callable[[int], None] = os.fsync
        monkeypatch.setattr(os, "fsync", self._write)

    def _write(self, handle: int) -> None:
        if self.is_full:
            raise OSError(28, "No space left on device")
        self._fsync(handle)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """A disk with room; what could not be written is tried again soon."""
    monkeypatch.setattr(queue_keeper, "TRY_AGAIN_MS", 100)
    made = Disk(monkeypatch)
    yield made
    made.is_full = False


def until_it_fails(qtbot: QtBot, runner: JobRunner, disk: Disk) -> Job:
    """Start the queue, let its disk fill up under its first job, and wait for that to fail."""
    job = begin(qtbot, runner)
    disk.is_full = True
    qtbot.waitUntil(lambda: job.state is JobState.FAILED, timeout=WAIT_MS)
    return job


def test_what_cannot_be_written_is_not_shown_and_is_heard_again(
    make: Maker, files: Any, qtbot: QtBot, disk: Disk, tmp_path: Path
) -> None:
    runner = make("slow")
    runner.add(files("a.mp3", "b.mp3"))
    shown: list[str] = []
    runner.segment_finished.connect(lambda _job_id, segment: shown.append(segment.text))
    job = until_it_fails(qtbot, runner, disk)
    assert isinstance(job.failure, DataUnwritable)
    assert not runner.is_running
    kept = [segment.text for segment in Journal(tmp_path / "jobs").read(job.id).segments]
    assert texts(job) == shown == kept == EVERYTHING[: len(kept)]
    disk.is_full = False
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.retry(job.id)
    assert [texts(each) for each in runner.jobs] == [EVERYTHING] * 2
    assert on_disk(runner, job, tmp_path) == EVERYTHING


def test_edits_and_the_list_of_that_time_are_written_once_there_is_room(
    make: Maker, files: Any, qtbot: QtBot, disk: Disk, tmp_path: Path
) -> None:
    runner = make("slow")
    runner.add(files("a.mp3"))
    told: list[AsrError | None] = []
    runner.unsaved.connect(told.append)
    job = until_it_fails(qtbot, runner, disk)
    runner.record_edits(job.id, edits("first"))
    runner.record_edits(job.id, edits("second"))
    runner.add(files("b.mp3"))
    qtbot.waitUntil(lambda: isinstance(told[-1], DataUnwritable), timeout=WAIT_MS)
    assert runner.unkept is not None
    disk.is_full = False
    journal = Journal(tmp_path / "jobs")
    qtbot.waitUntil(lambda: len(journal.read_queue().jobs) == 2, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: told[-1] is None and runner.unkept is None, timeout=WAIT_MS)
    assert journal.read(job.id).edits == edits("second")
    failed, waiting = journal.read_queue().jobs
    assert (failed.state, waiting.path.name) == (JobState.FAILED, "b.mp3")
    # Nothing is written twice.
    history = (tmp_path / "jobs" / f"{job.id}.jsonl").read_text(encoding="ascii")
    assert history.count('"second"') == 1


def test_closing_writes_what_is_behind(
    make: Maker, files: Any, qtbot: QtBot, disk: Disk, tmp_path: Path
) -> None:
    runner = make()
    runner.add(files("a.mp3"))
    run(qtbot, runner)
    [job] = runner.jobs
    with qtbot.waitSignal(runner.unsaved, timeout=WAIT_MS):
        disk.is_full = True
        runner.record_edits(job.id, edits("changed"))
    disk.is_full = False
    runner.close()
    assert runner.unkept is None
    assert Journal(tmp_path / "jobs").read(job.id).edits == edits("changed")


def test_what_even_closing_cannot_write_is_known_afterwards(
    make: Maker, files: Any, qtbot: QtBot, disk: Disk
) -> None:
    runner = make()
    runner.add(files("a.mp3"))
    run(qtbot, runner)
    [job] = runner.jobs
    disk.is_full = True
    runner.record_edits(job.id, edits("changed"))
    runner.close()
    assert isinstance(runner.unkept, DataUnwritable)


def test_a_folder_that_is_a_file_is_told_in_the_row(
    make: Maker, files: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "jobs").write_bytes(b"in the way")
    runner = make()
    runner.add(files("a.mp3"))
    with qtbot.waitSignal(runner.job_ended, timeout=WAIT_MS):
        runner.start()
    [job] = runner.jobs
    assert isinstance(job.failure, DataUnwritable)
    assert (job.state, texts(job)) == (JobState.FAILED, [])


def test_the_list_is_not_written_for_every_step_of_every_file(
    make: Maker, files: Any, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    write = Journal.write_queue

    def count(journal: Journal, queue: Any) -> None:
        written.append(len(queue.jobs))
        write(journal, queue)

    monkeypatch.setattr(Journal, "write_queue", count)
    monkeypatch.setattr(queue_keeper, "BETWEEN_QUEUES_MS", 60_000)
    runner = make()
    names = [f"{number}.mp3" for number in range(12)]
    runner.add(files(*names))
    run(qtbot, runner)
    assert len(written) <= 2
    runner.close()
    jobs = Journal(tmp_path / "jobs").read_queue().jobs
    assert [job.path.name for job in jobs] == names
    assert {job.state for job in jobs} == {JobState.DONE}


def test_the_window_warns_as_long_as_it_is_so_and_before_it_closes(
    qtbot: QtBot,
    open_window: Opener,
    film: Path,
    disk: Disk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = open_window(start_at_once=False)
    job = add(window, film)
    saved = child(window, QLabel, "status.saved")
    calm = saved.text()
    disk.is_full = True
    window.runner.record_edits(job.id, edits("changed"))
    qtbot.waitUntil(lambda: "No space left" in saved.text(), timeout=WAIT_MS)
    asked: list[AsrError] = []

    def refuse(_parent: QWidget, failure: AsrError, **_how: bool) -> bool:
        asked.append(failure)
        return False

    monkeypatch.setattr(main_window, "agrees_to_lose", refuse)
    assert not window.close()
    assert window.isVisible() and isinstance(asked[0], DataUnwritable)
    disk.is_full = False
    qtbot.waitUntil(lambda: saved.text() == calm, timeout=WAIT_MS)
    assert window.close()
    assert len(asked) == 1
    assert Journal(data_folder() / "jobs").read(job.id).edits == edits("changed")


def test_what_is_lost_on_closing_is_told(
    open_window: Opener, film: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(start_at_once=False)
    job = add(window, film)
    told: list[str] = []
    monkeypatch.setattr(main_window, "tell_lost", tell_lost)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    disk.is_full = True
    window.runner.record_edits(job.id, edits("changed"))
    # The program may also be ended without its window being closed.
    window.finish()
    assert len(told) == 1 and "No space left on device" in told[0]
    assert told[0].startswith("The text or the edits")


def test_a_list_that_could_not_be_kept_is_not_called_a_loss_of_text(
    open_window: Opener, film: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(start_at_once=False)
    told: list[str] = []
    monkeypatch.setattr(main_window, "tell_lost", tell_lost)
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    disk.is_full = True
    add(window, film)
    window.finish()
    assert len(told) == 1 and told[0].startswith("All texts and edits are on disk")


def test_the_loss_is_agreed_to_on_purpose_only(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    failure = DataUnwritable("/data", "No space left on device")
    for name, answer in (("loss_question.close", True), ("loss_question.stay", False)):

        def press(asking: QMessageBox, name: str = name) -> int:
            child(asking, QAbstractButton, name).click()
            return 0

        monkeypatch.setattr(QMessageBox, "exec", press)
        assert agrees_to_lose(parent, failure, keeps_texts=False) is answer
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert parent.findChildren(QMessageBox) == []


def test_a_damaged_list_is_told_and_its_files_are_there(open_window: Opener, film: Path) -> None:
    window = open_window(start_at_once=False)
    add(window, film)
    window.close()
    (data_folder() / "jobs" / "queue.json").write_bytes(b"{ torn")
    again = open_window(start_at_once=False)
    assert [job.path for job in again.runner.jobs] == [film]
    assert "damaged" in child(again, QLabel, "queue.refusals").text()
    [aside] = (data_folder() / "jobs").glob("queue.damaged-*.json")
    assert aside.read_bytes() == b"{ torn"
