"""What was replaced in a text after recognition, kept so that each piece can be taken back.

A `RewrittenText` is a text and the stretches of it that are not original. Stretches never overlap:
where a replacement works on the result of another, both become one stretch. So each can be undone
by itself, in any order, and undoing all gives the original. Everything else follows: the words of a
segment are derived anew from the recognised words and the stretches, a stretch having exactly the
time of the words that it stands for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from asr_core.transcript import HotwordUse, Replacement, Segment, Word, spread
from asr_core.word_occurrences import is_written
from asr_core.word_splitting import split_words


@dataclass(frozen=True, slots=True)
class RewrittenText:
    """`text`, and what of it was replaced: in order, without overlaps."""

    text: str
    replacements: tuple[Replacement, ...] = ()

    @property
    def original(self) -> str:
        """The text before all replacements."""
        return self._original_of(0, len(self.text), self.replacements)

    def replaced(
        self,
        start: int,
        end: int,
        text: str,
        *,
        entries: tuple[str, ...] = (),
        rules: tuple[str, ...] = (),
    ) -> RewrittenText:
        """This text with `text` in the place of the characters [start, end).

        `entries` and `rules` say who did it. What stands there already is no replacement.

        >>> once = RewrittenText("买当劳好吃").replaced(0, 3, "麦当劳", entries=("麦当劳",))
        >>> once.text, once.replacements[0].original
        ('麦当劳好吃', '买当劳')
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is no part of the text")
        if self.text[start:end] == text:
            return self
        touched = [each for each in self.replacements if _touches(each, start, end)]
        others = [each for each in self.replacements if each not in touched]
        first = min([start, *(each.start for each in touched)])
        last = max([end, *(each.end for each in touched)])
        written = self.text[first:start] + text + self.text[end:last]
        latest = Replacement(
            start=first,
            end=first + len(written),
            original=self._original_of(first, last, touched),
            entries=_united([*(each.entries for each in touched), entries]),
            rules=_united([*(each.rules for each in touched), rules]),
        )
        # A deletion that lies where the new stretch begins stays before it.
        before = [each for each in others if each.end <= first]
        after = [_moved(each, len(written) - (last - first)) for each in others[len(before) :]]
        kept = [latest] if latest.original != written else []
        whole = self.text[:first] + written + self.text[last:]
        return RewrittenText(whole, (*before, *kept, *after))

    def undone(self, number: int) -> RewrittenText:
        """This text without replacement `number`, counted from 0; the others stay."""
        gone = self.replacements[number]
        text = self.text[: gone.start] + gone.original + self.text[gone.end :]
        growth = len(gone.original) - (gone.end - gone.start)
        later = (_moved(each, growth) for each in self.replacements[number + 1 :])
        return RewrittenText(text, (*self.replacements[:number], *later))

    def original_spans(self) -> list[tuple[int, int]]:
        """The characters [start, end) of the original that each replacement stands for."""
        spans: list[tuple[int, int]] = []
        growth = 0
        for each in self.replacements:
            start = each.start - growth
            spans.append((start, start + len(each.original)))
            growth += each.end - each.start - len(each.original)
        return spans

    def _original_of(self, start: int, end: int, touched: Sequence[Replacement]) -> str:
        """The original of the characters [start, end), of which `touched` are the replacements."""
        text, at = "", start
        for each in touched:
            text += self.text[at : each.start] + each.original
            at = each.end
        return text + self.text[at:end]


def rewritten_segment(segment: Segment, rewritten: RewrittenText) -> Segment:
    """`segment`, as recognised, with the text of `rewritten`, whose original is its own text."""
    if not rewritten.replacements:
        return segment
    words = _fitting(segment.words, segment.text)
    return replace(
        segment,
        text=rewritten.text,
        words=_derived(words, rewritten),
        replacements=rewritten.replacements,
        recognised=words,
    )


def undo_replacement(segment: Segment, number: int) -> Segment:
    """`segment` without its replacement `number`, counted from 0; with the last one it is as heard.

    Its words have their times back, and `hotwords` tell the new state.
    """
    rewritten = RewrittenText(segment.text, segment.replacements).undone(number)
    uses = tuple(
        _use_in(rewritten.text, use)
        for use in segment.hotwords
        # A word that only its own replacement brought in is no longer part of the segment.
        if use.sent or use.place is not None or is_written(use.word, rewritten.text)
    )
    return replace(
        segment,
        text=rewritten.text,
        words=_derived(segment.recognised, rewritten),
        replacements=rewritten.replacements,
        recognised=segment.recognised if rewritten.replacements else (),
        hotwords=uses,
    )


