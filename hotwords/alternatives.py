"""What a draft might also say: the recogniser's second choices, one or two neighbours at a time.

A CTC head that wrote 掌 with 0.6 may have given 章 0.3. Each such choice makes a variant of the
draft, cut to its neighbourhood, and so do two choices side by side, as where both characters of a
name are second choices; all variants together are one more text to look through.

What speaks against a variant is that it is less probable, and that it may be stranger than the
draft: "thf" for "the" is surprising as ordinary speech, which would make it look like a rare word,
but if nobody said such a word the draft is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2

from hotwords.drafts import Draft

# Enough for the longest words around a choice, and for the choices of a segment of half a minute.
_AROUND = 8
_MOST = 32
_LEAST_PROBABILITY = 0.02
# Neighbours may have as many characters between them.
_APART = 1
# Of the bits by which a variant is more surprising than the draft. With all of them half of the
# words that variants bring back stay lost, without any three times as many are offered for nothing.
_STRANGER = 0.5
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

    `changed` are the changed characters in the joined text, those between two choices included;
    `original` is what they stand for in the draft. `penalty` is in bits, 0 or less.
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


@dataclass(frozen=True, slots=True)
class _Choice:
    """The characters [start, end) of a draft might be `text`: one alternative, or two together."""

    start: int
    end: int
    text: str
    probability: float


def join_variants(text: str, alternatives: Sequence[Alternative]) -> tuple[str, list[Variant]]:
    """The likeliest alternatives that sound otherwise, each in its neighbourhood, as one text.

    ValueError if one lies outside of `text`.
    """
    drafts: dict[str, Draft] = {}
    joined = ""
    variants: list[Variant] = []
    for each in _choices(text, alternatives):
        if len(variants) == _MOST:
            break
        first = _begin(text, max(0, each.start - _AROUND))
        last = _finish(text, min(len(text), each.end + _AROUND))
        before, after = text[first : each.start], text[each.end : last]
        for part in (text[first:last], before + each.text + after):
            if part not in drafts:
                drafts[part] = Draft.of(part)
        old, new = drafts[text[first:last]], drafts[before + each.text + after]
        if _sounds(old) == _sounds(new):
            continue
        stranger = max(0.0, float(new.surprise.sum() - old.surprise.sum()))
        bits = log2(min(each.probability, 1.0)) - _STRANGER * stranger
        at = len(joined)
        changed = (at + len(before), at + len(before) + len(each.text))
        joined += new.text
        variants.append(
            Variant(at, len(joined), first, changed, (each.start, each.end), min(bits, 0.0))
        )
        joined += _BARRIER
    return joined, variants


def _choices(text: str, alternatives: Sequence[Alternative]) -> list[_Choice]:
    """The `alternatives` and the pairs of neighbours among them, the most probable first."""
    singles: list[_Choice] = []
    for each in alternatives:
        if not 0 <= each.start <= each.end <= len(text):
            raise ValueError(f"an alternative lies outside the draft: {each}")
        if each.probability >= _LEAST_PROBABILITY:
            singles.append(_Choice(each.start, each.end, each.text, each.probability))
    choices = [*singles, *_pairs(text, singles)]
    return sorted(choices, key=lambda each: (-each.probability, each.start, each.text))


def _pairs(text: str, singles: Sequence[_Choice]) -> Iterator[_Choice]:
    in_order = sorted(singles, key=lambda each: (each.start, each.end))
    for number, one in enumerate(in_order):
        for other in in_order[number + 1 :]:
            if other.start > one.end + _APART:
                break
            probability = one.probability * other.probability
            # Two choices for one place cannot both be right.
            if other.start < one.end or other.start == one.start:
                continue
            if probability >= _LEAST_PROBABILITY:
                between = text[one.end : other.start]
                yield _Choice(one.start, other.end, one.text + between + other.text, probability)


def _sounds(draft: Draft) -> list[tuple[str, ...]]:
    return [piece.sounds for piece in draft.pieces]


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
