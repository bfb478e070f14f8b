"""Owner of one loaded GGUF decoder: the model, its context, and what is handed to them.

It tokenises, evaluates token ids and audio embeddings at the next free positions, and gives back
the logits of the last one. Null pointers and result codes become exceptions here. What to do with
the logits is `llama_decoder`'s business. Not for use from two threads at once.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import numpy as np

from asr_core.array_types import FloatArray
from asr_core.cancellation import CancelFlag
from asr_core.errors import Cancelled, EngineFailed, ModelDamaged
from asr_core.gguf_header import check_decoder_file
from asr_core.llama_api import LlamaApi, complaints
from asr_core.llama_layout import (
    CONTEXT_DEFAULTS,
    MODEL_DEFAULTS,
    Batch,
    ContextParams,
    ModelParams,
)
from asr_core.processor import Device, default_threads

ARCHITECTURE = "qwen3"
STAGE = "decoder"
_BATCH_TOKENS = 512
_MOST_OUTPUTS = 16
"""Rows of logits at once; each takes twice the vocabulary in floats, a megabyte of a real model."""
_ABORTED = 2
_GPU, _INTEGRATED_GPU = 1, 2  # enum ggml_backend_dev_type
_SMALL_BYTES = 64 * 2**20


class LlamaModel:
    """A model and its context; `close` frees both."""

    def __init__(
        self,
        gguf: Path,
        api: LlamaApi,
        *,
        device: Device = "auto",
        threads: int | None = None,
        context_tokens: int = 1024,
    ) -> None:
        """Load `gguf`; raises `ModelMissing` or `ModelDamaged`, or `EngineFailed` for memory.

        "auto" takes a GPU if the library can use one; `device` then says what is in use, and
        `device_note` why it is not what was asked for.
        """
        self._api = api
        self._model: int | None = None
        self._context: int | None = None
        self._threads = threads or (1 if _is_small(gguf) else default_threads())
        self._pieces: dict[int, bytes] = {}
        # llama.cpp asks between two steps of its graph, hundreds of times a token. atoi() of a
        # text that we own answers without Python's lock, so another busy thread cannot slow
        # decoding down, and a cancel needs only to change the text to "1".
        self._abort_text = ctypes.create_string_buffer(b"0")
        check_decoder_file(gguf, ARCHITECTURE)
        self._load(gguf, device)
        try:
            vocabulary = api.llama_model_get_vocab(self._model)
            self._vocabulary = vocabulary
            self.vocabulary_size = int(api.llama_vocab_n_tokens(vocabulary))
            self.embedding_size = int(api.llama_model_n_embd_inp(self._model))
            self._longest_context = max(int(api.llama_model_n_ctx_train(self._model)), 256)
            self._ends = self._special_tokens("<|im_end|>", "<|endoftext|>")
            self.reserve(context_tokens)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Free everything; may be called twice."""
        if self._context:
            self._api.llama_free(self._context)
        if self._model:
            self._api.llama_model_free(self._model)
        self._context = self._model = None

    def tokenize(self, text: str) -> list[int]:
        """Token ids of `text`: special tokens are parsed, nothing is added before or behind."""
        raw = text.encode("utf-8", "replace")
        ids = (ctypes.c_int32 * (len(raw) + 8))()  # a token covers at least a byte
        count = self._api.llama_tokenize(
            self._vocabulary, raw, len(raw), ids, len(ids), False, True
        )
        if count < 0:
            raise EngineFailed(STAGE, "the prompt could not be split into tokens")
        return list(ids[:count])

    def token_bytes(self, token: int) -> bytes:
        """The bytes that `token` writes, part of a character at times; none for control tokens."""
        if token not in self._pieces:
            size = 64
            while True:
                buffer = ctypes.create_string_buffer(size)
                count = self._api.llama_token_to_piece(
                    self._vocabulary, token, buffer, size, 0, False
                )
                if count >= 0:
                    break
                size = -count
            self._pieces[token] = buffer.raw[:count]
        return self._pieces[token]

    @property
    def end_tokens(self) -> list[int]:
        """The tokens that the model may end a text with."""
        return sorted(self._ends)

    def is_end(self, token: int) -> bool:
        """Whether `token` ends a text."""
        return token in self._ends or bool(self._api.llama_vocab_is_eog(self._vocabulary, token))

    def reserve(self, tokens: int) -> int:
        """Make the context hold `tokens` positions if the model can, and return what it holds.

        A context that has to grow is made anew and forgets its content.
        """
        if self._model is None:
            raise RuntimeError("the model is closed")
        held = int(self._api.llama_n_ctx(self._context)) if self._context else 0
        wanted = min(-(-tokens // 256) * 256, self._longest_context)
        if wanted > held:
            self._make_context(wanted)
            held = int(self._api.llama_n_ctx(self._context))
        return held

    def clear(self) -> None:
        """Forget everything that was evaluated."""
        self._api.llama_memory_clear(self._api.llama_get_memory(self._context), False)

    def forget_from(self, position: int) -> None:
        """Forget what was evaluated at `position` and behind."""
        memory = self._api.llama_get_memory(self._context)
        if not self._api.llama_memory_seq_rm(memory, 0, position, -1):
            raise EngineFailed(STAGE, "the model cannot go back in its text")

    def evaluate(
        self,
        content: Sequence[int] | FloatArray,
        *,
        want_logits: bool,
        cancel: CancelFlag | None = None,
    ) -> None:
        """Evaluate token ids, or embeddings (n, embedding_size), at the next positions.

        With `want_logits`, `logits` gives those of the last one. Raises `Cancelled` or
        `EngineFailed`; positions already evaluated stay until `clear`.
        """
        if self._model is None:
            raise RuntimeError("the model is closed")
        for start in range(0, len(content), _BATCH_TOKENS):
            part = content[start : start + _BATCH_TOKENS]
            count = len(part)
            outputs = (ctypes.c_int8 * count)()
            outputs[-1] = want_logits and start + count == len(content)
            batch = Batch(n_tokens=count, logits=outputs)
            if isinstance(part, np.ndarray):
                rows = np.ascontiguousarray(part, dtype=np.float32)
                batch.embd = rows.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
            else:
                batch.token = (ctypes.c_int32 * count)(*part)
            self._decode(batch, cancel)

    def evaluate_all(
        self, tokens: Sequence[int], *, cancel: CancelFlag | None = None
    ) -> Iterator[FloatArray]:
        """Evaluate token ids at the next positions; the logits of each, some rows at a time.

        A block is (up to 16, vocabulary): a view, valid until the next one. Raises as `evaluate`.
        """
        if self._model is None:
            raise RuntimeError("the model is closed")
        for start in range(0, len(tokens), _MOST_OUTPUTS):
            part = tokens[start : start + _MOST_OUTPUTS]
            count = len(part)
            batch = Batch(n_tokens=count, logits=(ctypes.c_int8 * count)(*[1] * count))
            batch.token = (ctypes.c_int32 * count)(*part)
            self._decode(batch, cancel)
            pointer = self._api.llama_get_logits_ith(self._context, 0)
            if not pointer:
                raise EngineFailed(STAGE, "llama.cpp gave no result")
            yield np.ctypeslib.as_array(pointer, shape=(count, self.vocabulary_size))

    def logits(self) -> FloatArray:
        """Logits (vocabulary,) of the last evaluated position: a view, valid until the next one."""
        pointer = self._api.llama_get_logits_ith(self._context, -1)
        if not pointer:
            raise EngineFailed(STAGE, "llama.cpp gave no result")
        return np.ctypeslib.as_array(pointer, shape=(self.vocabulary_size,))

    def _decode(self, batch: Batch, cancel: CancelFlag | None) -> None:
        self._abort_text.value = b"0"

        def abort() -> None:
            self._abort_text.value = b"1"

        with cancel.calling(abort) if cancel else nullcontext():
            code = self._api.llama_decode(self._context, batch)
        if code == _ABORTED:
            raise Cancelled
        if code:
            raise EngineFailed(STAGE, f"llama.cpp could not evaluate a batch (code {code})")

    def _load(self, gguf: Path, device: Device) -> None:
        chosen, self.device_note = self._choose_device(device)
        with complaints() as lines:
            self._model = self._load_on(gguf, chosen)
            if self._model is None and chosen is not None:
                self.device_note = f"the model does not load on {self._api.device_name(chosen)}"
                chosen = None
                self._model = self._load_on(gguf, None)
        if self._model is None:
            raise ModelDamaged(str(gguf), lines[0] if lines else "llama.cpp cannot read it")
        self._on_gpu = chosen is not None
        self.device = self._api.device_name(chosen) if chosen else f"CPU, threads: {self._threads}"

    def _load_on(self, gguf: Path, device: int | None) -> int | None:
        # An empty list keeps a GPU backend that happens to be loaded out of it.
        devices = (ctypes.c_void_p * 2)(device, None)
        params = ModelParams(**MODEL_DEFAULTS)
        params.devices = ctypes.cast(devices, ctypes.c_void_p)
        params.n_gpu_layers = -1 if device else 0
        model: int | None = self._api.llama_model_load_from_file(os.fsencode(gguf), params)
        return model

    def _choose_device(self, wanted: Device) -> tuple[int | None, str]:
        if wanted == "cpu":
            return None, ""
        devices = self._api.devices()
        for kind in (_GPU, _INTEGRATED_GPU):
            for handle, its_kind in devices:
                if its_kind == kind:
                    return handle, ""
        if wanted == "auto":
            return None, ""
        if self._api.llama_supports_gpu_offload():
            return None, "llama.cpp found no graphics processor"
        return None, f"the llama.cpp library {self._api.library} has no GPU support"

    def _special_tokens(self, *texts: str) -> frozenset[int]:
        found = [self.tokenize(text) for text in texts]
        return frozenset(ids[0] for ids in found if len(ids) == 1)

    def _make_context(self, tokens: int) -> None:
        if self._context:
            self._api.llama_free(self._context)
        params = ContextParams(**CONTEXT_DEFAULTS)
        params.n_ctx = tokens
        params.n_batch = params.n_ubatch = _BATCH_TOKENS
        params.n_outputs_max = params.n_outputs_max_per_seq = _MOST_OUTPUTS
        params.n_threads = params.n_threads_batch = self._threads
        params.offload_kqv = params.op_offload = self._on_gpu
        params.abort_callback = ctypes.cast(_c_library().atoi, ctypes.c_void_p)
        params.abort_callback_data = ctypes.cast(self._abort_text, ctypes.c_void_p)
        self._context = self._api.llama_init_from_model(self._model, params)
        if self._context is None:
            raise EngineFailed(STAGE, f"there is not enough memory for {tokens} tokens of context")

    @property
    def on_gpu(self) -> bool:
        """Whether the model computes on a graphics processor."""
        return self._on_gpu


def _is_small(gguf: Path) -> bool:
    """Whether one thread is best: the steps are so short that threads only wait for each other."""
    try:
        return gguf.stat().st_size < _SMALL_BYTES
    except OSError:
        return False  # The load that follows says what is wrong.


def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None)
