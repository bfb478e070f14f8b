"""What the list of cues says about one of them: times, reading speed, what a person should know."""

from __future__ import annotations

from asr_core.transcript import Segment
from export_tools.subtitles.cue_document import EditableCue
from gui.hotword_words import leak_reason
from gui.texts import tr


def time_text(ms: int) -> str:
    """A time in the file.

    >>> time_text(1_263_480), time_text(99)
    ('00:21:03.5', '00:00:00.1')
    """
    tenths = (ms + 50) // 100
    seconds, tenth = divmod(tenths, 10)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{tenth}"


def characters_per_second(cue: EditableCue) -> float:
    """How fast the cue has to be read; white space does not count."""
    return len("".join(cue.text.split())) * 1000 / (cue.end_ms - cue.start_ms)


def is_suspected(cue: EditableCue, segment: Segment, *, begins_segment: bool) -> bool:
    """Whether the list seemed to leak where `cue` stands, so that somebody should listen."""
    note = segment.hotword_note
    if note is None:
        return False
    return begins_segment or any(word in cue.text for word in note.words)


def suspicion_sentence(segment: Segment) -> str:
    """Why a segment was heard again and which hearing is shown; "" if it was not."""
    note = segment.hotword_note
    if note is None:
        return ""
    why = tr(", ").join(leak_reason(reason) for reason in note.reasons)
    if note.kept == "without-list":
        return tr(
            "Heard again without the hotwords, and shown so, because {why}. Please listen.", why=why
        )
    return tr(
        "Heard again without the hotwords to be sure ({why}); the first hearing is shown.", why=why
    )


def edited_sentence(cue: EditableCue) -> str:
    """What was heard where the text was edited; "" where it was not."""
    if not cue.edited:
        return ""
    return tr("Edited. Heard was: “{text}”", text=cue.heard.replace("\n", " "))
