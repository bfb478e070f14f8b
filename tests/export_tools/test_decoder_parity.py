"""The exported decoder and its tokenizer through libllama, against the official model in PyTorch.

The golden arrays were made by tests/golden/make_fun_asr_golden.py. The reference computes in
float32; ours has float16 matrices and llama.cpp's float16 cache, hence the tolerances.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from tiny_checkpoint import llm_config, llm_weights, made_up_values, write_tokenizer

from asr_core.array_types import FloatArray
from asr_core.fun_asr.graphs import FunAsrEncoder
from asr_core.fun_asr.prompt import build_prompt
from asr_core.llama_decoder import LlamaDecoder
from export_tools.models.checkpoint import LazyWeights, llm_shapes
from export_tools.models.fun_asr import ExportResult, export_fun_asr, file_names
from export_tools.models.fun_asr_config import LlmConfig
from export_tools.models.gguf_quantize import DecoderPrecision
from export_tools.models.gguf_writer import write_decoder
from export_tools.models.llm_tokenizer import read_llm_tokenizer
from export_tools.models.verify import cosine

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
NAMES = ("fun-asr-tiny", "fun-asr-tiny-stacked")
Arrays = dict[str, npt.NDArray[Any]]


@pytest.fixture(scope="module")
def golden() -> Arrays:
    with np.load(GOLDEN / "fun_asr_golden.npz") as archive:
        return dict(archive)


@pytest.fixture(scope="module", params=NAMES)
def exported(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, ExportResult]:
    name: str = request.param
    folder = tmp_path_factory.mktemp(name)
    return name, export_fun_asr(GOLDEN / name, folder, precision="fp32", decoder="f16")


@pytest.fixture(scope="module")
def decoder(exported: tuple[str, ExportResult]) -> Iterator[LlamaDecoder]:
    path = exported[1].folder / file_names("fp32", "f16").decoder
    with LlamaDecoder(path, device="cpu", threads=1, context_tokens=256) as loaded:
        yield loaded


def test_prompt_becomes_the_official_ids(
    exported: tuple[str, ExportResult], decoder: LlamaDecoder, golden: Arrays
) -> None:
    prompt = build_prompt()
    assert decoder.tokenize(prompt.prefix) == golden[f"{exported[0]}/prefix_ids"].tolist()
    assert decoder.tokenize(prompt.suffix) == golden[f"{exported[0]}/suffix_ids"].tolist()


def test_tokens_spell_the_text_again(decoder: LlamaDecoder) -> None:
    text = "今天 I'm at 上海, 12:30!\n\n  哈哈😀 é ½\t(the other) 二十"
    spelled = b"".join(decoder.token_bytes(token) for token in decoder.tokenize(text))
    assert spelled.decode() == text


def test_logits_with_injected_audio(
    exported: tuple[str, ExportResult], decoder: LlamaDecoder, golden: Arrays
) -> None:
    name = exported[0]
    found = decoder.logits(
        golden[f"{name}/prefix_ids"].tolist(),
        golden[f"{name}/audio_rows"],
        golden[f"{name}/suffix_ids"].tolist(),
    )
    expected = golden[f"{name}/logits"]
    assert cosine(found, expected) > 0.99999
    assert np.abs(found - expected).max() < 0.02 * np.abs(expected).max()
    assert found.argmax() == expected.argmax()


def test_whole_chain_from_sound_to_logits(
    exported: tuple[str, ExportResult], decoder: LlamaDecoder, golden: Arrays
) -> None:
    name, result = exported
    encoder = FunAsrEncoder(result.folder / file_names("fp32", "f16").encoder, device="cpu")
    samples = golden["waveform"].astype(np.float32) / np.float32(32_768)
    encoding = encoder.encode(encoder.features(samples))
    found = decoder.logits(
        golden[f"{name}/prefix_ids"].tolist(),
        encoding.audio_rows,
        golden[f"{name}/suffix_ids"].tolist(),
    )
    assert cosine(found, golden[f"{name}/logits"]) > 0.9999


@pytest.mark.parametrize(("precision", "least"), [("q8_0", 0.999), ("q5_k", 0.95), ("q4_k", 0.95)])
def test_quantised_decoders_stay_close(
    precision: DecoderPrecision, least: float, golden: Arrays, tmp_path: Path
) -> None:
    name = NAMES[0]
    export_fun_asr(GOLDEN / name, tmp_path / "model", precision="fp32", decoder=precision)
    path = tmp_path / "model" / file_names("fp32", precision).decoder
    with LlamaDecoder(path, device="cpu", threads=1, context_tokens=256) as loaded:
        found = loaded.logits(
            golden[f"{name}/prefix_ids"].tolist(),
            golden[f"{name}/audio_rows"],
            golden[f"{name}/suffix_ids"].tolist(),
        )
    assert cosine(found, golden[f"{name}/logits"]) > least


@pytest.mark.parametrize(
    "changes",
    [
        {"rope_theta": 10_000.0, "head_dim": 64, "num_key_value_heads": 2},
        {"rope_theta": 1_000_000.0, "head_dim": 32, "num_key_value_heads": 4, "rms_norm_eps": 1e-5},
        {"tie_word_embeddings": False, "num_key_value_heads": 1, "intermediate_size": 200},
    ],
)
def test_unusual_numbers_reach_llama(changes: dict[str, Any], tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    config = llm_config(**changes)
    norms = {
        name: 1 + made_up_values(shape, seed + 50)
        for seed, (name, shape) in enumerate(llm_shapes(config).items())
        if "norm" in name
    }
    weights = llm_weights(config, norms)
    tokenizer = read_llm_tokenizer(tmp_path, config.vocab_size)
    write_decoder(tmp_path / "decoder.gguf", weights, config, tokenizer, "f16")
    prefix, suffix = [5, 6, 7], [8, 9]
    audio = made_up_values((4, config.hidden_size), 99)
    with LlamaDecoder(
        tmp_path / "decoder.gguf", device="cpu", threads=1, context_tokens=64
    ) as loaded:
        found = loaded.logits(prefix, audio, suffix)
    embedding = weights["llm.model.embed_tokens.weight"]
    rows = np.concatenate([embedding[prefix], audio, embedding[suffix]])
    assert cosine(found, _qwen3_logits(rows, weights, config)) > 0.99999


def _qwen3_logits(rows: FloatArray, weights: LazyWeights, config: LlmConfig) -> FloatArray:
    """Logits after the last of the embedded `rows` (n, width): Qwen3 written down plainly."""
    heads, head_dim = config.num_attention_heads, config.head_dim
    groups = heads // config.num_key_value_heads
    count = len(rows)
    angles = np.outer(
        np.arange(count), config.rope_theta ** (-np.arange(0, head_dim, 2) / head_dim)
    )
    cosines, sines = np.cos(angles)[:, None], np.sin(angles)[:, None]

    def weight(name: str) -> npt.NDArray[np.float64]:
        return weights[f"llm.{name}.weight"].astype(np.float64)

    def norm(x: npt.NDArray[np.float64], name: str) -> npt.NDArray[np.float64]:
        mean = (x**2).mean(-1, keepdims=True)
        return np.asarray(x / np.sqrt(mean + config.rms_norm_eps) * weight(name))

    def turn(x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        low, high = np.split(x, 2, axis=-1)
        return np.concatenate([low * cosines - high * sines, high * cosines + low * sines], -1)

    x = rows.astype(np.float64)
    for layer in range(config.num_hidden_layers):
        part = f"model.layers.{layer}."
        y = norm(x, part + "input_layernorm")
        query, key, value = (
            (y @ weight(f"{part}self_attn.{kind}_proj").T).reshape(count, -1, head_dim)
            for kind in "qkv"
        )
        query = turn(norm(query, part + "self_attn.q_norm"))
        key = turn(norm(key, part + "self_attn.k_norm")).repeat(groups, axis=1)
        scores = np.einsum("qhd,khd->hqk", query, key) / np.sqrt(head_dim)
        scores = np.where(np.tri(count, dtype=bool), scores, -np.inf)
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        mixed = np.einsum("hqk,khd->qhd", shares, value.repeat(groups, axis=1))
        x = x + mixed.reshape(count, -1) @ weight(part + "self_attn.o_proj").T
        y = norm(x, part + "post_attention_layernorm")
        gate = y @ weight(part + "mlp.gate_proj").T
        inner = gate / (1 + np.exp(-gate)) * (y @ weight(part + "mlp.up_proj").T)
        x = x + inner @ weight(part + "mlp.down_proj").T
    head = "model.embed_tokens" if config.tie_word_embeddings else "lm_head"
    return np.asarray(norm(x[-1], "model.norm") @ weight(head).T, dtype=np.float32)
