"""A list as an editor shows it: plain lines on one side, the file's own bytes on the other.

An editor knows neither line ends nor encodings, and some characters it cannot hold. So the bytes of
a line that nobody touched are taken from the document that the text was made from, and only what
was typed is written anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotwords.hotword_document import HotwordDocument

# What Qt's text documents turn into line ends or blanks when they are asked for their text.
_SHOWN = str.maketrans({"\u2028": " ", "\u2029": " ", "\ufdd0": " ", "\ufdd1": " ", "\xa0": " "})


def shown_line(line: str) -> str:
    """`line`, without its end, in characters that an editor keeps.

    >>> shown_line("New\\xa0York\\r\\n")
    'New York'
    """
    return line.rstrip("\r\n").translate(_SHOWN)


def shown_text(document: HotwordDocument) -> str:
    """`document` as the text of an editor; a last line end shows as an empty line after it.

    >>> from hotwords import HotwordDocument
    >>> shown_text(HotwordDocument.from_bytes(b"Claude\\r\\nOpus\\r\\n"))
    'Claude\\nOpus\\n'
    """
    text = "\n".join(map(shown_line, document.lines))
    return text + "\n" if _ends(document) else text


def document_of(text: str, origin: HotwordDocument) -> HotwordDocument:
    """The document that `text` makes, which was made from `origin` and then edited.

    Lines before and behind the edit keep every byte; new ones get the end that most lines have.

    >>> from hotwords import HotwordDocument
    >>> origin = HotwordDocument.from_bytes(b"Claude\\r\\nOpus\\r\\n")
    >>> document_of("Claude\\nSonnet\\nOpus\\n", origin).to_bytes()
    b'Claude\\r\\nSonnet\\r\\nOpus\\r\\n'
    """
    typed = text.split("\n")
    # Like an editor's, the last of these lines has no end, and is empty behind a last line end.
    lines = [*origin.lines, *([""] if _ends(origin) or not origin.lines else [])]
    first, last = changed_part([shown_line(line) for line in lines], typed)
    end = _usual_end(origin.lines)
    behind = lines[last:]
    lines = lines[:first] + [line + end for line in typed[first : len(typed) - len(behind)]]
    lines += behind
    for at, line in enumerate(lines[:-1]):
        if not line.endswith(("\r", "\n")):
            lines[at] += end
        elif line == "\n" and at and lines[at - 1].endswith("\r"):
            # Both together would be one line end; what is new gives way.
            if first < at <= len(lines) - len(behind):
                lines[at - 1] = lines[at - 1][:-1] + "\n"
            else:
                lines[at] = "\r\n"
    lines[-1] = lines[-1].rstrip("\r\n")
    return replace(origin, lines=tuple(lines[:-1] if lines[-1] == "" else lines))


def changed_part(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """The lines [first, last) of `before` that `after` does not have at its beginning or end.

    >>> changed_part(["a", "b", "c"], ["a", "x", "y", "c"])
    (1, 2)
    """
    shorter = min(len(before), len(after))
    first = 0
    while first < shorter and before[first] == after[first]:
        first += 1
    behind = 0
    while behind < shorter - first and before[-1 - behind] == after[-1 - behind]:
        behind += 1
    return first, len(before) - behind


def _ends(document: HotwordDocument) -> bool:
    return bool(document.lines) and document.lines[-1].endswith(("\r", "\n"))


def _usual_end(lines: tuple[str, ...]) -> str:
    ends = Counter(line[len(line.rstrip("\r\n")) :] for line in lines)
    return max((end for end in ends if end), key=lambda end: ends[end], default="\n")
