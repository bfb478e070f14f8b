"""Notices when hotword lists change on disk and hands over the new list.

Editors save in place, by renaming a new file over the old one, or by deleting and writing again,
and they touch the file several times per save. So the folders are watched, not the files, and a
list is read once it has been quiet for a moment. Network drives, links that are pointed elsewhere
and folders that are made anew bring no notices, so that the files are looked at every second as
well. A list that cannot be read, because it is half-written or no text, is reported and the last
good one stays in force.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from hotwords.hotword import HotwordFileError
from hotwords.hotword_file import HotwordList, read_content
from hotwords.layers import HotwordLayer, merged
from hotwords.list_encoding import decode_list

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

DEBOUNCE_S = 0.25
POLL_S = 1.0

_log = logging.getLogger(__name__)

# Reading the list makes "opened" events of its own, which must not wake the watcher.
_CHANGES = ("created", "modified", "moved", "deleted", "closed")
# A file that is written without a pause is read now and then all the same.
_LONGEST_WAIT_S = 2.0
# Some drives count the time of a change in steps of two seconds, so that a second change within
# the step looks like none.
_COARSE_CLOCK_S = 3.0
# A drive that does not answer may not keep the program from ending.
_PATIENCE_S = 5.0

Signature = tuple[int, int, int, int] | None
_UNKNOWN: Signature = (-1, -1, -1, -1)


class HotwordWatcher:
    """Calls `on_change` with each new list saved at `path`, on a thread of its own, until stopped.

    `path` is one file or several layers (`layers`), whose merged list is handed over. `on_change`
    is not called for the list that is there at the start (`current` has it) nor for saves that
    change neither an entry nor a line that is left out. `on_error` gets what makes a save unusable;
    without it the error goes to the log. `on_repaired` gets the path of a list that can be read
    again. `last_good` has what could last be read at each absolute path, for a file that is
    unreadable at the start, and is kept up to date. A file need not exist, its folder must:
    HotwordFileError otherwise. A save counts once its file has been quiet for `debounce_s`; every
    `poll_s` the files are looked at without a notice.
    """

    def __init__(
        self,
        path: str | Path | Sequence[HotwordLayer],
        on_change: Callable[[HotwordList], None],
        debounce_s: float = DEBOUNCE_S,
        on_error: Callable[[HotwordFileError], None] | None = None,
        *,
        poll_s: float = POLL_S,
        on_repaired: Callable[[str], None] | None = None,
        last_good: dict[str, HotwordList] | None = None,
    ) -> None:
        layers = [HotwordLayer("", Path(path))] if isinstance(path, str | Path) else path
        last_good = {} if last_good is None else last_good
        self._files = [_WatchedFile(layer, last_good) for layer in layers]
        self._on_change = on_change
        self._on_error = on_error or self._log_error
        self._on_repaired = on_repaired
        self._debounce_s = debounce_s
        self._poll_s = poll_s
        self._changed = threading.Event()
        self._stopping = threading.Event()
        self._reading = threading.Lock()
        self._observer = self._observe()
        for file in self._files:
            if file.signature() is not None:
                self._read(file)
        self._current = merged([file.hotwords for file in self._files])
        self._worker = threading.Thread(target=self._work, name="hotword-watcher", daemon=True)
        self._worker.start()

    @property
    def current(self) -> HotwordList:
        """The last list that could be read, of all layers; empty if there has been none."""
        return self._current

    def catch_up(self) -> None:
        """Return once what had been saved by now is in `current`.

        Takes no time where nothing was, and `debounce_s` where it was only just; `on_change` may be
        called on the calling thread.
        """
        with self._reading:
            if not self._stopping.is_set() and any(file.is_unread() for file in self._files):
                self._settle()
                self._reload()

    def stop(self) -> None:
        """Stop watching; both threads have ended when this returns. May be called twice."""
        self._stopping.set()
        self._changed.set()
        if self._observer is not None:
            self._observer.stop()
            self._observer.join(_PATIENCE_S)
        if threading.current_thread() is not self._worker:
            self._worker.join(_PATIENCE_S)

    def __enter__(self) -> HotwordWatcher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _observe(self) -> BaseObserver | None:
        """The system's own notices; None where they are used up or not offered."""
        from watchdog.events import FileSystemEventHandler
        from watchdog.observers import Observer

        places = {place for file in self._files for place in file.places()}
        for place in sorted(places):
            if not place.parent.is_dir():
                raise HotwordFileError(str(place), None, "its folder does not exist")
        names = {place.name for place in places}

        class Handler(FileSystemEventHandler):
            def on_any_event(_handler, event: FileSystemEvent) -> None:  # noqa: N805
                touched = {Path(str(at)).name for at in (event.src_path, event.dest_path) if at}
                if event.event_type in _CHANGES and touched & names:
                    self._changed.set()

        observer = Observer()
        try:
            for folder in sorted({place.parent for place in places}):
                observer.schedule(Handler(), str(folder))
            observer.start()
        except OSError:
            # The observer may already have a thread that waits for notices.
            observer.stop()
            return None
        return observer

    def _work(self) -> None:
        while not self._stopping.is_set():
            noticed = self._changed.wait(self._poll_s)
            if noticed or any(file.is_due() for file in self._files):
                with self._reading:
                    self._settle()
                    if not self._stopping.is_set():
                        self._reload()

    def _settle(self) -> None:
        """Wait until nothing has happened to the files for a moment."""
        latest = time.monotonic() + _LONGEST_WAIT_S
        while time.monotonic() < latest:
            self._changed.clear()
            before = [file.signature() for file in self._files]
            if self._stopping.wait(self._debounce_s):
                return
            if not self._changed.is_set() and before == [file.signature() for file in self._files]:
                return

    def _reload(self) -> None:
        try:
            changed = [self._read(file) for file in self._files]
            if any(changed):
                latest = merged([file.hotwords for file in self._files])
                if latest != self._current:
                    self._current = latest
                    self._on_change(latest)
        except Exception:
            # A caller's mistake must not end the watching.
            _log.exception("a callback failed for a hotword list")

    def _read(self, file: _WatchedFile) -> bool:
        """Whether `file` holds another list than before; what is wrong with it is reported."""
        failed = file.failed
        try:
            changed = file.read()
        except HotwordFileError as error:
            self._on_error(error)
            return False
        if failed and not file.failed and self._on_repaired is not None:
            self._on_repaired(file.path)
        return changed

    @staticmethod
    def _log_error(error: HotwordFileError) -> None:
        _log.warning("%s", error)


