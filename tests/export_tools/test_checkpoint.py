"""Opening an official folder: every tensor is checked, every unsupported setting refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import yaml
from safetensors.numpy import load_file, save_file

from asr_core.errors import CheckpointUnusable
from export_tools.models.checkpoint import (
    Checkpoint,
    audio_shapes,
    ctc_shapes,
    llm_shapes,
    read_checkpoint,
)
from export_tools.models.fun_asr_config import AdaptorConfig, EncoderConfig
from export_tools.models.torch_archive import ArchivedTensor

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
Tensors = dict[str, npt.NDArray[Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A private copy of the tiny official checkpoint in safetensors form."""
    copy = tmp_path / "checkpoint"
    shutil.copytree(GOLDEN / "fun-asr-tiny-stacked", copy)
    return copy


def change_tensors(folder: Path, change: Callable[[Tensors], Tensors | None]) -> None:
    path = folder / "model.safetensors"
    tensors = load_file(path)
    changed = change(tensors)
    save_file(tensors if changed is None else changed, path)


def change_config(folder: Path, *keys: str, value: Any) -> None:
    path = folder / "config.yaml"
    root = yaml.safe_load(path.read_text(encoding="utf-8"))
    section = root
    for key in keys[:-1]:
        section = section[key]
    if value is None:
        section.pop(keys[-1], None)
    else:
        section[keys[-1]] = value
    path.write_text(yaml.safe_dump(root, allow_unicode=True), encoding="utf-8")


def change_llm(folder: Path, key: str, value: Any) -> None:
    path = folder / "Qwen3-0.6B" / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))


def refusal(folder: Path) -> str:
    with pytest.raises(CheckpointUnusable) as caught:
        read_checkpoint(folder)
    return caught.value.values["reason"]


def test_model_pt_of_torch_save() -> None:
    checkpoint = read_checkpoint(GOLDEN / "fun-asr-tiny")
    assert checkpoint.has_ctc
    config = checkpoint.config
    assert config.encoder == EncoderConfig(32, 4, 64, 3, 1, 11, 0)
    assert config.adaptor == AdaptorConfig(1, 32, 64, 96, 2, 8)
    assert config.ctc_decoder == AdaptorConfig(1, 32, 32, 96, 1, 8)
    assert config.ctc_vocabulary_size == 1979
    assert config.llm.head_dim == 32 and config.llm.rope_theta == 1e6
    assert config.llm_folder.name == "Qwen3-0.6B"
    weights = checkpoint.weights
    embedding, head = weights["llm.model.embed_tokens.weight"], weights["llm.lm_head.weight"]
    assert embedding.dtype == np.float32
    np.testing.assert_array_equal(embedding, head)
    expected = audio_shapes(config) | ctc_shapes(config) | llm_shapes(config.llm)
    assert {name: weights.shape(name) for name in weights} == expected
    assert all(values.shape == expected[name] for name, values in weights.items())


def test_safetensors_without_the_tied_head() -> None:
    checkpoint = read_checkpoint(GOLDEN / "fun-asr-tiny-stacked")
    assert checkpoint.config.adaptor.downsample_rate == 8
    assert "llm.lm_head.weight" not in checkpoint.weights
    assert checkpoint.weights["audio_encoder.tp_norm.weight"].dtype == np.float16


def test_real_sizes_have_the_published_number_of_tensors() -> None:
    config = read_checkpoint(GOLDEN / "fun-asr-tiny").config
    real = replace(
        config,
        encoder=EncoderConfig(512, 4, 2048, 50, 20, 11, 0),
        adaptor=AdaptorConfig(1, 512, 1024, 2048, 2, 8),
        ctc_decoder=AdaptorConfig(1, 512, 512, 2048, 5, 8),
        ctc_vocabulary_size=60_515,
        llm=replace(
            config.llm,
            hidden_size=1024,
            intermediate_size=3072,
            num_hidden_layers=28,
            num_attention_heads=16,
            num_key_value_heads=8,
            head_dim=128,
            vocab_size=151_936,
        ),
    )
    shapes = [audio_shapes(real), ctc_shapes(real), llm_shapes(real.llm)]
    assert [len(part) for part in shapes] == [914 + 36, 84 + 2, 311]
    elements = [sum(int(np.prod(shape)) for shape in part.values()) for part in shapes]
    assert elements == [221_136_992 + 12_604_928, 8_021_632 + 31_044_195, 751_632_384]


def test_wrappers_and_prefixes_are_taken_off(folder: Path) -> None:
    change_tensors(folder, lambda tensors: {f"module.{name}": v for name, v in tensors.items()})
    assert read_checkpoint(folder).has_ctc


