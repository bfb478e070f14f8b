"""Which of the recalled words go into a segment's prompt, and in which order.

Two budgets: words and tokens. Both are filled best first; a word that does not fit into what is
left of the tokens is passed over, so that one endless entry cannot push out all others. In the
prompt the chosen words stand in the order of the list's lines. So the prompt depends on nothing but
the segment and the list: the same words give the same prompt, letter by letter, in a resumed run
and in a second hearing too, and a prefix that a model has cached stays valid as far as the words
agree. (An order that depended on the segment before would keep a few more tokens of such a prefix,
but a run that is taken up again half-way would then read otherwise than one that was not.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hotwords import HotwordHit


@dataclass(frozen=True, slots=True)
class PromptBudget:
    """At most `words` words that are together at most `tokens` tokens long."""

    words: int
    tokens: int

    def choose(
        self,
        hits: Sequence[HotwordHit],
        *,
        count_tokens: Callable[[str], int],
        line_of: Mapping[str, int],
    ) -> list[HotwordHit]:
        """The hits whose words are sent, in the order of the prompt; `hits` come best first.

        `count_tokens` gives the tokens that a word takes in the prompt, its separator included;
        `line_of` gives each word's place in the list.
        """
        chosen: list[HotwordHit] = []
        left = self.tokens
        for hit in hits:
            if len(chosen) == self.words:
                break
            tokens = count_tokens(hit.word)
            if tokens <= left:
                chosen.append(hit)
                left -= tokens
        return sorted(chosen, key=lambda hit: line_of[hit.word])
