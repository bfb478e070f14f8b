"""The engine on the demo model: its calls, its events, and what must hold for any recording."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from made_media import write_media

from asr_core import create_asr_engine
from asr_core.audio import read_blocks
from asr_core.cancellation import CancelFlag
from asr_core.engine import AsrEngine
from asr_core.errors import AudioMissing, Cancelled, ModelMissing, OptionInvalid
from asr_core.locations import DEMO_MODEL
from asr_core.transcript import Segment, Transcript
from asr_core.transcription import (
    Event,
    FileFinished,
    FileOpened,
    Noticed,
    SegmentFinished,
    SpanHeard,
    TextArrived,
    TextDiscarded,
    TranscribeOptions,
)

CLIP_S = 24.0


@pytest.fixture(scope="module")
def clip(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 s of the Chinese sample."""
    sound = np.concatenate(list(read_blocks(samples / "dialogue_zh.flac", duration_s=CLIP_S)))
    path = tmp_path_factory.mktemp("engine") / "clip.wav"
    return write_media(path, sound[None], rate_hz=16000)


@pytest.fixture(scope="module")
def engine() -> Iterator[AsrEngine]:
    with create_asr_engine("demo") as warm:
        yield warm


@pytest.fixture(scope="module")
def modest_engine(modest_model: Path) -> Iterator[AsrEngine]:
    with create_asr_engine(modest_model) as warm:
        yield warm


@pytest.fixture(scope="module")
def transcript(engine: AsrEngine, clip: Path) -> Transcript:
    return engine.transcribe(clip)


def run(engine: AsrEngine, path: Path, **options: object) -> list[Event]:
    wanted = TranscribeOptions(**options)  # type: ignore[arg-type]
    return list(engine.events(path, wanted, CancelFlag()))


def test_the_call_that_users_of_the_published_scripts_know(clip: Path, tmp_path: Path) -> None:
    hot = tmp_path / "hot.txt"
    hot.write_text("督工\n", encoding="utf-8")
    engine = create_asr_engine(
        encoder_onnx_path=next(DEMO_MODEL.glob("*Encoder*.onnx")),
        ctc_onnx_path=next(DEMO_MODEL.glob("*CTC*.onnx")),
        decoder_gguf_path=next(DEMO_MODEL.glob("*.gguf")),
        tokens_path=DEMO_MODEL / "tokens.txt",
        hotwords_path=hot,
        similar_threshold=0.6,
        max_hotwords=10,
    )
    engine.initialize()
    result = engine.transcribe(
        str(clip),
        language="中文",
        context="这是睡前消息的音频",
        verbose=False,
        segment_size=60.0,
        overlap=4.0,
        start_second=0.0,
        duration=6.0,
        srt=True,
    )
    engine.close()
    assert result.text
    assert result.segments
    assert result.timings["decode"] > 0
    written = clip.with_suffix(".srt")
    assert "-->" in written.read_text(encoding="utf-8")
    written.unlink()


def test_words_make_up_the_text_and_lie_in_their_segments(transcript: Transcript) -> None:
    assert len(transcript.segments) >= 2
    assert transcript.duration == pytest.approx(CLIP_S, abs=0.01)
    assert transcript.language == "zh"
    before_s = 0.0
    for segment in transcript.segments:
        assert before_s <= segment.start < segment.end <= CLIP_S + 0.01
        assert "".join(word.text for word in segment.words) == segment.text
        assert segment.draft
        position_s = segment.start
        for word in segment.words:
            assert position_s <= word.start <= word.end <= segment.end
            assert 0.0 <= word.confidence <= 1.0
            position_s = word.start
        before_s = segment.end


def test_spans_keep_to_the_models_longest(
    modest_engine: AsrEngine, clip: Path, transcript: Transcript
) -> None:
    longest_s = 5.0
    segments = modest_engine.transcribe(clip).segments
    assert max(segment.end - segment.start for segment in segments) <= longest_s + 0.01
    assert len(segments) > len(transcript.segments)


def test_the_same_file_gives_the_same_text(
    engine: AsrEngine, clip: Path, transcript: Transcript
) -> None:
    again = engine.transcribe(clip)
    assert [segment.words for segment in again.segments] == [
        segment.words for segment in transcript.segments
    ]


def test_events_tell_the_whole_story(engine: AsrEngine, clip: Path, transcript: Transcript) -> None:
    events = run(engine, clip)
    assert isinstance(events[0], FileOpened)
    assert "CPU" in events[0].device
    assert isinstance(events[-1], FileFinished)
    shown = ""
    finished: list[Segment] = []
    for event in events:
        match event:
            case SpanHeard():
                shown = ""
            case TextArrived():
                shown += event.text
            case TextDiscarded():
                shown = ""
            case SegmentFinished():
                finished.append(event.segment)
                assert " ".join(shown.split()) == event.segment.text
    assert tuple(finished) == transcript.segments
    assert finished == list(engine.stream(clip))


def test_a_stretch_keeps_the_files_own_times(engine: AsrEngine, clip: Path) -> None:
    part = engine.transcribe(clip, start_second=5.0, duration=10.0)
    assert part.segments
    assert all(5.0 <= segment.start < segment.end <= 15.01 for segment in part.segments)


