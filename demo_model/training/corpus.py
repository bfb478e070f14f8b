"""The training text as words: what is written, how it is said, and what may stand in its place.

`prepare` reads sentences and templates, cuts them into words with pinyin taken from the whole
clause, and keeps everything in one JSON file. That file is all the text that travels to the machine
that trains; neither the word cutter nor the pinyin dictionary is needed there.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from demo_model.training.spoken_numbers import spoken_english, spoken_mandarin

Language = Literal["zh", "en"]
PUNCTUATION = "，。？！、,.?!"
_SYLLABLE = re.compile(r"[a-z]+[1-5]$")
_ZH_PART = re.compile(r"\{\w+\}|[，。？！、]|[A-Za-z][A-Za-z0-9'.+-]*|[^{}，。？！、A-Za-z]+")
_EN_PART = re.compile(r"\{\w+\}|[.,?!]|[^\s.,?!{}]+(?:[.,]\d+)*")


@dataclass(slots=True)
class Word:
    """A word or a mark: `text` as written, `spoken` as the CTC head writes it, `say` for espeak-ng.

    `say` is pinyin with tone numbers or English words, empty for a mark. `kind` names the class of
    words that may replace it. `canonical` is how an entity is written when no list tells better.
    """

    text: str
    spoken: str = ""
    say: str = ""
    language: Language = "zh"
    kind: str = ""
    canonical: str = ""

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation or a slot, of which nothing is said."""
        return not self.say

    @property
    def is_entity(self) -> bool:
        """Whether a hotword list may decide how it is written."""
        return bool(self.canonical)


def read_lines(path: Path) -> list[str]:
    """The lines of a text file that are neither empty nor comments."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def is_pinyin(say: str) -> bool:
    """Whether every part of `say` is a syllable with its tone."""
    return bool(say) and all(_SYLLABLE.match(part) for part in say.split())


class MandarinCutter:
    """Cuts Chinese sentences into words with pinyin; needs pypinyin, and jieba without `cut`.

    `kinds` maps words that others may replace to their kind; jieba never cuts through them.
    """

    def __init__(
        self, kinds: dict[str, str], cut: Callable[[str], Iterable[str]] | None = None
    ) -> None:
        self._kinds = kinds
        self._cut = cut or _jieba_cut(kinds)

    def pinyin(self, text: str) -> list[str]:
        """One syllable per character."""
        from pypinyin import Style, lazy_pinyin

        said = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False)
        return [str(syllable) for syllable in said]

    def words(self, line: str) -> list[Word]:
        """ValueError where a character has no reading."""
        result: list[Word] = []
        line = re.sub(r"\s*([A-Za-z0-9%$.,]+(?: [A-Za-z0-9]+)*)\s*", r"\1", line)
        for part in _ZH_PART.findall(line):
            if part[0] == "{" or part in PUNCTUATION:
                result.append(Word(part))
            elif part[0].isascii() and part[0].isalpha():
                result.append(foreign_word(part))
            else:
                result += self._clause(part)
        return result

    def _clause(self, text: str) -> list[Word]:
        parts = spoken_mandarin(text)
        spoken = "".join(said for _, said in parts)
        syllables = self.pinyin(spoken)
        if len(syllables) != len(spoken) or not all(map(is_pinyin, syllables)):
            raise ValueError(f"no reading for every character of {text!r}")
        words: list[Word] = []
        place = 0
        for written, said in parts:
            pieces = [(written, said)]
            if written == said:
                pieces = [(word, word) for word in self._cut(written)]
            for word, heard in pieces:
                say = " ".join(syllables[place : place + len(heard)])
                place += len(heard)
                kind = self._kinds.get(word, "") if word == heard else "#"
                words.append(Word(word, heard, say, "zh", kind))
        return words


def _jieba_cut(words: Iterable[str]) -> Callable[[str], Iterable[str]]:
    import jieba

    jieba.setLogLevel(60)
    for word in words:
        jieba.add_word(word, freq=200_000)
    cut: Callable[[str], Iterable[str]] = jieba.cut
    return cut


def foreign_word(text: str) -> Word:
    """An English word or abbreviation inside a Chinese sentence."""
    plain = re.sub(r"[^A-Za-z0-9]+", " ", text).strip()
    if plain.isupper() and len(plain) <= 4:
        plain = " ".join(plain)
    return Word(text, plain.lower(), plain, "en", "foreign")


def english_words(line: str, kinds: dict[str, str]) -> list[Word]:
    """An English sentence as words; a number with its unit is one word."""
    result: list[Word] = []
    for written, said in spoken_english(line):
        if written != said:
            result.append(Word(written, _plain_english(said), said, "en", "#"))
            continue
        for part in _EN_PART.findall(written):
            if part[0] == "{" or part in PUNCTUATION:
                result.append(Word(part, language="en"))
            elif spoken := _plain_english(part):
                result.append(Word(part, spoken, part, "en", kinds.get(part, "")))
    return result


def _plain_english(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9 ]+", "", text.lower().replace("-", " ")).split())


def pack(words: Iterable[Word]) -> list[list[str]]:
    """Words as JSON lists."""
    return [[w.text, w.spoken, w.say, w.language, w.kind] for w in words]


def unpack(rows: Iterable[list[Any]]) -> list[Word]:
    """The reverse of `pack`."""
    return [Word(*row) for row in rows]


def split_share(text: str) -> float:
    """A number in [0, 1) that depends on the text alone, to set a few sentences aside."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32


def save_json(content: object, path: Path) -> None:
    """Write `content` beside `path`, then rename."""
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    part.replace(path)
