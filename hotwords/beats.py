"""Sounds grouped into beats: a consonant with the vowel that follows it, or one of them alone.

Beats are what candidates are found by. A Chinese syllable is one beat, and one more for its final
n or ng; English falls into beats in the same way, so that "Claude" (K, L-AO, D) lies beside 克劳德
(k-e, l-ao, d-e). Everything here works on whole arrays of sounds, numbered as in `sound_table()`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from hotwords.sound_costs import CHINESE_VOWELS, is_vowel, plain, sound_table

IntArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]

CONSONANT_CLASSES = 16
VOWEL_CLASSES = 8
NO_SOUND = 255

_GLIDES = frozenset(("y", "w", "v", "W", "Y"))
_CODAS = frozenset(("-n", "-ng", "N.", "NG.", "L.", "R.", "NG"))
_EASILY_LOST = _CODAS | {"N", "L", "R"}

# Sounds of one class are taken for each other, and what finds a candidate must agree in its
# classes. 0 stands for no consonant, the last number for all that are not listed.
_CONSONANT_GROUPS = (
    "b p B P B. P. @b @p",
    "d t D T T. D. TR DR @d @t",
    "k g K G K. G. @k @c @q @g @x",
    "f h F F. HH @f @v @h",
    "s sh x S SH TH Z S. SH. Z. TH. DH DH. @s @z",
    "zh ch j q z c CH JH ZH CH. JH. ZH. @j",
    "n l r N L R @n @l @r",
    "m M M. @m",
    "w W V V. @w",
    "y v Y",
)
# Chinese words need finer classes of vowels than words with letters. 0 stands for no vowel, or one
# that may have slipped in.
_FINE_VOWEL_GROUPS = ("a", "ai ei", "ao ou", "o e er", "i ü I E", "u")
_COARSE_VOWEL_GROUPS = (
    "a ai ao AA AE AY AW AH @a",
    "e o ou er E ei AO OW ER EH EY OY @o",
    "i I ü IY IH @i @y @e",
    "u UW UH @u",
)
# English sounds that are as often taken for those of another class, with a sound of that class.
_OTHER_CONSONANTS = "TR:zh DR:zh Z:z Z.:z TH:t DH:t V:f V.:f T:ch JH:d K:q G:j SH:ch ZH:sh CH:sh"
_OTHER_VOWELS = "AH:e AE:e EH:a ER:a IH:e EY:i IY:e AA:o AO:a OW:u AW:o AY:i UW:o UH:e OY:a"


@dataclass(frozen=True)
class SoundTraits:
    """What each wanted sound (heard ones come first among them) is, as arrays over its number."""

    is_vowel: BoolArray
    is_glide: BoolArray
    is_coda: BoolArray
    is_easily_lost: BoolArray
    is_chinese: BoolArray
    is_letter: BoolArray
    takes_r: BoolArray
    is_r: BoolArray
    consonant_class: IntArray
    other_consonant_class: IntArray
    other_vowel_class: IntArray
    fine_vowel_class: IntArray
    coarse_vowel_class: IntArray


@dataclass(frozen=True)
class Beats:
    """Beats of several rows of sounds, one after the other.

    `first` is where each begins among the sounds, `slots` (beats, 3) are the numbers of its onset,
    glide and vowel, NO_SOUND for what is missing.
    """

    first: IntArray
    slots: npt.NDArray[np.uint8]

    def solid(self) -> BoolArray:
        """Which beats are not nasals or liquids without a vowel, which come and go."""
        traits = sound_traits()
        easily = np.append(traits.is_easily_lost, np.zeros(256 - len(traits.is_vowel), bool))
        loose: BoolArray = (self.slots[:, 2] == NO_SOUND) & easily[self.slots[:, 0]]
        return ~loose


def group_beats(
    sounds: npt.NDArray[np.uint8], rows: IntArray, words: IntArray | None = None
) -> Beats:
    """The beats of `sounds`; `rows` says which row each belongs to, and no beat spans two rows.

    Where a row is of several `words`, their consonants do not join, only a consonant and a vowel.
    """
    traits = sound_traits()
    count = len(sounds)
    follows = np.zeros(count, bool)
    follows[1:] = rows[1:] == rows[:-1]
    vowel, glide = traits.is_vowel[sounds], traits.is_glide[sounds]
    onset = ~(vowel | glide | traits.is_coda[sounds])
    before_vowel = np.zeros(count, bool)
    before_vowel[:-1] = vowel[1:] & follows[1:]
    after_onset = np.zeros(count, bool)
    after_onset[1:] = onset[:-1]
    after_onset &= follows
    after_r_taker = np.zeros(count, bool)
    after_r_taker[1:] = traits.takes_r[sounds[:-1]]
    inner_r = traits.is_r[sounds] & after_r_taker & follows & before_vowel
    inner_glide = (glide & after_onset & before_vowel) | inner_r
    if words is not None:
        inner_glide[1:] &= words[1:] == words[:-1]
    after_consonant = np.zeros(count, bool)
    after_consonant[1:] = (onset | glide)[:-1]
    continues = inner_glide | (vowel & after_consonant & follows)
    first = np.flatnonzero(~continues).astype(np.int32)
    slots = np.full((len(first), 3), NO_SOUND, np.uint8)
    lead = sounds[first]
    lead_is_vowel = vowel[first]
    slots[:, 0] = np.where(lead_is_vowel, NO_SOUND, lead)
    slots[lead_is_vowel, 2] = lead[lead_is_vowel]
    beat_of = np.cumsum(~continues) - 1
    at = np.flatnonzero(inner_glide)
    slots[beat_of[at], 1] = sounds[at]
    at = np.flatnonzero(continues & vowel)
    slots[beat_of[at], 2] = sounds[at]
    return Beats(first, slots)


@lru_cache(maxsize=1)
def sound_traits() -> SoundTraits:
    """The traits of all sounds, made when first needed."""
    names = list(sound_table().wanted)

    def among(members: frozenset[str]) -> BoolArray:
        return np.array([name in members for name in names])

    toneless = [plain(name) for name in names]
    return SoundTraits(
        is_vowel=np.array([is_vowel(name) for name in names]),
        is_glide=among(_GLIDES),
        is_coda=among(_CODAS),
        is_easily_lost=among(_EASILY_LOST),
        is_chinese=np.array(
            [name[0] in "-·" or name[0].islower() or name in CHINESE_VOWELS for name in toneless]
        ),
        is_letter=np.array([name.startswith("@") for name in names]),
        takes_r=among(frozenset(("TR", "DR", "T", "D"))),
        is_r=among(frozenset(("R",))),
        consonant_class=_classes(toneless, _CONSONANT_GROUPS, CONSONANT_CLASSES - 1),
        other_consonant_class=_other_classes(toneless, _OTHER_CONSONANTS, _CONSONANT_GROUPS),
        other_vowel_class=_other_classes(toneless, _OTHER_VOWELS, _COARSE_VOWEL_GROUPS),
        fine_vowel_class=_classes(toneless, _FINE_VOWEL_GROUPS, 0),
        coarse_vowel_class=_classes(toneless, _COARSE_VOWEL_GROUPS, 0),
    )


def _other_classes(names: Sequence[str], pairs: str, groups: Sequence[str]) -> IntArray:
    """The class of the sound after the colon, 0 for those not listed."""
    heard = dict(pair.split(":") for pair in pairs.split())
    return _classes([heard.get(name, "") for name in names], groups, 0)


def _classes(names: Sequence[str], groups: Sequence[str], otherwise: int) -> IntArray:
    """The class of each name, 0 at NO_SOUND."""
    class_of = {sound: number for number, group in enumerate(groups, 1) for sound in group.split()}
    classes = np.zeros(NO_SOUND + 1, np.int32)
    classes[: len(names)] = [class_of.get(name, otherwise) for name in names]
    return classes
