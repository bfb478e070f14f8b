"""Hears samples with a hotword list that is in the prompt as it is, whatever sounds present."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from asr_core.cancellation import CancelFlag
from asr_core.fun_asr.recogniser import FunAsrRecogniser, Request
from asr_core.model_store import find_model
from asr_core.segmenter import cut_at_pauses
from asr_core.stage_timings import StageTimings
from asr_core.transcript import Segment, joint
from asr_core.transcription import SegmentFinished
from demo_model.speech import Samples
from demo_model.trials.given_words import GivenWords, text_with_list


class Listener:
    """A loaded model, used as the program uses it but for the recall of hotwords."""

    def __init__(self, model: str) -> None:
        files = find_model(model, device="cpu")
        self._settings = files.settings
        self._recogniser = FunAsrRecogniser(files, device="cpu", llama_library=None)

    def __enter__(self) -> Listener:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._recogniser.close()

    def segments(self, samples: Samples, words: Sequence[str] = ()) -> list[Segment]:
        """What is heard in 16 kHz `samples` (n,) with `words` in the prompt of every span."""
        hotwords = GivenWords(words)
        request = Request(
            language=None,
            context="",
            normalise_text=True,
            hotwords=hotwords,
            budget=hotwords.budget,
            timings=StageTimings(),
            cancel=CancelFlag(),
        )
        spans = cut_at_pauses(
            [samples], longest_s=self._settings.longest_span_s, lead_s=self._settings.lead_s
        )
        return [
            event.segment
            for span in spans
            for event in self._recogniser.hear(span, request, hotwords.in_force)
            if isinstance(event, SegmentFinished)
        ]

    def hear(self, samples: Samples, words: Sequence[str] = ()) -> str:
        """The text of 16 kHz `samples` (n,) with `words` in the prompt of every span.

        Where the leak guard kept a hearing without the list, the one with it counts all the same:
        this is about the model.
        """
        text = ""
        for segment in self.segments(samples, words):
            heard = text_with_list(segment)
            text += joint(text, heard) + heard
        return text
