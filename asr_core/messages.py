"""What crosses the pipe between the window's thread and the worker process.

Frozen dataclasses, each sent as one JSON text in one frame of a `multiprocessing` connection. JSON
and not pickle, because whatever arrives is checked field by field: a worker that has gone mad can
be told from one that speaks, and can make nothing run on this side.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard, cast

from asr_core.errors import AsrError, error_of
from asr_core.plain_data import from_json, to_json
from asr_core.processor import Device
from asr_core.quality import Quality
from asr_core.transcription import Event, TranscribeOptions

PROTOCOL = 3
"""Raised whenever a message changes; both sides must say the same."""


# --- to the worker ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EngineWanted:
    """Which engine to hold ready; two that are equal are one."""

    model: str | None = None
    device: Device = "auto"
    hotwords: tuple[Path, ...] = ()
    rules: Path | None = None
    max_hotwords: int | None = None
    quality: Quality = "balanced"


@dataclass(frozen=True, slots=True)
class Prepare:
    """Load this engine and keep it warm; answered by `EngineReady` or `EngineUnready`."""

    engine: EngineWanted


@dataclass(frozen=True, slots=True)
class Transcribe:
    """Hear a file; answered by `JobEvent` after `JobEvent` and one `JobEnded`.

    `run` numbers the runs, so that what is said of an earlier run of a job is not taken for this.
    """

    run: int
    path: Path
    engine: EngineWanted
    options: TranscribeOptions


@dataclass(frozen=True, slots=True)
class StopAtSegment:
    """Let the run end behind the segment that it is at."""

    run: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """Let the run end between two tokens."""

    run: int


@dataclass(frozen=True, slots=True)
class Probe:
    """Look whether a file holds sound, and how long it is; answered by `Probed`."""

    job_id: str
    path: Path


@dataclass(frozen=True, slots=True)
class Leave:
    """End the process."""


# --- from the worker ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hello:
    """The first word of a worker."""

    protocol: int


@dataclass(frozen=True, slots=True)
class Failure:
    """An `AsrError` on its way: its code and its values."""

    code: str
    values: tuple[str, ...] = ()

    @classmethod
    def of(cls, error: AsrError) -> Failure:
        return cls(error.code, tuple(error.values.values()))

    def error(self) -> AsrError:
        """The error again; ValueError if there is none of this code."""
        return error_of(self.code, self.values)


@dataclass(frozen=True, slots=True)
class EngineReady:
    """The engine that was asked for is loaded; `model` and `device` are for people."""

    engine: EngineWanted
    model: str
    device: str


@dataclass(frozen=True, slots=True)
class EngineUnready:
    """The engine that was asked for cannot be loaded."""

    engine: EngineWanted
    failure: Failure


@dataclass(frozen=True, slots=True)
class JobEvent:
    """Something that happened while a file is heard."""

    run: int
    event: Event


@dataclass(frozen=True, slots=True)
class JobEnded:
    """The run is over: its file is heard (`failure` None), it was stopped, or it broke.

    `at_segment` says that it stopped where `StopAtSegment` asked it to.
    """

    run: int
    failure: Failure | None = None
    at_segment: bool = False


@dataclass(frozen=True, slots=True)
class Probed:
    """What `Probe` found; `duration_s` None where the container does not say."""

    job_id: str
    duration_s: float | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Alive:
    """Sent once a second; `steps` grows as long as the engine gets anywhere."""

    steps: int


ToWorker = Prepare | Transcribe | StopAtSegment | Cancel | Probe | Leave
FromWorker = Hello | EngineReady | EngineUnready | JobEvent | JobEnded | Probed | Alive
Message = ToWorker | FromWorker


def encode(message: Message) -> bytes:
    """A message as the bytes of one frame."""
    return to_json(message).encode("ascii")


def decode(frame: bytes) -> Message:
    """The message of a frame; ValueError says what is wrong with anything else."""
    return cast(Message, from_json(frame, cast(Any, Message)))


def is_from_worker(message: Message) -> TypeGuard[FromWorker]:
    """Whether a worker may say this."""
    return isinstance(message, FromWorker)
