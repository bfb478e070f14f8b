"""Segments in which the user's edits stand in place of what was heard, for TXT and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

from asr_core.transcript import Segment, Word, joint, spread
from export_tools.subtitles.spoken_words import SpokenWords


@dataclass(frozen=True, slots=True)
class WordEdit:
    """`text` stands for the words [first, end) of the file."""

    first: int
    end: int
    text: str


def edited_segments(spoken: SpokenWords, edits: Sequence[WordEdit]) -> tuple[Segment, ...]:
    """The segments of `spoken` with `edits`, which are in order and apart.

    An edit of words of two segments stands in the first of them. A segment that lost all its words
    is left out.
    """
    changed: dict[int, dict[int, tuple[Word, ...]]] = {}
    for edit in edits:
        origins = spoken.origins[edit.first : edit.end]
        for segment, number in origins:
            changed.setdefault(segment, {})[number] = ()
        segment, first = origins[0]
        last = max(number for place, number in origins if place == segment)
        words = spoken.segments[segment].timed_words()[first : last + 1]
        changed[segment][first] = _written(_with_its_end(edit, spoken), words)
    segments = [
        _changed(segment, changed[number]) if number in changed else segment
        for number, segment in enumerate(spoken.segments)
    ]
    return tuple(
        segment for number, segment in enumerate(segments) if segment.text or number not in changed
    )


def _with_its_end(edit: WordEdit, spoken: SpokenWords) -> str:
    """The text in one line, with the comma or full stop that cues go without."""
    lines = (line.strip() for line in edit.text.split("\n"))
    text = reduce(lambda whole, line: whole + joint(whole, line) + line, lines, "")
    heard = spoken.words[edit.end - 1].text.rstrip()
    spoken_part = heard.rstrip("。，、；：,.;:")
    return text + heard[len(spoken_part) :] if text[-1:].isalnum() else text


def _written(text: str, words: Sequence[Word]) -> tuple[Word, ...]:
    """`text` in place of `words`, over their time and with the space around them."""
    if not text:
        return ()
    before, after = words[0].text, words[-1].text
    left = before[: len(before) - len(before.lstrip())]
    right = after[len(after.rstrip()) :]
    return spread(left + text + right, words[0].start, words[-1].end)


def _changed(segment: Segment, changes: dict[int, tuple[Word, ...]]) -> Segment:
    words = tuple(
        written
        for number, word in enumerate(segment.timed_words())
        for written in changes.get(number, (word,))
    )
    text = "".join(word.text for word in words)
    uses = tuple(
        replace(use, in_text=stays, by=use.by if stays else "")
        for use in segment.hotwords
        for stays in [use.in_text and use.word.casefold() in text.casefold()]
    )
    # Replacements are counted in the characters of the text as it was.
    return replace(segment, text=text, words=words, hotwords=uses, replacements=(), recognised=())
