"""The shipped model through the program, on a few of the sentences that no training has seen.

The bars here are generous; `python -m demo_model.evaluate` has the real ones.
"""

from __future__ import annotations

import numpy as np
import pytest

from demo_model.recording import write_recording
from demo_model.scoring import count_errors, sum_errors
from demo_model.speech import Synthesiser
from demo_model.trials.clips import Clip, record_sentences
from demo_model.trials.program import transcribe
from demo_model.trials.quiet_sounds import QUIET_SOUNDS, at_level
from demo_model.trials.samples import HOTWORDS, sample_recordings, true_text
from demo_model.trials.test_sets import LANGUAGES, read_sentences
from demo_model.trials.voices import trained
from demo_model.trials.written_words import times_written
from hotwords import HotwordList

SENTENCES = 12
MOST_ERRORS_PERCENT = {"zh": 10.0, "en": 12.0}
"""Chinese CER and English WER that the shipped model must not exceed."""
MOST_QUIET_WITH_TEXT = 0
"""Of eleven sounds without speech."""
LEAST_NAMES, MOST_NAMES_WITHOUT_A_LIST = 20, 15
"""Of the 25 that are said in the sample recordings."""


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str]]]:
    """Text and what was heard of it: sentences by language, sounds without speech as "quiet"."""
    folder = tmp_path_factory.mktemp("bars")
    speakers = trained(Synthesiser())
    clips: list[tuple[str, Clip]] = []
    for language in LANGUAGES:
        sentences = read_sentences("held_out", language, SENTENCES)
        made = record_sentences(sentences, language, speakers, folder)
        clips += [(language, clip) for clip in made]
    for sounds in QUIET_SOUNDS.values():
        for name, make in sounds.items():
            path = folder / f"{name}.wav"
            write_recording(at_level(make(32_000, np.random.default_rng(1)), -20), path)
            clips.append(("quiet", Clip("", "", path)))
    transcripts = transcribe([clip.path for _, clip in clips], "demo")
    found: dict[str, list[tuple[str, str]]] = {}
    for (kind, clip), transcript in zip(clips, transcripts, strict=True):
        found.setdefault(kind, []).append((clip.text, transcript.text))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_heard(heard: dict[str, list[tuple[str, str]]], language: str) -> None:
    assert len(heard[language]) == SENTENCES
    total = sum_errors(count_errors(*pair) for pair in heard[language])
    assert total.percent <= MOST_ERRORS_PERCENT[language], heard[language]


def test_no_text_where_nobody_speaks(heard: dict[str, list[tuple[str, str]]]) -> None:
    assert len(heard["quiet"]) == 11
    written = [text for _, text in heard["quiet"] if text]
    assert len(written) <= MOST_QUIET_WITH_TEXT, written


def test_names_of_the_list_are_written_as_they_stand_in_it() -> None:
    listed = [entry.word for entry in HotwordList.load(HOTWORDS).entries]
    recordings = sample_recordings()
    said = [times_written(word, true_text(path)) for path in recordings for word in listed]
    right = {}
    for name, options in (("without", ()), ("with", ("--hotwords", str(HOTWORDS)))):
        texts = [heard.text for heard in transcribe(recordings, "demo", *options)]
        written = [times_written(word, text) for text in texts for word in listed]
        right[name] = sum(map(min, said, written))
    assert sum(said) == 25
    assert right["with"] >= LEAST_NAMES
    assert right["without"] <= MOST_NAMES_WITHOUT_A_LIST
