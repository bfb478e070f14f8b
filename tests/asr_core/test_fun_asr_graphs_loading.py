"""Both generations of published graphs are told apart by their inputs and outputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from asr_core.array_types import FloatArray
from asr_core.cancellation import CancelFlag
from asr_core.errors import Cancelled, EngineFailed, ModelDamaged, ModelMissing
from asr_core.features import audio_token_count
from asr_core.fun_asr.graphs import FunAsrCtc, FunAsrEncoder
from asr_core.onnx_runtime import OnnxModel

WIDTH, CLASSES = 4, 7


def save(
    path: Path,
    nodes: list[onnx.NodeProto],
    inputs: list[onnx.ValueInfoProto],
    outputs: list[onnx.ValueInfoProto],
    constants: dict[str, Any] | None = None,
) -> Path:
    initialisers = [
        onnx.numpy_helper.from_array(np.asarray(value), name)
        for name, value in (constants or {}).items()
    ]
    graph = helper.make_graph(nodes, "test", inputs, outputs, initialisers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(path))
    return path


def stacked_feature_encoder(path: Path, kind: int, *, rows: str = "T") -> Path:
    """Generation B: both outputs repeat the features' first columns, masked."""
    row_slice = helper.make_node("Slice", ["lfr_feat", "zero", "rows", "rows"], ["adaptor_output"])
    whole = helper.make_node("Identity", ["lfr_feat"], ["adaptor_output"])
    return save(
        path,
        [
            helper.make_node("Unsqueeze", ["mask", "two"], ["column"]),
            helper.make_node("Mul", ["lfr_feat", "column"], ["enc_output"]),
            whole if rows == "T" else row_slice,
        ],
        [
            helper.make_tensor_value_info("lfr_feat", kind, [1, "T", 560]),
            helper.make_tensor_value_info("mask", kind, [1, "T"]),
        ],
        [
            helper.make_tensor_value_info("enc_output", kind, [1, "T", 560]),
            helper.make_tensor_value_info("adaptor_output", kind, [1, "R", 560]),
        ],
        {"zero": np.array([0]), "rows": np.array([1]), "two": np.array([2])}
        if rows != "T"
        else {"two": np.array([2])},
    )


def sample_encoder(path: Path, *, with_length: bool) -> Path:
    """Generation A: ⌈(samples // 160 + 1) / 6⌉ rows of ones in both outputs."""
    nodes = [
        helper.make_node("Shape", ["audio"], ["samples"], start=2, end=3),
        helper.make_node("Div", ["samples", "hop"], ["whole_hops"]),
        helper.make_node("Add", ["whole_hops", "six"], ["rounded_up"]),
        helper.make_node("Div", ["rounded_up", "six"], ["T"]),
        helper.make_node("Concat", ["one", "T", "width"], ["shape"], axis=0),
        helper.make_node("Expand", ["value", "shape"], ["enc_output"]),
        helper.make_node("Expand", ["value", "shape"], ["adaptor_output"]),
    ]
    inputs = [helper.make_tensor_value_info("audio", TensorProto.FLOAT, [1, 1, "N"])]
    if with_length:
        inputs.append(helper.make_tensor_value_info("ilens", TensorProto.INT64, [1]))
    return save(
        path,
        nodes,
        inputs,
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "T", WIDTH])
            for name in ("enc_output", "adaptor_output")
        ],
        {
            "hop": np.array([160]),
            "six": np.array([6]),
            "one": np.array([1]),
            "width": np.array([WIDTH]),
            "value": np.array([1.0], np.float32),
        },
    )


def speechlike(seconds: float) -> FloatArray:
    return np.random.default_rng(0).normal(size=round(seconds * 16000)).astype(np.float32) * 0.1


@pytest.mark.parametrize("kind", [TensorProto.FLOAT, TensorProto.FLOAT16])
@pytest.mark.parametrize("seconds", [0.3, 1.0, 5.0])
def test_generation_b_pads_masks_and_keeps_the_first_rows(
    tmp_path: Path, kind: int, seconds: float
) -> None:
    encoder = FunAsrEncoder(stacked_feature_encoder(tmp_path / "b.onnx", kind), device="cpu")
    features = encoder.features(speechlike(seconds))
    encoding = encoder.encode(features)
    assert encoding.lfr_frames == len(features)
    assert encoding.frames.shape == (1, len(features), 560)
    assert encoding.audio_rows.shape == (audio_token_count(len(features)), 560)
    assert encoding.audio_rows.dtype == np.float32
    np.testing.assert_allclose(
        encoding.audio_rows, features[: len(encoding.audio_rows)], rtol=2e-3, atol=2e-2
    )
    np.testing.assert_allclose(encoding.frames[0], features, rtol=2e-3, atol=2e-2)


