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
_CONTROL_TOKEN = re.compile(r"<\|.*?\|>|</?think>", re.DOTALL)


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
    words = [_plain(word) for word in hotwords]
    context = _plain(context)
    instruction = "语音转写" if language is None else f"语音转写成{LANGUAGES[language]}"
    if not normalise_text:
        instruction += "，不进行文本规整"
    return Prompt(
        prefix="<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n"
        + _preamble(words, context)
        + instruction
        + "：",
        suffix="<|im_end|>\n<|im_start|>assistant\n",
    )


def _preamble(words: Sequence[str], context: str) -> str:
    if words:
        return (
            "请结合上下文信息，更加准确地完成语音转写任务。如果没有相关信息，我们会留空。"
            f"\n\n\n**上下文信息：**{context}\n\n\n热词列表：[{', '.join(words)}]\n"
        )
    if context:
        return (
            f"请结合上下文信息，更加准确地完成语音转写任务。\n\n\n**上下文信息：**{context}\n\n\n"
        )
    return ""


def _plain(text: str) -> str:
    """`text` on one line, composed, without what the tokenizer would read as a control token.

    llama.cpp does not compose characters (NFC), which the models' own tokenizers do.
    """
    text = unicodedata.normalize("NFC", text)
    while _CONTROL_TOKEN.search(text):
        text = _CONTROL_TOKEN.sub("", text)
    return " ".join(text.split())
