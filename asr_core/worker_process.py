"""The worker process: holds one engine warm and hears one file after the other.

The main thread works, one more reads the pipe so that a cancel is heard at any moment, one looks
into files that are to come, and one says once a second how many steps the engine has taken, so
that whoever waits can tell slow from dead. What any library prints goes to the log; the pipe
carries nothing but messages. When the other end of the pipe is gone, so is the process.
"""

from __future__ import annotations

import itertools
import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from asr_core.cancellation import CancelFlag
from asr_core.engine import AsrEngine, create_asr_engine
from asr_core.errors import (
    AsrError,
    EngineFailed,
    HotwordsUnreadable,
    OptionInvalid,
    RulesUnreadable,
)
from asr_core.messages import (
    PROTOCOL,
    Alive,
    Cancel,
    EngineReady,
    EngineUnready,
    EngineWanted,
    Failure,
    FromWorker,
    Hello,
    JobEnded,
    JobEvent,
    Leave,
    Prepare,
    Probe,
    Probed,
    StopAtSegment,
    Transcribe,
    decode,
    encode,
)
from asr_core.processor import Device
from asr_core.quality import Quality
from asr_core.transcription import FileFinished, SegmentFinished, SpanHeard

_BEAT_S = 1.0
_GRACE_S = 2.0
_LARGEST_LOG_BYTES = 1_000_000

_log = logging.getLogger(__name__)

EngineMaker = Callable[[EngineWanted], AsrEngine]


def serve(connection: Connection, log: Path | None = None) -> None:
    """Work for whoever holds the other end of `connection`, until told to leave.

    The target of a spawned process; everything that is printed goes to `log`, else nowhere.
    """
    _leave_the_group()
    _give_way()
    _print_into(log)
    Worker(connection, _make_engine).run()


def _make_engine(wanted: EngineWanted) -> AsrEngine:
    return create_asr_engine(
        wanted.model,
        hotwords_path=wanted.hotwords,
        rules_path=wanted.rules,
        max_hotwords=wanted.max_hotwords,
        device=wanted.device,
        quality=wanted.quality,
    )


