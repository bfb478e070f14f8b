"""A program that runs the queue without a window, for tests that end it the hard way.

`python leaving_window.py FOLDER FILE…` keeps its journal in FOLDER and prints a line per segment.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from asr_core.jobs import RunOptions
from gui.job_runner import JobRunner


def main() -> None:
    folder, *files = map(Path, sys.argv[1:])
    app = QCoreApplication([])
    runner = JobRunner(folder, RunOptions(model="demo", device="cpu"))
    runner.add(files)
    runner.segment_finished.connect(
        lambda _job, segment: print("segment", segment.text, flush=True)
    )
    runner.queue_ended.connect(app.quit)
    runner.start()
    app.exec()
    runner.close()


if __name__ == "__main__":
    main()
