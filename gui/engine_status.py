"""How the engine is, as a state for the program and a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from asr_core.errors import AsrError
from gui.failure_words import engine_trouble
from gui.job_words import short_device
from gui.texts import tr

EngineState = Literal["starting", "ready", "failed", "restarting"]


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """How the engine is; `sentence` is for people, in the language that is set."""

    state: EngineState
    model: str
    device: str
    sentence: str


def status_of(
    state: EngineState, model: str = "", device: str = "", failure: AsrError | None = None
) -> EngineStatus:
    """The status with its sentence; `failure` is why the engine failed."""
    match state:
        case "ready":
            sentence = tr("The engine is ready: {device}.", device=short_device(device))
        case "restarting":
            sentence = tr("The engine ended and is starting again; nothing is lost.")
        case "failed" if failure is not None:
            sentence = engine_trouble(failure)
        case "failed":
            sentence = tr("The engine is not running.")
        case _:
            sentence = tr("The engine is starting…")
    return EngineStatus(state, model, device, sentence)
