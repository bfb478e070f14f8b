"""How English words sound, as ARPAbet phones without stress.

The CMU dictionary answers for words it knows. Speech recognisers also write words that nobody
spells so ("i fone", "klaude"), and hotwords are often new names, so the rest is guessed: two known
words run together, else letter-to-sound rules. The rules need only be good enough for a lenient
comparison, not for a voice.
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path

Phones = tuple[str, ...]

DICTIONARY_PATH = Path(__file__).parents[1] / "resources" / "cmudict" / "cmudict.txt.gz"

_LETTER_NAMES = {
    letter: tuple(phones.split())
    for letter, phones in {
        "a": "EY",
        "b": "B IY",
        "c": "S IY",
        "d": "D IY",
        "e": "IY",
        "f": "EH F",
        "g": "JH IY",
        "h": "EY CH",
        "i": "AY",
        "j": "JH EY",
        "k": "K EY",
        "l": "EH L",
        "m": "EH M",
        "n": "EH N",
        "o": "OW",
        "p": "P IY",
        "q": "K Y UW",
        "r": "AA R",
        "s": "EH S",
        "t": "T IY",
        "u": "Y UW",
        "v": "V IY",
        "w": "D AH B AH L Y UW",
        "x": "EH K S",
        "y": "W AY",
        "z": "Z IY",
    }.items()
}

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_TEENS = "fifteen sixteen seventeen eighteen nineteen"
_NUMBER_WORDS = f"{_UNITS} {_TEENS}".split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

# A vowel is long before one consonant and a silent or weak e: "phone", "riter", "baked".
_BEFORE_E = "(?=[bcdfghklmnpstvz]e(?:$|[rds]$))"

# Tried in this order at each position; the first that matches is spoken.
_RULES = [
    (re.compile(pattern), tuple(phones.split()))
    for pattern, phones in [
        ("^kn|^gn|^pn", "N"),
        ("^wr", "R"),
        ("^ps", "S"),
        ("^x", "Z"),
        ("^wh", "W"),
        ("eigh|aigh", "EY"),
        ("igh", "AY"),
        ("ough", "AO"),
        ("augh", "AO"),
        ("tion$|sion$", "SH AH N"),
        ("tions$|sions$", "SH AH N Z"),
        ("ture", "CH ER"),
        ("tch", "CH"),
        ("sch", "SH"),
        ("dge", "JH"),
        ("que$", "K"),
        ("qu", "K W"),
        ("ck|cc(?![eiy])|kk", "K"),
        ("ch(?=[rl])", "K"),
        ("ch", "CH"),
        ("sh", "SH"),
        ("ph", "F"),
        ("th", "TH"),
        ("gh", "G"),
        ("ng$", "NG"),
        ("ng(?=[kszdt])", "NG"),
        ("n(?=[kcx])", "NG"),
        ("mb$", "M"),
        ("sc(?=[eiy])", "S"),
        ("c(?=[eiy])", "S"),
        ("c", "K"),
        ("gg", "G"),
        ("g(?=[ey])", "JH"),
        ("g", "G"),
        ("x", "K S"),
        ("zz", "Z"),
        ("bb|b", "B"),
        ("dd|d", "D"),
        ("ff|f", "F"),
        ("h(?=[aeiouy])", "HH"),
        ("h", ""),
        ("j", "JH"),
        ("k", "K"),
        ("ll|l", "L"),
        ("mm|m", "M"),
        ("nn|n", "N"),
        ("pp|p", "P"),
        ("q", "K"),
        ("rr|r", "R"),
        ("(?<=[aeiou])s(?=[aeiou])", "Z"),
        ("ss|s", "S"),
        ("tt|t", "T"),
        ("vv|v", "V"),
        ("w(?=[aeiouy])", "W"),
        ("w", ""),
        ("z", "Z"),
        ("y(?=[aeiou])", "Y"),
        ("(?<=^[^aeiou])y$", "AY"),
        ("(?<=[^aeiou])y$", "IY"),
        ("y(?=.e$)", "AY"),
        ("y", "IH"),
        ("air|are$", "EH R"),
        ("ar", "AA R"),
        ("eer|ere$|ear", "IH R"),
        ("(?:er|ir|ur|or$)(?![aeiou])", "ER"),
        ("our|oor|ore$|or|oar", "AO R"),
        ("ai|ay|ei|ey(?=.)", "EY"),
        ("ey$", "IY"),
        ("au|aw", "AO"),
        ("ee|ea|ie(?=.)", "IY"),
        ("ie$", "IY"),
        ("oa|oe", "OW"),
        ("oi|oy", "OY"),
        ("oo|ew|ue$|ui", "UW"),
        ("ou|ow(?=.)", "AW"),
        ("ow$", "OW"),
        ("eu", "Y UW"),
        ("e(?=d$)", ""),
        ("le$", "AH L"),
        ("(?<=[^aeiou])e$", ""),
        ("(?<=[aeiou])e$", ""),
        (f"a{_BEFORE_E}", "EY"),
        (f"i{_BEFORE_E}", "AY"),
        (f"o{_BEFORE_E}", "OW"),
        (f"u{_BEFORE_E}", "UW"),
        (f"e{_BEFORE_E}", "IY"),
        ("a$", "AH"),
        ("a", "AE"),
        ("e", "EH"),
        ("i$", "IY"),
        ("i", "IH"),
        ("o$", "OW"),
        ("o", "AA"),
        ("u$", "UW"),
        ("u", "AH"),
    ]
]


@lru_cache(maxsize=1)
def _dictionary_lines() -> list[str]:
    # The lines stay unparsed: a bisection per word is cheaper than a dict of all of them.
    with gzip.open(DICTIONARY_PATH, "rt", encoding="ascii") as file:
        return file.read().splitlines()


def dictionary_phones(word: str) -> Phones | None:
    """The dictionary's phones of a lower-case `word`, None if it is not listed."""
    lines = _dictionary_lines()
    row = bisect_left(lines, word + " ")
    if row < len(lines) and lines[row].startswith(word + " "):
        return tuple(lines[row].split()[1:])
    return None


