"""The readings beside a draft, on made-up probabilities."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from asr_core.ctc import FRAME_S, CtcPosterior, CtcVocabulary, greedy_draft
from asr_core.ctc_alternatives import draft_alternatives
from hotwords import Alternative

TOKENS = [text.encode() for text in ("都", "督", "工", "公", " cloud", " claude", "，")]
VOCABULARY = CtcVocabulary([*TOKENS, "户".encode()[:2], b"<blk>"])
BLANK = len(TOKENS) + 1
HALF = len(TOKENS)


def posterior_of(*frames: dict[int, float]) -> CtcPosterior:
    """Frames with the given probabilities; what is left of 1 goes to the blank."""
    values = np.full((len(frames), VOCABULARY.size), 1e-6)
    for row, frame in zip(values, frames, strict=True):
        row[BLANK] = max(1e-6, 1 - sum(frame.values()))
        for token, probability in frame.items():
            row[token] = probability
    return CtcPosterior(np.log(values).astype(np.float32))


def best_of(posterior: CtcPosterior, count: int) -> CtcPosterior:
    """The same as the best `count` of each frame."""
    assert posterior.log_probs is not None
    order = np.argsort(-posterior.log_probs, axis=1)[:, :count]
    values = np.take_along_axis(posterior.log_probs, order, axis=1)
    return CtcPosterior(topk_log_probs=values, topk_indices=order.astype(np.int64))


HESITANT = posterior_of(
    {},
    {0: 0.6, 1: 0.3, 6: 0.1},
    {0: 0.4, 1: 0.2},
    {},
    {2: 0.8, 3: 0.1, HALF: 0.1},
    {3: 0.2},
    {},
    {4: 0.7, 5: 0.25},
)


def test_second_readings_stand_beside_the_characters_they_could_replace() -> None:
    draft = greedy_draft(HESITANT, VOCABULARY)
    assert draft.text == "都工 cloud"
    expected = (
        Alternative(0, 1, "督", 0.3),
        Alternative(1, 2, "公", 0.1),
        Alternative(2, 2, "公", 0.2),
        Alternative(3, 8, "claude", 0.25),
    )
    assert draft_alternatives(draft, HESITANT, VOCABULARY) == expected
    assert draft_alternatives(draft, best_of(HESITANT, 4), VOCABULARY) == expected


def test_a_late_start_changes_nothing() -> None:
    draft = greedy_draft(HESITANT, VOCABULARY, start_s=77.3)
    found = draft_alternatives(draft, HESITANT, VOCABULARY, start_s=77.3)
    assert [each.text for each in found] == ["督", "公", "公", "claude"]


def test_bounds() -> None:
    draft = greedy_draft(HESITANT, VOCABULARY)
    found = draft_alternatives(draft, HESITANT, VOCABULARY, least=0.22)
    assert [each.text for each in found] == ["督", "claude"]
    assert draft_alternatives(draft, HESITANT, VOCABULARY, most=0) == ()
    crowded = posterior_of({0: 0.4, 1: 0.2, 2: 0.15, 3: 0.1, 5: 0.08})
    two = draft_alternatives(greedy_draft(crowded, VOCABULARY), crowded, VOCABULARY, most=2)
    assert [each.text for each in two] == ["督", "工"]


def test_the_edge_of_a_peak_is_no_insertion() -> None:
    posterior = posterior_of({0: 0.3}, {0: 0.9}, {0: 0.4}, {2: 0.3}, {2: 0.9})
    draft = greedy_draft(posterior, VOCABULARY)
    assert draft.text == "都工"
    assert draft_alternatives(draft, posterior, VOCABULARY) == ()


def test_a_head_that_gives_only_its_best_token_has_no_alternatives() -> None:
    best = CtcPosterior(
        topk_log_probs=np.zeros((3, 1), np.float32),
        topk_indices=np.array([[0], [BLANK], [2]], np.int64),
    )
    draft = greedy_draft(best, VOCABULARY)
    assert draft_alternatives(draft, best, VOCABULARY) == ()


@given(
    st.lists(
        st.dictionaries(st.integers(0, VOCABULARY.size - 2), st.floats(0.01, 0.3), max_size=3),
        max_size=12,
    )
)
def test_places_lie_in_the_draft_and_nothing_repeats_it(frames: list[dict[int, float]]) -> None:
    posterior = posterior_of(*frames)
    draft = greedy_draft(posterior, VOCABULARY, end_s=len(frames) * FRAME_S)
    found = draft_alternatives(draft, posterior, VOCABULARY)
    assert list(found) == sorted(found, key=lambda each: (each.start, each.end, -each.probability))
    for each in found:
        assert 0 <= each.start <= each.end <= len(draft.text)
        assert each.text != draft.text[each.start : each.end]
        assert 0.05 <= each.probability <= 1 or math.isclose(each.probability, 0.05, abs_tol=1e-3)
