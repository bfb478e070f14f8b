"""Time and memory of the whole engine, stage by stage.

`python -m benchmarks.engine --model DIR` measures a model of `benchmarks.real_shape`. It knows
nothing, so what it should have heard is scripted: every stage computes in full on made-up sound,
but the best class of each CTC frame and the final text are replaced, and the decoder writes 250
tokens a minute whatever they are, without an end and without retries.
`python -m benchmarks.engine --model demo --sample FILE` measures a real recording as it is.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from asr_core.audio import probe
from asr_core.cancellation import CancelFlag
from asr_core.engine import create_asr_engine
from asr_core.errors import AsrError
from asr_core.fun_asr.engine import FunAsrEngine
from asr_core.quality import Quality
from asr_core.transcription import FileFinished, TranscribeOptions
from benchmarks.process_memory import peak_resident_gb, resident_gb
from benchmarks.scripted_speech import (
    Script,
    counting_tokens,
    following_script,
    write_hotwords,
    write_speech_like_sound,
)

STAGES = (
    "audio",
    "features",
    "encoder",
    "ctc",
    "hotwords",
    "prefill",
    "decode",
    "second-look",
    "alignment",
)


@dataclass(frozen=True)
class Measurement:
    """One run over a file: seconds per stage and in all, and the tokens written.

    `processor_s` sums the time of all threads, which neighbours on the machine disturb less.
    """

    stages: dict[str, float]
    total_s: float
    processor_s: float
    tokens: int

    @property
    def other_s(self) -> float:
        """Time that belongs to no stage: opening the file, the prompt, the consumer."""
        return self.total_s - sum(self.stages.values())


def measure(
    engine: FunAsrEngine,
    path: Path,
    options: TranscribeOptions,
    replaced: Script | None,
) -> Measurement:
    """Transcribe `path` once."""
    recogniser = engine._recogniser
    if recogniser is None:
        raise ValueError("the engine is not initialised")
    tap: AbstractContextManager[list[int]] = (
        counting_tokens(recogniser) if replaced is None else following_script(recogniser, replaced)
    )
    with tap as token_counts:
        began, processor_began = time.perf_counter(), time.process_time()
        stages: dict[str, float] = {}
        for event in engine.events(path, options, CancelFlag()):
            if isinstance(event, FileFinished):
                stages = event.timings
        total_s = time.perf_counter() - began
        processor_s = time.process_time() - processor_began
    return Measurement(stages, total_s, processor_s, sum(token_counts))


def table(runs: list[Measurement], audio_s: float) -> Iterator[str]:
    """Lines with the fastest run beside the medians."""
    best = min(runs, key=lambda run: run.total_s)
    known = [*STAGES, *(stage for stage in best.stages if stage not in STAGES)]
    yield f"{'seconds':<16}{'best run':>10}{'median':>10}"
    for stage in known:
        values = [run.stages.get(stage, 0.0) for run in runs]
        yield f"{stage:<16}{best.stages.get(stage, 0.0):10.3f}{statistics.median(values):10.3f}"
    others = statistics.median(run.other_s for run in runs)
    yield f"{'other':<16}{best.other_s:10.3f}{others:10.3f}"
    total_s = statistics.median(run.total_s for run in runs)
    yield f"{'total':<16}{best.total_s:10.3f}{total_s:10.3f}"
    processor_s = statistics.median(run.processor_s for run in runs)
    yield f"{'processor time':<16}{best.processor_s:10.3f}{processor_s:10.3f}"
    yield f"{'× real time':<16}{audio_s / best.total_s:10.2f}{audio_s / total_s:10.2f}"
    speeds = [run.tokens / run.stages["decode"] for run in runs if run.stages.get("decode")]
    if speeds:
        best_speed = best.tokens / best.stages["decode"]
        yield f"{'tokens/s':<16}{best_speed:10.1f}{statistics.median(speeds):10.1f}"
    yield f"{'tokens':<16}{best.tokens:10d}"


def main() -> int:
    """Measure what the command line asks for; 0 when the table is printed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--model", required=True, help="folder, or a name such as demo")
    parser.add_argument("--sample", type=Path, help="a real recording instead of made-up sound")
    parser.add_argument("--seconds", type=float, default=60.0, help="length of the made-up sound")
    parser.add_argument("--hotwords", type=int, default=0, help="how many made-up hotwords")
    parser.add_argument("--hotwords-file", type=Path, help="a hot.txt, for --sample")
    parser.add_argument("--device", choices=("auto", "cpu", "gpu"), default="cpu")
    parser.add_argument("--quality", choices=get_args(Quality), default="balanced")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            _measure_all(arguments, Path(folder))
    except AsrError as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def _measure_all(arguments: argparse.Namespace, folder: Path) -> None:
    hotwords_path: Path | None = arguments.hotwords_file
    if arguments.sample is None:
        path, script = folder / "speech-like.wav", Script.for_seconds(arguments.seconds)
        write_speech_like_sound(path, arguments.seconds)
        options = TranscribeOptions(segment_s=arguments.seconds, overlap_s=0.0)
        if arguments.hotwords:
            hotwords_path = folder / "hot.txt"
            write_hotwords(hotwords_path, arguments.hotwords)
    else:
        path, script, options = arguments.sample, None, TranscribeOptions()
    print(f"load of the machine before: {_load()}")
    began = time.perf_counter()
    engine = create_asr_engine(
        arguments.model,
        hotwords_path=hotwords_path,
        device=arguments.device,
        quality=arguments.quality,
    )
    if not isinstance(engine, FunAsrEngine):
        raise TypeError("only Fun-ASR-Nano can be measured")
    with engine:
        print(f"engine start: {time.perf_counter() - began:.2f} s ({engine.device})")
        decoder = "no decoder" if arguments.quality == "draft" else engine.files.decoder.name
        print(f"files: {engine.files.encoder.name}, {decoder}")
        print(f"in memory when ready: {_gb(resident_gb())}", flush=True)
        runs = [measure(engine, path, options, script) for _ in range(arguments.runs)]
        audio_s = probe(path).duration_s or arguments.seconds
        print(f"in memory at most: {_gb(peak_resident_gb())}")
        print(f"load of the machine after: {_load()}")
        print(f"{audio_s:.1f} s of sound, {len(runs)} runs\n")
        print("\n".join(table(runs, audio_s)))


def _gb(value: float | None) -> str:
    return "unknown here" if value is None else f"{value:.2f} GB"


def _load() -> str:
    if not hasattr(os, "getloadavg"):
        return "unknown here"
    return f"{os.getloadavg()[0]:.2f} on {os.cpu_count()} processors"


if __name__ == "__main__":
    sys.exit(main())
