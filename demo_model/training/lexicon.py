"""Words, characters and names that fill training sentences, and which of them sound alike.

Read from one JSON file made from free word lists: Mandarin words with pinyin, part of speech and
frequency (homophones removed, so that every toned reading has one canonical spelling), characters
with a single reading, surnames and given names, English words and names.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Generic, TypeVar

from demo_model.training.corpus import Word

T = TypeVar("T")
_SYLLABLE = re.compile(r"([a-z]+?)([1-5])$")
_COINED_SHARE = 0.3
# How often a name or product has a character drawn without regard to how common it is.
_RARE_SHARE = 0.4
_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")


class Weighted(Generic[T]):
    """Things drawn by weight."""

    def __init__(self, items: Sequence[T], weights: Sequence[float]) -> None:
        self.items = list(items)
        self._sums = list(accumulate(weights))

    def draw(self, rng: random.Random) -> T:
        """One of them."""
        return rng.choices(self.items, cum_weights=self._sums)[0]


def syllable_parts(syllable: str) -> tuple[str, str, int]:
    """Initial, final and tone.

    >>> syllable_parts("zhang1")
    ('zh', 'ang', 1)
    """
    found = _SYLLABLE.match(syllable)
    assert found, syllable
    for initial in _INITIALS:
        if found[1].startswith(initial):
            return initial, found[1][len(initial) :], int(found[2])
    return "", found[1], int(found[2])


class Lexicon:
    """`characters` are those that the vocabulary has; nothing outside them is ever drawn."""

    def __init__(self, path: Path, characters: set[str]) -> None:
        content = json.loads(path.read_text(encoding="utf-8"))
        self.reading: dict[str, str] = {
            c: said for c, said in content["mono"].items() if c in characters
        }
        self.reading.setdefault("她", "ta1")
        by_class: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for word, said, part_of_speech, count in content["lex"]:
            if all(c in characters for c in word):
                by_class[part_of_speech].append((word, said, count))
        self.class_of = {w: name for name, rows in by_class.items() for w, _, _ in rows}
        self._words = {
            name: Weighted([_mandarin(w, said) for w, said, _ in rows], [n**0.45 for *_, n in rows])
            for name, rows in by_class.items()
        }
        self._canonical_word = {said: w for rows in by_class.values() for w, said, _ in rows} | {
            said: w for w, said in content["cur"].items()
        }
        self._canonical = {s: c for s, c in content["canon"].items() if c in characters}
        self._canonical_surname = content["scanon"]
        self._surname_reading = content["surpy"]
        self._surnames = Weighted(
            list(content["sur"]), [count**0.5 for count in content["sur"].values()]
        )
        given = {c: n for c, n in content["gchars"].items() if self._has_canonical(c)}
        self._given = Weighted(list(given), [count**0.5 for count in given.values()])
        common = {c: n for c, n in content["allch"].items() if self._has_canonical(c)}
        self._common = Weighted(list(common), [count**0.3 for count in common.values()])
        self._rare = [c for c in self.reading if c not in common and self._has_canonical(c)]
        self._canonical_given: dict[str, str] = {}
        for character in sorted(given, key=given.__getitem__, reverse=True):
            self._canonical_given.setdefault(self.reading[character], character)
        self._homophones = [
            (a, b, said) for a, b, said in content["alt"] if all(c in characters for c in a + b)
        ]
        self._same_sound: dict[str, list[str]] = defaultdict(list)
        self._same_final: dict[str, list[str]] = defaultdict(list)
        for character in common:
            initial, final, _ = syllable_parts(self.reading[character])
            self._same_sound[initial + final].append(character)
            self._same_final[final].append(character)
        english = content["en"]
        self._english = Weighted(
            [w for w, _ in english], [3.0 if level <= 10 else 1.0 for _, level in english]
        )
        self.english_names: list[str] = content["names"] + [w.capitalize() for w in content["rare"]]
        self._names_by_start: dict[str, list[str]] = defaultdict(list)
        self._names_by_end: dict[str, list[str]] = defaultdict(list)
        for name in self.english_names:
            self._names_by_start[name[:2].lower()].append(name)
            self._names_by_end[name[-3:].lower()].append(name)

    def _has_canonical(self, character: str) -> bool:
        return character in self.reading and self.reading[character] in self._canonical

    def _seldom(self, rng: random.Random) -> str:
        """A character outside the commonest, or outside ordinary text altogether."""
        return rng.choice(self._rare if rng.random() < 0.4 else self._common.items)

    def word(self, part_of_speech: str, rng: random.Random) -> Word:
        """A Chinese word: n noun, v verb, a adjective, d adverb, s place, t time, i idiom."""
        drawn = self._words[part_of_speech].draw(rng)
        return Word(drawn.text, drawn.spoken, drawn.say, "zh")

    def english_word(self, rng: random.Random) -> Word:
        """A common English word."""
        text = self._english.draw(rng)
        return Word(text, text.lower(), text, "en")

    def person(self, rng: random.Random) -> Word:
        """A Chinese name; `canonical` is its commonest spelling."""
        surname = self._surnames.draw(rng)
        given = [self._given.draw(rng) for _ in range(1 if rng.random() < 0.25 else 2)]
        if rng.random() < _RARE_SHARE:
            given[-1] = self._seldom(rng)
        said = [self._surname_reading[surname], *(self.reading[c] for c in given)]
        canonical = self._canonical_surname[said[0]]
        for syllable in said[1:]:
            canonical += self._canonical_given.get(syllable) or self._canonical[syllable]
        return _entity(surname + "".join(given), canonical, " ".join(said))

    def product(self, rng: random.Random) -> Word:
        """Two to four characters that make no word."""
        size = rng.choices([2, 3, 4], [5, 3, 2])[0]
        characters = [self._common.draw(rng) for _ in range(size)]
        if rng.random() < _RARE_SHARE:
            characters[rng.randrange(size)] = self._seldom(rng)
        said = [self.reading[c] for c in characters]
        canonical = self._canonical_word.get(" ".join(said), "")
        if len(canonical) != size:
            canonical = "".join(self._canonical[syllable] for syllable in said)
        return _entity("".join(characters), canonical, " ".join(said))

    def homophone(self, rng: random.Random) -> Word:
        """A word that sounds like a more frequent one."""
        text, canonical, said = rng.choice(self._homophones)
        return _entity(text, canonical, said)

    def english_name(self, rng: random.Random) -> Word:
        """A name, or a rare word with a capital that serves as one."""
        text = rng.choice(self.english_names)
        if rng.random() < _COINED_SHARE:
            text = self._coined(rng)
        return Word(text, text.lower(), text, "en", "", text)

    def _coined(self, rng: random.Random) -> str:
        """The beginning of one name and the end of another, as makers name their products."""
        first, last = rng.choice(self.english_names), rng.choice(self.english_names)
        cut = rng.randint(2, max(2, min(5, len(first) - 1)))
        return first[:cut] + last[-rng.randint(2, max(2, min(6, len(last) - 1))) :].lower()

    def sounds_near(self, entity: Word, rng: random.Random) -> str | None:
        """A made-up word that sounds a little like `entity`, never the same; None if not found."""
        if entity.language == "en":
            return self._english_near(entity.text, rng)
        characters, said = list(entity.text), entity.say.split()
        if len(characters) != len(said):
            return None
        changes = min(len(said), 1 if rng.random() < 0.7 else 2)
        for place in rng.sample(range(len(said)), changes):
            initial, final, _ = syllable_parts(said[place])
            family = self._same_final[final]
            if rng.random() < 0.4:
                family = self._same_sound[initial + final]
            others = [
                c
                for c in rng.sample(family, min(len(family), 12))
                if self.reading[c] != said[place]
            ]
            if others:
                characters[place] = rng.choice(others)
        changed = "".join(characters)
        return None if self._said(changed) == entity.say or changed == entity.text else changed

    def _said(self, text: str) -> str:
        return " ".join(self.reading.get(c, "?") for c in text)

    def _english_near(self, name: str, rng: random.Random) -> str | None:
        family = self._names_by_start[name[:2].lower()] + self._names_by_end[name[-3:].lower()]
        others = [other for other in family if other != name]
        if others and rng.random() < 0.7:
            return rng.choice(others)
        place = rng.randrange(len(name))
        vowel = name[place].lower() in "aeiou"
        new = rng.choice("aeiou" if vowel else "bdfgklmnprstvw")
        changed = (name[:place] + new + name[place + 1 :]).capitalize()
        return None if changed == name else changed


def _mandarin(text: str, say: str) -> Word:
    return Word(text, text, say, "zh")


def _entity(text: str, canonical: str, say: str) -> Word:
    return Word(text, canonical, say, "zh", "", canonical)
