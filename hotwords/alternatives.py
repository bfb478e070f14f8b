"""What a draft might also say: the recogniser's second choices, put in one at a time.

A CTC head that wrote 掌 with 0.6 may have given 章 0.3. Each such choice makes a variant of the
draft, cut to its neighbourhood; all variants together are one more text to look through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

from hotwords.phonemes import text_pieces

# Enough for the longest words around a choice, and few enough to cost less than the draft itself.
_AROUND = 8
_MOST = 16
_LEAST_PROBABILITY = 0.02
# Letters that no hotword has and no alignment crosses, between one variant and the next.
_BARRIER = "ꙮꙮꙮꙮ"


@dataclass(frozen=True, slots=True)
class Alternative:
    """The characters [start, end) of a draft might be `text` instead, with `probability` 0 … 1.

    Where start equals end, `text` might stand between two characters; an empty `text` means that
    nothing was said there.
    """

    start: int
    end: int
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant's characters [first, last) in the joined text, and what was changed there.

    `changed` are the changed characters in the joined text; `penalty` is log2 of the probability.
    """

    first: int
    last: int
    begins: int
    changed: tuple[int, int]
    original: tuple[int, int]
    penalty: float

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The characters of the draft for [start, end) of the joined text.

        None if that is not of this variant or has nothing of what was changed.
        """
        if not (self.first <= start and end <= self.last):
            return None
        if end <= self.changed[0] or start >= self.changed[1]:
            return None
        before = start < self.changed[0]
        after = end > self.changed[1]
        return (
            self.begins + start - self.first if before else self.original[0],
            self.original[1] + end - self.changed[1] if after else self.original[1],
        )


def join_variants(text: str, alternatives: Sequence[Alternative]) -> tuple[str, list[Variant]]:
    """The likeliest alternatives that sound otherwise, each in its neighbourhood, as one text."""
    chosen = sorted(
        (each for each in alternatives if each.probability >= _LEAST_PROBABILITY),
        key=lambda each: (-each.probability, each.start, each.text),
    )
    joined = ""
    variants: list[Variant] = []
    for each in chosen:
        if len(variants) == _MOST:
            break
        if not 0 <= each.start <= each.end <= len(text):
            raise ValueError(f"an alternative lies outside the draft: {each}")
        first = _begin(text, max(0, each.start - _AROUND))
        last = _finish(text, min(len(text), each.end + _AROUND))
        before, after = text[first : each.start], text[each.end : last]
        if _sounds(before + each.text + after) == _sounds(text[first:last]):
            continue
        at = len(joined)
        changed = (at + len(before), at + len(before) + len(each.text))
        joined += before + each.text + after
        span, bits = (each.start, each.end), log2(min(each.probability, 1.0))
        variants.append(Variant(at, len(joined), first, changed, span, bits))
        joined += _BARRIER
    return joined, variants


def _sounds(text: str) -> list[tuple[str, ...]]:
    return [piece.sounds for piece in text_pieces(text)]


def _begin(text: str, at: int) -> int:
    """The beginning of the Latin word that `at` lies in."""
    while 0 < at < len(text) and _is_latin(text[at - 1]) and _is_latin(text[at]):
        at -= 1
    return at


def _finish(text: str, at: int) -> int:
    while 0 < at < len(text) and _is_latin(text[at - 1]) and _is_latin(text[at]):
        at += 1
    return at


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
