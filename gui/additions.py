"""What is taken into the queue: files at once, folders once a thread has looked through them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
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


class Additions(QObject):
    """Checks paths before they become jobs of `jobs`."""

    def __init__(self, jobs: JobList, found: Found, parent: QObject | None = None) -> None:
        """`found` is given the files of a folder, and what was refused of it, a while later."""
        super().__init__(parent)
        self._jobs = jobs
        self._found = found
        self._tasks = BackgroundTasks(self)
        self._is_closed = False

    def check(self, paths: Iterable[Path]) -> tuple[list[Path], list[Refusal]]:
        """The files among `paths` that can be added now, and what cannot be, with the reasons."""
        fit: list[Path] = []
        refused: list[Refusal] = []
        for path in map(_absolute, paths):
            if path.is_dir():
                self._search(path)
            elif reason := _reason_against(path):
                refused.append(Refusal(path, reason))
            else:
                fit.append(path)
        fit, doubles = self._without_doubles(fit)
        return fit, refused + doubles

    def close(self) -> None:
        """Search no further."""
        self._is_closed = True
        self._tasks.close()

    def _search(self, folder: Path) -> None:
        self._tasks.run(
            lambda: list(self._judged_until_closed(media_in(folder))),
            lambda files: self._take(folder, files),
        )

    def _judged_until_closed(self, files: Iterable[Path]) -> Iterator[Refusal]:
        """Each file with what there is against it."""
        for file in files:
            if self._is_closed:
                return
            yield Refusal(file, _reason_against(file))

    def _take(self, folder: Path, judged: list[Refusal]) -> None:
        if not judged:
            reason = tr("There is no audio or video file in this folder.")
            self._found([], [Refusal(folder, reason)])
            return
        refused = [each for each in judged if each.reason]
        fit, doubles = self._without_doubles([each.path for each in judged if not each.reason])
        self._found(fit, refused + doubles)

    def _without_doubles(self, files: list[Path]) -> tuple[list[Path], list[Refusal]]:
        """`files` without those that the queue holds and is not yet done with."""
        waiting = {_place(job.path) for job in self._jobs if job.state is not JobState.DONE}
        fit: list[Path] = []
        refused: list[Refusal] = []
        for file in files:
            place = _place(file)
            if place in waiting:
                refused.append(Refusal(file, tr("This file is in the queue already.")))
            else:
                waiting.add(place)
                fit.append(file)
        return fit, refused


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
