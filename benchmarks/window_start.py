"""How long the window takes from the start of its process until it is on the screen.

`python -m benchmarks.window_start` starts the program a few times with an empty data folder and
prints, for each, when the imports were done and when the first picture was painted, and which
heavy packages were loaded by then (there should be none). `--platform offscreen` needs no display.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("numpy", "onnxruntime", "av", "torch", "scipy", "pypinyin", "rapidfuzz", "onnx")
CHILD = """
import json, sys, time
began = float(sys.argv[1])
from gui.app import open_window
import gui.main_window
imported = time.time() - began

def painted(window):
    report = {
        "imported_s": imported,
        "painted_s": time.time() - began,
        "modules": len(sys.modules),
        "heavy": sorted(set(sys.modules) & set(sys.argv[2].split(","))),
    }
    print(json.dumps(report), flush=True)
    from PySide6.QtCore import QTimer
    QTimer.singleShot(0, window.close)

sys.exit(open_window(painted=painted))
"""


def one_start(platform: str | None) -> dict[str, object]:
    """Start the program once and close it; what its process reported."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HOTSCRIBE_DATA": folder}
        if platform:
            environment["QT_QPA_PLATFORM"] = platform
        ran = subprocess.run(
            [sys.executable, "-c", CHILD, repr(time.time()), ",".join(HEAVY)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
    report: dict[str, object] = json.loads(ran.stdout)
    return report


def main() -> None:
    """Print one line per start, and the middle one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--platform", help="Qt's platform plugin; left out, the desktop's")
    arguments = parser.parse_args()
    painted: list[float] = []
    for number in range(1, arguments.runs + 1):
        report = one_start(arguments.platform)
        painted.append(float(str(report["painted_s"])))
        print(
            f"start {number}: imports {report['imported_s']:.2f} s, "
            f"first picture {report['painted_s']:.2f} s, "
            f"{report['modules']} modules, heavy ones: {report['heavy'] or 'none'}"
        )
    print(f"middle: {statistics.median(painted):.2f} s, slowest: {max(painted):.2f} s")


if __name__ == "__main__":
    main()
