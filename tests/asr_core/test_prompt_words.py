"""The budget of a prompt, and its order."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from asr_core.fun_asr.prompt import build_prompt
from asr_core.prompt_words import PromptBudget
from hotwords import HotwordHit

WORDS = [f"词{number}" for number in range(30)]
LINES = {word: number for number, word in enumerate(WORDS)}
CHOSEN = st.lists(
    st.tuples(st.sampled_from(WORDS), st.floats(0.5, 1)), unique_by=lambda pair: pair[0]
)


def hits_of(pairs: list[tuple[str, float]]) -> list[HotwordHit]:
    ranked = sorted(pairs, key=lambda pair: -pair[1])
    return [HotwordHit(word=word, score=score, start=0, end=1, heard="?") for word, score in ranked]


def words_of(budget: PromptBudget, hits: list[HotwordHit]) -> list[str]:
    chosen = budget.choose(hits, count_tokens=lambda word: len(word), line_of=LINES)
    return [hit.word for hit in chosen]


@given(CHOSEN, st.integers(0, 12), st.integers(0, 40))
def test_both_budgets_hold_and_the_best_come_first(
    pairs: list[tuple[str, float]], words: int, tokens: int
) -> None:
    hits = hits_of(pairs)
    chosen = words_of(PromptBudget(words, tokens), hits)
    assert len(chosen) <= words
    assert sum(map(len, chosen)) <= tokens
    assert chosen == sorted(chosen, key=LINES.__getitem__)
    left_out = [hit for hit in hits if hit.word not in chosen]
    if len(chosen) < words:
        assert all(sum(map(len, chosen)) + len(hit.word) > tokens for hit in left_out[-1:])
    elif left_out and tokens >= 4 * words:
        worst_kept = min((hit.score for hit in hits if hit.word in chosen), default=1.0)
        assert worst_kept >= max(hit.score for hit in left_out)


@given(CHOSEN, st.randoms(use_true_random=False))
def test_the_same_words_give_the_same_prompt_whatever_their_scores(
    pairs: list[tuple[str, float]], chooser: random.Random
) -> None:
    budget = PromptBudget(40, 1000)
    words = [word for word, _ in pairs]
    chooser.shuffle(words)
    again = [(word, chooser.uniform(0.5, 1)) for word in words]
    one = build_prompt(hotwords=words_of(budget, hits_of(pairs)))
    other = build_prompt(hotwords=words_of(budget, hits_of(again)))
    assert one == other


def test_a_word_that_comes_later_in_the_list_leaves_the_beginning_as_it_was() -> None:
    budget = PromptBudget(10, 100)
    before = words_of(budget, hits_of([("词3", 0.9), ("词7", 0.8)]))
    after = words_of(budget, hits_of([("词9", 1.0), ("词7", 0.8), ("词3", 0.9)]))
    assert after[: len(before)] == before


def test_an_endless_word_does_not_push_out_the_others() -> None:
    lines = {"长" * 200: 0, "督工": 1}
    hits = hits_of([("长" * 200, 0.99), ("督工", 0.8)])
    chosen = PromptBudget(10, 160).choose(hits, count_tokens=len, line_of=lines)
    assert [hit.word for hit in chosen] == ["督工"]
