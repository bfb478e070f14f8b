"""Error rates: how much of what was said is missing, added or wrong in what was heard.

One rule for every language: a Chinese character counts as one unit, a Latin word or a number as
one. On Chinese text this is the character error rate (CER), on English text the word error rate
(WER), on mixed text both together. Not counted: punctuation, case, width of characters, the form of
numbers, spellings that sound alike and are both right (colour and color), and 他, 她 and 它, which
sound the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from demo_model.number_forms import written_numbers
from demo_model.spelling import one_spelling

_UNIT = re.compile(r"[^\W\d_一-鿿]+|\d+|%|[一-鿿]")

Pair = tuple[int | None, int | None]
"""Places in the reference and in what was heard; None where a unit has no counterpart."""


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """`errors` edits against `total` units of the reference."""

    errors: int = 0
    total: int = 0

    @property
    def percent(self) -> float:
        """Errors per hundred units; more than 100 where much was added."""
        return 100 * self.errors / max(1, self.total)

    def __add__(self, other: ErrorCount) -> ErrorCount:
        return ErrorCount(self.errors + other.errors, self.total + other.total)


def units(text: str) -> list[str]:
    """What is counted of `text`.

    >>> units("她在 5:30 到了。It's ok!")
    ['他', '在', '5', '点', '30', '到', '了', 'its', 'ok']
    """
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub("[她它]", "他", re.sub(r"['’]", "", text))
    return _UNIT.findall(one_spelling(written_numbers(text)))


def count_errors(reference: str, heard: str) -> ErrorCount:
    """Least number of changed, missing and added units that lead from `reference` to `heard`."""
    expected = units(reference)
    return ErrorCount(_table(expected, units(heard))[-1][-1], len(expected))


def sum_errors(counts: Iterable[ErrorCount]) -> ErrorCount:
    """All counts together."""
    return sum(counts, start=ErrorCount())


def align_units(expected: Sequence[str], heard: Sequence[str]) -> list[Pair]:
    """Which unit stands for which, in order: with the least number of errors and, among several
    ways to have so few, with the most units right.

    >>> align_units(list("abc"), list("xbcd"))
    [(0, 0), (1, 1), (2, 2), (None, 3)]
    """
    error = len(expected) + 1
    table = _table(expected, heard, error=error, right=-1)
    pairs: list[Pair] = []
    row, column = len(expected), len(heard)
    while row or column:
        here = table[row][column]
        if row and column:
            cost = -1 if expected[row - 1] == heard[column - 1] else error
            if here == table[row - 1][column - 1] + cost:
                row, column = row - 1, column - 1
                pairs.append((row, column))
                continue
        if row and here == table[row - 1][column] + error:
            row -= 1
            pairs.append((row, None))
        else:
            column -= 1
            pairs.append((None, column))
    return pairs[::-1]


def right_units(reference: str, heard: str) -> list[bool]:
    """For each unit of `reference`, whether it was heard as it is."""
    expected, got = units(reference), units(heard)
    is_right = [False] * len(expected)
    for place, other in align_units(expected, got):
        if place is not None and other is not None:
            is_right[place] = expected[place] == got[other]
    return is_right


def _table(
    expected: Sequence[str], heard: Sequence[str], *, error: int = 1, right: int = 0
) -> list[list[int]]:
    """Least cost between every beginning of one and of the other."""
    rows = [[error * column for column in range(len(heard) + 1)]]
    for place, unit in enumerate(expected, start=1):
        above, row = rows[-1], [error * place]
        for column, other in enumerate(heard, start=1):
            cost = right if unit == other else error
            row.append(min(above[column] + error, row[-1] + error, above[column - 1] + cost))
        rows.append(row)
    return rows
