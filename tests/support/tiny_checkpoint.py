"""Writes tiny checkpoints in the official layout, with made-up weights, for the export's tests."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file

from export_tools.models.checkpoint import (
    LazyWeights,
    Shapes,
    audio_shapes,
    ctc_shapes,
    llm_shapes,
)
from export_tools.models.fun_asr_config import LlmConfig, read_fun_asr_config
from export_tools.models.llm_tokenizer import LlmTokenizer, TokenKind

RANKS = 40
CTC_ROWS = RANKS + 1679
SPECIAL_TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
PLAIN_ADDED_TOKENS = ("<think>", "</think>")


def made_up_values(shape: tuple[int, ...], seed: int) -> npt.NDArray[np.float32]:
    """Bell-shaped float32 values around 0, the same on every machine and NumPy."""
    numbers = np.arange(int(np.prod(shape)), dtype=np.uint64) + np.uint64(seed * 1_000_003)
    total = np.zeros(numbers.size)
    for _ in range(4):
        numbers = numbers * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        total += (numbers >> np.uint64(40)).astype(np.float64) / 2**24 - 0.5
    return (total * 0.2).astype(np.float32).reshape(shape)


def llm_config(**changes: Any) -> LlmConfig:
    """A small language model; `changes` replace single numbers."""
    values: dict[str, Any] = {
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 32,
        "vocab_size": 300,
        "max_position_embeddings": 512,
        "rope_theta": 10_000.0,
        "rms_norm_eps": 1e-6,
        "tie_word_embeddings": True,
    }
    return LlmConfig(**(values | changes))


def llm_weights(config: LlmConfig, changes: Mapping[str, Any] | None = None) -> LazyWeights:
    """Made-up tensors `llm.*` for `config`; `changes` replace single tensors."""
    shapes = llm_shapes(config)
    values: dict[str, npt.NDArray[Any]] = {
        name: made_up_values(shape, seed) for seed, (name, shape) in enumerate(shapes.items())
    }
    values |= changes or {}
    return LazyWeights(
        Path("tiny"),
        {name: value.shape for name, value in values.items()},
        {name: partial(values.__getitem__, name) for name in values},
    )


def plain_tokenizer(row_count: int) -> LlmTokenizer:
    """A tokenizer of `row_count` made-up tokens."""
    return LlmTokenizer(
        texts=tuple(f"t{row}" for row in range(row_count)),
        kinds=(TokenKind.NORMAL,) * row_count,
        merges=("t 1",),
        special_ids={"eos": 1},
        add_bos=False,
        chat_template=None,
    )


def byte_letters() -> list[str]:
    """The letter that byte-level BPE writes for each byte value."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [value for value in range(256) if value not in plain]
    return [
        chr(value) if value in plain else chr(256 + others.index(value)) for value in range(256)
    ]


def write_tokenizer(folder: Path, *, merges_as_pairs: bool = False) -> None:
    """tokenizer.json, tokenizer_config.json and generation_config.json of a byte-level BPE."""
    letters = byte_letters()
    ni, hao = ("".join(letters[byte] for byte in text.encode()) for text in "你好")
    merges = [
        ("t", "h"),
        ("th", "e"),
        (letters[0x20], "the"),
        (ni[0], ni[1]),
        (ni[:2], ni[2]),
        (hao[0], hao[1]),
        (hao[:2], hao[2]),
        (ni, hao),
    ]
    vocabulary = {letter: index for index, letter in enumerate(letters)}
    for left, right in merges:
        vocabulary.setdefault(left + right, len(vocabulary))
    added = [
        {"id": len(vocabulary) + offset, "content": text, "special": text in SPECIAL_TOKENS}
        for offset, text in enumerate((*SPECIAL_TOKENS, *PLAIN_ADDED_TOKENS))
    ]
    document = {
        "model": {
            "type": "BPE",
            "vocab": vocabulary,
            "merges": [list(merge) if merges_as_pairs else " ".join(merge) for merge in merges],
        },
        "added_tokens": added,
    }
    _write_json(folder / "tokenizer.json", document)
    _write_json(
        folder / "tokenizer_config.json",
        {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>", "add_bos_token": False},
    )
    _write_json(folder / "generation_config.json", {"eos_token_id": [266, 264]})


def write_checkpoint(folder: Path, *, ctc: bool = True, llm: LlmConfig | None = None) -> Path:
    """A whole official folder with safetensors weights; returns `folder`."""
    llm = llm or llm_config()
    llm_folder = folder / "Qwen3-0.6B"
    llm_folder.mkdir(parents=True)
    config = {
        "model": "FunASRNano",
        "audio_encoder": "SenseVoiceEncoderSmall",
        "audio_encoder_conf": {
            "output_size": 32,
            "attention_heads": 2,
            "linear_units": 64,
            "num_blocks": 2,
            "tp_blocks": 1,
            "kernel_size": 5,
        },
        "llm_conf": {"init_param_path": "Qwen3-0.6B"},
        "audio_adaptor": "Transformer",
        "audio_adaptor_conf": {
            "downsample_rate": 1,
            "use_low_frame_rate": True,
            "ffn_dim": 64,
            "n_layer": 1,
        },
        "ctc_decoder": "Transformer",
        "ctc_decoder_conf": {"downsample_rate": 1, "ffn_dim": 64, "llm_dim": 32, "n_layer": 1},
        "ctc_vocab_size": CTC_ROWS,
        "frontend_conf": {"lfr_m": 7, "lfr_n": 6},
    }
    # JSON is YAML.
    _write_json(folder / "config.yaml", config)
    _write_json(
        llm_folder / "config.json",
        {"model_type": "qwen3"} | {name: getattr(llm, name) for name in LlmConfig.__slots__},
    )
    write_tokenizer(llm_folder)
    lines = [f"{base64.b64encode(bytes([65 + rank])).decode()} {rank}\n" for rank in range(RANKS)]
    (folder / "multilingual.tiktoken").write_text("".join(lines), encoding="utf-8")
    parsed = read_fun_asr_config(folder)
    shapes: Shapes = audio_shapes(parsed) | llm_shapes(llm)
    if ctc:
        shapes |= ctc_shapes(parsed)
    tensors = {}
    for seed, (name, shape) in enumerate(shapes.items()):
        values = made_up_values(shape, seed)
        # Norms of a trained model lie around one; around zero they would silence everything.
        tensors[name] = 1 + values if "norm" in name and name.endswith("weight") else values
    save_file(tensors, folder / "model.safetensors")
    return folder


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
