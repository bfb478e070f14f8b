"""How likely one sound is heard as another, in bits.

A hotword is a row of *wanted* sounds, a draft a row of *heard* ones. Wanted sounds know their
place: "T." closes a syllable, "_t" stands where Chinese speakers put a vowel after a consonant
that has none. The probabilities are in `sound_confusions`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from hotwords.sound_confusions import (
    CHINESE_AS_CHINESE,
    ENGLISH_AS_CHINESE,
    ENGLISH_AS_ENGLISH,
    LETTERS_AS_LETTERS,
    shares,
)

BitArray = npt.NDArray[np.float32]

TONES = "12345"
# How many symbols the letters of scripts without phonemes share.
OTHER_SYMBOLS = 61

# Bits of each sound in ordinary text: −log2 of its share among the sounds of its language.
_CHINESE_BITS = {
    "-n": 3.8, "a": 3.8, "-ng": 3.8, "i": 4.0, "y": 4.1, "e": 4.1, "w": 4.5, "o": 4.9, "sh":
    5.0, "E": 5.0, "j": 5.1, "d": 5.1, "I": 5.1, "u": 5.1, "zh": 5.1, "x": 5.5, "l": 5.5, "ao":
    5.6, "g": 5.6, "h": 5.7, "ei": 5.7, "b": 5.7, "ou": 5.7, "ai": 5.9, "t": 6.1, "z": 6.1, "q":
    6.2, "m": 6.2, "ch": 6.3, "ü": 6.4, "f": 6.5, "r": 6.7, "v": 6.7, "n": 6.7, "k": 7.1, "s":
    7.3, "c": 7.5, "p": 7.8, "er": 9.0,
}  # fmt: skip
_TONE_BITS = {"1": 2.2, "2": 2.1, "3": 2.5, "4": 1.5, "5": 4.5}
_ENGLISH_BITS = {
    "AH": 3.4, "IH": 3.8, "T": 3.8, "N": 3.9, "S": 3.9, "R": 4.2, "L": 4.3, "K": 4.4, "D": 4.4,
    "Z": 4.9, "P": 4.9, "EH": 5.0, "IY": 5.0, "M": 5.1, "ER": 5.1, "NG": 5.6, "AE": 5.6, "EY":
    5.6, "F": 5.8, "B": 5.9, "AA": 5.9, "AY": 5.9, "V": 6.1, "SH": 6.3, "OW": 6.4, "AO": 6.6,
    "UW": 6.6, "G": 6.7, "W": 6.8, "JH": 7.0, "Y": 7.2, "HH": 7.4, "CH": 7.5, "AW": 8.2, "TH":
    8.4, "UH": 8.8, "DH": 7.5, "OY": 9.4, "ZH": 9.5,
}  # fmt: skip
_LETTER_BITS = {
    "@a": 3.4, "@b": 5.6, "@c": 5.0, "@d": 4.7, "@e": 3.2, "@f": 6.0, "@g": 5.5, "@h": 4.6,
    "@i": 3.7, "@j": 7.5, "@k": 5.6, "@l": 4.2, "@m": 5.1, "@n": 3.7, "@o": 4.0, "@p": 5.4,
    "@q": 9.0, "@r": 3.9, "@s": 4.0, "@t": 4.0, "@u": 5.0, "@v": 6.2, "@w": 6.0, "@x": 8.0,
    "@y": 5.4, "@z": 7.0,
}  # fmt: skip
_VOWEL_LETTERS = ("@a", "@e", "@i", "@o", "@u", "@y")
CHINESE_VOWELS = ("a", "o", "e", "E", "i", "I", "u", "ü", "ai", "ei", "ao", "ou", "er")
ENGLISH_VOWELS = (
    "AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW",
)  # fmt: skip
# After a consonant without a vowel: behind s, p, t and m Chinese speakers add different vowels.
EPENTHESES = ("_s", "_p", "_t", "_m")

# What it costs, in bits, to hear nothing of a wanted sound.
_LOST = {"y": 3.0, "w": 3.0, "v": 3.0, "-n": 4.0, "-ng": 4.0, "R": 3.0, "R.": 0.8, "L.": 1.8}
_LOST |= {"AH": 3.5, "HH": 3.0, "Y": 3.0, "ER": 4.0, "IH": 4.5}
_LOST |= dict.fromkeys(EPENTHESES, 0.3)
_LOST |= {f"{sound}.": 3.0 for sound in ("P", "B", "T", "D", "K", "G")}
_LOST |= {
    f"{sound}.": 3.5 for sound in ("F", "V", "S", "Z", "TH", "M", "N", "NG", "SH", "CH", "JH")
}
_LOST |= {"@h": 3.0, "@e": 3.5}
_LOST_OTHERWISE = 5.0
# What it costs, beyond its own bits, to hear a sound that is not wanted.
_ADDED = {"y": 3.0, "w": 3.0, "v": 3.0, "-n": 4.0, "-ng": 4.0, "er": 3.0, "AH": 4.0, "HH": 4.0}
_ADDED |= {"R": 4.0, "ER": 4.5, "T": 4.5, "D": 4.5, "Y": 3.5}
_ADDED |= dict.fromkeys(_LETTER_BITS, 4.0)
_ADDED_OTHERWISE = 5.5
# Anything may be taken for anything with this much.
_UNRELATED = 7.0
_SAME_TONE = 0.62
_OTHER_TONE = 0.085
_NEUTRAL_TONE = 0.16

_CODA_CONSONANTS = (
    "P", "B", "T", "D", "K", "G", "F", "V", "S", "Z", "TH", "DH", "SH", "ZH", "CH", "JH", "M", "N",
    "NG", "L", "R",
)  # fmt: skip
_VOWELS = frozenset((*CHINESE_VOWELS, *ENGLISH_VOWELS, *_VOWEL_LETTERS))


def plain(sound: str) -> str:
    """`sound` without its tone.

    >>> plain("ang"), plain("a4"), plain("·4")
    ('ang', 'a', '·4')
    """
    return sound if sound.startswith("·") else sound.rstrip(TONES)


def unplaced(sound: str) -> str:
    """The sound that a wanted one is without its place in the word.

    >>> unplaced("T."), unplaced("TR"), unplaced("a4")
    ('T', 'T', 'a4')
    """
    return {"TR": "T", "DR": "D"}.get(sound, sound.removesuffix("."))


def is_vowel(sound: str) -> bool:
    """Whether `sound` is a vowel, or a place where one may slip in."""
    return plain(sound) in _VOWELS or sound in EPENTHESES


class SoundTable:
    """The sounds as numbers, and arrays over them.

    `bits` is float32 (wanted, heard): log2 of the probability that a wanted sound is heard so;
    `lost` (wanted) and `added` (heard) are log2 of the probabilities of a sound too few and too
    many; `own` (heard) is how many bits a sound has in ordinary text.
    """

    def __init__(self) -> None:
        chinese = [sound for sound in _CHINESE_BITS if sound not in CHINESE_VOWELS]
        chinese += [vowel + tone for vowel in CHINESE_VOWELS for tone in TONES]
        english = list(_ENGLISH_BITS)
        others = [f"·{number}" for number in range(OTHER_SYMBOLS)]
        self.heard = {
            sound: number
            for number, sound in enumerate(chinese + english + list(_LETTER_BITS) + others)
        }
        placed = [*EPENTHESES, "TR", "DR", *(f"{each}." for each in _CODA_CONSONANTS)]
        self.wanted = {sound: number for number, sound in enumerate([*self.heard, *placed])}
        self.names = tuple(self.wanted)
        self.own = np.array([_own_bits(sound) for sound in self.heard], np.float32)
        self.lost = np.array(
            [-_LOST.get(plain(sound), _LOST_OTHERWISE) for sound in self.wanted], np.float32
        )
        self.added = -self.own - np.array(
            [_ADDED.get(plain(sound), _ADDED_OTHERWISE) for sound in self.heard], np.float32
        )
        self.bits = self._bits()

    def _bits(self) -> BitArray:
        floor = np.exp2(-self.own - _UNRELATED)
        likely = np.tile(floor, (len(self.wanted), 1))
        within_chinese = shares(CHINESE_AS_CHINESE)
        spellings = shares(LETTERS_AS_LETTERS)
        within_english = shares(ENGLISH_AS_ENGLISH)
        across = shares(ENGLISH_AS_CHINESE)
        back: dict[str, dict[str, float]] = {}
        for english, row in across.items():
            if english in _ENGLISH_BITS:
                for sound, share in row.items():
                    weight = share * 2 ** (_CHINESE_BITS[sound] - _ENGLISH_BITS[english])
                    back.setdefault(sound, {})[english] = weight
        for row in back.values():
            total = sum(row.values())
            row |= {sound: 0.9 * share / total for sound, share in row.items()}
        for wanted, row_number in self.wanted.items():
            if wanted.startswith("@"):
                row = spellings[wanted]
                self._put(likely[row_number], row | {wanted: 0.95 - sum(row.values())}, "")
                continue
            if wanted.startswith("·"):
                likely[row_number, self.heard[wanted]] = 0.95
                continue
            toneless = plain(wanted)
            if toneless in _CHINESE_BITS:
                row = {toneless: 1.0 - sum(within_chinese.get(toneless, {}).values()) - 0.02}
                row |= within_chinese.get(toneless, {})
                self._put(likely[row_number], row, wanted[len(toneless) :])
                self._put(likely[row_number], back.get(toneless, {}), "")
                continue
            base = unplaced(wanted)
            row = dict(within_english.get(base, {}))
            if base in _ENGLISH_BITS:
                row[base] = 1.0 - sum(row.values()) - 0.05
            self._put(likely[row_number], row, "")
            self._put(likely[row_number], across.get(wanted, across.get(base, {})), "")
        bits: BitArray = np.log2(likely).astype(np.float32)
        return bits

    def _put(self, likely: npt.NDArray[np.float64], row: dict[str, float], tone: str) -> None:
        for sound, share in row.items():
            if sound not in CHINESE_VOWELS:
                likely[self.heard[sound]] += share
                continue
            for heard_tone in TONES:
                likely[self.heard[sound + heard_tone]] += share * _tone_share(tone, heard_tone)


def _tone_share(wanted: str, heard: str) -> float:
    if not wanted:
        return float(2 ** -_TONE_BITS[heard]) / 1.04
    if wanted == heard:
        return _SAME_TONE
    return _NEUTRAL_TONE if heard == "5" and wanted != "5" else _OTHER_TONE


def _own_bits(heard: str) -> float:
    if heard.startswith("·"):
        return 6.0
    if heard in _LETTER_BITS:
        return _LETTER_BITS[heard]
    if heard in _ENGLISH_BITS:
        return _ENGLISH_BITS[heard]
    return _CHINESE_BITS[plain(heard)] + (_TONE_BITS[heard[-1]] if heard[-1] in TONES else 0)


@lru_cache(maxsize=1)
def sound_table() -> SoundTable:
    """The one table, made when first needed."""
    return SoundTable()
