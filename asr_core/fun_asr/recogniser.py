"""Hears one span of speech: encoder, draft, hotwords, prompt, language model, word times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from asr_core.alignment import align, spread
from asr_core.audio import SAMPLE_RATE_HZ
from asr_core.cancellation import CancelFlag
from asr_core.ctc import CtcDraft, CtcPosterior, CtcVocabulary, greedy_draft
from asr_core.fun_asr.graphs import FunAsrCtc, FunAsrEncoder
from asr_core.fun_asr.prompt import build_prompt
from asr_core.language import language_of
from asr_core.live_hotwords import LiveHotwords
from asr_core.llama_decoder import Finished, LlamaDecoder, Restarted, TextPiece
from asr_core.llama_library import find_library
from asr_core.model_store import FunAsrFiles
from asr_core.processor import Device
from asr_core.segmenter import Span
from asr_core.stage_timings import StageTimings
from asr_core.transcript import HotwordUse, Segment
from asr_core.transcription import (
    Noticed,
    SegmentFinished,
    SpanHeard,
    TextArrived,
    TextDiscarded,
)
from hotwords import HotwordHit

_SHORTEST_SAMPLES = SAMPLE_RATE_HZ // 10
"""A tenth of a second; the official code gives no text for less either."""

_LEAST_TOKENS = 512
_TOKENS_PER_S = 16
"""Three times what the fastest speaker needs; more is not speech."""

# Below this share of the draft's letters speech is missing from a text, if the draft is sure of it.
_LEAST_SHARE = 0.3
_LEAST_HEARD = 6
_SURE = 0.8

_NON_SPEECH_MARKS = re.compile(r"/sil|\[breath\]")


@dataclass(frozen=True, slots=True)
class Request:
    """What every span of one run has in common; `language` is a code."""

    language: str | None
    context: str
    normalise_text: bool
    hotwords: LiveHotwords
    timings: StageTimings
    cancel: CancelFlag


class FunAsrRecogniser:
    """The three loaded models. Raises `ModelMissing`, `ModelDamaged`, `LibraryUnusable`."""

    def __init__(self, files: FunAsrFiles, *, device: Device, llama_library: Path | None) -> None:
        self._settings = files.settings
        self._encoder = FunAsrEncoder(files.encoder, device=device)
        self._vocabulary: CtcVocabulary | None = None
        self._ctc: FunAsrCtc | None = None
        if files.ctc is not None and files.tokens is not None:
            self._vocabulary = CtcVocabulary.load(files.tokens)
            self._ctc = FunAsrCtc(files.ctc, device=device)
        self._decoder = LlamaDecoder(
            files.decoder,
            None if llama_library is None else find_library(llama_library),
            device=device,
        )

    @property
    def device(self) -> str:
        """What is really in use, and why where it is not what was asked for."""
        encoder = f"ONNX Runtime: {self._encoder.device}"
        decoder = f"llama.cpp: {self._decoder.device}"
        if self._encoder.fell_back:
            encoder += " (no GPU support here)"
        if self._decoder.device_note:
            decoder += f" ({self._decoder.device_note})"
        return f"{encoder}, {decoder}"

    def close(self) -> None:
        """Free the language model; the ONNX sessions go with this object."""
        self._decoder.close()

    def hear(
        self, span: Span, request: Request
    ) -> Iterator[SpanHeard | TextArrived | TextDiscarded | Noticed | SegmentFinished]:
        """The events of one span; a span without speech yields none."""
        if len(span.samples) < _SHORTEST_SAMPLES:
            return
        timings = request.timings
        with timings.stage("features"):
            features = self._encoder.features(span.samples)
        with timings.stage("encoder"):
            encoding = self._encoder.encode(features, request.cancel)
        posterior, draft = None, CtcDraft("", ())
        if self._ctc is not None and self._vocabulary is not None:
            with timings.stage("ctc"):
                posterior = self._ctc.posterior(encoding.frames, request.cancel)
                draft = greedy_draft(
                    posterior, self._vocabulary, start_s=span.start_s, end_s=span.end_s
                )
            if not draft.text.strip():
                return  # Nothing was heard, so the language model has nothing to write down.
        hits: list[HotwordHit] = []
        if "hotwords" in self._settings.prompts:
            with timings.stage("hotwords"):
                hits = request.hotwords.recall(draft.text)
        yield SpanHeard(span.start_s, span.end_s, draft.text, _uses(hits, text=""))

        prompt = build_prompt(
            hotwords=[hit.word for hit in hits],
            context=request.context if "context" in self._settings.prompts else "",
            language=request.language if "language" in self._settings.prompts else None,
            normalise_text=request.normalise_text or "itn" not in self._settings.prompts,
        )
        text = ""
        seconds = len(span.samples) / SAMPLE_RATE_HZ
        for event in self._decoder.decode(
            self._decoder.tokenize(prompt.prefix),
            encoding.audio_rows,
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
                    text = clean_text(event.text)
                    timings.add("prefill", event.prefill_s)
                    timings.add("decode", event.generate_s)
        if _is_left_out(text, draft):
            text = clean_text(draft.text)
            yield Noticed("draft-used", "")
            yield TextDiscarded("the first draft stands in")
            yield TextArrived(text)
        if text:
            with timings.stage("alignment"):
                language = request.language if "language" in self._settings.prompts else None
                segment = self._segment(span, text, draft.text, posterior, hits, language)
            yield SegmentFinished(segment)

    def _segment(
        self,
        span: Span,
        text: str,
        draft: str,
        posterior: CtcPosterior | None,
        hits: list[HotwordHit],
        language: str | None,
    ) -> Segment:
        bounds = {"start_s": round(span.start_s, 3), "end_s": round(span.end_s, 3)}
        if posterior is None or self._vocabulary is None:
            words = spread(text, **bounds)
        else:
            delay_s = self._settings.ctc_delay_s
            words = align(text, posterior, self._vocabulary, **bounds, delay_s=delay_s)
        return Segment(
            start=bounds["start_s"],
            end=bounds["end_s"],
            text=text,
            language=language or language_of(text),
            words=words,
            hotwords=_uses(hits, text),
            draft=draft,
        )


def _is_left_out(text: str, draft: CtcDraft) -> bool:
    """Whether the language model left out most of what the CTC head is sure to have heard."""
    heard = sum(map(str.isalnum, draft.text))
    if heard < _LEAST_HEARD or sum(map(str.isalnum, text)) >= _LEAST_SHARE * heard:
        return False
    sureness = sum(piece.probability for piece in draft.pieces) / len(draft.pieces)
    return sureness >= _SURE


def clean_text(text: str) -> str:
    """`text` without the model's marks for silence and breath, white space collapsed."""
    return " ".join(_NON_SPEECH_MARKS.sub(" ", text).split())


def is_written(word: str, text: str) -> bool:
    """Whether `text` holds `word`, whatever its case; a Latin word only as a whole.

    >>> is_written("AI", "I said it"), is_written("AI", "用ai写"), is_written("督工", "督工，你看")
    (False, True, True)
    """
    word, text = word.casefold(), text.casefold()
    begins = r"(?<![a-z0-9])" if word[:1].isascii() and word[:1].isalnum() else ""
    ends = r"(?![a-z0-9])" if word[-1:].isascii() and word[-1:].isalnum() else ""
    return re.search(begins + re.escape(word) + ends, text) is not None


def _uses(hits: list[HotwordHit], text: str) -> tuple[HotwordUse, ...]:
    return tuple(
        HotwordUse(
            word=hit.word,
            heard=hit.heard,
            score=round(hit.score, 4),
            sent=True,
            in_text=is_written(hit.word, text),
        )
        for hit in hits
    )
