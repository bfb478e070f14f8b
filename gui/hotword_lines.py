"""What the editor of a list shows of a line beside its words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LineMark:
    """Something to look at in a line: `icon` and `colour` show how much it matters."""

    icon: str
    colour: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LineInfo:
    """What is known of a line that reads `text`; `word` is "" where none counts."""

    text: str
    word: str = ""
    reading: str = ""
    marks: tuple[LineMark, ...] = ()
