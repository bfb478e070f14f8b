"""The letters of a draft, for words that nobody knows how to say.

A recogniser spells an unknown name as it may be said, and who reads it says it otherwise: "pythn"
has hardly a sound of Python but nearly all its letters. So a draft has its unusual words a second
time behind its end, letter by letter, and a listed word has a row of its letters.
"""

from __future__ import annotations

import re

from hotwords.english import common_words
from hotwords.phonemes import Piece, fold

_WORD = re.compile("[A-Za-z]+(?:'[A-Za-z]+)*")
_BARRIER = ("·0",) * 4


def letter_pieces(text: str) -> list[Piece]:
    """The letters of the words of a draft that are not everyday words, and of their neighbours.

    A stretch of such words begins with a piece that nothing can be aligned across.
    """
    words = list(_WORD.finditer(fold(text)))
    rare = [word.group().lower() not in common_words() for word in words]
    pieces: list[Piece] = []
    before = -2
    for at, word in enumerate(words):
        if not any(rare[max(0, at - 1) : at + 2]):
            continue
        if at != before + 1:
            pieces.append(Piece(word.start(), word.start(), _BARRIER))
        before = at
        letters = tuple("@" + each for each in word.group().lower() if each != "'")
        pieces.append(Piece(word.start(), word.end(), letters))
    return pieces
