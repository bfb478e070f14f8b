"""Workers with faults: the program's own worker around an engine that misbehaves, and worse.

A fault is a word, given with `faulty_worker`; the files it leaves in `marks` tell how often it has
started and what it has begun, also to its own successor.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from asr_core.cancellation import CancelFlag
from asr_core.engine import AsrEngine
from asr_core.errors import AudioUnreadable, EngineFailed, ModelMissing
from asr_core.messages import PROTOCOL, EngineWanted, Hello, JobEvent, encode
from asr_core.transcript import Segment
from asr_core.transcription import (
    Event,
    FileFinished,
    FileOpened,
    Noticed,
    SegmentFinished,
    SpanHeard,
    TextArrived,
    TranscribeOptions,
)
from asr_core.worker_process import Worker, serve

SEGMENTS = 4
SEGMENT_S = 10.0
LENGTH_S = SEGMENTS * SEGMENT_S

Target = Callable[[Connection, Path | None], None]


def faulty_worker(fault: str, marks: Path) -> Target:
    """What to start instead of `asr_core.worker_process.serve`."""
    marks.mkdir(exist_ok=True)
    return partial(_serve, fault=fault, marks=marks)


def starts(marks: Path) -> int:
    """How many workers have been started."""
    return len(list(marks.glob("start-*")))


def _serve(connection: Connection, log: Path | None, *, fault: str, marks: Path) -> None:
    (marks / f"start-{os.getpid()}").touch()
    if fault == "silent":
        time.sleep(1000)
    if fault == "dead":
        os._exit(3)
    if fault == "old":
        connection.send_bytes(encode(Hello(0)))
        time.sleep(1000)
    if fault == "other run":
        connection.send_bytes(encode(Hello(PROTOCOL)))
        connection.send_bytes(encode(JobEvent(77, TextArrived("of a run that nobody began"))))
        time.sleep(1000)
    if fault == "garbage":
        connection.send_bytes(encode(Hello(PROTOCOL)))
        connection.send_bytes(b"\x80\x04\x95 this is no message")
        time.sleep(1000)
    if fault == "torn":
        connection.send_bytes(encode(Hello(PROTOCOL)))
        # A header that promises more than ever comes.
        os.write(connection.fileno(), b"\x00\x00\x10\x00half of a frame")
        time.sleep(1000)
    if fault == "real":
        serve(connection, log)
    else:
        if hasattr(os, "setsid"):
            os.setsid()
        Worker(connection, lambda wanted: FaultyEngine(wanted, fault, marks)).run()


class UnknownFailure(EngineFailed):
    """What only another version of the program could tell of."""

    code = "unheard-of"


class FaultyEngine(AsrEngine):
    """Hears four segments of ten seconds in any file, until its fault comes to bear."""

    def __init__(self, wanted: EngineWanted, fault: str, marks: Path) -> None:
        self._wanted = wanted
        self._fault = fault
        self._marks = marks
        if marks.name:
            (marks / f"engine-{len(list(marks.glob('engine-*')))}").touch()

    def initialize(self) -> None:
        if self._fault == "unloadable" and self._wanted.model != "good":
            raise ModelMissing(self._wanted.model or "none", "decoder.gguf is not there")
        if self._fault == "slow to load":
            time.sleep(1.0)

    def take_lists(
        self,
        hotwords_paths: Sequence[Path],
        _rules_path: Path | None = None,
        _max_hotwords: int | None = None,
    ) -> None:
        (self._marks / f"lists-{len(hotwords_paths)}").touch()

    def close(self) -> None:
        """Nothing is held."""

    @property
    def model(self) -> str:
        return self._wanted.model or "fake"

    @property
    def device(self) -> str:
        return f"fake {self._wanted.device}"

    def events(self, path: Path, options: TranscribeOptions, cancel: CancelFlag) -> Iterator[Event]:
        if "broken" in path.name:
            raise AudioUnreadable(str(path), "it has no sound track")
        yield FileOpened(str(path), LENGTH_S, self.model, self.device)
        if self._fault == "opens twice":
            yield FileOpened(str(path), LENGTH_S, "fake", self.device)
        if self._fault == "odd note":
            yield Noticed("sound-breaks-off", "abc")
        begin = round(options.start_s / SEGMENT_S)
        for number in range(begin, SEGMENTS):
            start_s = number * SEGMENT_S
            cancel.raise_if_cancelled()
            yield SpanHeard(start_s, start_s + SEGMENT_S, f"draft {number}", ())
            if self._has_hit(path, number):
                self._misbehave()
            for word in ("segment ", f"{number}", "."):
                if self._fault == "slow":
                    time.sleep(0.1)
                    cancel.raise_if_cancelled()
                yield TextArrived(word)
            text = f"segment {number}."
            yield SegmentFinished(Segment(start_s, start_s + SEGMENT_S, text, "en"))
        yield FileFinished(LENGTH_S, {})

    def _has_hit(self, path: Path, number: int) -> bool:
        """Whether the fault is to come to bear here: in the third segment, once or always."""
        if number != 2 or "sound" in path.name:
            return False
        if not self._fault.endswith(" once"):
            return True
        mark = self._marks / "hit"
        if mark.exists():
            return False
        mark.touch()
        return True

    def _misbehave(self) -> None:
        match self._fault.removesuffix(" once"):
            case "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            case "crash":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "exit":
                os._exit(7)
            case "bug":
                raise RuntimeError("a mistake in the program")
            case "memory":
                raise MemoryError
            case "unknown failure":
                raise UnknownFailure("transcription", "nobody knows")
            case "stuck" | "deaf":
                self._start_a_child()
                time.sleep(1000)

    def _start_a_child(self) -> None:
        """A process of its own, as ffmpeg would be; it must not outlive the worker."""
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
        (self._marks / f"child-{child.pid}").touch()


class ChattyEngine(FaultyEngine):
    """Says far more than anybody can draw."""

    WORDS = 20_000

    def events(
        self, path: Path, _options: TranscribeOptions, _cancel: CancelFlag
    ) -> Iterator[Event]:
        yield FileOpened(str(path), LENGTH_S, "fake", self.device)
        for number in range(self.WORDS):
            if number % 10 == 0:
                yield Noticed("draft-used", str(number))
            yield TextArrived(f"{number} ")
        yield SegmentFinished(Segment(0.0, LENGTH_S, "all said", "en"))
        yield FileFinished(LENGTH_S, {})


def chatty_worker(connection: Connection, _log: Path | None) -> None:
    """Serves with a `ChattyEngine`."""
    Worker(connection, lambda wanted: ChattyEngine(wanted, "", Path())).run()
