"""Where the llama.cpp library is: a path the user set, bin/, or the one inside the xllamacpp wheel.

Nothing is loaded here, so that `doctor` can say what would be used. The wheel is a dependency off
Windows; its Windows build exports nothing, there only the first two places count.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from asr_core.errors import LibraryUnusable
from asr_core.locations import BIN_FOLDER

ENVIRONMENT_VARIABLE = "HOTSCRIBE_LLAMA"

Origin = Literal["user", "bin", "wheel"]


@dataclass(frozen=True, slots=True)
class LlamaLibrary:
    """A library file and how we came to it."""

    path: Path
    origin: Origin

    def __str__(self) -> str:
        places = {
            "user": "set by the user",
            "bin": "from bin/",
            "wheel": "from the xllamacpp package",
        }
        return f"{self.path} ({places[self.origin]})"


def find_library(
    user_path: str | Path | None = None, *, bin_folder: Path = BIN_FOLDER
) -> LlamaLibrary:
    """The library to use; a path that the user set (a file, or a folder that holds it) must count.

    `user_path` defaults to the environment variable HOTSCRIBE_LLAMA. Raises `LibraryUnusable` if
    there is no library, or none where the user said.
    """
    chosen = user_path or os.environ.get(ENVIRONMENT_VARIABLE)
    if chosen:
        path = Path(chosen).expanduser()
        found = path if path.is_file() else _library_below(path)
        if found is None:
            raise LibraryUnusable(str(path), "there is no such file, nor a folder that holds it")
        return LlamaLibrary(found.resolve(), "user")
    if found := _library_below(bin_folder):
        return LlamaLibrary(found.resolve(), "bin")
    if found := _library_in_wheel():
        return LlamaLibrary(found, "wheel")
    raise LibraryUnusable(library_names()[0], f"there is none in {bin_folder}")


def library_names() -> tuple[str, ...]:
    """How the library's file is called on this system, best first; may hold a wildcard."""
    if sys.platform == "win32":
        return ("llama.dll", "libllama.dll")
    if sys.platform == "darwin":
        return ("libllama.dylib", "libllama.*.dylib")
    return ("libllama.so", "libllama.so.*")


def _library_below(folder: Path) -> Path | None:
    """The library in `folder` or below it; of several builds one that can use a GPU."""
    for name in library_names():
        if found := [path for path in sorted(folder.rglob(name)) if path.is_file()]:
            return max(found, key=lambda path: _has_gpu_backend(path.parent))
    return None


def _has_gpu_backend(folder: Path) -> bool:
    names = [path.name for path in folder.iterdir() if "ggml-" in path.name]
    return any(kind in name for name in names for kind in ("vulkan", "cuda", "hip", "metal"))


def _library_in_wheel() -> Path | None:
    if sys.platform == "win32":
        return None
    spec = importlib.util.find_spec("xllamacpp")  # looks the package up without running it
    folders: Iterable[str] = (spec and spec.submodule_search_locations) or ()
    for folder in folders:
        for path in sorted(Path(folder).glob("xllamacpp*.so")):
            return path
    return None


_ELF_MACHINES = {"x86_64": 62, "amd64": 62, "aarch64": 183, "arm64": 183}
_PE_MACHINES = {"x86_64": 0x8664, "amd64": 0x8664, "aarch64": 0xAA64, "arm64": 0xAA64}


def check_file(path: Path) -> None:
    """Raise `LibraryUnusable` unless `path` is a whole shared library for this machine.

    The system's loader trusts a file's header: one cut short on Linux can end the process.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
        size = path.stat().st_size
    except OSError as error:
        raise LibraryUnusable(str(path), error.strerror or str(error)) from error
    if sys.platform == "win32":
        problem = _pe_problem(head)
    elif sys.platform == "darwin":
        problem = "" if head[:4] in _MACH_O_MAGICS else "it is no macOS library"
    else:
        problem = _elf_problem(head, size)
    if problem:
        raise LibraryUnusable(str(path), problem)


_MACH_O_MAGICS = (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def _elf_problem(head: bytes, size: int) -> str:
    if len(head) < 64 or not head.startswith(b"\x7fELF\x02\x01"):
        return "it is no 64-bit Linux library"
    kind, machine = struct.unpack_from("<HH", head, 16)
    if kind != 3:  # ET_DYN
        return "it is no shared library"
    if machine != _ELF_MACHINES.get(platform.machine().lower(), machine):
        return f"it is made for another processor than this {platform.machine()}"
    (segments_at,) = struct.unpack_from("<Q", head, 32)
    entry_bytes, entries = struct.unpack_from("<HH", head, 54)
    for at in range(segments_at, segments_at + entry_bytes * entries, entry_bytes or 1):
        if at + 56 > len(head):
            return "its header is damaged"
        offset, _, _, file_bytes = struct.unpack_from("<QQQQ", head, at + 8)
        if offset + file_bytes > size:
            return "it is cut short"
    return ""


def _pe_problem(head: bytes) -> str:
    if len(head) < 64 or not head.startswith(b"MZ"):
        return "it is no Windows library"
    (pe_at,) = struct.unpack_from("<I", head, 60)
    if head[pe_at : pe_at + 4] != b"PE\0\0" or len(head) < pe_at + 6:
        return "it is no Windows library"
    (machine,) = struct.unpack_from("<H", head, pe_at + 4)
    if machine != _PE_MACHINES.get(platform.machine().lower(), machine):
        return f"it is made for another processor than this {platform.machine()}"
    return ""
