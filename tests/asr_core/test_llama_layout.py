"""Libraries made by the C compiler with a struct that differs in one place."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from asr_core.errors import LibraryUnusable
from asr_core.llama_api import SIGNATURES, LlamaApi
from asr_core.llama_layout import CONTEXT_DEFAULTS, MODEL_DEFAULTS
from asr_core.llama_library import LlamaLibrary

MODEL = """
    void **devices; const void *tensor_buft_overrides; int32_t n_gpu_layers; int split_mode;
    int load_mode; int lazy_mode; int32_t main_gpu; const float *tensor_split;
    void *progress_callback; void *progress_callback_user_data; const void *kv_overrides;
    bool vocab_only; bool check_tensors; bool use_extra_bufts; bool no_host; bool no_alloc;
    bool load_mtp;
"""
CONTEXT = """
    uint32_t n_ctx; uint32_t n_batch; uint32_t n_ubatch; uint32_t n_seq_max; uint32_t n_rs_seq;
    uint32_t n_outputs_max; uint32_t n_outputs_max_per_seq; int32_t n_threads;
    int32_t n_threads_batch; int ctx_type; int rope_scaling_type; int pooling_type;
    int attention_type; int flash_attn_type; float rope_freq_base; float rope_freq_scale;
    float yarn_ext_factor; float yarn_attn_factor; float yarn_beta_fast; float yarn_beta_slow;
    uint32_t yarn_orig_ctx; float defrag_thold; void *cb_eval; void *cb_eval_user_data;
    int type_k; int type_v; size_t moe_cache_size; void *abort_callback;
    void *abort_callback_data; bool embeddings; bool offload_kqv; bool no_perf; bool op_offload;
    bool swa_full; bool kv_unified; void *samplers; size_t n_samplers; void *ctx_other;
"""
BATCH = """
    int32_t n_tokens; int32_t *token; float *embd; int32_t *pos; int32_t *n_seq_id;
    int32_t **seq_id; int8_t *logits;
"""


def compile_library(
    folder: Path,
    *,
    model: str = MODEL,
    context: str = CONTEXT,
    batch: str = BATCH,
    extra: str = "",
    version: str = "0.6.0-dev",
    without: str = "",
) -> LlamaLibrary:
    """A library with every function we call; the structs' text is as given."""

    def values(defaults: Mapping[str, float], fields: str) -> str:
        present = {name: value for name, value in defaults.items() if f" {name};" in fields}
        return " ".join(f"r.{name} = {float(value)};" for name, value in present.items())

    source = f"""
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
struct model {{ {model} }};
struct context {{ {context} }};
struct batch {{ {batch} }};
struct model llama_model_default_params(void) {{
    struct model r; memset(&r, 0, sizeof r); {values(MODEL_DEFAULTS, model)} {extra} return r; }}
struct context llama_context_default_params(void) {{
    struct context r; memset(&r, 0, sizeof r); {values(CONTEXT_DEFAULTS, context)} return r; }}
struct batch llama_batch_get_one(int32_t *token, int32_t n) {{
    struct batch r; memset(&r, 0, sizeof r); r.token = token; r.n_tokens = n; return r; }}
const char *llama_version(void) {{ return "{version}"; }}
"""
    names = [name for name in SIGNATURES if name not in ("llama_version", without)]
    source += "".join(f"void {name}(void) {{}}\n" for name in names)
    path = folder / "libllama.so"
    subprocess.run(
        ["gcc", "-shared", "-fPIC", "-O1", "-x", "c", "-", "-o", str(path)],
        input=source.encode(),
        check=True,
    )
    return LlamaLibrary(path, "user")


def test_the_releases_own_layout_passes(tmp_path: Path) -> None:
    assert LlamaApi(compile_library(tmp_path)).version == "0.6.0-dev"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"context": CONTEXT + "void *one_more;"}, "it is larger"),
        ({"context": CONTEXT + "char many_more[4096];"}, "it is larger"),
        ({"model": MODEL + "int32_t one_more;"}, "it is larger"),
        ({"model": MODEL + "bool b;", "extra": "r.b = true;"}, "a field in the padding"),
        ({"context": CONTEXT.replace("void *ctx_other;", "")}, "ctx_other is"),
        ({"model": MODEL.replace("int lazy_mode;", "")}, "lazy_mode is 0"),
        ({"context": CONTEXT.replace("uint32_t n_ctx;", "void *first; uint32_t n_ctx;")}, "n_ctx"),
        ({"context": CONTEXT.replace("bool embeddings;", "bool b; bool embeddings;")}, "kqv is 0"),
        (
            {"context": CONTEXT.replace("n_ctx;", "x;").replace("n_batch;", "n_ctx;")
             .replace(" x;", " n_batch;")},
            "n_ctx is 2048",
        ),
        ({"batch": BATCH + "void *one_more;"}, "llama_batch_get_one .* larger"),
        ({"batch": BATCH.replace("int32_t *token; float *embd;", "float *embd; int32_t *token;")},
         "token is 0"),
        ({"version": "0.9.0"}, r"it is llama.cpp 0\.9\.0; release b\d+ is needed"),
        ({"without": "llama_decode"}, "no function llama_decode"),
    ],
)  # fmt: skip
def test_any_other_layout_is_refused(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    library = compile_library(tmp_path, **change)
    with pytest.raises(LibraryUnusable, match=reason):
        LlamaApi(library)


@pytest.mark.parametrize("extra_bytes", [8, 64, 200])
def test_where_memory_cannot_be_prepared_a_larger_struct_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra_bytes: int
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "arm64-in-a-test")
    LlamaApi(compile_library(tmp_path, context=f"{CONTEXT} char more[{extra_bytes}];"))


def test_where_memory_cannot_be_prepared_fields_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "arm64-in-a-test")
    library = compile_library(tmp_path, model=MODEL.replace("int load_mode;", ""))
    with pytest.raises(LibraryUnusable, match="llama_model_default_params"):
        LlamaApi(library)


def test_some_other_library_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "libllama.so"
    subprocess.run(
        ["gcc", "-shared", "-x", "c", "-", "-o", str(path)], input=b"int other;", check=True
    )
    with pytest.raises(LibraryUnusable, match="no function llama_"):
        LlamaApi(LlamaLibrary(path, "bin"))