class StepCounter:
    """How far the engine has come, in steps of no fixed size; it only matters whether it grows."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self.steps = 0

    def step(self) -> None:
        self.steps = next(self._count)


class CountedCancelFlag(CancelFlag):
    """A cancel flag that counts how often it is looked at: whoever looks at it is not stuck."""

    def __init__(self, counter: StepCounter) -> None:
        super().__init__()
        self._counter = counter

    @property
    def cancelled(self) -> bool:
        self._counter.step()
        return super().cancelled

    def raise_if_cancelled(self) -> None:
        self._counter.step()
        super().raise_if_cancelled()


class Worker:
    """Answers the messages of one connection; `make_engine` loads nothing yet."""

    def __init__(self, connection: Connection, make_engine: EngineMaker) -> None:
        self._connection = connection
        self._make_engine = make_engine
        self._sending = threading.Lock()
        self._orders: queue.SimpleQueue[Prepare | Transcribe | Leave] = queue.SimpleQueue()
        self._probes: queue.SimpleQueue[Probe] = queue.SimpleQueue()
        self._counter = StepCounter()
        self._engine: AsrEngine | None = None
        self._held: EngineWanted | None = None
        # What the reading thread changes while the main thread works.
        self._asking = threading.Lock()
        self._flags: dict[int, CountedCancelFlag] = {}
        self._stop_at_segment: set[int] = set()

    def run(self) -> None:
        """Work until told to leave, or until the other end is gone."""
        self._send(Hello(PROTOCOL))
        for work in (self._read, self._beat, self._probe):
            threading.Thread(target=work, name=work.__name__, daemon=True).start()
        while True:
            match self._orders.get():
                case Prepare() as order:
                    with suppress(AsrError):
                        self._ready(order.engine)
                case Transcribe() as order:
                    self._transcribe(order)
                case Leave():
                    break
        self._close_engine()

    # --- the main thread ------------------------------------------------------------------------

    def _ready(self, wanted: EngineWanted) -> AsrEngine:
        """The engine that is wanted, loaded; tells how that went."""
        try:
            if self._engine is None or self._held is None or not _same_model(self._held, wanted):
                self._close_engine()
                self._engine = self._make_engine(wanted)
            elif self._held != wanted:
                self._engine.take_lists(wanted.hotwords, wanted.rules, wanted.max_hotwords)
            self._engine.initialize()
            self._held = wanted
        except Exception as failure:
            told = _told(failure, "start")
            if not isinstance(told, HotwordsUnreadable | RulesUnreadable):
                self._close_engine()
            self._send(EngineUnready(wanted, Failure.of(told)))
            raise told from failure
        self._send(EngineReady(wanted, self._engine.model, self._engine.device))
        return self._engine

    def _close_engine(self) -> None:
        engine, self._engine, self._held = self._engine, None, None
        if engine is not None:
            engine.close()

    def _transcribe(self, order: Transcribe) -> None:
        ended = JobEnded(order.run)
        with self._asking:
            flag = self._flags[order.run]
        try:
            flag.raise_if_cancelled()
            engine = self._ready(order.engine)
            flag.raise_if_cancelled()
            ended = self._hear(engine, order, flag)
        except Exception as failure:
            told = _told(failure, "transcription")
            if order.options.start_s > 0 and _lies_past_the_end(told):
                # It was stopped behind its last word and goes on there: all is heard.
                self._send(JobEvent(order.run, FileFinished(order.options.start_s, {})))
            else:
                ended = JobEnded(order.run, Failure.of(told))
        with self._asking:
            self._flags.pop(order.run, None)
            self._stop_at_segment.discard(order.run)
        self._send(ended)

    def _hear(self, engine: AsrEngine, order: Transcribe, flag: CancelFlag) -> JobEnded:
        events = engine.events(order.path, order.options, flag)
        for event in events:
            stops = order.run in self._stop_at_segment
            if stops and isinstance(event, SpanHeard):
                break
            self._send(JobEvent(order.run, event))
            if stops and isinstance(event, SegmentFinished):
                break
        else:
            return JobEnded(order.run)
        close = getattr(events, "close", None)
        if close is not None:
            close()
        return JobEnded(order.run, at_segment=True)

    # --- other threads --------------------------------------------------------------------------

    def _read(self) -> None:
        try:
            while True:
                match decode(self._connection.recv_bytes()):
                    case Cancel() as asked:
                        with self._asking:
                            flag = self._flags.get(asked.run)
                        if flag is not None:
                            flag.cancel()
                    case StopAtSegment() as asked:
                        with self._asking:
                            self._stop_at_segment.add(asked.run)
                    case Probe() as asked:
                        self._probes.put(asked)
                    case Transcribe() as order:
                        with self._asking:
                            self._flags[order.run] = CountedCancelFlag(self._counter)
                        self._orders.put(order)
                    case Prepare() as order:
                        self._orders.put(order)
                    case Leave():
                        break
        except (EOFError, OSError):
            pass
        except Exception:
            _log.exception("the pipe cannot be read")
        # Nobody waits for results any more.
        self._orders.put(Leave())
        with self._asking:
            flags = list(self._flags.values())
        for flag in flags:
            flag.cancel()
        time.sleep(_GRACE_S)
        os._exit(0)

    def _beat(self) -> None:
        while True:
            self._send(Alive(self._counter.steps))
            time.sleep(_BEAT_S)

    def _probe(self) -> None:
        while True:
            asked = self._probes.get()
            from asr_core.audio import probe

            try:
                found = Probed(asked.job_id, probe(asked.path).duration_s)
            except Exception as failure:
                found = Probed(asked.job_id, failure=Failure.of(_told(failure, "audio")))
            self._send(found)

    def _send(self, message: FromWorker) -> None:
        if not isinstance(message, Alive):
            self._counter.step()
        frame = encode(message)
        # A pipe that is gone is the reading thread's affair.
        with self._sending, suppress(OSError):
            self._connection.send_bytes(frame)


def _told(failure: Exception, stage: str) -> AsrError:
    """`failure` as something that can be told to a person."""
    if isinstance(failure, AsrError):
        return failure
    _log.error("unexpected failure in the stage %s", stage, exc_info=failure)
    if isinstance(failure, MemoryError):
        return EngineFailed(stage, "there is not enough memory")
    return EngineFailed(stage, f"{type(failure).__name__}: {failure}")


def _same_model(held: EngineWanted, wanted: EngineWanted) -> bool:
    """Whether two engines differ at most in their lists, which is no reason to load another."""
    return _loaded(held) == _loaded(wanted)


def _loaded(engine: EngineWanted) -> tuple[str | None, Device, Quality]:
    return engine.model, engine.device, engine.quality


def _lies_past_the_end(failure: AsrError) -> bool:
    return isinstance(failure, OptionInvalid) and failure.values["option"] == "start"


def _leave_the_group() -> None:
    """Head a process group of its own, so that it can be ended with all that it started."""
    if hasattr(os, "setsid"):
        with suppress(OSError):
            os.setsid()


def _give_way() -> None:
    """Let the window, and whatever else a person is at, go first."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(5)


def _print_into(log: Path | None) -> None:
    """Let everything that is printed, also by native libraries, go to `log`, else nowhere."""
    path = os.devnull
    if log is not None:
        with suppress(OSError):
            log.parent.mkdir(parents=True, exist_ok=True)
            if log.exists() and log.stat().st_size > _LARGEST_LOG_BYTES:
                log.replace(log.with_name(log.name + ".1"))
            path = str(log)
    try:
        target = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError:
        target = os.open(os.devnull, os.O_WRONLY)
    for standard in (1, 2):
        os.dup2(target, standard)
    os.close(target)
    # A program without a console has no streams of Python's own.
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)  # noqa: SIM115
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
