"""The official prompt, read by llama.cpp from the demo model's file, as training wrote it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from asr_core.fun_asr.prompt import build_prompt
from asr_core.llama_decoder import LlamaDecoder
from asr_core.locations import DEMO_MODEL
from demo_model.training.vocabulary import PROMPT_PHRASES


@pytest.fixture(scope="module")
def decoder() -> Iterator[LlamaDecoder]:
    with LlamaDecoder(next(DEMO_MODEL.glob("*.gguf")), device="cpu") as opened:
        yield opened


def pieces(decoder: LlamaDecoder, text: str) -> list[str]:
    """The text that each token stands for; bytes of a character that is cut as U+FFFD."""
    return [
        decoder.token_bytes(token).decode("utf-8", "replace") for token in decoder.tokenize(text)
    ]


@pytest.mark.parametrize("phrase", [phrase for phrase, _ in PROMPT_PHRASES])
def test_fixed_phrases_of_the_prompt_are_one_token(decoder: LlamaDecoder, phrase: str) -> None:
    full = build_prompt(hotwords=["陈思远"], context="会议", language="zh").prefix
    prompts = (full, build_prompt(hotwords=["陈思远"]).prefix)
    heard = [pieces(decoder, prompt) for prompt in prompts if phrase in prompt]
    assert heard
    assert all(any(phrase in piece for piece in cut) for cut in heard)


def test_words_of_the_list_are_spelled_in_their_own_characters(decoder: LlamaDecoder) -> None:
    heard = pieces(decoder, build_prompt(hotwords=["陈思远", "Hastings", "孙雅婷"]).prefix)
    assert {"陈", "思", "远", "孙", "雅", "婷"} <= set(heard)
    assert "Hastings" in "".join(heard)


def test_a_bare_capital_is_cut_as_after_a_space(decoder: LlamaDecoder) -> None:
    for name in ("Kevin", "Abernathy", "Medford", "Springdale"):
        after_space = pieces(decoder, f" {name}")
        assert ["".join(after_space[:1]).lstrip(), *after_space[1:]] == pieces(decoder, name)


@pytest.mark.parametrize("character", "婧煜昊晗瑾荻鹭")
def test_seldom_characters_of_names_are_one_token(decoder: LlamaDecoder, character: str) -> None:
    assert pieces(decoder, f"李{character}") == ["李", character]


def test_every_character_survives_the_tokenizer(decoder: LlamaDecoder) -> None:
    text = "你好，Ωmega 龘 5:30 ñ。"
    spelled = b"".join(decoder.token_bytes(token) for token in decoder.tokenize(text))
    assert spelled.decode() == text
