"""When in a segment its listed words were said, told from the times of the words around them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from asr_core.transcript import Segment, Word, spread
from asr_core.word_occurrences import occurrences


def said_at(segment: Segment) -> tuple[float, ...]:
    """The second at which each of the segment's `hotwords` begins.

    A word that was written stands in the text, whose words have times. One that was not stands
    only in the draft, which has none: its place there is taken for its place in the time.

    >>> from asr_core.transcript import HotwordUse
    >>> use = HotwordUse("Opus", "opus", 1.0, sent=True, in_text=True, place=(4, 8), by="model")
    >>> words = (Word("Ask ", 1.0, 1.4, 0.9), Word("Opus", 1.5, 2.0, 0.9))
    >>> said_at(Segment(0.0, 3.0, "Ask Opus", "en", words, (use,), "ask opus"))
    (1.5,)
    """
    words = segment.timed_words()
    begin_s = words[0].start if words else segment.start
    end_s = words[-1].end if words else segment.end
    drafted = spread(segment.draft, begin_s, end_s)
    places: dict[str, list[int]] = {}
    for place in occurrences((use.word for use in segment.hotwords if use.in_text), segment.text):
        places.setdefault(place.word, []).append(place.start)
    times: list[float] = []
    for use in segment.hotwords:
        left = places.get(use.word, [])
        if use.in_text and left:
            # A word that is listed twice was said twice, if it stands there twice.
            times.append(_time_of(words, left.pop(0) if len(left) > 1 else left[0], begin_s))
        else:
            times.append(_time_of(drafted, use.place[0] if use.place else 0, begin_s))
    return tuple(times)


def _time_of(words: Sequence[Word], character: int, otherwise_s: float) -> float:
    """When the word begins in which a character of the joined texts stands."""
    if not words:
        return otherwise_s
    starts = list(accumulate((len(word.text) for word in words), initial=0))
    return words[min(bisect_right(starts, character), len(words)) - 1].start
