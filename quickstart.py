"""Sets HotScribe up in a virtual environment and runs it, with nothing but Python and pip.

    python3 quickstart.py          transcribe a sample recording with the demo model
    python3 quickstart.py test     run every check and test
    python3 quickstart.py setup    only set up

Only the standard library is used here: this file runs before anything is installed.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SAMPLE = ROOT / "resources" / "samples" / "dialogue_zh.flac"
SAMPLE_HOTWORDS = ROOT / "resources" / "samples" / "hot.txt"
CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("pytest",),
)


def main(arguments: list[str]) -> int:
    """Do what `arguments` ask for; the exit code."""
    task = arguments[0] if arguments else "demo"
    if task not in ("demo", "test", "setup") or len(arguments) > 1:
        print(__doc__)
        return 2
    if sys.version_info < (3, 11):
        print("HotScribe needs Python 3.11 or newer.")
        return 1
    try:
        set_up(extra="test" if task == "test" else "")
        if task == "test":
            for check in CHECKS:
                run(str(PYTHON), "-m", *check)
        elif task == "demo":
            run(
                *(str(PYTHON), str(ROOT / "main.py"), "transcribe", str(SAMPLE)),
                *("--model", "demo", "--hotwords", str(SAMPLE_HOTWORDS), "--overwrite"),
            )
    except subprocess.CalledProcessError as failure:
        return failure.returncode
    except KeyboardInterrupt:
        print("Stopped. Call it again to go on.")
        return 130
    return 0


def set_up(extra: str) -> None:
    """Make the virtual environment and install the program's packages into it."""
    if not PYTHON.is_file():
        print(f"Setting up {ENVIRONMENT} …", flush=True)
        # Debian packs ensurepip apart from Python; there pip comes from outside.
        with_pip = importlib.util.find_spec("ensurepip") is not None
        venv.create(ENVIRONMENT, with_pip=with_pip)
    pip = [str(PYTHON), "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        pip = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    wanted = f"{ROOT}[{extra}]" if extra else str(ROOT)
    run(*pip, "install", "--quiet", "--disable-pip-version-check", "--editable", wanted)
    if os.name == "nt":
        run(str(PYTHON), str(ROOT / "main.py"), "setup")


def run(*command: str) -> None:
    """Run `command` in the project's folder, its output shown; raises when it fails."""
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
