"""What is said of a process that is gone, and that nothing of it is left."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from asr_core.errors import AsrError, EngineCrashed, EngineKilled
from asr_core.process_end import end_tree, has_ended, what_happened


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        (0, EngineCrashed, "it ended without a word"),
        (None, EngineCrashed, "it ended without a word"),
        (7, EngineCrashed, "it ended with the code 7"),
        (-signal.SIGSEGV, EngineCrashed, "the system reported SIGSEGV"),
        (-99, EngineCrashed, "it ended with the code -99"),
        (-signal.SIGKILL, EngineKilled, "memory"),
        (0xC0000005, EngineCrashed, "0xc0000005"),
        (0xC0000017, EngineKilled, "memory"),
    ],
)
def test_an_exit_code_becomes_a_sentence(code: int | None, kind: type[AsrError], told: str) -> None:
    failure = what_happened(code)
    assert type(failure) is kind
    assert told in failure.message()
    assert failure.message("zh").isascii() is False


def stubborn(connection: Connection, alone: bool) -> None:
    """Ignores polite requests, and holds a child that does, too."""
    if alone:
        os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
    connection.send(child.pid)
    time.sleep(1000)


def gone(process_id: int) -> bool:
    """Whether that process is no more, or only waits for init to notice."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().split(") ")[1][0] == "Z"
    except OSError:
        return True


def test_a_process_is_ended_with_its_children() -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=stubborn, args=(theirs, True), daemon=True)
    process.start()
    theirs.close()
    child = ours.recv()
    ours.close()
    assert not has_ended(process, 0.1)
    assert end_tree(process) == -signal.SIGKILL
    deadline = time.monotonic() + 10
    while not gone(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert gone(child)


def test_a_process_that_never_began_has_no_end() -> None:
    assert end_tree(multiprocessing.get_context("spawn").Process()) is None
