"""Two versions of a list that grew out of one: put together line by line, asking only where needed.

Both may add words in the same place, and one may change a line beside the other's, without any
contradiction. There is one only where both changed the same lines, or wrote the same word, each in
another way; such a stretch waits for a person's choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from gui.hotword_text import changed_part

if TYPE_CHECKING:
    from hotwords.hotword_document import HotwordDocument

Choice = Literal["mine", "theirs", "both"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A stretch that both versions changed, each as it is there; `base` is what it was."""

    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]

    def resolved(self, choice: Choice) -> tuple[str, ...]:
        """The lines that `choice` leaves; "both" has mine first."""
        if choice == "both":
            return self.mine + tuple(line for line in self.theirs if line not in self.mine)
        return self.mine if choice == "mine" else self.theirs


@dataclass(frozen=True, slots=True)
class Merge:
    """Lines both versions agree on or that only one changed, and conflicts, in their order."""

    parts: tuple[tuple[str, ...] | Conflict, ...]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What has to be asked, in order."""
        return tuple(part for part in self.parts if isinstance(part, Conflict))

    def lines(self, choices: Sequence[Choice] = ()) -> list[str]:
        """The merged lines, `choices` being one for each conflict."""
        waiting = list(choices)
        lines: list[str] = []
        for part in self.parts:
            lines += part.resolved(waiting.pop(0)) if isinstance(part, Conflict) else part
        return lines


def merge(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Merge:
    """Put `mine` and `theirs`, which both grew out of `base`, together.

    >>> merge(["a", "b"], ["a", "b", "mine"], ["A", "b", "theirs"]).lines()
    ['A', 'b', 'mine', 'theirs']
    """
    parts: list[tuple[str, ...] | Conflict] = []
    at = 0
    for group in _groups(line_edits(base, mine), line_edits(base, theirs)):
        start = min(edit.start for _, edit in group)
        stop = max(edit.stop for _, edit in group)
        parts.append(tuple(base[at:start]))
        parts.append(_together(base, start, stop, group))
        at = stop
    parts.append(tuple(base[at:]))
    return Merge(tuple(part for part in parts if part))


@dataclass(frozen=True, slots=True)
class LineEdit:
    """`lines` stand in the place of the lines [start, stop) of the base."""

    start: int
    stop: int
    lines: tuple[str, ...]


Side = Literal["mine", "theirs"]


def line_edits(base: Sequence[str], new: Sequence[str]) -> list[LineEdit]:
    """What makes `new` of `base`, in order.

    >>> line_edits(["a", "b"], ["a", "x", "b"])
    [LineEdit(start=1, stop=1, lines=('x',))]
    """
    # Nearly all of a long list is the same before and behind what changed.
    first, last = changed_part(base, new)
    before, after = base[first:last], new[first : len(new) - (len(base) - last)]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    edits: list[LineEdit] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "replace" and j - i == m - k:
            # As many lines as before: each by itself, so that only the same line contradicts.
            edits += [
                LineEdit(first + i + n, first + i + n + 1, (after[k + n],)) for n in range(j - i)
            ]
        elif kind != "equal":
            edits.append(LineEdit(first + i, first + j, tuple(after[k:m])))
    return edits


def _groups(mine: list[LineEdit], theirs: list[LineEdit]) -> list[list[tuple[Side, LineEdit]]]:
    """Edits in order, those that touch the same lines or the same place together."""
    sided: list[tuple[Side, LineEdit]] = [("mine", edit) for edit in mine]
    sided += [("theirs", edit) for edit in theirs]
    groups: list[list[tuple[Side, LineEdit]]] = []
    for side, edit in sorted(sided, key=lambda each: (each[1].start, each[1].stop)):
        stop = max((other.stop for _, other in groups[-1]), default=0) if groups else -1
        same_place = bool(groups) and any(
            other.start == other.stop == edit.start == edit.stop for _, other in groups[-1]
        )
        if edit.start < stop or same_place:
            groups[-1].append((side, edit))
        else:
            groups.append([(side, edit)])
    return groups


def _together(
    base: Sequence[str], start: int, stop: int, group: list[tuple[Side, LineEdit]]
) -> tuple[str, ...] | Conflict:
    mine, theirs = (
        _version(base, start, stop, [edit for side, edit in group if side == wanted])
        for wanted in ("mine", "theirs")
    )
    before = tuple(base[start:stop])
    if mine == theirs or theirs == before:
        return mine
    if mine == before:
        return theirs
    if not before:
        new = tuple(line for line in theirs if line not in mine)
        words = {_word(line) for line in mine} - {""}
        if not any(_word(line) in words for line in new):
            return mine + new
    return Conflict(before, mine, theirs)


def _version(base: Sequence[str], start: int, stop: int, edits: list[LineEdit]) -> tuple[str, ...]:
    lines: list[str] = []
    at = start
    for edit in edits:
        lines += [*base[at : edit.start], *edit.lines]
        at = edit.stop
    return (*lines, *base[at:stop])


def _word(line: str) -> str:
    """The word of a line as far as it can be told without reading all of it, "" for a comment."""
    if line.lstrip().startswith("#"):
        return ""
    for sign in ("|", "~~~", "!!"):
        line = line.partition(sign)[0]
    return line.strip()


@dataclass(frozen=True, slots=True)
class WordChange:
    """Which words a new version of a list has more, has no longer, and has in another way."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    @property
    def words(self) -> frozenset[str]:
        """All that it is about."""
        return frozenset((*self.added, *self.removed, *self.changed))

    def of(self, words: frozenset[str]) -> WordChange:
        """What of it is about `words`.

        >>> WordChange(("a", "b"), ("c",)).of(frozenset("ac"))
        WordChange(added=('a',), removed=('c',), changed=())
        """
        return WordChange(
            *(
                tuple(word for word in part if word in words)
                for part in (self.added, self.removed, self.changed)
            )
        )


def word_change(before: HotwordDocument, after: HotwordDocument) -> WordChange:
    """What changed between two versions, by the words that count in each."""
    old, new = (
        {line.entry.word: line.entry for _, line in document.entries() if not line.off}
        for document in (before, after)
    )
    return WordChange(
        tuple(word for word in new if word not in old),
        tuple(word for word in old if word not in new),
        tuple(word for word in new if word in old and new[word] != old[word]),
    )
