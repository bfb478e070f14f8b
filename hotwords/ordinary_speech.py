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
_LONGEST_WORD = 4
# Surprise of a character that the word list lacks, of words the dictionary knows and lacks.
_RARE_CHARACTER = 17.0
_RARE_CHOICE = 6.0
_KNOWN_ENGLISH = 15.0
_COMMON = {0: 8.0, 10: 10.5, 20: 13.0}
_DIGIT = 4.0
_LEAST_PER_CHARACTER = 1.0
_MOST_BEYOND_SYLLABLE = 3.0


@dataclass(frozen=True)
class _Words:
    """Bits of each word, of each syllable, and what a character's choice within its syllable is."""

    words: dict[str, float]
    syllables: dict[str, float]
    choices: dict[str, float]


@lru_cache(maxsize=1)
def _pairs() -> dict[str, float]:
    """How likely the sound of a character is after the one before it, for pairs that were heard."""
    with gzip.open(PAIRS_PATH, "rt", encoding="utf-8") as file:
        rows = (line.split("\t") for line in file)
        return {pair: min(1.0, 2 ** (choice_bits(pair[1]) - float(bits))) for pair, bits in rows}


@lru_cache(maxsize=1)
def _english() -> dict[str, float]:
    """How likely everyday English words are, and a word after the one before it ("of the").

    Under a word and a space stands how likely it is that what follows was never heard after it.
    """
    with gzip.open(ENGLISH_PATH, "rt", encoding="utf-8") as file:
        rows = (line.split("\t") for line in file)
        return {words: 2 ** -float(bits) for words, bits in rows}


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


def choice_bits(character: str) -> float:
    """How surprising a Chinese character is among those that sound like it, in bits."""
    return _words().choices.get(character, _RARE_CHOICE)


def _run_bits(run: str) -> tuple[list[float], list[float], list[bool]]:
    """Surprise of the sound of each character of a Chinese run.

    Also how much of it is due to the character before, and which characters begin a word.
    """
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
        spelled = sum(map(choice_bits, word))
        each = (best[end] - best[start] - spelled) / len(word)
        for character in reversed(word):
            own = known.syllables.get(character_syllable(character), 14.0)
            begins.append(False)
            values.append(max(_LEAST_PER_CHARACTER, min(each, own + _MOST_BEYOND_SYLLABLE)))
        begins[-1] = True
        end = start
    values.reverse()
    begins.reverse()
    pairs = _pairs()
    changes = [0.0] * len(run)
    for at in range(1, len(run)):
        likely = pairs.get(run[at - 1 : at + 1], 0.0) + 2 ** -values[at]
        bits = max(_LEAST_PER_CHARACTER, -math.log2(likely))
        changes[at] = bits - values[at]
        values[at] = bits
    return values, changes, begins


def _english_bits(word: str, before: str) -> tuple[float, float]:
    """Surprise of an English word after the word before it, and how much is due to that."""
    heard = _english()
    if word in common_words():
        bits = _COMMON[common_words()[word]]
    else:
        bits = _KNOWN_ENGLISH if dictionary_phones(word) else math.inf
    alone = 2**-bits + heard.get(word, 0.0)
    if not alone:
        return math.inf, 0.0
    after = heard.get(f"{before} {word}", 0.0) + heard.get(f"{before} ", 1.0) * alone
    return -math.log2(after), -math.log2(after / alone)


@dataclass(frozen=True)
class Surprise:
    """How far ordinary speech explains a draft.

    `bits` are those of each sound, `due` (pieces) the part of a piece's bits that is due to the
    piece before it, `begins` (pieces) says which begin an everyday word, `strange` (pieces) which
    are words of letters that no dictionary has.
    """

    bits: BitArray
    due: BitArray
    begins: npt.NDArray[np.bool_]
    strange: npt.NDArray[np.bool_]


def surprise(text: str, pieces: Sequence[Piece], sounds: npt.NDArray[np.uint8]) -> Surprise:
    """How surprising the `pieces` of `text` are; `sounds` are numbered as in `sound_table()`."""
    own = sound_table().own[sounds]
    each: list[float] = []
    due: list[float] = []
    begins: list[bool] = []
    before = ""
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if _is_chinese(text, piece):
            last = at
            while (
                last + 1 < len(pieces)
                and pieces[last + 1].start == pieces[last].end
                and _is_chinese(text, pieces[last + 1])
            ):
                last += 1
            values, changes, word_starts = _run_bits(text[piece.start : pieces[last].end])
            each += values
            due += changes
            begins += word_starts
            at = last + 1
            continue
        word = text[piece.start : piece.end].lower()
        bits, change = math.inf, 0.0
        if word.isdigit():
            bits = _DIGIT
        elif word:
            bits, change = _english_bits(word, before)
            before = word
        each.append(bits)
        due.append(change)
        begins.append(True)
        at += 1
    lengths = [len(piece.sounds) for piece in pieces]
    firsts = np.cumsum([0, *lengths[:-1]])
    total = np.add.reduceat(own, firsts) if len(pieces) else own
    per_piece = np.array(each, np.float32)
    letters = [
        text[piece.start : piece.end].isascii() and piece.end > piece.start for piece in pieces
    ]
    return Surprise(
        (own * np.repeat(np.minimum(1, per_piece / total), lengths)).astype(np.float32),
        np.array(due, np.float32),
        np.array(begins, bool),
        np.isinf(per_piece) & np.array(letters, bool),
    )


def _is_chinese(text: str, piece: Piece) -> bool:
    return piece.end > piece.start and "一" <= text[piece.start] <= "鿿"
