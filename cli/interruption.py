"""Ctrl-C at any moment, also inside a native call that lasts for seconds.

Python runs signal handlers on the main thread, and only between two of its own steps. So the engine
works on a thread of its own, while the main thread waits for its events and stays able to hear.
"""

from __future__ import annotations

import queue
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from asr_core.cancellation import CancelFlag
from asr_core.transcription import Event

_POLL_S = 0.05
_SAVING_S = 3.0


@contextmanager
def interruptible() -> Iterator[CancelFlag]:
    """A flag that Ctrl-C or a polite kill sets.

    Impatient presses within a few seconds change nothing, since what was heard is being saved;
    a later one ends the program as usual.
    """
    cancel = CancelFlag()
    asked_at: list[float] = []

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if not asked_at:
            asked_at.append(time.monotonic())
            cancel.cancel()
        elif time.monotonic() - asked_at[0] > _SAVING_S:
            raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, stop)
    try:
        yield cancel
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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
