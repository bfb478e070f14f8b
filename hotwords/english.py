"""How English words sound, as ARPAbet phones without stress.

The CMU dictionary answers for words it knows. Speech recognisers also write words that nobody
spells so ("i fone", "klaude"), and hotwords are often new names, so the rest is guessed: two known
words run together, else each letter by its neighbours, as the dictionary's words have taught it.
"""

from __future__ import annotations

import gzip
import re
from functools import cache, lru_cache
from itertools import chain, groupby
from pathlib import Path
from string import ascii_lowercase
from typing import NamedTuple

from hotwords.sound_costs import ENGLISH_VOWELS

Phones = tuple[str, ...]

# How many letters to the left and, with the letter itself, to the right; their phones.
_Context = tuple[int, int, dict[str, Phones]]

_RESOURCES = Path(__file__).parents[1] / "resources"
DICTIONARY_PATH = _RESOURCES / "cmudict" / "cmudict.txt.gz"
WORDS_PATH = _RESOURCES / "scowl" / "words.txt.gz"
NAMES_PATH = _RESOURCES / "cmudict" / "names.txt"
CONTEXTS_PATH = _RESOURCES / "letter_sounds" / "contexts.txt.gz"

_LETTER_NAMES = {
    letter: tuple(phones.split())
    for letter, phones in {
        "a": "EY", "b": "B IY", "c": "S IY", "d": "D IY", "e": "IY", "f": "EH F", "g": "JH IY",
        "h": "EY CH", "i": "AY", "j": "JH EY", "k": "K EY", "l": "EH L", "m": "EH M", "n": "EH N",
        "o": "OW", "p": "P IY", "q": "K Y UW", "r": "AA R", "s": "EH S", "t": "T IY", "u": "Y UW",
        "v": "V IY", "w": "D AH B AH L Y UW", "x": "EH K S", "y": "W AY", "z": "Z IY",
    }.items()
}  # fmt: skip

# What short words may begin with before their vowel, and what none ends with.
_ONSET = re.compile("[^aeiouy]*")
_ONSETS = frozenset((
    "bl", "br", "ch", "chl", "chr", "cl", "cr", "dr", "dw", "fl", "fr", "gh", "gl", "gn", "gr",
    "gw", "hw", "kh", "kl", "kn", "kr", "ll", "ph", "phl", "phr", "pl", "pr", "ps", "qu", "rh",
    "sc", "sch", "scr", "sh", "shr", "shw", "sk", "sl", "sm", "sn", "sp", "sph", "spl", "spr",
    "squ", "st", "str", "sv", "sw", "sz", "th", "thr", "tr", "ts", "tw", "vl", "vr", "wh", "wr",
    "zh", "zw", "zl", "mc", "mb", "nd", "ng", "nk", "tch", "tz",
))  # fmt: skip
_NO_END = re.compile("[bcdfgjkpqtvxz][rwjhl]$(?<![cgpst]h)")
_LONGEST_ABBREVIATION = 4
_BEGINNING = 4
# "fone", "nife": one syllable whose vowel a silent e makes long.
_SILENT_E = re.compile("([^aeiouy']*)([aiou])([bdfgklmnpstvz])e")
_LONG = {"a": "EY", "i": "AY", "o": "OW", "u": "UW"}
_BEFORE_R = frozenset(("AA", "AO", "EH"))
_VOWEL_LETTERS = frozenset("aeiouy")
# How many letters left and right of a letter the contexts look at, the most telling first.
_NARROW = ((1, 1), (0, 1), (0, 0))
_CONTEXTS = ((3, 4), (3, 3), (2, 3), (2, 2), (1, 2), *_NARROW)


class _Contexts(NamedTuple):
    """The phones of a letter by the letters around it.

    `tables` are by how many letters left and right, `wider` are those that see more than one on
    each side, by the letter between its neighbours, the most telling first.
    """

    tables: dict[tuple[int, int], dict[str, Phones]]
    wider: dict[str, tuple[_Context, ...]]


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, str]:
    """The lines of all words that begin with the same four letters, by these; each after a break.

    A dict of all words would take five times the room, a bisection three times as long.
    """
    with gzip.open(DICTIONARY_PATH, "rt", encoding="ascii") as file:
        lines = file.read().splitlines()
    return {
        beginning: "\n" + "\n".join(group) + "\n"
        for beginning, group in groupby(lines, lambda line: line.partition(" ")[0][:_BEGINNING])
    }


