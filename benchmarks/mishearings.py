"""The test set of recall: every listed word misheard in the ways of its kind, inside drafts."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.hotword_words import Category, Half, ListedWord, written_mishearings
from benchmarks.misheard_chinese import ChineseMishearer
from benchmarks.misheard_english import EnglishMishearer
from benchmarks.misheard_mixed import MixedMishearer
from benchmarks.ordinary_text import Sentence, draft_around


class Kind(StrEnum):
    """In which way a word is misheard."""

    HOMOPHONES = "homophones"
    LOST_TONES = "lost tones"
    CONFUSED_SOUNDS = "confused sounds"
    LOST_SYLLABLE = "a syllable lost"
    DOUBLED_SYLLABLE = "a syllable doubled"
    WRONG_CHARACTER = "a character quite wrong"
    NEAR_SPELLING = "spelled by ear"
    SPLIT = "split into other words"
    SIMILAR_PHONES = "similar phones"
    LOST_PHONE = "a phone lost"
    LETTERS_BY_SOUND = "letters by Chinese sound"
    SPOKEN = "letters and digits as spoken"
    CASE_AND_SPACES = "case and spaces"
    MIXED_CHARACTERS = "characters of a mixed word"
    CHINESE_EAR = "English by Chinese ear"


@dataclass(frozen=True, slots=True)
class Case:
    """`word` of the list, misheard as `heard` somewhere in `draft`."""

    word: ListedWord
    kind: Kind
    heard: str
    draft: str


MISHEARINGS_PER_WORD = 2
"""Kinds drawn for each Chinese and English word; mixed words, of which there are few, get all."""

_WEIGHTS = {
    # Recognisers write the right sounds in other characters much more often than they lose one.
    Kind.HOMOPHONES: 3,
    Kind.LOST_TONES: 3,
    Kind.CONFUSED_SOUNDS: 3,
    Kind.NEAR_SPELLING: 2,
    Kind.SPLIT: 2,
    Kind.SIMILAR_PHONES: 2,
}
_ENGLISH_IN_CHINESE = 0.3

Mishear = Callable[[str], str | None]


def misheard_cases(
    words: Sequence[ListedWord], sentences: Sequence[Sentence], seed: int = 20262
) -> list[Case]:
    """The cases of both halves, in an order of their own: the first n are a fair sample of all."""
    chooser = random.Random(seed)
    ways = _ways(chooser)
    by_hand = {
        Kind.SPLIT: written_mishearings("split_en"),
        Kind.SPOKEN: written_mishearings("spoken_forms"),
        Kind.CHINESE_EAR: written_mishearings("ear_zh"),
    }
    pools = {
        (chinese, half): [
            each for each in sentences if each.is_chinese == chinese and each.half == half
        ]
        for chinese in (True, False)
        for half in Half
    }
    cases: list[Case] = []
    for word in words:
        heard = _mishearings(word, ways[word.category], by_hand, chooser)
        for kind, spelling in heard:
            chinese = word.category != Category.ENGLISH or kind is Kind.CHINESE_EAR
            if not chinese and chooser.random() < _ENGLISH_IN_CHINESE:
                chinese = True
            pool = pools[chinese, word.half]
            draft = draft_around(spelling, pool, chooser, chinese=chinese)
            cases.append(Case(word, kind, spelling, draft))
    chooser.shuffle(cases)
    return cases


def _ways(chooser: random.Random) -> dict[Category, dict[Kind, Mishear]]:
    chinese, english = ChineseMishearer(chooser), EnglishMishearer(chooser)
    mixed = MixedMishearer(chooser)
    return {
        Category.CHINESE: {
            Kind.HOMOPHONES: chinese.homophones,
            Kind.LOST_TONES: chinese.lost_tones,
            Kind.CONFUSED_SOUNDS: chinese.confused_sounds,
            Kind.LOST_SYLLABLE: chinese.lost_syllable,
            Kind.DOUBLED_SYLLABLE: chinese.doubled_syllable,
            Kind.WRONG_CHARACTER: chinese.wrong_character,
        },
        Category.ENGLISH: {
            Kind.NEAR_SPELLING: english.near_spelling,
            Kind.SPLIT: english.split,
            Kind.SIMILAR_PHONES: english.similar_phones,
            Kind.LOST_PHONE: english.lost_phone,
        },
        Category.MIXED: {
            Kind.LETTERS_BY_SOUND: mixed.letters_by_sound,
            Kind.SPOKEN: mixed.spoken,
            Kind.CASE_AND_SPACES: mixed.other_case_and_spaces,
            Kind.MIXED_CHARACTERS: mixed.misheard_characters,
        },
    }


def _mishearings(
    word: ListedWord,
    ways: Mapping[Kind, Mishear],
    by_hand: Mapping[Kind, Mapping[str, tuple[str, ...]]],
    chooser: random.Random,
) -> list[tuple[Kind, str]]:
    """What is heard for `word`: drawn kinds, and everything that was thought out by hand."""
    heard = [
        (kind, spelling) for kind, table in by_hand.items() for spelling in table.get(word.word, ())
    ]
    # Drawn without putting back: the smallest of random times, heavy kinds being early.
    kinds = sorted(ways, key=lambda kind: chooser.expovariate(_WEIGHTS.get(kind, 1)))
    wanted = len(kinds) if word.category is Category.MIXED else MISHEARINGS_PER_WORD
    for kind in kinds:
        if wanted and not (kind in by_hand and word.word in by_hand[kind]):
            spelling = ways[kind](word.word)
            if spelling and spelling != word.word:
                heard.append((kind, spelling))
                wanted -= 1
    return heard
