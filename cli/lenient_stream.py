"""Streams that may be lost without taking the work down with them.

A reader that closes its end (`| head`), a full disk behind `>` or a stream that was never open must
not end a run whose real results are files.
"""

from __future__ import annotations

import os
from typing import TextIO, cast

from rich.console import Console


class LenientStream:
    """A text stream that swallows everything once writing to `stream` fails.

    It holds on to the stream that it was given: a live display puts another in its place.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.lost = stream is None

    @property
    def encoding(self) -> str:
        return "utf-8" if self._stream is None else self._stream.encoding

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str) -> int:
        if self._stream is not None and not self.lost:
            try:
                self._stream.write(text)
                self._stream.flush()
            except (OSError, ValueError):
                self.lost = True
                _silence(self._stream)
        return len(text)

    def flush(self) -> None:
        """Everything is flushed as it is written."""


def lenient_console(stream: TextIO | None, *, quiet: bool = False) -> Console:
    """A console that writes plain lines to `stream`, or nothing once that fails."""
    # Rich asks for no more of a file than what LenientStream has.
    file = cast(TextIO, LenientStream(stream))
    return Console(file=file, soft_wrap=True, highlight=False, quiet=quiet)


def _silence(stream: TextIO) -> None:
    """Keep what is still buffered from raising again when the interpreter ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return  # A stand-in without a file behind it; nothing is left to protect.