def test_bfloat16_safetensors_come_as_float32(folder: Path) -> None:
    import ml_dtypes

    name = "audio_encoder.tp_norm.bias"
    before = read_checkpoint(folder).weights[name]

    def widen(tensors: Tensors) -> None:
        tensors[name] = tensors[name].astype(ml_dtypes.bfloat16)

    change_tensors(folder, widen)
    after = read_checkpoint(folder).weights[name]
    assert after.dtype == np.float32
    np.testing.assert_allclose(after, before, rtol=2**-8)


def test_training_leftovers_are_ignored(folder: Path) -> None:
    change_tensors(folder, lambda tensors: tensors | {"aux_syl.weight": np.zeros(3, np.float32)})
    assert read_checkpoint(folder).has_ctc


@pytest.mark.parametrize(
    "name",
    [
        "audio_encoder.encoders0.0.norm2.weight",
        "audio_encoder.tp_encoders.0.self_attn.fsmn_block.weight",
        "audio_adaptor.linear1.bias",
        "llm.model.layers.1.mlp.up_proj.weight",
    ],
)
def test_a_missing_tensor_is_named(folder: Path, name: str) -> None:
    change_tensors(folder, lambda tensors: {k: v for k, v in tensors.items() if k != name})
    assert name in refusal(folder)


@pytest.mark.parametrize("prefix", ["ctc_decoder.blocks.0.norm1.bias", "ctc.ctc_lo", "ctc"])
def test_without_a_whole_ctc_head_only_that_is_refused(folder: Path, prefix: str) -> None:
    def drop(tensors: Tensors) -> Tensors:
        return {name: v for name, v in tensors.items() if not name.startswith(prefix)}

    change_tensors(folder, drop)
    checkpoint = read_checkpoint(folder)
    assert not checkpoint.has_ctc
    assert all(name.startswith(prefix) for name in checkpoint.missing_ctc)
    with pytest.raises(CheckpointUnusable, match=checkpoint.missing_ctc[0]):
        checkpoint.require_ctc()


def test_a_config_without_ctc_decoder(folder: Path) -> None:
    change_config(folder, "ctc_decoder", value=None)
    checkpoint: Checkpoint = read_checkpoint(folder)
    assert not checkpoint.has_ctc
    with pytest.raises(CheckpointUnusable, match="no CTC decoder"):
        checkpoint.require_ctc()


def test_a_wrong_shape_is_named_with_both_shapes(folder: Path) -> None:
    def cut(tensors: Tensors) -> None:
        tensors["ctc.ctc_lo.weight"] = tensors["ctc.ctc_lo.weight"][:-1].copy()

    change_tensors(folder, cut)
    assert "ctc.ctc_lo.weight has the shape [1978, 32]" in refusal(folder)


def test_tensors_that_the_config_does_not_speak_of(folder: Path) -> None:
    change_config(folder, "audio_adaptor_conf", "n_layer", value=1)
    assert "audio_adaptor.blocks.1" in refusal(folder)


def test_lora_weights_must_be_merged(folder: Path) -> None:
    extra = {"llm.model.layers.0.self_attn.q_proj.lora_A": np.zeros((2, 64), np.float32)}
    change_tensors(folder, lambda tensors: tensors | extra)
    assert "merged" in refusal(folder)


def test_opening_reads_no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Path] = []

    def read(tensor: ArchivedTensor) -> npt.NDArray[Any]:
        reads.append(tensor.path)
        return np.zeros(tensor.shape)

    monkeypatch.setattr(ArchivedTensor, "read", read)
    checkpoint = read_checkpoint(GOLDEN / "fun-asr-tiny")
    assert not reads
    assert "llm.model.norm.weight" in checkpoint.weights and "absent" not in checkpoint.weights
    assert checkpoint.weights["llm.model.norm.weight"].shape == (64,)
    assert len(reads) == 1


def test_values_that_are_no_numbers_are_refused_when_read(folder: Path) -> None:
    name = "audio_encoder.after_norm.weight"

    def spoil(tensors: Tensors) -> None:
        tensors[name][3] = np.nan

    change_tensors(folder, spoil)
    checkpoint = read_checkpoint(folder)
    with pytest.raises(CheckpointUnusable, match=name):
        checkpoint.weights[name]


