"""Writes listed words in the place of what sounds like them, in a text that is finished.

Only entries that are flagged for it do this; the others hint to the model and never touch a text.
At a place at least `STRICT` of the entry's phonemes must be heard (`alike_places`), no blocking
word of the entry may stand within five words of it, and of two places that overlap the better one
counts, at equal scores the longer one. A place has the signs before and behind it that are the
word's own. One where the word itself stands already is kept from all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hotwords.alike_places import AlikeFinder, AlikePlace
from hotwords.hotword import Hotword
from hotwords.phoneme_index import HotwordHit
from hotwords.phonemes import fold
from hotwords.spellings import SpellingFile

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
        self._entries = _replacing(entries)
        self._threshold = threshold
        forms = [_forms(entry) for entry in self._entries]
        self._sounds = AlikeFinder(forms, threshold)
        self._spellings = SpellingFile([form for each in forms for form, _ in each])
        self._spelled = [number for number, each in enumerate(forms) for _ in each]

    def updated(self, entries: Iterable[Hotword]) -> Replacer:
        """The replacer of another list; this one if that replaces the same."""
        entries = _replacing(entries)
        same = entries == self._entries
        return self if same else Replacer(entries, threshold=self._threshold)

    def __len__(self) -> int:
        return len(self._entries)

    def hits(self, text: str) -> list[HotwordHit]:
        """The places where a word should be written instead of what stands there, in order.

        They do not overlap, and none is right already.
        """
        if not self._entries:
            return []
        accepted: list[AlikePlace] = []
        for place in sorted(self._places(text), key=_better_first):
            free = all(place.end <= other.start or place.start >= other.end for other in accepted)
            if free and not _is_blocked(self._entries[place.word], text, place.start, place.end):
                accepted.append(place)
        hits = [
            HotwordHit(self._entries[word].word, score, start, end, text[start:end])
            for word, start, end, score in accepted
        ]
        changed = [hit for hit in hits if hit.heard != hit.word]
        return sorted(changed, key=lambda hit: hit.start)

    def _places(self, text: str) -> list[AlikePlace]:
        """All places that sound like an entry or are spelled as it is, also where they overlap."""
        spelled = [
            AlikePlace(self._spelled[found.form], found.start, found.end, 1.0)
            for found in self._spellings.find(text)
        ]
        places = [*spelled, *self._sounds.places(text)]
        words = {place.word: self._entries[place.word].word for place in places}
        widened = [_with_signs(place, words[place.word], text) for place in places]
        return [*_standing(words, text), *widened]


def _replacing(entries: Iterable[Hotword]) -> tuple[Hotword, ...]:
    return tuple({entry.word: entry for entry in entries if entry.replace}.values())


def _forms(entry: Hotword) -> list[tuple[str, tuple[str, ...]]]:
    """The word with its readings, and its aliases, which have none."""
    return [(entry.word, entry.readings), *((alias, ()) for alias in entry.aliases)]


def _with_signs(place: AlikePlace, word: str, text: str) -> AlikePlace:
    """`place` with those signs around `word` that stand around it, 《 and 》 of 《红楼梦》."""
    named, heard = fold(word), fold(text)
    at = [number for number, character in enumerate(named) if _is_said(character)] or [0]
    before, after = named[: at[0]], named[at[-1] + 1 :]
    start, end = place.start, place.end
    # Signs that are said belong to the place already: the ++ of C++.
    while after and start < end and not _is_said(heard[end - 1]):
        end -= 1
    while before and start < end and not _is_said(heard[start]):
        start += 1
    left = next(
        n for n in range(len(before), -1, -1) if heard[:start].endswith(before[len(before) - n :])
    )
    right = next(n for n in range(len(after), -1, -1) if heard.startswith(after[:n], end))
    return place._replace(start=min(place.start, start - left), end=max(place.end, end + right))


def _standing(words: Mapping[int, str], text: str) -> list[AlikePlace]:
    """Where the `words`, by their numbers, stand in `text` as they are listed."""
    return [
        AlikePlace(number, found.start(), found.end(), 1.0)
        for number, word in words.items()
        for found in re.finditer(_whole(word), text)
    ]


def _whole(word: str) -> str:
    """A pattern for `word` that does not end inside a longer Latin word."""
    before = r"(?<![A-Za-z0-9])" if re.match("[A-Za-z0-9]", word) else ""
    after = r"(?![A-Za-z0-9])" if re.search(r"[A-Za-z0-9]\Z", word) else ""
    return f"{before}{re.escape(word)}{after}"


def _is_said(character: str) -> bool:
    return character.isalnum()


def _better_first(place: AlikePlace) -> tuple[float, int, int, int]:
    return -place.score, place.start - place.end, place.start, place.word


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
