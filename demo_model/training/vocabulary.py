"""The demo model's two vocabularies: a byte-level BPE for the decoder and classes for the CTC head.

The BPE is an ordinary Qwen tokenizer with all 256 bytes, one token per Chinese character, pieces of
English words, and a few long tokens that only the fixed sentences of the official prompt can form:
each is grown from a pair of characters that does not otherwise occur, so that text is cut the same
way with and without them. They make the prompt short. The CTC head knows bytes, lower-case English
pieces (in merge order, which is how its tokens are merged back) and the same characters; the blank
is last.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from demo_model.training.qwen_tokenizer import (
    END_OF_TURN,
    SPACE_MARK,
    byte_level,
    byte_symbols,
    tokenizer_pipeline,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
BLANK = "<blk>"
# (phrase, the pair inside it that nothing else contains); grown to the right, then to the left.
PROMPT_PHRASES = (
    ("请结合上下文信息", "请结"),
    ("，更加准确地完成语音转写任务", "写任"),
    ("如果没有相关信息", "有相"),
    ("，我们会留空", "会留"),
    ("上下文信息", "文信"),
    ("热词列表", "词列"),
    ("语音转写", "转写"),
    ("：**\n\n\n", "：*"),
    ("：[", "：["),
    ("]\n", "]\n"),
)


@dataclass(frozen=True)
class Vocabulary:
    """Tokens and merges of the decoder, classes of the CTC head; ids are places in the tuples."""

    tokens: tuple[str, ...]
    merges: tuple[tuple[str, str], ...]
    phrase_merges: int
    ctc: tuple[str, ...]

    def tokenizer(self, *, phrases: bool = True) -> Tokenizer:
        """The decoder's tokenizer; without `phrases` every character stays a token of its own."""
        from tokenizers import Tokenizer

        merges = self.merges if phrases else self.merges[: -self.phrase_merges]
        plain = self.tokens[: -len(SPECIAL)]
        return Tokenizer.from_str(json.dumps(tokenizer_pipeline(plain, merges, SPECIAL)))

    def save(self, path: Path) -> None:
        """Write everything as one JSON file."""
        content = {
            "tokens": self.tokens,
            "merges": self.merges,
            "phrase_merges": self.phrase_merges,
            "ctc": self.ctc,
        }
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Read what `save` wrote."""
        content = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            tokens=tuple(content["tokens"]),
            merges=tuple((left, right) for left, right in content["merges"]),
            phrase_merges=content["phrase_merges"],
            ctc=tuple(content["ctc"]),
        )

    def characters(self) -> list[str]:
        """Characters outside ASCII that are one class of the CTC head."""
        symbols = {symbol: byte for byte, symbol in enumerate(byte_symbols())}
        spelled = (bytes(symbols[mark] for mark in token) for token in self.ctc[256:-1])
        return [raw.decode() for raw in spelled if raw[0] > 0x7F]

    def tokens_txt(self) -> str:
        """The CTC classes as the official `tokens.txt` lists them."""
        lines = []
        symbols = {symbol: byte for byte, symbol in enumerate(byte_symbols())}
        for number, token in enumerate(self.ctc):
            raw = BLANK.encode() if token == BLANK else bytes(symbols[mark] for mark in token)
            lines.append(f"{base64.b64encode(raw).decode()} {number}\n")
        return "".join(lines)


class TextCodec:
    """Text to ids and back, for both heads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.decoder = vocabulary.tokenizer()
        self._plain = vocabulary.tokenizer(phrases=False)
        classes = {token: place for place, token in enumerate(vocabulary.ctc)}
        self._class_of = [classes.get(token, -1) for token in vocabulary.tokens]
        self.blank = len(vocabulary.ctc) - 1
        self.end = vocabulary.tokens.index(END_OF_TURN)
        self._cache: dict[str, list[int]] = {}
        symbols = {symbol: byte for byte, symbol in enumerate(byte_symbols())}
        self._ctc_bytes = [
            b"" if token == BLANK else bytes(symbols[mark] for mark in token)
            for token in vocabulary.ctc
        ]

    def ctc_ids(self, spoken: str) -> list[int]:
        """CTC classes of lower-case spoken text; every English word must follow a space."""
        known = self._cache.get(spoken)
        if known is None:
            ids = self._plain.encode(spoken, add_special_tokens=False).ids
            known = [self._class_of[i] for i in ids]
            if min(known, default=0) < 0:
                raise ValueError(f"the CTC head cannot spell {spoken!r}")
            if len(self._cache) < 200_000:
                self._cache[spoken] = known
        return known

    def ctc_text(self, classes: Iterable[int]) -> str:
        """Text of CTC classes."""
        raw = b"".join(self._ctc_bytes[place] for place in classes)
        return raw.decode("utf-8", "replace").strip()


def build_vocabulary(characters: Iterable[str], merges: Sequence[tuple[str, str]]) -> Vocabulary:
    """The vocabulary of these characters and merges of `▁`-style English pieces."""
    tokens: dict[str, None] = dict.fromkeys(byte_symbols())
    han_merges: list[tuple[str, str]] = []
    han: list[str] = []
    for character in dict.fromkeys(characters):
        spelled = byte_level(character)
        if len(spelled) < 2:
            continue
        for end in range(2, len(spelled) + 1):
            tokens.setdefault(spelled[:end])
            han_merges.append((spelled[: end - 1], spelled[end - 1]))
        han.append(spelled)
    word_merges: list[tuple[str, str]] = []
    for left, right in merges:
        word_merges.append((byte_level(left), byte_level(right)))
        bare = left.removeprefix(SPACE_MARK)
        # A sentence and the first word of a hotword list begin without a space.
        if left.startswith(SPACE_MARK) and bare and bare.isascii() and bare[0].isupper():
            word_merges.append((byte_level(bare), byte_level(right)))
    word_merges = list(dict.fromkeys(word_merges))
    for left, right in word_merges:
        tokens.setdefault(left + right)
    ordinary = [*word_merges, *dict.fromkeys(han_merges)]
    phrase_merges = _phrase_merges(ordinary, tuple(tokens))
    for left, right in phrase_merges:
        tokens.setdefault(left + right)
    ctc = dict.fromkeys(byte_symbols())
    for left, right in word_merges:
        if not any("A" <= mark <= "Z" for mark in left + right):
            ctc.setdefault(left + right)
    ctc |= dict.fromkeys(han)
    return Vocabulary(
        tokens=(*tokens, *SPECIAL),
        merges=(*ordinary, *phrase_merges),
        phrase_merges=len(phrase_merges),
        ctc=(*ctc, BLANK),
    )


def _phrase_merges(
    ordinary: Sequence[tuple[str, str]], tokens: Sequence[str]
) -> list[tuple[str, str]]:
    known = set(ordinary)
    added: dict[tuple[str, str], None] = {}
    for phrase, core in PROMPT_PHRASES:
        marks = [byte_level(mark) for mark in phrase]
        assert all(mark in tokens for mark in marks), phrase
        start = phrase.index(core)
        grown = marks[start]
        steps = [(mark, False) for mark in marks[start + 1 :]]
        steps += [(mark, True) for mark in reversed(marks[:start])]
        for mark, on_left in steps:
            pair = (mark, grown) if on_left else (grown, mark)
            grown = pair[0] + pair[1]
            if pair not in known:
                added.setdefault(pair)
    return list(added)
