"""What the trials measured, each figure with the bar that it has to reach."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """A limit that a value must not pass: at most so much or, if `at_least`, no less."""

    limit: float
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured `value` in `unit` over `n` cases (sentences, clips, words).

    `who` names the voice. `words` is how many words the prompt held, where that is the question.
    `beside` tells what to compare the value with.
    """

    what: str
    value: float
    n: int
    who: str = ""
    unit: str = "%"
    bar: Bar | None = None
    beside: str = ""
    words: int | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the bar is reached; None without a bar."""
        return None if self.bar is None else self.bar.is_met(self.value)

    def value_text(self) -> str:
        """The value as it stands in a table; a dash where there was no case."""
        if math.isnan(self.value):
            return "–"
        return f"{self.value:.{2 if abs(self.value) < 10 else 1}f} {self.unit}".strip()

    def bar_text(self) -> str:
        """The bar as it stands in a table."""
        if self.bar is None:
            return ""
        return f"{'≥' if self.bar.at_least else '≤'} {self.bar.limit:g} {self.unit}".strip()

    def verdict(self) -> str:
        """The word for it, "hit" or "miss"; empty without a bar."""
        return {True: "hit", False: "miss", None: ""}[self.is_met]

    def line(self) -> str:
        """The figure on one line of a terminal."""
        bar = f"  {self.bar_text()}: {self.verdict()}" if self.bar else ""
        beside = f"  ({self.beside})" if self.beside else ""
        return f"{self.what:<48}{self.who:<12}{self.n:>5}  {self.value_text():>14}{bar}{beside}"

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self) | {"value": None if math.isnan(self.value) else self.value}

    @classmethod
    def from_dict(cls, form: dict[str, Any]) -> Figure:
        """The figure that `to_dict` made."""
        bar, value = form["bar"], form["value"]
        changed = {
            "bar": None if bar is None else Bar(**bar),
            "value": math.nan if value is None else value,
        }
        return cls(**(form | changed))


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which this share (0 … 1) of the values lies; nan for none."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def share(hits: int, cases: int) -> float:
    """Per cent of the cases; nan for none."""
    return 100 * hits / cases if cases else math.nan
