"""English words as a CTC head misspells them: by ear, in pieces, with a sound changed or lost.

Words that the CMU dictionary knows are changed in their phones and spelled again by a table of
common spellings. Nobody has written down how the others sound; they are changed in their letters,
so that the rules by which an index reads unknown words are not the ones that made the test.
"""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from benchmarks.misheard_chinese import word_data

DICTIONARY_PATH = Path(__file__).parents[1] / "resources" / "cmudict" / "cmudict.txt.gz"

Phones = tuple[str, ...]

_SPELLINGS = {
    phone: tuple(text.split("/"))
    for phone, text in {
        "AA": "o/ah/a", "AE": "a", "AH": "u/a/o", "AO": "aw/o/au", "AW": "ow/ou", "AY": "y/i/igh",
        "B": "b", "CH": "ch", "D": "d", "DH": "th", "EH": "e", "ER": "er/ur/ir", "EY": "ay/ai",
        "F": "f/ph", "G": "g", "HH": "h", "IH": "i", "IY": "ee/ea/i", "JH": "j", "K": "k/c",
        "L": "l", "M": "m", "N": "n", "NG": "ng", "OW": "o/oe/oa", "OY": "oy/oi", "P": "p",
        "R": "r", "S": "s/ss", "SH": "sh", "T": "t", "TH": "th", "UH": "oo/u", "UW": "oo/u/ew",
        "V": "v", "W": "w", "Y": "y", "Z": "z/s", "ZH": "zh/j",
    }.items()
}  # fmt: skip
_LONG_BEFORE_E = {"AY": "i", "EY": "a", "OW": "o", "UW": "u"}
_FINAL = {"IY": "y/ee/ie", "K": "ck/k", "AH": "a", "OW": "o/ow", "UW": "oo/ew", "AA": "ah/a"}
_VOWELS = frozenset(phone for phone in _SPELLINGS if phone[0] in "AEIOU")
_SIMILAR = (
    "P/B T/D K/G F/V S/Z SH/CH CH/JH TH/S TH/F TH/T DH/D DH/V V/W V/B M/N N/NG L/R SH/S JH/ZH "
    "IY/IH IH/EH EH/AE EH/EY AE/AH AH/AA AA/AO AO/OW UH/UW AH/ER AY/AA AH/EH AH/IH"
)
_LETTER_SPELLINGS = (
    "ph/f ck/k c/k k/c qu/kw x/ks ch/k sch/sh th/t y/i i/y ee/ea ea/ee ie/y ai/ay ei/ai ou/ow "
    "oo/u u/oo au/o er/ur or/er z/s s/z ae/e oe/o j/y"
)
_SIMILAR_LETTERS = "b/p d/t g/k v/f z/s v/w m/n l/r j/ch a/e e/i i/ee o/a u/a o/u"


@cache
def dictionary() -> dict[str, Phones]:
    """The CMU dictionary: phones without stress of each lower-case word."""
    with gzip.open(DICTIONARY_PATH, "rt", encoding="ascii") as file:
        entries = (line.split() for line in file)
        return {word: tuple(phones) for word, *phones in entries}


@cache
def _common_words() -> tuple[str, ...]:
    listed = word_data()["en"]
    assert isinstance(listed, list)
    words = dict.fromkeys(word.lower() for word, *_ in listed)
    return tuple(word for word in words if word in dictionary() and (len(word) > 1 or word in "ai"))


@cache
def _words_by_phones() -> dict[Phones, list[str]]:
    """Common words by their phones."""
    by_phones: dict[Phones, list[str]] = {}
    for word in _common_words():
        by_phones.setdefault(dictionary()[word], []).append(word)
    return by_phones


@cache
def _partners() -> dict[str, tuple[str, ...]]:
    pairs = [pair.split("/") for pair in _SIMILAR.split()]
    return {
        phone: tuple([b for a, b in pairs if a == phone] + [a for a, b in pairs if b == phone])
        for phone in _SPELLINGS
    }


@cache
def _words_nearly() -> dict[Phones, list[str]]:
    """Common words by phones of which one differs from theirs by a similar one."""
    nearly: dict[Phones, list[str]] = {}
    for word in _common_words():
        phones = dictionary()[word]
        for at, phone in enumerate(phones):
            for other in _partners()[phone]:
                nearly.setdefault((*phones[:at], other, *phones[at + 1 :]), []).append(word)
    return nearly


