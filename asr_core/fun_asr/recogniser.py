"""Hears one span of speech: draft, hotwords, prompt, language model, word times."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from asr_core.array_types import FloatArray
from asr_core.audio import SAMPLE_RATE_HZ
from asr_core.cancellation import CancelFlag
from asr_core.ctc import CtcDraft, CtcPosterior
from asr_core.ctc_alternatives import draft_alternatives
from asr_core.ctc_likelihood import ctc_log_likelihood
from asr_core.engine import Hearing, SpanHearing
from asr_core.fun_asr.acoustics import Acoustics
from asr_core.fun_asr.prompt import WORDING, build_prompt, list_item, listed_word
from asr_core.fun_asr.second_look import SecondLook, look_again
from asr_core.language import language_of
from asr_core.leak_guard import LeakGuard, Witness, is_babble, leaves_out
from asr_core.live_hotwords import HotwordsInForce, LiveHotwords
from asr_core.llama_decoder import Finished, LlamaDecoder, Restarted, TextPiece
from asr_core.llama_library import find_library
from asr_core.model_store import FunAsrFiles
from asr_core.processor import Device
from asr_core.prompt_words import PromptBudget
from asr_core.second_hearing import Heard, hear_guarded, hear_then_recall
from asr_core.segmenter import Span
from asr_core.stage_timings import StageTimings
from asr_core.transcript import HotwordUse, Segment, WrittenBy
from asr_core.transcription import (
    Noticed,
    SegmentFinished,
    SpanHeard,
    TextArrived,
    TextDiscarded,
)
from asr_core.word_occurrences import is_written
from hotwords import Alternative, HotwordHit

SHORTEST_SAMPLES = SAMPLE_RATE_HZ // 10
"""A tenth of a second; the official code gives no text for less either."""

_LEAST_TOKENS = 512
_TOKENS_PER_S = 16
"""Three times what the fastest speaker needs; more is not speech."""

MORE_FOUND = 10
"""Words beyond the budget that are recorded as found, though not sent."""

_NON_SPEECH_MARKS = re.compile(r"/sil|\[breath\]")


@dataclass(frozen=True, slots=True)
class Request:
    """What every span of one run has in common; `language` is a code."""

    language: str | None
    context: str
    normalise_text: bool
    hotwords: LiveHotwords
    budget: PromptBudget
    timings: StageTimings
    cancel: CancelFlag


class FunAsrRecogniser:
    """The three models, loaded. Raises `ModelMissing`, `ModelDamaged`, `LibraryUnusable`."""

    def __init__(self, files: FunAsrFiles, *, device: Device, llama_library: Path | None) -> None:
        self._settings = files.settings
        self._acoustics = Acoustics(files, device=device)
        self._decoder = LlamaDecoder(
            files.decoder,
            None if llama_library is None else find_library(llama_library),
            device=device,
        )
        self._latest_words: tuple[str, ...] = ()

    @property
    def device(self) -> str:
        """What is really in use, and why where it is not what was asked for."""
        decoder = f"llama.cpp: {self._decoder.device}"
        if self._decoder.device_note:
            decoder += f" ({self._decoder.device_note})"
        return f"{self._acoustics.device}, {decoder}"

    def close(self) -> None:
        """Free the language model; the ONNX sessions go with this object."""
        self._decoder.close()

    def hear(
        self, span: Span, request: Request, in_force: HotwordsInForce
    ) -> Iterator[SpanHeard | TextArrived | TextDiscarded | Noticed | SegmentFinished]:
        """The events of one span, with the list as it is `in_force`; none without speech."""
        if len(span.samples) < SHORTEST_SAMPLES:
            return
        sound = self._acoustics.hear(span, request.timings, request.cancel)
        posterior, draft = sound.posterior, sound.draft
        if posterior is not None and not draft.text.strip():
            return  # Nothing was heard, so the language model has nothing to write down.
        seconds = len(span.samples) / SAMPLE_RATE_HZ
        hear = self._hearing(sound.audio_rows, request, seconds)
        heard = yield from self._heard(span, draft, posterior, hear, request, in_force)
        text, look = heard.text, SecondLook(heard.text)
        witness = Witness.of_draft(draft, seconds)
        if leaves_out(text, witness) or (heard.looped and is_babble(text, witness)):
            text = clean_text(draft.text)
            yield Noticed("draft-used", "")
            yield TextDiscarded("the first draft stands in")
            yield TextArrived(text)
        elif (look := self._look_again(heard, draft.text, posterior, request, in_force)).words:
            text = look.text
            yield TextDiscarded("listed words were found at a second look")
            yield TextArrived(text)
        if text:
            with request.timings.stage("alignment"):
                bounds = {"start_s": round(span.start_s, 3), "end_s": round(span.end_s, 3)}
                words = self._acoustics.timed_words(text, posterior, **bounds)
            language = request.language if "language" in self._settings.prompts else None
            segment = Segment(
                start=bounds["start_s"],
                end=bounds["end_s"],
                text=text,
                language=language or language_of(text),
                words=words,
                hotwords=uses_of(heard.found, heard.sent, text, look.words),
                draft=draft.text or (heard.first if heard.found else ""),
                hotwords_version=in_force.version,
                hotword_note=heard.note,
            )
            yield SegmentFinished(segment)

    def _heard(
        self,
        span: Span,
        draft: CtcDraft,
        posterior: CtcPosterior | None,
        hear: SpanHearing,
        request: Request,
        in_force: HotwordsInForce,
    ) -> Generator[SpanHeard | TextArrived | TextDiscarded, None, Heard]:
        """The text of a span, by words recalled from its draft, or from a first hearing."""
        recalls = "hotwords" in self._settings.prompts and request.budget.words > 0
        recall = partial(self._recall, request, in_force) if recalls else _nothing
        choose = partial(self._choose, request, in_force)
        guard_of = partial(self._guard, request, in_force)
        seconds = span.end_s - span.start_s
        if posterior is None or self._acoustics.vocabulary is None:
            yield SpanHeard(span.start_s, span.end_s, "", ())
            return (yield from hear_then_recall(hear, recall, choose, guard_of, span_s=seconds))
        with request.timings.stage("hotwords"):
            # The draft is the best path only; where the head hesitated, a misheard name often
            # comes second.
            others: tuple[Alternative, ...] = ()
            if recalls and in_force.entries:
                others = draft_alternatives(
                    draft, posterior, self._acoustics.vocabulary, start_s=span.start_s
                )
            found = recall(draft.text, others)
            sent = choose(found)
        yield SpanHeard(span.start_s, span.end_s, draft.text, uses_of(found, sent, ""))
        witness = Witness.of_draft(draft, seconds)
        heard = yield from hear_guarded(hear, sent, guard_of(sent), witness)
        return replace(heard, found=tuple(found))

    def _hearing(self, audio: FloatArray, request: Request, seconds: float) -> SpanHearing:
        """The language model's side of hearing one span."""

        def hear(
            words: Sequence[str], *, bare: bool = False
        ) -> Generator[TextArrived | TextDiscarded, None, Hearing]:
            known = self._settings.prompts
            prompt = build_prompt(
                hotwords=words,
                context=request.context if "context" in known and not bare else "",
                language=request.language if "language" in known else None,
                normalise_text=request.normalise_text or "itn" not in known,
            )
            hearing = Hearing("")
            self._latest_words = tuple(words)
            for event in self._decoder.decode(
                self._decoder.tokenize(prompt.prefix),
                audio,
                self._decoder.tokenize(prompt.suffix),
                max_tokens=max(_LEAST_TOKENS, round(seconds * _TOKENS_PER_S)),
                cancel=request.cancel,
            ):
                match event:
                    case TextPiece():
                        yield TextArrived(event.text)
                    case Restarted():
                        yield TextDiscarded(event.reason)
                    case Finished():
                        looped = event.attempts > 1 or event.stopped_by != "eos"
                        hearing = Hearing(clean_text(event.text), looped)
                        request.timings.add("prefill", event.prefill_s)
                        request.timings.add("decode", event.generate_s)
            return hearing

        return hear

    def _look_again(
        self,
        heard: Heard,
        draft: str,
        posterior: CtcPosterior | None,
        request: Request,
        in_force: HotwordsInForce,
    ) -> SecondLook:
        """The text of a span with the sent words that the model may have meant."""
        words = tuple(hit.word for hit in heard.sent)
        # What seemed to leak was heard again: then nothing speaks for the words of the list.
        if not words or words != self._latest_words or heard.note is not None:
            return SecondLook(heard.text)
        listen: Callable[[str], float] | None = None
        if posterior is not None and self._acoustics.vocabulary is not None:
            listen = partial(
                ctc_log_likelihood, posterior=posterior, vocabulary=self._acoustics.vocabulary
            )
        with request.timings.stage("second-look"):
            return look_again(
                heard.text,
                draft or heard.first,
                [hit for hit in heard.sent if listed_word(hit.word) == hit.word],
                in_force.entries,
                weigh=partial(self._decoder.weigh, cancel=request.cancel),
                count_tokens=lambda word: len(self._decoder.tokenize(word)),
                listen=listen,
            )

    def _recall(
        self,
        request: Request,
        in_force: HotwordsInForce,
        text: str,
        alternatives: Sequence[Alternative] = (),
    ) -> list[HotwordHit]:
        limit = request.budget.words + MORE_FOUND
        return request.hotwords.recall(in_force, text, limit=limit, alternatives=alternatives)

    def _choose(
        self, request: Request, in_force: HotwordsInForce, found: Sequence[HotwordHit]
    ) -> list[HotwordHit]:
        """The hits whose words are sent, in the order of the prompt."""
        return request.budget.choose(
            [hit for hit in found if listed_word(hit.word)],
            count_tokens=lambda word: len(self._decoder.tokenize(list_item(word))),
            line_of=in_force.line_of,
        )

    def _guard(
        self, request: Request, in_force: HotwordsInForce, sent: Sequence[HotwordHit]
    ) -> LeakGuard:
        context = request.context if "context" in self._settings.prompts else ""
        phrases = (*WORDING, context) if sent or context else ()
        return LeakGuard(sent, in_force.entries, phrases=phrases)


def _nothing(_text: str, _alternatives: Sequence[Alternative] = ()) -> list[HotwordHit]:
    return []


def clean_text(text: str) -> str:
    """`text` without the model's marks for silence and breath, white space collapsed."""
    return " ".join(_NON_SPEECH_MARKS.sub(" ", text).split())


def uses_of(
    found: Sequence[HotwordHit],
    sent: Sequence[HotwordHit],
    text: str,
    looked_up: Sequence[str] = (),
    writer: WrittenBy = "model",
) -> tuple[HotwordUse, ...]:
    """The record of all hits, best first, for a `text` that `writer` wrote.

    The words `looked_up` are in it by a second look.
    """
    sent_words = {hit.word for hit in sent}
    return tuple(
        HotwordUse(
            word=hit.word,
            heard=hit.heard,
            score=round(hit.score, 4),
            sent=hit.word in sent_words,
            in_text=(written := is_written(hit.word, text)),
            place=(hit.start, hit.end),
            by=("second-look" if hit.word in looked_up else writer) if written else "",
        )
        for hit in found
    )
