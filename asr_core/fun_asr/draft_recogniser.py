"""Hears one span of speech without the language model: the CTC head's draft is the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from asr_core.audio import SAMPLE_RATE_HZ
from asr_core.errors import QualityUnavailable
from asr_core.fun_asr.acoustics import Acoustics
from asr_core.fun_asr.recogniser import (
    MORE_FOUND,
    SHORTEST_SAMPLES,
    Request,
    clean_text,
    uses_of,
)
from asr_core.language import language_of
from asr_core.leak_guard import Witness
from asr_core.live_hotwords import HotwordsInForce
from asr_core.model_store import FunAsrFiles
from asr_core.processor import Device
from asr_core.segmenter import Span
from asr_core.transcript import Segment
from asr_core.transcription import SegmentFinished, SpanHeard, TextArrived

_HAN = "\u3400-\u9fff"
_BORDERS = re.compile(rf"(?<=[A-Za-z0-9])(?=[{_HAN}])|(?<=[{_HAN}])(?=[A-Za-z0-9])")


class DraftRecogniser:
    """Encoder and CTC head, loaded.

    Raises `QualityUnavailable` for a model without such a head, `ModelMissing` or `ModelDamaged`.
    """

    def __init__(self, files: FunAsrFiles, *, device: Device) -> None:
        if files.ctc is None:
            raise QualityUnavailable(files.name)
        self._acoustics = Acoustics(files, device=device)

    @property
    def device(self) -> str:
        """What is really in use, and why where it is not what was asked for."""
        return self._acoustics.device

    def close(self) -> None:
        """Nothing to free: the ONNX sessions go with this object."""

    def hear(
        self, span: Span, request: Request, in_force: HotwordsInForce
    ) -> Iterator[SpanHeard | TextArrived | SegmentFinished]:
        """The events of one span; none without speech, no text where the head only guesses.

        Words of the list that sound present are told, but none can be sent.
        """
        if len(span.samples) < SHORTEST_SAMPLES:
            return
        sound = self._acoustics.hear(span, request.timings, request.cancel)
        draft, text = sound.draft, draft_text(sound.draft.text)
        if not text:
            return
        found = []
        if request.budget.words > 0:
            with request.timings.stage("hotwords"):
                limit = request.budget.words + MORE_FOUND
                found = request.hotwords.recall(in_force, draft.text, limit=limit)
        yield SpanHeard(span.start_s, span.end_s, draft.text, uses_of(found, (), ""))
        if Witness.of_draft(draft, len(span.samples) / SAMPLE_RATE_HZ).is_guess:
            return
        yield TextArrived(text)
        start_s, end_s = round(span.start_s, 3), round(span.end_s, 3)
        with request.timings.stage("alignment"):
            words = self._acoustics.timed_words(text, sound.posterior, start_s=start_s, end_s=end_s)
        yield SegmentFinished(
            Segment(
                start=start_s,
                end=end_s,
                text=text,
                language=language_of(text),
                words=words,
                hotwords=uses_of(found, (), text, writer=""),
                draft=draft.text,
                hotwords_version=in_force.version,
            )
        )


def draft_text(draft: str) -> str:
    """`draft` for the eye: no marks for silence, a space between Chinese and Latin on both sides.

    A head writes that space only before a Latin word. Nothing else is changed: what it did not
    hear, like capitals and punctuation, would be made up.

    >>> draft_text("我用 hotscribe写字幕")
    '我用 hotscribe 写字幕'
    """
    return _BORDERS.sub(" ", clean_text(draft))
