from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_qwen3 import EMBEDDING, END, TinyQwen3, write_tiny_qwen3

from asr_core.array_types import FloatArray
from asr_core.cancellation import CancelFlag
from asr_core.errors import Cancelled, EngineFailed
from asr_core.llama_decoder import (
    TEMPERATURES,
    DecodeEvent,
    Finished,
    LlamaDecoder,
    Restarted,
    TextPiece,
)

NO_AUDIO = np.zeros((0, EMBEDDING), np.float32)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyQwen3:
    return write_tiny_qwen3(tmp_path_factory.mktemp("model") / "tiny.gguf")


@pytest.fixture(scope="module")
def decoder(tiny: TinyQwen3) -> Iterator[LlamaDecoder]:
    with LlamaDecoder(tiny.path, device="cpu", threads=1) as decoder:
        yield decoder


def scripted(folder: Path, text: bytes, *, loops_to: int | None = None, gain: float = 100) -> Path:
    """A model that writes `text` after a newline, then ends, or goes on at `text[loops_to]`."""
    chain = [10, *text, END if loops_to is None else text[loops_to]]
    assert len({*chain[:-1]}) == len(chain) - 1, "each byte has one successor"
    path = folder / "scripted.gguf"
    write_tiny_qwen3(path, successors=dict(pairwise(chain)), gain=gain)
    return path


def finished(events: list[DecodeEvent]) -> Finished:
    """The last event, once the promises about the stream hold."""
    last = events[-1]
    assert isinstance(last, Finished)
    shown = ""
    for event in events[:-1]:
        assert not isinstance(event, Finished)
        shown = shown + event.text if isinstance(event, TextPiece) else ""
    assert shown == last.text
    return last


def test_injected_embeddings_give_the_logits_of_their_tokens(
    decoder: LlamaDecoder, tiny: TinyQwen3
) -> None:
    tokens = decoder.tokenize("<|im_start|>user\n语音转写：abc<|im_end|>\n")
    by_tokens = decoder.logits(tokens, NO_AUDIO, [])
    for start, end in ((0, len(tokens)), (3, 9), (0, 4), (len(tokens) - 1, len(tokens))):
        by_rows = decoder.logits(tokens[:start], tiny.embedding[tokens[start:end]], tokens[end:])
        np.testing.assert_allclose(by_rows, by_tokens, atol=1e-4)
    assert by_tokens.shape == (decoder.vocabulary_size,)


def test_the_same_prompt_gives_the_same_text(decoder: LlamaDecoder, tiny: TinyQwen3) -> None:
    prompt = decoder.tokenize("hello")
    texts = []
    for _ in range(2):
        events = [*decoder.decode(prompt, tiny.embedding[:20], prompt, max_tokens=40)]
        texts.append(finished(events).tokens)
        decoder.logits([5, 6, 7], NO_AUDIO, [])  # other content between must leave no trace
    assert texts[0] == texts[1]
    assert len(texts[0]) == 40


def test_a_text_is_streamed_in_whole_characters(tmp_path: Path) -> None:
    with LlamaDecoder(scripted(tmp_path, "中文 ok".encode()), device="cpu", threads=1) as decoder:
        events = [*decoder.decode([10], NO_AUDIO, [])]
    assert [event.text for event in events if isinstance(event, TextPiece)] == [*"中文 ok"]
    end = finished(events)
    assert (end.text, end.stopped_by, end.attempts) == ("中文 ok", "eos", 1)
    assert end.tokens == tuple("中文 ok".encode())


def test_a_character_cut_off_at_the_end_is_dropped(tmp_path: Path) -> None:
    path = scripted(tmp_path, "a中".encode()[:-1])
    with LlamaDecoder(path, device="cpu", threads=1) as decoder:
        assert finished([*decoder.decode([10], NO_AUDIO, [])]).text == "a"


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.binary(min_size=1, max_size=40))
def test_any_bytes_stream_like_they_decode(decoder: LlamaDecoder, text: bytes) -> None:
    with feeding(decoder, [*text, END]):
        end = finished([*decoder.decode([1], NO_AUDIO, [])])
    assert bytes(end.tokens) == text or end.stopped_by == "breaker"
    assert bytes(end.tokens).decode("utf-8", "replace") in (end.text, f"{end.text}\ufffd")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text("a中é😀的", max_size=30), limit=st.integers(0, 60))
def test_the_limit_never_splits_a_character(decoder: LlamaDecoder, text: str, limit: int) -> None:
    raw = text.encode()
    with feeding(decoder, [*raw, END]):
        end = finished([*decoder.decode([1], NO_AUDIO, [], max_tokens=limit)])
    if end.stopped_by != "breaker":
        assert end.text == raw[:limit].decode("utf-8", "ignore")
        assert end.stopped_by == ("limit" if len(raw) > limit else "eos")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(said=st.text("a中席", max_size=5), round_=st.text("中席a", min_size=1, max_size=4))
