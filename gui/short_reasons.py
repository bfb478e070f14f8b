"""Why a file failed, in the few words that have room in its row; its card has the sentence."""

from __future__ import annotations

from asr_core.errors import AsrError
from gui.texts import tr


def short_reason(failure: AsrError) -> str:
    """A few words for the failure's code; "" for a code without any."""
    match failure.code:
        case "audio-missing":
            return tr("file not found")
        case "audio-unreadable":
            return tr("no sound can be read from it")
        case "model-missing":
            return tr("model incomplete")
        case "model-damaged":
            return tr("model damaged")
        case "checkpoint-unusable":
            return tr("checkpoint cannot be used")
        case "quality-unavailable":
            return tr("this model writes no drafts")
        case "library-unusable":
            return tr("llama.cpp cannot be used")
        case "hotwords-unreadable":
            return tr("hotword list cannot be read")
        case "rules-unreadable":
            return tr("rules cannot be read")
        case "option-invalid":
            return tr("an option does not fit")
        case "output-unwritable":
            return tr("disk full or write-protected")
        case "data-unwritable":
            return tr("data folder cannot be written")
        case "engine-failed":
            return tr("the engine could not go on")
        case "engine-unstartable":
            return tr("the engine does not start")
        case "engine-crashed":
            return tr("the engine crashed")
        case "engine-killed":
            return tr("the engine was ended from outside")
        case "engine-hung":
            return tr("the engine did not answer")
        case _:
            return ""
