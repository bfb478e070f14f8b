"""The program as a person starts it: a process of its own, with and without files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from asr_core.journal import Journal
from cli.app import app
from main import COMMANDS, are_files

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"numpy", "onnxruntime", "av", "torch", "scipy", "pypinyin", "rapidfuzz", "onnx", "typer"}
PAINT = """
import json, sys
from gui.app import open_window

def painted(window):
    print(json.dumps(sorted(name for name in sys.modules if "." not in name)), flush=True)
    from PySide6.QtCore import QTimer
    QTimer.singleShot(0, window.close)

if __name__ == "__main__":
    sys.exit(open_window(painted=painted))
"""
QUIT = """
import sys
from PySide6.QtWidgets import QApplication
from gui.app import open_window

def painted(window):
    window.runner.engine_changed.connect(lambda status: QApplication.exit(3))

if __name__ == "__main__":
    sys.exit(open_window(painted=painted))
"""
WAIT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gui.app import open_window

def painted(window):
    print("painted", flush=True)
    def look():
        print(*[job.path.name for job in window.runner.jobs], sep="\\n", flush=True)
        if len(window.runner.jobs) == 2:
            window.close()
    window.runner.jobs_changed.connect(look)
    look()
    QTimer.singleShot(60_000, lambda: QApplication.exit(3))

if __name__ == "__main__":
    sys.exit(open_window([Path(path) for path in sys.argv[1:]], painted=painted))
"""
TELL = """
import sys
from unittest import mock
import gui.app, main
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel

def painted(window):
    print(*[job.path.name for job in window.runner.jobs], sep="\\n")
    print(window.findChild(QLabel, "queue.refusals").text(), flush=True)
    QTimer.singleShot(0, window.close)

if __name__ == "__main__":
    open_window = gui.app.open_window
    with mock.patch("gui.app.open_window", lambda paths: open_window(paths, painted=painted)):
        main.main()
"""


def test_without_a_display_there_is_a_sentence(tmp_path: Path) -> None:
    there = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in there}
    done = subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env=environment | {"HOTSCRIBE_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    if sys.platform.startswith("linux"):
        assert done.returncode == 1
        assert done.stderr.strip().endswith("python main.py transcribe FILE")


def settings(folder: Path, **values: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text(json.dumps(values), encoding="utf-8")


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(program: subprocess.Popen[str], line: str) -> None:
    """Read what `program` prints until the line comes; it ends by itself if it never does."""
    assert program.stdout is not None
    for printed in program.stdout:
        if printed.strip() == line:
            return
    pytest.fail(f"no line {line!r}: {program.communicate()[1]}")


def test_the_first_picture_comes_before_anything_heavy() -> None:
    ran = start(PAINT)
    out, errors = ran.communicate(timeout=120)
    assert ran.returncode == 0, errors
    loaded = set(json.loads(out.splitlines()[0]))
    assert not loaded & HEAVY
    assert "Traceback" not in errors


def test_a_program_that_quits_without_closing_its_window_ends_its_engine() -> None:
    ran = start(QUIT)
    _, errors = ran.communicate(timeout=120)
    assert (ran.returncode, errors) == (3, "")


def test_a_second_start_gives_its_file_to_the_first_and_ends(
    data_folder: Path, tmp_path: Path
) -> None:
    settings(data_folder, start_at_once=False)
    one, two = tmp_path / "one.wav", tmp_path / "二.wav"
    for path in (one, two):
        path.write_bytes(b"RIFF")
    first = start(WAIT, str(one))
    wait_for(first, one.name)
    second = subprocess.run(
        [sys.executable, "main.py", str(two)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=120,
        check=False,
    )
    assert second.returncode == 0
    out, errors = first.communicate(timeout=120)
    assert first.returncode == 0, errors
    assert two.name in out.split()


def test_the_next_start_after_a_kill_has_the_queue(data_folder: Path, tmp_path: Path) -> None:
    settings(data_folder, start_at_once=False)
    one, two = tmp_path / "one.wav", tmp_path / "two.wav"
    for path in (one, two):
        path.write_bytes(b"RIFF")
    killed = start(WAIT, str(one))
    wait_for(killed, one.name)
    # The queue is on the disk as soon as the row is on the screen, or a moment later.
    journal = Journal(data_folder / "jobs")
    deadline = time.monotonic() + 20
    while not journal.read_queue().jobs:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    killed.kill()
    killed.communicate(timeout=20)
    again = start(WAIT, str(two))
    out, errors = again.communicate(timeout=120)
    assert again.returncode == 0, errors
    assert out.split()[:3] == ["painted", one.name, two.name]


def test_what_opens_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = tmp_path / "transcribe"
    film.mkdir()
    monkeypatch.chdir(tmp_path)
    Path("a film.mp4").touch()
    assert are_files([])
    assert are_files([str(film)])
    assert are_files(["a film.mp4"])
    # A folder that is called like a command does not hide the command.
    assert not are_files(["transcribe"])
    assert not are_files(["transcribe", "a film.mp4"])
    assert not are_files(["--help"])
    # Files that are not there are told in the window, beside those that are.
    assert are_files(["no such film.mp4"])
    assert are_files(["a film.mp4", "no such film.mp4"])
    assert not are_files(["transcribe", "no such film.mp4"])
    assert not are_files(["transcrib"])
    assert not are_files(["a film.mp4", "--format", "srt"])
    assert not are_files(["--out=a.srt"])
    Path("films").mkdir()
    assert are_files(["films"])


def test_every_command_is_known_to_the_entry_point() -> None:
    groups = {group.name for group in app.registered_groups}
    commands = {
        each.name or getattr(each.callback, "__name__", "") for each in app.registered_commands
    }
    assert groups | commands == COMMANDS


def test_a_file_that_is_not_there_does_not_keep_the_others_out(
    data_folder: Path, tmp_path: Path
) -> None:
    settings(data_folder, start_at_once=False, language="en")
    one = tmp_path / "one.wav"
    one.write_bytes(b"RIFF")
    ran = start(TELL, str(one), "missing.mp3")
    out, errors = ran.communicate(timeout=120)
    assert ran.returncode == 0, errors
    assert out.split("\n")[:2] == [one.name, "⚠ missing.mp3: There is no such file."]


def test_the_command_line_is_still_there() -> None:
    shown = subprocess.run(
        [sys.executable, "main.py", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.startswith("HotScribe")
