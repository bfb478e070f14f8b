"""The hot.txt format: which words the user wants heard, and how they may sound.

One entry per line, in the grammar of `hotword_line`. Empty lines and lines that begin with "#" are
comments, save those that begin or end a group. A later line with the same word replaces an earlier
one; a line that cannot be read is left out, all others count. Lists come from Notepad and Excel, so
a byte-order mark, UTF-16 with its mark, GBK and any line end are read as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hotwords.hotword import Hotword, HotwordFileError, LineLeftOut
from hotwords.hotword_line import (
    LINE_BREAK,
    EntryLine,
    GroupEnd,
    GroupLine,
    entry_text,
    is_comment,
    parse_line,
    written_entry,
)
from hotwords.list_encoding import decode_list

MOST_BYTES = 16 * 2**20
MOST_FORMS = 500_000
"""Words and aliases together: more than anybody collects, few enough to be searched."""


@dataclass(frozen=True, slots=True)
class HotwordList:
    """The entries of a list that count, in the order of its lines, each word once.

    `switched_off` are words that it takes out of the lists before it (`layers`), `left_out` the
    lines that the grammar does not know.
    """

    entries: tuple[Hotword, ...] = ()
    switched_off: tuple[str, ...] = ()
    left_out: tuple[LineLeftOut, ...] = ()

    @classmethod
    def parse(cls, text: str, path: str = "", layer: str = "") -> HotwordList:
        """Read a list from `text`; `path` only names it in errors, `layer` in what it holds.

        Raises HotwordFileError for binary data and for more words than a list may have. Groups that
        are switched off are passed over like comments.

        >>> HotwordList.parse("# names\\nClaude | Cloud ~~~ weather").entries[0].blocks
        ('weather',)
        """
        found: dict[str, EntryLine] = {}
        left_out: list[LineLeftOut] = []
        group = GroupLine("", on=True)
        forms = 0
        for number, line in enumerate(LINE_BREAK.split(text), start=1):
            if not group.on and not is_comment(line):
                continue
            try:
                parsed = parse_line(line)
            except HotwordFileError as error:
                if "\0" in line:
                    raise HotwordFileError(path, number, error.reason) from error
                left_out.append(LineLeftOut(number, error.reason, layer))
                continue
            if isinstance(parsed, EntryLine):
                forms += 1 + len(parsed.entry.aliases)
                if forms > MOST_FORMS:
                    raise HotwordFileError(
                        path, number, f"it has more than {MOST_FORMS} words and aliases"
                    )
                if group.name or layer:
                    parsed = EntryLine(_placed(parsed.entry, group.name, layer), parsed.off)
                found[parsed.entry.word] = parsed
            elif isinstance(parsed, GroupLine):
                group = parsed
            elif isinstance(parsed, GroupEnd):
                group = GroupLine("", on=True)
        return cls(
            tuple(line.entry for line in found.values() if not line.off),
            tuple(word for word, line in found.items() if line.off),
            tuple(left_out),
        )

    @classmethod
    def load(cls, path: str | Path, layer: str = "") -> HotwordList:
        """Read the list at `path`; HotwordFileError if it cannot be read or decoded."""
        text, _ = decode_list(read_content(path), str(path))
        return cls.parse(text, str(path), layer)

    @classmethod
    def of(cls, words: Iterable[str]) -> HotwordList:
        """A list of plain words without aliases; empty ones and repetitions are left out.

        Raises HotwordFileError for a word that the file's grammar would read as something else.
        """
        plain = [word for word in dict.fromkeys(word.strip() for word in words) if word]
        entries = tuple(Hotword(word) for word in plain)
        for entry in entries:
            entry_text(entry)
        return cls(entries)

    @property
    def version(self) -> str:
        """A short hash of what counts in the entries: equal lists have equal versions.

        Comments do not count, nor in which group or layer an entry stands.
        """
        text = "\n".join(map(written_entry, self.entries))
        return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:12]

    def to_text(self) -> str:
        """The list as hot.txt lines, without comments; `parse` reads the same entries back."""
        return "".join(line + "\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        yield from (written_entry(Hotword(word), off=True) for word in self.switched_off)
        group = ""
        for entry in self.entries:
            if entry.group != group:
                yield f"#[group] {entry.group}" if entry.group else "#[end]"
                group = entry.group
            yield written_entry(entry)


def _placed(entry: Hotword, group: str, layer: str) -> Hotword:
    # dataclasses.replace takes several times as long, which tells with a hundred thousand entries.
    return Hotword(
        entry.word, entry.aliases, entry.blocks, entry.replace, entry.readings, group, layer
    )


def read_content(path: str | Path) -> bytes:
    """The bytes of the list at `path`; HotwordFileError if there are none, or too many."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise HotwordFileError(str(path), None, "there is no such file") from error
    except OSError as error:
        raise HotwordFileError(str(path), None, error.strerror or str(error)) from error
    if len(content) > MOST_BYTES:
        raise HotwordFileError(
            str(path), None, f"it is larger than {MOST_BYTES // 2**20} MB, too large for a list"
        )
    return content
