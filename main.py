"""HotScribe's entry point: the window without arguments or with files, else the command line."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path

COMMANDS = frozenset({"doctor", "export", "hotwords", "setup", "transcribe"})
"""What the command line has; a folder of such a name needs "./" before it."""


def main() -> None:
    """Open the window, or run the sub-command that was called for."""
    multiprocessing.freeze_support()
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or a C locale must not stop at a Chinese character.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = sys.argv[1:]
    if are_files(arguments):
        from gui.app import open_window

        sys.exit(open_window([Path(argument) for argument in arguments]))
    from cli.app import app

    app()


def are_files(arguments: Sequence[str]) -> bool:
    """Whether these are files or folders to open, as "open with" passes them, or nothing at all.

    The window tells of those that are not there.
    """
    if not arguments:
        return True
    if arguments[0] in COMMANDS or any(argument.startswith("-") for argument in arguments):
        return False
    first = Path(arguments[0])
    looks_like_one = first.is_absolute() or len(first.parts) > 1 or bool(first.suffix)
    return looks_like_one or first.exists()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
