"""The decoder's GGUF file, read back with the gguf package."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np
import pytest
from tiny_checkpoint import llm_config, llm_weights, plain_tokenizer, write_tokenizer

from asr_core.cancellation import CancelFlag
from asr_core.errors import Cancelled, CheckpointUnusable
from export_tools.models.gguf_writer import decoder_bytes, write_decoder
from export_tools.models.llm_tokenizer import read_llm_tokenizer


def keys_of(path: Path) -> dict[str, object]:
    return {name: field.contents() for name, field in gguf.GGUFReader(path).fields.items()}


def test_keys_are_those_of_the_model(tmp_path: Path) -> None:
    config = llm_config(rope_theta=1e6, head_dim=64, max_position_embeddings=4096)
    path = tmp_path / "decoder.gguf"
    write_decoder(path, llm_weights(config), config, plain_tokenizer(300), "f16")
    keys = keys_of(path)
    expected = {
        "general.architecture": "qwen3",
        "general.file_type": 1,
        "general.quantization_version": 2,
        "qwen3.block_count": 2,
        "qwen3.context_length": 4096,
        "qwen3.embedding_length": 64,
        "qwen3.feed_forward_length": 96,
        "qwen3.attention.head_count": 4,
        "qwen3.attention.head_count_kv": 2,
        "qwen3.attention.key_length": 64,
        "qwen3.attention.value_length": 64,
        "qwen3.rope.freq_base": 1e6,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "qwen2",
        "tokenizer.ggml.eos_token_id": 1,
        "tokenizer.ggml.add_bos_token": False,
    }
    assert {name: keys[name] for name in expected} == expected
    assert keys["qwen3.attention.layer_norm_rms_epsilon"] == pytest.approx(1e-6)


def test_tokenizer_goes_in_whole(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    tokenizer = read_llm_tokenizer(tmp_path, 300)
    config = llm_config()
    path = tmp_path / "decoder.gguf"
    write_decoder(path, llm_weights(config), config, tokenizer, "f16")
    keys = keys_of(path)
    assert keys["tokenizer.ggml.tokens"] == list(tokenizer.texts)
    assert keys["tokenizer.ggml.token_type"] == [int(kind) for kind in tokenizer.kinds]
    assert keys["tokenizer.ggml.merges"] == list(tokenizer.merges)


def test_f16_file_holds_every_tensor_once(tmp_path: Path) -> None:
    config = llm_config()
    weights = llm_weights(config)
    path = tmp_path / "decoder.gguf"
    write_decoder(path, weights, config, plain_tokenizer(300), "f16")
    tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(path).tensors}
    assert "output.weight" not in tensors  # tied to the embedding
    assert len(tensors) == len(weights) - 1
    for name, source in {
        "token_embd.weight": "llm.model.embed_tokens.weight",
        "blk.1.ffn_down.weight": "llm.model.layers.1.mlp.down_proj.weight",
        "blk.0.attn_output.weight": "llm.model.layers.0.self_attn.o_proj.weight",
    }.items():
        assert tensors[name].tensor_type == gguf.GGMLQuantizationType.F16
        np.testing.assert_array_equal(tensors[name].data, weights[source].astype(np.float16))
    norm = tensors["blk.0.attn_q_norm.weight"]
    assert norm.tensor_type == gguf.GGMLQuantizationType.F32
    np.testing.assert_array_equal(norm.data, weights["llm.model.layers.0.self_attn.q_norm.weight"])


def test_own_head_is_kept(tmp_path: Path) -> None:
    config = llm_config(tie_word_embeddings=False)
    path = tmp_path / "decoder.gguf"
    write_decoder(path, llm_weights(config), config, plain_tokenizer(300), "f16")
    assert "output.weight" in {tensor.name for tensor in gguf.GGUFReader(path).tensors}


def test_size_is_known_beforehand(tmp_path: Path) -> None:
    config = llm_config()
    weights = llm_weights(config)
    path = tmp_path / "decoder.gguf"
    write_decoder(path, weights, config, plain_tokenizer(300), "f16")
    tensors = gguf.GGUFReader(path).tensors
    assert decoder_bytes(weights, config, "f16") == sum(int(each.n_bytes) for each in tensors)


def test_progress_rises_to_one(tmp_path: Path) -> None:
    config = llm_config()
    told: list[float] = []
    write_decoder(
        tmp_path / "decoder.gguf",
        llm_weights(config),
        config,
        plain_tokenizer(300),
        "f16",
        progress=told.append,
    )
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_cancel_stops_between_tensors(tmp_path: Path) -> None:
    config = llm_config()
    cancel = CancelFlag()
    told: list[float] = []

    def stop_early(fraction: float) -> None:
        told.append(fraction)
        cancel.cancel()

    with pytest.raises(Cancelled):
        write_decoder(
            tmp_path / "decoder.gguf",
            llm_weights(config),
            config,
            plain_tokenizer(300),
            "f16",
            progress=stop_early,
            cancel=cancel,
        )
    assert len(told) == 1


def test_values_too_large_for_halves_are_refused(tmp_path: Path) -> None:
    config = llm_config()
    name = "llm.model.layers.0.mlp.up_proj.weight"
    weights = llm_weights(config, {name: np.full((96, 64), 70_000, np.float32)})
    with pytest.raises(CheckpointUnusable, match=r"blk\.0\.ffn_up\.weight"):
        write_decoder(tmp_path / "decoder.gguf", weights, config, plain_tokenizer(300), "f16")


def test_tensor_without_a_place_is_refused(tmp_path: Path) -> None:
    config = llm_config()
    weights = llm_weights(config, {"llm.model.layers.0.extra.weight": np.zeros((2, 2), np.float32)})
    with pytest.raises(CheckpointUnusable, match="no place"):
        write_decoder(tmp_path / "decoder.gguf", weights, config, plain_tokenizer(300), "f16")
