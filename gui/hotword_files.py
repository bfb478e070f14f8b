"""Reads, saves and watches the lists that are open, on a thread of its own.

The watcher of the recogniser hands over words; an editor needs every byte, of lists that cannot be
used too. So the files are looked at here once more, by their times and sizes and without notices,
which some drives do not give. All work on files is done by one thread in the order in which it was
asked for: a save is never taken for another program's.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from hotwords.hotword import HotwordFileError
    from hotwords.hotword_document import HotwordDocument

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.4
_QUIET_S = 0.15
# A file that is written without a pause is read now and then all the same.
_LONGEST_WAIT_S = 2.0
# An editor may delete the file, or empty it, before it writes the new version.
_ABSENCE_S = 1.0
_PATIENCE_S = 5.0

_Signature = tuple[int, int, int] | None
_Tell = Callable[[Path, "HotwordFileError"], None]


class HotwordFiles(QObject):
    """The files of the open lists; each signal carries the path that it is about.

    `opened` brings the document, None where there is no file yet. `changed` brings what another
    program saved, `saved` what was written here; `failed` a HotwordFileError when reading,
    `save_failed` one when writing.
    """

    opened = Signal(object, object)
    changed = Signal(object, object)
    saved = Signal(object, object)
    failed = Signal(object, object)
    save_failed = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: dict[Path, _File] = {}
        self._requests: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._fault = ""

    def open(self, path: Path) -> None:
        """Read `path` and watch it from now on."""
        self._ask(lambda: self._open(path), path, self._tell_unreadable)

    def forget(self, path: Path) -> None:
        """Watch `path` no longer."""
        self._ask(lambda: self._forget(path), path, self._tell_unreadable)

    def save(
        self, path: Path, document: HotwordDocument, replacing: HotwordDocument | None
    ) -> None:
        """Write `document` to `path`, where `replacing` was last seen; None: whatever is there.

        If the file holds something else by now it stays, and `changed` comes instead of `saved`.
        """
        self._ask(lambda: self._save(path, document, replacing), path, self.save_failed.emit)

    def stop(self) -> bool:
        """Do what was asked for and end the thread; False if a drive does not answer.

        The thread then ends once the drive does.
        """
        if self._thread is None:
            return True
        self._requests.put(None)
        self._thread.join(_PATIENCE_S)
        if self._thread.is_alive():
            return False
        self._thread = None
        return True

    def _ask(self, request: Callable[[], None], path: Path, tell: _Tell) -> None:
        """Have `request` done; `tell` is called if it cannot be."""
        self._requests.put(lambda: self._attempt(request, path, tell))
        # One thread only, be it one that hangs: two would write a list in any order.
        if self._thread is None:
            # A drive that does not answer may not keep the program from ending.
            self._thread = threading.Thread(target=self._work, name="hotword-files", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            try:
                request = self._requests.get(timeout=LOOK_EVERY_S)
            except queue.Empty:
                for path in list(self._files):
                    self._attempt(partial(self._look, path), path, self._tell_unreadable)
                continue
            if request is None:
                return
            request()

    def _attempt(self, act: Callable[[], None], path: Path, tell: _Tell) -> None:
        """Do `act`; whatever goes wrong with it is told, and the thread lives on."""
        try:
            act()
        except Exception as fault:
            from hotwords.hotword import HotwordFileError

            failure = HotwordFileError(str(path), None, f"HotScribe made a mistake ({fault})")
            if str(failure) != self._fault:
                # A look is taken every moment.
                self._fault = str(failure)
                _log.exception("unexpected, with a hotword list")
            tell(path, failure)

    def _tell_unreadable(self, path: Path, failure: HotwordFileError) -> None:
        file = self._files.setdefault(path, _File(path))
        if str(failure) != file.failure:
            file.failure = str(failure)
            self.failed.emit(path, failure)

    def _open(self, path: Path) -> None:
        from hotwords.hotword import HotwordFileError

        file = self._files[path] = _File(path)
        try:
            self.opened.emit(path, file.read() if file.signature() is not None else None)
        except HotwordFileError as failure:
            self._tell_unreadable(path, failure)

    def _forget(self, path: Path) -> None:
        self._files.pop(path, None)

    def _save(
        self, path: Path, document: HotwordDocument, replacing: HotwordDocument | None
    ) -> None:
        from hotwords.hotword import HotwordFileError

        file = self._files.setdefault(path, _File(path))
        try:
            document.save(path, replacing)
        except HotwordFileError as failure:
            try:
                there = file.read() if file.signature() is not None else None
            except HotwordFileError:
                there = None
            if there is not None and there != replacing:
                self.changed.emit(path, there)
            else:
                self.save_failed.emit(path, failure)
            return
        file.wrote(document.to_bytes())
        self.saved.emit(path, document)

    def _look(self, path: Path) -> None:
        from hotwords.hotword import HotwordFileError

        file = self._files[path]
        if not file.may_have_changed():
            return
        try:
            before, was_unreadable = file.content, bool(file.failure)
            document = file.read_when_quiet()
            if was_unreadable or file.content != before:
                self.changed.emit(path, document)
        except HotwordFileError as failure:
            self._tell_unreadable(path, failure)


class _File:
    """What was last seen of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content: bytes | None = None
        self.failure = ""
        self._seen: _Signature = None

    def signature(self) -> _Signature:
        """What changes when the file does; None if it cannot be looked at."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return (status.st_mtime_ns, status.st_size, status.st_ino)

    def may_have_changed(self) -> bool:
        """Whether it has to be read again."""
        return self.signature() != self._seen

    def read(self) -> HotwordDocument:
        """The document that is there; HotwordFileError if there is none."""
        from hotwords.hotword_document import HotwordDocument
        from hotwords.hotword_file import read_content

        self._seen = self.signature()
        content = read_content(self.path)
        document = HotwordDocument.from_bytes(content, str(self.path))
        self.content, self.failure = content, ""
        return document

    def read_when_quiet(self) -> HotwordDocument:
        """`read`, once the file is there, holds something and has not changed for a moment."""
        begun_s = time.monotonic()
        while True:
            before = self.signature()
            time.sleep(_QUIET_S)
            waited_s = time.monotonic() - begun_s
            absent = before is None or (before[1] == 0 and bool(self.content))
            settled = before == self.signature() and (not absent or waited_s > _ABSENCE_S)
            if settled or waited_s > _LONGEST_WAIT_S:
                return self.read()

    def wrote(self, content: bytes) -> None:
        """`content` was written here."""
        self._seen, self.content, self.failure = self.signature(), content, ""