def spelled_phones(letters: str) -> Phones:
    """The names of the lower-case ASCII `letters`, one after the other."""
    return tuple(phone for letter in letters for phone in _LETTER_NAMES[letter])


def rule_phones(word: str) -> Phones:
    """A guess at how a lower-case `word` of ASCII letters is spoken, from its spelling alone."""
    phones: list[str] = []
    at = 0
    while at < len(word):
        match, spoken = next(
            ((found, said) for rule, said in _RULES if (found := rule.match(word, at))),
            (None, ()),
        )
        phones += spoken
        at = match.end() if match and match.end() > at else at + 1
    return tuple(phones)


@lru_cache(maxsize=8192)
def word_phones(word: str) -> Phones:
    """The phones of one lower-case `word` of ASCII letters and apostrophes; never empty.

    >>> word_phones("phone"), word_phones("fone"), word_phones("gpt")
    (('F', 'OW', 'N'), ('F', 'OW', 'N'), ('JH', 'IY', 'P', 'IY', 'T', 'IY'))
    """
    known = dictionary_phones(word)
    if known:
        return known
    if word.endswith("'s") and len(word) > 2:
        return (*word_phones(word[:-2]), "Z")
    letters = word.replace("'", "")
    if not re.search("[aeiouy]", letters):
        return spelled_phones(letters)
    return _compound_phones(letters) or rule_phones(letters) or spelled_phones(letters)


def _compound_phones(word: str) -> Phones | None:
    """Phones of two dictionary words run together ("deepseek"), cut nearest to the middle."""
    middle = len(word) / 2
    for cut in sorted(range(3, len(word) - 2), key=lambda at: abs(at - middle)):
        left, right = dictionary_phones(word[:cut]), dictionary_phones(word[cut:])
        if left and right:
            return left + right
    return None


def number_phones(digits: str) -> Phones:
    """`digits` in English: numbers below 100 as one ("fifteen"), longer ones digit by digit."""
    if len(digits) == 2 and digits[0] != "0":
        value = int(digits)
        if value < len(_NUMBER_WORDS):
            words = [_NUMBER_WORDS[value]]
        else:
            words = [_TENS[value // 10 - 2]]
            words += [_NUMBER_WORDS[value % 10]] if value % 10 else []
    else:
        words = [_NUMBER_WORDS[int(digit)] for digit in digits]
    return tuple(phone for word in words for phone in word_phones(word))
