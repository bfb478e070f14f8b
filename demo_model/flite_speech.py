"""Synthetic speech by flite, a synthesiser that no training sentence was spoken with.

English only. A process per sentence, because Debian's library has no voices in it. Debian:
`apt install flite`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from asr_core.audio import read_blocks
from demo_model.reading import english_words
from demo_model.speech import Samples

VOICES = ("slt", "awb", "rms", "kal16")


def flite_version() -> str:
    """What flite says about itself, for the record."""
    text = subprocess.run(
        [_flite(), "--version"], check=False, capture_output=True, encoding="utf-8"
    ).stdout
    found = re.search(r"version: (\S+)", text)
    return found[1].removeprefix("flite-") if found else "unknown"


def speak_with_flite(text: str, voice: str) -> Samples:
    """English speech at 16 kHz in [−1, 1]; ValueError if flite says nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        command = [_flite(), "-voice", voice, "-t", english_words(text), "-o", str(path)]
        done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
        if done.returncode != 0 or not path.is_file():
            raise ValueError(f"flite said nothing for {text!r}: {done.stderr.strip()}")
        return np.concatenate([np.zeros(0, np.float32), *read_blocks(path)])


def _flite() -> str:
    found = shutil.which("flite")
    if found is None:
        raise SystemExit("flite is not installed: apt install flite")
    return found