def test_a_loop_is_cut_between_characters(decoder: LlamaDecoder, said: str, round_: str) -> None:
    looping = said + 40 * round_  # 中 and 席 end in the same bytes, so a cycle begins inside them
    with feeding(decoder, [*looping.encode()]):
        end = finished([*decoder.decode([1], NO_AUDIO, [])])
    assert end.stopped_by == "breaker"
    assert looping.startswith(end.text)


@contextmanager
def feeding(decoder: LlamaDecoder, tokens: list[int]) -> Iterator[None]:
    """Let `tokens` win one after the other, whatever the model computes; each attempt anew."""
    temperature_before, calls = -1.0, 0

    def pick(_logits: FloatArray, temperature: float, _rng: np.random.Generator) -> int:
        nonlocal temperature_before, calls
        calls = calls + 1 if temperature == temperature_before else 1
        temperature_before = temperature
        return tokens[(calls - 1) % len(tokens)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoder, "_pick", pick)
        yield


def test_the_limit_stops(decoder: LlamaDecoder) -> None:
    end = finished([*decoder.decode([10], NO_AUDIO, [], max_tokens=7)])
    assert (len(end.tokens), end.stopped_by) == (7, "limit")
    assert finished([*decoder.decode([10], NO_AUDIO, [], max_tokens=0)]).text == ""


def test_a_text_that_just_fits_has_ended(tmp_path: Path) -> None:
    with LlamaDecoder(scripted(tmp_path, b"hello"[:3]), device="cpu", threads=1) as decoder:
        ends = [
            finished([*decoder.decode([10], NO_AUDIO, [], max_tokens=limit)]) for limit in (2, 3, 4)
        ]
    assert [end.text for end in ends] == ["he", "hel", "hel"]
    assert [end.stopped_by for end in ends] == ["limit", "eos", "eos"]


def test_forced_tokens_pass_ends_and_loops(tmp_path: Path) -> None:
    path = scripted(tmp_path, b"xyz", loops_to=1)
    with LlamaDecoder(path, device="cpu", threads=1) as decoder:
        end = finished([*decoder.decode([10], NO_AUDIO, [], max_tokens=90, forced=True)])
    assert end.text == "x" + "yz" * 44 + "y"


def test_a_loop_that_no_retry_leaves_is_cut(tmp_path: Path) -> None:
    path = scripted(tmp_path, b"hi yes,no", loops_to=2)
    with LlamaDecoder(path, device="cpu", threads=1) as decoder:
        events = [*decoder.decode([10], NO_AUDIO, [])]
    end = finished(events)
    assert (end.text, end.stopped_by, end.attempts) == ("hi yes,no", "breaker", len(TEMPERATURES))
    restarts = [event for event in events if isinstance(event, Restarted)]
    assert [event.attempt for event in restarts] == [2, 3, 4, 4]
    assert "times" in restarts[0].reason


def test_a_retry_that_leaves_the_loop_counts(tmp_path: Path) -> None:
    path = scripted(tmp_path, b"hi yes,no", loops_to=2, gain=1.5)
    with LlamaDecoder(path, device="cpu", threads=1) as decoder:
        ends = [finished([*decoder.decode([10], NO_AUDIO, [], max_tokens=80)]) for _ in range(2)]
    assert ends[0].attempts == 2
    assert ends[0].stopped_by != "breaker"
    assert ends[0].tokens == ends[1].tokens  # the seed depends on the attempt only


def test_the_context_grows_for_a_long_prompt(tiny: TinyQwen3) -> None:
    prompt = [*range(200)] * 4
    with (
        LlamaDecoder(tiny.path, device="cpu", threads=1, context_tokens=256) as small,
        LlamaDecoder(tiny.path, device="cpu", threads=1) as large,
    ):
        a, b = ([*decoder.decode(prompt, NO_AUDIO, [], max_tokens=5)] for decoder in (small, large))
        assert finished(a).tokens == finished(b).tokens


def test_a_prompt_that_no_context_holds(decoder: LlamaDecoder) -> None:
    with pytest.raises(EngineFailed, match="5000 tokens is longer than the 4096"):
        next(decoder.decode([1] * 5000, NO_AUDIO, []))
    almost = finished([*decoder.decode([1] * 4090, NO_AUDIO, [], forced=True)])
    assert (len(almost.tokens), almost.stopped_by) == (6, "limit")


