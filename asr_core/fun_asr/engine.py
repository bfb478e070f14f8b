"""Fun-ASR-Nano from a media file to timed segments, one span of speech after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from asr_core.after_text import AfterText, load_rules
from asr_core.array_types import FloatArray
from asr_core.audio import SAMPLE_RATE_HZ, probe, read_blocks
from asr_core.cancellation import CancelFlag
from asr_core.engine import AsrEngine
from asr_core.errors import AsrError, EngineFailed, OptionInvalid
from asr_core.fun_asr.draft_recogniser import DraftRecogniser
from asr_core.fun_asr.prompt import language_code
from asr_core.fun_asr.recogniser import FunAsrRecogniser, Request
from asr_core.live_hotwords import HotwordsInForce, LiveHotwords
from asr_core.model_store import FunAsrFiles, ModelSettings
from asr_core.overlap import merge_overlap
from asr_core.processor import Device
from asr_core.prompt_words import PromptBudget
from asr_core.quality import Quality
from asr_core.segmenter import Span, cut_at_pauses, cut_fixed
from asr_core.stage_timings import StageTimings
from asr_core.transcript import Segment, Word
from asr_core.transcription import (
    Event,
    FileFinished,
    FileOpened,
    Noticed,
    SegmentFinished,
    TranscribeOptions,
)
from asr_core.word_occurrences import is_written
from hotwords.rules import RuleList

_USUAL_WINDOW_S = 60.0
"""What the published scripts use; the real model bears it, though 30 s are better."""

# Headers of compressed files are often a little off.
_WHOLE_SHARE = 0.9
_SHORT_REST_S = 2.0


class FunAsrEngine(AsrEngine):
    """One Fun-ASR-Nano model, kept warm between files."""

    def __init__(
        self,
        files: FunAsrFiles,
        *,
        hotwords_paths: Sequence[Path] = (),
        rules_path: Path | None = None,
        similar_threshold: float | None = None,
        max_hotwords: int | None = None,
        device: Device = "auto",
        quality: Quality = "balanced",
        llama_library: Path | None = None,
    ) -> None:
        self.files = files
        self._hotwords_paths = hotwords_paths
        self._rules_path = rules_path
        self._threshold = similar_threshold
        self._budget = self._budget_for(max_hotwords)
        self._device: Device = device
        self._quality: Quality = quality
        self._llama_library = llama_library
        self._recogniser: FunAsrRecogniser | DraftRecogniser | None = None
        self._hotwords: LiveHotwords | None = None
        self._rules = RuleList()

    def initialize(self) -> None:
        if self._rules_path is not None:
            self._rules = load_rules(self._rules_path)
        if self._hotwords is None:
            self._hotwords = LiveHotwords(self._hotwords_paths, threshold=self._threshold)
        if self._recogniser is None:
            self._recogniser = self._load()

    def _load(self) -> FunAsrRecogniser | DraftRecogniser:
        if self._quality == "draft":
            return DraftRecogniser(self.files, device=self._device)
        return FunAsrRecogniser(self.files, device=self._device, llama_library=self._llama_library)

    def take_lists(
        self,
        hotwords_paths: Sequence[Path],
        rules_path: Path | None = None,
        max_hotwords: int | None = None,
    ) -> None:
        rules = RuleList() if rules_path is None else load_rules(rules_path)
        hotwords = LiveHotwords(hotwords_paths, threshold=self._threshold)
        if self._hotwords is not None:
            self._hotwords.close()
        self._hotwords, self._rules = hotwords, rules
        self._hotwords_paths, self._rules_path = hotwords_paths, rules_path
        self._budget = self._budget_for(max_hotwords)

    def close(self) -> None:
        if self._hotwords is not None:
            self._hotwords.close()
        if self._recogniser is not None:
            self._recogniser.close()
        self._hotwords = self._recogniser = None

    def _budget_for(self, max_hotwords: int | None) -> PromptBudget:
        settings = self.files.settings
        return PromptBudget(
            words=settings.most_hotwords if max_hotwords is None else max_hotwords,
            tokens=settings.most_hotword_tokens,
        )

    @property
    def model(self) -> str:
        return self.files.name

    @property
    def device(self) -> str:
        return "not loaded" if self._recogniser is None else self._recogniser.device

    @property
    def hotwords_version(self) -> str:
        """The state of the hotword lists that the next segment will be heard with, "" for none."""
        return "" if self._hotwords is None else self._hotwords.in_force.version

    def events(
        self,
        path: Path,
        options: TranscribeOptions,
        cancel: CancelFlag,
    ) -> Iterator[Event]:
        options.checked()
        self.initialize()
        recogniser, hotwords = self._recogniser, self._hotwords
        if recogniser is None or hotwords is None:
            raise EngineFailed("start", "the engine was closed")
        timings = StageTimings()
        request = Request(
            language=None if options.language is None else language_code(options.language),
            context=options.context,
            normalise_text=options.normalise_text,
            hotwords=hotwords,
            budget=self._budget,
            timings=timings,
            cancel=cancel,
        )
        media = probe(path)
        yield FileOpened(str(path), media.duration_s, self.model, self.device)
        yield from self._doubts(options)
        after_text = AfterText(self._rules, "" if self._quality == "draft" else "model")
        yield from after_text.news()
        # Else a list saved a moment ago, and a file begun at once, would miss each other.
        hotwords.catch_up()
        heard = _HeardLength()
        held: _Held | None = None  # In fixed windows a segment is final once its successor is.
        try:
            for span in _timed(self._spans(path, options, cancel, heard), timings):
                if self._recogniser is not recogniser:
                    raise EngineFailed("transcription", "the engine was closed")
                yield from hotwords.news()
                in_force = hotwords.in_force
                for event in recogniser.hear(span, request, in_force):
                    if not isinstance(event, SegmentFinished):
                        yield event
                        continue
                    latest = _Held(event.segment, in_force)
                    if held is not None:
                        held, latest = _merge(held, latest)
                        yield from _finished(held, after_text)
                    held = latest
                if held is not None and options.segment_s is None:
                    yield from _finished(held, after_text)
                    held = None
        except AsrError:
            yield from _finished(held, after_text)  # What was heard stays, whatever comes after it.
            raise
        yield from _finished(held, after_text)
        end_s = options.start_s + heard.seconds
        told_s = media.duration_s or 0.0
        if options.duration_s is not None:
            # A part was heard; how long the whole is can only be asked.
            end_s = max(told_s, end_s)
        elif end_s < min(_WHOLE_SHARE * told_s, told_s - _SHORT_REST_S):
            yield Noticed("sound-breaks-off", f"{end_s:.1f}")
        yield FileFinished(end_s, timings.seconds)

    def _doubts(self, options: TranscribeOptions) -> Iterator[Noticed]:
        """What of this run the model cannot do well."""
        settings = self.files.settings
        asked = {
            "context": bool(options.context),
            "language": options.language is not None,
            "no-itn": not options.normalise_text,
        }
        for option, is_asked in asked.items():
            if self._quality == "draft":
                # Drafts have numbers as they were spoken, which is what no-itn asks for.
                if is_asked and option != "no-itn":
                    yield Noticed("option-without-effect", option)
            elif is_asked and option.removeprefix("no-") not in settings.prompts:
                yield Noticed("option-untrained", option)
        longest_s = settings.longest_span_s
        bearable_s = longest_s if longest_s < ModelSettings().longest_span_s else _USUAL_WINDOW_S
        if options.segment_s is not None and options.segment_s > bearable_s:
            yield Noticed("window-too-long", f"{longest_s:g}")

    def _spans(
        self, path: Path, options: TranscribeOptions, cancel: CancelFlag, heard: _HeardLength
    ) -> Iterator[Span]:
        blocks = _watched(
            read_blocks(path, start_s=options.start_s, duration_s=options.duration_s),
            options,
            cancel,
            heard,
        )
        if options.segment_s is None:
            settings = self.files.settings
            return cut_at_pauses(
                blocks,
                longest_s=settings.longest_span_s,
                lead_s=settings.lead_s,
                start_s=options.start_s,
            )
        return cut_fixed(
            blocks,
            segment_s=options.segment_s,
            overlap_s=options.overlap_s,
            start_s=options.start_s,
        )


@dataclass
class _HeardLength:
    """How much sound was read: containers often give no length, or a wrong one."""

    seconds: float = 0.0


def _watched(
    blocks: Iterator[FloatArray],
    options: TranscribeOptions,
    cancel: CancelFlag,
    heard: _HeardLength,
) -> Iterator[FloatArray]:
    """`blocks`, until a cancel; raises `OptionInvalid` if there are none after a late start."""
    for block in blocks:
        cancel.raise_if_cancelled()
        heard.seconds += len(block) / SAMPLE_RATE_HZ
        yield block
    if not heard.seconds and options.start_s > 0:
        raise OptionInvalid("start", "it lies past the end of the file")


def _timed(spans: Iterator[Span], timings: StageTimings) -> Iterator[Span]:
    """`spans`, with the time that decoding and cutting took booked to the stage "audio"."""
    while True:
        with timings.stage("audio"):
            span = next(spans, None)
        if span is None:
            return
        yield span


@dataclass(frozen=True, slots=True)
class _Held:
    """A segment that the next window may still shorten, and the list that it was heard with."""

    segment: Segment
    in_force: HotwordsInForce


def _merge(earlier: _Held, later: _Held) -> tuple[_Held, _Held]:
    """Both segments with what they share written once."""
    one, other = earlier.segment, later.segment
    if other.start >= one.end:
        return earlier, later
    kept, following = merge_overlap(one.words, other.words, other.start, one.end)
    return (
        replace(earlier, segment=_with_words(one, kept)),
        replace(later, segment=_with_words(other, following)),
    )


def _with_words(segment: Segment, words: Sequence[Word]) -> Segment:
    """`segment` reduced to some of its words."""
    if tuple(words) == segment.words:
        return segment
    text = "".join(word.text for word in words).strip()
    return replace(
        segment,
        start=words[0].start if words else segment.start,
        end=words[-1].end if words else segment.end,
        text=text,
        words=tuple(words),
        hotwords=tuple(
            replace(use, in_text=written, by=use.by if written else "")
            for use in segment.hotwords
            for written in [is_written(use.word, text)]
        ),
    )


def _finished(held: _Held | None, after_text: AfterText) -> Iterator[SegmentFinished | Noticed]:
    if held is not None and held.segment.text:
        yield SegmentFinished(after_text.finish(held.segment, held.in_force.replacer))
        yield from after_text.news()