def spoken_parts(word: str) -> list[str]:
    """The lower-case words that `word` is made of, cut at spaces, hyphens and inner capitals."""
    return [
        part.lower()
        for part in re.findall("[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]", word.replace("'", ""))
    ]


def known_phones(word: str) -> Phones | None:
    """The phones of `word` if the dictionary has it, whole or part by part."""
    whole = dictionary().get(word.lower())
    if whole:
        return whole
    parts = [dictionary().get(part) for part in spoken_parts(word)]
    if not parts or not all(parts):
        return None
    return tuple(phone for part in parts if part for phone in part)


def _weak_places(phones: Phones) -> list[int]:
    """Where a recogniser loses a phone: beside another consonant, at the end, in weak vowels."""
    vowels = [at for at, phone in enumerate(phones) if phone in _VOWELS]
    weak = [at for at in vowels[1:] if phones[at] in ("AH", "IH", "ER")]
    last = len(phones) - 1
    for at, phone in enumerate(phones[1:], start=1):
        beside = [phones[at - 1], *phones[at + 1 : at + 2]]
        if phone not in _VOWELS and (at == last or any(x not in _VOWELS for x in beside)):
            weak.append(at)
    return weak


class EnglishMishearer:
    """Mishears English words, one method per kind; each returns None where the kind cannot be.

    All randomness comes from `chooser`, so that a seed makes the same test again.
    """

    def __init__(self, chooser: random.Random) -> None:
        self._random = chooser

    def near_spelling(self, word: str) -> str | None:
        """The same sounds spelled otherwise: a homophone, or as a CTC head spells by ear."""
        return self._one_part_changed(word, self._respelled)

    def similar_phones(self, word: str) -> str | None:
        """One sound, in words of more than seven two, taken for a similar one."""
        return self._one_part_changed(word, self._with_similar_phones)

    def lost_phone(self, word: str) -> str | None:
        """One sound of at least four not heard."""
        return self._one_part_changed(word, self._with_a_phone_lost)

    def split(self, word: str) -> str | None:
        """Cut into other words that sound alike together, or into pieces spelled by ear."""
        phones = known_phones(word)
        if phones and len(phones) >= 4:
            words = self._as_common_words(phones)
            if words and words != word.lower():
                return words
        return self._cut_in_two(word)

    def _one_part_changed(self, word: str, change: Callable[[str], str | None]) -> str | None:
        """`word` in lower case with `change` made to one of its parts, the long ones first."""
        parts = word.lower().replace("-", " ").replace(".", "").split()
        order = sorted(range(len(parts)), key=lambda at: (-len(parts[at]), at))
        if len(order) > 1 and self._random.random() < 0.5:
            self._random.shuffle(order)
        for at in order:
            for _ in range(10):
                heard = change(parts[at])
                if heard and heard != parts[at]:
                    return " ".join([*parts[:at], heard, *parts[at + 1 :]])
        return None

    def _respelled(self, part: str) -> str | None:
        phones = dictionary().get(part)
        if phones is None:
            return self._letters_changed(part, _LETTER_SPELLINGS, self._random.choice((1, 1, 2)))
        others = [other for other in _words_by_phones().get(phones, []) if other != part]
        if others and self._random.random() < 0.5:
            return self._random.choice(others)
        return self._spelled(phones)

    def _with_similar_phones(self, part: str) -> str | None:
        phones = dictionary().get(part)
        if phones is None:
            return self._letters_changed(part, _SIMILAR_LETTERS, 2 if len(part) > 8 else 1)
        changed = list(phones)
        for at in self._random.sample(range(len(phones)), 2 if len(phones) > 7 else 1):
            changed[at] = self._random.choice(_partners()[phones[at]] or (phones[at],))
        if tuple(changed) == phones:
            return None
        real = _words_by_phones().get(tuple(changed))
        return self._random.choice(real) if real else self._spelled(tuple(changed))

    def _with_a_phone_lost(self, part: str) -> str | None:
        phones = dictionary().get(part)
        if phones is None:
            # Consonants beside a consonant, vowels that are not the first.
            places = [
                match.end() - 1
                for match in re.finditer(
                    "(?<=[^aeiou])[^aeiou]|[^aeiou](?=[^aeiou])|.[aeiouy]", part
                )
                if match.end() - 1 > 0 and re.search("[aeiouy]", part[: match.end() - 1])
            ]
            if len(part) < 5 or not places:
                return None
            at = self._random.choice(places)
            return part[:at] + part[at + 1 :]
        weak = _weak_places(phones)
        if len(phones) < 4 or not weak:
            return None
        at = self._random.choice(weak)
        fewer = (*phones[:at], *phones[at + 1 :])
        real = _words_by_phones().get(fewer)
        return self._random.choice(real) if real else self._spelled(fewer)

    def _spelled(self, phones: Phones) -> str:
        """`phones` in letters, as one would write a word never seen."""
        text = ""
        at = 0
        while at < len(phones):
            phone = phones[at]
            is_before_last = at == len(phones) - 2 and phones[-1] not in _VOWELS
            if is_before_last and phone in _LONG_BEFORE_E and self._random.random() < 0.6:
                return text + _LONG_BEFORE_E[phone] + _SPELLINGS[phones[-1]][0] + "e"
            if phones[at : at + 2] == ("K", "S") and self._random.random() < 0.5:
                text += "x"
                at += 2
                continue
            choices = _SPELLINGS[phone] if text else _SPELLINGS[phone][:1]
            if at == len(phones) - 1 and at > 0 and phone in _FINAL:
                choices = tuple(_FINAL[phone].split("/"))
            # The first is the commonest.
            letters = choices[0] if self._random.random() < 0.5 else self._random.choice(choices)
            # "c" before e, i and y would be spoken as s.
            if letters.startswith(("e", "i", "y")) and text.endswith("c"):
                text = text[:-1] + "k"
            text += letters
            at += 1
        return text

    def _letters_changed(self, part: str, pairs: str, times: int) -> str | None:
        """`part` with `times` of the pairs that apply carried out, each once."""
        swaps = [pair.split("/") for pair in pairs.split()]
        for _ in range(times):
            # A vowel beside another is half of a sound, as is the h of sh or th.
            possible = [
                (match.span(), right)
                for wrong, right in swaps
                for match in re.finditer(
                    f"(?<![aeiou]){wrong}(?![aeiouh])"
                    if wrong in "aeiou"
                    else f"{wrong}(?!h)"
                    if len(wrong) == 1
                    else wrong,
                    part,
                )
            ]
            if not possible:
                return None
            (start, end), right = self._random.choice(possible)
            part = part[:start] + right + part[end:]
        return part

    def _as_common_words(self, phones: Phones) -> str | None:
        """At least two common words that sound as `phones` but for similar phones."""
        # (differences, words) of the best cover of each prefix; ties are drawn.
        best: list[tuple[int, list[str]] | None] = [(0, [])] + [None] * len(phones)
        for end in range(1, len(phones) + 1):
            for start in range(max(0, end - 8), end):
                before, piece = best[start], phones[start:end]
                if before is None or piece == phones:
                    continue
                for words, cost in ((_words_by_phones(), 2), (_words_nearly(), 5)):
                    if piece in words:
                        cost += before[0] + (3 if len(piece) == 1 else 0)
                        current = best[end]
                        if current is None or cost < current[0]:
                            best[end] = (cost, [*before[1], self._random.choice(words[piece])])
                        break
        cover = best[-1]
        return " ".join(cover[1]) if cover else None

    def _cut_in_two(self, word: str) -> str | None:
        """Cut between syllables; one half is spelled otherwise where it can be."""
        letters = "".join(spoken_parts(word)) if " " not in word else word.lower()
        seams = [
            match.start() + 1
            for match in re.finditer(
                "(?<=[a-z])(?:[aeiouy](?=[^aeiouy ][aeiouy])|[^aeiouy ](?=[^aeiouyh ][aeiouy]))",
                letters,
            )
            if 2 <= match.start() + 1 <= len(letters) - 3
        ]
        if not seams or len(letters) < 5:
            return None
        at = self._random.choice(seams)
        halves = [letters[:at], letters[at:]]
        if self._random.random() < 0.5:
            side = self._random.randrange(2)
            halves[side] = self._letters_changed(halves[side], _LETTER_SPELLINGS, 1) or halves[side]
        return " ".join(halves)
