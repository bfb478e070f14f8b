"""Finds the words in Chinese text, which is written without spaces, so that no line breaks in one.

A list of frequent words with their counts decides: of all ways to cut a stretch of Han characters
the most probable wins. That is enough for line breaks; it is no analysis of the language.
"""

from __future__ import annotations

import gzip
import math
import re
from functools import lru_cache
from pathlib import Path

_WORD_LIST = Path(__file__).resolve().parents[2] / "resources" / "words_zh" / "words.txt.gz"
_LONGEST = 4
_HAN_RUN = re.compile("[\u4e00-\u9fff]{2,}")


def inside_words(text: str) -> set[int]:
    """The offsets in `text` that lie between two characters of one Chinese word.

    >>> sorted(inside_words("我们去公园"))
    [1, 4]
    """
    return {
        run.start() + offset for run in _HAN_RUN.finditer(text) for offset in _inside(run.group())
    }


def _inside(run: str) -> set[int]:
    costs, unknown = word_costs()
    best, begins = [0.0], [0]
    for end in range(1, len(run) + 1):
        choices = [
            (
                best[begin] + costs.get(run[begin:end], unknown if end - begin == 1 else math.inf),
                begin,
            )
            for begin in range(max(0, end - _LONGEST), end)
        ]
        cost, begin = min(choices)
        best.append(cost)
        begins.append(begin)
    borders, end = {len(run)}, len(run)
    while end:
        end = begins[end]
        borders.add(end)
    return set(range(len(run))) - borders


@lru_cache(maxsize=1)
def word_costs() -> tuple[dict[str, float], float]:
    """Negative log-probability of each word, and of a character that is no word by itself.

    Without the list no word is known, and lines may break between any two characters.
    """
    try:
        lines = gzip.decompress(_WORD_LIST.read_bytes()).decode().splitlines()
    except (OSError, EOFError, UnicodeDecodeError):
        return {}, 0.0
    counts = {word: int(count) for word, count in (line.split() for line in lines)}
    total = math.log(max(1, sum(counts.values())))
    costs = {word: total - math.log(count) for word, count in counts.items() if count}
    return costs, max(costs.values(), default=0.0) + 2.0
