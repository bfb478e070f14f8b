"""A hotword list that goes into the prompt as it is, whatever sounds present."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from asr_core.live_hotwords import HotwordsInForce, LiveHotwords
from asr_core.prompt_words import PromptBudget
from asr_core.transcript import Segment
from hotwords import DEFAULT_THRESHOLD, Alternative, Hotword, HotwordHit, PhonemeIndex

_LOOSE_THRESHOLD = 0.1
"""What is a little like a word by sound."""
_NO_LIMIT = 100_000


class GivenWords(LiveHotwords):
    """All of its words for every draft, in the order given, as if each had just been recalled."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__([])
        entries = {word: Hotword(word) for word in words}
        self._state = HotwordsInForce(
            version="given",
            entries=entries,
            line_of={word: number for number, word in enumerate(entries)},
            index=PhonemeIndex(entries.values()),
        )

    @property
    def in_force(self) -> HotwordsInForce:
        return self._state

    @property
    def budget(self) -> PromptBudget:
        """One that leaves no word out."""
        return PromptBudget(len(self._state.entries), _NO_LIMIT)

    def recall(
        self,
        in_force: HotwordsInForce,
        draft: str,
        *,
        limit: int,  # noqa: ARG002
        alternatives: Sequence[Alternative] = (),
    ) -> list[HotwordHit]:
        """Every word, where it sounds present if it does so anywhere."""
        everything = max(1, len(in_force.entries))
        found = in_force.index.recall(draft, everything, _LOOSE_THRESHOLD, alternatives)
        near = {hit.word: hit for hit in found}
        nowhere = HotwordHit(word="", score=0.0, start=0, end=0, heard="")
        return [
            replace(near.get(word, nowhere), word=word, score=DEFAULT_THRESHOLD)
            for word in in_force.entries
        ]


def text_with_list(segment: Segment) -> str:
    """What was written with the list, whichever hearing the leak guard kept."""
    note = segment.hotword_note
    return note.other if note is not None and note.kept == "without-list" else segment.text
