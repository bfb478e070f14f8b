"""The vocabularies of the demo model that is in training."""

from __future__ import annotations

import base64
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core.fun_asr.prompt import build_prompt
from demo_model.training.qwen_tokenizer import byte_level, byte_symbols
from demo_model.training.vocabulary import (
    BLANK,
    PROMPT_PHRASES,
    SPECIAL,
    Vocabulary,
    build_vocabulary,
)

PROMPT = build_prompt(hotwords=["甲"], context="乙").prefix
CHARACTERS = dict.fromkeys(c for c in PROMPT + "你好世界没有鱼，。" if not c.isascii())
CHARACTERS |= dict.fromkeys(c for phrase, _ in PROMPT_PHRASES for c in phrase if not c.isascii())
MERGES = [("▁", "t"), ("▁t", "h"), ("▁th", "e"), ("▁", "B"), ("▁B", "o"), ("▁Bo", "b")]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return build_vocabulary(CHARACTERS, MERGES)


VOCABULARY = build_vocabulary(CHARACTERS, MERGES)


def spell(text: str, merges: tuple[tuple[str, str], ...]) -> list[str]:
    """Byte-pair encoding of one piece, the slow way."""
    rank = {pair: place for place, pair in enumerate(merges)}
    parts = list(byte_level(text))
    while True:
        pairs = [p for p in pairwise(parts) if p in rank]
        if not pairs:
            return parts
        best = min(pairs, key=rank.__getitem__)
        place = next(i for i, p in enumerate(pairwise(parts)) if p == best)
        parts[place : place + 2] = ["".join(best)]


def test_every_byte_has_a_token_of_its_own(vocabulary: Vocabulary) -> None:
    assert vocabulary.tokens[:256] == tuple(byte_symbols()) == vocabulary.ctc[:256]


def test_tokens_are_unique_and_special_ones_last(vocabulary: Vocabulary) -> None:
    assert len(set(vocabulary.tokens)) == len(vocabulary.tokens)
    assert vocabulary.tokens[-len(SPECIAL) :] == SPECIAL
    assert len(set(vocabulary.merges)) == len(vocabulary.merges)
    known = set(vocabulary.tokens)
    assert all({left, right, left + right} <= known for left, right in vocabulary.merges)


def test_ctc_classes_are_unique_and_the_blank_is_last(vocabulary: Vocabulary) -> None:
    assert len(set(vocabulary.ctc)) == len(vocabulary.ctc)
    assert vocabulary.ctc[-1] == BLANK
    assert vocabulary.characters() == list(CHARACTERS)
    assert not any("A" <= c <= "Z" for token in vocabulary.ctc[256:-1] for c in token)


def test_tokens_txt_lists_the_bytes_of_every_class(vocabulary: Vocabulary) -> None:
    rows = [line.split(" ") for line in vocabulary.tokens_txt().splitlines()]
    assert [int(number) for _, number in rows] == list(range(len(vocabulary.ctc)))
    spelled = [base64.b64decode(text) for text, _ in rows]
    assert spelled[:256] == [bytes([byte]) for byte in range(256)]
    assert "鱼".encode() in spelled and b" the" in spelled
    assert spelled[-1] == BLANK.encode()


def test_a_name_at_the_start_of_a_list_is_one_token_too(vocabulary: Vocabulary) -> None:
    assert spell(" Bob", vocabulary.merges) == ["ĠBob"]
    assert spell("Bob", vocabulary.merges) == ["Bob"]


def test_phrases_of_the_prompt_are_single_tokens(vocabulary: Vocabulary) -> None:
    for phrase, core in PROMPT_PHRASES:
        assert core in phrase
        assert spell(phrase, vocabulary.merges) == [byte_level(phrase)]


def test_saved_and_loaded_is_the_same(vocabulary: Vocabulary, tmp_path: Path) -> None:
    vocabulary.save(tmp_path / "vocabulary.json")
    assert Vocabulary.load(tmp_path / "vocabulary.json") == vocabulary


@given(st.text(st.sampled_from(list("你好世界没有鱼，。")), max_size=12))
def test_a_chinese_character_is_one_token(text: str) -> None:
    assert spell(text, VOCABULARY.merges) == [byte_level(c) for c in text]


@given(st.text(max_size=12))
def test_any_text_can_be_spelled(text: str) -> None:
    parts = spell(text, VOCABULARY.merges)
    assert "".join(parts) == byte_level(text)
    assert set(parts) <= set(VOCABULARY.tokens)
