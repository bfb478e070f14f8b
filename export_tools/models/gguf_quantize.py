"""Which numbers each tensor of the decoder is stored in, and their making by llama.cpp itself.

The mixtures Q5_K_M and Q4_K_M are a rule per tensor, not one type; the rule here is the one of
llama-quantize for the architecture qwen3. The packing is done by `ggml_quantize_chunk` of the
llama.cpp library that the program runs on anyway, so files are what llama-quantize would write.
"""

from __future__ import annotations

import ctypes
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, LlamaFileType

from asr_core.array_types import FloatArray
from asr_core.errors import LibraryUnusable
from asr_core.llama_library import check_file

DecoderPrecision = Literal["f16", "q8_0", "q5_k", "q4_k"]

FILE_TYPES: dict[DecoderPrecision, LlamaFileType] = {
    "f16": LlamaFileType.MOSTLY_F16,
    "q8_0": LlamaFileType.MOSTLY_Q8_0,
    "q5_k": LlamaFileType.MOSTLY_Q5_K_M,
    "q4_k": LlamaFileType.MOSTLY_Q4_K_M,
}
_BASE_TYPES: dict[DecoderPrecision, GGMLQuantizationType] = {
    "f16": GGMLQuantizationType.F16,
    "q8_0": GGMLQuantizationType.Q8_0,
    "q5_k": GGMLQuantizationType.Q5_K,
    "q4_k": GGMLQuantizationType.Q4_K,
}
# Rows that are no multiple of 256 take a type with blocks of 32.
_FALLBACKS = {
    GGMLQuantizationType.Q4_K: GGMLQuantizationType.Q5_0,
    GGMLQuantizationType.Q5_K: GGMLQuantizationType.Q5_1,
    GGMLQuantizationType.Q6_K: GGMLQuantizationType.Q8_0,
}
_CHUNK_VALUES = 1 << 20


def choose_tensor_type(
    name: str, shape: tuple[int, ...], precision: DecoderPrecision, *, layer_count: int, tied: bool
) -> GGMLQuantizationType:
    """The storage type of the GGUF tensor `name` with `shape` (rows, row length).

    `tied` says that the embedding also serves as the output, which then decides its type.
    """
    if len(shape) < 2:
        return GGMLQuantizationType.F32
    wanted = _BASE_TYPES[precision]
    if precision in ("q5_k", "q4_k"):
        is_output = name == "output.weight" or (tied and name == "token_embd.weight")
        is_sensitive = name.endswith(("attn_v.weight", "ffn_down.weight"))
        if is_output or (is_sensitive and _deserves_more_bits(_layer_of(name), layer_count)):
            wanted = GGMLQuantizationType.Q6_K
    return _fit_to_row(wanted, shape[-1])


def _layer_of(name: str) -> int:
    return int(name.split(".")[1])


def _deserves_more_bits(layer: int, layer_count: int) -> bool:
    """The first and the last eighth of the layers, and every third between."""
    eighth = layer_count // 8
    return layer < eighth or layer >= 7 * layer_count // 8 or (layer - eighth) % 3 == 2


def _fit_to_row(wanted: GGMLQuantizationType, row_length: int) -> GGMLQuantizationType:
    for candidate in (wanted, _FALLBACKS.get(wanted)):
        if candidate is not None and row_length % GGML_QUANT_SIZES[candidate][0] == 0:
            return candidate
    return GGMLQuantizationType.F16


def packed_bytes(shape: tuple[int, ...], storage: GGMLQuantizationType) -> int:
    """Size of a tensor of `shape` in the type `storage`."""
    block_values, block_bytes = GGML_QUANT_SIZES[storage]
    return int(np.prod(shape, dtype=np.int64)) // block_values * block_bytes


class Quantizer:
    """Packs rows with the `ggml_quantize_chunk` of one llama.cpp library.

    The library at `library_path` is opened, not started: no model, no device. Raises
    `LibraryUnusable` when it is none or lacks the function.
    """

    def __init__(self, library_path: Path, *, threads: int | None = None) -> None:
        self._chunk = _load_quantize_chunk(library_path)
        self._threads = threads or os.cpu_count() or 1

    def pack(self, values: FloatArray, storage: GGMLQuantizationType) -> npt.NDArray[np.uint8]:
        """Bytes (rows, bytes per row) of the float32 matrix `values` (rows, row length)."""
        rows, row_length = values.shape
        source = np.ascontiguousarray(values, dtype=np.float32)
        packed = np.empty((rows, packed_bytes((row_length,), storage)), dtype=np.uint8)
        step = max(1, _CHUNK_VALUES // row_length)

        def pack_from(start: int) -> None:
            count = min(step, rows - start)
            self._chunk(
                int(storage),
                source[start:].ctypes.data,
                packed[start:].ctypes.data,
                0,
                count,
                row_length,
                None,
            )

        # ctypes gives the interpreter's lock away, so threads really run side by side.
        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(pack_from, range(0, rows, step)))
        return packed


def _load_quantize_chunk(library_path: Path) -> ctypes._NamedFuncPointer:
    check_file(library_path)
    # Windows looks a name up in one file only, and there the function lives in ggml-base.
    siblings = sorted(library_path.parent.glob("*ggml-base*"))
    for candidate in (library_path, *siblings):
        try:
            library = ctypes.CDLL(str(candidate))
            function = library.ggml_quantize_chunk
        except (OSError, AttributeError):
            continue
        function.restype = ctypes.c_size_t
        function.argtypes = [
            ctypes.c_int,
            ctypes.c_void_p,
            ctypes.c_void_p,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_int64,
            ctypes.c_void_p,
        ]
        return function
    raise LibraryUnusable(str(library_path), "it has no function ggml_quantize_chunk")
