"""The demo model's vocabulary, rewritten as the byte-level BPE that every Qwen3 folder holds.

Training used one symbol per Chinese character, pieces of English words that start with `▁`, and
whole chat phrases as single symbols. Here the same symbols become an ordinary Qwen tokenizer: a
Chinese character is built from its three bytes by two merges, `▁` is the byte-level space, and the
phrases of the official prompt are special tokens. The official prompt string, tokenised by any Qwen
tokenizer code, then gives exactly the sequence that the decoder was trained on.

One gap remains: in the official prompt a hotword follows `[` or `, ` without a space of its own,
while training always had `▁` before an English word. A capital letter inside a word never occurs in
the training text, so a bare capital is free to mean "a word starts here": it takes the weights of
its `▁` form, and so do the pieces that are built on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from demo_model.training.qwen_tokenizer import SPACE_MARK, byte_level, byte_symbols

_BLANK = "<blank>"
_UNUSED = "<extra1>"

CHAT_START = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n"
HOTWORDS_START = (
    "请结合上下文信息，更加准确地完成语音转写任务。如果没有相关信息，我们会留空。"
    "\n\n\n**上下文信息：**\n\n\n热词列表：["
)
PHRASES = {
    "<pad>": "<|endoftext|>",
    "<sys>": CHAT_START,
    "<hotl>": HOTWORDS_START,
    "<sep>": ", ",
    "<hotr>": "]\n",
    "<task>": "语音转写：",
    "<end>": "<|im_end|>\n<|im_start|>assistant\n",
    "<eos>": "<|im_end|>",
    "<unk>": "<|unknown|>",
    "<extra1>": "<|im_start|>",
}
"""Special symbol of the training vocabulary → its text in the official prompt."""


@dataclass(frozen=True)
class DecoderTokenizer:
    """A byte-level BPE and, for each of its tokens, the trained row that it takes its weights from.

    `sources[i]` is a row of the training vocabulary. `shadows` are the tokens that share a row with
    another one: they only ever stand in a prompt and must never win over the row's owner.
    """

    tokens: tuple[str, ...]
    merges: tuple[tuple[str, str], ...]
    special: tuple[str, ...]
    sources: tuple[int, ...]
    shadows: frozenset[int]


def decoder_tokenizer(
    vocabulary: Sequence[str], merges: Sequence[tuple[str, str]]
) -> DecoderTokenizer:
    """The byte-level tokenizer of a training vocabulary and its merges of English pieces."""
    row = {symbol: place for place, symbol in enumerate(vocabulary)}
    unused = row[_UNUSED]
    tokens: dict[str, int] = dict.fromkeys(byte_symbols(), unused)
    shadows: set[str] = set(tokens)
    byte_merges: list[tuple[str, str]] = []

    for symbol, place in row.items():
        if symbol in PHRASES or (symbol.startswith("<") and symbol.endswith(">")):
            continue
        spelled = byte_level(symbol)
        if len(symbol) == 1 and len(spelled) > 1 and symbol != SPACE_MARK:
            for end in range(2, len(spelled) + 1):
                if spelled[:end] not in tokens:
                    tokens[spelled[:end]] = unused
                    shadows.add(spelled[:end])
                byte_merges.append((spelled[: end - 1], spelled[end - 1]))
        tokens[spelled] = place
        shadows.discard(spelled)

    word_merges: list[tuple[str, str]] = []
    for left, right in merges:
        word_merges.append((byte_level(left), byte_level(right)))
        bare = (left + right).removeprefix(SPACE_MARK)
        if not (left.startswith(SPACE_MARK) and bare[:1].isascii() and bare[:1].isupper()):
            continue
        tokens[bare] = row[left + right]
        shadows.add(bare)
        if left != SPACE_MARK:
            word_merges.append((byte_level(left.removeprefix(SPACE_MARK)), byte_level(right)))

    special = tuple(text for symbol, text in PHRASES.items() if symbol in row)
    sources = [*tokens.values(), *(row[symbol] for symbol in PHRASES if symbol in row)]
    names = [*tokens, *special]
    return DecoderTokenizer(
        tokens=tuple(names),
        merges=tuple(dict.fromkeys([*word_merges, *byte_merges])),
        special=special,
        sources=tuple(sources),
        shadows=frozenset(place for place, name in enumerate(names) if name in shadows),
    )


def ctc_tokens(vocabulary: Sequence[str]) -> tuple[list[str], list[int]]:
    """Labels of the CTC classes with the blank moved to the last id, and the row of each."""
    blank = vocabulary.index(_BLANK)
    rows = [place for place in range(len(vocabulary)) if place != blank] + [blank]
    labels = []
    for place in rows:
        symbol = vocabulary[place]
        is_special = len(symbol) > 1 and symbol.startswith("<") and symbol.endswith(">")
        labels.append(f"<|{symbol[1:-1]}|>" if is_special else symbol)
    labels[-1] = "<blk>"
    return labels, rows
