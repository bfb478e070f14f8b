"""What is put into the queue is looked at aside, so that a drive that sleeps holds nobody up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from asr_core.job_list import JobList
from gui import additions as additions_module
from gui.additions import Additions, Refusal


class Queue:
    """A list of jobs into which whatever fits is put."""

    def __init__(self) -> None:
        self.jobs = JobList()
        self.refused: list[Refusal] = []
        self.additions = Additions(self.jobs, self.take)

    def take(self, files: list[Path], refused: list[Refusal]) -> None:
        for file in files:
            self.jobs.add(file)
        self.refused += refused

    def drop(self, *paths: Path) -> None:
        self.take(*self.additions.check(paths))

    @property
    def names(self) -> list[str]:
        return [job.path.name for job in self.jobs]


@pytest.fixture
def queue(qtbot: QtBot) -> Iterator[Queue]:
    assert qtbot is not None
    made = Queue()
    yield made
    made.additions.close()


@pytest.fixture
def media(tmp_path: Path) -> tuple[Path, Path]:
    made = (tmp_path / "a.mp3", tmp_path / "b.mp3")
    for path in made:
        path.write_bytes(b"sound")
    return made


def test_a_drive_that_sleeps_lets_the_window_go_on(
    queue: Queue, media: tuple[Path, Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    awake = threading.Event()
    place = additions_module._place

    def place_when_awake(path: Path) -> str:
        assert threading.current_thread() is not threading.main_thread()
        assert awake.wait(20)
        return place(path)

    monkeypatch.setattr(additions_module, "_place", place_when_awake)
    monkeypatch.setattr(additions_module, "_PATIENCE_S", 0.01)
    queue.drop(media[0], media[0].with_name("gone.mp3"))
    assert not queue.names and not queue.refused
    queue.drop(media[0], media[1])
    awake.set()
    qtbot.waitUntil(lambda: len(queue.refused) == 2)
    assert queue.names == ["a.mp3", "b.mp3"]
    assert [each.path.name for each in queue.refused] == ["gone.mp3", "a.mp3"]


def test_what_is_queued_is_not_looked_for_again(
    queue: Queue, media: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    place = additions_module._place

    def note(path: Path) -> str:
        looked.append(path.name)
        return place(path)

    monkeypatch.setattr(additions_module, "_place", note)
    monkeypatch.setattr(additions_module, "_PATIENCE_S", 20.0)
    queue.drop(media[0])
    queue.drop(media[1])
    assert queue.names == ["a.mp3", "b.mp3"]
    assert looked == ["a.mp3", "b.mp3"]


def test_a_file_by_another_name_is_in_the_queue_already(
    queue: Queue, media: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(additions_module, "_PATIENCE_S", 20.0)
    link = media[0].with_name("link.mp3")
    link.symlink_to(media[0])
    queue.jobs.add(media[0])  # As from the last time.
    queue.drop(link)
    assert queue.names == ["a.mp3"]
    assert "already" in queue.refused[0].reason


def test_a_fault_is_told_of_every_file(
    queue: Queue, media: tuple[Path, Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(additions_module, "_place", lambda _path: 1 / 0)
    monkeypatch.setattr(additions_module, "_PATIENCE_S", 0.01)
    queue.drop(*media)
    qtbot.waitUntil(lambda: len(queue.refused) == 2)
    assert "division" in queue.refused[0].reason
    assert not queue.names
