"""Text to sounds: what a draft says, and in which ways a hotword may be said.

A draft gives one row of *heard* sounds, each with its place in the text. A hotword gives several
rows of *wanted* sounds, one per reading. Chinese sounds are pinyin taken apart (initial, glide,
vowel with tone, coda), English ones ARPAbet; `sound_costs` lists them all. Digits and the signs of
`spoken_signs` are read aloud; letters of other scripts stand for themselves; spaces and
punctuation give no sound, so that a match can span them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, product, zip_longest
from pathlib import Path

from hotwords.english import (
    guessed_phones,
    known_readings,
    spelled_phones,
    word_phones,
    written_phones,
)
from hotwords.hotword_line import MOST_READINGS
from hotwords.mandarin import read_run, read_word, syllable_sounds
from hotwords.sound_costs import OTHER_SYMBOLS, sound_table, unplaced
from hotwords.spoken_numbers import (
    CHINESE_DIGITS,
    chinese_digits,
    chinese_number,
    english_number_phones,
    telephone_digits,
)
from hotwords.spoken_signs import (
    ESSENTIAL_SIGN,
    HEARD_SIGN,
    SAID_SIGNS,
    is_number,
    sign_in_chinese,
    sign_in_english,
)
from hotwords.wanted_sounds import letter_rows, wanted_row

NAMES_PATH = Path(__file__).parents[1] / "resources" / "chinese_names" / "names.txt"

_MOST_LATIN_READINGS = 3
_LONGEST_SPELLED = 5
# Chinese run, Latin word with inner apostrophes, digits, else any single character.
_TOKEN = re.compile(r"([一-鿿]+)|([A-Za-z]+(?:'[A-Za-z]+)*)|([0-9]+)|(.)", re.DOTALL)
_HEARD_SIGN = re.compile(HEARD_SIGN)
_CHINESE = re.compile("[一-鿿]+")
_LATIN_PHRASE = re.compile("[A-Za-z' -]+")
_LATIN_WORD = re.compile("[A-Za-z]+")
# Capitals that belong together, a word with or without a capital: ONNX|Runtime, i|Phone, Open|AI.
_CAMEL = re.compile(r"[A-Z]+(?![a-z'])|[A-Z]?[a-z']+|[A-Z]|'+")

Sounds = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phoneme:
    """One heard sound and the span [start, end) of the characters that it belongs to."""

    value: str
    start: int
    end: int
    starts_word: bool
    ends_word: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A spoken unit of a draft: a hanzi, a Latin word or part of one, a digit or another letter."""

    start: int
    end: int
    sounds: Sounds


def text_phonemes(text: str) -> list[Phoneme]:
    """The sounds of `text` in order, every piece in its usual reading.

    >>> " ".join(phoneme.value for phoneme in text_phonemes("西安 7 zip"))
    'x i1 a1 -n q i1 Z IH P'
    """
    phonemes: list[Phoneme] = []
    for piece in text_pieces(text):
        last = len(piece.sounds) - 1
        phonemes += [
            Phoneme(value, piece.start, piece.end, at == 0, at == last)
            for at, value in enumerate(piece.sounds)
        ]
    return phonemes


def text_pieces(text: str) -> list[Piece]:
    """The spoken units of a draft with their sounds."""
    folded = fold(text)
    pieces: list[Piece] = []
    for token in _TOKEN.finditer(folded):
        chinese, latin, digits, other = token.groups()
        start = token.start()
        if chinese:
            pieces += [
                Piece(start + at, start + at + 1, sounds)
                for at, sounds in enumerate(_run_sounds(chinese))
            ]
        elif latin:
            pieces += _latin_pieces(latin, start)
        elif digits:
            pieces += [
                Piece(start + at, start + at + 1, _run_sounds(CHINESE_DIGITS[digit])[0])
                for at, digit in enumerate(digits)
            ]
        elif unicodedata.category(other).startswith("L"):
            pieces.append(Piece(start, start + 1, (other_symbol(other),)))
        elif other in SAID_SIGNS and _HEARD_SIGN.match(folded, start):
            pieces.append(Piece(start, start + 1, _sign_sounds(other, folded[start - 1 : start])))
    return _name_lone_letters(pieces, folded)


def hotword_readings(word: str, readings: Sequence[str] = ()) -> list[Sounds]:
    """The rows of wanted sounds under which a recogniser may have heard `word`.

    `readings` are pinyin with tone numbers, syllables apart ("chong2 qing4"); they replace the
    automatic ones where they are readable. At most 8, the usual one first; none for a word without
    letters or digits.

    >>> [" ".join(reading) for reading in hotword_readings("B站")]
    ['B IY zh a4 -n']
    """
    names = sound_table().names
    return [tuple(names[number] for number in row) for row in reading_rows(word, readings)]


