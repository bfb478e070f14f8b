"""Work that would make the window wait, done on a thread of its own, one piece after the other.

The work is a plain function that touches no widget; what it gives back goes to a function that
runs on the window's own thread again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

T = TypeVar("T")

_log = logging.getLogger(__name__)


class BackgroundTasks(QObject):
    """Runs functions in the order in which they were given; `close` before the program ends."""

    _finished = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = QThreadPool()
        self._threads.setMaxThreadCount(1)
        self._is_closed = False
        self._finished.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        otherwise: Callable[[Exception], None] | None = None,
    ) -> None:
        """Call `work` on the thread, and `then` with its result here; nothing after `close`.

        What `work` raises is logged, and given to `otherwise` here, so that nobody waits for ever.
        """
        if not self._is_closed:
            self._threads.start(partial(self._do, work, then, otherwise))

    def close(self) -> None:
        """Finish what was begun, and hand nothing over any more."""
        self._is_closed = True
        self._threads.waitForDone()

    def _do(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        otherwise: Callable[[Exception], None] | None,
    ) -> None:
        try:
            result = work()
        except Exception as error:
            _log.error("work behind the window", exc_info=error)
            if otherwise is not None:
                self._finished.emit(otherwise, error)
        else:
            self._finished.emit(then, result)

    @Slot(object, object)
    def _hand_over(self, then: Callable[[object], None], result: object) -> None:
        if not self._is_closed:
            then(result)
