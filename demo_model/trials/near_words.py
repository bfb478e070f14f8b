"""Wrong words that sound a little like a right one, and whole lists of right and wrong words.

A near word differs from the right one in sound, however little: a list with two words that sound
the same asks for what nobody can hear.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from demo_model.reading import SpokenLanguage
from hotwords.phonemes import hotword_readings

_TRIES = 200
_LETTER_FAMILIES = ("aeiou", "bdgkpt", "fvszhw", "mnlr", "jcqx")


def near_word(
    word: str, language: SpokenLanguage, others: Sequence[str], rng: random.Random
) -> str:
    """A word that differs from `word` in a syllable (Chinese) or a letter or two (English), or one
    of `others` that begins or ends like it; ValueError if none is found."""
    for _ in range(_TRIES):
        found = _near_chinese(word, rng) if language == "zh" else _near_english(word, others, rng)
        if found and found != word and hotword_readings(found)[:1] != hotword_readings(word)[:1]:
            return found
    raise ValueError(f"no word sounds like {word}")


def word_list(
    right: str | None,
    aimed_at: str,
    size: int,
    language: SpokenLanguage,
    distractors: Sequence[str],
    rng: random.Random,
) -> list[str]:
    """`size` words in any order: `right`, if given, and wrong ones, half of which sound like
    `aimed_at`; of an odd number now one more does, now one less."""
    words = [] if right is None else [right]
    wrong = size - len(words)
    near = wrong // 2 + (rng.randrange(2) if wrong % 2 else 0)
    far = [word for word in rng.sample(distractors, len(distractors)) if word != aimed_at]
    for _ in range(_TRIES):
        if near == 0:
            break
        found = near_word(aimed_at, language, distractors, rng)
        if found not in words:
            words.append(found)
            near -= 1
    words += [word for word in far if word not in words][: size - len(words)]
    rng.shuffle(words)
    return words


def _near_chinese(word: str, rng: random.Random) -> str:
    place = rng.randrange(len(word))
    initial, final, _ = _sounds(word)[place]
    same_initial, same_final, same_syllable = _characters_by_sound()
    family = rng.choice((same_initial[initial], same_final[final], same_syllable[initial + final]))
    return word[:place] + rng.choice(family) + word[place + 1 :] if family else ""


def _sounds(text: str) -> list[tuple[str, str, str]]:
    """Initial, final and tone of each character."""
    initials = lazy_pinyin(text, style=Style.INITIALS, strict=False)
    finals = lazy_pinyin(text, style=Style.FINALS_TONE3, strict=False, neutral_tone_with_five=True)
    return [(i, f[:-1], f[-1:]) for i, f in zip(initials, finals, strict=True)]


Families = tuple[dict[str, list[str]], dict[str, list[str]], dict[str, list[str]]]


@lru_cache(maxsize=1)
def _characters_by_sound() -> Families:
    """The 3,755 commonest characters (level 1 of GB 2312) by initial, final and syllable."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    characters = [row.decode("gb2312", errors="ignore") for row in rows]
    families: Families = (defaultdict(list), defaultdict(list), defaultdict(list))
    for character in filter(None, characters):
        initial, final, _ = _sounds(character)[0]
        for family, key in zip(families, (initial, final, initial + final), strict=True):
            family[key].append(character)
    return families


def _near_english(word: str, others: Sequence[str], rng: random.Random) -> str:
    if rng.random() < 0.5:
        alike = [
            other
            for other in others
            if other[:2].lower() == word[:2].lower() or other[-3:].lower() == word[-3:].lower()
        ]
        return rng.choice(alike) if alike else ""
    letters = list(word)
    for place in rng.sample(range(len(word)), min(len(word), rng.choice((1, 2)))):
        letter = letters[place]
        family = next((family for family in _LETTER_FAMILIES if letter.lower() in family), "aeiou")
        new = rng.choice([other for other in family if other != letter.lower()])
        letters[place] = new.upper() if letter.isupper() else new
    return "".join(letters)
