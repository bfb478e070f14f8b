"""The hot.txt format: which words the user wants heard, and how they may sound.

One entry per line: `word | alias | alias ~~~ block | block`. The word is what is written; aliases
are other ways it may be heard; blocks are words near which the entry must not be applied. Empty
lines and lines that begin with "#" are comments. A later line with the same word replaces an
earlier one. Lists come from Notepad and Excel, so a byte-order mark, UTF-16 with its mark, GBK and
any line end are read as well.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 16 * 2**20
LONGEST_WORD = 200


class HotwordFileError(Exception):
    """The list at `path` cannot be used, for `reason`; `line` counts from 1, None: the whole file.

    `path` is "" for a list that was never a file.
    """

    def __init__(self, path: str, line: int | None, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path = path
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{self.path or 'hotword list'}: {where}{self.reason}"


@dataclass(frozen=True, slots=True)
class Hotword:
    """One entry: the word to write, its aliases, and the words that block it."""

    word: str
    aliases: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()

    @property
    def spoken_forms(self) -> tuple[str, ...]:
        """The word and its aliases: everything that may stand in a draft for it."""
        return (self.word, *self.aliases)


@dataclass(frozen=True, slots=True)
class HotwordList:
    """The entries of a list in the order of its lines, each word once."""

    entries: tuple[Hotword, ...] = ()

    @classmethod
    def parse(cls, text: str, path: str = "") -> HotwordList:
        """Read a list from `text`; `path` only names it in errors.

        Raises HotwordFileError for binary data, a line without a word or an endless word.

        >>> HotwordList.parse("# names\\nClaude | Cloud ~~~ weather").entries
        (Hotword(word='Claude', aliases=('Cloud',), blocks=('weather',)),)
        """
        by_word: dict[str, Hotword] = {}
        for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
            if "\0" in line:
                raise HotwordFileError(path, number, "this is not a text file")
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            entry = _parse_line(line, path, number)
            by_word[entry.word] = entry
        return cls(tuple(by_word.values()))

    @classmethod
    def load(cls, path: str | Path) -> HotwordList:
        """Read the list at `path`; HotwordFileError if it cannot be read or decoded."""
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
        return cls.parse(_decode(content, str(path)), str(path))

    @classmethod
    def of(cls, words: Iterable[str]) -> HotwordList:
        """A list of plain words without aliases; empty ones and repetitions are left out.

        Raises HotwordFileError for a word that the file's grammar would read as something else.
        """
        plain = [word for word in dict.fromkeys(word.strip() for word in words) if word]
        for word in plain:
            if word.startswith("#") or "|" in word or "~~~" in word or len(word.splitlines()) > 1:
                raise HotwordFileError("", None, f"“{word}” cannot be a word of a list")
        return cls(tuple(Hotword(word) for word in plain))

    @property
    def version(self) -> str:
        """A short hash of the entries: equal lists have equal versions, comments do not count."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()[:12]

    def to_text(self) -> str:
        """The entries as hot.txt lines, without comments; `parse` reads the same list back."""
        lines = []
        for entry in self.entries:
            line = " | ".join(entry.spoken_forms)
            if entry.blocks:
                line += " ~~~ " + " | ".join(entry.blocks)
            lines.append(line + "\n")
        return "".join(lines)


def _parse_line(line: str, path: str, number: int) -> Hotword:
    spoken, _, blocking = line.partition("~~~")
    word, *aliases = (field.strip() for field in spoken.split("|"))
    if not word:
        raise HotwordFileError(path, number, "the word before the first | or ~~~ is missing")
    blocks = [field.strip() for field in blocking.split("|")]
    if max(map(len, (word, *aliases, *blocks))) > LONGEST_WORD:
        raise HotwordFileError(path, number, f"a word is longer than {LONGEST_WORD} characters")
    return Hotword(
        word,
        tuple(dict.fromkeys(alias for alias in aliases if alias and alias != word)),
        tuple(dict.fromkeys(block for block in blocks if block)),
    )


def _decode(content: bytes, path: str) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            # UTF-8 that breaks off inside its last character is half-written, not GBK.
            if encoding == "utf-8-sig" and error.reason == "unexpected end of data":
                raise HotwordFileError(
                    path, None, "it ends in the middle of a character"
                ) from error
    raise HotwordFileError(path, None, "it is neither UTF-8 nor GBK text")
