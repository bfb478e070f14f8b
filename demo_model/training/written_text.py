"""The sentences, templates and word groups in demo_model/text, read into one corpus.

The files themselves are described in the README beside them; `trial_` files served an earlier
training run and are kept, because the weights that training starts from have learned them.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from demo_model.training.corpus import (
    Language,
    MandarinCutter,
    Word,
    english_words,
    foreign_word,
    pack,
    read_lines,
    split_share,
    unpack,
)
from demo_model.training.lexicon import Lexicon
from demo_model.training.slots import fill_slot

TEXT_FOLDER = Path(__file__).parents[1] / "text"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
# This share of the sentences is kept out of training, to look at while working.
DEVELOPMENT_SHARE = 0.02
_AMBIGUOUS = ("鱼", "虾", "药")
_COMPANY_TAILS = ("科技", "公司", "集团", "软件", "传媒", "食品")
_TRIAL = "trial_"


def sentence_files(folder: Path, language: Language) -> list[Path]:
    """The files of whole sentences."""
    trial = folder / f"{_TRIAL}{language}.txt"
    return [*sorted(folder.glob(f"{language}_*.txt")), *([trial] if trial.exists() else [])]


def template_files(folder: Path, language: Language) -> list[Path]:
    """The files of sentences with slots."""
    earlier = sorted(folder.glob(f"{_TRIAL}templates*_{language}.txt"))
    return [*earlier, *folder.glob(f"templates_{language}.txt")]


def is_aside(line: str, path: Path) -> bool:
    """Whether a sentence is kept out of training; the trial's were all learned long ago."""
    return not path.name.startswith(_TRIAL) and split_share(line) < DEVELOPMENT_SHARE


def read_word_kinds(folder: Path, language: Language) -> dict[str, list[str]]:
    """Kind → words that may replace each other."""
    rows = (line.split() for line in read_lines(folder / f"{_TRIAL}kinds_{language}.txt"))
    return {row[0]: row[1:] for row in rows}


def kind_of_word(kinds: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Word → its kind; without words that mean too much to be replaced."""
    result: dict[str, str] = {}
    for kind, words in kinds.items():
        for word in words:
            if word not in _AMBIGUOUS:
                result.setdefault(word, kind)
    return result


class TextReader:
    """Reads one folder of text; `cutter` cuts the Chinese part of it into words."""

    def __init__(self, folder: Path, cutter: MandarinCutter | None = None) -> None:
        self._folder = folder
        self._kinds_zh = read_word_kinds(folder, "zh")
        self._kinds_en = read_word_kinds(folder, "en")
        self._cutter = cutter or MandarinCutter(kind_of_word(self._kinds_zh))
        self._english_kind = kind_of_word(self._kinds_en)

    def words(self, line: str, language: Language) -> list[Word]:
        """A line as words; ValueError where it cannot be said."""
        if language == "zh":
            return self._cutter.words(line)
        return english_words(line, self._english_kind)

    def corpus(self) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """Everything in JSON lists, and the sentences of each language that are kept aside."""
        sentences: dict[str, list[Any]] = {"zh": [], "en": []}
        aside: dict[str, list[str]] = {"zh": [], "en": []}
        for language in LANGUAGES:
            for path in sentence_files(self._folder, language):
                unreadable = 0
                for line in dict.fromkeys(read_lines(path)):
                    if is_aside(line, path):
                        aside[language].append(line)
                        continue
                    try:
                        sentences[language].append(pack(self.words(line, language)))
                    except ValueError:
                        unreadable += 1
                so_far = len(sentences[language])
                print(f"{path.name}: {so_far} sentences so far, {unreadable} unreadable")
        foreign = " ".join(read_lines(self._folder / "foreign.txt")).split()
        return {
            "sentences": sentences,
            "templates": {language: self.templates(language) for language in LANGUAGES},
            "kinds": self.kinds(),
            "foreign": pack(foreign_word(word) for word in foreign),
        }, aside

    def templates(self, language: Language) -> list[list[list[str]]]:
        """The packed words of each template; slots are words in braces."""
        files = template_files(self._folder, language)
        lines = (line for path in files for line in read_lines(path))
        return [pack(self.words(line, language)) for line in lines]

    def kinds(self) -> dict[str, list[list[str]]]:
        """Kind → packed words: those that replace each other, and those that fill slots."""
        kinds: dict[str, list[list[str]]] = {}
        for kind, members in self._kinds_zh.items():
            kinds[kind] = [self._chinese(word, kind) for word in members]
        for kind, members in self._kinds_en.items():
            kinds[kind] = [[word, word.lower(), word, "en", kind] for word in members]
        for path in sorted(self._folder.glob("fillers_*.txt")):
            language = path.stem.partition("_")[2]
            for line in read_lines(path):
                kind, _, listed = line.partition(":")
                words = listed.split() if language == "zh" else listed.split("|")
                rows = (self._filler(word.strip(), language, kind.strip()) for word in words)
                kinds.setdefault(kind.strip(), []).extend(row for row in rows if row is not None)
        kinds["company tail"] = [self._chinese(word, "") for word in _COMPANY_TAILS]
        days = [start + day for day in "一二三四五六" for start in ("星期", "周")]
        kinds["星期"] = [self._chinese(day, "星期") for day in days]
        return kinds

    def _chinese(self, word: str, kind: str) -> list[str]:
        return [word, word, " ".join(self._cutter.pinyin(word)), "zh", kind]

    def _filler(self, text: str, language: str, kind: str) -> list[str] | None:
        """None for a word of two scripts, which no single voice can say."""
        if language == "en":
            words = english_words(text, {})
            spoken, say = " ".join(w.spoken for w in words), " ".join(w.say for w in words)
            return [text, spoken, say, "en", kind]
        if text.isascii():
            return pack([foreign_word(text)])[0]
        words = self._cutter.words(text)
        if any(word.language == "en" for word in words):
            return None
        written = "".join(word.text for word in words)
        spoken = "".join(word.spoken for word in words)
        return [written, spoken, " ".join(word.say for word in words), "zh", kind]


def fill_every_slot(corpus: Mapping[str, Any], lexicon: Lexicon) -> int:
    """Fill every slot of every template once and count them; ValueError for an unknown slot."""
    kinds: dict[str, Sequence[Word]] = {k: unpack(rows) for k, rows in corpus["kinds"].items()}
    rng = random.Random(0)
    filled = 0
    for language in LANGUAGES:
        for template in corpus["templates"][language]:
            for slot in unpack(row for row in template if row[0].startswith("{")):
                words = fill_slot(slot, lexicon, kinds, rng)
                if not words or any("{" in word.text or not word.text for word in words):
                    raise ValueError(f"nothing fills {slot.text}")
                filled += 1
    return filled
