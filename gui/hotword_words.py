"""Sentences about listed words: how they were heard, who wrote them, why one was heard again."""

from __future__ import annotations

from asr_core.reasons_zh import chinese_reason
from asr_core.transcript import LEAK_SENTENCES, LeakReason, WrittenBy
from gui.hotword_hits import Evidence
from gui.row_list import Row
from gui.texts import language, tr


def written_by(by: WrittenBy) -> str:
    """Who put a word into the text."""
    match by:
        case "model":
            return tr("by the model")
        case "second-look":
            return tr("by the model, second look")
        case "replacement":
            return tr("replaced after")
        case "rule":
            return tr("by a rule")
        case "":
            return tr("written")


def heard_as(word: str, heard: str) -> str:
    """What `word` sounded like."""
    if not heard or heard == word:
        return tr("heard just so")
    return tr("heard as “{heard}”", heard=heard)


def leak_reason(reason: LeakReason) -> str:
    """Why a segment was heard again, as a part of a sentence."""
    sentence = LEAK_SENTENCES[reason]
    return chinese_reason(sentence) if language.name == "zh" else sentence


def clock(seconds: float) -> str:
    """A time in a recording.

    >>> clock(3725.4), clock(59.96)
    ('1:02:05', '0:59')
    """
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def evidence_row(evidence: Evidence) -> Row:
    """`evidence` as a row of a list."""
    at = clock(evidence.start_s)
    tip = evidence.text
    if evidence.note is not None:
        why = ", ".join(leak_reason(reason) for reason in evidence.note.reasons)
        kept = evidence.note.kept == "without-list"
        title = tr("Heard again without the list") if kept else tr("Heard again, and kept")
        other = tr("The other hearing: {text}", text=evidence.note.other)
        detail = f"{evidence.word} · {why}" if evidence.word else why
        return Row(title, detail, at, "warning", "warning", f"{tip}\n{other}\n{why}", evidence)
    use = evidence.use
    if use is None:
        return Row(evidence.word, right=at, about=evidence)
    heard, score = heard_as(use.word, use.heard), f"{use.score:.0%}"
    match evidence.outcome:
        case "written":
            parts, mark, colour = [heard, written_by(use.by)], "check", "hot"
        case "offered":
            parts, mark, colour = [heard, tr("offered, not written")], "info", "muted"
        case _:
            parts, mark, colour = [heard, tr("heard, not offered")], "info", "faint"
    detail = " · ".join(part for part in parts if part)
    tip = f"{tip}\n{detail} · {score}"
    return Row(evidence.word, detail, f"{score} · {at}", mark, colour, tip, evidence)
