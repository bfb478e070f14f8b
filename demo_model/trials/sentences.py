"""Trial: error rates on the test sentences, per kind of voice and per voice."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Sequence

from demo_model.reading import SpokenLanguage
from demo_model.scoring import ErrorCount, count_errors, sum_errors
from demo_model.trials import voices
from demo_model.trials.bench import Bench
from demo_model.trials.clips import record_sentences
from demo_model.trials.figures import Bar, Figure
from demo_model.trials.program import transcribe
from demo_model.trials.test_sets import LANGUAGES, read_sentences

_NAMES = {"zh": "Chinese, CER", "en": "English, WER"}
_TRAINED_BARS = {"zh": Bar(5), "en": Bar(7)}
_UNTRAINED_BARS = {"zh": Bar(8), "en": Bar(11)}


def try_sentences(bench: Bench) -> None:
    """Every sentence by every voice of the training, once by the voices that were kept out of it,
    who take turns, and in English once by the voice of another synthesiser."""
    for language in LANGUAGES:
        known = voices.trained(bench.synthesiser)
        _try(bench, language, "trained", [[speaker] for speaker in known], _TRAINED_BARS[language])
        others = [voices.untrained(bench.synthesiser)]
        _try(bench, language, "not trained", others, _UNTRAINED_BARS[language])
        if language == "en":
            _try(
                bench, language, "Festival", [voices.other_synthesiser()], _UNTRAINED_BARS[language]
            )


def _try(
    bench: Bench,
    language: SpokenLanguage,
    kind: str,
    passes: Sequence[Sequence[voices.Speaker]],
    bar: Bar,
) -> None:
    """One pass over the sentences for each group of speakers."""
    sentences = read_sentences(bench.sentence_set, language, bench.limit)
    counts: dict[str, list[ErrorCount]] = defaultdict(list)
    for speakers in passes:
        folder = bench.new_folder(f"{language}-{speakers[0].name}")
        clips = record_sentences(sentences, language, speakers, folder)
        heard = transcribe([clip.path for clip in clips], bench.model, "--quality", bench.quality)
        shutil.rmtree(folder)
        for clip, transcript in zip(clips, heard, strict=True):
            count = count_errors(clip.text, transcript.text)
            counts[clip.voice].append(count)
            if count.errors:
                bench.show_errors(clip.text, transcript.text)
    what = f"{bench.sentence_set} sentences, {_NAMES[language]}"
    every = [count for of_voice in counts.values() for count in of_voice]
    exact = sum(count.errors == 0 for count in every)
    of_voices = (f"{voice} {sum_errors(found).percent:.1f}" for voice, found in counts.items())
    beside = f"{', '.join(of_voices)}; {exact} sentences without an error"
    bench.note(Figure(what, sum_errors(every).percent, len(every), kind, bar=bar, beside=beside))
