"""Makes the pictures of docs/images and docs/ui-map.md out of the real window.

`python -m gui.screenshots` shows the window empty, running, done and with a failure, in both
languages and both looks, at 100 % and 200 %; without a display call it through
`xvfb-run -a -s "-screen 0 3200x2000x24"`. The demo model hears the samples; nothing is made up.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from asr_core.jobs import JobState
from gui.app import open_window
from gui.live_text import LiveText
from gui.main_window import MainWindow
from gui.ui_map import write_ui_map
from gui.ui_map_parts import all_parts

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
MAP = ROOT / "docs" / "ui-map.md"
SAMPLES = ROOT / "resources" / "samples"
STATES = ("empty", "running", "done", "error")
VARIANTS = (("light", "en", "1"), ("light", "zh", "1"), ("dark", "zh", "1"), ("dark", "en", "2"))
SIZE = (1280, 800)
FILES = {
    "zh": ("采访 第12集.flac", "发布会.mp3", "圆桌讨论.m4a", "片头.mp4"),
    "en": ("Interview 12.flac", "Keynote.mp3", "Round table.m4a", "Intro.mp4"),
}
SOURCES = ("dialogue_zh.flac", "dialogue_en.mp3", "mixed.m4a", "README.md")
"""What the files hold; the last one is no film, and fails."""
SMALLEST_FILE = 0
POLL_MS = 100
PATIENCE_MS = 180_000


def main() -> None:
    """Make what was asked for, each picture in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=IMAGES)
    parser.add_argument("--map", action="store_true", help="only write docs/ui-map.md")
    parser.add_argument("--states", nargs="*", choices=STATES, default=STATES)
    parser.add_argument("--one", nargs=4, metavar=("STATE", "THEME", "LANGUAGE", "SCALE"))
    arguments = parser.parse_args()
    if arguments.map:
        in_a_fresh_folder("light", "en", _write_map)
    elif arguments.one:
        state, theme, spoken, scale = arguments.one
        path = arguments.output / f"window_{state}_{theme}_{spoken}_{scale}00.png"
        in_a_fresh_folder(theme, spoken, lambda w, folder: Scene(w, state, folder, path))
        print(path)
    else:
        arguments.output.mkdir(parents=True, exist_ok=True)
        for state in arguments.states:
            for variant in VARIANTS:
                _in_a_process(arguments.output, state, *variant)


def in_a_fresh_folder(theme: str, spoken: str, then: Callable[[MainWindow, Path], object]) -> None:
    """Open the window as after a first run with a few hotwords, and call `then`, which closes it.

    Beside the data there is a folder of files to hear.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.environ["HOTSCRIBE_DATA"] = str(folder / "data")
        (folder / "data").mkdir()
        settings = {"theme": theme, "language": spoken, "model": "demo"}
        (folder / "data" / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        shutil.copyfile(SAMPLES / "hot.txt", folder / "data" / "hot.txt")
        for source, target in zip(SOURCES, FILES[spoken], strict=True):
            shutil.copyfile(SAMPLES / source, folder / target)
        open_window(painted=lambda window: then(window, folder))


class Scene(QObject):
    """Brings the window into `state`, writes what it shows to `path`, and closes it."""

    def __init__(self, window: MainWindow, state: str, folder: Path, path: Path) -> None:
        super().__init__(window)
        self._window, self._state, self._path = window, state, path
        window.resize(*SIZE)
        files = [folder / name for names in FILES.values() for name in names]
        files = [file for file in files if file.exists()]
        if state == "error":
            files = [files[-1], *files[:1]]
        if state != "empty":
            window.commands.add(files)
        window.runner.text_arrived.connect(self._look_at_text)
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._look)
        self._timer.start(POLL_MS)
        QTimer.singleShot(PATIENCE_MS, window, self._give_up)

    def _look(self) -> None:
        if not self._is_reached():
            return
        self._timer.stop()
        if self._state in ("done", "error"):
            self._window.queue.select(next(iter(self._window.runner.jobs)).id)
        self._window.cue_list.jump_to(0.0)
        # What was asked for a moment ago has to be laid out and drawn.
        QTimer.singleShot(6 * POLL_MS, self._window, self._take)

    def _is_reached(self) -> bool:
        runner = self._window.runner
        jobs = list(runner.jobs)
        match self._state:
            case "empty":
                return runner.engine.state == "ready"
            case "running":
                return False  # While text arrives, see below.
            case "error":
                return jobs[0].state is JobState.FAILED and jobs[-1].state is JobState.DONE
            case "taken":
                return False
        ended = (JobState.DONE, JobState.FAILED)
        return all(job.state in ended for job in jobs) and bool(jobs[0].outputs)

    def _look_at_text(self, job_id: str) -> None:
        if self._state == "running" and len(self._window.runner.jobs[job_id].segments) >= 2:
            self._state = "taken"
            # The list draws new text twenty times a second.
            QTimer.singleShot(60, self._window, self._take_text)

    def _take_text(self) -> None:
        live = self._window.findChild(LiveText)
        if live is not None and live.text:
            self._take()
        else:
            self._state = "running"  # The segment has ended meanwhile.

    def _take(self) -> None:
        picture = self._window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        picture.save(str(self._path), quality=SMALLEST_FILE)
        self._close()

    def _give_up(self) -> None:
        print(f"{self._path.name}: the state was not reached", file=sys.stderr)
        self._close()

    def _close(self) -> None:
        self._window.asks_before_closing = False
        self._window.close()


def _write_map(window: MainWindow, folder: Path) -> None:
    layers = window.hotwords.lists.layers
    if not layers or any(layer.opened is None for layer in layers):
        QTimer.singleShot(POLL_MS, window, lambda: _write_map(window, folder))
        return
    write_ui_map(all_parts(window), MAP)
    QTimer.singleShot(0, window.close)


def _in_a_process(output: Path, *variant: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "gui.screenshots", "--output", str(output), "--one", *variant],
        cwd=ROOT,
        env={**os.environ, "QT_SCALE_FACTOR": variant[3]},
        check=True,
        timeout=PATIENCE_MS / 1000 * 2,
    )


if __name__ == "__main__":
    main()
