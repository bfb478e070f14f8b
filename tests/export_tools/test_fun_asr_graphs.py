"""Our graphs against the official classes, by golden arrays that those classes wrote.

tests/golden/make_fun_asr_golden.py made the arrays with tiny seeded networks; two of them, one with
`downsample_rate` 1 as published and one with 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import pytest
from google.protobuf.message import EncodeError  # type: ignore[import-untyped]

from asr_core.array_types import FloatArray
from asr_core.errors import CheckpointUnusable, OutputUnwritable
from asr_core.features import log_mel_kaldi, stack_frames
from export_tools.models.checkpoint import Checkpoint, LazyWeights, read_checkpoint
from export_tools.models.fun_asr_graphs import build_ctc, build_encoder_adaptor
from export_tools.models.onnx_graph import write_model

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
NAMES = ("fun-asr-tiny", "fun-asr-tiny-stacked")
RATES = {"fun-asr-tiny": 1, "fun-asr-tiny-stacked": 8}
COSINE = 0.9999
MAX_DIFFERENCE = 1e-3


@dataclass(frozen=True)
class Tiny:
    """One tiny checkpoint, its graphs loaded, and what the official classes made of the clip."""

    name: str
    checkpoint: Checkpoint
    encoder: onnxruntime.InferenceSession
    ctc: onnxruntime.InferenceSession
    golden: dict[str, npt.NDArray[Any]]

    def encode(self, features: FloatArray, mask: FloatArray) -> list[FloatArray]:
        """`enc_output` and `adaptor_output`."""
        found: list[FloatArray] = self.encoder.run(None, {"lfr_feat": features, "mask": mask})
        return found


@pytest.fixture(scope="module", params=NAMES)
def tiny(request: pytest.FixtureRequest) -> Iterator[Tiny]:
    name: str = request.param
    checkpoint = read_checkpoint(GOLDEN / name)
    graphs = [build_encoder_adaptor(checkpoint), build_ctc(checkpoint)]
    for graph in graphs:
        onnx.checker.check_model(graph, full_check=True)
    encoder, ctc = (onnxruntime.InferenceSession(graph.SerializeToString()) for graph in graphs)
    with np.load(GOLDEN / "fun_asr_golden.npz") as archive:
        golden = {
            key.removeprefix(f"{name}/"): archive[key]
            for key in archive.files
            if "/" not in key or key.startswith(f"{name}/")
        }
    yield Tiny(name, checkpoint, encoder, ctc, golden)


def assert_close(found: FloatArray, expected: FloatArray) -> None:
    """Every row points where the official one does, and no value is far off."""
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= MAX_DIFFERENCE
    rows = found.reshape(-1, found.shape[-1]).astype(np.float64)
    others = expected.reshape(rows.shape).astype(np.float64)
    norms = np.linalg.norm(rows, axis=1) * np.linalg.norm(others, axis=1)
    assert ((rows * others).sum(axis=1) / norms).min() >= COSINE


def padded(values: FloatArray, rows: int, filling: float = 0.0) -> FloatArray:
    shape = (values.shape[0], rows, *values.shape[2:])
    return np.concatenate([values, np.full(shape, filling, np.float32)], axis=1)


def test_features_equal_the_official_front_end(tiny: Tiny) -> None:
    samples: FloatArray = tiny.golden["waveform"].astype(np.float32)
    samples /= 32_768
    features = stack_frames(log_mel_kaldi(samples))
    np.testing.assert_allclose(features, tiny.golden["features"][0], atol=2e-3, rtol=0)


def test_every_stage_equals_the_official_classes(tiny: Tiny) -> None:
    features = tiny.golden["features"]
    mask = np.ones(features.shape[:2], np.float32)
    encoded, adapted = tiny.encode(features, mask)
    assert_close(encoded, tiny.golden["encoder"])
    assert_close(adapted, tiny.golden["adaptor"])
    assert_close(adapted[0, : len(tiny.golden["audio_rows"])], tiny.golden["audio_rows"])
    *_, log_probs = tiny.ctc.run(None, {"enc_output": encoded, "mask": mask})
    assert_close(log_probs, tiny.golden["ctc_log_probs"])


@pytest.mark.parametrize("filling", [0.0, 7.0])
@pytest.mark.parametrize("extra_rows", [1, 3, 13, 40])
def test_padding_changes_nothing(tiny: Tiny, extra_rows: int, filling: float) -> None:
    rows = tiny.golden["features"].shape[1]
    features = padded(tiny.golden["features"], extra_rows, filling)
    mask = padded(np.ones((1, rows), np.float32), extra_rows)
    encoded, adapted = tiny.encode(features, mask)
    assert_close(encoded[:, :rows], tiny.golden["encoder"])
    assert not encoded[:, rows:].any()
    rate = RATES[tiny.name]
    assert adapted.shape[1] == -(-(rows + extra_rows) // rate)
    assert_close(adapted[:, : -(-rows // rate)], tiny.golden["adaptor"])
    *_, log_probs = tiny.ctc.run(None, {"enc_output": encoded, "mask": mask})
    assert_close(log_probs[:, :rows], tiny.golden["ctc_log_probs"])


def test_official_padding_gives_the_same_where_it_should(tiny: Tiny) -> None:
    # With stacking the official class mixes rows past the clip's end into the last group; ours
    # follows what the class gives for the clip alone.
    rows = tiny.golden["features"].shape[1]
    np.testing.assert_array_equal(
        tiny.golden["encoder_padded"][:, :rows], tiny.golden["encoder"][:, :rows]
    )
    if RATES[tiny.name] == 1:
        np.testing.assert_array_equal(
            tiny.golden["adaptor_padded"][:, :rows], tiny.golden["adaptor"][:, :rows]
        )


@pytest.mark.parametrize("rows", [1, 2, 7, 8, 9, 64])
def test_any_length_runs(tiny: Tiny, rows: int) -> None:
    rng = np.random.default_rng(rows)
    features = rng.normal(10, 3, (1, rows, 560)).astype(np.float32)
    encoded, adapted = tiny.encode(features, np.ones((1, rows), np.float32))
    assert encoded.shape == (1, rows, 32)
    assert adapted.shape == (1, -(-rows // RATES[tiny.name]), 64)
    assert np.isfinite(encoded).all() and np.isfinite(adapted).all()


def test_nothing_but_padding_is_no_accident(tiny: Tiny) -> None:
    mask = np.zeros((1, 20), np.float32)
    encoded, adapted = tiny.encode(np.zeros((1, 20, 560), np.float32), mask)
    assert not encoded.any() and np.isfinite(adapted).all()
    outputs = tiny.ctc.run(None, {"enc_output": encoded, "mask": mask})
    assert all(np.isfinite(output).all() for output in outputs)


def test_loudness_does_not_matter(tiny: Tiny) -> None:
    # A factor on the samples is a constant in the log domain, which the first norm takes away:
    # features made without the official × 32768 give the same rows.
    features = tiny.golden["features"]
    mask = np.ones(features.shape[:2], np.float32)
    offset = np.float32(2 * np.log(32_768))
    loud, quiet = (tiny.encode(values, mask)[0] for values in (features, features - offset))
    np.testing.assert_allclose(quiet, loud, atol=MAX_DIFFERENCE)


def test_top_classes_are_the_best_of_all(tiny: Tiny) -> None:
    encoded = tiny.golden["encoder"]
    mask = np.ones(encoded.shape[:2], np.float32)
    best, classes, log_probs = tiny.ctc.run(None, {"enc_output": encoded, "mask": mask})
    assert best.shape == classes.shape == (1, encoded.shape[1], 30)
    assert classes.dtype == np.int32
    np.testing.assert_array_equal(np.take_along_axis(log_probs, classes.astype(int), 2), best)
    np.testing.assert_array_equal(best, -np.sort(-log_probs, axis=2)[:, :, :30])
    np.testing.assert_array_equal(classes[:, :, 0], log_probs.argmax(axis=2))
    np.testing.assert_allclose(np.exp(log_probs).sum(axis=2), 1, atol=1e-4)


def test_names_types_and_versions(tiny: Tiny) -> None:
    assert [value.name for value in tiny.encoder.get_inputs()] == ["lfr_feat", "mask"]
    assert [value.shape for value in tiny.encoder.get_inputs()] == [[1, "T", 560], [1, "T"]]
    assert [value.name for value in tiny.encoder.get_outputs()] == ["enc_output", "adaptor_output"]
    assert [value.name for value in tiny.ctc.get_inputs()] == ["enc_output", "mask"]
    assert [(value.name, value.type) for value in tiny.ctc.get_outputs()] == [
        ("topk_log_probs", "tensor(float)"),
        ("topk_indices", "tensor(int32)"),
        ("log_probs", "tensor(float)"),
    ]
    for graph in (build_encoder_adaptor(tiny.checkpoint), build_ctc(tiny.checkpoint)):
        assert graph.ir_version <= 10
        assert [(entry.domain, entry.version) for entry in graph.opset_import] == [("", 17)]
        names = [node.name for node in graph.graph.node]
        assert len(set(names)) == len(names) and all(names)
        assert not graph.graph.value_info and not graph.metadata_props


def test_the_first_block_is_complete(tiny: Tiny) -> None:
    graph = build_encoder_adaptor(tiny.checkpoint).graph
    used = {name for node in graph.node for name in node.input}
    for part in ("norm2.weight", "feed_forward.w_1.weight", "feed_forward.w_2.bias"):
        assert f"audio_encoder.encoders0.0.{part}" in used
    assert {tensor.name for tensor in graph.initializer} <= used


def test_no_ctc_graph_without_its_tensors(tiny: Tiny) -> None:
    incomplete = Checkpoint(
        tiny.checkpoint.folder, tiny.checkpoint.config, LazyWeights(GOLDEN, {}, {}), ("ctc.ctc_lo",)
    )
    with pytest.raises(CheckpointUnusable, match=r"ctc\.ctc_lo"):
        build_ctc(incomplete)


def test_models_are_written_whole_or_not_at_all(tiny: Tiny, tmp_path: Path) -> None:
    model = build_ctc(tiny.checkpoint)
    path = tmp_path / "ctc.onnx"
    write_model(model, path)
    assert onnx.load(path) == model
    with pytest.raises(OutputUnwritable):
        write_model(model, tmp_path / "missing" / "ctc.onnx")
    (tmp_path / "taken.onnx").mkdir()
    with pytest.raises(OutputUnwritable):
        write_model(model, tmp_path / "taken.onnx")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["ctc.onnx", "taken.onnx"]


def test_a_graph_beyond_the_limit_is_refused_in_a_sentence(tmp_path: Path) -> None:
    class Huge:
        """Stands in for gigabytes of weights."""

        def SerializeToString(self) -> bytes:  # noqa: N802
            raise EncodeError("Failed to serialize proto")

    with pytest.raises(CheckpointUnusable, match="2 GB"):
        write_model(cast("onnx.ModelProto", Huge()), tmp_path / "large.onnx")
    assert not list(tmp_path.iterdir())
