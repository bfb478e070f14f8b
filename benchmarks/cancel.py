"""How long a running transcription goes on after a cancel, stage by stage.

`python -m benchmarks.cancel --model DIR` cancels a model of `benchmarks.real_shape` at random
moments of a 30 s window and prints the time until the engine has stopped.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from asr_core.cancellation import CancelFlag
from asr_core.engine import create_asr_engine
from asr_core.errors import Cancelled
from asr_core.fun_asr.engine import FunAsrEngine
from asr_core.transcription import TranscribeOptions
from benchmarks.scripted_speech import Script, following_script, write_speech_like_sound

WINDOW_S = 30.0


class StageClock:
    """Knows which stage runs, by watching the calls that make it up."""

    def __init__(self) -> None:
        self.stage = "start"

    @contextmanager
    def watching(self, engine: FunAsrEngine) -> Iterator[None]:
        recogniser: Any = engine._recogniser
        watched = (
            (recogniser._acoustics.encoder, "encode", "encoder"),
            (recogniser._acoustics.ctc, "posterior", "ctc"),
            (recogniser._decoder, "_prefill", "prefill"),
            (recogniser._decoder, "_attempt", "decode"),
        )
        with ExitStack() as patches:
            for owner, name, stage in watched:
                replaced = self._labelled(getattr(owner, name), stage)
                patches.enter_context(patch.object(owner, name, replaced))
            yield

    def _labelled(self, call: Callable[..., Any], stage: str) -> Callable[..., Any]:
        def labelled(*arguments: Any, **options: Any) -> Any:
            self.stage = stage
            return call(*arguments, **options)

        return labelled


def one_cancel(engine: FunAsrEngine, sound: Path, after_s: float) -> tuple[str, float] | None:
    """The stage at the cancel and the seconds until the engine stopped; None if it was done."""
    clock, cancel = StageClock(), CancelFlag()
    asked: list[tuple[str, float]] = []

    def ask() -> None:
        asked.append((clock.stage, time.perf_counter()))
        cancel.cancel()

    timer = threading.Timer(after_s, ask)
    options = TranscribeOptions(segment_s=WINDOW_S, overlap_s=0.0)
    with clock.watching(engine):
        timer.start()
        try:
            for _event in engine.events(sound, options, cancel):
                pass
        except Cancelled:
            stage, at = asked[0]
            return stage, time.perf_counter() - at
        finally:
            timer.cancel()
            timer.join()
    return None


def main() -> None:
    """Print count, median and worst per stage."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cancel", description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--cancels", type=int, default=40)
    arguments = parser.parse_args()
    engine = create_asr_engine(arguments.model, device="cpu")
    if not isinstance(engine, FunAsrEngine):
        raise TypeError("only Fun-ASR-Nano can be measured")
    moments = random.Random(0)
    latencies: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, engine:
        sound = Path(folder) / "sound.wav"
        write_speech_like_sound(sound, WINDOW_S)
        recogniser = engine._recogniser
        if recogniser is None:
            raise ValueError("the engine is not initialised")
        with following_script(recogniser, Script.for_seconds(WINDOW_S)):
            began = time.perf_counter()
            one_cancel(engine, sound, 3600.0)
            whole_s = time.perf_counter() - began
            for _ in range(arguments.cancels):
                found = one_cancel(engine, sound, moments.uniform(0.0, whole_s))
                if found is not None:
                    latencies[found[0]].append(found[1])
    print(f"{'stage':<10}{'cancels':>8}{'median ms':>11}{'worst ms':>10}")
    for stage, values in latencies.items():
        values.sort()
        middle = values[len(values) // 2] * 1000
        print(f"{stage:<10}{len(values):>8}{middle:>11.1f}{values[-1] * 1000:>10.1f}")


if __name__ == "__main__":
    main()
