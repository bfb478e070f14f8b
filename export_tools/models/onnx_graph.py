"""Builds an ONNX graph node by node, with the few layers that our networks are made of.

Written by hand instead of traced, so that names, shapes and operators are exactly what we mean and
an old DirectML can load them: opset 17, IR 8. Time is the only dynamic axis.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from google.protobuf.message import EncodeError  # type: ignore[import-untyped]
from onnx import TensorProto, helper, numpy_helper

from asr_core.errors import CheckpointUnusable, OutputUnwritable

OPSET = 17
IR_VERSION = 8
# Far below every real attention score, and still a float16 number.
MASKED_SCORE = -1e4

Weights = npt.NDArray[Any]
Shape = Sequence[int | str]


class GraphBuilder:
    """Collects nodes and weights; every method returns the name of the value that it makes."""

    def __init__(self, name: str) -> None:
        self.model = onnx.ModelProto(
            ir_version=IR_VERSION,
            producer_name="hotscribe",
            opset_import=[helper.make_opsetid("", OPSET)],
        )
        self.model.graph.name = name
        self._constants: set[str] = set()

    def input(self, name: str, shape: Shape) -> str:
        """Declare a float32 input; a text in `shape` names a dynamic axis."""
        self.model.graph.input.append(
            helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))
        )
        return name

    def output(self, name: str, shape: Shape, value: str, element_type: int | None = None) -> None:
        """Declare `value` to be the output `name`."""
        self.node("Identity", [value], name)
        self.model.graph.output.append(
            helper.make_tensor_value_info(name, element_type or TensorProto.FLOAT, list(shape))
        )

    def constant(self, name: str, values: npt.ArrayLike) -> str:
        """A weight or number; a second call with the same name reuses the first."""
        if name not in self._constants:
            self._constants.add(name)
            array = np.asarray(values)
            if array.dtype.kind == "f":
                array = array.astype(np.float32, copy=False)
            tensor = numpy_helper.from_array(np.ascontiguousarray(array), name)
            self.model.graph.initializer.append(tensor)
        return name

    def node(self, operator: str, inputs: Sequence[str], name: str, **attributes: Any) -> str:
        """One node with one output, both called `name`."""
        self.nodes(operator, inputs, [name], **attributes)
        return name

    def nodes(
        self, operator: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any
    ) -> None:
        """One node with several outputs, called like its first output."""
        self.model.graph.node.append(
            helper.make_node(operator, list(inputs), list(outputs), name=outputs[0], **attributes)
        )

    def linear(self, x: str, name: str, weight: Weights, bias: Weights) -> str:
        """`x` times the transpose of `weight` (outputs, inputs), plus `bias`."""
        product = self.node("MatMul", [x, self.constant(name + ".weight", weight.T)], name + "/mul")
        return self.node("Add", [product, self.constant(name + ".bias", bias)], name + "/add")

    def layer_norm(self, x: str, name: str, weight: Weights, bias: Weights, epsilon: float) -> str:
        """Normalisation over the last axis."""
        scale = self.constant(name + ".weight", weight)
        return self.node(
            "LayerNormalization",
            [x, scale, self.constant(name + ".bias", bias)],
            name + "/normalise",
            axis=-1,
            epsilon=epsilon,
        )

    def unsqueeze(self, x: str, axes: Sequence[int], name: str) -> str:
        """`x` with new axes of length 1."""
        constant = self.constant(name + ".axes", np.array(axes, np.int64))
        return self.node("Unsqueeze", [x, constant], name)

    def attention_bias(self, mask: str, name: str) -> str:
        """Score offsets [1, 1, 1, T]: 0 where `mask` [1, T] is 1, hopeless where it is 0."""
        wide = self.unsqueeze(mask, [1, 2], name + "/wide")
        negative = self.node("Sub", [wide, self.constant("one", np.float32(1))], name + "/negative")
        masked = self.constant("masked_score", np.float32(-MASKED_SCORE))
        return self.node("Mul", [negative, masked], name + "/bias")

    def attend(self, q: str, k: str, v: str, bias: str, heads: int, width: int, name: str) -> str:
        """Multi-head attention of [1, T, width] values under `bias`, heads joined again."""
        head_size = width // heads
        split = self.constant(f"split_{heads}x{head_size}", np.array([0, 0, heads, head_size]))
        join = self.constant(f"join_{width}", np.array([0, 0, width]))
        scale = self.constant(f"scale_{head_size}", np.float32(1 / math.sqrt(head_size)))
        q = self.node("Mul", [q, scale], name + "/scaled_query")
        parts = {}
        # Keys are laid out [1, heads, size, T], so that their product needs no further transpose.
        for part, value, order in (
            ("query", q, [0, 2, 1, 3]),
            ("key", k, [0, 2, 3, 1]),
            ("value", v, [0, 2, 1, 3]),
        ):
            value = self.node("Reshape", [value, split], f"{name}/{part}_heads")
            parts[part] = self.node("Transpose", [value], f"{name}/{part}", perm=order)
        scores = self.node("MatMul", [parts["query"], parts["key"]], name + "/scores")
        scores = self.node("Add", [scores, bias], name + "/masked_scores")
        shares = self.node("Softmax", [scores], name + "/shares", axis=-1)
        mixed = self.node("MatMul", [shares, parts["value"]], name + "/mixed")
        mixed = self.node("Transpose", [mixed], name + "/mixed_heads", perm=[0, 2, 1, 3])
        return self.node("Reshape", [mixed, join], name + "/joined")


def write_model(model: onnx.ModelProto, path: Path) -> None:
    """Write `model` beside `path`, then rename.

    Raises `OutputUnwritable`, or `CheckpointUnusable` when the graph exceeds ONNX's limit of 2 GB.
    """
    try:
        content = model.SerializeToString()
    except EncodeError as error:
        reason = "its graph would be larger than 2 GB, the limit of an ONNX file"
        raise CheckpointUnusable(str(path), reason) from error
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputUnwritable(str(path), error.strerror or "writing failed") from error
