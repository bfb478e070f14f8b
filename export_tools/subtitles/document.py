"""A subtitle document: cues with whole milliseconds, in order, never overlapping.

This is the one place where seconds become milliseconds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from asr_core.transcript import Segment, Transcript, joint
from export_tools.subtitles.line_breaking import (
    CueRules,
    TimedText,
    break_cues,
    break_lines,
    displayed,
)


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle on the screen; its lines are parted by newlines."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class SubtitleDocument:
    """Cues in order of time: each ends after it starts and not later than the next one starts."""

    cues: tuple[Cue, ...]

    @classmethod
    def from_transcript(
        cls, transcript: Transcript, rules: CueRules | None = None
    ) -> SubtitleDocument:
        """Readable cues for all words of `transcript`; without `rules` the usual ones."""
        rules = rules or CueRules()
        words = timed_words(transcript.segments)
        names = {use.word for segment in transcript.segments for use in segment.hotwords}
        cues = []
        for begin, end in break_cues(words, rules, names):
            lines = break_lines(words[begin:end], rules)
            text = displayed("\n".join(lines), rules)
            cues.append(Cue(words[begin].start_ms, words[end - 1].end_ms, text))
        shown = [cue for cue in cues if cue.text]
        return cls(tuple(_retime(shown, rules, round(transcript.duration * 1000))))


def timed_words(segments: Sequence[Segment]) -> list[TimedText]:
    """The words of all segments in whole milliseconds, in order of time, never overlapping.

    White space of any kind is one space at the end of a word; control characters are dropped.
    """
    words: list[TimedText] = []
    latest_ms = 0
    for segment in segments:
        for number, word in enumerate(segment.timed_words()):
            text = " ".join(_printable(word.text).split())
            before = words[-1].text if words else ""
            apart = word.text[:1].isspace() or (number == 0 and joint(before, text) == " ")
            if before and not before.endswith(" ") and apart:
                words[-1] = replace(words[-1], text=before + " ")
            if not text:
                continue
            start_ms = max(latest_ms, round(word.start * 1000))
            latest_ms = max(start_ms, round(word.end * 1000))
            space = " " if word.text[-1:].isspace() else ""
            words.append(TimedText(text + space, start_ms, latest_ms))
    return words


def _printable(text: str) -> str:
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))


def _retime(cues: Sequence[Cue], rules: CueRules, duration_ms: int) -> list[Cue]:
    """Cues that stay long enough to be read, end a little late, and leave no flicker between."""
    if not cues:
        return []
    starts = [cues[0].start_ms]
    for cue in cues[1:]:
        starts.append(max(cue.start_ms, starts[-1] + 1))
    file_end_ms = max(duration_ms, cues[-1].end_ms) if duration_ms > 0 else 2**53
    retimed: list[Cue] = []
    for cue, start_ms, limit_ms in zip(cues, starts, [*starts[1:], file_end_ms], strict=True):
        limit_ms = min(limit_ms, start_ms + rules.longest_ms)
        end_ms = min(max(cue.end_ms + rules.linger_ms, start_ms + rules.shortest_ms), limit_ms)
        if limit_ms - end_ms <= rules.bridge_ms:
            end_ms = limit_ms
        retimed.append(replace(cue, start_ms=start_ms, end_ms=max(end_ms, start_ms + 1)))
    return retimed
