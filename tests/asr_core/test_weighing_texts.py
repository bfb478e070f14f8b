"""How likely texts are after a prompt: the same as when they are evaluated token by token."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_qwen3 import EMBEDDING, END, TinyQwen3, write_tiny_qwen3

from asr_core.cancellation import CancelFlag
from asr_core.errors import Cancelled
from asr_core.llama_decoder import Finished, LlamaDecoder

NO_AUDIO = np.zeros((0, EMBEDDING), np.float32)
PROMPT = [5, 6, 7]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyQwen3:
    return write_tiny_qwen3(tmp_path_factory.mktemp("model") / "tiny.gguf")


@pytest.fixture(scope="module")
def decoder(tiny: TinyQwen3) -> Iterator[LlamaDecoder]:
    with LlamaDecoder(tiny.path, device="cpu", threads=1) as decoder:
        yield decoder


def decode(decoder: LlamaDecoder) -> Finished:
    *_, last = decoder.decode(PROMPT, NO_AUDIO, [8], max_tokens=12)
    assert isinstance(last, Finished)
    return last


def likelihood(decoder: LlamaDecoder, text: str) -> float:
    """The logarithm of the likelihood of all of `text`, one evaluation per token."""
    tokens = decoder.tokenize(text)
    total = 0.0
    ends = [decoder.tokenize("<|endoftext|>")[0], END]
    for at in range(len(tokens) + 1):
        logits = decoder.logits(PROMPT, NO_AUDIO, [8, *tokens[:at]]).astype(np.float64)
        logits -= np.logaddexp.reduce(logits)
        total += logits[tokens[at]] if at < len(tokens) else np.logaddexp.reduce(logits[ends])
    return float(total)


@given(st.lists(st.text("abc庄雨", max_size=25), min_size=2, max_size=4))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_texts_are_weighed_as_if_each_was_evaluated_alone(
    decoder: LlamaDecoder, texts: list[str]
) -> None:
    expected = np.array([likelihood(decoder, text) for text in texts])
    written = decode(decoder)
    weights = np.array(decoder.weigh(texts))
    np.testing.assert_allclose(weights - weights[0], expected - expected[0], atol=0.02)
    np.testing.assert_allclose(decoder.weigh(texts), weights, atol=0.02)
    assert decode(decoder).tokens == written.tokens


def test_the_text_that_was_written_can_be_weighed_against_others(decoder: LlamaDecoder) -> None:
    text = decode(decoder).text
    others = [text, text[:3] + "a" + text[4:], text + "b", text[:-1]]
    expected = np.array([likelihood(decoder, other) for other in others])
    decode(decoder)
    weights = np.array(decoder.weigh(others))
    np.testing.assert_allclose(weights - weights[0], expected - expected[0], atol=0.02)


def test_equal_texts_cost_nothing(decoder: LlamaDecoder, monkeypatch: pytest.MonkeyPatch) -> None:
    decode(decoder)
    monkeypatch.setattr(decoder, "_likelihoods", None)
    assert decoder.weigh(["abc", "abc"]) == [0.0, 0.0]
    assert decoder.weigh(["abc"]) == [0.0]


def test_a_text_longer_than_the_model_can_hold_is_impossible(decoder: LlamaDecoder) -> None:
    decode(decoder)
    short, long = decoder.weigh(["abc", "abc" * 40_000])
    assert np.isfinite(short)
    assert long == -np.inf


def test_a_cancelled_weighing_leaves_the_decoder_usable(decoder: LlamaDecoder) -> None:
    written = decode(decoder)
    expected = decoder.weigh(["abcab", "abdab"])
    cancel = CancelFlag()
    cancel.cancel()
    with pytest.raises(Cancelled):
        decoder.weigh(["abcab", "abdab"], cancel=cancel)
    np.testing.assert_allclose(decoder.weigh(["abcab", "abdab"]), expected, atol=0.02)
    assert decode(decoder).tokens == written.tokens


def test_without_a_prompt_nothing_can_be_weighed(tiny: TinyQwen3) -> None:
    with LlamaDecoder(tiny.path, device="cpu", threads=1) as decoder:
        with pytest.raises(RuntimeError, match="no prompt"):
            decoder.weigh(["a", "b"])
        decode(decoder)
        decoder.logits(PROMPT, NO_AUDIO, [])
        with pytest.raises(RuntimeError, match="no prompt"):
            decoder.weigh(["a", "b"])


def test_a_weighing_ends_a_decode_that_is_half_way(decoder: LlamaDecoder) -> None:
    left = decoder.decode(PROMPT, NO_AUDIO, [8], max_tokens=12)
    next(left)
    assert len(decoder.weigh(["abc", "abd"])) == 2
    with pytest.raises(RuntimeError, match="newer decode"):
        list(left)
