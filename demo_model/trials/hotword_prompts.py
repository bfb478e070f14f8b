"""Trial: words written as given when the prompt holds the right one and others.

The list goes into the prompt as it is, so that the recall of the program has no part in it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from demo_model.scoring import ErrorCount, align_units, units
from demo_model.speech import Samples, Voice
from demo_model.trials.bench import Bench
from demo_model.trials.clips import SEED, recorded
from demo_model.trials.figures import Bar, Figure, share
from demo_model.trials.listener import Listener
from demo_model.trials.near_words import word_list
from demo_model.trials.test_sets import (
    HOTWORD_SETS,
    HotwordCase,
    read_distractors,
    read_hotword_cases,
)
from demo_model.trials.voices import TRAINED
from demo_model.trials.written_words import is_written_as_given

LIST_SIZES = (0, 1, 2, 5, 10, 20, 50)
"""Words in the prompt, the right one among them; none in the first case."""
_TRIED_SIZE = 10
_BARS = {"names_zh": 92, "products_zh": 78, "english": 88}
REST = ": errors in the rest"
"""Ends the name of a figure about the sentence without its word."""
SET_TITLES = {
    "names_zh": "Chinese names",
    "products_zh": "Chinese product words",
    "english": "English names and products",
}


@dataclass(frozen=True, slots=True)
class SpokenCase:
    """A case and what somebody said, 16 kHz (n,)."""

    case: HotwordCase
    samples: Samples


def speak_cases(bench: Bench, name: str) -> list[SpokenCase]:
    """The cases of one set, by voices of the training in turn."""
    noise = np.random.default_rng(SEED)
    spoken = []
    cases = read_hotword_cases(name, bench.limit, sentence_set=bench.sentence_set)
    for number, case in enumerate(cases):
        voice = Voice(TRAINED[number % len(TRAINED)])
        names = [case.word] if name == "names_zh" else []
        speech = bench.synthesiser.speak(case.sentence, case.language, voice, names)
        spoken.append(SpokenCase(case, recorded(speech, noise)))
    return spoken


def try_hotwords(bench: Bench) -> None:
    """Each set with lists of all sizes."""
    with Listener(bench.model) as listener:
        for name, language in HOTWORD_SETS.items():
            spoken = speak_cases(bench, name)
            distractors = read_distractors(language)
            without = 0.0
            for size in LIST_SIZES:
                rng = random.Random(f"{SEED} {name} {size}")
                right, rest = 0, ErrorCount()
                for item in spoken:
                    case = item.case
                    words: list[str] = []
                    if size:
                        words = word_list(case.word, case.word, size, language, distractors, rng)
                    text = listener.hear(item.samples, words)
                    is_right = is_written_as_given(case.word, text)
                    right += is_right
                    rest += errors_outside(case.sentence, case.word, text)
                    if size == _TRIED_SIZE and not is_right:
                        bench.show_errors(f"{case.sentence} [{', '.join(words)}]", text)
                percent = share(right, len(spoken))
                without = percent if size == 0 else without
                is_tried = size == _TRIED_SIZE
                figure = Figure(
                    SET_TITLES[name],
                    percent,
                    len(spoken),
                    _count(size),
                    bar=Bar(_BARS[name], at_least=True) if is_tried else None,
                    beside=f"without a list {without:.1f} %" if is_tried else "",
                    words=size,
                )
                bench.note(figure)
                bench.note(
                    Figure(
                        SET_TITLES[name] + REST, rest.percent, rest.total, _count(size), words=size
                    )
                )


def _count(size: int) -> str:
    """What tables call a list of so many words."""
    return {0: "no list", 1: "1 word"}.get(size, f"{size} words")


def errors_outside(sentence: str, word: str, heard: str) -> ErrorCount:
    """Errors in `heard` against `sentence`, those at the place of `word` left out.

    >>> errors_outside("请找鲍砚秋来", "鲍砚秋", "请找包燕秋")
    ErrorCount(errors=1, total=3)
    """
    expected, got, listed = units(sentence), units(heard), units(word)
    starts = range(len(expected) - len(listed) + 1)
    start = next((at for at in starts if expected[at : at + len(listed)] == listed), None)
    if start is None:
        raise ValueError(f"{word!r} is no run of whole words in {sentence!r}")
    end = start + len(listed)
    errors, place = 0, 0
    for left, right in align_units(expected, got):
        if left is None:
            errors += not start <= place <= end  # Added beside the word: part of its mishearing.
        else:
            place = left + 1
            is_wrong = right is None or expected[left] != got[right]
            errors += is_wrong and not start <= left < end
    return ErrorCount(errors, len(expected) - len(listed))
