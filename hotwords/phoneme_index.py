"""Which words of a list may stand, misheard, in a draft.

Two steps: pairs of beats point to a few hundred candidates (`candidates`), whose sounds are then
aligned with the draft (`alignment`). What counts is evidence in bits: how much more probable the
draft is if the word was said there than if it is ordinary speech. A long list asks for more of it,
because among more words more sound alike by chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, log2
from operator import attrgetter
from pathlib import Path

import numpy as np

from hotwords.alignment import Step, evidence
from hotwords.alternatives import Alternative, Variant, join_variants
from hotwords.beats import IntArray
from hotwords.differences import differences
from hotwords.drafts import Draft
from hotwords.freed_memory import give_back_freed_memory
from hotwords.hotword import Hotword
from hotwords.hotword_file import HotwordList
from hotwords.list_part import ListPart
from hotwords.sound_costs import sound_table

DEFAULT_LIMIT = 10
# By benchmarks/hotword_recall.py: fewer than 0.3 wrong words per ordinary sentence.
DEFAULT_THRESHOLD = 0.5

# The evidence at which a word of a list of `_LIST_OF` has the score 0.5, and how many bits more
# make its odds twice as good.
_EVEN_BITS = 6.5
_LIST_OF = 5000
_SHORTEST_LIST = 1000
_BITS_PER_DOUBLING = 2.0
_LEAST_BITS = -10.0
# Changed entries are kept beside the others until they are so many; then all is filed anew.
_MOST_BESIDE = 2000
_MANY = 20_000

_word_of = attrgetter("word")
_Keys = tuple[list[object], ...]
_KEYS = tuple(attrgetter(name) for name in ("word", "aliases", "readings"))


@dataclass(frozen=True, slots=True)
class HotwordHit:
    """`word` sounds like `heard`, which is at the characters [start, end) of the draft.

    `score`, 0 … 1, says how sure that is: 0.5 at the default threshold, 1 for what is spelled so.
    `heard` is the draft's text there, or that of the alternative which was better. `differences`
    are for people: "zh→z", "tone 2→4", "−n" (not heard), "+er" (heard beside).
    """

    word: str
    score: float
    start: int
    end: int
    heard: str
    differences: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    """Where an entry fits best: fit number `fit` of part `part` in `search`.

    `score` and `sounds`, how long the row is, put places in order. `hit` is there where it is
    known without a trace.
    """

    score: float
    sounds: int
    search: _Search | None
    part: int
    fit: int
    hit: HotwordHit | None = None


class _Search:
    """One text looked through by all parts of a list."""

    def __init__(self, text: str, parts: Sequence[tuple[ListPart, IntArray]], least: float) -> None:
        self.text = text
        self.draft = Draft.of(text)
        self.heard = evidence(self.draft)
        names = sound_table().names
        self.names = [names[number] for number in self.draft.sounds.tolist()]
        self.parts = [part for part, _ in parts]
        self.fits = [part.fits(self.draft, self.heard, least) for part in self.parts]

    def hits(
        self, part: int, chosen: Sequence[int], words: Sequence[str], scores: Sequence[float]
    ) -> list[HotwordHit]:
        """The hits of the `chosen` fits of one part."""
        traces = self.parts[part].traced(self.fits[part], chosen, self.heard)
        return [
            self._hit(self.parts[part], int(self.fits[part].rows[fit]), steps, word, score)
            for fit, steps, word, score in zip(chosen, traces, words, scores, strict=True)
        ]

    def _hit(
        self, part: ListPart, row: int, steps: tuple[Step, ...], word: str, score: float
    ) -> HotwordHit:
        names = sound_table().names
        sounds = part.wanted.sounds[part.wanted.offsets[row] : part.wanted.offsets[row + 1]]
        differing = differences([names[number] for number in sounds], self.names, steps)
        first, last = steps[0].heard_from, steps[-1].heard_to
        if first == last:  # the best that a threshold near 0 finds: nothing of the word was heard
            return HotwordHit(word, score, 0, 0, "")
        pieces, of = self.draft.pieces, self.draft.piece
        start, end = pieces[of[first]].start, pieces[of[last - 1]].end
        return HotwordHit(word, score, start, end, self.text[start:end], differing)


class PhonemeIndex:
    """The hotwords of one list, ready to be looked for in drafts; never changed, safe to share.

    >>> [(hit.word, hit.heard) for hit in PhonemeIndex(["康辉", "督工"]).recall("康灰是主持人")]
    [('康辉', '康灰')]
    """

    def __init__(self, words: Iterable[str | Hotword]) -> None:
        self._entries = _distinct(words)
        self._keys: _Keys | None = None
        # Parts with, for each of their entries, its number in the list, −1 if it has left it.
        self._parts = [(ListPart(self._entries), np.arange(len(self._entries), dtype=np.int32))]
        if len(self._entries) >= _MANY:
            give_back_freed_memory()

    @classmethod
    def from_list(cls, hotwords: HotwordList) -> PhonemeIndex:
        """The index of `hotwords`, with their aliases and readings."""
        return cls(hotwords.entries)

    @classmethod
    def from_file(cls, path: str | Path) -> PhonemeIndex:
        """The index of the hot.txt at `path`; HotwordFileError if it cannot be read."""
        return cls.from_list(HotwordList.load(path))

    def updated(self, words: Iterable[str | Hotword] | HotwordList) -> PhonemeIndex:
        """The index of another list, made faster by what both have in common; this one stays."""
        # A list has each word once; anything else is looked through.
        entries = words.entries if isinstance(words, HotwordList) else _distinct(words)
        keys = _keys(entries)
        places, added = _matched(self._keys or _keys(self._entries), keys)
        beside = sum(len(part.entries) for part, _ in self._parts[1:]) + len(added)
        if beside > _MOST_BESIDE or beside > len(entries) // 2:
            return PhonemeIndex(entries)
        index = PhonemeIndex.__new__(PhonemeIndex)
        index._entries, index._keys = entries, keys
        index._parts = [(part, places[numbers]) for part, numbers in self._parts]
        if added:
            part = ListPart([entries[number] for number in added])
            index._parts.append((part, np.array(added, np.int32)))
        return index

    def __len__(self) -> int:
        return len(self._entries)

    def recall(
        self,
        text: str,
        limit: int | None = None,
        threshold: float | None = None,
        alternatives: Sequence[Alternative] = (),
    ) -> list[HotwordHit]:
        """The hotwords that `text` may contain, at most `limit`, each once with its best place.

        `threshold` is the least score, 0 … 1; None means the measured defaults. `alternatives` are
        the recogniser's second choices for parts of `text`. Best first; at equal scores the longer
        word, then the earlier line of the list. What stands in the text as the list spells it,
        whatever its case and spaces, scores 1.
        """
        limit = DEFAULT_LIMIT if limit is None else limit
        threshold = DEFAULT_THRESHOLD if threshold is None else threshold
        if limit <= 0 or not self._entries:
            return []
        least = self._least_bits(threshold)
        places: dict[int, _Place] = {}
        self._put_best(places, _Search(text, self._parts, least))
        joined, variants = join_variants(text, alternatives) if alternatives else ("", [])
        if variants:
            self._put_variants(places, _Search(joined, self._parts, least), variants, least)
        self._put_spelled(places, text)
        order = sorted(places, key=lambda each: (-places[each].score, -places[each].sounds, each))
        return self._hits({number: places[number] for number in order[:limit]})

    def _put_best(self, places: dict[int, _Place], search: _Search) -> None:
        """Put the best fit of every entry into `places`."""
        for part, (_, numbers) in enumerate(self._parts):
            fits = search.fits[part]
            for fit in np.argsort(-fits.bits, kind="stable").tolist():
                number = int(numbers[fits.entries[fit]])
                score = self._score(float(fits.bits[fit]))
                if number >= 0 and (number not in places or score > places[number].score):
                    places[number] = _Place(score, int(fits.lengths[fit]), search, part, fit)

    def _put_variants(
        self,
        places: dict[int, _Place],
        search: _Search,
        variants: Sequence[Variant],
        least: float,
    ) -> None:
        """Put what fits a variant better than the draft itself into `places`."""
        for part, (listed, numbers) in enumerate(self._parts):
            fits = search.fits[part]
            chosen = [fit for fit in range(len(fits.rows)) if numbers[fits.entries[fit]] >= 0]
            words = [listed.entries[fits.entries[fit]].word for fit in chosen]
            for fit, hit in zip(
                chosen, search.hits(part, chosen, words, [0.0] * len(chosen)), strict=True
            ):
                for variant in variants:
                    span = variant.span(hit.start, hit.end)
                    bits = float(fits.bits[fit]) + variant.penalty
                    number, score = int(numbers[fits.entries[fit]]), self._score(bits)
                    if (
                        span is None
                        or bits < least
                        or (number in places and score <= places[number].score)
                    ):
                        continue
                    hit = HotwordHit(hit.word, score, *span, hit.heard, hit.differences)
                    places[number] = _Place(score, int(fits.lengths[fit]), None, part, fit, hit)

    def _put_spelled(self, places: dict[int, _Place], text: str) -> None:
        """Put the entries that stand in `text` as they are spelled into `places`."""
        for listed, numbers in self._parts:
            for form, start, end in listed.spellings.find(text):
                owner = int(listed.form_owners[form])
                number = int(numbers[owner])
                if number < 0 or (number in places and places[number].score == 1.0):
                    continue
                word = listed.entries[owner].word
                hit = HotwordHit(word, 1.0, start, end, text[start:end])
                places[number] = _Place(1.0, 3 * len(word), None, 0, 0, hit)

    def _hits(self, places: dict[int, _Place]) -> list[HotwordHit]:
        """The hits of `places`, in their order."""
        hits = {number: place.hit for number, place in places.items()}
        for part in range(len(self._parts)):
            numbers = [
                number
                for number, place in places.items()
                if place.hit is None and place.part == part
            ]
            if not numbers:
                continue
            search = places[numbers[0]].search
            assert search is not None
            found = search.hits(
                part,
                [places[number].fit for number in numbers],
                [self._entries[number].word for number in numbers],
                [places[number].score for number in numbers],
            )
            hits.update(zip(numbers, found, strict=True))
        return [hit for hit in hits.values() if hit is not None and hit.heard]

    def _score(self, bits: float) -> float:
        """0 … 1, never quite 1: that is for what is spelled so."""
        return min(0.9999, 1 / (1 + 2 ** ((self._even_bits() - bits) / _BITS_PER_DOUBLING)))

    def _least_bits(self, threshold: float) -> float:
        if threshold <= 0:
            return _LEAST_BITS
        odds = threshold / (1 - threshold) if threshold < 1 else inf
        return (
            max(_LEAST_BITS, self._even_bits() + _BITS_PER_DOUBLING * log2(odds))
            if odds < inf
            else 1e6
        )

    def _even_bits(self) -> float:
        return _EVEN_BITS + log2(max(len(self._entries), _SHORTEST_LIST) / _LIST_OF)


def _distinct(words: Iterable[str | Hotword]) -> tuple[Hotword, ...]:
    """The entries of `words`, repetitions and empty ones left out."""
    entries = [Hotword(word.strip()) if isinstance(word, str) else word for word in words]
    if len(set(map(_word_of, entries))) < len(entries):
        entries = list(dict.fromkeys(entries))
    return tuple(entry for entry in entries if entry.word)


def _keys(entries: Sequence[Hotword]) -> _Keys:
    """What of the entries counts for recall: lists of strings are compared ten times as fast."""
    return tuple(list(map(key, entries)) for key in _KEYS)


def _matched(old: _Keys, new: _Keys) -> tuple[IntArray, list[int]]:
    """The new number of each old entry, −1 for those that left, and the numbers of new ones.

    One more −1 stands at the end, where −1 looks it up: who left before stays away.
    """
    rows = list(zip(old, new, strict=True))
    old_count, new_count = len(old[0]), len(new[0])
    most = min(old_count, new_count)
    start = min(_common(one, other, most) for one, other in rows)
    most -= start
    end = min(_common(one[::-1], other[::-1], most) for one, other in rows)
    places = np.arange(old_count + 1, dtype=np.int32)
    places[old_count - end :] += new_count - old_count
    places[start : old_count - end] = -1
    places[-1] = -1
    left = zip(*(row[start : old_count - end] for row in old), strict=True)
    number_of = {key: number for number, key in enumerate(left, start)}
    added: list[int] = []
    for number, key in enumerate(
        zip(*(row[start : new_count - end] for row in new), strict=True), start
    ):
        before = number_of.pop(key, None)
        if before is None:
            added.append(number)
        else:
            places[before] = number
    return places, added


def _common(one: list[object], other: list[object], most: int) -> int:
    """How many items both lists begin with alike, at most `most`."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
