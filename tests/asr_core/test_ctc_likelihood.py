"""The likelihood of a text under a CTC head, against the sum over every single path."""

from __future__ import annotations

import math
from itertools import groupby, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from asr_core.ctc import CtcPosterior, CtcVocabulary
from asr_core.ctc_likelihood import ctc_log_likelihood

TOKENS = [b"a", b"b", b" a", b"<blank>"]
VOCABULARY = CtcVocabulary(TOKENS)
BLANK = 3


def posterior(seed: int, frames: int) -> CtcPosterior:
    logits = np.random.default_rng(seed).normal(size=(frames, len(TOKENS))) * 2
    log_probs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return CtcPosterior(log_probs.astype(np.float32))


def every_path(ids: tuple[int, ...], given_frames: CtcPosterior) -> float:
    assert given_frames.log_probs is not None
    total = 0.0
    for path in product(range(len(TOKENS)), repeat=given_frames.frames):
        read = tuple(token for token, _ in groupby(path) if token != BLANK)
        if read == ids:
            total += math.exp(sum(given_frames.log_probs[t, k] for t, k in enumerate(path)))
    return math.log(total)


@given(seed=st.integers(0, 10_000), text=st.sampled_from(["b", "bb", "b b", "bbb"]))
def test_it_is_the_sum_over_all_paths(seed: int, text: str) -> None:
    frames = posterior(seed, 5)
    ids = (1,) * text.count("b")
    assert math.isclose(
        ctc_log_likelihood(text, frames, VOCABULARY), every_path(ids, frames), rel_tol=1e-4
    )


@given(seed=st.integers(0, 10_000))
def test_of_two_spellings_the_likelier_counts(seed: int) -> None:
    frames = posterior(seed, 3)
    assert frames.log_probs is not None
    best = max((0, 2), key=lambda token: frames.log_probs[:, token].max())  # type: ignore[index]
    assert math.isclose(
        ctc_log_likelihood("A", frames, VOCABULARY), every_path((best,), frames), rel_tol=1e-4
    )


def test_what_cannot_be_said_is_never_likely() -> None:
    frames = posterior(1, 2)
    assert ctc_log_likelihood("", frames, VOCABULARY) <= -1e9
    assert ctc_log_likelihood("？！", frames, VOCABULARY) <= -1e9
    assert ctc_log_likelihood("bbb", frames, VOCABULARY) < -1e8
    assert ctc_log_likelihood("b", frames.cut(0), VOCABULARY) <= -1e9
