"""Types and bytes of quantised decoders, against what llama-quantize wrote for the same weights.

llama_quantize.json was made by the llama-quantize of llama.cpp's source as packed with
llama-cpp-python 0.3.36 (x86-64, Linux), from the f16 files that the writer makes of the same
made-up weights.
"""

from __future__ import annotations

import _ctypes
import hashlib
import json
import platform
import sys
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
from tiny_checkpoint import llm_config, llm_weights, made_up_values, plain_tokenizer

from asr_core.errors import LibraryUnusable
from asr_core.llama_library import find_library
from export_tools.models.gguf_quantize import (
    DecoderPrecision,
    Quantizer,
    choose_tensor_type,
    packed_bytes,
)
from export_tools.models.gguf_writer import write_decoder

RECORD: dict[str, Any] = json.loads(
    (Path(__file__).parent / "llama_quantize.json").read_text(encoding="utf-8")
)
SAME_MACHINE = sys.platform == "linux" and platform.machine() == "x86_64"
CASES = [(case, precision) for case in RECORD for precision in RECORD[case]["precisions"]]


@pytest.fixture(scope="module")
def quantizer() -> Quantizer:
    return Quantizer(find_library().path)


@pytest.mark.parametrize(("case", "precision"), CASES)
def test_decoder_is_what_llama_quantize_writes(
    case: str, precision: DecoderPrecision, quantizer: Quantizer, tmp_path: Path
) -> None:
    record = RECORD[case]
    config = llm_config(vocab_size=64, **record["config"])
    path = tmp_path / "decoder.gguf"
    write_decoder(
        path,
        llm_weights(config),
        config,
        plain_tokenizer(64),
        precision,
        quantizer=quantizer,
    )
    expected = record["precisions"][precision]
    assert _matrix_types(path) == {kind: types.split() for kind, types in expected["types"].items()}
    if SAME_MACHINE:  # another processor may round the last bit of a block's scale otherwise
        assert hashlib.sha256(path.read_bytes()).hexdigest() == expected["sha256"]


def _matrix_types(path: Path) -> dict[str, list[str]]:
    types: dict[str, list[str]] = {}
    for tensor in gguf.GGUFReader(path).tensors:
        if len(tensor.shape) > 1:
            parts = tensor.name.split(".")
            kind = parts[2] if parts[0] == "blk" else parts[0]
            types.setdefault(kind, []).append(tensor.tensor_type.name)
    return types


@pytest.mark.parametrize(
    ("storage", "most_error"),
    [
        ("Q8_0", 0.006),
        ("Q6_K", 0.03),
        ("Q5_K", 0.05),
        ("Q4_K", 0.1),
        ("Q5_1", 0.05),
        ("Q5_0", 0.06),
    ],
)
def test_packed_rows_unpack_to_nearly_the_same(
    storage: str, most_error: float, quantizer: Quantizer
) -> None:
    kind = gguf.GGMLQuantizationType[storage]
    values = made_up_values((70, 512), 7)
    unpacked = gguf.quants.dequantize(quantizer.pack(values, kind), kind)
    error = np.linalg.norm(unpacked - values) / np.linalg.norm(values)
    assert error < most_error


def test_many_rows_in_threads_equal_one_row_at_a_time() -> None:
    library = find_library().path
    values = made_up_values((5000, 256), 3)
    kind = gguf.GGMLQuantizationType.Q5_K
    together = Quantizer(library, threads=4).pack(values, kind)
    alone = Quantizer(library, threads=1)
    for row in (0, 1, 4095, 4096, 4999):
        np.testing.assert_array_equal(together[row], alone.pack(values[row : row + 1], kind)[0])


def test_q8_0_equals_the_gguf_package(quantizer: Quantizer) -> None:
    kind = gguf.GGMLQuantizationType.Q8_0
    values = made_up_values((33, 96), 5)
    difference = np.abs(
        quantizer.pack(values, kind).astype(np.int16) - gguf.quants.quantize(values, kind)
    )
    assert difference.max() <= 1  # halves may be rounded to either side


def test_vectors_stay_float32_in_every_precision() -> None:
    precisions: tuple[DecoderPrecision, ...] = ("f16", "q8_0", "q5_k", "q4_k")
    for precision in precisions:
        chosen = choose_tensor_type(
            "blk.0.attn_norm.weight",
            (1024,),
            precision,
            layer_count=28,
            tied=True,
        )
        assert chosen == gguf.GGMLQuantizationType.F32


def test_packed_size_of_the_real_embedding() -> None:
    # 151,936 rows of four 256-value blocks of 210 bytes.
    assert packed_bytes((151_936, 1024), gguf.GGMLQuantizationType.Q6_K) == 151_936 * 4 * 210


def test_library_without_the_function_is_refused() -> None:
    other = Path(_ctypes.__file__)  # a real shared library, of another purpose
    with pytest.raises(LibraryUnusable, match="ggml_quantize_chunk"):
        Quantizer(other)


def test_file_that_is_no_library_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "libllama.so"
    path.write_bytes(b"not a library")
    with pytest.raises(LibraryUnusable):
        Quantizer(path)
