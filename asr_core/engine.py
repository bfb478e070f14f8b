"""What every engine offers, and the one call that makes an engine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from asr_core.cancellation import CancelFlag
from asr_core.errors import ModelMissing, OptionInvalid, OutputUnwritable
from asr_core.model_store import FunAsrFiles, find_model, read_settings
from asr_core.processor import Device
from asr_core.quality import Quality
from asr_core.transcript import Segment, Transcript
from asr_core.transcription import (
    Event,
    FileFinished,
    SegmentFinished,
    TextArrived,
    TextDiscarded,
    TranscribeOptions,
    default_overlap_s,
)


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a model wrote for one span; `looped`: it had to be stopped, or to begin again."""

    text: str
    looped: bool = False


class SpanHearing(Protocol):
    """Hears one span, as often as asked: what an engine offers for a second hearing.

    With it `asr_core.second_hearing` hears again without the list after a leak, and engines without
    a CTC head hear first and again with the words that were found.
    """

    def __call__(
        self, words: Sequence[str], *, bare: bool = False
    ) -> Generator[TextArrived | TextDiscarded, None, Hearing]:
        """Hear with `words` in the prompt, in this order; the text as it comes, then whole.

        `bare` leaves out everything else that a user may have put into the prompt, too. The same
        call gives the same text.
        """
        ...


class AsrEngine(ABC):
    """A recogniser that stays warm between files; not for two threads at once.

    Use it as a context manager, or call `initialize` and `close`.
    """

    @abstractmethod
    def initialize(self) -> None:
        """Load the models and the hotword list; does nothing the second time.

        Raises `ModelMissing`, `ModelDamaged`, `QualityUnavailable`, `LibraryUnusable`,
        `HotwordsUnreadable` or `RulesUnreadable`.
        """

    @abstractmethod
    def take_lists(
        self,
        hotwords_paths: Sequence[Path],
        rules_path: Path | None = None,
        max_hotwords: int | None = None,
    ) -> None:
        """Use these lists from the next file on; loaded models stay loaded.

        Raises `HotwordsUnreadable` or `RulesUnreadable`, and the lists before stay in use.
        """

    @abstractmethod
    def close(self) -> None:
        """Free everything; `initialize` may follow."""

    @property
    @abstractmethod
    def model(self) -> str:
        """The name of the model, for people."""

    @property
    @abstractmethod
    def device(self) -> str:
        """What is really in use, for people."""

    @abstractmethod
    def events(self, path: Path, options: TranscribeOptions, cancel: CancelFlag) -> Iterator[Event]:
        """Everything that happens while `path` is transcribed, as it happens.

        Begins with `FileOpened`, ends with `FileFinished`. Raises `AudioMissing`,
        `AudioUnreadable`, `OptionInvalid`, `EngineFailed` or `Cancelled`.
        """

    def stream(
        self,
        path: str | Path,
        *,
        cancel: CancelFlag | None = None,
        **options: Any,
    ) -> Iterator[Segment]:
        """The segments of a file, each as soon as it is final; `options` as for `transcribe`."""
        wanted = _options(**options)
        for event in self.events(Path(path), wanted, cancel or CancelFlag()):
            if isinstance(event, SegmentFinished):
                yield event.segment

    def transcribe(
        self,
        path: str | Path,
        *,
        language: str | None = None,
        context: str | None = None,
        itn: bool = True,
        verbose: bool = False,
        segment_size: float | None = None,
        overlap: float | None = None,
        start_second: float = 0.0,
        duration: float | None = None,
        srt: bool = False,
        cancel: CancelFlag | None = None,
    ) -> Transcript:
        """The transcript of a file; raises what `events` raises.

        `language` is a code or a name ("zh", "中文", "Chinese"); `itn` False asks for
        numbers as they were spoken. A given `segment_size` (seconds)
        means fixed windows that share `overlap` seconds; otherwise speech is cut at its pauses.
        `verbose` prints the text as it comes, `srt` writes an SRT file beside the source; if that
        fails, the `OutputUnwritable` has the whole result as its `transcript`.
        """
        wanted = _options(
            language=language,
            context=context,
            itn=itn,
            segment_size=segment_size,
            overlap=overlap,
            start_second=start_second,
            duration=duration,
        )
        segments: list[Segment] = []
        finished = FileFinished(0.0, {})
        for event in self.events(Path(path), wanted, cancel or CancelFlag()):
            if verbose:
                _print_event(event)
            if isinstance(event, SegmentFinished):
                segments.append(event.segment)
            elif isinstance(event, FileFinished):
                finished = event
        transcript = transcript_of(Path(path), segments, finished)
        if srt:
            _write_srt(transcript, Path(path))
        return transcript

    def __enter__(self) -> AsrEngine:
        try:
            self.initialize()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


