"""A second start finds the first, whatever became of the one before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from gui.single_instance import SingleInstance

ROOT = Path(__file__).resolve().parents[2]
SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from gui.single_instance import SingleInstance
application = QCoreApplication([])
instance = SingleInstance(Path(sys.argv[1]))
print(instance.claim([Path(path) for path in sys.argv[2:]]), flush=True)
sys.stdin.readline()
"""


def start(folder: Path, *paths: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, str(folder), *paths],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_second_start_hands_over_its_files(qtbot: QtBot, tmp_path: Path) -> None:
    first = SingleInstance(tmp_path)
    assert first.claim([]) == "first"
    with qtbot.waitSignal(first.files_arrived, timeout=20_000) as told:
        second = start(tmp_path, "采访 1.mp4", "/films/b.mkv")
    assert told.args == [[ROOT / "采访 1.mp4", Path("/films/b.mkv").absolute()]]
    words, _ = second.communicate("\n", timeout=20)
    assert words.strip() == "handed over"
    first.close()


def test_two_folders_are_two_programs(tmp_path: Path) -> None:
    one, other = SingleInstance(tmp_path / "a"), SingleInstance(tmp_path / "b")
    assert one.claim([]) == other.claim([]) == "first"
    one.close()
    other.close()


def test_after_the_first_is_closed_or_killed_the_next_is_the_first(
    qtbot: QtBot, tmp_path: Path
) -> None:
    first = SingleInstance(tmp_path)
    assert first.claim([]) == "first"
    first.close()
    killed = start(tmp_path)
    assert killed.stdout is not None and killed.stdin is not None
    assert killed.stdout.readline().strip() == "first"
    os.kill(killed.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    killed.wait(20)
    killed.stdout.close()
    killed.stdin.close()
    again = SingleInstance(tmp_path)
    assert again.claim([]) == "first"
    # Its door is open, although the killed one left its own behind.
    with qtbot.waitSignal(again.files_arrived, timeout=20_000):
        second = start(tmp_path)
    second.communicate("\n", timeout=20)
    again.close()


def test_nonsense_at_the_door_does_no_harm(qtbot: QtBot, tmp_path: Path) -> None:
    first = SingleInstance(tmp_path)
    assert first.claim([]) == "first"
    for nonsense in (b"\xff\xfe\n", b'{"a": 1}\n', b"[1, null]\n"):
        socket = QLocalSocket()
        with qtbot.waitSignal(first.files_arrived) as told:
            socket.connectToServer(first._name)
            socket.write(nonsense)
            socket.flush()
        assert told.args == [[]]
        socket.abort()
    first.close()
