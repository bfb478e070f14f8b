"""The smaller forms of the graphs: how near they stay, how small they are, what stays float32."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from export_tools.models.checkpoint import Checkpoint, read_checkpoint
from export_tools.models.fun_asr_graphs import build_ctc, build_encoder_adaptor
from export_tools.models.onnx_graph import GraphBuilder
from export_tools.models.precision import (
    PRECISIONS,
    Precision,
    _column_bytes,
    _root_logger_untouched,
    convert_precision,
    int4_block_size,
)

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
Array = npt.NDArray[Any]
# Lowest cosine against float32 for encoder, adaptor and log-probabilities. The networks are tiny
# and random, so that 4 bits lose more here than at the real size.
COSINES: dict[Precision, float] = {"fp32": 0.999999, "fp16": 0.9999, "int8": 0.999, "int4": 0.95}
# Largest share of the float32 file. Norms, filters and node names do not shrink.
SHARES: dict[Precision, float] = {"fp32": 1.0, "fp16": 0.58, "int8": 0.45, "int4": 0.35}


@dataclass(frozen=True)
class Outputs:
    """What both graphs made of the golden clip in one precision, and how large they are."""

    values: dict[str, Array]
    file_bytes: tuple[int, int]
    input_types: set[str]
    output_types: dict[str, str]


@pytest.fixture(scope="module", params=["fun-asr-tiny", "fun-asr-tiny-stacked"])
def checkpoint(request: pytest.FixtureRequest) -> Checkpoint:
    return read_checkpoint(GOLDEN / request.param)


@pytest.fixture(scope="module")
def outputs(checkpoint: Checkpoint) -> dict[Precision, Outputs]:
    return {precision: run(checkpoint, precision) for precision in PRECISIONS}


def run(checkpoint: Checkpoint, precision: Precision, padding_rows: int = 5) -> Outputs:
    graphs = [
        convert_precision(build(checkpoint), precision).SerializeToString()
        for build in (build_encoder_adaptor, build_ctc)
    ]
    encoder, ctc = (onnxruntime.InferenceSession(graph) for graph in graphs)
    float_type = np.float16 if precision == "fp16" else np.float32
    with np.load(GOLDEN / "fun_asr_golden.npz") as archive:
        features = archive["features"].astype(float_type)
    rows = features.shape[1]
    mask = np.zeros((1, rows + padding_rows), float_type)
    mask[:, :rows] = 1
    features = np.pad(features, ((0, 0), (0, padding_rows), (0, 0)))
    encoded, adapted = encoder.run(None, {"lfr_feat": features, "mask": mask})
    _, classes, log_probs = ctc.run(None, {"enc_output": encoded, "mask": mask})
    assert not encoded[:, rows:].any()
    rate = checkpoint.config.adaptor.downsample_rate
    values = {
        "encoder": encoded[:, :rows],
        "adaptor": adapted[:, : -(-rows // rate)],
        "log_probs": log_probs[:, :rows],
        "classes": classes[:, :rows],
    }
    described = [*encoder.get_outputs(), *ctc.get_outputs()]
    return Outputs(
        values,
        (len(graphs[0]), len(graphs[1])),
        {value.type for value in [*encoder.get_inputs(), *ctc.get_inputs()]},
        {value.name: value.type for value in described},
    )


def cosine(first: Array, second: Array) -> float:
    a, b = first.astype(np.float64).ravel(), second.astype(np.float64).ravel()
    return float(a @ b / np.sqrt((a @ a) * (b @ b)))


@pytest.mark.parametrize("precision", PRECISIONS)
def test_outputs_stay_near_float32(outputs: dict[Precision, Outputs], precision: Precision) -> None:
    for name in ("encoder", "adaptor", "log_probs"):
        found, expected = outputs[precision].values[name], outputs["fp32"].values[name]
        assert cosine(found, expected) >= COSINES[precision], name


@pytest.mark.parametrize("precision", PRECISIONS)
def test_files_shrink(outputs: dict[Precision, Outputs], precision: Precision) -> None:
    for size, full in zip(outputs[precision].file_bytes, outputs["fp32"].file_bytes, strict=True):
        assert size <= SHARES[precision] * full


@pytest.mark.parametrize("precision", PRECISIONS)
def test_inputs_and_outputs_are_half_wide_only_in_fp16(
    outputs: dict[Precision, Outputs], precision: Precision
) -> None:
    float_type = "tensor(float16)" if precision == "fp16" else "tensor(float)"
    found = outputs[precision]
    assert found.input_types == {float_type}
    assert found.output_types.pop("topk_indices") == "tensor(int32)"
    assert set(found.output_types.values()) == {float_type}


@pytest.mark.parametrize("precision", PRECISIONS)
def test_old_runtimes_can_load_the_files(checkpoint: Checkpoint, precision: Precision) -> None:
    for build in (build_encoder_adaptor, build_ctc):
        model = convert_precision(build(checkpoint), precision)
        assert model.ir_version <= 10
        versions = {entry.domain: entry.version for entry in model.opset_import}
        assert versions.pop("") == 17
        assert versions == ({"com.microsoft": 1} if precision == "int4" else {})
        names = [node.name for node in model.graph.node]
        assert len(set(names)) == len(names)


def test_what_stays_float32_in_float16(checkpoint: Checkpoint) -> None:
    model = convert_precision(build_encoder_adaptor(checkpoint), "fp16")
    inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, check_type=True)
    types = {value.name: value.type.tensor_type.elem_type for value in inferred.graph.value_info}
    wide = {name for name, element in types.items() if element == onnx.TensorProto.FLOAT}
    for node in model.graph.node:
        if node.op_type == "Cast":
            continue
        must_be_wide = node.op_type == "LayerNormalization" or node.name.endswith("/residual")
        if must_be_wide or node.name.startswith("audio_adaptor.linear1/"):
            assert node.output[0] in wide, node.name
        if node.name.startswith("audio_encoder.") and node.op_type in ("MatMul", "Conv", "Softmax"):
            assert types[node.output[0]] == onnx.TensorProto.FLOAT16, node.name
    weights = {tensor.name: tensor.data_type for tensor in model.graph.initializer}
    assert weights["audio_adaptor.linear1.weight"] == onnx.TensorProto.FLOAT16
    assert weights["position.rates"] == onnx.TensorProto.FLOAT


def test_loud_adaptor_does_not_overflow_in_float16() -> None:
    graph = GraphBuilder("loud")
    rows = graph.input("rows", [1, "T", 4])
    weight = np.full((4, 4), 200.0)
    large = graph.linear(rows, "audio_adaptor.linear1", weight, np.zeros(4))
    small = graph.linear(large, "audio_adaptor.linear2", weight / 1e5, np.zeros(4))
    graph.output("out", [1, "T", 4], small)
    model = convert_precision(graph.model, "fp16")
    session = onnxruntime.InferenceSession(model.SerializeToString())
    (found,) = session.run(None, {"rows": np.full((1, 2, 4), 200, np.float16)})
    assert found == pytest.approx(200 * 4 * 200 * 4 * 0.002, rel=1e-2)


def test_float16_keeps_weights_within_its_range() -> None:
    graph = GraphBuilder("extremes")
    x = graph.input("x", [1, "T", 1])
    extremes = np.array([[1e6], [-1e6], [1e-12], [0.0]])
    graph.output("out", [1, "T", 4], graph.linear(x, "layer", extremes, np.zeros(4)))
    model = convert_precision(graph.model, "fp16")
    session = onnxruntime.InferenceSession(model.SerializeToString())
    (found,) = session.run(None, {"x": np.ones((1, 1, 1), np.float16)})
    assert found[0, 0, :2].tolist() == [65_504, -65_504]
    assert found[0, 0, 2] > 0 and found[0, 0, 3] == 0


@given(
    hnp.arrays(
        np.float32,
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=9),
        elements=st.floats(-1e3, 1e3, width=32),
    )
)
def test_bytes_lie_within_half_a_step_of_the_weights(weight: npt.NDArray[np.float32]) -> None:
    values, scales, zeros = _column_bytes(weight)
    assert values.dtype == zeros.dtype == np.uint8
    restored = (values.astype(np.float64) - zeros) * scales
    # Rounding the zero point and the value costs half a step each.
    assert (np.abs(restored - weight) <= scales * 1.01 + 1e-30).all()
    exact_zero = np.where(weight == 0, restored, 0)
    assert not exact_zero.any()


@pytest.mark.parametrize(
    ("sizes", "expected"), [((560, 2048), 128), ((2048, 64), 64), ((40,), 32), ((8,), 16)]
)
def test_int4_blocks_fit_the_smallest_product(sizes: tuple[int, ...], expected: int) -> None:
    graph = GraphBuilder("blocks")
    for size in sizes:
        x = graph.input(f"x{size}", [1, "T", size])
        graph.linear(x, f"layer{size}", np.zeros((3, size)), np.zeros(3))
    assert int4_block_size(graph.model) == expected


def test_the_quantiser_may_not_set_up_logging_for_everybody() -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    with _root_logger_untouched():
        root.addHandler(logging.NullHandler())
        root.setLevel(1)
    assert (root.level, list(root.handlers)) == before


def test_quantising_prints_nothing(
    checkpoint: Checkpoint, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    convert_precision(build_ctc(checkpoint), "int4")
    assert not caplog.records
    assert capfd.readouterr() == ("", "")
