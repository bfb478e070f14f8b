"""Synthetic speech by Festival, a synthesiser that no training sentence was spoken with.

English only, by its diphone voice "ked": cut from recordings of a person whom no voice of the
training was made of. Lexicon and melody rules are related to Flite's, which speaks in the training.
Debian: `apt install --no-install-recommends festival festvox-kdlpc16k`.
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

VOICES = ("ked_diphone",)


def festival_version() -> str:
    """What Festival says about itself, for the record."""
    text = subprocess.run(
        [_festival(), "--version"], check=False, capture_output=True, encoding="utf-8"
    ).stdout
    found = re.search(r"(\d\S*):", text)
    return found[1] if found else "unknown"


def speak_with_festival(text: str, voice: str) -> Samples:
    """English speech at 16 kHz in [−1, 1]; ValueError if Festival says nothing."""
    plain = re.sub(r"[^A-Za-z0-9',.!? -]", " ", english_words(text))
    with tempfile.TemporaryDirectory() as folder:
        path, script = Path(folder) / "speech.wav", Path(folder) / "speech.scm"
        script.write_text(
            f"(voice_{voice})\n"
            f"(set! said (utt.synth (eval (list 'Utterance 'Text \"{plain}\"))))\n"
            f'(utt.save.wave said "{path}" \'riff)\n',
            encoding="ascii",
        )
        done = subprocess.run(
            [_festival(), "-b", str(script)], check=False, capture_output=True, encoding="utf-8"
        )
        if done.returncode != 0 or not path.is_file():
            raise ValueError(f"Festival said nothing for {text!r}: {done.stderr.strip()}")
        return np.concatenate([np.zeros(0, np.float32), *read_blocks(path)])


def _festival() -> str:
    found = shutil.which("festival")
    if found is None:
        raise SystemExit("Festival is not installed: apt install festival festvox-kdlpc16k")
    return found
