"""The language model of a checkpoint as a GGUF file of the architecture `qwen3`.

Keys and tensor names are those of llama.cpp's own converter, so that every llama.cpp opens the
file. Tensors pass through one at a time: the largest, the embedding, decides the memory, not the
model.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import numpy.typing as npt

from asr_core.cancellation import CancelFlag
from asr_core.errors import CheckpointUnusable
from export_tools.models.checkpoint import LazyWeights
from export_tools.models.fun_asr_config import LlmConfig
from export_tools.models.gguf_quantize import (
    FILE_TYPES,
    DecoderPrecision,
    Quantizer,
    choose_tensor_type,
    packed_bytes,
)
from export_tools.models.llm_tokenizer import LlmTokenizer

_SLAB_VALUES = 1 << 24
_PREFIX = "llm."

_NAMES = {
    "model.embed_tokens.weight": "token_embd.weight",
    "model.norm.weight": "output_norm.weight",
    "lm_head.weight": "output.weight",
}
_LAYER_NAMES = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_LAYER_PATTERN = re.compile(r"model\.layers\.(\d+)\.(.+)\.weight")


@dataclass(frozen=True)
class _PlannedTensor:
    name: str
    source_name: str
    shape: tuple[int, ...]
    storage: gguf.GGMLQuantizationType

    @property
    def byte_count(self) -> int:
        return packed_bytes(self.shape, self.storage)


def write_decoder(
    path: Path,
    weights: LazyWeights,
    config: LlmConfig,
    tokenizer: LlmTokenizer,
    precision: DecoderPrecision,
    *,
    quantizer: Quantizer | None = None,
    progress: Callable[[float], None] | None = None,
    cancel: CancelFlag | None = None,
) -> None:
    """Write the language model to `path`; on any error an incomplete file stays for the caller.

    The tensors `llm.*` of `weights` are taken. `quantizer` may be None for "f16" only. `progress`
    gets fractions from 0 to 1.
    """
    cancel = cancel or CancelFlag()
    planned = _plan_tensors(weights, config, precision)
    writer = gguf.GGUFWriter(path, "qwen3")
    _add_model_keys(writer, config)
    tokenizer.add_to(writer)
    # Last, where llama-quantize puts them: the whole file equals one of its own.
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_file_type(int(FILE_TYPES[precision]))
    for tensor in planned:
        writer.add_tensor_info(
            tensor.name,
            tensor.shape,
            np.dtype(np.float32),
            tensor.byte_count,
            raw_dtype=tensor.storage,
        )
    total_bytes = sum(tensor.byte_count for tensor in planned)
    written_bytes = 0
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for tensor in planned:
            writer.write_tensor_data(_pack_tensor(weights, tensor, quantizer, cancel))
            written_bytes += tensor.byte_count
            if progress:
                progress(written_bytes / total_bytes)
        writer.flush()
    finally:
        writer.close()


def decoder_bytes(weights: LazyWeights, config: LlmConfig, precision: DecoderPrecision) -> int:
    """Size of the tensors in the file that `write_decoder` would write."""
    return sum(tensor.byte_count for tensor in _plan_tensors(weights, config, precision))


def _plan_tensors(
    weights: LazyWeights, config: LlmConfig, precision: DecoderPrecision
) -> list[_PlannedTensor]:
    """All tensors in llama.cpp's order: whole-model tensors, then layer by layer."""
    planned = []
    for source_name in weights:
        if not source_name.startswith(_PREFIX):
            continue
        name = _gguf_name(source_name.removeprefix(_PREFIX))
        # A tied head repeats the embedding; llama.cpp takes the embedding when there is none.
        if name == "output.weight" and config.tie_word_embeddings:
            continue
        shape = weights.shape(source_name)
        storage = choose_tensor_type(
            name,
            shape,
            precision,
            layer_count=config.num_hidden_layers,
            tied=config.tie_word_embeddings,
        )
        planned.append(_PlannedTensor(name, source_name, shape, storage))
    return sorted(planned, key=lambda tensor: (_layer_of(tensor.name), tensor.name))


def _gguf_name(source_name: str) -> str:
    match = _LAYER_PATTERN.fullmatch(source_name)
    if match and match[2] in _LAYER_NAMES:
        return f"blk.{match[1]}.{_LAYER_NAMES[match[2]]}.weight"
    if source_name in _NAMES:
        return _NAMES[source_name]
    raise CheckpointUnusable(f"tensor {_PREFIX}{source_name}", "the decoder has no place for it")


def _layer_of(name: str) -> int:
    return int(name.split(".")[1]) if name.startswith("blk.") else -1


def _add_model_keys(writer: gguf.GGUFWriter, config: LlmConfig) -> None:
    writer.add_type("model")
    writer.add_name("Fun-ASR-Nano decoder")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_rope_freq_base(config.rope_theta)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_key_length(config.head_dim)
    writer.add_value_length(config.head_dim)


def _pack_tensor(
    weights: LazyWeights, tensor: _PlannedTensor, quantizer: Quantizer | None, cancel: CancelFlag
) -> npt.NDArray[np.uint8]:
    """The tensor's bytes, made slab by slab of whole rows."""
    values = weights[tensor.source_name]
    rows = values.reshape(-1, values.shape[-1])
    row_length = rows.shape[1]
    packed = np.empty((rows.shape[0], packed_bytes((row_length,), tensor.storage)), dtype=np.uint8)
    step = max(1, _SLAB_VALUES // row_length)
    for start in range(0, rows.shape[0], step):
        cancel.raise_if_cancelled()
        slab = np.ascontiguousarray(rows[start : start + step], dtype=np.float32)
        packed[start : start + step] = _pack_slab(slab, tensor, quantizer)
    return packed


def _pack_slab(
    slab: npt.NDArray[np.float32], tensor: _PlannedTensor, quantizer: Quantizer | None
) -> npt.NDArray[np.uint8]:
    if tensor.storage == gguf.GGMLQuantizationType.F32:
        _refuse_infinite(slab, tensor.name)
        return slab.view(np.uint8)
    with np.errstate(over="ignore"):
        half = slab.astype(np.float16)
    _refuse_infinite(half, tensor.name)
    if tensor.storage == gguf.GGMLQuantizationType.F16:
        return half.view(np.uint8)
    if quantizer is None:
        raise ValueError("a quantised decoder needs a quantizer")
    # The usual way leads through an f16 file; going the same way gives the same bytes.
    return quantizer.pack(half.astype(np.float32), tensor.storage)


def _refuse_infinite(values: npt.NDArray[np.floating[Any]], name: str) -> None:
    if not np.isfinite(values).all():
        raise CheckpointUnusable(
            f"tensor {name}", "it holds values that are no numbers or too large for 16 bits"
        )
