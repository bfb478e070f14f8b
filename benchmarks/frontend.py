"""Speed of everything before the encoder: reading, cutting, features. Prints times real time.

    python -m benchmarks.frontend FILE…

Set OMP_NUM_THREADS=1 and OPENBLAS_NUM_THREADS=1 to measure one core.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from asr_core.array_types import FloatArray
from asr_core.audio import SAMPLE_RATE_HZ, read_blocks
from asr_core.features import log_mel_kaldi, log_mel_stft, stack_frames
from asr_core.segmenter import cut_at_pauses

_RUNS = 3


def best_of_runs(work: Callable[[], object]) -> float:
    """Shortest time of some runs, in seconds."""
    times = []
    for _ in range(_RUNS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def measure(path: Path) -> list[tuple[str, float, float]]:
    """Stage, seconds of sound, seconds of work."""
    blocks = list(read_blocks(path))
    spans = [span.samples for span in cut_at_pauses(blocks)]
    sound_s = sum(block.size for block in blocks) / SAMPLE_RATE_HZ
    speech_s = sum(samples.size for samples in spans) / SAMPLE_RATE_HZ

    def features(log_mel: Callable[[FloatArray], FloatArray]) -> float:
        return best_of_runs(lambda: [stack_frames(log_mel(samples)) for samples in spans])

    return [
        ("read", sound_s, best_of_runs(lambda: list(read_blocks(path)))),
        ("cut at pauses", sound_s, best_of_runs(lambda: list(cut_at_pauses(blocks)))),
        ("features, Kaldi form", speech_s, features(log_mel_kaldi)),
        ("features, STFT form", speech_s, features(log_mel_stft)),
    ]


def main(arguments: Sequence[str]) -> None:
    for name in arguments:
        print(name)
        for stage, sound_s, work_s in measure(Path(name)):
            speed = sound_s / work_s if work_s else 0.0
            print(f"  {stage:22} {sound_s:8.1f} s in {work_s * 1000:8.1f} ms  {speed:7.0f} ×")


if __name__ == "__main__":
    main(sys.argv[1:])
