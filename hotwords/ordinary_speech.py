"""How surprising each sound of a draft would be in ordinary speech, in bits.

A stretch that reads as everyday words ("看到他") needs no hotword to explain it; one that no
everyday words explain ("看娃", "klaude") was probably something else. The draft is cut into the
most probable row of words; a word's surprise is shared out among its sounds.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hotwords.english import common_words, dictionary_phones
from hotwords.mandarin import character_syllable
from hotwords.phonemes import Piece
from hotwords.sound_costs import BitArray, sound_table

WORDS_PATH = Path(__file__).parents[1] / "resources" / "words_zh" / "words.txt.gz"

PAIRS_PATH = WORDS_PATH.parents[1] / "everyday_speech" / "pairs_zh.txt.gz"
NAMES_PATH = WORDS_PATH.parents[1] / "everyday_speech" / "names_zh.txt.gz"
ENGLISH_PATH = WORDS_PATH.parents[1] / "everyday_speech" / "words_en.txt.gz"

# A name is more surprising than its count says: who lists names lists those that counts do not
# foresee, and a foreign name may be written like a known one (索尼 for Sony).
_NAME = 6.0
# The price for having two ways to foresee a word.
_BLEND = 0.5
_LONGEST_WORD = 4
# Surprise of a character that the word list lacks, of words the dictionary knows and lacks.
_RARE_CHARACTER = 17.0
_KNOWN_ENGLISH = 15.0
_COMMON = {0: 8.0, 10: 10.5, 20: 13.0}
_DIGIT = 4.0
_LEAST_PER_CHARACTER = 1.0
_MOST_BEYOND_SYLLABLE = 1.0


@dataclass(frozen=True)
class _Words:
    """Bits of each word, of each syllable, and what a character's choice within its syllable is."""

    words: dict[str, float]
    syllables: dict[str, float]
    choices: dict[str, float]


@lru_cache(maxsize=1)
def _pairs() -> dict[str, float]:
    """Bits of the sound of a character after the one before it, for pairs that are often heard."""
    choices = _words().choices
    with gzip.open(PAIRS_PATH, "rt", encoding="utf-8") as file:
        rows = (line.split("\t") for line in file)
        return {pair: float(bits) - choices.get(pair[1], 6.0) + _BLEND for pair, bits in rows}


@lru_cache(maxsize=1)
def _english() -> dict[str, float]:
    """Bits of everyday English words, and of a word after the one before it ("of the")."""
    with gzip.open(ENGLISH_PATH, "rt", encoding="utf-8") as file:
        rows = (line.split("\t") for line in file)
        return {words: float(bits) + _BLEND for words, bits in rows}


@lru_cache(maxsize=1)
def _words() -> _Words:
    counts: dict[str, int] = {}
    with gzip.open(WORDS_PATH, "rt", encoding="utf-8") as file:
        for line in file:
            listed, _, number = line.partition(" ")
            counts[listed] = int(number)
    total = sum(counts.values())
    of_character: dict[str, int] = {}
    for word, count in counts.items():
        for character in word:
            of_character[character] = of_character.get(character, 0) + count
    spoken = sum(of_character.values())
    of_syllable: dict[str, int] = {}
    for character, count in of_character.items():
        syllable = character_syllable(character)
        of_syllable[syllable] = of_syllable.get(syllable, 0) + count
    bits = {word: math.log2(total / count) for word, count in counts.items()}
    with gzip.open(NAMES_PATH, "rt", encoding="utf-8") as file:
        for line in file:
            bits[line.strip()] += _NAME
    return _Words(
        bits,
        {syllable: math.log2(spoken / count) for syllable, count in of_syllable.items()},
        {
            character: math.log2(of_syllable[character_syllable(character)] / count)
            for character, count in of_character.items()
        },
    )


def _run_bits(run: str) -> tuple[list[float], list[bool]]:
    """Surprise of the sound of each character of a Chinese run, and which begin a word."""
    known = _words()
    best = [0.0] + [math.inf] * len(run)
    cut = [0] * (len(run) + 1)
    for start in range(len(run)):
        before = best[start]
        for length in range(1, min(_LONGEST_WORD, len(run) - start) + 1):
            bits = known.words.get(run[start : start + length])
            if bits is None:
                if length > 1:
                    continue
                bits = _RARE_CHARACTER
            if before + bits < best[start + length]:
                best[start + length] = before + bits
                cut[start + length] = start
    values: list[float] = []
    begins: list[bool] = []
    end = len(run)
    while end:
        start = cut[end]
        word = run[start:end]
        spelled = sum(known.choices.get(character, 6.0) for character in word)
        each = (best[end] - best[start] - spelled) / len(word)
        for character in reversed(word):
            own = known.syllables.get(character_syllable(character), 14.0)
            begins.append(False)
            values.append(max(_LEAST_PER_CHARACTER, min(each, own + _MOST_BEYOND_SYLLABLE)))
        begins[-1] = True
        end = start
    values.reverse()
    pairs = _pairs()
    for at in range(1, len(run)):
        bits = pairs.get(run[at - 1 : at + 1])
        if bits is not None and bits < values[at]:
            values[at] = max(_LEAST_PER_CHARACTER, bits)
    return values, begins[::-1]


def _english_bits(word: str, before: str) -> float:
    """Surprise of an English word after the word before it."""
    heard = _english()
    if word in common_words():
        bits = _COMMON[common_words()[word]]
    else:
        bits = _KNOWN_ENGLISH if dictionary_phones(word) else math.inf
    return min(bits, heard.get(word, math.inf), heard.get(f"{before} {word}", math.inf))


def surprise(
    text: str, pieces: Sequence[Piece], sounds: npt.NDArray[np.uint8]
) -> tuple[BitArray, npt.NDArray[np.bool_]]:
    """The bits of each sound of `pieces`, and which pieces begin an everyday word.

    `sounds` are numbered as in `sound_table().heard`.
    """
    own = sound_table().own[sounds]
    per_piece: list[float] = []
    begins: list[bool] = []
    before = ""
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if "一" <= text[piece.start] <= "鿿":
            last = at
            while (
                last + 1 < len(pieces)
                and pieces[last + 1].start == pieces[last].end
                and "一" <= text[pieces[last + 1].start] <= "鿿"
            ):
                last += 1
            values, word_starts = _run_bits(text[piece.start : pieces[last].end])
            per_piece += values
            begins += word_starts
            at = last + 1
        else:
            word = text[piece.start : piece.end].lower()
            if word.isdigit():
                bits = _DIGIT
            else:
                bits = _english_bits(word, before)
                before = word
            per_piece.append(bits)
            begins.append(True)
            at += 1
    lengths = [len(piece.sounds) for piece in pieces]
    firsts = np.cumsum([0, *lengths[:-1]])
    total = np.add.reduceat(own, firsts) if len(pieces) else own
    scale = np.minimum(1.0, np.array(per_piece, np.float32) / total)
    return (own * np.repeat(scale, lengths)).astype(np.float32), np.array(begins, bool)
