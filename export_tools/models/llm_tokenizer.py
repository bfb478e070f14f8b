"""The language model's tokenizer, from the official `tokenizer.json` into GGUF keys.

llama.cpp has the byte-level BPE of Qwen built in; it needs the token texts with their kinds, the
merges and the ids of the end tokens. Kinds and keys are those of llama.cpp's own converter, so that
every build of llama.cpp opens the file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from asr_core.errors import CheckpointUnusable

if TYPE_CHECKING:
    import gguf

TOKENIZER_NAME = "tokenizer.json"
_END_OF_TURN = "<|im_end|>"
# A space inside a byte-level token is written as this letter; merges need it, because a space
# separates their two halves.
_SPACE_LETTER = chr(ord(" ") + 256)
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


class TokenKind(IntEnum):
    """How llama.cpp treats a token; the values are part of the GGUF format."""

    NORMAL = 1
    CONTROL = 3
    USER_DEFINED = 4
    UNUSED = 5


@dataclass(frozen=True)
class LlmTokenizer:
    """Everything about text that goes into the GGUF.

    `texts` and `kinds` have one entry per row of the embedding; `merges` are "left right" pairs in
    order of priority; `special_ids` maps "bos", "eos", "pad" … to ids, "eos" always among them.
    """

    texts: tuple[str, ...]
    kinds: tuple[TokenKind, ...]
    merges: tuple[str, ...]
    special_ids: dict[str, int]
    add_bos: bool
    chat_template: str | None

    def add_to(self, writer: gguf.GGUFWriter) -> None:
        """Add the `tokenizer.*` keys to an open writer."""
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre("qwen2")
        writer.add_token_list(list(self.texts))
        writer.add_token_types([int(kind) for kind in self.kinds])
        if self.merges:
            writer.add_token_merges(list(self.merges))
        for name, token in self.special_ids.items():
            getattr(writer, f"add_{name}_token_id")(token)
        writer.add_add_bos_token(self.add_bos)
        if self.chat_template is not None:
            writer.add_chat_template(self.chat_template)


def read_llm_tokenizer(folder: Path, row_count: int) -> LlmTokenizer:
    """Read the tokenizer of the language model's `folder` for an embedding of `row_count` rows.

    Rows without a token become unused `[PAD…]` entries. Raises `CheckpointUnusable`.
    """
    path = folder / TOKENIZER_NAME
    document = _read_json(path, required=True)
    model = document.get("model")
    if not isinstance(model, dict) or model.get("type", "BPE") != "BPE":
        raise CheckpointUnusable(str(path), "it describes no BPE tokenizer")
    by_id, kind_of = _collect_tokens(path, model, _list(path, document, "added_tokens"))
    if by_id and max(by_id) >= row_count:
        raise CheckpointUnusable(
            str(path), f"token id {max(by_id)} has no row in the embedding of {row_count} rows"
        )
    rows = range(row_count)
    config = _read_json(folder / "tokenizer_config.json", required=False)
    return LlmTokenizer(
        texts=tuple(by_id.get(row, f"[PAD{row}]") for row in rows),
        kinds=tuple(kind_of.get(row, TokenKind.UNUSED) for row in rows),
        merges=tuple(_read_merges(path, _list(path, model, "merges"))),
        special_ids=_find_special_ids(folder, config, {text: row for row, text in by_id.items()}),
        add_bos=config.get("add_bos_token") is True,
        chat_template=_read_chat_template(config),
    )


def _collect_tokens(
    path: Path, model: dict[str, Any], added: list[Any]
) -> tuple[dict[int, str], dict[int, TokenKind]]:
    vocabulary = model.get("vocab")
    if not isinstance(vocabulary, dict):
        raise CheckpointUnusable(str(path), "it has no vocabulary")
    by_id: dict[int, str] = {}
    kinds: dict[int, TokenKind] = {}
    for text, index in vocabulary.items():
        if not _is_text(text) or not _is_id(index) or index in by_id:
            raise CheckpointUnusable(str(path), f"the id of token {text!r} is wrong or taken")
        by_id[index], kinds[index] = text, TokenKind.NORMAL
    for entry in added:
        text = entry.get("content") if isinstance(entry, dict) else None
        index = entry.get("id") if isinstance(entry, dict) else None
        if not _is_text(text) or not _is_id(index):
            raise CheckpointUnusable(str(path), "an added token has no text or no id")
        if by_id.get(index, text) != text:
            raise CheckpointUnusable(str(path), f"added token {text!r} takes the id of another one")
        by_id[index] = text
        kinds[index] = (
            TokenKind.CONTROL
            if entry.get("special") is True or _looks_special(text)
            else TokenKind.USER_DEFINED
        )
    return by_id, kinds


def _is_text(value: object) -> TypeGuard[str]:
    """JSON can spell halves of a character that no text file can hold."""
    return isinstance(value, str) and value != "" and not _HALF_CHARACTER.search(value)


def _is_id(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _looks_special(text: str) -> bool:
    # llama.cpp's converter does the same: several models forget the flag on such tokens.
    return text.startswith("<|") and text.endswith("|>")


def _read_merges(path: Path, merges: list[Any]) -> list[str]:
    """Both spellings: "left right", and since 2024 ["left", "right"]."""
    result = []
    for merge in merges:
        halves = merge.split(" ") if isinstance(merge, str) else merge
        if not (isinstance(halves, list) and len(halves) == 2 and all(map(_is_text, halves))):
            raise CheckpointUnusable(str(path), f"the merge {merge!r} is not a pair")
        result.append(" ".join(half.replace(" ", _SPACE_LETTER) for half in halves))
    return result


def _find_special_ids(
    folder: Path, config: dict[str, Any], id_of: dict[str, int]
) -> dict[str, int]:
    """The tokenizer's configuration speaks first, then the model's, then the generation's."""
    sources = [
        _read_json(folder / "config.json", required=False),
        _read_json(folder / "generation_config.json", required=False),
    ]
    found: dict[str, int] = {}
    for name in ("bos", "eos", "unk", "sep", "pad", "mask"):
        entry = config.get(f"{name}_token")
        text = entry.get("content") if isinstance(entry, dict) else entry
        if isinstance(text, str) and text in id_of:
            found[name] = id_of[text]
            continue
        for source in sources:
            value = source.get(f"{name}_token_id")
            # generation_config.json lists several ends of text, the end of the turn first.
            candidate = value[0] if isinstance(value, list) and value else value
            if isinstance(candidate, int) and candidate in id_of.values():
                found[name] = candidate
                break
    if "eos" not in found:
        # Without this key llama.cpp would take id 11, an ordinary token, for the end of the text.
        if _END_OF_TURN not in id_of:
            raise CheckpointUnusable(str(folder), "no end-of-text token is named in it")
        found["eos"] = id_of[_END_OF_TURN]
    return found


def _read_chat_template(config: dict[str, Any]) -> str | None:
    template = config.get("chat_template")
    return template if _is_text(template) else None


def _list(path: Path, values: dict[str, Any], key: str) -> list[Any]:
    found = values.get(key) or []
    if not isinstance(found, list):
        raise CheckpointUnusable(str(path), f"its {key} are no list")
    return found


def _read_json(path: Path, *, required: bool) -> dict[str, Any]:
    if not path.is_file():
        if required:
            raise CheckpointUnusable(str(path.parent), f"{path.name} is missing in it")
        return {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CheckpointUnusable(str(path), f"it is no JSON file ({error})") from error
    if not isinstance(document, dict):
        raise CheckpointUnusable(str(path), "it holds no JSON object")
    return document
