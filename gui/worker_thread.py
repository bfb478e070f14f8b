"""The thread that owns the worker process, so that the window never waits for it.

It starts the process when there is something to say to it, passes messages both ways, writes the
journal, and ends the process with all that it started when a cancel is not obeyed, when it gets
nowhere, when it makes no sense, and when the window closes. What happened to a process that is
gone is told as an `AsrError`; the next message starts another one.

Towards the window messages go in batches, twenty a second at most, with the text of one span in
one piece. No batch leaves before the one before it was taken: a worker that chatters faster than
the window can draw has to wait, not the person.
"""

from __future__ import annotations

import logging
import multiprocessing
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from asr_core.errors import AsrError, Cancelled, EngineCrashed, EngineUnstartable
from asr_core.messages import (
    Alive,
    Cancel,
    Failure,
    FromWorker,
    Hello,
    JobEnded,
    JobEvent,
    Leave,
    ToWorker,
    decode,
    encode,
    is_from_worker,
)
from asr_core.process_end import end_tree, has_ended, what_happened
from asr_core.transcription import TextArrived
from asr_core.worker_process import serve
from asr_core.worker_watch import LOOK_EVERY_S, Patience, WorkerWatch

WorkerTarget = Callable[[Connection, Path | None], None]
"""What a worker process runs; it must be importable by its name."""

_BETWEEN_BATCHES_S = 0.05
_MOST_UNTAKEN = 256
_LONGEST_FRAME = 64_000_000
"""In bytes; no message of a sound worker comes near this."""
_ENDING_S = 2.0

_log = logging.getLogger(__name__)