@lru_cache(maxsize=1)
def _letter_contexts() -> _Contexts:
    tables: dict[tuple[int, int], dict[str, Phones]] = {size: {} for size in _CONTEXTS}
    with gzip.open(CONTEXTS_PATH, "rt", encoding="ascii") as file:
        for line in file:
            context, *phones = line.split()
            left, rest = context.split("<")
            letter, right = rest.split(">")
            tables[len(left), len(right)][left + letter + right] = tuple(phones)
    wider: dict[str, tuple[_Context, ...]] = {}
    for (before, after), table in tables.items():
        if after > 1:
            for core in {letters[before - 1 : before + 2] for letters in table}:
                wider[core] = (*wider.get(core, ()), (before, after + 1, table))
    return _Contexts(tables, wider)


@cache
def _core_phones(core: str) -> Phones | None:
    """The phones of a letter between two others, by these alone; None if they are not known."""
    tables = _letter_contexts().tables
    for before, after in _NARROW:
        spoken = tables[before, after].get(core[1 - before : 2 + after])
        if spoken is not None:
            return spoken
    return None


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[Phones, ...]]:
    """The readings of names and terms that are not said as they are spelled."""
    readings: dict[str, tuple[Phones, ...]] = {}
    for line in NAMES_PATH.read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            word, *phones = line.split()
            readings[word] = (*readings.get(word, ()), tuple(phones))
    return readings


@lru_cache(maxsize=64)
def known_readings(word: str) -> tuple[Phones, ...]:
    """All readings that are listed for a lower-case `word`, the usual one first, maybe none.

    >>> [" ".join(phones) for phones in known_readings("siobhan")]
    ['SH IH V AO N', 'SH AH V AO N']
    """
    listed = _names().get(word)
    if listed:
        return listed
    known = dictionary_phones(word)
    return (known,) if known else ()


def dictionary_phones(word: str) -> Phones | None:
    """The dictionary's phones of a lower-case `word`, None if it is not listed."""
    lines = _dictionary().get(word[:_BEGINNING], "")
    at = lines.find(f"\n{word} ")
    if at < 0:
        return None
    return tuple(lines[at + len(word) + 2 : lines.index("\n", at + 1)].split())


@lru_cache(maxsize=1)
def common_words() -> dict[str, int]:
    """The common English words in lower case, each with its class: 0, 10 or 20; 0 is commonest."""
    with gzip.open(WORDS_PATH, "rt", encoding="ascii") as file:
        return {word: int(size) for word, size in (line.split() for line in file)}


def spelled_phones(letters: str) -> Phones:
    """The names of the lower-case ASCII `letters`, one after the other."""
    return tuple(phone for letter in letters for phone in _LETTER_NAMES[letter])


@lru_cache(maxsize=64)
def guessed_phones(word: str) -> Phones:
    """A guess at how a lower-case `word` of ASCII letters is spoken, from its spelling alone.

    >>> guessed_phones("klaude")
    ('K', 'L', 'AO', 'D')
    """
    wider = _letter_contexts().wider
    short = _SILENT_E.fullmatch(word)
    if short:
        before, vowel, after = short.groups()
        return (*written_phones(before), _LONG[vowel], *_LETTERS_AS_WRITTEN[after])
    padded = f"###{word}####"
    phones: list[str] = []
    for at, letter in enumerate(word, 3):
        core = padded[at - 1 : at + 2]
        for left, right, table in wider.get(core, ()):
            spoken = table.get(padded[at - left : at + right])
            if spoken is not None:
                break
        else:
            spoken = _core_phones(core)
        if spoken is None:
            continue
        if not spoken:
            if letter in _VOWEL_LETTERS and _is_heard(padded, at):
                phones += _LETTERS_AS_WRITTEN[letter]
        elif letter == "r" and spoken == ("ER",) and phones and phones[-1] in _BEFORE_R:
            # The r of "fork" closes the syllable; only that of "fire" is one of its own.
            if phones[-1] == "EH" and padded[at + 1] not in _VOWEL_LETTERS:
                phones[-1] = "ER"
            else:
                phones.append("R")
        else:
            phones += spoken
    return tuple(phones)


