"""Segments with several listed words: how many are written right with so many words sent at most.

Five sentences, each with a listed word, are said without a break, and the list of a thousand words
is recalled from as ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from asr_core import create_asr_engine
from demo_model.recording import write_recording
from demo_model.scoring import ErrorCount, count_errors, sum_errors
from demo_model.trials.bench import Bench
from demo_model.trials.hotword_prompts import SpokenCase
from demo_model.trials.recall import thousand_words
from demo_model.trials.voices import TRAINED
from demo_model.trials.written_words import is_written_as_given

TOGETHER = 5


@dataclass(frozen=True, slots=True)
class FullSegment:
    """Cases that one voice says one after the other, and the file with their sound."""

    cases: tuple[SpokenCase, ...]
    path: Path


@dataclass(frozen=True, slots=True)
class BudgetResult:
    """Per cent of the words that were written as given; words sent per segment, on average."""

    percent_right: float
    errors: ErrorCount
    sent: float


def full_segments(spoken: Sequence[SpokenCase], folder: Path) -> list[FullSegment]:
    """The cases by `TOGETHER`, in files of `folder`; those of one voice, who take turns, meet."""
    segments = []
    for voice in range(len(TRAINED)):
        of_voice = spoken[voice :: len(TRAINED)]
        for start in range(0, len(of_voice), TOGETHER):
            cases = tuple(of_voice[start : start + TOGETHER])
            path = folder / f"together-{voice}-{start:04}.wav"
            write_recording(np.concatenate([each.samples for each in cases]), path)
            segments.append(FullSegment(cases, path))
    return segments


def heard_with_budget(bench: Bench, segments: Sequence[FullSegment], budget: int) -> BudgetResult:
    """What the program writes if it sends at most `budget` words of a thousand."""
    hot = bench.folder / "thousand.txt"
    words = thousand_words(bench.sentence_set)
    hot.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    right: list[bool] = []
    errors: list[ErrorCount] = []
    sent: list[int] = []
    with create_asr_engine(bench.model, hotwords_path=hot, max_hotwords=budget) as engine:
        for segment in segments:
            heard = engine.transcribe(segment.path)
            said = [each.case for each in segment.cases]
            right += [is_written_as_given(case.word, heard.text) for case in said]
            errors.append(count_errors(" ".join(case.sentence for case in said), heard.text))
            sent += [sum(use.sent for use in each.hotwords) for each in heard.segments]
    return BudgetResult(
        100 * sum(right) / max(1, len(right)), sum_errors(errors), sum(sent) / max(1, len(sent))
    )
