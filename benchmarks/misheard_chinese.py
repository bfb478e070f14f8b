"""Chinese words as recognisers mishear them: right sound in wrong characters, or nearly right."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

WORDS_PATH = Path(__file__).parents[1] / "demo_model" / "text" / "words.json.gz"
TONES = "12345"

_COMMONNESS = 0.75
"""Below 1: recognisers write rare characters too, names having taught them."""

_INITIALS = "z/zh c/ch s/sh n/l f/h r/l"
_FINALS = "in/ing en/eng an/ang ian/iang uan/uang"
_INITIAL = re.compile("[zcs]h|[bpmfdtnlgkhjqxzcsryw]?")


def is_chinese(text: str) -> bool:
    """Whether `text` is nothing but Chinese characters."""
    return re.fullmatch("[一-鿿]+", text) is not None


@cache
def word_data() -> dict[str, object]:
    """The word lists of the demo model's training text: words and characters with their counts."""
    with gzip.open(WORDS_PATH, "rt", encoding="utf-8") as file:
        data: dict[str, object] = json.load(file)
    return data


@cache
def _characters_by_syllable() -> dict[str, list[tuple[str, float]]]:
    """Characters with one reading, by toned syllable, with how readily a recogniser writes them."""
    readings, counts = word_data()["mono"], word_data()["allch"]
    assert isinstance(readings, dict) and isinstance(counts, dict)
    by_syllable: dict[str, list[tuple[str, float]]] = {}
    for character, count in counts.items():
        syllable = readings.get(character)
        if syllable and count > 0:
            syllable = syllable if syllable[-1] in TONES else syllable + "5"
            by_syllable.setdefault(syllable, []).append((character, count**_COMMONNESS))
    return by_syllable


@cache
def syllables_of(word: str) -> tuple[str, ...]:
    """The toned syllables of a Chinese `word` as read in its context, such as ("hui1",)."""
    from pypinyin import Style, lazy_pinyin

    return tuple(
        str(each).replace("ü", "v")
        for each in lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
    )


def confused_syllables(base: str) -> tuple[str, ...]:
    """The toneless syllables that accents and recognisers confuse with `base`.

    >>> confused_syllables("hui")
    ('fui', 'fei')
    """
    match = _INITIAL.match(base)
    head = match.group() if match else ""
    tail = base[len(head) :]
    found = [other + tail for other in _partners(_INITIALS, head)]
    found += [head + other for other in _partners(_FINALS, tail)]
    # hu- and f- stand for each other as whole syllables: 回/肥, 欢/翻, 黄/房, 花/发.
    if head == "h" and tail.startswith("u"):
        found.append("f" + {"ui": "ei", "un": "en", "u": "u"}.get(tail, tail[1:]))
    if head == "f":
        found.append("h" + {"ei": "ui", "en": "un", "u": "u"}.get(tail, "u" + tail))
    return tuple(dict.fromkeys(found))


def _partners(pairs: str, sound: str) -> list[str]:
    swaps = [pair.split("/") for pair in pairs.split()]
    return [b for a, b in swaps if a == sound] + [a for a, b in swaps if b == sound]


class ChineseMishearer:
    """Mishears Chinese words, one method per kind; each returns None where the kind cannot be.

    All randomness comes from `chooser`, so that a seed makes the same test again.
    """

    def __init__(self, chooser: random.Random) -> None:
        self._random = chooser

    def homophones(self, word: str) -> str | None:
        """Other characters of the same toned syllables."""
        return self._with_some_replaced(word, self._homophone)

    def lost_tones(self, word: str) -> str | None:
        """Right syllables, some in another tone."""
        return self._with_some_replaced(word, self._other_tone)

    def confused_sounds(self, word: str) -> str | None:
        """One or two syllables confused as in z/zh, n/l, in/ing or hu/f, others homophones."""
        syllables = syllables_of(word)
        possible = [at for at, each in enumerate(syllables) if self._confused(each)]
        if not possible:
            return None
        most = 2 if len(word) > 2 else 1
        chosen = set(
            self._random.sample(possible, self._random.randint(1, min(most, len(possible))))
        )
        return "".join(
            self._confused(syllable)
            if at in chosen
            else (
                self._homophone(syllable, character) if self._random.random() < 0.5 else character
            )
            for at, (syllable, character) in enumerate(zip(syllables, word, strict=True))
        )

    def lost_syllable(self, word: str) -> str | None:
        """One syllable of at least three not heard."""
        if len(word) < 3:
            return None
        at = self._random.randrange(len(word))
        return self._partly_homophones(word[:at] + word[at + 1 :])

    def doubled_syllable(self, word: str) -> str | None:
        """One syllable heard twice."""
        at = self._random.randrange(len(word))
        return self._partly_homophones(word[: at + 1] + word[at:])

    def wrong_character(self, word: str) -> str | None:
        """One character of at least three heard as a syllable that sounds quite unlike it."""
        if len(word) < 3:
            return None
        at = self._random.randrange(len(word))
        wanted = syllables_of(word)[at][:-1]
        near = {wanted, *confused_syllables(wanted)}
        for _ in range(100):
            syllable = self._random.choice(sorted(_characters_by_syllable()))
            alike = _INITIAL.match(syllable), _INITIAL.match(wanted)
            heads = [match.group() if match else "" for match in alike]
            tails = [syllable[:-1].removeprefix(heads[0]), wanted.removeprefix(heads[1])]
            if syllable[:-1] not in near and heads[0] != heads[1] and tails[0] != tails[1]:
                return word[:at] + self._homophone(syllable, "") + word[at + 1 :]
        return None

    def _partly_homophones(self, word: str) -> str:
        return "".join(
            self._homophone(syllable, character) if self._random.random() < 0.3 else character
            for syllable, character in zip(syllables_of(word), word, strict=True)
        )

    def _with_some_replaced(self, word: str, replacement: Callable[[str, str], str]) -> str | None:
        syllables = syllables_of(word)
        for _ in range(20):
            heard = "".join(
                replacement(syllable, character) if self._random.random() < 0.6 else character
                for syllable, character in zip(syllables, word, strict=True)
            )
            if heard != word:
                return heard
        return None

    def _homophone(self, syllable: str, character: str) -> str:
        """Another character of `syllable`; `character` itself if there is none."""
        choices = [
            each for each in _characters_by_syllable().get(syllable, []) if each[0] != character
        ]
        if not choices:
            return character
        characters, weights = zip(*choices, strict=True)
        return str(self._random.choices(characters, weights)[0])

    def _other_tone(self, syllable: str, character: str) -> str:
        others = [
            syllable[:-1] + tone
            for tone in TONES
            if tone != syllable[-1] and syllable[:-1] + tone in _characters_by_syllable()
        ]
        return self._homophone(self._random.choice(others), character) if others else character

    def _confused(self, syllable: str) -> str:
        """A character of a confused syllable, mostly in the same tone; "" if there is none."""
        known = _characters_by_syllable()
        bases = [
            base
            for base in confused_syllables(syllable[:-1])
            if any(base + tone in known for tone in TONES)
        ]
        if not bases:
            return ""
        base = self._random.choice(bases)
        tones = [tone for tone in TONES if base + tone in known]
        keeps = syllable[-1] in tones and self._random.random() < 0.7
        return self._homophone(base + (syllable[-1] if keeps else self._random.choice(tones)), "")
