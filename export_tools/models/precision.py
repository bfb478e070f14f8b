"""Turns a float32 graph into the smaller forms: float16, int8 and int4.

float16 is for graphics cards: weights, inputs and outputs are half as wide, while everything whose
range or rounding matters stays float32 inside. int8 and int4 are for processors: only products with
constant weights are quantised; convolutions, norms, inputs and outputs stay float32.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from export_tools.models.onnx_graph import IR_VERSION

Precision = Literal["fp32", "fp16", "int8", "int4"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)

INT4_BLOCK_SIZES = (128, 64, 32, 16)
# Activations are rounded to int8 for int4 products: the fast path on processors.
INT4_ACCURACY_LEVEL = 4

_FLOAT = TensorProto.FLOAT
_SMALLEST_HALF = 1e-7
_LARGEST_HALF = 65_504.0


def convert_precision(model: onnx.ModelProto, precision: Precision) -> onnx.ModelProto:
    """`model`, which must be one of our float32 graphs, in `precision`.

    The argument may be changed on the way; use the result only.
    """
    if precision == "fp32":
        return model
    if precision == "fp16":
        return _HalfConverter(model).convert()
    if precision == "int8":
        return _to_int8(model)
    return _to_int4(model)


def int4_block_size(model: onnx.ModelProto) -> int:
    """How many weights share a scale: 128 as published, less when a small model has fewer rows."""
    constants = {tensor.name: tensor for tensor in model.graph.initializer}
    rows = [
        constants[node.input[1]].dims[0]
        for node in model.graph.node
        if node.op_type == "MatMul" and node.input[1] in constants
    ]
    fitting = [size for size in INT4_BLOCK_SIZES if size <= min(rows, default=0)]
    return fitting[0] if fitting else INT4_BLOCK_SIZES[-1]


def _to_int8(model: onnx.ModelProto) -> onnx.ModelProto:
    """Every product with a constant becomes: round the rows, multiply bytes, scale back.

    Weights are unsigned with one scale and one zero point per column: with signed ones the sums of
    older processors (AVX2) can saturate.
    """
    graph = model.graph
    constants = {tensor.name: tensor for tensor in graph.initializer}
    nodes: list[onnx.NodeProto] = []
    rounded: set[str] = set()
    for node in list(graph.node):
        if node.op_type != "MatMul" or node.input[1] not in constants:
            nodes.append(node)
            continue
        rows, weight = node.input
        parts = [f"{rows}/{part}" for part in ("bytes", "scale", "zero")]
        if rows not in rounded:
            rounded.add(rows)
            nodes.append(helper.make_node("DynamicQuantizeLinear", [rows], parts, name=parts[0]))
        values, scales, zeros = _column_bytes(numpy_helper.to_array(constants[weight]))
        constants[weight].CopyFrom(numpy_helper.from_array(values, weight))
        for part, array in ((f"{weight}.scale", scales), (f"{weight}.zero", zeros)):
            graph.initializer.append(numpy_helper.from_array(array, part))
        name = node.output[0]
        nodes += [
            helper.make_node(
                "MatMulInteger",
                [parts[0], weight, parts[2], f"{weight}.zero"],
                [f"{name}/sums"],
                name=f"{name}/sums",
            ),
            helper.make_node(
                "Cast", [f"{name}/sums"], [f"{name}/floats"], name=f"{name}/floats", to=_FLOAT
            ),
            helper.make_node(
                "Mul", [parts[1], f"{weight}.scale"], [f"{name}/scale"], name=f"{name}/scale"
            ),
            helper.make_node("Mul", [f"{name}/floats", f"{name}/scale"], [name], name=name),
        ]
    del graph.node[:]
    graph.node.extend(nodes)
    return model


def _column_bytes(
    weight: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
    """`weight` (rows, columns) as bytes, and each column's scale and zero point."""
    lowest = np.minimum(weight.min(axis=0), 0)
    scales = ((np.maximum(weight.max(axis=0), 0) - lowest) / 255).astype(np.float32)
    scales[scales == 0] = 1
    zeros = np.round(-lowest / scales)
    values = np.clip(np.round(weight / scales) + zeros, 0, 255).astype(np.uint8)
    return values, scales, zeros.astype(np.uint8)


def _to_int4(model: onnx.ModelProto) -> onnx.ModelProto:
    with _root_logger_untouched():
        from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    logging.getLogger(MatMulNBitsQuantizer.__module__).setLevel(logging.WARNING)
    quantizer = MatMulNBitsQuantizer(
        model,
        bits=4,
        block_size=int4_block_size(model),
        is_symmetric=False,
        accuracy_level=INT4_ACCURACY_LEVEL,
    )
    quantizer.process()
    quantised: onnx.ModelProto = quantizer.model.model
    # The quantiser may raise the version to what its own onnx package writes.
    quantised.ir_version = IR_VERSION
    return quantised


