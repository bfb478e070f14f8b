"""Trial: three minutes in one file against the same sentences one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from asr_core.audio import SAMPLE_RATE_HZ
from demo_model.reading import SpokenLanguage
from demo_model.recording import silence, with_noise_floor, write_recording
from demo_model.scoring import ErrorCount, count_errors, sum_errors
from demo_model.speech import Samples, Voice
from demo_model.trials.bench import Bench
from demo_model.trials.clips import SEED, recorded
from demo_model.trials.figures import Bar, Figure
from demo_model.trials.program import transcribe
from demo_model.trials.test_sets import LANGUAGES, read_sentences
from demo_model.trials.voices import TRAINED

_LENGTH_S = 180
_PAUSES_S = (0.3, 1.2)
_BAR = Bar(0.5)
"""Points that the long file may be worse, since so much is chance."""
_NAMES = {"zh": "Chinese, CER", "en": "English, WER"}


def try_long_recordings(bench: Bench) -> None:
    """One recording per language and voice; the passages first, then test sentences."""
    for language in LANGUAGES:
        whole, single = ErrorCount(), ErrorCount()
        sentences = long_text(bench, language)
        variants = TRAINED if bench.limit is None else TRAINED[:1]
        for variant in variants:
            of_whole, of_single = _try(bench, language, variant, sentences)
            whole += of_whole
            single += of_single
        what = f"{_LENGTH_S // 60} minutes in one file, {_NAMES[language]}"
        beside = f"one by one {single.percent:.2f} %"
        bench.note(Figure(what, whole.percent, len(variants), beside=beside))
        worse = whole.percent - single.percent
        bench.note(Figure(f"{what}, worse by", worse, len(variants), unit="points", bar=_BAR))


def long_text(bench: Bench, language: SpokenLanguage) -> list[str]:
    """The passages, then the test sentences."""
    passages = read_sentences("held_out_long", language)
    return [*passages, *read_sentences(bench.sentence_set, language)]


def _try(
    bench: Bench, language: SpokenLanguage, variant: str, sentences: Sequence[str]
) -> tuple[ErrorCount, ErrorCount]:
    """Errors of one voice in the long file, and in the single ones."""
    folder = bench.new_folder(f"long-{language}-{variant}")
    random = np.random.default_rng(SEED)
    speeches = speak_for_minutes(bench, language, variant, sentences)
    said = [sentence for sentence, _ in speeches]
    files = [folder / f"{number:04}.wav" for number in range(len(said))]
    for path, (_, speech) in zip(files, speeches, strict=True):
        write_recording(recorded(speech, random), path)
    long_file = folder / "long.wav"
    write_recording(joined([speech for _, speech in speeches]), long_file)
    heard = transcribe([long_file, *files], bench.model)
    whole = count_errors(" ".join(said), heard[0].text)
    if whole.errors:
        bench.show_errors(" ".join(said), heard[0].text)
    single = sum_errors(
        count_errors(sentence, found.text) for sentence, found in zip(said, heard[1:], strict=True)
    )
    return whole, single


def speak_for_minutes(
    bench: Bench, language: SpokenLanguage, variant: str, sentences: Sequence[str]
) -> list[tuple[str, Samples]]:
    """As many of the sentences as fill three minutes with their pauses, and their speech."""
    spoken: list[tuple[str, Samples]] = []
    length_s = 0.0
    for sentence in sentences:
        if length_s >= _LENGTH_S:
            break
        speech = bench.synthesiser.speak(sentence, language, Voice(variant))
        spoken.append((sentence, speech))
        length_s += speech.size / SAMPLE_RATE_HZ + sum(_PAUSES_S) / 2
    return spoken


def joined(speeches: Sequence[Samples]) -> Samples:
    """One recording of all speeches (n,) with pauses between them."""
    random = np.random.default_rng(SEED)
    parts: list[Samples] = [silence(0.5)]
    for speech in speeches:
        parts += [speech, silence(float(random.uniform(*_PAUSES_S)))]
    return with_noise_floor(np.concatenate(parts), random)
