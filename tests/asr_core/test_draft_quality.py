"""The quality "draft": the CTC head's reading is the text, and the record of it stays true."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from made_media import write_media
from made_noise import noise

from asr_core import create_asr_engine
from asr_core.audio import read_blocks
from asr_core.cancellation import CancelFlag
from asr_core.engine import AsrEngine
from asr_core.errors import QualityUnavailable
from asr_core.fun_asr.draft_recogniser import draft_text
from asr_core.fun_asr.engine import FunAsrEngine
from asr_core.leak_guard import Witness
from asr_core.locations import DEMO_MODEL
from asr_core.transcript import Segment
from asr_core.transcription import (
    Event,
    FileOpened,
    Noticed,
    SegmentFinished,
    SpanHeard,
    TextArrived,
    TextDiscarded,
    TranscribeOptions,
)
from export_tools.subtitles import SubtitleDocument

CLIP_S = 28.0
LISTED = "赵文博\n孙雅婷\n陈思远 | 陈丝远 !! replace\n王晓梅\n"


@pytest.fixture(scope="module")
def clip(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first sentences of the Chinese sample."""
    sound = np.concatenate(list(read_blocks(samples / "dialogue_zh.flac", duration_s=CLIP_S)))
    path = tmp_path_factory.mktemp("draft") / "clip.wav"
    return write_media(path, sound[None], rate_hz=16000)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AsrEngine]:
    hot = tmp_path_factory.mktemp("lists") / "hot.txt"
    hot.write_text(LISTED, encoding="utf-8")
    with create_asr_engine("demo", quality="draft", hotwords_path=hot) as warm:
        yield warm


def run(engine: AsrEngine, path: Path, **options: object) -> list[Event]:
    wanted = TranscribeOptions(**options)  # type: ignore[arg-type]
    return list(engine.events(path, wanted, CancelFlag()))


def segments(events: list[Event]) -> list[Segment]:
    return [event.segment for event in events if isinstance(event, SegmentFinished)]


def test_the_draft_is_the_text_and_nothing_is_sent(engine: AsrEngine, clip: Path) -> None:
    events = run(engine, clip)
    opened, spans = events[0], [event for event in events if isinstance(event, SpanHeard)]
    assert isinstance(opened, FileOpened)
    assert "llama" not in opened.device
    heard = segments(events)
    assert [span.draft for span in spans] == [segment.draft for segment in heard]
    arrived = [event.text for event in events if isinstance(event, TextArrived)]
    assert len(arrived) == len(heard) > 1
    assert not any(isinstance(event, TextDiscarded) for event in events)
    for segment, text in zip(heard, arrived, strict=True):
        assert draft_text(segment.draft) == text
        assert "".join(word.text for word in segment.words) == segment.text
        assert not set(segment.text) & set("，。？！")
        assert (segment.language, segment.hotword_note) == ("zh", None)
        assert segment.hotwords_version
    uses = {use.word: use for span in spans for use in span.hotwords}
    assert {"赵文博", "孙雅婷", "陈思远"} <= set(uses)
    assert not any(use.sent for use in uses.values())


def test_who_wrote_a_word_stays_true(engine: AsrEngine, clip: Path) -> None:
    uses = {use.word: use for segment in segments(run(engine, clip)) for use in segment.hotwords}
    assert (uses["赵文博"].in_text, uses["赵文博"].by) == (True, "")
    assert (uses["孙雅婷"].in_text, uses["孙雅婷"].by) == (False, "")
    assert (uses["陈思远"].in_text, uses["陈思远"].by) == (True, "replacement")
    assert not any(use.sent for use in uses.values())


@pytest.mark.parametrize("segment_s", [None, 9.0])
def test_times_are_in_order_and_windows_join(
    engine: AsrEngine, clip: Path, segment_s: float | None
) -> None:
    heard = segments(run(engine, clip, segment_s=segment_s))
    words = [word for segment in heard for word in segment.words]
    assert all(word.start <= word.end for word in words)
    assert all(one.end <= other.start + 0.01 for one, other in pairwise(words))
    assert "".join(segment.text for segment in heard).count("赵文博") == 2
    by = {use.by for segment in heard for use in segment.hotwords if use.word == "赵文博"}
    assert by == {""}


def test_cues_end_at_pauses_although_there_is_no_punctuation(engine: AsrEngine, clip: Path) -> None:
    cues = SubtitleDocument.from_transcript(engine.transcribe(clip)).cues
    texts = [cue.text.replace("\n", "") for cue in cues]
    assert "你有没有赵文博的电话号码" in texts
    assert "没问题我晚上给他打电话" in texts
    assert all(len(text) <= 20 for text in texts)


def test_what_a_draft_cannot_use_is_told_once(engine: AsrEngine, clip: Path) -> None:
    events = run(engine, clip, context="一段对话", language="zh", normalise_text=False)
    told = [event.detail for event in events if isinstance(event, Noticed)]
    assert told == ["context", "language"]
    assert segments(events) == segments(run(engine, clip))


def test_no_text_over_noise(engine: AsrEngine, tmp_path: Path) -> None:
    path = write_media(tmp_path / "noise.wav", noise(6.0)[None], rate_hz=16000)
    assert segments(run(engine, path, segment_s=6.0)) == []


def test_a_mere_guess_is_heard_but_not_written(
    engine: AsrEngine, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Witness, "is_guess", property(lambda _self: True))
    events = run(engine, clip)
    assert any(isinstance(event, SpanHeard) for event in events)
    assert not any(isinstance(event, TextArrived | SegmentFinished) for event in events)


def test_the_language_model_is_not_even_read(clip: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(DEMO_MODEL, tmp_path / "broken decoder")
    next(folder.glob("*.gguf")).write_bytes(b"no model at all")
    with create_asr_engine(folder, quality="draft") as engine:
        assert engine.transcribe(clip).text


def test_a_model_without_a_ctc_head_cannot_draft(tmp_path: Path) -> None:
    folder = shutil.copytree(DEMO_MODEL, tmp_path / "no head")
    next(folder.glob("*CTC*.onnx")).unlink()
    engine = create_asr_engine(folder, quality="draft")
    with pytest.raises(QualityUnavailable, match="no head"):
        engine.initialize()
    assert "“balanced”" in QualityUnavailable("x").hint()


def test_precise_says_what_balanced_says_where_there_is_one_precision(clip: Path) -> None:
    with create_asr_engine("demo", quality="precise") as precise:
        assert isinstance(precise, FunAsrEngine)
        heard = precise.transcribe(clip, duration=9.0)
    with create_asr_engine("demo") as balanced:
        assert heard.segments == balanced.transcribe(clip, duration=9.0).segments


@pytest.mark.parametrize(
    ("draft", "text"),
    [
        ("你认识 our flight was late你呢", "你认识 our flight was late 你呢"),
        ("第3章vitamin c片", "第 3 章 vitamin c 片"),
        ("/sil你好[breath]吗", "你好 吗"),
        ("good  morning ", "good morning"),
        ("", ""),
    ],
)
def test_a_draft_is_made_readable_without_making_anything_up(draft: str, text: str) -> None:
    assert draft_text(draft) == text
    assert draft_text(text) == text
