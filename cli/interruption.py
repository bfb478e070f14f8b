"""Ctrl-C at any moment, also inside a native call that lasts for seconds.

Python runs signal handlers on the main thread, and only between two of its own steps. So the engine
works on a thread of its own, while the main thread waits for its events and stays able to hear.
"""

from __future__ import annotations

import queue
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from asr_core.cancellation import CancelFlag
from asr_core.transcription import Event

_POLL_S = 0.05


@contextmanager
def interruptible() -> Iterator[CancelFlag]:
    """A flag that the first Ctrl-C sets; a second one ends the program as usual."""
    cancel = CancelFlag()
    before = signal.getsignal(signal.SIGINT)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        cancel.cancel()

    signal.signal(signal.SIGINT, stop)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)


def heard_on_a_thread(events: Iterator[Event], cancel: CancelFlag) -> Iterator[Event]:
    """`events`, produced on a thread of its own; raises what they raise.

    If the consumer stops early, the producer is cancelled and waited for.
    """
    arrived: queue.Queue[Event | BaseException | None] = queue.Queue()

    def work() -> None:
        try:
            for event in events:
                arrived.put(event)
            arrived.put(None)
        except BaseException as failure:
            arrived.put(failure)

    thread = threading.Thread(target=work, name="transcription")
    thread.start()
    ended = False
    try:
        while True:
            try:
                # With a time limit, because on Windows nothing interrupts an endless wait.
                item = arrived.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            ended = item is None or isinstance(item, BaseException)
            if item is None:
                return
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        if not ended:
            cancel.cancel()
        thread.join()
