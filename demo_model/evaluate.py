"""Measures the demo model against its bars and writes the table into the model card.

Test sentences, sample recordings, silence, noise and music, hotword lists, word times, long
recordings, speed and size; sound files go through `main.py transcribe`, lists of given words
straight into the prompt. All speech is made on demand, all of it takes about a quarter of an hour
on two processors: `apt install --no-install-recommends espeak-ng festival festvox-kdlpc16k`, then

    python -m demo_model.evaluate [--reference UNQUANTISED_MODEL]

A quick look at another model, on sentences that choices may be made by, writes no card:

    python -m demo_model.evaluate --model FOLDER --sets development --limit 40 --only sentences
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import get_args

from asr_core.errors import AsrError
from asr_core.llama_release import RELEASE
from asr_core.locations import DEMO_MODEL, PROGRAM_ROOT
from asr_core.model_store import find_model
from asr_core.quality import Quality
from demo_model.festival_speech import festival_version
from demo_model.speech import Synthesiser
from demo_model.trials.bench import Bench
from demo_model.trials.card import TITLES, write_card
from demo_model.trials.clips import SEED
from demo_model.trials.figures import Figure
from demo_model.trials.hotword_prompts import try_hotwords
from demo_model.trials.long_recording import try_long_recordings
from demo_model.trials.precision import check_reference, try_precision
from demo_model.trials.quiet import try_quiet
from demo_model.trials.recall import try_recall
from demo_model.trials.results import Results, fingerprint
from demo_model.trials.samples import try_samples
from demo_model.trials.sentences import try_sentences
from demo_model.trials.speed import try_speed
from demo_model.trials.test_sets import SetName
from demo_model.trials.word_times import try_word_times
from demo_model.trials.wrong_words import try_wrong_words

TRIALS: dict[str, Callable[[Bench], None]] = {
    "sentences": try_sentences,
    "samples": try_samples,
    "quiet": try_quiet,
    "hotwords": try_hotwords,
    "wrong_words": try_wrong_words,
    "recall": try_recall,
    "word_times": try_word_times,
    "long": try_long_recordings,
    "precision": try_precision,
    "speed": try_speed,
}
assert list(TRIALS) == list(TITLES)
CARD = DEMO_MODEL / "README.md"
CURVE = PROGRAM_ROOT / "docs" / "images" / "demo_model_hotwords.svg"
RESULTS = PROGRAM_ROOT / "build" / "evaluation.json"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="demo", help="name or folder of the model")
    parser.add_argument("--sets", choices=get_args(SetName), default="held_out")
    parser.add_argument("--limit", type=_above_zero, help="so many sentences of each set")
    parser.add_argument("--only", choices=tuple(TRIALS), action="append", help="repeatable")
    parser.add_argument(
        "--quality", choices=get_args(Quality), default="balanced", help="of the sentences; no card"
    )
    parser.add_argument("--reference", help="folder of the same model before quantisation")
    parser.add_argument("--results", type=Path, default=RESULTS, help="figures so far, JSON")
    parser.add_argument("--card", type=Path, help="model card to write whatever was measured")
    parser.add_argument("--curve", type=Path, default=CURVE, help="where the SVG picture goes")
    parser.add_argument("--show", action="store_true", help="print every text with errors")
    given = parser.parse_args()
    try:
        about = _about(given)
    except AsrError as failure:
        parser.error(str(failure))
    if given.reference is not None:
        check_reference(given.model, given.reference)
    results = Results.load(given.results, about)
    for trial in given.only or TRIALS:
        print(f"\n{TITLES[trial]}", flush=True)
        began = time.monotonic()
        # In a process of its own: espeak-ng speaks a little otherwise after what it has said, so
        # the figures would depend on which trials came before.
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
            figures = process.submit(run_trial, trial, given).result()
        print(f"({time.monotonic() - began:.0f} s)", flush=True)
        if figures:
            results.figures[trial] = figures
            results.save(given.results)
    _write_card(given, results)


def run_trial(trial: str, given: argparse.Namespace) -> list[Figure]:
    """The figures of one trial."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(
            given.model,
            Path(folder),
            given.sets,
            given.limit,
            given.show,
            given.reference,
            given.quality,
        )
        TRIALS[trial](bench)
        return bench.figures


def _above_zero(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("it must be at least 1")
    return number


def _about(given: argparse.Namespace) -> dict[str, str]:
    """What the figures depend on beside the code."""
    folder = find_model(given.model, device="cpu").encoder.parent
    about = {
        "model files": fingerprint(folder),
        "espeak-ng": Synthesiser().version.split()[0],
        "Festival": festival_version(),
        "ONNX Runtime": version("onnxruntime"),
        "llama.cpp": RELEASE,
        "pypinyin": version("pypinyin"),
        "NumPy": version("numpy"),
        "seed": str(SEED),
        "sentences": given.sets,
    }
    for name, usual in (("limit", None), ("quality", "balanced")):
        if (value := getattr(given, name)) != usual:
            about[name] = str(value)
    return about


def _write_card(given: argparse.Namespace, results: Results) -> None:
    missing = [trial for trial in TRIALS if trial not in results.figures]
    measured = (given.model, given.sets, given.limit, given.quality)
    if given.card is not None:
        _put_into(results, given.card, given.curve)
    elif measured != ("demo", "held_out", None, "balanced"):
        print("\nno card: this is not the demo model on all held-out sentences (--card FILE)")
    elif [trial for trial in missing if trial != "precision"]:
        print(f"\nno card yet: {', '.join(missing)} not measured (or --card FILE)")
    else:
        _put_into(results, CARD, given.curve)


def _put_into(results: Results, card: Path, curve: Path) -> None:
    try:
        write_card(results, card, curve)
    except (OSError, ValueError) as error:
        raise SystemExit(f"{card} is not written: {error}") from error
    print(f"\n{card} and {curve} are written")


if __name__ == "__main__":
    main()
