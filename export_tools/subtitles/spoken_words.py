"""What was said, word by word, and the stretches in which cues can be broken on their own.

This is the one place where the words' seconds become milliseconds. A stretch ends at a long pause,
and after half a minute of speech with the next sentence. No cue reaches over its end and nothing
beyond has a say in its cues, so that a stretch that is over never changes while the file goes on.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from asr_core.transcript import Segment, joint
from export_tools.subtitles.line_breaking import CueRules, TimedText, ends_sentence

_LONG_STRETCH_MS = 30_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """The words from number `first` on that are broken into cues together.

    `names` are the texts that no break may cut.
    """

    first: int
    words: tuple[TimedText, ...]
    names: frozenset[str]


class SpokenWords:
    """All words of a file so far, in order of time, growing segment by segment.

    `origins` says of each word which segment it is from and its number among that one's timed
    words. `glued` are numbers of words before which no stretch may begin.
    """

    def __init__(self, rules: CueRules, glued: Container[int] = frozenset()) -> None:
        self.words: list[TimedText] = []
        self.origins: list[tuple[int, int]] = []
        self.segments: list[Segment] = []
        self.starts: list[int] = []
        self._rules, self._glued = rules, glued

    def add(self, segment: Segment) -> None:
        """Go on with `segment`; the last stretch may grow and new ones may follow."""
        first = len(self.words)
        self.origins += [
            (len(self.segments), number) for number in append_words(self.words, segment)
        ]
        self.segments.append(segment)
        for at in range(first, len(self.words)):
            if not at or (at not in self._glued and self._is_parted(at)):
                self.starts.append(at)

    def stretch(self, number: int) -> Stretch:
        """The stretch of this number, counted from 0."""
        first = self.starts[number]
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.words)
        *words, last = self.words[first:end]
        speakers = self.segments[self.origins[first][0] : self.origins[end - 1][0] + 1]
        return Stretch(
            first,
            # Whether a space follows depends on what is beyond the end of the stretch.
            (*words, replace(last, text=last.text.rstrip())),
            frozenset(use.word for segment in speakers for use in segment.hotwords),
        )

    def _is_parted(self, at: int) -> bool:
        before = self.words[at - 1]
        if self.words[at].start_ms - before.end_ms >= self._rules.longest_pause_ms:
            return True
        lasts_ms = before.end_ms - self.words[self.starts[-1]].start_ms
        return lasts_ms >= _LONG_STRETCH_MS and ends_sentence(before.text)


def timed_words(segments: Iterable[Segment]) -> list[TimedText]:
    """The words of all segments in whole milliseconds, in order of time, never overlapping.

    White space of any kind is one space at the end of a word; control characters are dropped.
    """
    words: list[TimedText] = []
    for segment in segments:
        append_words(words, segment)
    return words


def append_words(words: list[TimedText], segment: Segment) -> Sequence[int]:
    """Put the words of `segment` after `words`; their numbers among its timed words.

    The last word before may get the space that parts it from the first new one; words without
    text are left out.
    """
    latest_ms = words[-1].end_ms if words else 0
    numbers = []
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
        numbers.append(number)
    return numbers


def _printable(text: str) -> str:
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cs"))
