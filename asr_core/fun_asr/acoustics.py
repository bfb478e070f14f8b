"""The ear of Fun-ASR-Nano: encoder and CTC head, without the language model."""

from __future__ import annotations

from dataclasses import dataclass

from asr_core.alignment import align, spread
from asr_core.array_types import FloatArray
from asr_core.cancellation import CancelFlag
from asr_core.ctc import CtcDraft, CtcPosterior, CtcVocabulary, greedy_draft
from asr_core.fun_asr.graphs import FunAsrCtc, FunAsrEncoder
from asr_core.model_store import FunAsrFiles
from asr_core.processor import Device
from asr_core.segmenter import Span
from asr_core.stage_timings import StageTimings
from asr_core.transcript import Word


@dataclass(frozen=True, slots=True)
class Sound:
    """What was heard in a span; without a CTC head no `posterior` and an empty draft.

    `audio_rows` is what the language model reads.
    """

    audio_rows: FloatArray
    posterior: CtcPosterior | None
    draft: CtcDraft


class Acoustics:
    """The loaded encoder and, if the model has one, the CTC head with its vocabulary.

    Raises `ModelMissing` or `ModelDamaged`.
    """

    def __init__(self, files: FunAsrFiles, *, device: Device) -> None:
        self._delay_s = files.settings.ctc_delay_s
        self.encoder = FunAsrEncoder(files.encoder, device=device)
        self.vocabulary: CtcVocabulary | None = None
        self.ctc: FunAsrCtc | None = None
        if files.ctc is not None and files.tokens is not None:
            self.vocabulary = CtcVocabulary.load(files.tokens)
            self.ctc = FunAsrCtc(files.ctc, device=device)

    @property
    def device(self) -> str:
        """What is really in use, and why where it is not what was asked for."""
        fallback = " (no GPU support here)" if self.encoder.fell_back else ""
        return f"ONNX Runtime: {self.encoder.device}{fallback}"

    def hear(self, span: Span, timings: StageTimings, cancel: CancelFlag) -> Sound:
        """What is heard in `span`; raises `Cancelled` or `EngineFailed`."""
        with timings.stage("features"):
            features = self.encoder.features(span.samples)
        with timings.stage("encoder"):
            encoding = self.encoder.encode(features, cancel)
        if self.ctc is None or self.vocabulary is None:
            return Sound(encoding.audio_rows, None, CtcDraft("", ()))
        with timings.stage("ctc"):
            posterior = self.ctc.posterior(encoding.frames, cancel)
            draft = greedy_draft(posterior, self.vocabulary, start_s=span.start_s, end_s=span.end_s)
        return Sound(encoding.audio_rows, posterior, draft)

    def timed_words(
        self, text: str, posterior: CtcPosterior | None, *, start_s: float, end_s: float
    ) -> tuple[Word, ...]:
        """The words of `text` with their times; spread over the span without a CTC head."""
        if posterior is None or self.vocabulary is None:
            return spread(text, start_s, end_s)
        return align(
            text,
            posterior,
            self.vocabulary,
            start_s=start_s,
            end_s=end_s,
            delay_s=self._delay_s,
        )
