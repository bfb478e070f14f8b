"""HotScribe's entry point: the window without arguments or with files, else the command line."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from pathlib import Path


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
    if missing := missing_files(arguments):
        from cli.missing_files import tell_missing

        sys.exit(tell_missing(missing))
    from cli.app import app

    app()


def are_files(arguments: Sequence[str]) -> bool:
    """Whether these are files or folders to open, as "open with" passes them, or nothing at all."""
    return not arguments or (_begin_with_path(arguments) and not missing_files(arguments))


def missing_files(arguments: Sequence[str]) -> list[str]:
    """What was meant as a file to open and is not there."""
    if not _begin_with_path(arguments):
        return []
    return [argument for argument in arguments if not Path(argument).exists()]


def _begin_with_path(arguments: Sequence[str]) -> bool:
    """Whether the first has an ending or a folder before it, which no command or option has."""
    if not arguments or arguments[0].startswith("-"):
        return False
    first = Path(arguments[0])
    return first.is_absolute() or len(first.parts) > 1 or bool(first.suffix)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
