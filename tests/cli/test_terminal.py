"""On a real terminal: the live display draws, the text stays, and redirected text arrives whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals of this kind")
ROOT = Path(__file__).resolve().parents[2]


def run_on_a_terminal(clip: Path, stdout: int | None = None) -> tuple[str, int]:
    """What a person sees of `transcribe`, and the exit code; `stdout` redirects that stream."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "main.py", "transcribe", str(clip), "--model", "demo"],
        cwd=ROOT,
        stdin=terminal,
        stdout=terminal if stdout is None else stdout,
        stderr=terminal,
        env={**os.environ, "HOTSCRIBE_LANG": "en", "TERM": "xterm", "COLUMNS": "90"},
    )
    os.close(terminal)
    shown = b""
    try:
        while piece := os.read(controller, 65536):
            shown += piece
    except OSError:
        pass  # Linux tells the end of a terminal this way.
    os.close(controller)
    return shown.decode("utf-8", "replace"), process.wait(timeout=30)


def test_text_and_progress_share_the_screen(clip: Path) -> None:
    shown, code = run_on_a_terminal(clip)
    assert code == 0
    assert "听说陈" in shown
    assert "× real time" in shown
    assert "━" in shown  # the bar
    assert clip.with_suffix(".srt").is_file()


def test_redirected_text_arrives_whole_while_progress_is_on_the_screen(
    clip: Path, tmp_path: Path
) -> None:
    with (tmp_path / "text.txt").open("wb") as text:
        shown, code = run_on_a_terminal(clip, text.fileno())
    assert code == 0
    written = (tmp_path / "text.txt").read_text(encoding="utf-8")
    assert "听说陈" in written
    assert "× real time" in shown
    assert written.startswith("[0:00:00")
    assert "\x1b" not in written
