"""Text to phonemes, each with its place in the text.

Chinese is read by pypinyin, a whole run at a time, so that phrases decide between readings; a
character gives initial, final and tone as three phonemes. English gives ARPAbet phones. A digit is
a phoneme of its own in a draft, while a hotword with digits is also read aloud in both languages,
because a recogniser may write either form. Other scripts give one phoneme per character; spaces
and punctuation give none, so that a match can span them.

The alphabets never mix: pinyin is lower-case, tones are "1" … "5", ARPAbet is upper-case, digits
are "#0" … "#9", other characters carry a leading "·".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from hotwords.english import dictionary_phones, number_phones, spelled_phones, word_phones

NEUTRAL_TONE = "5"
TONES = frozenset("12345")

_MOST_READINGS = 8
_LONGEST_SPELLED = 5
_CHINESE_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))

# Chinese run, Latin word with inner apostrophes, digits, else any single character.
_TOKEN = re.compile(r"([一-鿿]+)|([A-Za-z]+(?:'[A-Za-z]+)*)|([0-9]+)|(.)", re.DOTALL)
# Capitals that belong together, a word with or without a capital: ONNX|Runtime, i|Phone, Open|AI.
_CAMEL = re.compile(r"[A-Z]+(?![a-z'])|[A-Z]?[a-z']+|[A-Z]|'+")


@dataclass(frozen=True, slots=True)
class Phoneme:
    """One phoneme and the span [start, end) of the characters that it belongs to."""

    value: str
    start: int
    end: int
    starts_word: bool
    ends_word: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A spoken unit: a hanzi, a Latin word or part of one, a run of digits or another character.

    `readings` holds at least one; the first is the usual one.
    """

    start: int
    end: int
    readings: tuple[tuple[str, ...], ...]


def text_phonemes(text: str) -> list[Phoneme]:
    """The phonemes of `text` in order, every piece in its usual reading.

    >>> " ".join(phoneme.value for phoneme in text_phonemes("西安 7 zip"))
    'x i 1 an 1 #7 Z IH P'
    """
    phonemes: list[Phoneme] = []
    for piece in _pieces(text):
        values = piece.readings[0]
        last = len(values) - 1
        phonemes += [
            Phoneme(value, piece.start, piece.end, at == 0, at == last)
            for at, value in enumerate(values)
        ]
    return phonemes


def hotword_readings(word: str) -> list[tuple[str, ...]]:
    """The phoneme sequences under which a recogniser may have heard `word`, the usual one first.

    At most 8; none for a word without letters or digits.

    >>> [" ".join(reading) for reading in hotword_readings("7-Zip")]
    ['#7 Z IH P', 'S EH V AH N Z IH P', 'q i 1 Z IH P']
    """
    pieces = _pieces(word)
    if not pieces:
        return []
    choices = product(*(piece.readings for piece in pieces))
    readings = (
        tuple(value for values in choice for value in values)
        for choice in islice(choices, _MOST_READINGS)
    )
    return list(dict.fromkeys(readings))


def _pieces(text: str) -> list[_Piece]:
    folded = "".join(_fold(character) for character in text)
    pieces: list[_Piece] = []
    for token in _TOKEN.finditer(folded):
        chinese, latin, digits, other = token.groups()
        start = token.start()
        if chinese:
            pieces += [
                _Piece(start + at, start + at + 1, (values,))
                for at, values in enumerate(_chinese_phonemes(chinese))
            ]
        elif latin:
            pieces += _latin_pieces(latin, start)
        elif digits:
            pieces.append(_Piece(start, token.end(), _digit_readings(digits)))
        elif unicodedata.category(other).startswith("L"):
            pieces.append(_Piece(start, start + 1, (("·" + other.lower(),),)))
    return _name_lone_letters(pieces, folded)


@lru_cache(maxsize=8192)
def _fold(character: str) -> str:
    """`character` as plain Latin where it is full-width or accented; always one character long."""
    if character.isascii():
        return character
    if character in "’＇":
        return "'"
    if character == "〇":
        return "零"
    plain = unicodedata.normalize("NFKD", character)
    # Only Latin is stripped of its marks: が without its mark would be another sound.
    if plain[0].isascii() and all(unicodedata.combining(mark) for mark in plain[1:]):
        return plain[0]
    return character


@lru_cache(maxsize=8192)
def _chinese_phonemes(run: str) -> list[tuple[str, ...]]:
    """Initial, final and tone of each character of `run`; the character itself if it has none."""
    from pypinyin import Style, lazy_pinyin

    # A list from `errors` keeps one item per character; the annotations do not know it.
    initials = lazy_pinyin(
        run,
        style=Style.INITIALS,
        strict=False,
        errors=list,  # type: ignore[arg-type]
    )
    finals = lazy_pinyin(
        run,
        style=Style.FINALS_TONE3,
        strict=False,
        neutral_tone_with_five=True,
        errors=list,  # type: ignore[arg-type]
    )
    syllables: list[tuple[str, ...]] = []
    for character, initial, final in zip(run, initials, finals, strict=True):
        tone = final[-1:]
        if tone not in TONES or character in final:
            syllables.append(("·" + character,))
        else:
            syllables.append(tuple(value for value in (initial, final[:-1], tone) if value))
    return syllables


def _latin_pieces(token: str, start: int) -> list[_Piece]:
    """The word whole if the dictionary has it, else cut where capitals show a seam."""
    parts = [token]
    if not token.isupper() and not dictionary_phones(token.lower()):
        parts = _CAMEL.findall(token)
    pieces: list[_Piece] = []
    for part in parts:
        letters = part.strip("'")
        if letters:
            pieces.append(_Piece(start, start + len(part), _word_readings(letters)))
        start += len(part)
    return pieces


@lru_cache(maxsize=8192)
def _word_readings(word: str) -> tuple[tuple[str, ...], ...]:
    """A word as spoken; capitals such as AI or NASA are also spelled."""
    lower = word.lower()
    readings = [word_phones(lower)]
    if word.isupper() and word.isalpha() and 2 <= len(word) <= _LONGEST_SPELLED:
        spelled = spelled_phones(lower)
        readings.insert(len(readings) if dictionary_phones(lower) else 0, spelled)
    return tuple(dict.fromkeys(readings))


def _digit_readings(digits: str) -> tuple[tuple[str, ...], ...]:
    """As written, in English, in Chinese digit by digit and, below 100, as a number."""
    chinese = ["".join(_CHINESE_DIGITS[digit] for digit in digits)]
    if len(digits) == 2 and digits[0] != "0":
        tens, ones = chinese[0][0], chinese[0][1]
        chinese.append((tens if tens != "一" else "") + "十" + (ones if ones != "零" else ""))
    read = [
        tuple(value for syllable in _chinese_phonemes(run) for value in syllable) for run in chinese
    ]
    return (tuple("#" + digit for digit in digits), number_phones(digits), *read)


def _name_lone_letters(pieces: list[_Piece], folded: str) -> list[_Piece]:
    """Read "a" as the letter where it stands beside another lone letter: "a i", not "a cat"."""

    def is_letter(piece: _Piece) -> bool:
        return piece.end - piece.start == 1 and folded[piece.start].isascii()

    named = list(pieces)
    for at, piece in enumerate(pieces):
        if not is_letter(piece) or folded[piece.start].lower() != "a":
            continue
        neighbours = pieces[max(at - 1, 0) : at] + pieces[at + 1 : at + 2]
        if any(is_letter(other) and folded[other.start].isalpha() for other in neighbours):
            named[at] = _Piece(piece.start, piece.end, (spelled_phones("a"),))
    return named