def test_input_that_cannot_be_right(decoder: LlamaDecoder) -> None:
    with pytest.raises(EngineFailed, match="do not belong together"):
        decoder.logits([1], np.zeros((3, 32), np.float32), [])
    with pytest.raises(EngineFailed, match="invalid numbers"):
        decoder.logits([1], np.full((3, EMBEDDING), np.nan, np.float32), [])
    with pytest.raises(ValueError, match="empty prompt"):
        decoder.logits([], NO_AUDIO, [])


def test_numbers_that_are_none_are_an_error_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "nan.gguf"
    write_tiny_qwen3(path, successors={10: 11}, gain=float("nan"))
    with LlamaDecoder(path, device="cpu", threads=1) as decoder:
        with pytest.raises(EngineFailed, match="may be damaged"):
            list(decoder.decode([10], NO_AUDIO, []))
        decoder._model._on_gpu = True
        with pytest.raises(EngineFailed, match="GGML_VK_DISABLE_F16=1"):
            list(decoder.decode([10], NO_AUDIO, []))


class CancelledInside(CancelFlag):
    """Cancels as soon as a native call is under way."""

    @contextmanager
    def calling(self, action: Callable[[], None]) -> Iterator[None]:
        with super().calling(action):
            self.cancel()
            yield


def test_a_cancel_reaches_into_a_prefill(decoder: LlamaDecoder) -> None:
    expected = finished([*decoder.decode([3], NO_AUDIO, [], max_tokens=5)]).tokens
    with pytest.raises(Cancelled):
        next(decoder.decode([1] * 3000, NO_AUDIO, [], cancel=CancelledInside()))
    assert finished([*decoder.decode([3], NO_AUDIO, [], max_tokens=5)]).tokens == expected


def test_a_cancel_from_another_thread_stops_a_long_prefill(decoder: LlamaDecoder) -> None:
    cancel = CancelFlag()
    timer = threading.Timer(0.02, cancel.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        while True:  # until the timer's moment falls into one of them
            list(decoder.decode([1] * 3000, NO_AUDIO, [], max_tokens=1, cancel=cancel))
    timer.join()
    assert finished([*decoder.decode([3], NO_AUDIO, [], max_tokens=5)]).attempts == 1


def test_a_cancel_between_tokens(decoder: LlamaDecoder) -> None:
    cancel = CancelFlag()
    events = decoder.decode([3], NO_AUDIO, [], cancel=cancel)
    next(events)
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(events)
    with pytest.raises(Cancelled):
        next(decoder.decode([3], NO_AUDIO, [], cancel=cancel))


def test_a_decode_left_half_way_leaves_the_decoder_usable(decoder: LlamaDecoder) -> None:
    expected = finished([*decoder.decode([3], NO_AUDIO, [], max_tokens=9)]).tokens
    left = decoder.decode([4], NO_AUDIO, [])
    next(left)
    left_closed = decoder.decode([5], NO_AUDIO, [])
    next(left_closed)
    left_closed.close()  # type: ignore[attr-defined]
    assert finished([*decoder.decode([3], NO_AUDIO, [], max_tokens=9)]).tokens == expected
    with pytest.raises(RuntimeError, match="newer decode"):
        list(left)


@pytest.mark.parametrize("event", [TextPiece, Restarted])
def test_an_older_decode_leaves_a_newer_one_alone(
    decoder: LlamaDecoder, event: type[TextPiece | Restarted]
) -> None:
    expected = finished([*decoder.decode([3], NO_AUDIO, [], max_tokens=9)]).tokens
    with feeding(decoder, [*b"over and over, "]):
        older = decoder.decode([4], NO_AUDIO, [])
        assert any(isinstance(one, event) for one in older)  # stops there
    newer = decoder.decode([3], NO_AUDIO, [], max_tokens=9)
    begun = [next(newer), next(newer)]
    with pytest.raises(RuntimeError, match="newer decode"):
        next(older)
    assert finished([*begun, *newer]).tokens == expected


@pytest.mark.parametrize("restarts", range(1, len(TEMPERATURES) + 1))
def test_an_older_decode_stops_after_any_restart(decoder: LlamaDecoder, restarts: int) -> None:
    with feeding(decoder, [65]):
        older = decoder.decode([4], NO_AUDIO, [])
        for _ in range(restarts):
            assert any(isinstance(one, Restarted) for one in older)
        decoder.logits([5], NO_AUDIO, [])
        with pytest.raises(RuntimeError, match="newer decode"):
            next(older)


def test_a_decode_of_a_closed_decoder_is_an_error(tiny: TinyQwen3) -> None:
    with LlamaDecoder(tiny.path, device="cpu", threads=1) as decoder, feeding(decoder, [65]):
        left = decoder.decode([4], NO_AUDIO, [])
        assert any(isinstance(one, Restarted) for one in left)
    with pytest.raises(RuntimeError, match="closed"):
        next(left)