class _WatchedFile:
    """One layer's file: what was last read from it, and whether it looks changed since."""

    def __init__(self, layer: HotwordLayer, last_good: dict[str, HotwordList]) -> None:
        self._layer = layer
        self._last_good = last_good
        # Absolute, so that a change of the working folder does not matter; not resolved, so that a
        # link that is pointed elsewhere is followed.
        self._path = Path(os.path.abspath(layer.path))  # noqa: PTH100
        self.hotwords = last_good.get(str(self._path), HotwordList())
        self._seen: Signature = None
        self._again_until_s = 0.0
        self._digest = b""
        self._failure = ""
        self._was_empty = False

    @property
    def path(self) -> str:
        """The absolute path, as errors have it."""
        return str(self._path)

    @property
    def failed(self) -> bool:
        """Whether the file could not be read the last time."""
        return bool(self._failure)

    def places(self) -> set[Path]:
        """Where a change can show: the file, and what it is a link to."""
        return {self._path, Path(os.path.realpath(self._path))}

    def signature(self) -> Signature:
        """What changes when the file does; None if there is none."""
        with suppress(OSError):
            status = self._path.stat()
            return (status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns)
        return None

    def is_unread(self) -> bool:
        """Whether the file looks otherwise than when it was read."""
        return self.signature() != self._seen

    def is_due(self) -> bool:
        """Whether the file has to be read again, without a notice."""
        return self.is_unread() or time.monotonic() < self._again_until_s

    def read(self) -> bool:
        """Whether the file holds another list than before, which then is in `hotwords`.

        Raises HotwordFileError, once for each state of the file.
        """
        if not self.is_due():
            return False
        try:
            content = self._new_content()
            if content is None:
                return False
            text, _ = decode_list(content, str(self._path))
            latest = HotwordList.parse(text, str(self._path), self._layer.name)
        except HotwordFileError as error:
            if str(error) == self._failure:
                return False
            self._failure = str(error)
            raise
        self._failure = ""
        changed = latest != self.hotwords
        self.hotwords = self._last_good[self.path] = latest
        return changed

    def _new_content(self) -> bytes | None:
        """The bytes of the file; None if they are those of the last time or not yet complete."""
        signature = self.signature()
        if signature != self._seen:
            self._seen = signature
            self._again_until_s = time.monotonic() + _COARSE_CLOCK_S
        try:
            content = read_content(self._path)
        except HotwordFileError:
            self._digest = b""
            if signature is not None:
                self._seen = _UNKNOWN  # Locked for a moment, or out of reach: looked at again.
            raise
        # Some programs empty the file first and take their time to fill it.
        emptied = not content and bool(self.hotwords.entries) and not self._was_empty
        self._was_empty = not content
        if emptied or self.signature() != signature:
            self._seen = _UNKNOWN
            return None
        digest = hashlib.sha256(content).digest()
        if digest == self._digest:
            return None
        self._digest = digest
        return content