@contextmanager
def _root_logger_untouched() -> Iterator[None]:
    """Take back the handler and the level that the quantiser's module sets for everybody."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    try:
        yield
    finally:
        root.setLevel(level)
        for handler in set(root.handlers) - set(handlers):
            root.removeHandler(handler)


class _HalfConverter:
    """Rewrites a graph node by node; a Cast stands wherever a value changes its width."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._model = model
        self._constants = {tensor.name: tensor for tensor in model.graph.initializer}
        self._types: dict[str, int] = {}
        self._casts: dict[tuple[str, int], str] = {}
        self._nodes: list[onnx.NodeProto] = []

    def convert(self) -> onnx.ModelProto:
        graph = self._model.graph
        for value in graph.input:
            value.type.tensor_type.elem_type = TensorProto.FLOAT16
            self._types[value.name] = TensorProto.FLOAT16
        for name, tensor in self._constants.items():
            self._types[name] = tensor.data_type
        self._halve_weights()
        for node in graph.node:
            self._convert_node(node)
        for value in graph.output:
            if value.type.tensor_type.elem_type == TensorProto.FLOAT:
                value.type.tensor_type.elem_type = TensorProto.FLOAT16
        del graph.node[:]
        graph.node.extend(self._nodes)
        return self._model

    def _halve_weights(self) -> None:
        """Store every float weight that a half-wide node or a large product uses as float16."""
        for node in self._model.graph.node:
            for name in node.input:
                tensor = self._constants.get(name)
                if (
                    tensor is not None
                    and tensor.data_type == TensorProto.FLOAT
                    and (not _stays_wide(node) or node.op_type == "MatMul")
                ):
                    values = _rounded(numpy_helper.to_array(tensor))
                    tensor.CopyFrom(numpy_helper.from_array(values, name))
                    self._types[name] = TensorProto.FLOAT16

    def _convert_node(self, node: onnx.NodeProto) -> None:
        wide = _stays_wide(node)
        target = TensorProto.FLOAT if wide else TensorProto.FLOAT16
        for index, name in enumerate(node.input):
            if self._types.get(name) in (TensorProto.FLOAT, TensorProto.FLOAT16):
                node.input[index] = self._cast(name, target)
        self._nodes.append(node)
        self._types |= _output_types(node, self._types, target)

    def _cast(self, name: str, target: int) -> str:
        if self._types[name] == target:
            return name
        key = (name, target)
        if key not in self._casts:
            width = "half" if target == TensorProto.FLOAT16 else "wide"
            cast = f"{name}/{width}"
            self._nodes.append(helper.make_node("Cast", [name], [cast], name=cast, to=target))
            self._casts[key] = cast
            self._types[cast] = target
        return self._casts[key]


def _stays_wide(node: onnx.NodeProto) -> bool:
    """Whether `node` computes in float32 even in a float16 graph.

    Norms and the sums that carry the signal past the layers lose most by rounding; the adaptor's
    values reach a thousand, so that its sums can overflow; frame numbers and log-probabilities need
    more digits than float16 has.
    """
    name = node.name
    return (
        node.op_type == "LayerNormalization"
        or name.startswith(("position/", "audio_adaptor", "ctc/"))
        or name.endswith(("/residual", "/output"))
    )


def _output_types(node: onnx.NodeProto, types: dict[str, int], target: int) -> dict[str, int]:
    if node.op_type == "Cast":
        found = [helper.get_node_attr_value(node, "to")]
    elif node.op_type == "Shape":
        found = [TensorProto.INT64]
    elif node.op_type == "ConstantOfShape":
        found = [TensorProto.FLOAT]
    elif node.op_type == "TopK":
        found = [target, TensorProto.INT64]
    else:
        is_float = types[node.input[0]] in (TensorProto.FLOAT, TensorProto.FLOAT16)
        found = [target if is_float else types[node.input[0]]] * len(node.output)
    return dict(zip(node.output, found, strict=True))


def _rounded(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float16]:
    """float16 of `values`, kept within its range, and no small weight lost to zero."""
    limited = np.clip(np.abs(values), _SMALLEST_HALF, _LARGEST_HALF)
    halves: npt.NDArray[np.float16] = (np.sign(values) * limited).astype(np.float16)
    return halves
