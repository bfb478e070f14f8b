"""A list as an editor shows it: plain lines on one side, the file's own bytes on the other.

An editor knows neither line ends nor encodings, and some characters it cannot hold. So the bytes of
a line that nobody touched are taken from the document that the text was made from, and only what
was typed is written anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotwords.hotword_document import HotwordDocument

# What Qt's text documents turn into line ends or blanks when they are asked for their text.
_NOT_AS_THEY_ARE = re.compile(r"[\r\u2028\u2029\ufdd0\ufdd1\xa0]")
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
    text = "".join(document.lines)
    if not _NOT_AS_THEY_ARE.search(text):
        return text
    text = "\n".join(map(shown_line, document.lines))
    return text + "\n" if _ends(document) else text


def shown_lines(document: HotwordDocument) -> list[str]:
    """The lines of `shown_text`; there is always one, and behind a last line end an empty one."""
    return shown_text(document).split("\n")


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
    first, last = changed_part(shown_lines(origin), typed)
    end = _usual_end(origin.lines)
    behind = lines[last:]
    new = [line + end for line in typed[first : len(typed) - len(behind)]]
    lines = lines[:first] + new + behind
    # Only where old and new lines meet can an end be missing, or two become one.
    for at in range(max(first - 1, 0), min(first + len(new) + 1, len(lines) - 1)):
        line = lines[at]
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
    first = _longest(shorter, lambda some: before[:some] == after[:some])
    behind = _longest(
        shorter - first,
        lambda some: before[len(before) - some :] == after[len(after) - some :],
    )
    return first, len(before) - behind


def _longest(most: int, is_same: Callable[[int], bool]) -> int:
    """The largest count up to `most` for which it holds, as it then does for all smaller ones.

    Halving compares whole stretches of a long list at once, several times as quick as each line.
    """
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if is_same(middle):
            least = middle
        else:
            most = middle - 1
    return least


def _ends(document: HotwordDocument) -> bool:
    return bool(document.lines) and document.lines[-1].endswith(("\r", "\n"))


def _usual_end(lines: tuple[str, ...]) -> str:
    if "\r" not in "".join(lines):
        return "\n"
    ends = Counter(line[len(line.rstrip("\r\n")) :] for line in lines)
    return max((end for end in ends if end), key=lambda end: ends[end], default="\n")