@pytest.mark.parametrize("with_length", [True, False])
def test_generation_a_takes_samples(tmp_path: Path, with_length: bool) -> None:
    encoder = FunAsrEncoder(sample_encoder(tmp_path / "a.onnx", with_length=with_length))
    samples = speechlike(2.0)
    assert encoder.features(samples) is samples
    encoding = encoder.encode(samples)
    assert encoding.lfr_frames == 34
    assert encoding.frames.shape == (1, 34, WIDTH)
    assert encoding.audio_rows.shape == (audio_token_count(34), WIDTH)


def test_too_few_rows_for_the_language_model_are_refused(tmp_path: Path) -> None:
    path = stacked_feature_encoder(tmp_path / "b.onnx", TensorProto.FLOAT, rows="1")
    encoder = FunAsrEncoder(path, device="cpu")
    with pytest.raises(ModelDamaged, match="rows"):
        encoder.encode(encoder.features(speechlike(5.0)))


@pytest.mark.parametrize("output", ["indices", "logits", "topk"])
def test_every_kind_of_ctc_file_gives_the_same_best_path(tmp_path: Path, output: str) -> None:
    frame_values = helper.make_tensor_value_info("enc_output", TensorProto.FLOAT, [1, "T", CLASSES])
    if output == "indices":
        nodes = [helper.make_node("ArgMax", ["enc_output"], ["indices"], axis=2, keepdims=0)]
        outputs = [helper.make_tensor_value_info("indices", TensorProto.INT64, [1, "T"])]
    elif output == "logits":
        nodes = [helper.make_node("Identity", ["enc_output"], ["logits"])]
        outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, "T", CLASSES])]
    else:
        nodes = [
            helper.make_node("LogSoftmax", ["enc_output"], ["log_probs"], axis=2),
            helper.make_node("TopK", ["log_probs", "k"], ["topk_log_probs", "wide"], axis=2),
            helper.make_node("Cast", ["wide"], ["topk_indices"], to=TensorProto.INT32),
        ]
        outputs = [
            helper.make_tensor_value_info("topk_log_probs", TensorProto.FLOAT, [1, "T", 3]),
            helper.make_tensor_value_info("topk_indices", TensorProto.INT32, [1, "T", 3]),
        ]
    path = save(tmp_path / "c.onnx", nodes, [frame_values], outputs, {"k": np.array([3])})
    frames = np.random.default_rng(1).normal(size=(1, 20, CLASSES)).astype(np.float32)
    posterior = FunAsrCtc(path, device="cpu").posterior(frames)
    log_probs, ids = posterior.best()
    np.testing.assert_array_equal(ids, frames[0].argmax(axis=1))
    if output != "indices":
        expected = frames[0].max(axis=1) - np.log(np.exp(frames[0]).sum(axis=1))
        np.testing.assert_allclose(log_probs, expected, atol=1e-5)


def test_a_missing_a_damaged_and_a_foreign_file(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"none\.onnx"):
        FunAsrEncoder(tmp_path / "none.onnx")
    damaged = tmp_path / "damaged.onnx"
    damaged.write_bytes(b"not a graph")
    with pytest.raises(ModelDamaged, match="damaged"):
        FunAsrEncoder(damaged)
    foreign = save(
        tmp_path / "foreign.onnx",
        [helper.make_node("Identity", ["x"], ["y"])],
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])],
    )
    with pytest.raises(ModelDamaged, match="not those of a Fun-ASR-Nano encoder"):
        FunAsrEncoder(foreign)
    with pytest.raises(ModelDamaged, match="enc_output"):
        FunAsrCtc(foreign)


def test_a_run_that_fails_and_one_that_is_cancelled(tmp_path: Path) -> None:
    path = stacked_feature_encoder(tmp_path / "b.onnx", TensorProto.FLOAT)
    model = OnnxModel(path, device="cpu")
    with pytest.raises(EngineFailed, match=r"b\.onnx"):
        model.run({"lfr_feat": np.zeros((2, 2), np.float32)})
    cancel = CancelFlag()
    cancel.cancel()
    feeds = {"lfr_feat": np.zeros((1, 3, 560), np.float32), "mask": np.ones((1, 3), np.float32)}
    with pytest.raises(Cancelled):
        model.run(feeds, cancel=cancel)
