"""llama.cpp's structs as the pinned release lays them out, and the test that a library agrees.

The test reads the defaults back before any struct of ours is passed, and compares every field.
Where the calling convention allows it (x86-64), the result goes into a buffer of our own, larger
than the struct and filled with a pattern: a byte behind the struct that lost the pattern, or a
field that kept it, shows a larger or smaller struct. Elsewhere the result type is widened, so that
a larger struct cannot hurt, and the comparison of fields and version has to do.
"""

from __future__ import annotations

import ctypes
import math
import platform
from collections.abc import Callable, Mapping
from ctypes import POINTER, c_bool, c_float, c_int, c_int8, c_int32, c_size_t, c_uint32
from typing import Any, ClassVar


class ModelParams(ctypes.Structure):
    """struct llama_model_params"""

    _fields_: ClassVar = [
        ("devices", ctypes.c_void_p),
        ("tensor_buft_overrides", ctypes.c_void_p),
        ("n_gpu_layers", c_int32),
        ("split_mode", c_int),
        ("load_mode", c_int),
        ("lazy_mode", c_int),
        ("main_gpu", c_int32),
        ("tensor_split", ctypes.c_void_p),
        ("progress_callback", ctypes.c_void_p),
        ("progress_callback_user_data", ctypes.c_void_p),
        ("kv_overrides", ctypes.c_void_p),
        ("vocab_only", c_bool),
        ("check_tensors", c_bool),
        ("use_extra_bufts", c_bool),
        ("no_host", c_bool),
        ("no_alloc", c_bool),
        ("load_mtp", c_bool),
    ]


class ContextParams(ctypes.Structure):
    """struct llama_context_params"""

    _fields_: ClassVar = [
        ("n_ctx", c_uint32),
        ("n_batch", c_uint32),
        ("n_ubatch", c_uint32),
        ("n_seq_max", c_uint32),
        ("n_rs_seq", c_uint32),
        ("n_outputs_max", c_uint32),
        ("n_outputs_max_per_seq", c_uint32),
        ("n_threads", c_int32),
        ("n_threads_batch", c_int32),
        ("ctx_type", c_int),
        ("rope_scaling_type", c_int),
        ("pooling_type", c_int),
        ("attention_type", c_int),
        ("flash_attn_type", c_int),
        ("rope_freq_base", c_float),
        ("rope_freq_scale", c_float),
        ("yarn_ext_factor", c_float),
        ("yarn_attn_factor", c_float),
        ("yarn_beta_fast", c_float),
        ("yarn_beta_slow", c_float),
        ("yarn_orig_ctx", c_uint32),
        ("defrag_thold", c_float),
        ("cb_eval", ctypes.c_void_p),
        ("cb_eval_user_data", ctypes.c_void_p),
        ("type_k", c_int),
        ("type_v", c_int),
        ("moe_cache_size", c_size_t),
        ("abort_callback", ctypes.c_void_p),
        ("abort_callback_data", ctypes.c_void_p),
        ("embeddings", c_bool),
        ("offload_kqv", c_bool),
        ("no_perf", c_bool),
        ("op_offload", c_bool),
        ("swa_full", c_bool),
        ("kv_unified", c_bool),
        ("samplers", ctypes.c_void_p),
        ("n_samplers", c_size_t),
        ("ctx_other", ctypes.c_void_p),
    ]


class Batch(ctypes.Structure):
    """struct llama_batch; null `pos` and `seq_id` mean the next positions of sequence 0."""

    _fields_: ClassVar = [
        ("n_tokens", c_int32),
        ("token", POINTER(c_int32)),
        ("embd", POINTER(c_float)),
        ("pos", POINTER(c_int32)),
        ("n_seq_id", POINTER(c_int32)),
        ("seq_id", POINTER(POINTER(c_int32))),
        ("logits", POINTER(c_int8)),
    ]


