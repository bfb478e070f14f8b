"""Writes listed words in the place of what sounds like them, in a text that is finished.

Only entries that are flagged for it do this; the others hint to the model and never touch a text.
A place must sound like the entry to `STRICT` or better, no blocking word of the entry may stand
within five words of it, and of two places that overlap the better one counts, at equal scores the
longer one. A place where the word itself stands already is kept from all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from hotwords.hotword import Hotword
from hotwords.phoneme_index import HotwordHit, PhonemeIndex

STRICT = 0.85
BLOCKING_DISTANCE = 5

# What counts as one word when the distance to a blocking word is measured.
_WORD = re.compile(r"[一-鿿]|[^\W\d_一-鿿]+|\d+")


class Replacer:
    """The entries of one list that replace, ready for use on any text; shared between threads.

    >>> Replacer([Hotword("麦当劳", replace=True)]).hits("我想去吃买当劳")[0].heard
    '买当劳'
    """

    def __init__(self, entries: Iterable[Hotword], *, threshold: float = STRICT) -> None:
        self._entries = {entry.word: entry for entry in entries if entry.replace}
        self._index = PhonemeIndex(self._entries.values())
        self._threshold = threshold

    def __len__(self) -> int:
        return len(self._entries)

    def hits(self, text: str) -> list[HotwordHit]:
        """The places where a word should be written instead of what stands there, in order.

        They do not overlap, and none is right already.
        """
        if not self._entries:
            return []
        candidates = [hit for entry in self._present(text) for hit in self._places(entry, text)]
        candidates.sort(key=lambda hit: (-hit.score, hit.start - hit.end, hit.start))
        accepted: list[HotwordHit] = []
        for hit in candidates:
            free = all(hit.end <= other.start or hit.start >= other.end for other in accepted)
            if free and not _is_blocked(self._entries[hit.word], text, hit.start, hit.end):
                accepted.append(hit)
        changed = [hit for hit in accepted if hit.heard != hit.word]
        return sorted(changed, key=lambda hit: hit.start)

    def _present(self, text: str) -> list[Hotword]:
        hits = self._index.recall(text, limit=len(self._entries), threshold=self._threshold)
        return [self._entries[hit.word] for hit in hits]

    def _places(self, entry: Hotword, text: str) -> list[HotwordHit]:
        """All places of one entry: the best, then the best before it and behind it, and so on."""
        index = PhonemeIndex([entry])
        places: list[HotwordHit] = []
        stretches = [(0, len(text))]
        while stretches:
            start, end = stretches.pop()
            for hit in index.recall(text[start:end], limit=1, threshold=self._threshold):
                at, stop = start + hit.start, start + hit.end
                if at == stop:
                    continue
                places.append(replace(hit, start=at, end=stop, heard=text[at:stop]))
                stretches += [(start, at), (stop, end)]
        return places


def _is_blocked(entry: Hotword, text: str, start: int, end: int) -> bool:
    """Whether a blocking word stands within `BLOCKING_DISTANCE` words of [start, end)."""
    if not entry.blocks:
        return False
    before = [match.start() for match in _WORD.finditer(text, 0, start)][-BLOCKING_DISTANCE:]
    after = [match.end() for match in _WORD.finditer(text, end)][:BLOCKING_DISTANCE]
    left = text[before[0] : start].casefold() if before else ""
    right = text[end : after[-1]].casefold() if after else ""
    blocks = [block.casefold() for block in entry.blocks]
    return any(block in left or block in right for block in blocks)
