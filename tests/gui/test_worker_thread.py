"""The thread that owns the worker lives on, whatever goes wrong on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_worker import faulty_worker
from pytestqt.qtbot import QtBot
from queue_runs import PATIENCE, WAIT_MS

from asr_core.errors import DataUnwritable, EngineUnstartable
from asr_core.messages import (
    EngineReady,
    EngineWanted,
    Failure,
    FromWorker,
    JobEnded,
    JobEvent,
    Prepare,
    Transcribe,
)
from asr_core.transcription import SegmentFinished, TranscribeOptions
from gui.worker_thread import WorkerTarget, WorkerThread

DISK_FULL = DataUnwritable("/data", "No space left on device")


class Threads:
    """Starts threads, and ends them."""

    def __init__(self) -> None:
        self._made: list[WorkerThread] = []

    def start(self, target: WorkerTarget, keep: object = None) -> WorkerThread:
        """A thread that runs; all that arrives is taken."""
        made = WorkerThread(target, keep=keep, patience=PATIENCE)  # type: ignore[arg-type]
        made.arrived.connect(lambda _messages: made.taken())
        made.start()
        self._made.append(made)
        return made

    def close(self) -> None:
        """End them all."""
        for made in self._made:
            made.leave()
            assert made.wait(10_000)


@pytest.fixture
def threads() -> Iterator[Threads]:
    made = Threads()
    yield made
    made.close()


def test_a_mistake_in_a_write_is_told_and_the_next_write_is_made(
    threads: Threads, qtbot: QtBot, marks: Path
) -> None:
    thread = threads.start(faulty_worker("good", marks))
    written: list[int] = []

    def mistaken() -> None:
        raise RuntimeError("a mistake in the program")

    with qtbot.waitSignal(thread.ended, timeout=WAIT_MS) as ended:
        thread.do(mistaken)
    assert isinstance(ended.args[0], EngineUnstartable)
    assert "a mistake in the program" in ended.args[0].message()
    thread.do(lambda: written.append(1))
    with qtbot.waitSignal(thread.arrived, timeout=WAIT_MS) as arrived:
        thread.send(Prepare(EngineWanted(model="good")))
    assert isinstance(arrived.args[0][0], EngineReady)
    assert written == [1]


def test_a_worker_that_cannot_be_started_is_told_whatever_the_reason(
    threads: Threads, qtbot: QtBot
) -> None:
    thread = threads.start(lambda _connection, _log: None)  # Another process cannot import it.
    for _attempt in range(2):
        with qtbot.waitSignal(thread.ended, timeout=WAIT_MS) as ended:
            thread.send(Prepare(EngineWanted()))
        assert isinstance(ended.args[0], EngineUnstartable)


def test_a_run_whose_text_cannot_be_kept_ends_for_that_reason(
    threads: Threads, qtbot: QtBot, marks: Path, tmp_path: Path
) -> None:
    def keep(message: FromWorker) -> None:
        if isinstance(message, JobEvent) and isinstance(message.event, SegmentFinished):
            raise DISK_FULL

    thread = threads.start(faulty_worker("good", marks), keep)
    told: list[FromWorker] = []
    thread.arrived.connect(told.extend)
    recording = tmp_path / "a.mp3"
    for run in (1, 2):
        thread.send(Transcribe(run, recording, EngineWanted(), TranscribeOptions()))
        failed = JobEnded(run, Failure.of(DISK_FULL))
        qtbot.waitUntil(lambda failed=failed: failed in told, timeout=WAIT_MS)  # type: ignore[misc]
    ends = [message for message in told if isinstance(message, JobEnded)]
    assert [end.run for end in ends] == [1, 2]
    events = [message.event for message in told if isinstance(message, JobEvent)]
    assert events and not any(isinstance(event, SegmentFinished) for event in events)
