"""Notices when a hotword list changes on disk and hands over the new list.

Editors save in place, by renaming a new file over the old one, or by deleting and writing again,
and they touch the file several times per save. So the folder is watched, not the file, and the
list is read once the folder has been quiet for a moment. A list that cannot be read, because it is
half-written or broken, is reported and the last good one stays in force.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from hotwords.hotword_file import HotwordFileError, HotwordList

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

_log = logging.getLogger(__name__)

# Reading the list makes "opened" events of its own, which must not wake the watcher.
_CHANGES = ("created", "modified", "moved", "deleted", "closed")


class HotwordWatcher:
    """Calls `on_change` with each new list saved at `path`, on a thread of its own, until stopped.

    `on_change` is not called for the list that is there at the start (`current` has it) nor for
    saves that change no entry. `on_error` gets what makes a save unusable; without it the error
    goes to the log. The file need not exist, its folder must: HotwordFileError otherwise.
    """

    def __init__(
        self,
        path: str | Path,
        on_change: Callable[[HotwordList], None],
        debounce_s: float = 0.3,
        on_error: Callable[[HotwordFileError], None] | None = None,
    ) -> None:
        self._path = Path(path).resolve()
        self._on_change = on_change
        self._on_error = on_error or self._log_error
        self._debounce_s = debounce_s
        self._changed = threading.Event()
        self._stopping = threading.Event()
        self._observer = self._observe()
        self._current = HotwordList()
        try:
            self._current = HotwordList.load(self._path)
        except HotwordFileError as error:
            if self._path.exists():
                self._on_error(error)
        self._worker = threading.Thread(target=self._work, name="hotword-watcher", daemon=True)
        self._worker.start()

    @property
    def current(self) -> HotwordList:
        """The last list that could be read; empty if there has been none."""
        return self._current

    def stop(self) -> None:
        """Stop watching; both threads have ended when this returns. May be called twice."""
        self._stopping.set()
        self._changed.set()
        self._observer.stop()
        self._observer.join()
        if threading.current_thread() is not self._worker:
            self._worker.join()

    def __enter__(self) -> HotwordWatcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _observe(self) -> BaseObserver:
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer
        from watchdog.observers.polling import PollingObserver

        if not self._path.parent.is_dir():
            raise HotwordFileError(str(self._path), None, "its folder does not exist")

        class Handler(FileSystemEventHandler):
            def on_any_event(_handler, event: FileSystemEvent) -> None:  # noqa: N805
                self._notice(event)

        def start(observer: BaseObserver) -> BaseObserver:
            try:
                observer.schedule(Handler(), str(self._path.parent))
                observer.start()
            except OSError:
                # The observer may already have a thread that waits for notices.
                observer.stop()
                raise
            return observer

        try:
            return start(Observer())
        except OSError:
            # The system's own notices are used up or not offered for this drive.
            return start(PollingObserver())

    def _notice(self, event: FileSystemEvent) -> None:
        names = {Path(str(place)).name for place in (event.src_path, event.dest_path) if place}
        if event.event_type in _CHANGES and self._path.name in names:
            self._changed.set()

    def _work(self) -> None:
        while True:
            self._changed.wait()
            while self._changed.is_set() and not self._stopping.is_set():
                self._changed.clear()
                self._stopping.wait(self._debounce_s)
            if self._stopping.is_set():
                return
            self._reload()

    def _reload(self) -> None:
        try:
            try:
                latest = HotwordList.load(self._path)
            except HotwordFileError as error:
                self._on_error(error)
                return
            if latest != self._current:
                self._current = latest
                self._on_change(latest)
        except Exception:
            # A caller's mistake must not end the watching.
            _log.exception("a callback failed for %s", self._path)

    @staticmethod
    def _log_error(error: HotwordFileError) -> None:
        _log.warning("%s", error)
