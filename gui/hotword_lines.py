"""What the editor of a list shows of a line beside its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


class LineInfos:
    """What is known of every line; told of a line when it is asked for, as few are in sight.

    `texts` are the lines as they were looked at, `tell` what is known of the one with a number.
    """

    def __init__(
        self,
        texts: Sequence[str] = (),
        tell: Callable[[int], LineInfo] = lambda _number: LineInfo(""),
    ) -> None:
        self._texts = texts
        self._tell = tell
        self._numbers = {text: number for number, text in enumerate(texts, start=1)}
        self._told: dict[int, LineInfo] = {}

    def info(self, number: int, text: str) -> LineInfo | None:
        """What is known of the line that has this number and reads so now.

        A line that has moved is known by its text, one that was edited since is not.
        """
        if not 0 < number <= len(self._texts) or self._texts[number - 1] != text:
            number = self._numbers.get(text, 0) if text.strip() else 0
        if not number:
            return None
        if number not in self._told:
            self._told[number] = self._tell(number)
        return self._told[number]
