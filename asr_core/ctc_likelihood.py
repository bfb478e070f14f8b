"""How likely the CTC head finds a whole text, summed over all ways to lay it over the frames.

By itself the figure says little, because a text is written otherwise than it is spoken (digits,
signs). Between two texts that differ in one word what they share cancels out. The sum is the
forward pass of Graves et al., "Connectionist Temporal Classification" (2006).
"""

from __future__ import annotations

import unicodedata

import numpy as np

from asr_core.array_types import IntArray
from asr_core.ctc import CtcPosterior, CtcVocabulary
from asr_core.word_splitting import split_words

_NEVER = -1e9


def ctc_log_likelihood(text: str, posterior: CtcPosterior, vocabulary: CtcVocabulary) -> float:
    """The natural log-likelihood of `text`; −1e9 where it has no tokens or more than fit."""
    ids = _token_ids(text, posterior, vocabulary)
    if not len(ids) or not posterior.frames:
        return _NEVER
    spoken = posterior.log_prob_of(np.append(ids, vocabulary.blank_id)).astype(np.float64)
    # Between two tokens, before the first and after the last there may be blanks.
    states = 2 * len(ids) + 1
    emitted = np.empty((posterior.frames, states))
    emitted[:, 0::2] = spoken[:, -1:]
    emitted[:, 1::2] = spoken[:, :-1]
    # A token that follows itself must pass a blank, or it would be heard once.
    leap = np.full(states, _NEVER)
    leap[3::2] = np.where(ids[1:] != ids[:-1], 0.0, _NEVER)
    reached = np.full(states, _NEVER)
    reached[:2] = emitted[0, :2]
    for frame in emitted[1:]:
        before = reached.copy()
        np.logaddexp(reached[1:], before[:-1], out=reached[1:])
        np.logaddexp(reached[2:], before[:-2] + leap[2:], out=reached[2:])
        reached += frame
    return max(float(np.logaddexp(reached[-1], reached[-2])), _NEVER)


def _token_ids(text: str, posterior: CtcPosterior, vocabulary: CtcVocabulary) -> IntArray:
    """The tokens of each word in the spelling that the head finds likeliest."""
    spelled = [
        [found for spelling in _spellings(unit.core) if (found := vocabulary.encode(spelling))]
        for unit in split_words(text)
    ]
    every = sorted({token for ways in spelled for way in ways for token in way})
    best = dict(
        zip(every, posterior.log_prob_of(np.array(every, np.int64)).max(axis=0), strict=True)
        if every and posterior.frames
        else ()
    )
    ids = [
        token
        for ways in spelled
        if ways
        for token in max(ways, key=lambda way: sum(float(best.get(t, 0.0)) for t in way) / len(way))
    ]
    return np.array(ids, np.int64)


def _spellings(core: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKC", core) if c.isalnum() or c == "'")
    forms = dict.fromkeys((plain.lower(), plain, plain.replace("'", "").lower()))
    return [before + form for form in forms if form for before in (" ", "")]
