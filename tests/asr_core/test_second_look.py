"""Which words a second look may write, whatever the model; then the demo model itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from made_media import write_media

from asr_core import create_asr_engine
from asr_core.audio import read_blocks
from asr_core.cancellation import CancelFlag
from asr_core.engine import AsrEngine
from asr_core.errors import Cancelled
from asr_core.fun_asr.engine import FunAsrEngine
from asr_core.fun_asr.recogniser import FunAsrRecogniser
from asr_core.fun_asr.second_look import Change, SecondLook, look_again, possible_changes, written
from asr_core.llama_decoder import LlamaDecoder
from asr_core.transcription import (
    SegmentFinished,
    SpanHeard,
    TextArrived,
    TextDiscarded,
    TranscribeOptions,
)
from hotwords import Hotword, HotwordHit, PhonemeIndex


def hits(draft: str, entries: Sequence[Hotword]) -> list[HotwordHit]:
    return PhonemeIndex(entries).recall(draft, limit=len(entries), threshold=0.3)


def changes(text: str, *words: str, draft: str | None = None) -> list[Change]:
    entries = {word: Hotword(word) for word in words}
    draft = text if draft is None else draft
    sent = hits(draft, list(entries.values()))
    return possible_changes(text, draft, sent, entries, count_tokens=len)


def look(text: str, words: Sequence[str], costs: dict[str, float]) -> SecondLook:
    """A second look with a model to which each word costs so many nats."""
    entries = {word: Hotword(word) for word in words}

    def weigh(texts: Sequence[str]) -> list[float]:
        return [-sum(cost for word, cost in costs.items() if word in each) for each in texts]

    sent = hits(text, list(entries.values()))
    return look_again(text, text, sent, entries, weigh=weigh, count_tokens=len)


def never(_texts: Sequence[str]) -> list[float]:
    raise AssertionError("nothing is to be weighed")


def test_the_same_sound_gets_most_and_a_likeness_little() -> None:
    [same] = changes("请庄雨来一下", "庄屿")
    [other_tone] = changes("请庄鱼来一下", "庄屿", draft="请庄域来一下")
    [agreed] = changes("请庄鱼来一下", "庄屿", draft="请庄鱼来一下")
    assert (same.start, same.end) == (1, 3)
    assert written("请庄雨来一下", [same]) == "请庄屿来一下"
    assert same.margin > 10
    assert 0 < other_tone.margin < 2
    assert agreed.margin == 0
    [long] = changes("请欧阳庄雨来一下", "欧阳庄屿")
    assert long.margin > same.margin


def test_what_the_draft_heard_exactly_counts_too() -> None:
    [change] = changes("请庄鱼来一下", "庄屿", draft="请装雨来一下")
    assert change.margin > 10


@pytest.mark.parametrize(
    ("text", "word"),
    [
        *[("这个句子很长", "锯子"), ("快递到了", "侩递"), ("你是有事吗", "石友")],
        *[("I took the road home", "Rode"), ("he ate an apple", "Apple")],
    ],
)
def test_an_ordinary_word_stays_unless_the_model_prefers_the_listed_one(
    text: str, word: str
) -> None:
    assert all(change.margin == 0 for change in changes(text, word))
    assert look(text, [word], {word: 0.1}).text == text


def test_a_word_that_was_split_gets_the_full_margin() -> None:
    [change] = changes("the mayor of winter green spoke", "Wintergreen")
    assert change.margin > 10


def test_a_given_reading_counts() -> None:
    entry = Hotword("曾重", readings=("zeng1 chong2",))
    text = "请增虫来一下"
    [change] = possible_changes(
        text, text, hits(text, [entry]), {entry.word: entry}, count_tokens=len
    )
    assert change.margin > 10


def test_nothing_is_weighed_where_nothing_is_missing_or_sounds_so() -> None:
    entries = {word: Hotword(word) for word in ("庄屿", "欧阳明月")}
    text = "请庄屿来一下"
    sent = hits(text, [entries["庄屿"]])
    arguments = {"weigh": never, "count_tokens": len}
    assert look_again(text, text, sent, entries, **arguments).text == text  # type: ignore[arg-type]
    elsewhere = [HotwordHit("欧阳明月", 0.9, 0, 4, "欧阳明月")]
    assert look_again(text, text, elsewhere, entries, **arguments).words == ()  # type: ignore[arg-type]
    assert look_again("", "", sent, entries, **arguments).text == ""  # type: ignore[arg-type]


def test_a_place_must_be_where_the_draft_heard_the_word() -> None:
    text = "请庄雨来，再请庄语去"
    hit = HotwordHit("庄屿", 0.9, 7, 9, "庄语")
    entries = {"庄屿": Hotword("庄屿")}
    found = possible_changes(text, text, [hit], entries, count_tokens=len)
    assert all(change.start == 7 for change in found)


def test_a_place_that_holds_a_listed_word_stays() -> None:
    assert changes("请庄屿来一下", "庄屿", "庄雨") == []


def test_a_letter_is_no_word_that_has_signs_behind_it() -> None:
    for word in ("C++", "C#"):
        assert changes("take your vitamin c now", word) == []
    [change] = changes("I write c plus plus", "C++")
    assert written("I write c plus plus", [change]) == "I write C++"


def test_of_two_words_for_one_place_the_likelier_one_is_written() -> None:
    assert look("请庄宇来一下", ["庄屿", "庄雨"], {"庄屿": 5, "庄雨": 3}).words == ("庄雨",)
    assert look("请庄宇来一下", ["庄屿", "庄雨"], {"庄屿": 3, "庄雨": 5}).words == ("庄屿",)
    assert look("请庄宇来一下", ["庄屿", "庄雨"], {"庄屿": 90, "庄雨": 90}).words == ()


def test_several_words_are_written_at_once() -> None:
    found = look("请庄雨和阮名来一下", ["阮茗", "庄屿"], {})
    assert found == SecondLook("请庄屿和阮茗来一下", ("庄屿", "阮茗"))


@pytest.fixture(scope="module")
def clip(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """谢谢林静怡的帮助。周浩然昨天去北京出差了, and more, as one span."""
    blocks = read_blocks(samples / "dialogue_zh.flac", start_s=36.2, duration_s=19.2)
    path = tmp_path_factory.mktemp("look") / "clip.wav"
    return write_media(path, np.concatenate(list(blocks))[None], rate_hz=16000)


def engine_with(words: Sequence[str], folder: Path) -> AsrEngine:
    hot = folder / "hot.txt"
    hot.write_text("\n".join(words), encoding="utf-8")
    return create_asr_engine("demo", hotwords_path=hot)


def decoder_of(engine: AsrEngine) -> LlamaDecoder:
    assert isinstance(engine, FunAsrEngine)
    assert isinstance(engine._recogniser, FunAsrRecogniser)
    return engine._recogniser._decoder


def test_the_text_on_the_screen_is_the_one_of_the_segment(clip: Path, tmp_path: Path) -> None:
    word = "周昊嘫"  # no model writes it by itself
    shown, reasons, uses = "", [], []
    with engine_with([word], tmp_path) as engine:
        decoder_of(engine).weigh = lambda texts, **_options: [0.0] * len(texts)  # type: ignore
        for event in engine.events(clip, TranscribeOptions(), CancelFlag()):
            match event:
                case SpanHeard():
                    shown = ""
                case TextDiscarded():
                    shown = ""
                    reasons.append(event.reason)
                case TextArrived():
                    shown += event.text
                case SegmentFinished():
                    segment = event.segment
                    assert " ".join(shown.split()) == segment.text
                    assert "".join(each.text for each in segment.words) == segment.text
                    uses += [(use.word, use.by) for use in segment.hotwords if use.in_text]
    assert uses == [(word, "second-look")]
    assert reasons == ["listed words were found at a second look"]


def test_what_sounds_like_ordinary_words_is_not_written(clip: Path, tmp_path: Path) -> None:
    words = ["淀话", "结昏", "首表", "天汽", "抱告", "出柴", "帮住", "周沫"]
    with engine_with(words, tmp_path) as engine:
        segments = engine.transcribe(clip).segments
    uses = [use for segment in segments for use in segment.hotwords]
    assert any(use.sent for use in uses)
    assert not any(use.by == "second-look" for use in uses)


def test_nothing_is_weighed_without_words(clip: Path, tmp_path: Path) -> None:
    with engine_with(["毫不相干"], tmp_path) as engine:
        decoder_of(engine).weigh = lambda texts, **_options: never(texts)  # type: ignore
        assert engine.transcribe(clip).text


def test_a_cancel_while_texts_are_weighed_ends_the_job_and_spares_the_engine(
    clip: Path, tmp_path: Path
) -> None:
    with engine_with(["周昊嘫"], tmp_path) as engine:
        expected = engine.transcribe(clip)
        decoder, cancel = decoder_of(engine), CancelFlag()
        weigh = decoder.weigh

        def cancelled_between(
            texts: Sequence[str], *, cancel: CancelFlag | None = None
        ) -> list[float]:
            assert cancel is not None
            cancel.cancel()
            return weigh(texts, cancel=cancel)

        decoder.weigh = cancelled_between  # type: ignore[method-assign]
        with pytest.raises(Cancelled):
            engine.transcribe(clip, cancel=cancel)
        decoder.weigh = weigh  # type: ignore[method-assign]
        assert engine.transcribe(clip).segments == expected.segments
