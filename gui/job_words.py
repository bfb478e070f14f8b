"""What the window says of a job: its state, how far it is, what was kept, what was noticed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from asr_core.jobs import Job, JobState
from asr_core.reasons_zh import chinese_reason
from asr_core.transcription import Noticed
from gui.option_fields import quality_title
from gui.short_reasons import short_reason
from gui.texts import language, tr


class Mark(NamedTuple):
    """The icon of a state and the theme's colour for it; the state's name always stands by."""

    icon: str
    colour: str


MARKS = {
    JobState.QUEUED: Mark("clock", "muted"),
    JobState.PREPARING: Mark("more", "accent"),
    JobState.RUNNING: Mark("play", "accent"),
    JobState.PAUSED: Mark("pause", "muted"),
    JobState.DONE: Mark("check", "ok"),
    JobState.FAILED: Mark("error", "danger"),
    JobState.CANCELLED: Mark("stop", "muted"),
    JobState.INTERRUPTED: Mark("warning", "warning"),
}


def mark_of(job: Job) -> Mark:
    """Its state's mark; a job that is done but could not be saved does not look done."""
    if job.state is JobState.DONE and job.export_failure is not None:
        return Mark("warning", "danger")
    if job.state is JobState.DONE and (job.has_unsaved_edits or job.is_saved_in_part):
        return Mark("warning", "warning")
    return MARKS[job.state]


def state_name(job: Job) -> str:
    """The state in a word or two."""
    match job.state:
        case JobState.QUEUED:
            return tr("Waiting")
        case JobState.PREPARING if job.restarts:
            return tr("Interrupted, going on")
        case JobState.PREPARING:
            return tr("Preparing")
        case JobState.RUNNING if job.asked == "pause":
            return tr("Pausing after this passage")
        case JobState.RUNNING if job.asked:
            return tr("Stopping")
        case JobState.RUNNING:
            return tr("Running")
        case JobState.PAUSED:
            return tr("Paused")
        case JobState.DONE if job.has_unsaved_edits and job.export_failure is None:
            return tr("Done, edited after saving")
        case JobState.DONE:
            return tr("Done") if job.export_failure is None else tr("Done, not saved")
        case JobState.FAILED:
            return tr("Failed")
        case JobState.CANCELLED:
            return tr("Stopped")
        case JobState.INTERRUPTED:
            return tr("Interrupted")


def file_name(path: Path) -> str:
    """The name of a file in one line, though names may hold line breaks.

    >>> file_name(Path("films/one\\ntwo.mp4"))
    'one two.mp4'
    """
    return " ".join(path.name.split())


def clock(seconds: float) -> str:
    """Whole seconds as people read them.

    >>> clock(345.6), clock(3725)
    ('05:45', '1:02:05')
    """
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute:02}:{second:02}"


def percent(job: Job) -> str:
    """How much of the file is heard; "" where it would say nothing."""
    if job.progress is None or job.state is JobState.DONE or not job.done_s:
        return ""
    # Never 100 % before it is done: the last segment may still take a while.
    return f"{min(99, int(job.progress * 100))} %"


def details(job: Job) -> list[str]:
    """What stands behind the state's name, most important first.

    It never asks for the text of a job, which is read from the disk when it is first wanted.
    """
    said: list[str] = []
    if job.state is JobState.RUNNING:
        if job.left_s is not None:
            said.append(tr("{time} left", time=clock(job.left_s)))
        if job.speed is not None:
            said.append(speed(job.speed))
        if job.device:
            said.append(short_device(job.device))
    elif job.state is JobState.DONE:
        if job.duration_s:
            said.append(clock(job.duration_s))
        if job.speed is not None:
            said.append(speed(job.speed))
    elif job.state is JobState.FAILED and job.failure and (why := short_reason(job.failure)):
        said.append(why)
    elif job.done_s:
        said.append(tr("kept up to {time}", time=clock(job.done_s)))
    elif job.duration_s:
        said.append(clock(job.duration_s))
    if job.options.quality != "balanced":
        said.append(quality_title(job.options.quality))
    if job.state is JobState.DONE and job.outputs:
        # Behind the short ones: names may be long, and the end is what has no room.
        names = ", ".join(_written(job))
        said.append(tr("only a part: {names}", names=names) if job.is_saved_in_part else names)
    return said


def _written(job: Job) -> list[str]:
    """The results, the newest first, without what repeats the recording's own name above them.

    Those that do not lie beside the recording are told with their folder.
    """
    return [
        file_name(Path(path.name.removeprefix(job.path.stem)))
        if path.parent == job.path.parent
        else f"{path.parent.name}/{file_name(path)}"
        for path in job.outputs
    ]


def speed(times_real_time: float) -> str:
    """How many seconds of sound take one second.

    >>> speed(6.42), speed(31.7)
    ('6.4×', '32×')
    """
    return f"{times_real_time:.1f}×" if times_real_time < 10 else f"{times_real_time:.0f}×"


