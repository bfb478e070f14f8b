"""How plausible a word is at a place before its sounds are compared with what was heard there.

Evidence sound by sound takes all words for equally easy to find by chance. They are not: short
words fit more often than their sounds say, an English word is seldom written in Chinese, a word
that no dictionary has was seldom said so, and a recogniser that mishears one character of a name
often writes the others right, which only chance does in another word. The weights are fitted by
logistic regression on the development half of the benchmark of recall.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hotwords.beats import IntArray
from hotwords.drafts import Draft
from hotwords.ordinary_speech import choice_bits
from hotwords.sound_costs import BitArray
from hotwords.wanted_rows import WantedRows

ROW_TRAITS = {
    "Chinese, two beats at most": -2.3,
    "Chinese, three beats": -1.0,
    "Chinese, more beats": 0.0,
    "letters, one beat": -0.9,
    "letters, two beats": -0.8,
    "letters, more beats": -0.3,
    "letter by letter": 0.5,
    "second reading": -1.4,
    "further reading": -0.7,
}
"""Bits of what is known about a row; those of mixed words are 0."""
PLACE_TRAITS = {
    "English written in Chinese": -1.5,
    "a word that no dictionary has": 1.8,
    "per bit of the characters that are the same": 1.1,
}
"""Bits of what shows at a place."""
_MOST_SAME_BITS = 12.0
_DIGIT = re.compile("[0-9]")

TraitArray = npt.NDArray[np.float32]


def row_traits(wanted: WantedRows, words: Sequence[str]) -> TraitArray:
    """(rows, traits) which of ROW_TRAITS each row has; `words` are those of the entries."""
    beats = np.bincount(wanted.beat_row, minlength=len(wanted))
    letters = np.array([_is_english(word) for word in words], bool)[wanted.entry]
    chinese = wanted.is_chinese & ~np.array(list(map(str.isascii, words)), bool)[wanted.entry]
    first = np.ones(len(wanted), bool)
    first[1:] = wanted.entry[1:] != wanted.entry[:-1]
    second = ~first
    second[1:] &= first[:-1]
    said = letters & ~wanted.is_spelled
    return np.stack(
        [
            chinese & (beats <= 2), chinese & (beats == 3), chinese & (beats > 3),
            said & (beats <= 1), said & (beats == 2), said & (beats > 2),
            wanted.is_spelled, second, ~first & ~second,
        ], axis=1,
    ).astype(np.float32)  # fmt: skip


def place_traits(
    wanted: WantedRows, words: Sequence[str], rows: IntArray, ends: IntArray, draft: Draft
) -> TraitArray:
    """(rows, traits) the PLACE_TRAITS of `rows` before the sounds `ends` of the draft."""
    found = np.zeros((len(rows), len(PLACE_TRAITS)), np.float32)
    if not len(draft.sounds):
        return found
    text, pieces = draft.text, draft.pieces
    lengths = wanted.offsets[rows + 1] - wanted.offsets[rows]
    last = draft.piece[np.clip(ends - 1, 0, len(draft.piece) - 1)]
    first = draft.piece[np.clip(ends - lengths, 0, len(draft.piece) - 1)]
    strange = np.append(0, np.cumsum(draft.strange))
    found[:, 1] = strange[last + 1] > strange[first]
    for at, (row, piece) in enumerate(zip(rows.tolist(), last.tolist(), strict=True)):
        word = words[wanted.entry[row]]
        end = pieces[piece].end
        if word.isascii():
            heard = text[pieces[piece].start : end]
            found[at, 0] = not heard.isascii() and _is_english(word)
            continue
        same = {
            each for each in text[max(0, end - len(word)) : end] if "一" <= each <= "鿿"
        }.intersection(word)
        if same:
            found[at, 2] = min(_MOST_SAME_BITS, sum(map(choice_bits, same)))
    return found


def _is_english(word: str) -> bool:
    return word.isascii() and _DIGIT.search(word) is None


def weights(traits: dict[str, float]) -> BitArray:
    """The bits of the traits as an array."""
    return np.array(list(traits.values()), np.float32)