def test_fixed_windows_write_their_overlap_once(
    engine: AsrEngine, clip: Path, transcript: Transcript
) -> None:
    windows = engine.transcribe(clip, segment_size=8.0, overlap=2.0)
    assert len(windows.segments) >= 3
    # The overlap of two seconds is heard twice: a third more sound, but hardly more text.
    assert 0.7 < len(windows.text) / len(transcript.text) < 1.15
    starts = [word.start for segment in windows.segments for word in segment.words]
    assert starts == sorted(starts)


def test_where_the_language_model_loses_the_thread_the_draft_stands_in(
    engine: AsrEngine, samples: Path, tmp_path: Path
) -> None:
    names = ("dialogue_en.mp3", "dialogue_zh.flac")
    sound = np.concatenate([block for name in names for block in read_blocks(samples / name)])
    path = write_media(tmp_path / "long.wav", sound[None], rate_hz=16000)
    # Far longer than what the demo model was trained on: it breaks off or talks in circles.
    events = run(engine, path, segment_s=120.0, overlap_s=0.0)
    codes = [event.code for event in events if isinstance(event, Noticed)]
    assert codes == ["window-too-long", "draft-used"]
    [finished] = [event.segment for event in events if isinstance(event, SegmentFinished)]
    assert len(finished.text.split()) > 80
    assert finished.text == finished.draft
    shown = ""
    for event in events:
        match event:
            case TextArrived():
                shown += event.text
            case TextDiscarded():
                shown = ""
    assert shown == finished.text


def test_an_untrained_option_is_told_and_marks_nothing(
    modest_engine: AsrEngine, clip: Path
) -> None:
    events = run(modest_engine, clip, duration_s=6.0, language="ja", normalise_text=False)
    told = [event.detail for event in events if isinstance(event, Noticed)]
    assert told == ["language", "no-itn"]
    [first, *_] = [event.segment for event in events if isinstance(event, SegmentFinished)]
    assert first.language == "zh"


def test_what_was_heard_in_windows_survives_a_cancel(engine: AsrEngine, clip: Path) -> None:
    cancel = CancelFlag()
    finished: list[Segment] = []
    spans = 0
    options = TranscribeOptions(segment_s=8.0, overlap_s=2.0)
    with pytest.raises(Cancelled):
        for event in engine.events(clip, options, cancel):
            if isinstance(event, SegmentFinished):
                finished.append(event.segment)
            if isinstance(event, SpanHeard):
                spans += 1
            if isinstance(event, TextArrived) and spans == 2:
                cancel.cancel()
    assert len(finished) == 1


def test_a_changed_list_counts_from_the_next_segment(clip: Path, tmp_path: Path) -> None:
    hot = tmp_path / "hot.txt"
    hot.write_text("毫不相干的词组\n", encoding="utf-8")
    with create_asr_engine("demo", hotwords_path=hot, similar_threshold=0.5) as engine:
        segments = engine.stream(clip)
        first = next(segments)
        assert [use.word for use in first.hotwords] == []
        waiting = threading.Event()
        text = first.draft[-4:]
        hot.write_text(text + "\n", encoding="utf-8")
        waiting.wait(2.0)  # the watcher lets a save settle before it reads
        del segments
        again = next(engine.stream(clip))
        assert text in [use.word for use in again.hotwords]


def test_without_a_ctc_head_there_is_text_with_rough_times(clip: Path) -> None:
    with create_asr_engine(
        encoder_onnx_path=next(DEMO_MODEL.glob("*Encoder*.onnx")),
        decoder_gguf_path=next(DEMO_MODEL.glob("*.gguf")),
    ) as engine:
        result = engine.transcribe(clip, duration=6.0)
    [segment, *_] = result.segments
    assert segment.draft == ""
    assert "".join(word.text for word in segment.words) == segment.text
    assert all(word.confidence == 0 for word in segment.words)


def test_a_cancel_ends_the_run_and_the_engine_stays_usable(engine: AsrEngine, clip: Path) -> None:
    cancel = CancelFlag()
    seen: list[Event] = []
    with pytest.raises(Cancelled):
        for event in engine.events(clip, TranscribeOptions(), cancel):
            seen.append(event)
            if isinstance(event, TextArrived):
                cancel.cancel()
    assert isinstance(seen[-1], TextArrived)
    assert engine.transcribe(clip, duration=6.0).text


def test_mistakes_in_the_call(engine: AsrEngine, clip: Path, tmp_path: Path) -> None:
    with pytest.raises(OptionInvalid):
        engine.transcribe(clip, language="Klingon")
    with pytest.raises(OptionInvalid):
        engine.transcribe(clip, segment_size=4.0, overlap=4.0)
    with pytest.raises(OptionInvalid):
        engine.transcribe(clip, start_second=-1.0)
    with pytest.raises(OptionInvalid):
        engine.transcribe(clip, duration=0.0)
    with pytest.raises(OptionInvalid, match="past the end"):
        engine.transcribe(clip, start_second=CLIP_S + 1)
    with pytest.raises(AudioMissing):
        engine.transcribe(tmp_path / "none.wav")
    with pytest.raises(ModelMissing):
        create_asr_engine(encoder_onnx_path="encoder.onnx")
    with pytest.raises(ModelMissing):
        create_asr_engine(
            encoder_onnx_path="a.onnx", decoder_gguf_path="b.gguf", ctc_onnx_path="c.onnx"
        )
