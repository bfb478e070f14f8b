"""The official prompt, read by llama.cpp from the demo model's file, as training wrote it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from asr_core.fun_asr.prompt import build_prompt
from asr_core.llama_decoder import LlamaDecoder
from asr_core.locations import DEMO_MODEL
from demo_model.tokenizer import CHAT_START, HOTWORDS_START, PHRASES


@pytest.fixture(scope="module")
def decoder() -> Iterator[LlamaDecoder]:
    with LlamaDecoder(next(DEMO_MODEL.glob("*.gguf")), device="cpu") as opened:
        yield opened


def pieces(decoder: LlamaDecoder, text: str) -> list[str]:
    """Phrases of the prompt by their training names, everything else as the text it stands for."""
    names = {tuple(decoder.tokenize(phrase)): name for name, phrase in PHRASES.items()}
    assert all(len(ids) == 1 for ids in names)
    return [
        names.get((token,)) or decoder.token_bytes(token).decode()
        for token in decoder.tokenize(text)
    ]


def test_plain_prompt_is_three_tokens(decoder: LlamaDecoder) -> None:
    prompt = build_prompt()
    assert pieces(decoder, prompt.prefix) == ["<sys>", "<task>"]
    assert pieces(decoder, prompt.suffix) == ["<end>"]


def test_hotword_prompt_is_the_training_sequence(decoder: LlamaDecoder) -> None:
    prompt = build_prompt(hotwords=["陈思远", "Hastings", "孙雅婷"])
    assert prompt.prefix.startswith(CHAT_START + HOTWORDS_START)
    heard = pieces(decoder, prompt.prefix)
    assert heard[:6] == ["<sys>", "<hotl>", "陈", "思", "远", "<sep>"]
    assert heard[-6:] == ["<sep>", "孙", "雅", "婷", "<hotr>", "<task>"]
    assert "".join(heard[6:-6]) == "Hastings"


def test_a_bare_capital_is_cut_as_after_a_space(decoder: LlamaDecoder) -> None:
    for name in ("Kevin", "Abernathy", "Medford", "Springdale"):
        after_space = pieces(decoder, f" {name}")
        assert ["".join(after_space[:1]).lstrip(), *after_space[1:]] == pieces(decoder, name)


def test_every_character_survives_the_tokenizer(decoder: LlamaDecoder) -> None:
    text = "你好，Ωmega 龘 5:30 ñ。"
    spelled = b"".join(decoder.token_bytes(token) for token in decoder.tokenize(text))
    assert spelled.decode() == text