def hotword_sounds(word: str, readings: Sequence[str] = ()) -> list[Sounds]:
    """The rows of sounds that a draft has where `word` is said as it should be, at most 8.

    Unlike `hotword_readings` without other names of the word, and as `text_phonemes` gives them.

    >>> [" ".join(sounds) for sounds in hotword_sounds("7-Zip")]
    ['q i1 Z IH P', 'S EH V AH N Z IH P']
    """
    names = sound_table().names
    return list(
        dict.fromkeys(
            tuple(
                unplaced(name) for name in map(names.__getitem__, row) if not name.startswith("_")
            )
            for row in _said_rows(word, readings)
        )
    )


def reading_rows(word: str, readings: Sequence[str] = ()) -> list[bytes]:
    """`hotword_readings` with sounds as numbers of `sound_table().wanted`, one byte each."""
    rows = _said_rows(word, readings)
    if _LATIN_PHRASE.fullmatch(word):
        others = [*_chinese_name_rows(word), *letter_rows(word)]
        rows = [*rows[: max(1, MOST_READINGS - len(others))], *others][:MOST_READINGS]
    return rows


def _said_rows(word: str, readings: Sequence[str]) -> list[bytes]:
    """The rows of a word that is said as it is written."""
    if readings:
        given = [b"".join(map(_syllable_row, reading.split())) for reading in readings]
        if any(given):
            return list(dict.fromkeys(row for row in given if row))[:MOST_READINGS]
    if _CHINESE.fullmatch(word):
        return [b"".join(map(_syllable_row, each)) for each in read_word(word, MOST_READINGS)]
    if _LATIN_WORD.fullmatch(word):
        return list(_latin_rows(word))
    folded = fold(word)
    tokens = [token.group() for token in _TOKEN.finditer(folded)]
    by_style: list[list[bytes]] = []
    for style in _styles(tokens, essential=ESSENTIAL_SIGN.search(folded) is not None):
        places = [_token_rows(tokens, at, style) for at in range(len(tokens))]
        choices = product(*(place for place in places if place))
        by_style.append([b"".join(choice) for choice in islice(choices, MOST_READINGS)])
    # The best of every style before the second best of any.
    rows = dict.fromkeys(chain.from_iterable(zip_longest(*by_style, fillvalue=b"")))
    return [row for row in rows if row][:MOST_READINGS]


def fold(text: str) -> str:
    """`text` with plain Latin for full-width and accented letters, hiragana for katakana.

    As long as it was.
    """
    return text if text.isascii() else "".join(map(_fold, text))


@lru_cache(maxsize=8192)
def _fold(character: str) -> str:
    if character.isascii() or "一" <= character <= "鿿":
        return character
    if character in "’＇":
        return "'"
    if character == "〇":
        return "零"
    plain = unicodedata.normalize("NFKD", character)
    if "ァ" <= character <= "ヶ":
        return chr(ord(character) - ord("ァ") + ord("ぁ"))
    # Only Latin is stripped of its marks: が without its mark would be another sound.
    if plain[0].isascii() and all(unicodedata.combining(mark) for mark in plain[1:]):
        return plain[0]
    return character


def other_symbol(letter: str) -> str:
    """The symbol of a letter whose script has no phonemes here; distant letters may share one."""
    return f"·{ord(letter.lower()) % OTHER_SYMBOLS}"


@lru_cache(maxsize=4096)
def _syllable_row(syllable: str) -> bytes:
    number = sound_table().wanted
    return bytes(number[sound] for sound in syllable_sounds(syllable))


@lru_cache(maxsize=1024)
def _run_rows(run: str, most: int) -> tuple[bytes, ...]:
    return tuple(b"".join(map(_syllable_row, each)) for each in read_word(run, most))


def _is_chinese(text: str) -> bool:
    return "一" <= text[0] <= "鿿"


def _run_sounds(run: str) -> list[Sounds]:
    return [
        syllable_sounds(syllable) or (other_symbol(character),)
        for character, syllable in zip(run, read_run(run), strict=True)
    ]


def _latin_parts(token: str) -> list[str]:
    """The word whole if the dictionary has it, else cut where capitals show a seam."""
    if token.isupper() or token.islower() or known_readings(token.lower()):
        return [token]
    return _CAMEL.findall(token)


def _latin_pieces(token: str, start: int) -> list[Piece]:
    pieces: list[Piece] = []
    for part in _latin_parts(token):
        letters = part.strip("'")
        if letters:
            pieces.append(Piece(start, start + len(part), _usual_reading(letters)))
        start += len(part)
    return pieces


@lru_cache(maxsize=2048)
def _usual_reading(word: str) -> Sounds:
    """A word as phones; capitals such as AI are spelled if they are no word."""
    lower = word.lower()
    if _may_be_spelled(word) and not known_readings(lower):
        return spelled_phones(lower)
    return word_phones(lower)


