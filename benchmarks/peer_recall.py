"""The peers' search for hotwords, the baseline of the recall benchmark.

Written after the description of CapsWriter-Offline's current way: rapidfuzz proposes places by
partial ratio over whole lists of phonemes, an alignment with word boundaries decides, a threshold
sorts. Their older first stage, an index of the first two phonemes in pure Python, was tried as
well: run in NumPy on all places at once it took 1.7 times as long for ten thousand words, and it
misses "i fone" for iPhone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from benchmarks.peer_phonemes import PeerPhoneme, peer_cost, peer_phonemes

SIMILAR_THRESHOLD = 0.6
REPLACE_THRESHOLD = 0.85
_NEAR_WORDS = 5
_SEARCH_MARGIN = 0.1
_SAME_END = 5
_NOTHING = -1
_SEMANTIC_WORD = re.compile("[一-龥]|[A-Za-z]+|[0-9]+")


@dataclass(frozen=True, slots=True)
class PeerHotword:
    """A word with the aliases that trigger it and the words near which it is not replaced."""

    word: str
    aliases: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeerHit:
    """`word` fits the characters [start, end) with `score`, 0 … 1."""

    word: str
    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Trigger:
    """One way to say hotword number `entry`."""

    entry: int
    phonemes: tuple[PeerPhoneme, ...]


class PeerRecall:
    """The list of one user, ready to be searched for."""

    def __init__(self, words: Iterable[str | PeerHotword]) -> None:
        self._entries = [PeerHotword(word) if isinstance(word, str) else word for word in words]
        self._triggers = [
            _Trigger(number, phonemes)
            for number, entry in enumerate(self._entries)
            for spoken in (entry.word, *entry.aliases)
            if (phonemes := tuple(peer_phonemes(spoken)))
        ]
        self._code_of: dict[str, int] = {}
        self._trigger_codes = [
            [self._code_of.setdefault(each.value, len(self._code_of)) for each in trigger.phonemes]
            for trigger in self._triggers
        ]

    def recall(
        self, text: str, limit: int = 10, threshold: float = SIMILAR_THRESHOLD
    ) -> list[PeerHit]:
        """The best place of each word that reaches `threshold`, at most `limit`, best first."""
        hits = sorted(self._hits(text, threshold), key=lambda hit: (-hit.score, -len(hit.word)))
        unique = {hit.word: hit for hit in reversed(hits)}
        return [hit for hit in hits if unique[hit.word] is hit][:limit]

    def corrected(self, text: str) -> str:
        """`text` with every hotword put in that reaches the threshold for replacements."""
        matches = [
            hit for hit in self._hits(text, SIMILAR_THRESHOLD) if hit.score >= REPLACE_THRESHOLD
        ]
        taken: list[PeerHit] = []
        for hit in sorted(matches, key=lambda hit: (-hit.score, hit.start - hit.end)):
            overlaps = any(hit.start < other.end and other.start < hit.end for other in taken)
            if not overlaps and not self._is_blocked(hit, text):
                taken.append(hit)
        for hit in sorted(taken, key=lambda hit: -hit.start):
            text = text[: hit.start] + hit.word + text[hit.end :]
        return text

    def _is_blocked(self, hit: PeerHit, text: str) -> bool:
        blocks = next(entry.blocks for entry in self._entries if entry.word == hit.word)
        left = list(_SEMANTIC_WORD.finditer(text[: hit.start]))[-_NEAR_WORDS:]
        right = list(_SEMANTIC_WORD.finditer(text[hit.end :]))[:_NEAR_WORDS]
        near = text[left[0].start() : hit.start] if left else ""
        near += text[hit.start : hit.end]
        near += text[hit.end : hit.end + right[-1].end()] if right else ""
        return any(block.lower() in near.lower() for block in blocks)

    def _hits(self, text: str, threshold: float) -> list[PeerHit]:
        heard = peer_phonemes(text)
        if not heard:
            return []
        search_threshold = threshold - _SEARCH_MARGIN
        hits = []
        for number, end in self._candidates(heard, search_threshold):
            trigger = self._triggers[number]
            first = max(0, end - len(trigger.phonemes) - 10)
            for start, stop, score in _aligned(trigger.phonemes, heard[first : end + 5], threshold):
                hits.append(
                    PeerHit(
                        self._entries[trigger.entry].word,
                        score,
                        heard[first + start].start,
                        heard[first + stop - 1].end,
                    )
                )
        return hits

    def _candidates(self, heard: Sequence[PeerPhoneme], threshold: float) -> list[tuple[int, int]]:
        """Number and approximate end of every trigger that may fit somewhere, each place once."""
        codes = [self._code_of.get(phoneme.value, _NOTHING) for phoneme in heard]
        found: list[tuple[int, int]] = []
        for wanted, _, number in process.extract(
            codes,
            self._trigger_codes,
            scorer=fuzz.partial_ratio,
            score_cutoff=100 * threshold,
            limit=None,
        ):
            ends: list[int] = []
            for end in _places(wanted, codes, threshold):
                if all(abs(end - other) >= _SAME_END for other in ends):
                    ends.append(end)
            found += [(number, end) for end in ends]
        return found


def _places(wanted: list[int], codes: list[int], threshold: float) -> list[int]:
    """The approximate ends of the places that `wanted` may stand at, the best first."""
    left = list(codes)
    ends: list[int] = []
    while True:
        slices = fuzz.partial_ratio_alignment(wanted, left, score_cutoff=100 * threshold)
        if slices is None or slices.dest_start == slices.dest_end:
            return ends
        piece = slice(slices.dest_start, slices.dest_end)
        if OSA.distance(wanted, left[piece]) > math.floor(len(wanted) * (1 - threshold)):
            return ends
        ends.append(slices.dest_start + len(wanted))
        left[piece] = [_NOTHING] * (slices.dest_end - slices.dest_start)


def _aligned(
    wanted: Sequence[PeerPhoneme], heard: Sequence[PeerPhoneme], threshold: float
) -> list[tuple[int, int, float]]:
    """Start, end and score of the places in `heard` that fit, from a word start to a word end."""
    length = len(wanted)
    row = [
        (0.0, at) if at == 0 or (at < len(heard) and heard[at].starts_word) else (math.inf, at)
        for at in range(len(heard) + 1)
    ]
    most = length * (1 - threshold) + 2
    for phoneme in wanted:
        below = [(math.inf, 0)]
        for at, other in enumerate(heard):
            best = (row[at][0] + peer_cost(phoneme, other), row[at][1])
            for cost, start in (
                (row[at + 1][0] + 1, row[at + 1][1]),
                (below[at][0] + 1, below[at][1]),
            ):
                if cost < best[0]:
                    best = (cost, start)
            below.append(best)
        row = below
        if min(cost for cost, _ in row) > most:
            return []
    return [
        (start, at, 1 - cost / length)
        for at, (cost, start) in enumerate(row)
        if at > start
        and heard[at - 1].ends_word
        and cost < 0.8 * length
        and 1 - cost / length >= threshold - 1e-9
    ]
