"""Standard output that may be lost without taking the work down with it.

A reader that closes its end (`| head`) or a full disk behind `>` must not end a run whose real
results are files.
"""

from __future__ import annotations

import os
import sys


class StandardOutput:
    """A text stream over `sys.stdout` that swallows everything once writing fails."""

    def __init__(self) -> None:
        self.lost = False

    @property
    def encoding(self) -> str:
        return sys.stdout.encoding

    def isatty(self) -> bool:
        return sys.stdout.isatty()

    def write(self, text: str) -> int:
        if not self.lost:
            try:
                sys.stdout.write(text)
                sys.stdout.flush()
            except (OSError, ValueError):
                self._give_up()
        return len(text)

    def flush(self) -> None:
        """Everything is flushed as it is written."""

    def _give_up(self) -> None:
        self.lost = True
        try:
            # What is still buffered would raise again when the interpreter ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (OSError, ValueError):
            return  # A stand-in without a file behind it; nothing is left to protect.