def _latin_readings(word: str) -> tuple[Sounds, ...]:
    """A word as phones, the usual reading first; capitals such as NASA are also spelled."""
    lower = word.lower()
    known = known_readings(lower)
    readings = [*known] if known else [word_phones(lower)]
    if _may_be_spelled(word):
        readings.insert(len(known), spelled_phones(lower))
    elif len(lower) > 2:
        # Whoever has only read a word says it as it is spelled, and so do most transliterations.
        letters = lower.replace("'", "")
        readings += (guessed_phones(letters), written_phones(letters))
    return tuple(dict.fromkeys(readings))


def _may_be_spelled(word: str) -> bool:
    return word.isupper() and word.isalpha() and 2 <= len(word) <= _LONGEST_SPELLED


@lru_cache(maxsize=1)
def _chinese_names() -> dict[str, tuple[str, ...]]:
    """The Chinese names of foreign ones in lower case."""
    lines = NAMES_PATH.read_text(encoding="utf-8").splitlines()
    entries = [line.split() for line in lines if line and not line.startswith("#")]
    return {word: tuple(names) for word, *names in entries}


def _chinese_name_rows(word: str) -> list[bytes]:
    names = _chinese_names().get(word.lower())
    return [_run_rows(name, 1)[0] for name in names] if names else []


@lru_cache(maxsize=512)
def _latin_rows(token: str) -> tuple[bytes, ...]:
    """The rows of wanted sounds of a run of letters, the usual one first."""
    parts = [part for part in (each.strip("'") for each in _latin_parts(token)) if part]
    if len(parts) == 1:
        return tuple(map(wanted_row, _latin_readings(parts[0])))
    choices = islice(product(*map(_latin_readings, parts)), _MOST_LATIN_READINGS)
    # The parts are said as one word: the k of "macOS" begins a syllable.
    return tuple(dict.fromkeys(wanted_row(sum(choice, ())) for choice in choices))


def _styles(tokens: list[str], *, essential: bool) -> list[tuple[str, bool]]:
    """In which language digits and signs are said, and whether the signs are.

    `essential`: some sign makes the word another one, so that it is said in every style.
    """
    digits = [token for token in tokens if is_number(token)]
    signs = any(token in SAID_SIGNS for token in tokens)
    if not digits:
        said = [("english", True), ("digits", True)] if signs else []
        # Who has Chinese around a sign says it in Chinese.
        said = said[::-1] if any(map(_is_chinese, tokens)) else said
        return said if essential else [*said, ("digits", False)]
    names = ["digits"]
    if any(len(token) > 1 for token in digits):
        names.append("number")
    if any(map(telephone_digits, digits)):
        names.append("telephone")
    names.append("english")
    loud = (True,) if essential else (True, False) if signs else (False,)
    return [(name, said) for said in loud for name in names]


def _token_rows(tokens: list[str], at: int, style: tuple[str, bool]) -> tuple[bytes, ...]:
    """The rows of one token of a word; () where it is not said."""
    name, signs_said = style
    token = tokens[at]
    if _is_chinese(token):
        return _run_rows(token, 2)
    if token[0].isascii() and token[0].isalpha():
        others = (each for number, each in enumerate(tokens) if number != at)
        if token in ("a", "A") and any(len(each) == 1 and each.isalpha() for each in others):
            return (wanted_row(spelled_phones("a")),)
        return _latin_rows(token)
    if is_number(token):
        after_point = at > 1 and tokens[at - 1] == "." and is_number(tokens[at - 2])
        if name == "english":
            return tuple(map(wanted_row, english_number_phones(token, after_point=after_point)))
        if name == "number" and not after_point:
            return _run_rows(chinese_number(token), 1)
        said = telephone_digits(token) if name == "telephone" else ""
        return _run_rows(said or chinese_digits(token), 1)
    if signs_said and token in SAID_SIGNS:
        if name == "english" and (english := sign_in_english(tokens, at)):
            return (wanted_row(word_phones(english)),)
        said = sign_in_chinese(token)
        return _run_rows(said, 1) if said else ()
    if unicodedata.category(token).startswith("L"):
        return (bytes([sound_table().wanted[other_symbol(token)]]),)
    return ()


@lru_cache(maxsize=64)
def _sign_sounds(sign: str, before: str) -> Sounds:
    """A sign of a draft, behind a digit in Chinese, as that is read, else in English."""
    if before.isdigit():
        return _run_sounds(sign_in_chinese(sign))[0]
    return word_phones(sign_in_english([before, sign], 1))


def _name_lone_letters(pieces: list[Piece], folded: str) -> list[Piece]:
    """Read "a" as the letter where it stands beside another lone letter: "a i", not "a cat"."""

    def is_letter(piece: Piece) -> bool:
        letter = folded[piece.start]
        return piece.end - piece.start == 1 and letter.isascii() and letter.isalpha()

    named = pieces
    for at, piece in enumerate(pieces):
        if not is_letter(piece) or folded[piece.start].lower() != "a":
            continue
        neighbours = pieces[max(at - 1, 0) : at] + pieces[at + 1 : at + 2]
        if any(is_letter(other) for other in neighbours):
            named = [*named]
            named[at] = Piece(piece.start, piece.end, spelled_phones("a"))
    return named
