"""One window per user: a second start hands its files to the first and ends.

A lock file in the data folder says who is first; the system frees it when that process ends,
however it ends. What is handed over goes through a local socket that only this user can open.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE_S = 5.0
"""How long a second start waits for a first one that is just starting."""
LONGEST_MESSAGE = 4 * 1024 * 1024


class SingleInstance(QObject):
    """Is the first of its data folder, or hands `paths` to the first; see `claim`."""

    files_arrived = Signal(object)
    """A second start had these files (a list of Path, perhaps empty); show the window."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)  # only the end of its process frees it
        mark = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        self._name = f"hotscribe-{mark}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._accept)

    def claim(self, paths: Sequence[Path]) -> Literal["first", "handed over", "unanswered"]:
        """Be the first, or give `paths` to the one that is; it may live and yet not answer.

        A folder in which nothing can be locked counts as ours: better two windows than none.
        """
        deadline = time.monotonic() + PATIENCE_S
        while not self._lock.tryLock(0):
            if self._lock.error() != QLockFile.LockError.LockFailedError:
                return "first"
            if self._hand_over(paths):
                return "handed over"
            if time.monotonic() > deadline:
                return "unanswered"
            time.sleep(0.1)
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return "first"

    def close(self) -> None:
        """Let the next start be the first."""
        self._server.close()
        self._lock.unlock()

    def _hand_over(self, paths: Sequence[Path]) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(1000):
            return False
        message = json.dumps([str(path.absolute()) for path in paths])
        socket.write(message.encode() + b"\n")
        arrived = socket.waitForBytesWritten(2000) and socket.waitForReadyRead(2000)
        socket.disconnectFromServer()
        return arrived

    def _accept(self) -> None:
        while socket := self._server.nextPendingConnection():
            visitor = _Visitor(socket, self)
            visitor.said.connect(self.files_arrived)
            visitor.hear()


class _Visitor(QObject):
    """A second start at the door: hears its one line, answers, and goes."""

    said = Signal(object)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        self._received = bytearray()
        socket.setParent(self)
        socket.readyRead.connect(self.hear)
        socket.disconnected.connect(self._leave)

    def hear(self) -> None:
        """Take what has arrived by now."""
        self._received.extend(self._socket.readAll().data())
        if len(self._received) > LONGEST_MESSAGE:
            self._socket.abort()
        elif self._received.endswith(b"\n"):
            self._socket.write(b"\n")
            self._socket.flush()
            self.said.emit(_paths(bytes(self._received)))

    def _leave(self) -> None:
        self.deleteLater()


def _paths(message: bytes) -> list[Path]:
    try:
        named = json.loads(message)
    except ValueError:
        return []
    if not isinstance(named, list):
        return []
    return [Path(one) for one in named if isinstance(one, str)]
