"""Whether a worker process still does what it was asked: slow is not dead, silent is not busy."""

from __future__ import annotations

import time
from dataclasses import dataclass

from asr_core.errors import AsrError, Cancelled, EngineHung, EngineUnstartable
from asr_core.messages import (
    PROTOCOL,
    Alive,
    Cancel,
    EngineReady,
    EngineUnready,
    FromWorker,
    Hello,
    JobEnded,
    JobEvent,
    Prepare,
    ToWorker,
    Transcribe,
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the thread waits for the worker, in seconds.

    `hello_s` for its first word, `load_s` for a model, `run_s` for any step while it hears a file,
    `cancel_s` for a cancel to be obeyed, `leave_s` for the end when the window closes.
    """

    hello_s: float = 60.0
    load_s: float = 600.0
    run_s: float = 120.0
    cancel_s: float = 3.0
    leave_s: float = 0.5


LOOK_EVERY_S = 0.5
"""How often `verdict` wants to be asked."""


class WorkerWatch:
    """What a process was asked and has answered, and whether it is still alive.

    Time in which the computer itself sleeps does not count: it is summed up from short looks.
    """

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._greeted = False
        self._preparing = 0
        self._running: set[int] = set()
        self._cancelling: set[int] = set()
        self._begun: set[int] = set()
        self._steps = -1
        self._looked_at_s = time.monotonic()
        self._still_s = 0.0
        self._disobeying_s = 0.0

    @property
    def is_cancelling(self) -> bool:
        """Whether it has a cancel to obey."""
        return bool(self._cancelling)

    def said(self, message: ToWorker) -> None:
        """This was said to the process."""
        match message:
            case Prepare():
                self._preparing += 1
                self._still_s = 0.0
            case Transcribe():
                self._running.add(message.run)
                self._still_s = 0.0
            case Cancel():
                if message.run in self._running and message.run not in self._cancelling:
                    self._cancelling.add(message.run)
                    self._disobeying_s = 0.0

    def heard(self, message: FromWorker) -> AsrError | None:
        """The process said this; an error if no process that we know would."""
        if not isinstance(message, Alive):
            self._still_s = 0.0
        match message:
            case Hello():
                if message.protocol != PROTOCOL:
                    return EngineUnstartable(
                        f"it speaks version {message.protocol} where version {PROTOCOL} is needed"
                    )
                self._greeted = True
            case Alive():
                if message.steps != self._steps:
                    self._steps = message.steps
                    self._still_s = 0.0
            case EngineReady() | EngineUnready():
                self._preparing = max(0, self._preparing - 1)
            case JobEvent():
                self._begun.add(message.run)
            case JobEnded():
                self._running.discard(message.run)
                self._cancelling.discard(message.run)
                self._begun.discard(message.run)
        if not self._greeted:
            return EngineUnstartable("it said something that makes no sense")
        return None

    def verdict(self) -> AsrError | None:
        """Why the process has to be ended now, if it has to."""
        now_s = time.monotonic()
        passed_s = min(now_s - self._looked_at_s, 2 * LOOK_EVERY_S)
        self._looked_at_s = now_s
        self._still_s += passed_s
        self._disobeying_s += passed_s
        patience = self._patience
        if not self._greeted:
            if self._still_s > patience.hello_s:
                return EngineUnstartable(f"it did not answer within {patience.hello_s:g} s")
            return None
        # A model that is being loaded cannot be stopped, and the next run wants it as well.
        if self._cancelling & self._begun and self._disobeying_s > patience.cancel_s:
            return Cancelled()
        limit_s = patience.run_s if self._running & self._begun else patience.load_s
        if (self._running or self._preparing) and self._still_s > limit_s:
            return EngineHung(f"{limit_s:g}")
        return None
