"""What a person can do with a job, by its state: the buttons of its row and the row's menu."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from asr_core.jobs import Job, JobState
from gui.job_words import graphics_cards
from gui.texts import tr


class JobAction(Enum):
    """Something to do with a job; the value ends its button's objectName."""

    PAUSE = "pause"
    RESUME = "resume"
    TRY_AGAIN = "try-again"
    ON_CPU = "on-cpu"
    STOP = "stop"
    FIND_FILE = "find-file"
    GET_MODELS = "get-models"
    OPEN_DATA = "open-data"
    SAVE_AGAIN = "save-again"
    SAVE_ELSEWHERE = "save-elsewhere"
    OPEN_FOLDER = "open-folder"
    EXPORT = "export"
    AGAIN = "again"
    REMOVE = "remove"


class Look(NamedTuple):
    """The words and the icon of an action."""

    words: str
    icon: str


def look_of(action: JobAction) -> Look:
    """How `action` is called in the window's language, and its icon."""
    match action:
        case JobAction.PAUSE:
            return Look(tr("Pause"), "pause")
        case JobAction.RESUME:
            return Look(tr("Continue"), "play")
        case JobAction.TRY_AGAIN:
            return Look(tr("Try again"), "retry")
        case JobAction.ON_CPU:
            return Look(tr("Continue on CPU"), "play")
        case JobAction.STOP:
            return Look(tr("Stop"), "stop")
        case JobAction.FIND_FILE:
            return Look(tr("Find the file…"), "search")
        case JobAction.GET_MODELS:
            return Look(tr("Get models…"), "down")
        case JobAction.OPEN_DATA:
            return Look(tr("Open the data folder"), "open-folder")
        case JobAction.SAVE_AGAIN:
            return Look(tr("Save again"), "retry")
        case JobAction.SAVE_ELSEWHERE:
            return Look(tr("Save elsewhere…"), "folder")
        case JobAction.OPEN_FOLDER:
            return Look(tr("Open folder"), "open-folder")
        case JobAction.EXPORT:
            return Look(tr("Export…"), "export")
        case JobAction.AGAIN:
            return Look(tr("Transcribe again"), "retry")
        case JobAction.REMOVE:
            return Look(tr("Remove"), "remove")


def tip_of(action: JobAction) -> str:
    """What `action` does, where its words leave a question open."""
    match action:
        case JobAction.AGAIN:
            return tr("In a new row; the text and the edits of this one stay as they are")
        case JobAction.SAVE_AGAIN:
            return tr("Writes the results once more, with your edits")
        case JobAction.REMOVE:
            return tr("Takes the row out; the recording and its results stay")
        case _:
            return ""


_WANTS_MODEL = {"model-missing", "model-damaged"}
_ENGINE_BROKE = {"engine-failed", "engine-crashed", "engine-killed", "engine-hung"}


def actions_of(job: Job) -> list[JobAction]:
    """What makes sense now, the most helpful first; a job that failed never gets none."""
    act = JobAction
    export = [act.EXPORT] if job.segments else []
    match job.state:
        case JobState.QUEUED:
            return [act.PAUSE, act.REMOVE]
        case JobState.PREPARING | JobState.RUNNING if job.asked in ("cancel", "remove"):
            return []
        case JobState.RUNNING if job.asked:
            return [act.RESUME, act.STOP]
        case JobState.PREPARING:
            return [act.STOP]
        case JobState.RUNNING:
            return [act.PAUSE, act.STOP]
        case JobState.PAUSED | JobState.CANCELLED:
            return [act.RESUME, *export, act.REMOVE]
        case JobState.DONE if job.export_failure is not None:
            return [act.SAVE_ELSEWHERE, act.SAVE_AGAIN, *export, act.REMOVE]
        case JobState.DONE:
            save = [act.SAVE_AGAIN] if job.has_unsaved_edits or job.is_saved_in_part else []
            folder = [act.OPEN_FOLDER] if job.outputs else []
            return [*save, *folder, *export, act.AGAIN, act.REMOVE]
        case JobState.FAILED | JobState.INTERRUPTED:
            return [*_ways_out(job), *export, act.REMOVE]


def _ways_out(job: Job) -> list[JobAction]:
    code = "" if job.failure is None else job.failure.code
    go_on = JobAction.RESUME if job.done_s else JobAction.TRY_AGAIN
    if code == "audio-missing":
        return [JobAction.FIND_FILE, go_on]
    if code == "audio-unreadable":
        # Another try is of use only when there is another file in its place.
        return [JobAction.OPEN_FOLDER, go_on]
    if code in _WANTS_MODEL:
        return [JobAction.GET_MODELS, go_on]
    if code == "data-unwritable":
        return [go_on, JobAction.OPEN_DATA]
    if code in _ENGINE_BROKE and job.options.device != "cpu" and graphics_cards(job.device):
        return [go_on, JobAction.ON_CPU]
    return [go_on]