class WorkerThread(QThread):
    """Passes messages between the window and one worker process at a time."""

    arrived = Signal(object)
    """A batch of messages (`list[FromWorker]`); call `taken` when it has been dealt with."""
    ended = Signal(object)
    """The process is gone, for this `AsrError`; a `Cancelled` if it was for a cancel."""

    def __init__(
        self,
        target: WorkerTarget = serve,
        *,
        keep: Callable[[FromWorker], None] | None = None,
        log: Path | None = None,
        patience: Patience | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`keep` sees every message on this thread before the window does.

        Where it raises an `AsrError` the message goes no further: its run ends for that error, as
        far as the window is concerned, and is cancelled. For anything else that it raises the
        message makes no sense.
        """
        super().__init__(parent)
        self.setObjectName("worker")
        self._target = target
        self._keep = keep
        self._log = log
        self._patience = patience or Patience()
        self._inbox: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        # Below: this thread's own.
        self._is_leaving = False
        self._is_taken = True
        self._worker: _RunningWorker | None = None
        self._watch = WorkerWatch(self._patience)
        self._pending: list[FromWorker | AsrError] = []
        self._delivered_at_s = 0.0
        self._given_up: int | None = None
        """The run of which nothing more is passed on."""

    # --- for the window's thread: none of these waits -------------------------------------------

    def send(self, message: ToWorker) -> None:
        """Say `message` to the worker, which is started if there is none."""
        self._inbox.put(message)

    def do(self, work: Callable[[], None]) -> None:
        """Call `work` on this thread, in the order of the calls."""
        self._inbox.put(work)

    def taken(self) -> None:
        """The last batch has been dealt with."""
        self._inbox.put(_TAKEN)

    def distrust(self) -> None:
        """End the worker: what it has said makes no sense to the window."""
        self._inbox.put(_NONSENSE)

    def leave(self) -> None:
        """End, once what `do` was given is done; the worker is not waited for long."""
        self._inbox.put(_LEAVE)

    # --- this thread ----------------------------------------------------------------------------

    def run(self) -> None:
        try:
            while not self._is_leaving:
                try:
                    self._work_off()
                    self._judge()
                    self._deliver()
                except Exception as error:
                    # Whatever it is, the window must not wait for a thread that is no more.
                    self._give_up(error)
        finally:
            self._say_farewell()

    def _work_off(self) -> None:
        """Deal with all that has come in, or wait until something does or time is up."""
        limit_s: float | None = None if self._worker is None else LOOK_EVERY_S
        if self._pending and self._is_taken:
            limit_s = max(0.0, self._delivered_at_s + _BETWEEN_BATCHES_S - time.monotonic())
        try:
            item = self._inbox.get(timeout=limit_s)
            for _ in range(_MOST_UNTAKEN):
                self._deal_with(item)
                item = self._inbox.get_nowait()
            self._deal_with(item)
        except queue.Empty:
            return

    def _deal_with(self, item: _Item) -> None:
        if isinstance(item, _Frame):
            self._hear(item)
        elif item is _TAKEN:
            self._is_taken = True
        elif item is _LEAVE:
            self._is_leaving = True
        elif item is _NONSENSE:
            self._end_worker(_makes_no_sense())
        elif callable(item):
            item()
        elif not isinstance(item, _Sign) and not self._is_leaving:
            self._say(item)

    def _give_up(self, error: Exception) -> None:
        """End the worker for a mistake of this program, and tell it."""
        _log.error("the worker's thread", exc_info=error)
        failure = EngineUnstartable(f"{type(error).__name__}: {error}")
        if self._worker is None:
            self._pending.append(failure)
        else:
            self._end_worker(failure)

    def _say(self, message: ToWorker) -> None:
        if self._worker is None:
            if isinstance(message, Leave | Cancel):
                return
            try:
                self._worker = _RunningWorker(self._target, self._log, self._inbox)
            except Exception as failure:
                why = failure.strerror if isinstance(failure, OSError) else ""
                reason = f"the system does not allow it ({why or failure})"
                self._pending.append(EngineUnstartable(reason))
                return
            self._watch = WorkerWatch(self._patience)
        self._watch.said(message)
        self._worker.say(message)

    def _hear(self, frame: _Frame) -> None:
        if frame.worker is not self._worker:
            return  # Of one that is gone.
        if frame.content is None:
            self._end_worker(None)
            return
        try:
            message = decode(frame.content)
        except ValueError:
            message = Leave()
        if not is_from_worker(message):
            self._end_worker(_makes_no_sense())
            return
        wrong = self._watch.heard(message)
        if wrong is not None:
            self._end_worker(wrong)
            return
        if not isinstance(message, Alive | Hello):
            self._pass_on(message)
        frame.worker.owe_room()
        if len(self._pending) < _MOST_UNTAKEN:
            frame.worker.give_room()

    def _pass_on(self, message: FromWorker) -> None:
        """Have `message` kept, and then told to the window."""
        run = message.run if isinstance(message, JobEvent | JobEnded) else None
        if run is not None and run == self._given_up:
            return
        try:
            if self._keep is not None:
                self._keep(message)
        except AsrError as failure:
            self._given_up = run
            if run is not None:
                self._say(Cancel(run))
                self._pending.append(JobEnded(run, Failure.of(failure)))
        except Exception as error:
            _log.error("a message that makes no sense", exc_info=error)
            self._end_worker(_makes_no_sense())
        else:
            self._add(message)

    def _add(self, message: FromWorker) -> None:
        latest = self._pending[-1] if self._pending else None
        if (
            isinstance(message, JobEvent)
            and isinstance(message.event, TextArrived)
            and isinstance(latest, JobEvent)
            and isinstance(latest.event, TextArrived)
            and latest.run == message.run
        ):
            text = TextArrived(latest.event.text + message.event.text)
            self._pending[-1] = JobEvent(message.run, text)
        else:
            self._pending.append(message)

    def _judge(self) -> None:
        if self._worker is not None and (failure := self._watch.verdict()) is not None:
            self._end_worker(failure)

    def _deliver(self) -> None:
        now_s = time.monotonic()
        too_early = now_s < self._delivered_at_s + _BETWEEN_BATCHES_S
        if not self._pending or not self._is_taken or too_early:
            return
        self._delivered_at_s = now_s
        batch: list[FromWorker] = []
        for item in self._pending:
            if isinstance(item, AsrError):
                break
            batch.append(item)
        if batch:
            del self._pending[: len(batch)]
            self._is_taken = False
            self.arrived.emit(batch)
        else:
            self.ended.emit(self._pending.pop(0))
        if self._worker is not None:
            self._worker.give_room()

    # --- the end of a process -------------------------------------------------------------------

    def _end_worker(self, reason: AsrError | None) -> None:
        """End the process with all that it started; without a `reason` it has ended by itself."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        by_itself = reason is None and has_ended(worker.process, _ENDING_S)
        code = worker.end()
        if reason is None:
            reason = what_happened(code) if by_itself else EngineCrashed("it ended without a word")
            if self._watch.is_cancelling:
                reason = Cancelled()
        self._pending.append(reason)

    def _say_farewell(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.say(Leave())
            has_ended(worker.process, self._patience.leave_s)
            worker.end()


def _makes_no_sense() -> EngineUnstartable:
    return EngineUnstartable("it said something that makes no sense")


class _Sign:
    """Something that the window says to the thread, and that is no message."""


_TAKEN, _LEAVE, _NONSENSE = _Sign(), _Sign(), _Sign()


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a worker said; None once it can say no more."""

    worker: _RunningWorker
    content: bytes | None


_Item = ToWorker | Callable[[], None] | _Frame | _Sign


class _RunningWorker:
    """One worker process, and a thread that reads what it says into `inbox`.

    A thread of its own, because a process that stops in the middle of a frame would hold the
    reader for ever; as it is, somebody is left to end the process, which ends the reading.
    """

    def __init__(
        self, target: WorkerTarget, log: Path | None, inbox: queue.SimpleQueue[_Item]
    ) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=target, args=(theirs, log), name="hotscribe-worker", daemon=True
        )
        self._inbox = inbox
        self._room = threading.Semaphore(_MOST_UNTAKEN)
        self._owed = 0
        self._is_over = False
        self._reader = threading.Thread(target=self._read, name="worker pipe", daemon=True)
        try:
            self.process.start()
            self._reader.start()
        except BaseException:
            end_tree(self.process)
            self._connection.close()
            raise
        finally:
            theirs.close()

    def say(self, message: ToWorker) -> None:
        # Whether it has just ended is seen by the reader.
        with suppress(OSError):
            self._connection.send_bytes(encode(message))

    def owe_room(self) -> None:
        """A frame was dealt with, but not yet delivered."""
        self._owed += 1

    def give_room(self) -> None:
        """Let as many frames be read as room was owed for."""
        if self._owed:
            self._room.release(self._owed)
            self._owed = 0

    def end(self) -> int | None:
        """End the process and the reading; the exit code."""
        self._is_over = True
        code = end_tree(self.process)
        self._room.release()
        if code is not None:
            self._reader.join()
            self._connection.close()
        return code

    def _read(self) -> None:
        try:
            while not self._is_over:
                frame = self._connection.recv_bytes(_LONGEST_FRAME)
                self._room.acquire()
                self._inbox.put(_Frame(self, frame))
        except (EOFError, OSError):
            self._inbox.put(_Frame(self, None))
