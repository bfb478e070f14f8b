"""Writes a qwen3 decoder of some 100 kB with random weights, in the published files' form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np

from asr_core.array_types import FloatArray

END = 259
"""Id of <|im_end|>."""

SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
EMBEDDING = 64
_LAYERS, _HEADS, _KV_HEADS, _HEAD, _FFN = 2, 4, 2, 16, 96


@dataclass(frozen=True)
class TinyQwen3:
    """The file and its input embedding (vocabulary, 64)."""

    path: Path
    embedding: FloatArray


def vocabulary() -> list[str]:
    """256 bytes in byte-level BPE's alphabet, one merge, and the special tokens."""
    return [*_byte_alphabet(), "ab", *SPECIALS]


def write_tiny_qwen3(
    path: Path,
    *,
    seed: int = 0,
    architecture: str = "qwen3",
    successors: Mapping[int, int] | None = None,
    gain: float = 100.0,
    context_tokens: int = 4096,
) -> TinyQwen3:
    """Write the file; a random model never ends by itself.

    With `successors` the attention is dead and the token after t is `successors[t]`, ahead of all
    others by some part of `gain` in its logit.
    """
    rng = np.random.default_rng(seed)

    def random(*shape: int, scale: float = 0.2) -> FloatArray:
        return (rng.standard_normal(shape) * scale).astype(np.float32)

    tokens = vocabulary()
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_context_length(context_tokens)
    writer.add_embedding_length(EMBEDDING)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_FFN)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_KV_HEADS)
    writer.add_key_length(_HEAD)
    writer.add_value_length(_HEAD)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e6)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    kinds = [gguf.TokenType.NORMAL] * (len(tokens) - len(SPECIALS))
    writer.add_token_types([*kinds, *[gguf.TokenType.CONTROL] * len(SPECIALS)])
    writer.add_token_merges(["a b"])
    writer.add_eos_token_id(len(tokens) - 1)
    writer.add_add_bos_token(False)

    embedding = random(len(tokens), EMBEDDING, scale=1.0)
    output = random(len(tokens), EMBEDDING)
    output[-1] = 0
    alive = successors is None
    if successors is not None:
        output[:] = 0
        for token, successor in successors.items():
            # RMS normalisation leaves a row of the length sqrt(64).
            direction = embedding[token] / np.linalg.norm(embedding[token])
            output[successor] += direction * gain / EMBEDDING**0.5
    writer.add_tensor("token_embd.weight", embedding)
    writer.add_tensor("output.weight", output)
    writer.add_tensor("output_norm.weight", np.ones(EMBEDDING, np.float32))
    for i in range(_LAYERS):
        block = f"blk.{i}."
        for name, size in (("attn", EMBEDDING), ("ffn", EMBEDDING), ("attn_q", _HEAD)):
            writer.add_tensor(f"{block}{name}_norm.weight", np.ones(size, np.float32))
        writer.add_tensor(f"{block}attn_k_norm.weight", np.ones(_HEAD, np.float32))
        writer.add_tensor(f"{block}attn_q.weight", random(_HEADS * _HEAD, EMBEDDING))
        writer.add_tensor(f"{block}attn_k.weight", random(_KV_HEADS * _HEAD, EMBEDDING))
        writer.add_tensor(f"{block}attn_v.weight", random(_KV_HEADS * _HEAD, EMBEDDING))
        writer.add_tensor(f"{block}attn_output.weight", alive * random(EMBEDDING, _HEADS * _HEAD))
        writer.add_tensor(f"{block}ffn_gate.weight", random(_FFN, EMBEDDING))
        writer.add_tensor(f"{block}ffn_up.weight", random(_FFN, EMBEDDING))
        writer.add_tensor(f"{block}ffn_down.weight", alive * random(EMBEDDING, _FFN))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return TinyQwen3(path, embedding)


def _byte_alphabet() -> list[str]:
    """GPT-2's printable stand-in for each byte value."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(byte if byte in printable else next(others)) for byte in range(256)]