def create_asr_engine(
    model: str | Path | None = None,
    *,
    encoder_onnx_path: str | Path | None = None,
    ctc_onnx_path: str | Path | None = None,
    decoder_gguf_path: str | Path | None = None,
    tokens_path: str | Path | None = None,
    hotwords_path: str | Path | Sequence[str | Path] | None = None,
    rules_path: str | Path | None = None,
    similar_threshold: float | None = None,
    max_hotwords: int | None = None,
    device: Device = "auto",
    quality: Quality = "balanced",
    llama_library: str | Path | None = None,
) -> AsrEngine:
    """An engine for `model` (a name or a folder), or for the files named one by one.

    Without either it is an installed real model, else the demo model. Several hotword lists count
    together, the more particular ones later. `rules_path` is a file of replacements for the
    finished text. `similar_threshold` (0 … 1) and `max_hotwords` None mean our measured defaults.
    `quality` chooses between speed and quality; files that are named one by one stay as named.
    Raises `ModelMissing`, `ModelDamaged` or `OptionInvalid`; nothing is loaded before `initialize`.
    """
    from asr_core.fun_asr.engine import FunAsrEngine

    if similar_threshold is not None and not 0 <= similar_threshold <= 1:
        raise OptionInvalid("similar_threshold", "it must lie between 0 and 1")
    if max_hotwords is not None and max_hotwords < 0:
        raise OptionInvalid("max_hotwords", "it must be zero or more")

    if encoder_onnx_path is None and decoder_gguf_path is None:
        files = find_model(None if model is None else str(model), device=device, quality=quality)
    else:
        files = _named_files(encoder_onnx_path, ctc_onnx_path, decoder_gguf_path, tokens_path)
    return FunAsrEngine(
        files,
        hotwords_paths=_paths(hotwords_path),
        rules_path=None if rules_path is None else Path(rules_path),
        similar_threshold=similar_threshold,
        max_hotwords=max_hotwords,
        device=device,
        quality=quality,
        llama_library=None if llama_library is None else Path(llama_library),
    )


def _paths(given: str | Path | Sequence[str | Path] | None) -> tuple[Path, ...]:
    if given is None:
        return ()
    return (Path(given),) if isinstance(given, str | Path) else tuple(map(Path, given))


def transcript_of(path: Path, segments: list[Segment], finished: FileFinished) -> Transcript:
    """The transcript of `path` from the events of its run."""
    spoken_s: dict[str, float] = {}
    for segment in segments:
        length_s = segment.end - segment.start
        spoken_s[segment.language] = spoken_s.get(segment.language, 0.0) + length_s
    spoken_s.pop("", None)
    return Transcript(
        file=str(path),
        language=max(spoken_s, key=lambda language: spoken_s[language], default=""),
        duration=round(finished.duration_s, 3),
        segments=tuple(segments),
        timings={stage: round(seconds, 4) for stage, seconds in finished.timings.items()},
    )


def _named_files(
    encoder: str | Path | None,
    ctc: str | Path | None,
    decoder: str | Path | None,
    tokens: str | Path | None,
) -> FunAsrFiles:
    if encoder is None or decoder is None:
        raise ModelMissing("given by paths", "both an encoder and a decoder file are needed")
    if (ctc is None) != (tokens is None):
        raise ModelMissing("given by paths", "a CTC file and tokens.txt are needed together")
    folder = Path(encoder).parent
    return FunAsrFiles(
        name=folder.name,
        encoder=Path(encoder),
        decoder=Path(decoder),
        ctc=None if ctc is None else Path(ctc),
        tokens=None if tokens is None else Path(tokens),
        settings=read_settings(folder),
    )


def _options(
    *,
    language: str | None = None,
    context: str | None = None,
    itn: bool = True,
    segment_size: float | None = None,
    overlap: float | None = None,
    start_second: float = 0.0,
    duration: float | None = None,
) -> TranscribeOptions:
    return TranscribeOptions(
        language=language,
        context=context or "",
        normalise_text=itn,
        segment_s=segment_size,
        overlap_s=default_overlap_s(segment_size) if overlap is None else overlap,
        start_s=start_second,
        duration_s=duration,
    )


def _print_event(event: Event) -> None:
    match event:
        case TextArrived():
            print(event.text, end="", flush=True)
        case TextDiscarded():
            print(f"\n… {event.reason}")
        case SegmentFinished():
            print()


def _write_srt(transcript: Transcript, source: Path) -> None:
    # The one place where the core reaches for the exporters: callers of the published scripts
    # expect `srt=True` to work on the engine itself.
    from export_tools.subtitles import write_subtitles

    try:
        write_subtitles(transcript, source.with_suffix(".srt"))
    except OutputUnwritable as failure:
        failure.transcript = transcript
        raise
