"""Hears samples with a hotword list that is in the prompt as it is, whatever sounds present."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from asr_core.cancellation import CancelFlag
from asr_core.fun_asr.recogniser import FunAsrRecogniser, Request
from asr_core.live_hotwords import LiveHotwords
from asr_core.model_store import find_model
from asr_core.segmenter import cut_at_pauses
from asr_core.stage_timings import StageTimings
from asr_core.transcript import joint
from asr_core.transcription import SegmentFinished
from demo_model.speech import Samples
from hotwords import HotwordHit


class _GivenWords(LiveHotwords):
    """All of its words for every draft."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(None, limit=0)
        self._words = list(words)

    def recall(self, draft: str) -> list[HotwordHit]:
        """Every word, as if the whole draft sounded like it."""
        return [HotwordHit(word, 1.0, 0, len(draft), draft) for word in self._words]


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

    def hear(self, samples: Samples, words: Sequence[str] = ()) -> str:
        """The text of 16 kHz `samples` (n,) with `words` in the prompt of every span."""
        request = Request(
            language=None,
            context="",
            normalise_text=True,
            hotwords=_GivenWords(words),
            timings=StageTimings(),
            cancel=CancelFlag(),
        )
        spans = cut_at_pauses(
            [samples], longest_s=self._settings.longest_span_s, lead_s=self._settings.lead_s
        )
        text = ""
        for span in spans:
            for event in self._recogniser.hear(span, request):
                if isinstance(event, SegmentFinished):
                    text += joint(text, event.segment.text) + event.segment.text
        return text
