"""What became of the listed words in everything that was heard: counts, and evidence for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from asr_core.transcript import HotwordNote, HotwordUse, Segment
from gui.hotword_times import said_at

Outcome = Literal["written", "offered", "found", "guarded"]
"""Written into the text; shown to the model, which decided otherwise; sounded present but was
beyond the budget; or suspected of having leaked from the list, so that it was heard again."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One listed word in one segment of one job; a `guarded` row is about a whole segment.

    `start_s` is when the word was said, of a `guarded` row when the segment begins. `use` tells how
    the word was heard and by whom it was written, `note` what the guard saw.
    """

    job_id: str
    start_s: float
    word: str
    outcome: Outcome
    text: str
    use: HotwordUse | None = None
    note: HotwordNote | None = None


class HitLog:
    """The evidence of all jobs in the order of their segments, each of which counts once."""

    def __init__(self) -> None:
        self._segments: dict[str, dict[int, Segment]] = {}
        self._written: Counter[str] = Counter()

    def add(self, job_id: str, segment: Segment) -> bool:
        """Take in a finished segment; False if it was told before, and now perhaps otherwise."""
        segments = self._segments.setdefault(job_id, {})
        key = round(segment.start * 1000)
        if (before := segments.get(key)) is not None:
            self._count(before, -1)
        segments[key] = segment
        self._count(segment, +1)
        return before is None

    def clear(self) -> None:
        """Forget all jobs."""
        self._segments.clear()
        self._written.clear()

    def written(self, word: str) -> int:
        """How many segments `word` was written in."""
        return self._written[word]

    @property
    def most(self) -> int:
        """In how many segments the most frequent word was written."""
        return max(self._written.values(), default=0)

    @property
    def total(self) -> int:
        """How many times a listed word was written."""
        return self._written.total()

    def hits(self) -> Iterator[SegmentHits]:
        """The rows of every segment."""
        for job_id, segments in self._segments.items():
            for key in sorted(segments):
                yield SegmentHits(job_id, segments[key])

    def texts(self) -> list[tuple[str, str]]:
        """The draft and the text of every segment."""
        return [
            (segment.draft, segment.text)
            for segments in self._segments.values()
            for segment in segments.values()
        ]

    def _count(self, segment: Segment, by: int) -> None:
        for use in segment.hotwords:
            if use.in_text:
                self._written[use.word] += by


class SegmentHits:
    """The rows that one segment makes, as they were said; what the guard did comes first.

    They can be counted at once. When each word was said is found out when a row is first looked at:
    for a recording of hours that takes long, and few of its rows are ever in sight.
    """

    def __init__(self, job_id: str, segment: Segment) -> None:
        self._job_id, self._segment = job_id, segment

    def count(self, *, all_words: bool) -> int:
        """How many rows there are; without `all_words` only what is written or guarded counts."""
        words = sum(all_words or use.in_text for use in self._segment.hotwords)
        return words + (self._segment.hotword_note is not None)

    def row(self, number: int, *, all_words: bool) -> Evidence:
        """One of the rows that `count` counts."""
        return (self.rows if all_words else self._firm)[number]

    @cached_property
    def rows(self) -> tuple[Evidence, ...]:
        """All of them."""
        return tuple(self._found())

    @cached_property
    def _firm(self) -> tuple[Evidence, ...]:
        return tuple(row for row in self.rows if row.outcome in ("written", "guarded"))

    def _found(self) -> Iterator[Evidence]:
        job_id, segment = self._job_id, self._segment
        note = segment.hotword_note
        if note is not None:
            words = " · ".join(note.words)
            yield Evidence(job_id, segment.start, words, "guarded", segment.text, None, note)
        said = zip(said_at(segment), segment.hotwords, strict=True)
        for start_s, use in sorted(said, key=lambda each: each[0]):
            outcome: Outcome = "written" if use.in_text else "offered" if use.sent else "found"
            yield Evidence(job_id, start_s, use.word, outcome, segment.text, use, None)
