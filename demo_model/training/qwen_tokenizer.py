"""The files of a Qwen tokenizer: byte-level BPE, Qwen's way of cutting text, special tokens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

SPACE_MARK = "▁"
END_OF_TURN = "<|im_end|>"

_QWEN_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_symbols() -> list[str]:
    """The printable stand-in of each byte 0…255 in a byte-level vocabulary (GPT-2's table)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    table = {byte: chr(byte) for byte in printable}
    table |= {byte: chr(256 + place) for place, byte in enumerate(others)}
    return [table[byte] for byte in range(256)]


def byte_level(text: str) -> str:
    """`text` as a byte-level vocabulary spells it; `▁` counts as a space."""
    symbols = byte_symbols()
    return "".join(symbols[byte] for byte in text.replace(SPACE_MARK, " ").encode())


def tokenizer_pipeline(
    plain: Sequence[str], merges: Sequence[tuple[str, str]], special: Sequence[str]
) -> dict[str, object]:
    """The content of a Qwen3 `tokenizer.json`; special tokens take the ids after the plain ones."""
    split = {"type": "Split", "pattern": {"Regex": _QWEN_SPLIT}, "behavior": "Isolated"}
    byte_part = {"add_prefix_space": False, "trim_offsets": False, "use_regex": False}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": place, **entry} for place, entry in _added(plain, special).items()],
        "normalizer": {"type": "NFC"},
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [split | {"invert": False}, {"type": "ByteLevel"} | byte_part],
        },
        "post_processor": {"type": "ByteLevel"} | byte_part,
        "decoder": {"type": "ByteLevel"} | byte_part,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": "",
            "end_of_word_suffix": "",
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": {token: place for place, token in enumerate(plain)},
            "merges": [list(merge) for merge in merges],
        },
    }


def _added(plain: Sequence[str], special: Sequence[str]) -> dict[int, dict[str, object]]:
    return {
        len(plain) + place: {
            "content": text,
            "lstrip": False,
            "normalized": False,
            "rstrip": False,
            "single_word": False,
            "special": True,
        }
        for place, text in enumerate(special)
    }


def write_tokenizer(
    tokens: Sequence[str],
    merges: Sequence[tuple[str, str]],
    special: Sequence[str],
    folder: Path,
) -> None:
    """Write tokenizer.json, tokenizer_config.json, vocab.json and merges.txt as Qwen3 has them.

    `tokens` end with the `special` ones.
    """
    plain = tokens[: -len(special)]
    pipeline = tokenizer_pipeline(plain, merges, special)
    vocabulary = {token: place for place, token in enumerate(plain)}
    added = _added(plain, special)
    config = {
        "add_bos_token": False,
        "add_prefix_space": False,
        "added_tokens_decoder": {str(place): entry for place, entry in added.items()},
        "bos_token": None,
        "eos_token": END_OF_TURN,
        "pad_token": special[0],
        "model_max_length": 2048,
        "tokenizer_class": "Qwen2Tokenizer",
        "unk_token": None,
    }
    lines = ["#version: 0.2", *(" ".join(merge) for merge in merges), ""]
    _write_json(folder / "tokenizer.json", pipeline)
    _write_json(folder / "tokenizer_config.json", config)
    _write_json(folder / "vocab.json", vocabulary)
    (folder / "merges.txt").write_text("\n".join(lines), encoding="utf-8")


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
