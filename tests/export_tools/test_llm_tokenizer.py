"""The language model's tokenizer as GGUF keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tiny_checkpoint import write_tokenizer

from asr_core.errors import CheckpointUnusable
from export_tools.models.llm_tokenizer import TokenKind, read_llm_tokenizer

ROWS = 300


def change_document(folder: Path, **changes: Any) -> None:
    path = folder / "tokenizer.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(document | changes), encoding="utf-8")


def test_kinds_and_padding(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    tokenizer = read_llm_tokenizer(tmp_path, ROWS)
    kind_of = dict(zip(tokenizer.texts, tokenizer.kinds, strict=True))
    assert len(tokenizer.texts) == ROWS
    assert kind_of["Ġthe"] == TokenKind.NORMAL
    assert kind_of["<|im_end|>"] == TokenKind.CONTROL
    assert kind_of["<think>"] == TokenKind.USER_DEFINED
    assert kind_of[f"[PAD{ROWS - 1}]"] == TokenKind.UNUSED
    assert tokenizer.texts.index("<|im_end|>") == tokenizer.special_ids["eos"]
    assert tokenizer.texts.index("<|endoftext|>") == tokenizer.special_ids["pad"]
    assert tokenizer.add_bos is False


def test_both_spellings_of_merges_are_the_same(tmp_path: Path) -> None:
    folders = []
    for as_pairs in (False, True):
        folder = tmp_path / str(as_pairs)
        folder.mkdir()
        write_tokenizer(folder, merges_as_pairs=as_pairs)
        folders.append(folder)
    first, second = (read_llm_tokenizer(folder, ROWS) for folder in folders)
    assert first.merges == second.merges
    assert first.merges[0] == "t h"


def test_space_inside_a_pair_is_kept_apart_from_the_separator(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    document = json.loads((tmp_path / "tokenizer.json").read_text(encoding="utf-8"))
    change_document(tmp_path, model=document["model"] | {"merges": [["a ", "b"]]})
    assert read_llm_tokenizer(tmp_path, ROWS).merges == ("aĠ b",)


def test_label_without_the_special_flag_is_still_a_label(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    change_document(tmp_path, added_tokens=[{"id": 280, "content": "<|im_end|>", "special": False}])
    assert read_llm_tokenizer(tmp_path, ROWS).kinds[280] == TokenKind.CONTROL


@pytest.mark.parametrize("source", ["config.json", "generation_config.json", None])
def test_end_of_text_is_found_elsewhere(source: str | None, tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    (tmp_path / "tokenizer_config.json").unlink()
    (tmp_path / "generation_config.json").unlink()
    if source:
        (tmp_path / source).write_text('{"eos_token_id": [265, 264]}', encoding="utf-8")
    expected = 265 if source else 266
    assert read_llm_tokenizer(tmp_path, ROWS).special_ids["eos"] == expected


def test_tokens_given_as_objects_are_understood(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    (tmp_path / "tokenizer_config.json").write_text(
        '{"eos_token": {"content": "<|endoftext|>"}, "chat_template": "{{ x }}"}', encoding="utf-8"
    )
    tokenizer = read_llm_tokenizer(tmp_path, ROWS)
    assert tokenizer.special_ids["eos"] == 264
    assert tokenizer.chat_template == "{{ x }}"


def test_more_tokens_than_rows_are_refused(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    with pytest.raises(CheckpointUnusable, match="has no row"):
        read_llm_tokenizer(tmp_path, 260)


@pytest.mark.parametrize(
    "changes",
    [
        {"model": None},
        {"model": {"type": "Unigram", "vocab": []}},
        {"model": {"type": "BPE", "vocab": [["a", 0]]}},
        {"model": {"type": "BPE", "vocab": {"a": -1}}},
        {"model": {"type": "BPE", "vocab": {"a": 0, "b": 0}}},
        {"model": {"type": "BPE", "vocab": {"a": True}}},
        {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": ["a"]}},
        {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [["a", "b", "c"]]}},
        {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [[["a"], "b"]]}},
        {"model": {"type": "BPE", "vocab": {"a": 0}, "merges": 3}},
        {"model": {"type": "BPE", "vocab": {"\ud800": 0}}},
        {"added_tokens": [{"id": 3}]},
        {"added_tokens": ["<|x|>"]},
        {"added_tokens": {"x": 1}},
        {"added_tokens": [{"id": 0, "content": "<|x|>"}]},
        {"model": {"type": "BPE", "vocab": {"a": 0}}, "added_tokens": []},
    ],
)
def test_damaged_tokenizers_are_refused(changes: dict[str, Any], tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    (tmp_path / "tokenizer_config.json").unlink()
    (tmp_path / "generation_config.json").unlink()
    change_document(tmp_path, **changes)
    with pytest.raises(CheckpointUnusable):
        read_llm_tokenizer(tmp_path, ROWS)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"[" * 100_000])
def test_files_that_are_no_json_are_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_bytes(content)
    with pytest.raises(CheckpointUnusable):
        read_llm_tokenizer(tmp_path, ROWS)


def test_missing_tokenizer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointUnusable, match=r"tokenizer\.json is missing"):
        read_llm_tokenizer(tmp_path, ROWS)
