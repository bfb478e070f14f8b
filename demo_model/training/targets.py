"""The ids of an example: prompt, text, what to copy from where, CTC classes, syllables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from demo_model.training.corpus import Word
from demo_model.training.examples import Example
from demo_model.training.vocabulary import TextCodec

if TYPE_CHECKING:
    from tokenizers import Encoding

NOTHING_TO_COPY = 0
NO_LIST = -1
_LIST_START = "热词列表：["


class TargetWriter:
    """Ids for training from examples."""

    def __init__(self, codec: TextCodec, syllables: Path) -> None:
        self.codec = codec
        names = json.loads(syllables.read_text(encoding="utf-8"))
        self._syllable = {name: 1 + place for place, name in enumerate(names)}

    def ids(self, example: Example) -> dict[str, list[int]]:
        """`prompt`, `tail` (suffix, text, end), `copy` (one per tail token), `ctc`, `aux`."""
        encode = self.codec.decoder.encode
        prompt = encode(example.prefix, add_special_tokens=False)
        # Separately: the program tokenises the suffix alone, and text never joins with it.
        suffix = encode(example.suffix, add_special_tokens=False).ids
        text = encode(example.target, add_special_tokens=False)
        empty = NOTHING_TO_COPY if example.hotwords else NO_LIST
        copies = [empty] * len(text.ids)
        for word in example.given:
            self._mark_copies(example, word, prompt, text, copies)
        return {
            "prompt": prompt.ids,
            "tail": [*suffix, *text.ids, self.codec.end],
            "copy": [*[NO_LIST] * len(suffix), *copies, empty],
            "ctc": [] if not example.target else self.codec.ctc_ids("".join(example.ctc_pieces())),
            "aux": [] if not example.target else self._aux(example),
        }

    def _mark_copies(
        self, example: Example, word: str, prompt: Encoding, text: Encoding, copies: list[int]
    ) -> None:
        """For each token of `word` in the text, the place of the same token in the prompt."""
        place = _in_list(example.prefix, word)
        if place < 0:
            return
        by_end = {
            end - place: number
            for number, (start, end) in enumerate(prompt.offsets)
            if place < end <= place + len(word) and start >= place - 1
        }
        start = example.target.find(word)
        while start >= 0:
            ends = [
                (number, end - start)
                for number, (_, end) in enumerate(text.offsets)
                if start < end <= start + len(word)
            ]
            if ends and all(end in by_end for _, end in ends):
                for number, end in ends:
                    copies[number] = by_end[end]
            else:
                for number, _ in ends:
                    copies[number] = NO_LIST
            start = example.target.find(word, start + len(word))

    def _aux(self, example: Example) -> list[int]:
        ids: list[int] = []
        for sentence in example.sentences:
            for word in sentence.words:
                ids += self._aux_word(word)
        return ids

    def _aux_word(self, word: Word) -> list[int]:
        if word.language == "zh":
            return [self._syllable[said] for said in word.say.split()]
        first = 1 + len(self._syllable)
        return [first + i for i in self.codec.ctc_ids(f" {word.spoken}")] if word.spoken else []


def _in_list(prefix: str, word: str) -> int:
    """Where `word` stands in the hotword list, −1 if it does not."""
    start = prefix.rfind(_LIST_START)
    if start < 0:
        return -1
    start += len(_LIST_START)
    place = start
    for entry in prefix[start : prefix.rindex("]")].split(", "):
        if entry == word:
            return place
        place += len(entry) + 2
    return -1
