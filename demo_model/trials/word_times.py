"""Trial: where words begin, by the program and by the synthesiser."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from asr_core.transcript import Transcript
from demo_model.reading import SpokenLanguage
from demo_model.recording import write_recording
from demo_model.scoring import align_units, units
from demo_model.speech import SpokenWord, Voice
from demo_model.trials.bench import Bench
from demo_model.trials.clips import QUIET_S, SEED, recorded
from demo_model.trials.figures import Bar, Figure, percentile
from demo_model.trials.program import transcribe
from demo_model.trials.test_sets import LANGUAGES, read_sentences
from demo_model.trials.voices import TRAINED

_TITLES = {"zh": "Chinese characters", "en": "English words"}
_MEDIAN_BAR, _LATE_BAR = Bar(60), Bar(200)


def try_word_times(bench: Bench) -> None:
    """The test sentences by voices of the training in turn; words that were heard right count."""
    for language in LANGUAGES:
        folder = bench.new_folder(f"times-{language}")
        noise = np.random.default_rng(SEED)
        files, truths = [], []
        for number, sentence in enumerate(
            read_sentences(bench.sentence_set, language, bench.limit)
        ):
            voice = Voice(TRAINED[number % len(TRAINED)])
            speech = bench.synthesiser.speak_timed(sentence, language, voice)
            files.append(folder / f"{number:04}.wav")
            write_recording(recorded(speech.samples, noise), files[-1])
            truths.append(speech.words)
        errors_ms: list[float] = []
        for truth, heard in zip(truths, transcribe(files, bench.model), strict=True):
            errors_ms += start_errors_ms(truth, heard, QUIET_S)
        _note(bench, language, errors_ms)


def _note(bench: Bench, language: SpokenLanguage, errors_ms: Sequence[float]) -> None:
    what = f"start of {_TITLES[language]}, error"
    sizes = [abs(error) for error in errors_ms]
    late = percentile(errors_ms, 0.5)
    for name, share, bar in (("median", 0.5, _MEDIAN_BAR), ("95th percentile", 0.95, _LATE_BAR)):
        beside = f"median with its sign {late:+.0f} ms" if share == 0.5 else ""
        value = percentile(sizes, share)
        bench.note(Figure(f"{what}, {name}", value, len(sizes), unit="ms", bar=bar, beside=beside))


def start_errors_ms(truth: Sequence[SpokenWord], heard: Transcript, lead_s: float) -> list[float]:
    """Heard minus true start of each word that was heard right; `lead_s` is the quiet before."""
    expected = [(units(word.text), word.start_s + lead_s) for word in truth]
    got = [
        (units(word.text), word.start)
        for segment in heard.segments
        for word in segment.timed_words()
    ]
    # A number that stands for several spoken words has no one start.
    expected = [(said, start) for said, start in expected if len(said) == 1]
    got = [(said, start) for said, start in got if len(said) == 1]
    pairs = align_units([said[0] for said, _ in expected], [said[0] for said, _ in got])
    return [
        1000 * (got[right][1] - expected[left][1])
        for left, right in pairs
        if left is not None and right is not None and expected[left][0] == got[right][0]
    ]
