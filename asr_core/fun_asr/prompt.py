"""The prompts that Fun-ASR-Nano was trained on, word for word.

Source: modelscope/FunASR, `funasr/models/fun_asr_nano/model.py` (`get_prompt`). Context without
hotwords has the wording of the published GGUF scripts, since the official code does not offer it;
with hotwords it fills the place that the official preamble leaves open for it. Audio stands
between `prefix` and `suffix`; the official placeholder markers are never tokenised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from asr_core.errors import OptionInvalid

LANGUAGES = {
    "zh": "中文", "en": "英文", "ja": "日文", "yue": "粤语", "ko": "韩文", "vi": "越南语",
    "id": "印尼语", "th": "泰语", "ms": "马来语", "fil": "菲律宾语", "ar": "阿拉伯语",
    "hi": "印地语", "bg": "保加利亚语", "hr": "克罗地亚语", "cs": "捷克语", "da": "丹麦语",
    "nl": "荷兰语", "et": "爱沙尼亚语", "fi": "芬兰语", "el": "希腊语", "hu": "匈牙利语",
    "ga": "爱尔兰语", "lv": "拉脱维亚语", "lt": "立陶宛语", "mt": "马耳他语", "pl": "波兰语",
    "pt": "葡萄牙语", "ro": "罗马尼亚语", "sk": "斯洛伐克语", "sl": "斯洛文尼亚语",
    "sv": "瑞典语",
}  # fmt: skip
"""Language code → the name that the prompt uses. The Nano model knows the first three, MLT all."""

_ENGLISH_NAMES = {"chinese": "zh", "mandarin": "zh", "english": "en", "japanese": "ja"}
_WITH_CONTEXT = "请结合上下文信息，更加准确地完成语音转写任务。"
_OR_NOTHING = "如果没有相关信息，我们会留空。"
_CONTEXT = "**上下文信息：**"
_LIST = "热词列表："
_INSTRUCTION = "语音转写"
_UNNORMALISED = "，不进行文本规整"
WORDING = (_WITH_CONTEXT, _OR_NOTHING, _CONTEXT, _LIST, _INSTRUCTION, _UNNORMALISED)
"""What a prompt with words or context says by itself; none of it belongs into a transcript."""

_CONTROL_TOKEN = re.compile(r"<\|.*?\|>|</?think>", re.DOTALL)
_NO_BRACKETS = {ord(bracket): " " for bracket in "[]"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """The text before and after the audio embeddings."""

    prefix: str
    suffix: str


def language_code(language: str) -> str:
    """The code of a language given as code ("zh"), Chinese name or English name.

    Raises `OptionInvalid` for any other.
    """
    wanted = language.strip()
    if wanted.lower() in LANGUAGES:
        return wanted.lower()
    if wanted.lower() in _ENGLISH_NAMES:
        return _ENGLISH_NAMES[wanted.lower()]
    for code, name in LANGUAGES.items():
        if wanted == name:
            return code
    raise OptionInvalid("language", f"“{wanted}” is not one of {', '.join(LANGUAGES)}")


def build_prompt(
    *,
    hotwords: Sequence[str] = (),
    context: str = "",
    language: str | None = None,
    normalise_text: bool = True,
) -> Prompt:
    """The prompt for one segment; `language` is a code of `LANGUAGES`.

    `normalise_text` False asks for numbers as spoken (the official switch `itn=False`).
    """
    words = [listed for word in hotwords if (listed := listed_word(word))]
    context = _plain(context)
    instruction = _INSTRUCTION if language is None else f"{_INSTRUCTION}成{LANGUAGES[language]}"
    if not normalise_text:
        instruction += _UNNORMALISED
    return Prompt(
        prefix="<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n"
        + _preamble(words, context)
        + instruction
        + "：",
        suffix="<|im_end|>\n<|im_start|>assistant\n",
    )


def listed_word(word: str) -> str:
    """`word` as it stands in the list: without the brackets that would end it, perhaps empty."""
    return " ".join(_plain(word.translate(_NO_BRACKETS)).split())


def list_item(word: str) -> str:
    """What `word` adds to a prompt, for counting its tokens."""
    return f", {listed_word(word)}"


def _preamble(words: Sequence[str], context: str) -> str:
    if words:
        return (
            f"{_WITH_CONTEXT}{_OR_NOTHING}\n\n\n{_CONTEXT}{context}\n\n\n"
            f"{_LIST}[{', '.join(words)}]\n"
        )
    if context:
        return f"{_WITH_CONTEXT}\n\n\n{_CONTEXT}{context}\n\n\n"
    return ""


def _plain(text: str) -> str:
    """`text` on one line, composed, without what the tokenizer would read as a control token.

    llama.cpp does not compose characters (NFC), which the models' own tokenizers do.
    """
    text = unicodedata.normalize("NFC", text)
    while _CONTROL_TOKEN.search(text):
        text = _CONTROL_TOKEN.sub("", text)
    return " ".join(text.split())
