"""Makes training data: processes that write, speak, and store features and ids in files.

    python -m demo_model.training.make_data DATA_FOLDER POOL_FOLDER --workers 8 --seconds 500

Each file holds a few hundred examples: float16 log-mel frames, and flat int16 ids with their sizes.
The pool's reader removes files; when too many wait, the workers pause. Workers that fail as soon as
they start end everything, so that nobody waits for data that cannot come.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from asr_core.features import log_mel_kaldi
from demo_model.training.espeak import TRAINING_VARIANTS, Espeak
from demo_model.training.examples import Example, ExampleMaker
from demo_model.training.flite import Flite
from demo_model.training.lexicon import Lexicon
from demo_model.training.sentences import MIX, SentenceMaker
from demo_model.training.sound import FINAL_RATE_HZ, Studio
from demo_model.training.targets import TargetWriter
from demo_model.training.vocabulary import TextCodec, Vocabulary

EXAMPLES_PER_FILE = 192
LONGEST_S = 30.0
LEFT_OUT = (*sorted({way for _, way in MIX}), "near", "random-voices", "flite")
_CALLS_PER_PROCESS = 7_500
_NOTHING_SHARE = 0.03
_MOST_WAITING = 300
_EARLY_S, _MOST_EARLY_FAILURES = 5.0, 3


class DataWorker:
    """Makes files of examples from one seed."""

    def __init__(self, data: Path, seed: int, without: Collection[str]) -> None:
        rng = random.Random(seed)
        self.rng = rng
        vocabulary = Vocabulary.load(data / "vocabulary.json")
        lexicon = Lexicon(data / "lexicon.json", set(vocabulary.characters()))
        sentences = SentenceMaker(data / "corpus.json", lexicon, rng.randrange(2**32), without)
        self.examples = ExampleMaker(sentences, lexicon, rng, near="near" not in without)
        self.targets = TargetWriter(TextCodec(vocabulary), data / "syllables.json")
        self.espeak = Espeak(data / "espeak")
        variants = tuple(v for v in TRAINING_VARIANTS if self.espeak.has(v))
        flite = None if "flite" in without else Flite.in_folder(data)
        self.studio = Studio(self.espeak, variants, rng, flite=flite)
        if "random-voices" in without:
            self.studio.forget_random_voices()

    def item(self) -> dict[str, np.ndarray] | None:
        """One example as arrays, None if it cannot be used."""
        if self.rng.random() < _NOTHING_SHARE:
            sound = self.studio.nothing()
            example = self.examples.with_prompt([])
            example.target = ""
        else:
            example = self.examples.example()
            heard = self.studio.record(example.sentences)
            if heard is None or heard.size > LONGEST_S * FINAL_RATE_HZ:
                return None
            sound = heard
        return self.arrays(example, sound)

    def arrays(self, example: Example, sound: np.ndarray) -> dict[str, np.ndarray] | None:
        """Features and ids of one example; None where the text is too long for the sound."""
        mel = log_mel_kaldi(sound).astype(np.float16)
        ids = self.targets.ids(example)
        rows = -(-len(mel) // 6)
        if len(mel) < 10 or rows < 1.1 * len(ids["ctc"]) + 1 or rows < 1.1 * len(ids["aux"]) + 1:
            return None
        return {"mel": mel} | {name: np.array(v, np.int16) for name, v in ids.items()}

    def write_file(self, path: Path) -> None:
        """A file of examples, renamed when complete."""
        items: list[dict[str, np.ndarray]] = []
        while len(items) < EXAMPLES_PER_FILE:
            item = self.item()
            if item is not None:
                items.append(item)
        arrays: dict[str, np.ndarray] = {}
        for name in items[0]:
            arrays[name] = np.concatenate([item[name] for item in items])
            arrays[name + "_sizes"] = np.array([len(item[name]) for item in items], np.int32)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        part.replace(path)


def work(data: Path, pool: Path, seed: int, until: float, without: Collection[str]) -> None:
    """Write files until `until` (seconds since the epoch) or until the process has said enough."""
    os.nice(10)
    # So that scratch files go too when the supervisor ends this process.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(0))
    worker = DataWorker(data, seed, without)
    number = 0
    while worker.espeak.calls < _CALLS_PER_PROCESS and time.time() < until:
        if (pool / "STOP").exists():
            return
        if sum(1 for _ in pool.glob("*.npz")) > _MOST_WAITING:
            time.sleep(0.2)
            continue
        worker.write_file(pool / f"{seed}-{number}.npz")
        number += 1


def check(data: Path, seed: int) -> None:
    """Make a few examples in this process; whatever is missing raises its error here."""
    worker = DataWorker(data, seed, ())
    items = [item for item in (worker.item() for _ in range(20)) if item is not None]
    if len(items) < 10:
        sys.exit(f"only {len(items)} of 20 examples can be used")
    hundredths = sum(len(item["mel"]) for item in items)
    print(f"{len(items)} examples of {hundredths / 100:.0f} s, {worker.espeak.calls} calls")


def supervise(
    data: Path, pool: Path, workers: int, seconds: float, seed: int, without: Sequence[str]
) -> None:
    """Keep so many workers running; a worker that ends or crashes is followed by another.

    Ends the program with an error, and leaves a file STOP, where workers fail at their start.
    """
    pool.mkdir(parents=True, exist_ok=True)
    until = time.time() + seconds
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    running: dict[int, subprocess.Popen[bytes]] = {}
    started: dict[int, float] = {}
    born = early_failures = 0
    while time.time() < until and not (pool / "STOP").exists():
        for slot in range(workers):
            process = running.get(slot)
            if process is None or process.poll() is not None:
                if process is not None:
                    early = process.returncode != 0 and time.time() - started[slot] < _EARLY_S
                    early_failures = early_failures + 1 if early else 0
                if early_failures >= max(_MOST_EARLY_FAILURES, workers):
                    (pool / "STOP").touch()
                    sys.exit("workers fail as soon as they start")
                born += 1
                started[slot] = time.time()
                command = [
                    sys.executable,
                    "-m",
                    "demo_model.training.make_data",
                    str(data),
                    str(pool),
                ]
                command += ["--worker-seed", str(seed * 100_003 + born), "--until", str(until)]
                command += [part for way in without for part in ("--without", way)]
                running[slot] = subprocess.Popen(command, env=environment)
        time.sleep(0.5)
    for process in running.values():
        process.send_signal(signal.SIGTERM)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("pool", type=Path)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=LEFT_OUT,
        help="what to leave out, to see its worth",
    )
    parser.add_argument("--check", action="store_true", help="make a few examples and end")
    parser.add_argument("--worker-seed", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--until", type=float, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.check:
        check(given.data, given.seed)
    elif given.worker_seed is not None:
        work(given.data, given.pool, given.worker_seed, given.until, given.without)
    else:
        supervise(given.data, given.pool, given.workers, given.seconds, given.seed, given.without)


if __name__ == "__main__":
    main()
