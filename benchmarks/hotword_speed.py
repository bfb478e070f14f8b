"""How fast recall is and how much memory it takes, with lists of up to a hundred thousand words.

Run as `python -m benchmarks.hotword_speed`. Each list is measured in a process of its own that has
one thread. The words are those of data/hotwords and others made of their parts; the drafts are
ordinary sentences, 100 Chinese characters or 75 English words: about 245 and 280 phonemes.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

SIZES = (1_000, 10_000, 100_000)
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_DRAFTS = 20
_DRAFT_CHARACTERS = 100
# An English word is about four phonemes.
_DRAFT_WORDS = 75
_EDITS = 7
_SEED = 20264
_RSS = "import re; print(re.search(r'VmRSS:\\s+(\\d+)', open('/proc/self/status').read())[1])"


@dataclass(frozen=True)
class Speed:
    """What one list costs: seconds, milliseconds and megabytes above an empty Python process.

    Recall is the median over drafts; an edit is the median over lists that differ in one word.
    `peak_mb` is what was needed at most while the index was made.
    """

    words: int
    build_s: float
    chinese_ms: float
    english_ms: float
    slowest_ms: float
    edit_ms: float
    memory_mb: float | None
    peak_mb: float | None
    load_s: float
    check_s: float


def main() -> None:
    """Measure every list and print the table."""
    parser = argparse.ArgumentParser(description="Speed and memory of recall by length of the list")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="words in the lists")
    parser.add_argument("--no-check", action="store_true", help="without the check of a list")
    arguments = parser.parse_args()
    os.environ |= _ONE_THREAD  # for the processes that are started below
    context = multiprocessing.get_context("spawn")
    print(
        "| words | build s | Chinese draft ms | English ms | slowest ms | one-word edit ms "
        "| memory MB | at most MB | read file s | check s |\n" + "| ---: " * 10 + "|"
    )
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder, context.Pool(1) as pool:
            path = Path(folder) / "hot.txt"
            path.write_text("\n".join(enlarged(size)) + "\n", encoding="utf-8")
            speed = pool.apply(measure, (path, not arguments.no_check))
        print(_row(speed), flush=True)


def measure(path: Path, check: bool) -> Speed:
    """The speed of the list at `path` in this process, which should be a fresh one."""
    from benchmarks.process_memory import peak_resident_gb, resident_gb
    from hotwords import HotwordDocument, HotwordList, PhonemeIndex, findings

    empty_mb = _empty_process_mb()
    start = time.perf_counter()
    hotwords = HotwordList.load(path)
    load_s = time.perf_counter() - start
    # What is loaded once, whatever the list: dictionaries of sounds and of everyday speech.
    PhonemeIndex(["康辉", "Claude", "A9"]).recall("康灰用 klaude 了")
    start = time.perf_counter()
    index = PhonemeIndex.from_list(hotwords)
    build_s = time.perf_counter() - start
    gc.collect()
    now, peak = resident_gb(), peak_resident_gb()
    chinese, english = _drafts()
    times = [_milliseconds(partial(index.recall, draft)) for draft in [*chinese, *english]]
    lines = path.read_text(encoding="utf-8").splitlines()
    chooser = random.Random(_SEED)
    edits = []
    for number in range(_EDITS):
        lines[chooser.randrange(len(lines))] = f"新来的词{number}"
        edited = HotwordList.parse("\n".join(lines))
        start = time.perf_counter()
        index = index.updated(edited)
        edits.append(1000 * (time.perf_counter() - start))
    start = time.perf_counter()
    if check:
        findings(HotwordDocument.load(path))
    check_s = time.perf_counter() - start
    return Speed(
        words=len(hotwords.entries),
        build_s=build_s,
        chinese_ms=statistics.median(times[: len(chinese)]),
        english_ms=statistics.median(times[len(chinese) :]),
        slowest_ms=max(times),
        edit_ms=statistics.median(edits),
        memory_mb=None if now is None or empty_mb is None else 1000 * now - empty_mb,
        peak_mb=None if peak is None or empty_mb is None else 1000 * peak - empty_mb,
        load_s=load_s,
        check_s=check_s,
    )


def enlarged(count: int) -> list[str]:
    """`count` words in the likeness of the written ones, those among them as far as they go."""
    from benchmarks.hotword_words import Category, listed_words

    chooser = random.Random(_SEED)
    listed = listed_words()
    chooser.shuffle(listed)
    words = dict.fromkeys(each.word for each in listed[:count])
    of = {kind: [each.word for each in listed if each.category is kind] for kind in Category}
    halves = [
        (part[: seam.end()], part[seam.end() :])
        for word in of[Category.ENGLISH]
        for part in word.split()
        for seam in re.finditer("[aeiouy](?=[^aeiouy].)", part)
        if seam.start()
    ]
    while len(words) < count:
        kind = chooser.choices(list(Category), (57, 33, 10))[0]
        if kind is Category.CHINESE:
            pattern = chooser.choice(of[kind])
            word = chooser.choice(of[kind])[0] + "".join(
                chooser.choice(chooser.choice(of[kind])) if chooser.random() < 0.8 else each
                for each in pattern[1:]
            )
        elif kind is Category.ENGLISH:
            word = chooser.choice(halves)[0] + chooser.choice(halves)[1]
            if chooser.random() < 0.12:
                word += " " + chooser.choice(of[kind])
        else:
            word = re.sub("[0-9]", lambda _: chooser.choice("0123456789"), chooser.choice(of[kind]))
            word = re.sub("[A-Z](?=[A-Z0-9])", lambda _: chr(65 + chooser.randrange(26)), word)
        words[word] = None
    return list(words)


def _drafts() -> tuple[list[str], list[str]]:
    """Chinese and English drafts of ordinary sentences."""
    from benchmarks.ordinary_text import ordinary_sentences

    sentences = ordinary_sentences((), 4_000)
    chinese = "".join(each.text for each in sentences if each.is_chinese)
    characters = "".join(re.findall("[一-鿿]", chinese))
    english = " ".join(each.text for each in sentences if not each.is_chinese).split()
    return (
        [characters[at * _DRAFT_CHARACTERS :][:_DRAFT_CHARACTERS] for at in range(_DRAFTS)],
        [" ".join(english[at * _DRAFT_WORDS :][:_DRAFT_WORDS]) for at in range(_DRAFTS)],
    )


def _milliseconds(work: Callable[[], object]) -> float:
    """The median of a few runs behind one that does not count."""
    times = []
    for _ in range(6):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[1:])


def _empty_process_mb() -> float | None:
    if not Path("/proc/self/status").is_file():
        return None
    printed = subprocess.run([sys.executable, "-c", _RSS], capture_output=True, check=True)
    return int(printed.stdout) * 1024 / 1e6


def _row(speed: Speed) -> str:
    def shown(megabytes: float | None) -> str:
        return "–" if megabytes is None else f"{megabytes:.0f}"

    cells: Sequence[str] = (
        f"{speed.words:,}", f"{speed.build_s:.2f}", f"{speed.chinese_ms:.1f}",
        f"{speed.english_ms:.1f}", f"{speed.slowest_ms:.1f}", f"{speed.edit_ms:.1f}",
        shown(speed.memory_mb), shown(speed.peak_mb), f"{speed.load_s:.2f}",
        f"{speed.check_s:.1f}",
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
