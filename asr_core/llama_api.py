"""llama.cpp's C interface, one to one, as far as we call it, and the loading of a library.

Structs travel by value here, so a library of another release would corrupt memory without a word.
Therefore everything below mirrors exactly one release (`llama_release.RELEASE`), and nothing is
handed out before `llama_layout` has compared the library with it. Owners of models and
contexts, and every policy, live in `llama_decoder`.
"""

from __future__ import annotations

import atexit
import ctypes
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, c_bool, c_char_p, c_float, c_int, c_int32, c_size_t, c_uint32
from pathlib import Path
from typing import Any

from asr_core.errors import LibraryUnusable
from asr_core.llama_layout import Batch, ContextParams, ModelParams, find_difference
from asr_core.llama_library import LlamaLibrary, check_file
from asr_core.llama_release import RELEASE

logger = logging.getLogger(__name__)


_HANDLE = ctypes.c_void_p
LOG_CALLBACK = ctypes.CFUNCTYPE(None, c_int, c_char_p, ctypes.c_void_p)

# name: (result, arguments). The functions that return structs are called by llama_layout only.
SIGNATURES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "llama_version": (c_char_p, ()),
    "llama_backend_init": (None, ()),
    "llama_log_set": (None, (LOG_CALLBACK, ctypes.c_void_p)),
    "llama_supports_gpu_offload": (c_bool, ()),
    "llama_model_load_from_file": (_HANDLE, (c_char_p, ModelParams)),
    "llama_model_free": (None, (_HANDLE,)),
    "llama_model_get_vocab": (_HANDLE, (_HANDLE,)),
    "llama_model_n_embd_inp": (c_int32, (_HANDLE,)),
    "llama_model_n_ctx_train": (c_int32, (_HANDLE,)),
    "llama_init_from_model": (_HANDLE, (_HANDLE, ContextParams)),
    "llama_free": (None, (_HANDLE,)),
    "llama_n_ctx": (c_uint32, (_HANDLE,)),
    "llama_get_memory": (_HANDLE, (_HANDLE,)),
    "llama_memory_clear": (None, (_HANDLE, c_bool)),
    "llama_memory_seq_rm": (c_bool, (_HANDLE, c_int32, c_int32, c_int32)),
    "llama_decode": (c_int32, (_HANDLE, Batch)),
    "llama_get_logits_ith": (POINTER(c_float), (_HANDLE, c_int32)),
    "llama_vocab_n_tokens": (c_int32, (_HANDLE,)),
    "llama_vocab_is_eog": (c_bool, (_HANDLE, c_int32)),
    "llama_tokenize": (
        c_int32,
        (_HANDLE, c_char_p, c_int32, POINTER(c_int32), c_int32, c_bool, c_bool),
    ),
    "llama_token_to_piece": (c_int32, (_HANDLE, c_int32, c_char_p, c_int32, c_int32, c_bool)),
    "ggml_backend_load_all_from_path": (None, (c_char_p,)),
    "ggml_backend_dev_count": (c_size_t, ()),
    "ggml_backend_dev_get": (_HANDLE, (c_size_t,)),
    "ggml_backend_dev_name": (c_char_p, (_HANDLE,)),
    "ggml_backend_dev_description": (c_char_p, (_HANDLE,)),
    "ggml_backend_dev_type": (c_int, (_HANDLE,)),
}

# Official builds keep the ggml_* names in libraries of their own beside libllama.
_SIBLINGS = (
    *("ggml.dll", "ggml-base.dll"),
    *("libggml.so", "libggml-base.so"),
    *("libggml.dylib", "libggml-base.dylib"),
)


