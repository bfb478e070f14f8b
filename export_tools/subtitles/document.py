"""A subtitle document: cues with whole milliseconds, in order, never overlapping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from asr_core.transcript import Transcript
from export_tools.subtitles.line_breaking import CueRules, break_cues, break_lines, displayed
from export_tools.subtitles.spoken_words import SpokenWords, Stretch


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
        spoken = SpokenWords(rules)
        for segment in transcript.segments:
            spoken.add(segment)
        cues = [
            cue
            for number in range(len(spoken.starts))
            for _, _, cue in heard_cues(spoken.stretch(number), rules)
        ]
        return cls(tuple(retime(cues, rules, round(transcript.duration * 1000))))


def heard_cues(
    stretch: Stretch, rules: CueRules, fixed: Sequence[tuple[int, int]] = ()
) -> Iterator[tuple[int, int, Cue]]:
    """The cues of `stretch` with the words [begin, end) of the file that each shows.

    They last as long as the words do. `fixed` are ranges of the file's words that stay a cue each.
    """
    first, words = stretch.first, stretch.words
    shifted = [(begin - first, end - first) for begin, end in fixed]
    for begin, end in break_cues(words, rules, stretch.names, shifted):
        lines = break_lines(words[begin:end], rules)
        text = displayed("\n".join(lines), rules)
        yield (
            begin + first,
            end + first,
            Cue(words[begin].start_ms, words[end - 1].end_ms, text),
        )


def retime(
    cues: Sequence[Cue], rules: CueRules, duration_ms: int, previous_start_ms: int = -1
) -> list[Cue]:
    """Cues that stay long enough to be read, end a little late, and leave no flicker between.

    The first of them starts after `previous_start_ms`, the start of the one before. A `duration_ms`
    of 0 is unknown.
    """
    if not cues:
        return []
    starts: list[int] = []
    for cue in cues:
        starts.append(max(cue.start_ms, (starts[-1] if starts else previous_start_ms) + 1))
    file_end_ms = max(duration_ms, cues[-1].end_ms) if duration_ms > 0 else 2**53
    retimed: list[Cue] = []
    for cue, start_ms, limit_ms in zip(cues, starts, [*starts[1:], file_end_ms], strict=True):
        limit_ms = min(limit_ms, start_ms + rules.longest_ms)
        end_ms = min(max(cue.end_ms + rules.linger_ms, start_ms + rules.shortest_ms), limit_ms)
        if limit_ms - end_ms <= rules.bridge_ms:
            end_ms = limit_ms
        retimed.append(replace(cue, start_ms=start_ms, end_ms=max(end_ms, start_ms + 1)))
    return retimed