def _use_in(text: str, use: HotwordUse) -> HotwordUse:
    written = is_written(use.word, text)
    return replace(use, in_text=written, by=use.by if written else "")


def _derived(words: tuple[Word, ...], rewritten: RewrittenText) -> tuple[Word, ...]:
    """The recognised `words` with the replacements made, each in the time of what it replaced."""
    if not words:
        return ()
    ends = list(accumulate(len(word.text) for word in words))
    derived: list[Word] = []
    at = growth = 0
    for first, last, grown in _changed_words(ends, rewritten):
        derived += words[at:first]
        begin = ends[first] - len(words[first].text) + growth
        growth += grown
        derived = _with_stretch(
            derived, rewritten.text[begin : ends[last] + growth], words[first : last + 1]
        )
        at = last + 1
    return _without_bare_start([*derived, *words[at:]])


def _changed_words(ends: Sequence[int], rewritten: RewrittenText) -> list[tuple[int, int, int]]:
    """Words `first` … `last` that replacements touch, and by how many characters they grew.

    `ends` are the ends of the words in the original. Replacements that share a word are together.
    """
    changed: list[tuple[int, int, int]] = []
    for (start, end), each in zip(rewritten.original_spans(), rewritten.replacements, strict=True):
        # What was put in between belongs to the word before it.
        first, last = (
            min(bisect_right(ends, max(offset, 0)), len(ends) - 1)
            for offset in ((start, end - 1) if end > start else (start - 1, start - 1))
        )
        grown = each.end - each.start - len(each.original)
        if changed and first <= changed[-1][1]:
            first, before, grown_before = changed.pop()
            last, grown = max(last, before), grown + grown_before
        changed.append((first, last, grown))
    return changed


def _with_stretch(derived: list[Word], text: str, words: Sequence[Word]) -> list[Word]:
    """`derived` and then `text` in the time of `words`."""
    units = split_words(text)
    if not units:
        return derived
    start_s, end_s = words[0].start, words[-1].end
    if not units[0].core and derived:
        # Punctuation takes no time; it belongs to the word before it.
        return [*derived[:-1], replace(derived[-1], text=derived[-1].text + text)]
    if len(units) == len(words):
        # As many words as before: each keeps the time that was found for it.
        return [
            *derived,
            *(replace(word, text=unit.text) for word, unit in zip(words, units, strict=True)),
        ]
    if not units[0].core:
        return [Word(text, start_s, end_s, 0.0)]
    confidence = round(sum(word.confidence for word in words) / len(words), 4)

    def time_s(second: float) -> float:
        return min(max(round(second, 4), start_s), end_s)

    return [
        *derived,
        *(
            Word(word.text, time_s(word.start), time_s(word.end), confidence)
            for word in spread(text, start_s, end_s)
        ),
    ]


def _without_bare_start(words: list[Word]) -> tuple[Word, ...]:
    """Punctuation that came to stand before all words joins the first of them."""
    if len(words) > 1 and not split_words(words[0].text)[0].core:
        return (replace(words[1], text=words[0].text + words[1].text), *words[2:])
    return tuple(words)


def _fitting(words: tuple[Word, ...], text: str) -> tuple[Word, ...]:
    """`words` without white space around them that `text` does not have."""
    if "".join(word.text for word in words) == text or not words:
        return words
    first = replace(words[0], text=words[0].text.lstrip())
    words = (first, *words[1:])
    return (*words[:-1], replace(words[-1], text=words[-1].text.rstrip()))


def _touches(each: Replacement, start: int, end: int) -> bool:
    """Whether a change of [start, end) works on what `each` wrote, or on where it deleted."""
    if each.start == each.end:
        return start < each.start < end or start == end == each.start
    return each.start < end and each.end > start


def _moved(each: Replacement, by: int) -> Replacement:
    return replace(each, start=each.start + by, end=each.end + by)


def _united(names: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in names for name in group))
