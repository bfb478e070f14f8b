"""HotScribe's entry point."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> None:
    """Run the sub-command that was called for."""
    multiprocessing.freeze_support()
    for stream in (sys.stdout, sys.stderr):
        # A Windows console or a C locale must not stop at a Chinese character.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    from cli.app import app

    app()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
