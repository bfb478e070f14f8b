"""Counts what stands beside what in ordinary sentences; makes the two lists in this folder.

Run as `python resources/everyday_speech/learn.py` from the top of the source tree. Only the
development half of the sentences is used, so that the benchmark of recall can be measured on the
other one. `--held-out FOLDER` writes lists there that lack a fifth of that half, for tuning: what
was learned from a sentence says nothing about how often it brings false offers.
"""

from __future__ import annotations

import argparse
import gzip
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).parent
ROOT = Path(__file__).resolve().parents[2]
SENTENCES = ROOT / "demo_model" / "text"

# Of a pair that was seen n times, this much is left for pairs that were not.
DISCOUNT = 0.7


def main() -> None:
    """Write `pairs_zh.txt.gz` and `words_en.txt.gz`."""
    parser = argparse.ArgumentParser(description="Count what stands beside what in everyday speech")
    parser.add_argument("--held-out", type=Path, help="folder for lists without a fifth")
    folder = parser.parse_args().held_out
    sys.path.insert(0, str(ROOT))
    from benchmarks.hotword_words import Half, half_of, is_held_out
    from benchmarks.ordinary_text import as_ctc_writes

    def sentences(pattern: str) -> Iterable[str]:
        for path in sorted(SENTENCES.glob(pattern)):
            for line in path.read_text(encoding="utf-8").splitlines():
                text = as_ctc_writes(line)
                if not text or line.startswith("#") or half_of(text) is not Half.DEVELOPMENT:
                    continue
                if folder is None or not is_held_out(text):
                    yield text

    runs = [run for text in sentences("zh_?.txt") for run in re.findall("[一-鿿]+", text)]
    _write(folder or FOLDER, "pairs_zh.txt.gz", _conditional(runs, ""))
    texts = [re.findall("[a-z]+(?:'[a-z]+)*", text) for text in sentences("en_?.txt")]
    counts = Counter(word for text in texts for word in text)
    total = counts.total()
    words = {word: math.log2(total / (count - DISCOUNT)) for word, count in counts.items()}
    _write(folder or FOLDER, "words_en.txt.gz", words | _conditional(texts, " "))


def _conditional(rows: Iterable[str | list[str]], space: str) -> dict[str, float]:
    """Bits of the second of two neighbours after the first, and of anything else after a first."""
    pairs: Counter[tuple[str, str]] = Counter()
    for row in rows:
        pairs.update(pairwise(row))
    before: Counter[str] = Counter()
    different: Counter[str] = Counter()
    for (first, _), count in pairs.items():
        before[first] += count
        different[first] += 1
    bits = {
        f"{first}{space}{second}": math.log2(before[first] / (count - DISCOUNT))
        for (first, second), count in pairs.items()
    }
    if not space:
        return bits
    return bits | {
        first + space: math.log2(before[first] / (DISCOUNT * different[first])) for first in before
    }


def _write(folder: Path, name: str, bits: dict[str, float]) -> None:
    text = "".join(f"{key}\t{value:.1f}\n" for key, value in sorted(bits.items()))
    (folder / name).write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(name, len(bits), "entries")


if __name__ == "__main__":
    main()
