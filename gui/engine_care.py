"""Which engine is wanted, which was asked for, and what has become of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from asr_core.errors import AsrError
from asr_core.jobs import RunOptions
from asr_core.messages import EngineReady, EngineUnready, EngineWanted, Prepare
from gui.engine_status import EngineStatus, status_of
from gui.texts import language


class EngineCare(QObject):
    """Follows the engine in the worker; `changed` carries its new `EngineStatus`.

    `send` hands a `Prepare` to the worker. Until `is_warm` nothing is loaded ahead of a job.
    """

    changed = Signal(object)

    def __init__(self, send: Callable[[Prepare], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.status = status_of("starting")
        self.is_warm = False
        self._send = send
        self._failure: AsrError | None = None
        self._asked: EngineWanted | None = None
        self._idle_ends = 0
        language.changed.connect(self._say_again)

    @property
    def has_failed(self) -> bool:
        """Whether somebody has to choose another one first."""
        return self.status.state == "failed"

    def close(self) -> None:
        """Say nothing more."""
        language.changed.disconnect(self._say_again)

    # --- what is asked of it --------------------------------------------------------------------

    def prepare(self, options: RunOptions) -> None:
        """Have the engine that the options ask for loaded, if no job is being heard."""
        wanted = engine_for(options)
        if not self.is_warm or wanted == self._asked:
            return
        if self.status.state == "ready" or (self.has_failed and self._failure is not None):
            self._say(status_of("starting"))
        self._asked = wanted
        self._send(Prepare(wanted))

    def want_for_run(self, options: RunOptions) -> EngineWanted:
        """The engine that a job with these options is heard by."""
        if self.has_failed:
            self._say(status_of("starting"))
        self._asked = engine_for(options)
        return self._asked

    # --- what becomes of it ---------------------------------------------------------------------

    def be_ready(self, message: EngineReady) -> None:
        """It is loaded."""
        self._failure = None
        self._say(status_of("ready", message.model, message.device))

    def be_unready(self, message: EngineUnready) -> None:
        """It cannot be loaded."""
        self.fail(message.failure.error())

    def end_run(self) -> None:
        """It has heard a job to some end, so it lives."""
        self._idle_ends = 0
        if self.has_failed:
            self._asked = None

    def end_idle(self, failure: AsrError) -> None:
        """It ended with nothing to do; a second time in a row is once too often."""
        self._idle_ends += 1
        if self.is_warm and self._idle_ends == 1:
            self.restart()
        else:
            self.fail(failure)

    def restart(self) -> None:
        """It ended, and the next job or `prepare` has it started again."""
        self._asked = None
        self._say(status_of("restarting"))

    def fail(self, failure: AsrError) -> None:
        """It is of no use for this reason."""
        self._failure, self._asked = failure, None
        self._say(status_of("failed", failure=failure))

    def _say(self, status: EngineStatus) -> None:
        if status != self.status:
            self.status = status
            self.changed.emit(status)

    def _say_again(self) -> None:
        now = self.status
        self._say(status_of(now.state, now.model, now.device, self._failure))


def engine_for(options: RunOptions) -> EngineWanted:
    """What of the options concerns the engine as such."""
    return EngineWanted(
        model=options.model,
        device=options.device,
        hotwords=options.hotwords,
        rules=options.rules,
        max_hotwords=options.max_hotwords,
        quality=options.quality,
    )
