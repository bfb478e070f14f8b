"""How long the alignment of a dense 30 s segment takes at the real vocabulary size.

Run `python -m benchmarks.alignment`. The posterior is synthetic: 500 frames, 60,515 classes, one
peak for each of 180 characters (or 85 English words of one to three tokens), noise elsewhere. Three
forms: all log-probabilities with the best 30 beside them (our own files), the best 30 alone
(published files), all alone.
"""

from __future__ import annotations

import statistics
import time

import numpy as np

from asr_core.alignment import align
from asr_core.array_types import FloatArray
from asr_core.ctc import CtcPosterior, CtcVocabulary

_CLASSES = 60_515
_FRAMES = 500
_REPEATS = 20


def vocabulary() -> CtcVocabulary:
    """Bytes, letters, all Han characters, Latin syllables and words, made-up rest, blank last."""
    tokens = [bytes([value]) for value in range(256)]
    tokens += [chr(code).encode() for code in range(0x4E00, 0x9FFF)]
    syllables = [a + b + c for a in "bcdfghklmnprst" for b in "aeiou" for c in ("", *"lmnrst")]
    tokens += [syllable.encode() for syllable in syllables]
    tokens += [f" {syllable}".encode() for syllable in syllables]
    tokens += [f"<|made-up {number}|>".encode() for number in range(_CLASSES - 1 - len(tokens))]
    return CtcVocabulary([*tokens, b"<blk>"])


def dense_posterior(ids: list[int], blank_id: int) -> FloatArray:
    """Log-probabilities (frames, classes) with a peak for each of `ids`, evenly spaced."""
    random = np.random.default_rng(7)
    logits = random.normal(0, 1.5, (_FRAMES, _CLASSES)).astype(np.float32)
    logits[:, blank_id] += 18
    peaks = np.linspace(2, _FRAMES - 3, len(ids)).astype(int)
    logits[peaks, ids] += 26
    logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return logits


def measure(name: str, text: str, spoken: list[int], tokens: CtcVocabulary) -> None:
    log_probs = dense_posterior(spoken, tokens.blank_id)
    best = np.argpartition(-log_probs, 30, axis=1)[:, :30]
    order = np.argsort(-np.take_along_axis(log_probs, best, axis=1), axis=1)
    best = np.take_along_axis(best, order, axis=1)
    values = np.take_along_axis(log_probs, best, axis=1)
    forms = {
        "all + best 30": CtcPosterior(log_probs, values, best),
        "best 30": CtcPosterior(topk_log_probs=values, topk_indices=best),
        "all": CtcPosterior(log_probs),
    }
    for form, posterior in forms.items():
        took_ms, cpu_ms = [], []
        for _ in range(_REPEATS):
            began, cpu_began = time.perf_counter(), time.process_time()
            words = align(text, posterior, tokens, start_s=0.0, end_s=30.0)
            took_ms.append(1000 * (time.perf_counter() - began))
            cpu_ms.append(1000 * (time.process_time() - cpu_began))
        heard = sum(word.confidence > 0.5 for word in words)
        print(
            f"{name:8} {form:14} {len(words):4} words, {heard:4} heard:"
            f" best {min(took_ms):5.1f} ms, median {statistics.median(took_ms):5.1f} ms,"
            f" median of CPU time {statistics.median(cpu_ms):5.1f} ms"
        )


def main() -> None:
    tokens = vocabulary()
    tokens.is_silent, tokens.ids  # noqa: B018  # once per model, at load
    random = np.random.default_rng(3)
    characters = [chr(code) for code in random.choice(np.arange(0x4E00, 0x8000), 180)]
    ids = [tokens.ids[character.encode()] for character in characters]
    measure("Chinese", "".join(characters), ids, tokens)
    syllables = ["ba", "de", "fin", "gol", "hum", "kas", "lot", "men", "nar", "pis", "ros", "tu"]
    words = ["".join(random.choice(syllables, random.integers(1, 4))) for _ in range(85)]
    spoken = [token for word in words for token in tokens.encode(" " + word) or ()]
    measure("English", " ".join(words), spoken, tokens)


if __name__ == "__main__":
    main()
