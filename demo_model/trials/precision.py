"""Trial: what quantisation costs, in points of the error rate on the development sentences.

Needs the same model before quantisation, which is not shipped:

    python main.py export fun-asr-nano --checkpoint CHECKPOINT --output FOLDER \
        --precision fp32 --decoder f16

and a copy of the shipped model's hotscribe.json in FOLDER.
"""

from __future__ import annotations

from asr_core.model_store import SETTINGS_FILE, find_model
from demo_model.reading import SpokenLanguage
from demo_model.scoring import ErrorCount, count_errors, sum_errors
from demo_model.trials import voices
from demo_model.trials.bench import Bench
from demo_model.trials.clips import record_sentences
from demo_model.trials.figures import Bar, Figure
from demo_model.trials.program import transcribe
from demo_model.trials.test_sets import LANGUAGES, read_sentences

_BAR = Bar(1)
_NAMES = {"zh": "Chinese, CER", "en": "English, WER"}


def try_precision(bench: Bench) -> None:
    """The development sentences by voices of the training in turn, with both models."""
    if bench.reference is None:
        print("precision: no --reference folder, not measured", flush=True)
        return
    for language in LANGUAGES:
        quantised, whole = _rates(bench, language, bench.reference)
        what = f"lost to quantisation, {_NAMES[language]}"
        beside = f"{quantised.percent:.2f} % against {whole.percent:.2f} %"
        worse = quantised.percent - whole.percent
        sentences = len(read_sentences("development", language, bench.limit))
        bench.note(Figure(what, worse, sentences, unit="points", bar=_BAR, beside=beside))


def check_reference(model: str, reference: str) -> None:
    """End the program where the two do not have the same settings."""
    settings = [find_model(name, device="cpu").settings for name in (model, reference)]
    if settings[0] != settings[1]:
        raise SystemExit(f"{reference} needs the {SETTINGS_FILE} of {model}")


def _rates(bench: Bench, language: SpokenLanguage, reference: str) -> tuple[ErrorCount, ErrorCount]:
    sentences = read_sentences("development", language, bench.limit)
    folder = bench.new_folder(f"precision-{language}")
    clips = record_sentences(sentences, language, voices.trained(bench.synthesiser), folder)
    files = [clip.path for clip in clips]
    totals = []
    for model in (bench.model, reference):
        heard = transcribe(files, model)
        totals.append(
            sum_errors(count_errors(c.text, t.text) for c, t in zip(clips, heard, strict=True))
        )
    return totals[0], totals[1]