def test_missing_and_damaged_files(folder: Path, tmp_path: Path) -> None:
    assert "no such folder" in refusal(tmp_path / "nowhere")
    assert "no such folder" in refusal(folder / "config.yaml")
    model = folder / "model.safetensors"
    content = model.read_bytes()
    model.write_bytes(content[: len(content) // 2])
    assert "damaged" in refusal(folder)
    model.unlink()
    assert "neither model.pt" in refusal(folder)
    (folder / "model.pt").write_bytes(b"not a zip")
    assert "zip format" in refusal(folder)
    (folder / "Qwen3-0.6B" / "config.json").write_text("[1")
    assert "JSON" in refusal(folder)
    (folder / "Qwen3-0.6B" / "config.json").unlink()
    assert "Qwen3-0.6B" in refusal(folder)
    (folder / "config.yaml").unlink()
    assert "missing" in refusal(folder)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"- a\n- b\n",
        b"a: [",
        b"\xff\xfe\x00",
        b"model: !!python/object/apply:os.system ['true']\n",
        b"a: " + b"[" * 5_000,
        b"a: &a {b: c}\nd: {<<: [*a, *a]}\n",
        b"audio_encoder: ${a}\na: ${audio_encoder}\n",
        b"a: 9999-99-99\n",
        b"x" * (5 * 1024 * 1024),
    ],
)
def test_a_config_that_is_no_config(folder: Path, content: bytes) -> None:
    (folder / "config.yaml").write_bytes(content)
    assert refusal(folder)


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("model",), "Paraformer"),
        (("audio_encoder",), "ConformerEncoder"),
        (("audio_encoder_conf", "attention_heads"), 5),
        (("audio_encoder_conf", "output_size"), 560),
        (("audio_encoder_conf", "num_blocks"), 0),
        (("audio_encoder_conf", "kernel_size"), "11"),
        (("audio_encoder_conf", "sanm_shfit"), 6),
        (("audio_encoder_conf", "attention_heads"), "${nowhere.heads}"),
        (("audio_encoder_conf", "hub"), "ms"),
        (("audio_encoder_conf",), [1]),
        (("audio_adaptor",), "QFormer"),
        (("audio_adaptor_conf", "downsample_rate"), 0),
        (("audio_adaptor_conf", "use_low_frame_rate"), "yes"),
        (("audio_adaptor_conf", "use_low_frame_rate"), False),
        (("audio_adaptor_conf", "use_low_frame_rate"), None),
        (("ctc_decoder_conf", "downsample_rate"), 2),
        (("ctc_conf", "blank_id"), 0),
        (("frontend",), "WhisperFrontend"),
        (("frontend_conf", "cmvn_file"), "am.mvn"),
        (("frontend_conf", "lfr_n"), 3),
        (("frontend_conf", "window"), "hann"),
        (("frontend_conf", "lfr_m"), None),
    ],
)
def test_unsupported_settings_are_refused_by_name(
    folder: Path, keys: tuple[str, ...], value: Any
) -> None:
    change_config(folder, *keys, value=value)
    assert keys[-1] in refusal(folder)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("model_type", "llama"),
        ("attention_bias", True),
        ("rope_scaling", {"rope_type": "yarn", "factor": 4}),
        ("num_key_value_heads", 3),
        ("rope_theta", -1),
        ("hidden_size", 1.5),
    ],
)
def test_unsupported_language_models_are_refused(folder: Path, key: str, value: Any) -> None:
    change_llm(folder, key, value)
    assert refusal(folder)


def test_references_and_foreign_paths_are_followed(folder: Path) -> None:
    change_config(folder, "audio_adaptor_conf", "ffn_dim", value="${ctc_decoder_conf.ffn_dim}")
    change_config(folder, "llm_conf", "init_param_path", value="D:\\models\\Qwen3-0.6B")
    assert read_checkpoint(folder).config.adaptor.ffn_dim == 96
    change_config(folder, "llm_conf", "init_param_path", value="/elsewhere/Qwen3")
    assert read_checkpoint(folder).config.llm_folder == folder / "Qwen3-0.6B"


def test_missing_settings_take_the_defaults_of_the_classes(folder: Path) -> None:
    for keys in (("audio_encoder_conf", "kernel_size"), ("audio_adaptor_conf", "n_layer")):
        change_config(folder, *keys, value=None)
    config = read_checkpoint(folder).config
    assert config.encoder.kernel_size == 11 and config.adaptor.n_layer == 2


def test_rope_parameters_of_newer_files(folder: Path) -> None:
    change_llm(folder, "rope_theta", None)
    change_llm(folder, "rope_parameters", {"rope_type": "default", "rope_theta": 10_000.0})
    assert read_checkpoint(folder).config.llm.rope_theta == 10_000.0