def graphics_cards(device: str) -> list[str]:
    """What of an engine's own description of its device is not the processor.

    >>> graphics_cards("ONNX Runtime: CPU, llama.cpp: CPU, threads: 4")
    []
    >>> graphics_cards("ONNX Runtime: DirectML, llama.cpp: NVIDIA GeForce RTX 4060")
    ['DirectML', 'NVIDIA GeForce RTX 4060']
    """
    parts = [part for part in device.split(", ") if not part.startswith("threads:")]
    names = [part.split(": ", 1)[-1] for part in parts]
    return list(dict.fromkeys(name for name in names if name and name.upper() != "CPU"))


def short_device(device: str) -> str:
    """The device for a narrow place: the graphics card if one is in use, else the CPU.

    >>> short_device("ONNX Runtime: CPU, llama.cpp: CPU, threads: 4")
    'CPU'
    """
    cards = graphics_cards(device)
    return cards[-1] if cards else "CPU"


def status_line(job: Job) -> str:
    """State and details in one line."""
    return " · ".join([state_name(job), *details(job)])


def spoken_row(job: Job) -> str:
    """The whole row for a screen reader."""
    separator = "，" if language.name == "zh" else ", "
    parts = [file_name(job.path), state_name(job), percent(job), *details(job)]
    return separator.join(part for part in parts if part)


def kept(job: Job) -> str:
    """What is safe although the job stopped."""
    if not job.segments:
        return tr("The hotword list and all options are kept.")
    if len(job.segments) == 1:
        return tr(
            "One passage up to {time} is kept, and the hotword list and all options.",
            time=clock(job.resume_s),
        )
    return tr(
        "{count} passages up to {time} are kept, and the hotword list and all options.",
        count=len(job.segments),
        time=clock(job.resume_s),
    )


def notes(job: Job) -> list[str]:
    """What should be known of the job though it went on, each sentence once."""
    said = [note_sentence(note) for note in job.notes]
    if job.state is JobState.DONE and not job.segments:
        said.insert(0, tr("No speech was found; nothing was written. Listen to the file."))
    return list(dict.fromkeys(sentence for sentence in said if sentence))


def calm_notes(job: Job) -> list[str]:
    """What went well after all, and wants nothing of a person."""
    if job.restarts:
        return [tr("The engine was started anew on the way; nothing was lost.")]
    return []


def note_sentence(note: Noticed) -> str:
    """`note` for people; "" for what other parts of the window show."""
    why = chinese_reason(note.detail) if language.name == "zh" else note.detail
    match note.code:
        case "option-untrained":
            return tr("This model was not trained on the option “{option}”.", option=note.detail)
        case "window-too-long":
            return tr(
                "This model was trained on stretches of up to {seconds} s.", seconds=note.detail
            )
        case "hotwords-left-out":
            return tr("Left out of the hotwords: {why}", why=why)
        case "hotwords-kept":
            return tr("The hotword list cannot be read, the last good one counts: {why}", why=why)
        case "rule-refused":
            return tr("A replacement rule does not count: {why}", why=why)
        case "option-without-effect":
            return _without_effect(note.detail)
        case "draft-used":
            return tr("Where the model left speech out, its first draft stands in.")
        case "sound-breaks-off":
            return _breaks_off(note.detail)
        case "edits-left-out":
            return tr(
                "Some edits of this file make no sense and were left out; what was heard is kept."
            )
        case _:
            return ""


def _breaks_off(seconds: str) -> str:
    try:
        end = clock(float(seconds))
    except (ValueError, OverflowError):  # It comes from another process, or from a disk.
        return tr("The sound ends earlier than the file says: it may be cut off.")
    return tr("The sound ends at {time}, earlier than the file says: it may be cut off.", time=end)


def _without_effect(option: str) -> str:
    match option:
        case "context":
            return tr("A draft does not heed what the recording is about.")
        case "language":
            return tr("A draft does not heed the language that was chosen.")
        case _:
            return tr("A draft does not heed the option “{option}”.", option=option)


def queue_summary(jobs: Sequence[Job]) -> str:
    """How many are done, what failed, and when the queue may be through; "" for no jobs."""
    if not jobs:
        return ""
    done = sum(job.state is JobState.DONE for job in jobs)
    failed = sum(job.state is JobState.FAILED for job in jobs)
    parts = [tr("{done} of {count} done", done=done, count=len(jobs))]
    if failed:
        parts.append(tr("{count} failed", count=failed))
    left_s = _left_s(jobs)
    if left_s is not None:
        parts.append(tr("about {time} left", time=clock(left_s)))
    return " · ".join(parts)


def _left_s(jobs: Sequence[Job]) -> float | None:
    """The time that the running and the waiting files need together, None while nobody can say."""
    running = next((job for job in jobs if job.state is JobState.RUNNING), None)
    if running is None or running.left_s is None or not running.speed:
        return None
    waiting = [job for job in jobs if job.state is JobState.QUEUED]
    if any(job.duration_s is None for job in waiting):
        return None
    sound_s = sum((job.duration_s or 0.0) - job.done_s for job in waiting)
    return running.left_s + sound_s / running.speed
