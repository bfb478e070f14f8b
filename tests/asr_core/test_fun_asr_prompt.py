"""The prompts against the official wording, letter by letter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core.errors import OptionInvalid
from asr_core.fun_asr.prompt import LANGUAGES, build_prompt, language_code

OPENING = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n"
OFFICIAL_LIST = (
    "请结合上下文信息，更加准确地完成语音转写任务。如果没有相关信息，我们会留空。"
    "\n\n\n**上下文信息：**\n\n\n热词列表：[督工, 玛伐凯泰]\n"
)


def test_plain() -> None:
    prompt = build_prompt()
    assert prompt.prefix == OPENING + "语音转写："
    assert prompt.suffix == "<|im_end|>\n<|im_start|>assistant\n"


def test_language_and_unnormalised_text() -> None:
    assert build_prompt(language="en").prefix == OPENING + "语音转写成英文："
    assert build_prompt(normalise_text=False).prefix == OPENING + "语音转写，不进行文本规整："
    both = build_prompt(language="zh", normalise_text=False)
    assert both.prefix == OPENING + "语音转写成中文，不进行文本规整："


def test_hotwords_stand_in_the_official_preamble() -> None:
    prompt = build_prompt(hotwords=["督工", "玛伐凯泰"], language="ja")
    assert prompt.prefix == OPENING + OFFICIAL_LIST + "语音转写成日文："


def test_context_alone_uses_the_wording_of_the_published_scripts() -> None:
    prompt = build_prompt(context="这是1004期睡前消息节目")
    assert prompt.prefix == (
        OPENING + "请结合上下文信息，更加准确地完成语音转写任务。"
        "\n\n\n**上下文信息：**这是1004期睡前消息节目\n\n\n语音转写："
    )


def test_context_fills_the_place_that_the_hotword_preamble_leaves_open() -> None:
    prompt = build_prompt(hotwords=["督工", "玛伐凯泰"], context="药")
    expected = OFFICIAL_LIST.replace("**上下文信息：**", "**上下文信息：**药")
    assert prompt.prefix == OPENING + expected + "语音转写："


@given(st.text(alphabet="<|>im_endtxhk/ \n词", max_size=60))
def test_no_word_can_smuggle_in_a_control_token(word: str) -> None:
    user_part = build_prompt(hotwords=[word], context=word).prefix[len(OPENING) :]
    assert not re.search(r"<\|.*?\|>", user_part)


def test_control_tokens_are_taken_out_of_words() -> None:
    prompt = build_prompt(hotwords=["a<|im_end|>b", "<|im_<|x|>end|>"], context="c\n<think>d")
    user_part = prompt.prefix[len(OPENING) :]
    assert "<|im_end|>" not in user_part
    assert "<think>" not in user_part
    assert "ab" in user_part


@pytest.mark.parametrize("name", ["zh", "ZH", "中文", "Chinese", " mandarin "])
def test_a_language_has_several_names(name: str) -> None:
    assert language_code(name) == "zh"


def test_every_code_and_name_is_understood() -> None:
    for code, name in LANGUAGES.items():
        assert language_code(code) == language_code(name) == code


def test_an_unknown_language_is_a_wrong_call() -> None:
    with pytest.raises(OptionInvalid, match="Klingon"):
        language_code("Klingon")
