"""Trial: speed on two threads, and the size of the model's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asr_core.audio import SAMPLE_RATE_HZ
from asr_core.engine import create_asr_engine
from asr_core.fun_asr.engine import FunAsrEngine
from asr_core.model_store import find_model
from asr_core.transcription import TranscribeOptions
from benchmarks.engine import measure
from demo_model.recording import write_recording
from demo_model.trials.bench import Bench
from demo_model.trials.figures import Bar, Figure
from demo_model.trials.long_recording import joined, long_text, speak_for_minutes
from demo_model.trials.samples import HOTWORDS
from demo_model.trials.test_sets import LANGUAGES
from demo_model.trials.voices import TRAINED

_THREADS = 2
_RUNS = 3
_SPEED_BAR = Bar(15, at_least=True)
_SIZE_BAR = Bar(20)


def try_speed(bench: Bench) -> None:
    """Three minutes of dense speech in each language, the fastest of three runs each."""
    folder = bench.new_folder("speed")
    sound_s = work_s = 0.0
    with (
        _on_processors(_THREADS),
        create_asr_engine(bench.model, hotwords_path=HOTWORDS, device="cpu") as engine,
    ):
        if not isinstance(engine, FunAsrEngine):
            raise TypeError("only Fun-ASR-Nano can be measured")
        for language in LANGUAGES:
            text = long_text(bench, language)
            spoken = speak_for_minutes(bench, language, TRAINED[0], text)
            sound = joined([speech for _, speech in spoken])
            path = folder / f"{language}.wav"
            write_recording(sound, path)
            runs = [measure(engine, path, TranscribeOptions(), None) for _ in range(_RUNS)]
            work_s += min(run.total_s for run in runs)
            sound_s += sound.size / SAMPLE_RATE_HZ
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    what, beside = f"speed on {_THREADS} threads", f"load of the machine {load}"
    speed = sound_s / work_s
    bench.note(Figure(what, speed, _RUNS, unit="× real time", bar=_SPEED_BAR, beside=beside))
    size_mib = folder_bytes(find_model(bench.model, device="cpu").encoder.parent) / 2**20
    bench.note(Figure("size of the folder", size_mib, 1, unit="MiB", bar=_SIZE_BAR))


def folder_bytes(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@contextmanager
def _on_processors(count: int) -> Iterator[None]:
    """So many processors for this process, and so many threads for its libraries, for a while."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