# src/llama-model.cpp and src/llama-context.cpp of the release; what is not named is zero.
MODEL_DEFAULTS: Mapping[str, float] = {
    "n_gpu_layers": -1,
    "split_mode": 1,
    "load_mode": -1,
    "lazy_mode": 1,
    "use_extra_bufts": True,
}
CONTEXT_DEFAULTS: Mapping[str, float] = {
    "n_ctx": 512,
    "n_batch": 2048,
    "n_ubatch": 512,
    "n_seq_max": 1,
    "n_outputs_max_per_seq": 1,
    "n_threads": 4,
    "n_threads_batch": 4,
    "rope_scaling_type": -1,
    "pooling_type": -1,
    "attention_type": -1,
    "flash_attn_type": -1,
    "yarn_ext_factor": -1.0,
    "yarn_attn_factor": -1.0,
    "yarn_beta_fast": -1.0,
    "yarn_beta_slow": -1.0,
    "defrag_thold": -1.0,
    "type_k": 1,
    "type_v": 1,
    "offload_kqv": True,
    "no_perf": True,
    "op_offload": True,
    "swa_full": True,
}
VERSION = "0.6."  # what llama_version() of the release begins with

_GUARD_BYTES = 1 << 16  # far more than a struct of parameters can grow
_PATTERN = 0xA5


def find_difference(symbol: Callable[[str], Any], version: str) -> str:
    """What differs between a library and the pinned release, in words; "" if nothing does.

    `symbol` gives the library's function of a name, as an object that may be given types.
    """
    if not version.startswith(VERSION):
        return f"it is llama.cpp {version}"
    for struct, name, defaults in (
        (ModelParams, "llama_model_default_params", MODEL_DEFAULTS),
        (ContextParams, "llama_context_default_params", CONTEXT_DEFAULTS),
    ):
        if where := _compare(_returned_bytes(symbol(name), struct), struct, defaults):
            return f"what {name} returns is laid out differently ({where})"
    address, count = 0x1234_5678_0010, 7  # the function copies them and follows nothing
    name = "llama_batch_get_one"
    raw = _returned_bytes(symbol(name), Batch, ctypes.c_void_p(address), c_int32(count))
    if where := _compare(raw, Batch, {"n_tokens": count, "token": address}):
        return f"what {name} returns is laid out differently ({where})"
    return ""


def _returned_bytes(function: Any, struct: type[ctypes.Structure], *arguments: Any) -> bytes:
    """The bytes of the `struct` that `function` returns by value, and of the guard behind it."""
    size = ctypes.sizeof(struct)
    if platform.machine().lower() in ("x86_64", "amd64"):
        # A struct of more than two registers comes back through a hidden first argument, on
        # Windows as on System V; only there can we say which memory it is.
        buffer = (ctypes.c_ubyte * (size + _GUARD_BYTES))()
        ctypes.memset(buffer, _PATTERN, ctypes.sizeof(buffer))
        function.restype = ctypes.c_void_p
        function(ctypes.byref(buffer), *arguments)
        return bytes(buffer)

    class Widened(ctypes.Structure):
        _fields_: ClassVar = [("content", ctypes.c_uint64 * ((size + _GUARD_BYTES) // 8))]

    function.restype = Widened
    return bytes(function(*arguments))[:size]


def _compare(raw: bytes, struct: type[ctypes.Structure], expected: Mapping[str, float]) -> str:
    size = ctypes.sizeof(struct)
    values = struct.from_buffer_copy(raw[:size])
    end = 0
    for name, _ in struct._fields_:  # type: ignore[misc]
        field = getattr(struct, name)
        end = field.offset + field.size
        value = getattr(values, name)
        if isinstance(value, ctypes._Pointer):
            value = ctypes.cast(value, ctypes.c_void_p).value
        # A bool is read as its byte: the pattern must not pass for True.
        got = raw[field.offset] if field.size == 1 else (value or 0)
        if not math.isclose(float(got), float(expected.get(name, 0)), rel_tol=1e-6):
            return f"{name} is {got} instead of {expected.get(name, 0)}"
    if any(byte not in (0, _PATTERN) for byte in raw[end:size]):
        return "it has a field in the padding"
    if any(byte != _PATTERN for byte in raw[size:]):
        return "it is larger"
    return ""
