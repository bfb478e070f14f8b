"""English phones and letters as rows of wanted sounds, which know their place in the syllable."""

from __future__ import annotations

from functools import lru_cache
from string import ascii_letters

from hotwords.sound_costs import ENGLISH_VOWELS, sound_table

_VOWELS = frozenset(ENGLISH_VOWELS)
_NEVER_CODA = frozenset(("W", "Y", "HH"))
_BEGINS_BEAT = _VOWELS | {"W", "Y"}
_SONORANTS = frozenset(("L", "R", "N", "NG", "M"))
_EPENTHESIS = dict.fromkeys(("S", "Z", "SH", "ZH", "CH", "JH", "TH"), "_s") | dict.fromkeys(
    ("P", "B", "F", "V"), "_p"
)
_EPENTHESIS["M"] = "_m"

_LEAST_LETTERS = 4


def wanted_row(phones: tuple[str, ...]) -> bytes:
    """English `phones` as numbers of wanted sounds.

    Beside the phones these know what closes a syllable, and where a vowel may slip in: K L AO D
    becomes K _t L AO D. _t.
    """
    return b"".join(map(_placed, ("", *phones), phones, (*phones[1:], "")))


@lru_cache(maxsize=16384)
def _placed(before: str, phone: str, following: str) -> bytes:
    """A phone between two others, "" for none, as numbers of wanted sounds."""
    number = sound_table().wanted
    if phone in _VOWELS or following in _BEGINS_BEAT or phone in _NEVER_CODA:
        sounds = [phone]
    elif following == "R" and phone in ("T", "D"):
        sounds = [phone + "R"]
    elif phone == "N" and before in ("R", "L"):
        sounds = ["_t", "N."]
    elif before in _VOWELS and phone in _SONORANTS:
        sounds = [phone + ".", "_m"] if phone == "M" else [phone + "."]
    else:
        closes = before and (not following or before in _VOWELS)
        sounds = [phone + "." if closes else phone, _EPENTHESIS.get(phone, "_t")]
    return bytes([number[sound] for sound in sounds])


def letter_rows(word: str) -> tuple[bytes, ...]:
    """A word letter by letter, for drafts that spell it otherwise than it sounds."""
    letters = word.encode("ascii").translate(*_letter_numbers())
    return (letters,) if len(letters) >= _LEAST_LETTERS else ()


@lru_cache(maxsize=1)
def _letter_numbers() -> tuple[bytes, bytes]:
    """The number of the sound for each letter, as a table for `bytes.translate`; what to drop."""
    number = sound_table().wanted
    table = bytearray(256)
    for letter in ascii_letters:
        table[ord(letter)] = number["@" + letter.lower()]
    return bytes(table), bytes(set(range(256)).difference(ascii_letters.encode()))
