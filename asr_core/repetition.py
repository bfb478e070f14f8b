"""Notices that a decoder talks in circles, while speech that really repeats itself passes.

Two signs, both on token ids. A cycle: the same 1 … 20 tokens over and over, at least four times
and over at least 30 tokens, so that 哈哈哈哈, "no, no, no, no" or a telephone number pass. A mush:
the last 30 tokens are drawn from three or fewer, in whatever order. Text without punctuation is no
sign: songs, lists of names and models that write none would all suffer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

LONGEST_CYCLE = 20
FEWEST_ROUNDS = 4
WINDOW_TOKENS = 30
FEWEST_DISTINCT = 4


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop that was noticed: `kept` tokens from the beginning hold what was said before it.

    The first round of a cycle counts as said: it is mostly real speech, only the echo is not. The
    last token kept may end inside a character, as tokens know nothing of characters.
    """

    kept: int
    reason: str


class RepetitionWatch:
    """Takes the tokens of one text as they come."""

    def __init__(self) -> None:
        self._tokens: list[int] = []
        self._matching = [0] * (LONGEST_CYCLE + 1)  # per period: latest tokens equal to one before
        self._window: Counter[int] = Counter()

    def add(self, token: int) -> Loop | None:
        """The loop that the text ends in once `token` is added, or None."""
        tokens = self._tokens
        tokens.append(token)
        length = len(tokens)
        for period in range(1, min(LONGEST_CYCLE, length - 1) + 1):
            same = token == tokens[-1 - period]
            self._matching[period] = self._matching[period] + 1 if same else 0
        self._window[token] += 1
        if length > WINDOW_TOKENS:
            oldest = tokens[-1 - WINDOW_TOKENS]
            self._window[oldest] -= 1
            if not self._window[oldest]:
                del self._window[oldest]
        return self._cycle() or self._mush()

    def _cycle(self) -> Loop | None:
        for period, matching in enumerate(self._matching):
            span = matching + period  # the first round has nothing before it to match
            if period and span >= max(FEWEST_ROUNDS * period, WINDOW_TOKENS):
                kept = len(self._tokens) - matching
                return Loop(kept, f"the same {period} token(s) came {span // period} times")
        return None

    def _mush(self) -> Loop | None:
        tokens = self._tokens
        if len(tokens) < WINDOW_TOKENS or len(self._window) >= FEWEST_DISTINCT:
            return None
        start = len(tokens) - WINDOW_TOKENS
        kept = start + max(tokens[start:].index(token) for token in self._window) + 1
        return Loop(kept, f"the last {WINDOW_TOKENS} tokens are only {len(self._window)} different")
