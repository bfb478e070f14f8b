"""`main.py setup`: fetch what no Python package brings, which is libllama on Windows."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import Progress

from asr_core.errors import AsrError
from cli.reporter import Reporter
from cli.texts import LANGUAGE, tr


def set_up() -> int:
    """Fetch the pinned llama.cpp build into bin/ unless a usable one is there; the exit code."""
    from asr_core.llama_api import open_library
    from asr_core.llama_library import find_library
    from asr_core.llama_release import RELEASE, fetch_release

    reporter = Reporter(quiet_stdout=False, verbose=False)
    try:
        library = find_library()
        open_library(library)
    except AsrError as failure:
        reporter.note(failure.message(LANGUAGE), style="dim")
    else:
        reporter.note(tr("llama.cpp is ready: {path}", path=library.path))
        return 0
    try:
        with Progress(console=Console(file=sys.stderr), transient=True) as bar:
            task = bar.add_task(f"llama.cpp {RELEASE}", total=None)
            done = fetch_release(
                on_progress=lambda got, size: bar.update(task, completed=got, total=size or None)
            )
        reporter.note(done)
    except AsrError as failure:
        reporter.error(failure)
        return 1
    return 0
