"""One flag that every stage of a job looks at, so that a cancel stops whatever is running.

Loops ask `raise_if_cancelled` between steps. Native calls that cannot ask (an ONNX run) register an
action with `calling`; libraries with an abort callback read `cancelled`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from asr_core.errors import Cancelled


class CancelFlag:
    """Set once, from any thread."""

    def __init__(self) -> None:
        # Reentrant: a signal handler may cancel while its own thread holds the lock.
        self._lock = threading.RLock()
        self._cancelled = False
        self._actions: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def cancel(self) -> None:
        """Set the flag and run the actions registered at this moment, in the caller's thread."""
        with self._lock:
            self._cancelled = True
            actions = list(self._actions)
        for action in actions:
            action()

    def raise_if_cancelled(self) -> None:
        """Raise `Cancelled` once the flag is set."""
        if self._cancelled:
            raise Cancelled

    @contextmanager
    def calling(self, action: Callable[[], None]) -> Iterator[None]:
        """Run `action` if a cancel arrives inside the block; `Cancelled` if it came before."""
        with self._lock:
            if self._cancelled:
                raise Cancelled
            self._actions.append(action)
        try:
            yield
        finally:
            with self._lock:
                self._actions.remove(action)