def _is_heard(padded: str, at: int) -> bool:
    """Whether a vowel letter stands between consonants and so must be heard."""
    before, after = padded[at - 1], padded[at + 1]
    if before in _VOWEL_LETTERS or after in _VOWEL_LETTERS:
        return False
    return padded[at] != "e" or not (after == "#" or (after in "ds" and padded[at + 2] == "#"))


_LETTERS_AS_WRITTEN = {
    letters: tuple(phones.split())
    for letters, phones in {
        "a": "AA", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH",
        "i": "IY", "j": "JH", "k": "K", "l": "L", "m": "M", "n": "N", "o": "OW", "p": "P",
        "q": "K", "r": "R", "s": "S", "t": "T", "u": "UW", "v": "V", "w": "W", "x": "K S",
        "y": "IY", "z": "Z", "'": "",
        "ch": "CH", "sh": "SH", "th": "T", "ph": "F", "ck": "K", "ng": "NG", "qu": "K W",
        "oo": "UW", "ee": "IY", "ie": "IY", "ou": "UW", "ei": "EY", "ai": "AY", "au": "AW",
        "ce": "S EH", "ci": "S IY", "ge": "G EH", "gi": "JH IY",
    }.items()
}  # fmt: skip


_PAIRS = "|".join(letters for letters in _LETTERS_AS_WRITTEN if len(letters) == 2)
# Of a doubled consonant only the second is said.
_CONSONANTS = "|".join(
    f"{letter}(?!{letter})" for letter in sorted(set(ascii_lowercase) - _VOWEL_LETTERS)
)
_AS_WRITTEN = re.compile(f"{_PAIRS}|[aeiouy]|{_CONSONANTS}")


def written_phones(word: str) -> Phones:
    """A lower-case `word` of ASCII letters said letter by letter, as who has only read it says it.

    >>> written_phones("anthony")
    ('AA', 'N', 'T', 'OW', 'N', 'IY')
    """
    phones = list(
        chain.from_iterable(map(_LETTERS_AS_WRITTEN.__getitem__, _AS_WRITTEN.findall(word)))
    )
    is_silent_e = word.endswith("e") and phones[-1:] == ["EH"]
    if is_silent_e and len(phones) > 3 and phones[-2] not in ENGLISH_VOWELS:
        phones.pop()
    return tuple(phones)


@lru_cache(maxsize=256)
def word_phones(word: str) -> Phones:
    """The phones of one lower-case `word` of ASCII letters and apostrophes; never empty.

    >>> word_phones("phone"), word_phones("gpt")
    (('F', 'OW', 'N'), ('JH', 'IY', 'P', 'IY', 'T', 'IY'))
    """
    known = known_readings(word)
    if known:
        return known[0]
    if word.endswith("'s") and len(word) > 2:
        return (*word_phones(word[:-2]), "Z")
    letters = word.replace("'", "")
    if _VOWEL_LETTERS.isdisjoint(letters) or _is_abbreviation(letters):
        return spelled_phones(letters)
    return _compound_phones(letters) or guessed_phones(letters) or spelled_phones(letters)


def _is_abbreviation(word: str) -> bool:
    """Whether a short `word` begins or ends as no English word does: "cpi", "okr"."""
    if len(word) > _LONGEST_ABBREVIATION:
        return False
    onset = _ONSET.match(word)
    assert onset is not None
    return (len(onset.group()) > 1 and onset.group() not in _ONSETS) or bool(_NO_END.search(word))


def _compound_phones(word: str) -> Phones | None:
    """Phones of two dictionary words run together ("deepseek"), cut nearest to the middle."""
    common, dictionary = common_words(), _dictionary()
    for cut in _cuts(len(word)):
        left, right = word[:cut], word[cut:]
        if min(cut, len(right)) < 4 and not (left in common and right in common):
            continue
        if f"\n{left} " in dictionary.get(left[:_BEGINNING], ""):
            first, second = dictionary_phones(left), dictionary_phones(right)
            if first and second:
                return first + second
    return None


@lru_cache(maxsize=128)
def _cuts(length: int) -> tuple[int, ...]:
    """Where a word of `length` letters may be cut in two, the middle first."""
    return tuple(sorted(range(3, length - 2), key=lambda at: abs(2 * at - length)))
