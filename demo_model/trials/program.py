"""The program as a person calls it: sound files in, one JSON transcript per file out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from asr_core.transcript import Transcript

_PROGRAM = Path(__file__).resolve().parents[2] / "main.py"


def transcribe(files: Sequence[Path], model: str, *options: str) -> list[Transcript]:
    """The transcript of each file, by one call of `main.py transcribe --json`.

    `options` are further arguments. Ends the program with the reason where a file fails.
    """
    command = [sys.executable, str(_PROGRAM), "transcribe", "--json", "--model", model, *options]
    done = subprocess.run(
        [*command, *map(str, files)], check=False, capture_output=True, encoding="utf-8"
    )
    if done.returncode != 0:
        raise SystemExit(f"transcribe ended with {done.returncode}: {done.stderr}")
    return [Transcript.from_dict(json.loads(line)) for line in done.stdout.splitlines()]
