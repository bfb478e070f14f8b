"""What is taken into the queue: files at once, folders once a thread has looked through them.

The disk is asked on the thread only: a drive that sleeps keeps nobody from working.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject

from asr_core.job_list import JobList
from asr_core.jobs import JobState
from asr_core.media_files import ending, is_surely_no_media, media_in
from gui.background_tasks import BackgroundTasks
from gui.failure_words import system_reason
from gui.texts import tr


class Refusal(NamedTuple):
    """A path that was not added, and the reason as a sentence in the person's language."""

    path: Path
    reason: str


Found = Callable[[list[Path], list[Refusal]], None]

_PATIENCE_S = 0.5
"""Files of a drive that is awake are added within it; the others follow when it has answered."""


class Additions(QObject):
    """Checks paths before they become jobs of `jobs`."""

    def __init__(self, jobs: JobList, found: Found, parent: QObject | None = None) -> None:
        """`found` is given what takes a while: the files of a folder, and what was refused."""
        super().__init__(parent)
        self._jobs = jobs
        self._found = found
        self._tasks = BackgroundTasks(self)
        self._places: dict[Path, str] = {}
        self._is_closed = False

    def check(self, paths: Iterable[Path]) -> tuple[list[Path], list[Refusal]]:
        """The files among `paths` that can be added now, and what cannot be, with the reasons.

        What a drive does not tell at once is given to `found` later.
        """
        checking = _Checking(
            [_absolute(path) for path in paths],
            [job.path for job in self._jobs if job.path not in self._places],
        )
        self._tasks.run(checking.look, self._take_late, partial(self._give_up, checking.paths))
        if not checking.done.wait(_PATIENCE_S):
            return [], []
        checking.is_taken = True
        return self._sorted(checking)

    def close(self) -> None:
        """Search no further."""
        self._is_closed = True
        self._tasks.close()

    def _take_late(self, checking: _Checking) -> None:
        if not checking.is_taken:
            self._found(*self._sorted(checking))

    def _give_up(self, paths: list[Path], error: Exception) -> None:
        reason = tr("This file cannot be read: {reason}.", reason=error)
        self._found([], [Refusal(path, reason) for path in paths])

    def _sorted(self, checking: _Checking) -> tuple[list[Path], list[Refusal]]:
        """What can be added, and what cannot be; the folders are searched."""
        self._places |= checking.places
        for folder in checking.folders:
            self._search(folder)
        return self._taken(checking.judged)

    def _search(self, folder: Path) -> None:
        self._tasks.run(
            lambda: list(self._judged_until_closed(media_in(folder))),
            lambda files: self._take(folder, files),
            partial(self._give_up, [folder]),
        )

    def _judged_until_closed(self, files: Iterable[Path]) -> Iterator[tuple[Refusal, str]]:
        """Each file with what there is against it, and its place."""
        for file in files:
            if self._is_closed:
                return
            yield Refusal(file, _reason_against(file)), _place(file)

    def _take(self, folder: Path, judged: list[tuple[Refusal, str]]) -> None:
        if not judged:
            reason = tr("There is no audio or video file in this folder.")
            self._found([], [Refusal(folder, reason)])
            return
        self._places |= {each.path: place for each, place in judged}
        self._found(*self._taken([each for each, _ in judged]))

    def _taken(self, judged: list[Refusal]) -> tuple[list[Path], list[Refusal]]:
        refused = [each for each in judged if each.reason]
        fit, doubles = self._without_doubles([each.path for each in judged if not each.reason])
        return fit, refused + doubles

    def _without_doubles(self, files: list[Path]) -> tuple[list[Path], list[Refusal]]:
        """`files` without those that the queue holds and is not yet done with."""
        waiting = {self._place_of(job.path) for job in self._jobs if job.state is not JobState.DONE}
        fit: list[Path] = []
        refused: list[Refusal] = []
        for file in files:
            place = self._place_of(file)
            if place in waiting:
                refused.append(Refusal(file, tr("This file is in the queue already.")))
            else:
                waiting.add(place)
                fit.append(file)
        return fit, refused

    def _place_of(self, path: Path) -> str:
        return self._places.get(path, str(path))


class _Checking:
    """What the disk says of `paths`; `queued` are paths of jobs whose places are not known yet."""

    def __init__(self, paths: list[Path], queued: list[Path]) -> None:
        self.paths, self._queued = paths, queued
        self.folders: list[Path] = []
        self.judged: list[Refusal] = []
        self.places: dict[Path, str] = {}
        self.done = threading.Event()
        self.is_taken = False

    def look(self) -> _Checking:
        """Ask the disk."""
        for path in self.paths:
            if path.is_dir():
                self.folders.append(path)
            else:
                self.judged.append(Refusal(path, _reason_against(path)))
        self.places = {path: _place(path) for path in [*self.paths, *self._queued]}
        self.done.set()
        return self


def damaged_queue() -> str:
    """What is told of a list that could not be read and was set aside."""
    return tr("The list of files was damaged; what could be saved of it is shown.")


def _reason_against(path: Path) -> str:
    """Why there is no use in trying `path`; "" if there may be."""
    try:
        size_bytes = path.stat().st_size
    except FileNotFoundError:
        return tr("There is no such file.")
    except OSError as failure:
        return tr("This file cannot be read: {reason}.", reason=system_reason(failure))
    if not path.is_file():
        return tr("This is not a file.")
    if is_surely_no_media(path):
        return tr("A .{ending} file is neither audio nor video.", ending=ending(path))
    if size_bytes == 0:
        return tr("This file is empty.")
    return ""


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 (resolve would rename what links point to)


def _place(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))
