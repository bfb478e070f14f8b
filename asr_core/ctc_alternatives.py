"""What else the CTC head may have heard: readings beside its draft, as plain data for recall.

The draft is the best path only. Where the head hesitated, the token of a misheard name often comes
second; recall from the draft alone would never see it. Here the rest of the lattice is boiled down
to a few alternatives for the characters of the draft.
"""

from __future__ import annotations

import numpy as np

from asr_core.array_types import FloatArray, IntArray
from asr_core.ctc import CtcDraft, CtcPosterior, CtcVocabulary
from hotwords import Alternative

LEAST_PROBABILITY = 0.05
MOST_PER_PLACE = 3


def draft_alternatives(
    draft: CtcDraft,
    posterior: CtcPosterior,
    vocabulary: CtcVocabulary,
    *,
    start_s: float = 0.0,
    least: float = LEAST_PROBABILITY,
    most: int = MOST_PER_PLACE,
) -> tuple[Alternative, ...]:
    """The alternatives to `draft`, which was made of `posterior` with the same `start_s`.

    In order of their place, the most probable of a place first, at most `most` there, none below
    `least`; a probability is the highest that a frame gives. Tokens that write no whole character,
    and those that nobody speaks, are left out.
    """
    frames, tokens, probabilities = _likely(posterior, least)
    owner = _owners(draft, posterior, start_s)
    best: dict[tuple[int, int, str], float] = {}
    for frame, token, probability in zip(
        frames.tolist(), tokens.tolist(), probabilities.tolist(), strict=True
    ):
        if token >= vocabulary.size or vocabulary.is_silent[token]:
            continue
        text = _text_of(vocabulary.pieces[token])
        start, end, here, neighbours = owner[frame]
        # The edges of a peak belong to the piece before or behind it, they are no insertion.
        if not text or text == here or (start == end and text in neighbours):
            continue
        place = (start, end, text)
        best[place] = max(best.get(place, 0.0), probability)
    ranked = sorted(best.items(), key=lambda item: (item[0][:2], -item[1], item[0][2]))
    kept: list[Alternative] = []
    for (start, end, text), probability in ranked:
        if sum((each.start, each.end) == (start, end) for each in kept[-most:]) < most:
            kept.append(Alternative(start, end, text, round(probability, 4)))
    return tuple(kept)


def _likely(posterior: CtcPosterior, least: float) -> tuple[IntArray, IntArray, FloatArray]:
    """Frame, token and probability of everything that reaches `least`, three arrays (n,)."""
    floor = np.log(least)
    if posterior.topk_log_probs is not None and posterior.topk_indices is not None:
        frames, ranks = np.nonzero(posterior.topk_log_probs >= floor)
        tokens = posterior.topk_indices[frames, ranks]
        values = posterior.topk_log_probs[frames, ranks]
    else:
        assert posterior.log_probs is not None
        frames, tokens = np.nonzero(posterior.log_probs >= floor)
        values = posterior.log_probs[frames, tokens]
    probabilities: FloatArray = np.exp(np.minimum(values, 0)).astype(np.float32)
    return frames.astype(np.int64), tokens.astype(np.int64), probabilities


def _owners(
    draft: CtcDraft, posterior: CtcPosterior, start_s: float
) -> list[tuple[int, int, str, tuple[str, str]]]:
    """For each frame its characters [start, end), their text, and the texts on either side."""
    owners: list[tuple[int, int, str, tuple[str, str]]] = []
    at, before = 0, ""
    for piece in draft.pieces:
        text = piece.text.strip()
        begin = round((piece.start_s - start_s) / posterior.frame_s)
        end = round((piece.end_s - start_s) / posterior.frame_s)
        owners += [(at, at, "", (before, text))] * (begin - len(owners))
        first = at + len(piece.text) - len(piece.text.lstrip())
        owners += [(first, first + len(text), text, (before, ""))] * (end - len(owners))
        at, before = at + len(piece.text), text
    owners += [(at, at, "", (before, ""))] * (posterior.frames - len(owners))
    return owners


def _text_of(piece: bytes) -> str:
    try:
        return piece.decode().strip()
    except UnicodeDecodeError:
        return ""
