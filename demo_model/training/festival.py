"""Festival's diphone voice "ked": English cut from recordings of a person.

One process speaks through pipes. The voice has another pitch, pace and length of the vocal tract
for every speaker. Its licence is as free as the MIT licence (University of Edinburgh, 1997). No
recording of it is in flite's voices, which are held out; lexicon and melody rules are related.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import tarfile
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE_HZ = 16_000
ARCHIVE = "festival.tar.xz"
_VOICE = "ked_diphone"
_AUDIBLE = 60
# The fallback of unwind-protect keeps a sentence that fails from being waited for without end.
_START = f"""
(voice_{_VOICE})
(define (speak text file)
  (unwind-protect
    (let ((said (eval (list 'Utterance 'Text text))))
      (utt.synth said)
      (utt.save.wave said file 'riff)
      (format t "spoken\\n"))
    (format t "failed\\n"))
  (fflush nil))
"""


@dataclass(frozen=True, slots=True)
class DiphoneSpeaker:
    """Pitch in Hz and pace as heard, after the sound is played `played_at` times as fast."""

    pitch_hz: float
    pitch_spread_hz: float
    slowness: float
    played_at: float

    @classmethod
    def draw(cls, rng: random.Random) -> DiphoneSpeaker:
        """Anybody, from a big slow man to a child."""
        played_at = min(1.34, max(0.88, rng.gauss(1.06, 0.14)))
        natural_hz = min(190.0, max(72.0, rng.gauss(112, 24)))
        pitch_hz = natural_hz * played_at
        return cls(pitch_hz, pitch_hz * rng.uniform(0.07, 0.2), rng.uniform(0.78, 1.3), played_at)


class Festival:
    """Festival from the archive in a prepared folder, unpacked beside it by whoever comes first."""

    def __init__(self, data: Path) -> None:
        self._folder = _unpacked(data / ARCHIVE)
        self._scratch = tempfile.TemporaryDirectory()
        self._wave = Path(self._scratch.name) / "said.wav"
        self._process = self._start()

    def _start(self) -> subprocess.Popen[str]:
        share = str(self._folder / "share")
        environment = os.environ | {
            "LD_LIBRARY_PATH": str(self._folder / "lib"),
            "HOME": self._scratch.name,
            "OMP_NUM_THREADS": "1",
        }
        process = subprocess.Popen(
            [str(self._folder / "festival"), "--datadir", share, "--libdir", share, "--pipe"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it names every pair of sounds that was never recorded
            encoding="ascii",
            env=environment,
        )
        assert process.stdin is not None
        process.stdin.write(_START)
        process.stdin.flush()
        return process

    @classmethod
    def in_folder(cls, data: Path) -> Festival | None:
        """The one of a prepared folder, None if it was prepared without."""
        return cls(data) if (data / ARCHIVE).is_file() else None

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()
        self._scratch.cleanup()

    def say(self, text: str, speaker: DiphoneSpeaker) -> npt.NDArray[np.int16]:
        """Speech at 16 kHz, to be played at the speaker's rate; empty if nothing was said.

        Festival crashes at some single words; the next one is said by a new process.
        """
        plain = re.sub(r" +([,.!?])", r"\1", re.sub(r"[^A-Za-z0-9',.!? -]", " ", text))
        mean_hz = speaker.pitch_hz / speaker.played_at
        spread_hz = speaker.pitch_spread_hz / speaker.played_at
        answer = self._answer(
            f"(set! int_lr_params '((target_f0_mean {mean_hz:.1f}) (target_f0_std {spread_hz:.1f})"
            " (model_f0_mean 170) (model_f0_std 34)))\n"
            f"(Parameter.set 'Duration_Stretch {speaker.slowness * speaker.played_at:.3f})\n"
            f'(speak "{plain}" "{self._wave}")\n'
        )
        if answer != "spoken":
            return np.zeros(0, np.int16)
        with wave.open(str(self._wave)) as file:
            heard = np.frombuffer(file.readframes(file.getnframes()), dtype=np.int16)
        loud = np.flatnonzero(np.abs(heard.astype(np.int32)) > _AUDIBLE)
        return heard[loud[0] : loud[-1] + 1] if loud.size else heard[:0]

    def _answer(self, commands: str) -> str:
        """The line that follows the commands; empty where the process ended."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(commands)
            self._process.stdin.flush()
            answer = self._process.stdout.readline().strip()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self._process.kill()
            self._process.wait()
            self._process = self._start()
        return answer


def _unpacked(archive: Path) -> Path:
    """The folder beside the archive; workers may come at the same time."""
    folder = archive.with_name("festival")
    if not folder.is_dir():
        part = Path(tempfile.mkdtemp(dir=archive.parent))
        with tarfile.open(archive) as content:
            content.extractall(part, filter="data")
        try:
            part.rename(folder)
        except OSError:  # another was quicker
            shutil.rmtree(part)
    return folder
