"""A failure in the words of the window, and a report of it that may be shown to anybody.

The errors themselves advise in words of the command line; here each has the advice of a window.
"""

from __future__ import annotations

import platform
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from asr_core.errors import AsrError
from asr_core.jobs import Job
from asr_core.reasons_zh import CHINESE as KNOWN_REASONS
from asr_core.reasons_zh import chinese_reason
from gui.job_words import clock, file_name
from gui.texts import language, tr

_PACKAGES = ("hotscribe", "PySide6-Essentials", "onnxruntime", "onnxruntime-directml", "xllamacpp")
_LEFT_OUT = "…"
_GAP = {"en": " ", "zh": ""}
"""What stands between two sentences."""


def what_happened(failure: AsrError, job: Job) -> str:
    """The failure in a sentence; the recording by its name, without its folders."""
    if failure.code == "model-missing":
        return _model_missing(failure)
    return in_full(failure, job)


def in_full(failure: AsrError, job: Job) -> str:
    """The failure with its reason in the program's own terms, for whoever looks into it."""
    return failure.message(language.name).replace(str(job.path), file_name(job.path))


def what_next(failure: AsrError) -> str:
    """What a person can do about it in this window."""
    match failure.code:
        case "model-missing" if failure.values["name"] == "demo":
            return tr("Get a model, or install HotScribe again.")
        case "audio-missing":
            return tr("If you have moved or renamed it, show where it is now.")
        case "audio-unreadable":
            return tr("If a media player plays it, convert it to WAV or MP3 and add that file.")
        case "model-missing":
            return tr("Choose another model above the list, or get the files of this one.")
        case "model-damaged":
            return tr("Copy or download the file again, or choose another model above the list.")
        case "quality-unavailable":
            return tr("Choose “Balanced” or “Precise” above the list, or another model.")
        case "library-unusable":
            return tr(
                "Put the llama.cpp release that bin/README.md names into bin/, then continue."
            )
        case "hotwords-unreadable":
            return tr("Correct the list in the hotwords panel or switch it off, then continue.")
        case "rules-unreadable":
            return tr("Correct the rules file or choose none in the settings, then continue.")
        case "option-invalid":
            return tr("Correct it in the options, then continue.")
        case "output-unwritable":
            return tr("The text is kept here. Save it to another folder, or free some space.")
        case "data-unwritable":
            return tr(
                "Free some space, or make the folder writable; then continue. "
                "Export what you need meanwhile."
            )
        case "engine-failed":
            return tr(
                "Continue from where it stopped; if that fails too, choose another model or device."
            )
        case _:
            return failure.hint(language.name)


def engine_trouble(failure: AsrError) -> str:
    """Why there is no engine, and what to do about it, while no job wants it."""
    match failure.code:
        case "model-missing":
            return f"{_model_missing(failure)}{_GAP[language.name]}{what_next(failure)}"
        case "engine-crashed" | "engine-killed" | "engine-hung":
            what = failure.message(language.name)
            return what + _GAP[language.name] + tr("It is started again with the next file.")
        case _:
            return f"{failure.message(language.name)}{_GAP[language.name]}{what_next(failure)}"


def _model_missing(failure: AsrError) -> str:
    name = failure.values["name"]
    if name == "demo":
        return tr("There is no model, not even the demo.")
    return tr("The model {name} is not complete.", name=name)


def system_reason(failure: OSError) -> str:
    """Why the system refused something, in the window's language where it is a known reason."""
    reason = failure.strerror or str(failure)
    return chinese_reason(reason) if language.name == "zh" else reason


def report(job: Job, failure: AsrError) -> str:
    """All that helps to find the cause, in English; no path, no name of a file, no text."""
    values = [f"{name}: {_harmless(name, value)}" for name, value in failure.values.items()]
    lines = [
        "HotScribe report (no paths, no text)",
        f"code: {failure.code}",
        *values,
        f"state: {job.state.value}, engine restarts: {job.restarts}",
        f"stopped at: {clock(job.resume_s)} of {clock(job.duration_s) if job.duration_s else '?'}",
        f"passages kept: {len(job.segments)}",
        f"model: {_plain_name(job.model)}, device: {_plain_name(job.device)}"
        f" (asked for: {job.options.device})",
        f"options: language {_plain_name(job.options.language or 'auto')}, "
        f"hotword lists: {len(job.options.hotwords)}, "
        f"{'with' if job.options.rules else 'without'} rules, "
        f"formats {' '.join(job.options.formats)}",
        f"kind of file: {_plain_name(job.path.suffix) or 'none'}",
        f"notes: {' '.join(sorted({note.code for note in job.notes})) or 'none'}",
        f"system: {platform.system()} {platform.release()} {platform.machine()}, "
        f"Python {platform.python_version()}",
        f"packages: {', '.join(_versions())}",
    ]
    return "\n".join(lines)


def _harmless(name: str, value: str) -> str:
    """A field of an error without what may be private: only wordings of our own go out."""
    if name == "reason":
        return _known(value)
    is_ours = name in ("stage", "option", "seconds") and _plain_name(value) == value
    return value if is_ours else _LEFT_OUT


def _known(reason: str) -> str:
    """`reason` with everything that was filled into it left out, but for numbers."""
    if reason in KNOWN_REASONS:
        return reason
    for template, pattern in _patterns():
        if found := pattern.fullmatch(reason):
            return template.format(*(_number_or_known(part) for part in found.groups()))
    return _LEFT_OUT


def _number_or_known(part: str) -> str:
    return part if re.fullmatch(r"-?[\d.,]{1,12}", part) else _known(part)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Templates and what they match, the longest first; one that is all filling is no wording."""
    templates = sorted((known for known in KNOWN_REASONS if "{}" in known), key=len, reverse=True)
    return tuple(
        (template, re.compile("(.*)".join(map(re.escape, template.split("{}"))), re.DOTALL))
        for template in templates
        if re.search(r"[a-z]{2}", template)
    )


def _plain_name(name: str) -> str:
    """A short technical name as it is, anything else left out."""
    return name if re.fullmatch(r"[\w .()\-]{0,40}", name, re.ASCII) else _LEFT_OUT


def _versions() -> list[str]:
    found = []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return found
