"""One entry of a list, and the sentence that says why a list cannot be used."""

from __future__ import annotations

from dataclasses import dataclass


class HotwordFileError(Exception):
    """The list at `path` cannot be used, for `reason`; `line` counts from 1, None: the whole file.

    `path` is "" for a list that was never a file.
    """

    def __init__(self, path: str, line: int | None, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path = path
        self.line = line
        self.reason = reason

    @property
    def located_reason(self) -> str:
        """The reason, behind its line if it has one."""
        return f"line {self.line}: {self.reason}" if self.line else self.reason

    def __str__(self) -> str:
        return f"{self.path or 'hotword list'}: {self.located_reason}"


@dataclass(frozen=True, slots=True)
class LineLeftOut:
    """Line `line` of the list `layer`, which does not count because of `reason`."""

    line: int
    reason: str
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Hotword:
    """One entry: the word to write, how it may be heard, and what may be done with it.

    `replace` False only hints the word to the model, True also puts it in place of what sounds like
    it in the finished text. `readings` say the word in pinyin, "chong2 qing4", one syllable per
    Chinese character, where the automatic reading is wrong; several are alternatives. `group` and
    `layer` name where the entry stands and are "" for a plain list.
    """

    word: str
    aliases: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    replace: bool = False
    readings: tuple[str, ...] = ()
    group: str = ""
    layer: str = ""

    @property
    def spoken_forms(self) -> tuple[str, ...]:
        """The word and its aliases: everything that may stand in a draft for it."""
        return (self.word, *self.aliases)
