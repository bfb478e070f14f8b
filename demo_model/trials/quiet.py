"""Trial: no text where nobody speaks."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from asr_core.audio import SAMPLE_RATE_HZ
from demo_model.recording import write_recording
from demo_model.trials.bench import Bench
from demo_model.trials.clips import SEED
from demo_model.trials.figures import Bar, Figure, share
from demo_model.trials.program import transcribe
from demo_model.trials.quiet_sounds import QUIET_SOUNDS, at_level

_SECONDS = (1, 5, 20, 60)
_DRAWS = 2
_PEAKS_DB = (-40.0, -3.0)
_WINDOW_S = 20


def write_quiet_clips(kind: str, folder: Path, draws: int = _DRAWS) -> list[Path]:
    """Files of one kind of sound, all lengths, at a level of their own each."""
    files = []
    for name, make in QUIET_SOUNDS[kind].items():
        for seconds in _SECONDS:
            for draw in range(draws):
                random = np.random.default_rng([SEED, seconds, draw, *name.encode()])
                sound = at_level(make(seconds * SAMPLE_RATE_HZ, random), random.uniform(*_PEAKS_DB))
                path = folder / f"{name}-{seconds:02}-{draw}.wav"
                write_recording(sound, path)
                files.append(path)
    return files


def try_quiet(bench: Bench) -> None:
    """The program as it is, and for comparison without its speech detector."""
    draws = _DRAWS if bench.limit is None else 1
    for kind in QUIET_SOUNDS:
        files = write_quiet_clips(kind, bench.new_folder(kind), draws)
        for name, options, bar in (
            (kind, (), Bar(0)),
            (f"{kind}, detector off", ("--segment-size", str(_WINDOW_S)), None),
        ):
            heard = transcribe(files, bench.model, *options)
            loud = [path.stem for path, found in zip(files, heard, strict=True) if found.text]
            beside = "with text: " + ", ".join(loud[:4]) + ("…" if loud[4:] else "")
            percent = share(len(loud), len(files))
            bench.note(
                Figure(
                    f"text on {name}", percent, len(files), bar=bar, beside=beside if loud else ""
                )
            )
