"""Recall from the CTC head's draft alone, and from its second choices too.

The development sentences with a name, a product or an English word in them are spoken by voices of
espeak-ng (`apt install espeak-ng`) and heard by the encoder and the CTC head. Their words are
looked for in lists of a thousand and ten thousand; in ordinary sentences, words that do not occur.
Run from the repository's root:

    python -m benchmarks.second_choices [--model demo] [--limit 40]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from asr_core.cancellation import CancelFlag
from asr_core.ctc import CtcDraft, CtcPosterior, CtcVocabulary, greedy_draft
from asr_core.ctc_alternatives import draft_alternatives
from asr_core.fun_asr.graphs import FunAsrCtc, FunAsrEncoder
from asr_core.model_store import FunAsrFiles, find_model
from asr_core.segmenter import cut_at_pauses
from benchmarks.hotword_program import lists_with, lists_without
from demo_model.reading import SpokenLanguage
from demo_model.speech import Samples, Voice
from demo_model.trials.bench import Bench
from demo_model.trials.clips import SEED, recorded
from demo_model.trials.hotword_prompts import SET_TITLES, speak_cases
from demo_model.trials.test_sets import LANGUAGES, read_sentences
from demo_model.trials.voices import TRAINED
from hotwords import PhonemeIndex

_LISTS = ("1,000 words", "10,000 words")
_LANGUAGES = {"zh": "Chinese", "en": "English"}


@dataclass(frozen=True, slots=True)
class HeardSentence:
    """What the CTC head made of the spans of a sentence that holds `word`, "" for none."""

    word: str
    spans: tuple[tuple[CtcDraft, CtcPosterior], ...]


class CtcListener:
    """Encoder and CTC head of a model, cutting sound as the program does."""

    def __init__(self, files: FunAsrFiles) -> None:
        if files.ctc is None or files.tokens is None:
            raise SystemExit(f"{files.name} has no CTC head")
        self._settings = files.settings
        self._encoder = FunAsrEncoder(files.encoder, device="cpu")
        self._ctc = FunAsrCtc(files.ctc, device="cpu")
        self.vocabulary = CtcVocabulary.load(files.tokens)

    def hear(self, samples: Samples) -> Iterator[tuple[CtcDraft, CtcPosterior]]:
        """Draft and probabilities of each span of 16 kHz `samples` (n,)."""
        cancel = CancelFlag()
        spans = cut_at_pauses(
            [samples], longest_s=self._settings.longest_span_s, lead_s=self._settings.lead_s
        )
        for span in spans:
            encoding = self._encoder.encode(self._encoder.features(span.samples), cancel)
            posterior = self._ctc.posterior(encoding.frames, cancel)
            yield greedy_draft(posterior, self.vocabulary), posterior


@dataclass
class Recall:
    """What one list finds: sentences in which their own word was found, words in all, seconds."""

    right: int = 0
    offered: int = 0
    seconds: float = 0.0

    @classmethod
    def of(
        cls,
        heard: Sequence[HeardSentence],
        index: PhonemeIndex,
        vocabulary: CtcVocabulary | None = None,
    ) -> Recall:
        """The recall from drafts; with a `vocabulary` from second choices too."""
        result = cls()
        for sentence in heard:
            found: set[str] = set()
            for draft, posterior in sentence.spans:
                began = time.perf_counter()
                others = draft_alternatives(draft, posterior, vocabulary) if vocabulary else ()
                found |= {hit.word for hit in index.recall(draft.text, alternatives=others)}
                result.seconds += time.perf_counter() - began
            result.right += sentence.word in found
            result.offered += len(found)
        return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="demo", help="name or folder of the model")
    parser.add_argument("--limit", type=int, help="so many sentences of each set")
    given = parser.parse_args()
    listener = CtcListener(find_model(given.model, device="cpu"))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(given.model, Path(folder), "development", given.limit)
        listed = {
            title: [
                HeardSentence(item.case.word, tuple(listener.hear(item.samples)))
                for item in speak_cases(bench, name)
            ]
            for name, title in SET_TITLES.items()
        }
        sentences = {
            language: read_sentences("development", language, given.limit) for language in LANGUAGES
        }
        ordinary = {
            language: [
                HeardSentence("", tuple(listener.hear(samples)))
                for samples in _spoken(bench, language, texts)
            ]
            for language, texts in sentences.items()
        }
    words = [sentence.word for heard in listed.values() for sentence in heard]
    right = {name: PhonemeIndex(lists_with(words, "development")[name]) for name in _LISTS}
    texts = [text for found in sentences.values() for text in found]
    wrong = {name: PhonemeIndex(lists_without(texts)[name]) for name in _LISTS}
    print("| found: by the draft, with second choices | " + " | ".join(_LISTS) + " |")
    print("| --- |" + " ---: |" * len(_LISTS))
    for title, heard in listed.items():
        _row(title, _both(heard, right, listener.vocabulary), lambda each, _: str(each.right))
    for language, heard in ordinary.items():
        found = _both(heard, wrong, listener.vocabulary)
        title = f"{_LANGUAGES[language]} sentences"
        _row(f"{title}: wrong words", found, lambda each, count: f"{each.offered / count:.2f}")
        _row(f"{title}: ms", found, lambda each, count: f"{1000 * each.seconds / count:.1f}")


Both = tuple[int, list[tuple[Recall, Recall]]]
"""How many sentences, and for each list the recall without second choices and with them."""


def _both(
    heard: Sequence[HeardSentence],
    lists: Mapping[str, PhonemeIndex],
    vocabulary: CtcVocabulary,
) -> Both:
    found = []
    for index in lists.values():
        Recall.of(heard[:1], index)  # Tables are made at the first call.
        found.append((Recall.of(heard, index), Recall.of(heard, index, vocabulary)))
    return len(heard), found


def _row(title: str, both: Both, cell: Callable[[Recall, int], str]) -> None:
    count, found = both
    cells = [f"{cell(alone, count)}, {cell(more, count)}" for alone, more in found]
    print(f"| {title} ({count}) | " + " | ".join(cells) + " |", flush=True)


def _spoken(bench: Bench, language: SpokenLanguage, texts: Sequence[str]) -> Iterator[Samples]:
    noise = np.random.default_rng(SEED)
    for number, text in enumerate(texts):
        voice = Voice(TRAINED[number % len(TRAINED)])
        yield recorded(bench.synthesiser.speak(text, language, voice), noise)


if __name__ == "__main__":
    main()
