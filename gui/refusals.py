"""What could not be added to the queue, until a person has taken note of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from gui.job_words import file_name
from gui.texts import tr

_SHOWN = 3


class Refusals:
    """Paths with the reasons against them, the latest first, each once."""

    def __init__(self) -> None:
        self._all: list[tuple[Path, str]] = []

    def add(self, refusals: Iterable[tuple[Path, str]]) -> None:
        """Tell of these, too: folders are searched one after the other, each with its own."""
        self._all = list(dict.fromkeys([*refusals, *self._all]))

    def forget(self, paths: Iterable[Path]) -> None:
        """Tell no more of these files and folders, since they are tried again."""
        tried = list(paths)
        self._all = [
            each for each in self._all if not any(each[0].is_relative_to(path) for path in tried)
        ]

    def clear(self) -> None:
        """Tell of nothing any more."""
        self._all.clear()

    def lines(self) -> list[str]:
        """A few of them for people, and how many more there are."""
        shown = self._all[:_SHOWN]
        names = _names_apart([path for path, _reason in shown])
        lines = [_line(name, reason) for name, (_path, reason) in zip(names, shown, strict=True)]
        if len(self._all) > len(shown):
            lines.append(tr("and {count} more", count=len(self._all) - len(shown)))
        return lines

    def in_full(self) -> str:
        """All of them with their paths, a line each."""
        return "\n".join(_line(str(path), reason) for path, reason in self._all)


def _names_apart(paths: Sequence[Path]) -> list[str]:
    """The name of each, with as many of its folders as tell it from the others."""
    return [_tail(path, [other.parts for other in paths if other != path]) for path in paths]


def _tail(path: Path, others: Sequence[tuple[str, ...]]) -> str:
    depths = range(1, len(path.parts))
    depth = next((n for n in depths if path.parts[-n:] not in [o[-n:] for o in others]), 1)
    return "/".join([*path.parts[-depth:-1], file_name(path)])


def _line(name: str, reason: str) -> str:
    return tr("{name}: {reason}", name=name, reason=reason)