class LlamaApi:
    """The functions of one loaded and checked library, as attributes under their C names."""

    def __init__(self, library: LlamaLibrary) -> None:
        """Load the library and look every name up; raises `LibraryUnusable`."""
        self.library = library
        self.log_callback: Any = None
        check_file(library.path)
        _shorten_spinning()
        try:
            self._handles = [ctypes.CDLL(str(library.path))]
            for name in _SIBLINGS:
                if (sibling := library.path.parent / name).exists():
                    self._handles.append(ctypes.CDLL(str(sibling)))
        except OSError as error:
            hint = "; install the system package libgomp1" if "libgomp" in str(error) else ""
            raise LibraryUnusable(str(library.path), f"it does not load ({error}){hint}") from error
        for name, (result, arguments) in SIGNATURES.items():
            function = self.symbol(name)
            function.restype = result
            function.argtypes = arguments
            setattr(self, name, function)
        self.version: str = self.llama_version().decode("utf-8", "replace")
        if problem := find_difference(self.symbol, self.version):
            raise LibraryUnusable(str(library.path), f"{problem}; release {RELEASE} is needed")

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)  # present for the type checker: C names are set one by one

    def symbol(self, name: str) -> Any:
        """The bare function `name`; raises `LibraryUnusable` when the library has no such name."""
        for handle in self._handles:
            try:
                return handle[name]  # unlike getattr, every look-up gives an object of its own
            except AttributeError:
                continue
        raise LibraryUnusable(
            str(self.library.path),
            f"it has no function {name}, so it is not the llama.cpp release this program needs",
        )

    def devices(self) -> list[tuple[int, int]]:
        """Handle and kind (enum ggml_backend_dev_type) of each device the library can use."""
        handles = [self.ggml_backend_dev_get(i) for i in range(self.ggml_backend_dev_count())]
        return [(handle, self.ggml_backend_dev_type(handle)) for handle in handles]

    def device_name(self, handle: int) -> str:
        """A device's name for people."""
        name = self.ggml_backend_dev_name(handle).decode("utf-8", "replace")
        description = self.ggml_backend_dev_description(handle).decode("utf-8", "replace")
        return f"{name} ({description})"

    def device_names(self) -> list[str]:
        """The names of all devices."""
        return [self.device_name(handle) for handle, _ in self.devices()]


def _shorten_spinning() -> None:
    """Let the threads of a step wait for each other by sleeping sooner.

    Threads of GNU's OpenMP (the Linux builds) burn a processor for up to some milliseconds at
    each of the hundreds of meeting points per token. With other work on the machine that is the
    time the missing thread needs, and decoding gets ten times slower and more. The variable
    counts only before OpenMP is loaded, and what the user set stays.
    """
    if sys.platform == "linux" and "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")


_lock = threading.Lock()
_loaded: dict[Path, LlamaApi] = {}


def open_library(library: LlamaLibrary) -> LlamaApi:
    """The checked functions of `library`, initialised once per process.

    Raises `LibraryUnusable` if the file is no library for this machine or not the pinned release.
    """
    with _lock:
        api = _loaded.get(library.path)
        if api is None:
            api = LlamaApi(library)
            _route_log(api)
            api.llama_backend_init()
            if library.origin != "wheel":  # the wheel has its backend inside
                api.ggml_backend_load_all_from_path(os.fsencode(library.path.parent))
            _loaded[library.path] = api
    return api


def _route_log(api: LlamaApi) -> None:
    callback = LOG_CALLBACK(_log)
    api.log_callback = callback  # the library keeps only the pointer
    api.llama_log_set(callback, None)
    # Destructors of a backend may log when the interpreter, and the callback with it, is gone.
    atexit.register(api.llama_log_set, LOG_CALLBACK(), None)


_ERROR_LEVEL = 4  # enum ggml_log_level
_complaints = threading.local()


def _log(level: int, text: bytes | None, _data: object) -> None:
    line = (text or b"").decode("utf-8", "replace").strip()
    if not line:
        return
    # Even its errors are no more than news here: what matters becomes an exception of ours.
    logger.log(logging.INFO if level == _ERROR_LEVEL else logging.DEBUG, "%s", line)
    if level == _ERROR_LEVEL and (lines := getattr(_complaints, "lines", None)) is not None:
        lines.append(line)


@contextmanager
def complaints() -> Iterator[list[str]]:
    """Collect the error lines that llama.cpp logs on this thread inside the block."""
    lines: list[str] = []
    _complaints.lines = lines
    try:
        yield lines
    finally:
        _complaints.lines = None
