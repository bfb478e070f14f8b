"""Trial: lists that hold only wrong words, half of which sound like a word that is said.

A case is one word of a sentence, which the near ones imitate: the name or product in the hotword
sets, any longer word in the ordinary sentences. It counts if it was right without a list.
"""

from __future__ import annotations

import random
import re
from itertools import pairwise

import numpy as np

from demo_model.reading import SpokenLanguage
from demo_model.scoring import right_units
from demo_model.speech import Voice
from demo_model.trials.bench import Bench
from demo_model.trials.clips import SEED, recorded
from demo_model.trials.figures import Bar, Figure, share
from demo_model.trials.hotword_prompts import SET_TITLES, SpokenCase, speak_cases
from demo_model.trials.listener import Listener
from demo_model.trials.near_words import word_list
from demo_model.trials.test_sets import (
    HOTWORD_SETS,
    LANGUAGES,
    HotwordCase,
    read_distractors,
    read_ordinary_sentences,
    read_sentences,
)
from demo_model.trials.voices import TRAINED
from demo_model.trials.written_words import is_written_as_given
from export_tools.subtitles.chinese_words import inside_words

_WRONG_WORDS = 10
_BAR = Bar(85, at_least=True)
_LEAST_LETTERS = 4
_TITLES = {"zh": "ordinary Chinese words", "en": "ordinary English words"}


def try_wrong_words(bench: Bench) -> None:
    """All sentences without a list and with ten wrong words."""
    sets = {SET_TITLES[name]: speak_cases(bench, name) for name in HOTWORD_SETS}
    sets |= {_TITLES[language]: ordinary_cases(bench, language) for language in LANGUAGES}
    right = kept = units_right = units_kept = 0
    with Listener(bench.model) as listener:
        for title, spoken in sets.items():
            rng = random.Random(f"{SEED} {title}")
            set_right = set_kept = 0
            for item in spoken:
                case = item.case
                others = read_distractors(case.language)
                words = word_list(None, case.word, _WRONG_WORDS, case.language, others, rng)
                plain = listener.hear(item.samples)
                listed = listener.hear(item.samples, words)
                is_right = is_written_as_given(case.word, plain)
                is_kept = is_right and is_written_as_given(case.word, listed)
                set_right += is_right
                set_kept += is_kept
                before = right_units(case.sentence, plain)
                after = right_units(case.sentence, listed)
                units_right += sum(before)
                units_kept += sum(b and a for b, a in zip(before, after, strict=True))
                if is_right and not is_kept:
                    bench.show_errors(f"{case.sentence} [{', '.join(words)}]", listed)
            beside = f"right without a list: {set_right} of {len(spoken)}"
            bench.note(
                Figure(f"{title} kept", share(set_kept, set_right), set_right, beside=beside)
            )
            right += set_right
            kept += set_kept
    bench.note(Figure("words imitated by wrong ones, kept", share(kept, right), right, bar=_BAR))
    every = share(units_kept, units_right)
    bench.note(Figure("all words of these sentences, kept", every, units_right))


def ordinary_cases(bench: Bench, language: SpokenLanguage) -> list[SpokenCase]:
    """Ordinary sentences, each with a word of two characters or four letters and more."""
    rng, noise = random.Random(f"{SEED} {language}"), np.random.default_rng(SEED)
    cases = []
    sentences = (
        read_ordinary_sentences(language, bench.limit)
        if bench.sentence_set == "held_out"
        else read_sentences(bench.sentence_set, language, bench.limit)
    )
    for number, sentence in enumerate(sentences):
        words = longer_words(sentence, language)
        if words:
            voice = Voice(TRAINED[number % len(TRAINED)])
            speech = bench.synthesiser.speak(sentence, language, voice)
            case = HotwordCase(sentence, rng.choice(words), language)
            cases.append(SpokenCase(case, recorded(speech, noise)))
    return cases


def longer_words(sentence: str, language: SpokenLanguage) -> list[str]:
    """The words of a sentence that somebody might take for one of a list.

    >>> longer_words("我们去公园吧。", "zh"), longer_words("We saw the old castle.", "en")
    (['我们', '公园'], ['castle'])
    """
    if language == "en":
        return [word for word in re.findall("[A-Za-z]+", sentence) if len(word) >= _LEAST_LETTERS]
    inside = inside_words(sentence)
    borders = [place for place in range(len(sentence) + 1) if place not in inside]
    words = [sentence[start:end] for start, end in pairwise(borders)]
    return [word for word in words if len(word) > 1 and re.fullmatch("[一-鿿]+", word)]
