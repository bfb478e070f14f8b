"""Ordinary sentences without any hotword, and drafts made of them with a misheard word inside."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.hotword_words import Half, half_of
from benchmarks.misheard_chinese import word_data

SENTENCES_PATH = Path(__file__).parents[1] / "demo_model" / "text"
CHINESE_DRAFT = (60, 200)
"""Shortest and longest Chinese draft, in characters: some 15 to 50 s of speech."""
ENGLISH_DRAFT = (120, 400)
"""Shortest and longest English draft, in characters: as long in time as a Chinese one of half."""

_LONGEST_WORD = 4
_SLACK = 30


@dataclass(frozen=True, slots=True)
class Sentence:
    """An ordinary sentence as a CTC head writes it: no punctuation, English in lower case."""

    text: str
    is_chinese: bool

    @property
    def half(self) -> Half:
        return half_of(self.text)


def ordinary_sentences(
    hotwords: Iterable[str], count: int, folder: Path = SENTENCES_PATH, seed: int = 20261
) -> list[Sentence]:
    """Up to `count` sentences of `folder` in which no hotword stands, Chinese and English mixed."""
    found: dict[str, Sentence] = {}
    listed = _ListedWords(hotwords)
    for path in sorted([*folder.glob("zh_?.txt"), *folder.glob("en_?.txt")]):
        is_chinese = path.name.startswith("zh")
        for line in path.read_text(encoding="utf-8").splitlines():
            text = as_ctc_writes(line)
            if text and not line.startswith("#") and not listed.stand_in(line):
                found[text] = Sentence(text, is_chinese)
    sentences = sorted(found.values(), key=lambda each: each.text)
    random.Random(seed).shuffle(sentences)
    return sentences[:count]


def as_ctc_writes(text: str) -> str:
    """`text` in lower case without punctuation, spaces only beside words of letters.

    >>> as_ctc_writes("Don't stop, Anna! 好，走吧。")
    "don't stop anna 好走吧"
    """
    bare = re.sub(r"[^\w']+", " ", text.replace("’", "'")).lower()
    return re.sub("(?<=[一-鿿]) (?=[一-鿿])", "", bare).strip()


def draft_around(
    heard: str, sentences: Sequence[Sentence], chooser: random.Random, *, chinese: bool
) -> str:
    """A draft of ordinary length with `heard` between two words of one of its sentences.

    `sentences` are of the language that `chinese` names, enough of them to fill a draft.
    """
    least, most = CHINESE_DRAFT if chinese else ENGLISH_DRAFT
    wanted = chooser.randint(least + _SLACK, most) - len(heard)
    texts: list[str] = []
    size = 0
    while size < wanted - _SLACK:
        text = chooser.choice(sentences).text
        if size + len(text) + 2 <= most - len(heard):
            texts.append(text)
            size += len(text) + 1
    at = chooser.randrange(len(texts))
    pieces = _chinese_words(texts[at]) if chinese else texts[at].split()
    cut = chooser.randint(0, len(pieces))
    if not chinese:
        texts[at] = " ".join([*pieces[:cut], heard, *pieces[cut:]])
        return " ".join(texts)
    # A CTC head writes words of letters apart from each other, but not from characters.
    texts[at] = as_joined([*pieces[:cut], heard, *pieces[cut:]])
    return as_joined(texts)


def as_joined(pieces: Iterable[str]) -> str:
    """`pieces` one after the other, with a space where two words of letters would meet."""
    text = ""
    for piece in pieces:
        if text and text[-1].isascii() and piece[:1].isascii():
            text += " "
        text += piece
    return text


def _chinese_words(text: str) -> list[str]:
    """`text` cut into words, longest known word first, so that nothing is put inside one."""
    words: list[str] = []
    at = 0
    while at < len(text):
        letters = re.compile("[a-z0-9' ]+").match(text, at)
        if letters:
            size = letters.end() - at
        else:
            sizes = range(min(_LONGEST_WORD, len(text) - at), 1, -1)
            size = next((n for n in sizes if text[at : at + n] in _known_words()), 1)
        words.append(text[at : at + size])
        at += size
    return words


@cache
def _known_words() -> frozenset[str]:
    listed = word_data()["lex"]
    assert isinstance(listed, list)
    return frozenset(entry[0] for entry in listed)


class _ListedWords:
    """Finds words of a list that stand in a sentence, whatever their case and punctuation."""

    def __init__(self, words: Iterable[str]) -> None:
        self._tokens = {tuple(_tokens(word)) for word in words}
        self._lengths = sorted({len(tokens) for tokens in self._tokens})

    def stand_in(self, sentence: str) -> bool:
        tokens = _tokens(sentence)
        return any(
            tuple(tokens[at : at + length]) in self._tokens
            for length in self._lengths
            for at in range(len(tokens) - length + 1)
        )


def _tokens(text: str) -> list[str]:
    return re.findall("[a-z]+|[0-9]+|[一-鿿]", text.lower().replace("'", ""))
