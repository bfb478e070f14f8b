"""Error rates: how much of what was said is missing, added or wrong in what was heard.

One rule for every language: a Chinese character counts as one unit, a Latin word or a number as
one. On Chinese text this is the character error rate (CER), on English text the word error rate
(WER), on mixed text both together. Not counted: punctuation, case, width of characters, the form of
numbers, and 他, 她 and 它, which sound the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from demo_model.number_forms import written_numbers

_UNIT = re.compile(r"[^\W\d_一-鿿]+|\d+|%|[一-鿿]")


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
    return _UNIT.findall(written_numbers(text))


def count_errors(reference: str, heard: str) -> ErrorCount:
    """Least number of changed, missing and added units that lead from `reference` to `heard`."""
    expected = units(reference)
    return ErrorCount(_edits(expected, units(heard)), len(expected))


def sum_errors(counts: Iterable[ErrorCount]) -> ErrorCount:
    """All counts together."""
    return sum(counts, start=ErrorCount())


def _edits(expected: Sequence[str], heard: Sequence[str]) -> int:
    row = list(range(len(heard) + 1))
    for place, unit in enumerate(expected, start=1):
        diagonal, row[0] = row[0], place
        for column, other in enumerate(heard, start=1):
            best = min(row[column] + 1, row[column - 1] + 1, diagonal + (unit != other))
            diagonal, row[column] = row[column], best
    return row[-1]
