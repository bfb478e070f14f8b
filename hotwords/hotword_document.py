"""A list as it stands in its file, every byte of it, and edits that touch only their own line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from hotwords.file_replacement import replace_file
from hotwords.hotword import Hotword, HotwordFileError
from hotwords.hotword_file import HotwordList, read_content
from hotwords.hotword_line import (
    EntryLine,
    GroupEnd,
    GroupLine,
    Line,
    entry_text,
    is_comment,
    parse_line,
    with_group_switched,
    with_options,
)
from hotwords.list_encoding import UTF_8, ListEncoding, decode_list

_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """What line `number` says, and in which group; `failure` is why it cannot be read.

    A group's header stands in its own group. The entries of a group that is switched off are read
    for the eye only, and nothing is wrong with them.
    """

    number: int
    says: Line | None
    group: GroupLine
    failure: HotwordFileError | None = None


@dataclass(frozen=True, slots=True)
class HotwordDocument:
    """A list with its comments, order, spacing, line ends and encoding; never changed in place.

    Every edit gives a new document, so that an undo keeps the old one. Lines count from 1 and are
    what an editor shows; `lines` holds them with their line ends. A document may hold lines that
    a list leaves out: they can be looked at and mended.

    >>> document = HotwordDocument.from_bytes(b"# names\\r\\nClaude|Cloud\\r\\n")
    >>> document.set_replace(2, True).to_bytes()
    b'# names\\r\\nClaude|Cloud ~~~ !! replace\\r\\n'
    """

    lines: tuple[str, ...] = ()
    encoding: ListEncoding = UTF_8

    @classmethod
    def from_bytes(cls, content: bytes, path: str = "") -> HotwordDocument:
        """The document in `content`; HotwordFileError if it is no text."""
        text, encoding = decode_list(content, path)
        return cls(tuple(_LINE.findall(text)), encoding)

    @classmethod
    def load(cls, path: str | Path) -> HotwordDocument:
        """The document at `path`; HotwordFileError if it cannot be read or decoded."""
        return cls.from_bytes(read_content(path), str(path))

    def to_bytes(self) -> bytes:
        """The bytes of the file."""
        return self.encoding.encode("".join(self.lines))

    def save(self, path: str | Path, replacing: HotwordDocument | None = None) -> None:
        """Write the file at `path` in one step (`file_replacement`).

        `replacing` is what was loaded from there: if another program has changed the file since,
        HotwordFileError is raised and its work stays.
        """
        there = replacing is not None and Path(path).exists()
        if replacing is not None and there and read_content(path) != replacing.to_bytes():
            raise HotwordFileError(str(path), None, "another program has changed it meanwhile")
        replace_file(path, self.to_bytes())

    def hotwords(self, path: str = "", layer: str = "") -> HotwordList:
        """The list that the document makes; HotwordFileError if it makes none."""
        return HotwordList.parse("".join(self.lines), path, layer)

    def line(self, number: int) -> str:
        """Line `number` without its end."""
        return self.lines[number - 1].rstrip("\r\n")

    def entry(self, number: int) -> EntryLine:
        """The entry in line `number`, without its group; HotwordFileError if it holds none."""
        try:
            parsed = parse_line(self.line(number))
        except HotwordFileError as error:
            raise HotwordFileError("", number, error.reason) from error
        if not isinstance(parsed, EntryLine):
            raise HotwordFileError("", number, "there is no word in this line")
        return parsed

    def entries(self) -> Iterator[tuple[int, EntryLine]]:
        """The lines with an entry that can be read, in groups that are switched on."""
        for line in self.read():
            if isinstance(line.says, EntryLine) and line.group.on:
                entry = replace(line.says.entry, group=line.group.name)
                yield line.number, EntryLine(entry, line.says.off)

    def find(self, word: str) -> int | None:
        """The line that counts for `word`: the last one outside switched-off groups, or None."""
        found = None
        for line in self.read(lambda text: word in text):
            if isinstance(line.says, EntryLine) and line.says.entry.word == word and line.group.on:
                found = line.number
        return found

    def groups(self) -> dict[str, bool]:
        """The names of the groups in their order, and whether any part of each is switched on."""
        groups: dict[str, bool] = {}
        for line in self.read(_no_entries):
            if isinstance(line.says, GroupLine):
                groups[line.says.name] = groups.get(line.says.name, False) or line.says.on
        return groups

    def add(self, entry: Hotword | str, group: str = "") -> HotwordDocument:
        """With a new last line, or a new last line of `group`, which is made if there is none.

        HotwordFileError if the word stands there already, or cannot be a word.
        """
        entry = Hotword(entry.strip()) if isinstance(entry, str) else entry
        text = entry_text(entry)
        if number := self.find(entry.word):
            raise HotwordFileError("", number, f"“{entry.word}” is in the list already")
        after = self._last_line_of(group.strip())
        if after is not None:
            return self._insert(after, text)
        header = f"#[group] {group.strip()}"
        if parse_line(header) != GroupLine(group.strip(), on=True) or len(header.splitlines()) > 1:
            raise HotwordFileError("", None, f"“{group}” cannot be the name of a group")
        made = self
        for line in (header, text, "#[end]"):
            made = made._insert(len(made.lines), line)
        return made

    def remove(self, number: int) -> HotwordDocument:
        """Without line `number`."""
        at = number - 1
        return replace(self, lines=self.lines[:at] + self.lines[number:])

    def rewrite(self, number: int, text: str) -> HotwordDocument:
        """With `text` in line `number`, whatever it says; ValueError if it is not one line."""
        if re.search("[\r\n]", text):
            raise ValueError("a line cannot hold a line end")
        at = number - 1
        end = self.lines[at][len(self.line(number)) :]
        return replace(self, lines=(*self.lines[:at], text + end, *self.lines[number:]))

    def change(self, number: int, entry: Hotword) -> HotwordDocument:
        """With `entry` in place of the one in line `number`; whether it is switched off stays.

        If only options differ, the rest of the line stays as it was written.
        """
        old = self.entry(number)
        new = replace(entry, group="", layer="")
        text = entry_text(new, off=old.off)
        if new == old.entry:
            return self
        if replace(new, replace=old.entry.replace, readings=old.entry.readings) == old.entry:
            return self._with_options(number, EntryLine(new, old.off))
        return self.rewrite(number, text)

    def set_replace(self, number: int, on: bool) -> HotwordDocument:
        """With the word in line `number` replaced after (True) or only hinted (False)."""
        old = self.entry(number)
        return self.change(number, replace(old.entry, replace=on))

    def switch(self, number: int, on: bool) -> HotwordDocument:
        """With the word in line `number` switched on or off."""
        old = self.entry(number)
        if old.off is not on:
            return self
        return self._with_options(number, EntryLine(old.entry, off=not on))

    def switch_group(self, name: str, on: bool) -> HotwordDocument:
        """With every part of the group `name` switched on or off; ValueError if there is none."""
        lines = list(self.lines)
        known = False
        for line in self.read(_no_entries):
            if isinstance(line.says, GroupLine) and line.says.name == name:
                known = True
                if line.says.on is not on:
                    lines[line.number - 1] = with_group_switched(lines[line.number - 1], on=on)
        if not known:
            raise ValueError(f"there is no group {name}")
        return replace(self, lines=tuple(lines))

    def _with_options(self, number: int, wanted: EntryLine) -> HotwordDocument:
        entry = wanted.entry
        text = with_options(
            self.line(number), entry.readings, replace=entry.replace, off=wanted.off
        )
        # Control characters in a line can make its parts other than they look.
        kept = parse_line(text) == wanted
        return self.rewrite(number, text if kept else entry_text(entry, off=wanted.off))

    def _insert(self, at: int, text: str) -> HotwordDocument:
        """With the line `text` before index `at`; a last line without an end stays without."""
        before, after = self.lines[:at], self.lines[at:]
        end = self._line_end()
        if before and not before[-1].endswith(("\r", "\n")):
            before, end = (*before[:-1], before[-1] + end), ""
        if end == "\r" and after and after[0] == "\n":
            end = "\r\n"  # else the empty line would become the end of this one
        return replace(self, lines=(*before, text + end, *after))

    def _line_end(self) -> str:
        """The line end that most lines have."""
        ends = Counter(line[len(line.rstrip("\r\n")) :] for line in self.lines)
        return max((end for end in ends if end), key=lambda end: ends[end], default="\n")

    def _last_line_of(self, name: str) -> int | None:
        """After how many lines `name` ends; None if there is no such group.

        Words of no group ("") go to the end of the file, or before a group that is open there.
        """
        after: int | None = None if name else 0
        is_on = False
        for line in self.read(_no_entries):
            if isinstance(line.says, GroupEnd):
                inside = not name
            else:
                blank = not self.line(line.number).strip()
                inside = line.group.name == name and not (name and blank)
            # Of a group in several parts those that are switched on count first.
            if inside and (line.group.on or not is_on):
                after, is_on = line.number, line.group.on
        return after

    def read(self, which: Callable[[str], bool] | None = None) -> Iterator[ReadLine]:
        """Every line; entries only where `which` says so of their text, others say nothing."""
        group = GroupLine("", on=True)
        for number, line in enumerate(self.lines, start=1):
            comment = is_comment(line)
            says: Line | None = None
            failure: HotwordFileError | None = None
            if comment or which is None or which(line):
                try:
                    says = parse_line(line)
                except HotwordFileError as error:
                    if comment or group.on:
                        failure = HotwordFileError("", number, error.reason)
            if isinstance(says, GroupLine):
                group = says
            yield ReadLine(number, says, group, failure)
            if isinstance(says, GroupEnd):
                group = GroupLine("", on=True)


def _no_entries(_line: str) -> bool:
    return False
