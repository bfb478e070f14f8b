"""Trial, for information: the hotword sets through the program with a list of a thousand words."""

from __future__ import annotations

import random

from demo_model.recording import write_recording
from demo_model.trials.bench import Bench
from demo_model.trials.clips import SEED
from demo_model.trials.figures import Figure, share
from demo_model.trials.hotword_prompts import SET_TITLES, speak_cases
from demo_model.trials.near_words import near_word
from demo_model.trials.program import transcribe
from demo_model.trials.test_sets import (
    HOTWORD_SETS,
    LANGUAGES,
    SetName,
    read_distractors,
    read_hotword_cases,
)
from demo_model.trials.written_words import is_written_as_given

_LIST_SIZE = 1000


def thousand_words(sentence_set: SetName = "held_out") -> list[str]:
    """All hotwords of the sets, distractors, and about one word for each that sounds like it."""
    rng = random.Random(SEED)
    cases = [
        case
        for name in HOTWORD_SETS
        for case in read_hotword_cases(name, sentence_set=sentence_set)
    ]
    distractors = {language: read_distractors(language) for language in LANGUAGES}
    others = [word for words in distractors.values() for word in words]
    rng.shuffle(others)
    words = dict.fromkeys(case.word for case in cases)
    alike = min(len(words), (_LIST_SIZE - len(words)) // 2)
    words |= dict.fromkeys(others[: _LIST_SIZE - len(words) - alike])
    while len(words) < _LIST_SIZE:
        case = rng.choice(cases)
        words[near_word(case.word, case.language, distractors[case.language], rng)] = None
    listed = list(words)
    rng.shuffle(listed)
    return listed


def try_recall(bench: Bench) -> None:
    """Whether the right word was among those that the program sent, and was written."""
    folder = bench.new_folder("recall")
    hot = folder / "hot.txt"
    words = thousand_words(bench.sentence_set)
    hot.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    for name in HOTWORD_SETS:
        spoken = speak_cases(bench, name)
        files = []
        for number, item in enumerate(spoken):
            files.append(folder / f"{name}-{number:04}.wav")
            write_recording(item.samples, files[-1])
        heard = transcribe(files, bench.model, "--hotwords", str(hot))
        sent = written = 0
        for item, transcript in zip(spoken, heard, strict=True):
            uses = [use for segment in transcript.segments for use in segment.hotwords]
            sent += any(use.word == item.case.word and use.sent for use in uses)
            written += is_written_as_given(item.case.word, transcript.text)
        beside = f"the word was sent in {share(sent, len(spoken)):.1f} %"
        what = f"{SET_TITLES[name]}, recalled from {_LIST_SIZE:,}"
        bench.note(Figure(what, share(written, len(spoken)), len(spoken), beside=beside))
