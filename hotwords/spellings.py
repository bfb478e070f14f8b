"""Which entries of a list stand in a draft as they are spelled, whatever their case and spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hotwords.phonemes import fold
from hotwords.spoken_signs import HEARD_SIGN

HashArray = npt.NDArray[np.uint64]

# A Chinese character, a run of letters with apostrophes, a run of digits, a letter of another kind,
# a sign that is said: without it "c" would be C++.
_TOKEN = re.compile(rf"[一-鿿]|[a-z]+(?:'[a-z]+)*|[0-9]+|[^\W\d_]|{HEARD_SIGN}")
_CHINESE = re.compile("[一-鿿]+")
# The longest spelling that is looked for, in tokens of the draft.
_MOST_TOKENS = 12
# Hashes are polynomials in this number, so that those of neighbours make that of both together.
_BASE = 0x9E3779B97F4A7C15
_MASK = 2**64 - 1


class Spelled(NamedTuple):
    """Form number `form` stands in the characters [start, end) of the draft."""

    form: int
    start: int
    end: int


class SpellingFile:
    """The spellings of a list, without spaces, signs and capitals."""

    def __init__(self, forms: Sequence[str]) -> None:
        self._forms = forms
        # Hashes instead of strings: a hundred thousand strings in a dict would be ten megabytes.
        hashes = _hashes([joined(form) for form in forms])
        order = np.argsort(hashes, kind="stable")
        self._order = order.astype(np.int32)
        self._hashes = hashes[order]

    def find(self, text: str) -> list[Spelled]:
        """Every place where a form stands; of forms that are spelled alike, all."""
        tokens = list(_TOKEN.finditer(fold(text).lower()))
        if not tokens or not len(self._hashes):
            return []
        values, powers = (
            np.array(each, np.uint64)
            for each in zip(*(_hash(t.group()) for t in tokens), strict=True)
        )
        found: list[Spelled] = []
        spelled = np.zeros(len(tokens), np.uint64)
        for length in range(1, min(_MOST_TOKENS, len(tokens)) + 1):
            last = len(tokens) - length + 1
            spelled = spelled[:last] * powers[length - 1 :] + values[length - 1 :]
            at = np.searchsorted(self._hashes, spelled)
            same = self._hashes[np.minimum(at, len(self._hashes) - 1)] == spelled
            for first in np.flatnonzero(same).tolist():
                start, end = tokens[first].start(), tokens[first + length - 1].end()
                found += self._spelled(int(at[first]), int(spelled[first]), text, start, end)
        return sorted(found, key=lambda each: (each.start, each.end, each.form))

    def _spelled(self, at: int, value: int, text: str, start: int, end: int) -> list[Spelled]:
        """The forms from `at` on in the order of hashes that have the hash and the spelling."""
        spelling = joined(text[start:end])
        found: list[Spelled] = []
        while at < len(self._hashes) and int(self._hashes[at]) == value:
            form = int(self._order[at])
            if spelling and joined(self._forms[form]) == spelling:
                found.append(Spelled(form, start, end))
            at += 1
        return found


def joined(text: str) -> str:
    """`text` without what nobody says: spaces, most signs, capitals.

    >>> joined("Wi-Fi 7"), joined("Ｃafé！"), joined("C ++")
    ('wifi7', 'cafe', 'c')
    >>> joined("C++"), joined("ASP.NET"), joined(".NET")
    ('c++', 'aspnet', '.net')
    """
    if _CHINESE.fullmatch(text):
        return text
    return "".join(_TOKEN.findall(fold(text).lower()))


@lru_cache(maxsize=8192)
def _hash(token: str) -> tuple[int, int]:
    """The hash of `token`, and the power of the base for its length."""
    value = 0
    for character in token:
        value = (value * _BASE + ord(character)) & _MASK
    return value, pow(_BASE, len(token), 2**64)


def _hashes(spellings: Sequence[str]) -> HashArray:
    """The hash of each spelling, 0 for an empty one."""
    codes = np.frombuffer("".join(spellings).encode("utf-32-le"), np.uint32).astype(np.uint64)
    lengths = np.array([len(spelling) for spelling in spellings], np.int64)
    starts = np.cumsum(lengths) - lengths
    values = np.zeros(len(spellings), np.uint64)
    longer = np.arange(len(spellings))
    for at in range(int(lengths.max(initial=0))):
        longer = longer[lengths[longer] > at]
        values[longer] = values[longer] * np.uint64(_BASE) + codes[starts[longer] + at]
    return values
