from __future__ import annotations

import struct
import sys
from pathlib import Path

import pytest

from asr_core.errors import LibraryUnusable
from asr_core.llama_api import open_library
from asr_core.llama_library import (
    ENVIRONMENT_VARIABLE,
    LlamaLibrary,
    check_file,
    find_library,
    library_names,
)

NAME = library_names()[0]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT_VARIABLE, raising=False)


def put(path: Path, content: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path.resolve()


def test_the_users_path_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = put(tmp_path / "mine" / "deep" / NAME)
    put(tmp_path / "bin" / NAME)
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "mine"))
    wanted = LlamaLibrary(mine, "user")
    assert find_library(bin_folder=tmp_path / "bin") == wanted
    assert find_library(mine, bin_folder=tmp_path / "bin") == wanted
    assert "set by the user" in str(wanted)


def test_a_users_path_that_does_not_exist_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(LibraryUnusable, match="nor a folder"):
        find_library(tmp_path / "nowhere")


def test_bin_comes_before_the_wheel_and_a_gpu_build_first(tmp_path: Path) -> None:
    put(tmp_path / "a-cpu" / "build" / NAME)
    assert find_library(bin_folder=tmp_path).origin == "bin"
    vulkan = put(tmp_path / "b-vulkan" / NAME)
    put(tmp_path / "b-vulkan" / "libggml-vulkan.so")
    assert find_library(bin_folder=tmp_path).path == vulkan


def test_the_wheel_is_the_last_resort_and_is_not_imported(tmp_path: Path) -> None:
    found = find_library(bin_folder=tmp_path)
    assert found.origin == "wheel"
    check_file(found.path)
    assert "xllamacpp" not in sys.modules


def test_nothing_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(LibraryUnusable, match="there is none in"):
        find_library(bin_folder=tmp_path)


def real_library(tmp_path: Path) -> Path:
    return find_library(bin_folder=tmp_path / "empty").path


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no 64-bit Linux library"),
        (b"not a library, a text\n" * 300, "no 64-bit Linux library"),
        (bytes(range(256)) * 40, "no 64-bit Linux library"),
        (b"\x7fELF\x01\x01" + bytes(100), "no 64-bit Linux library"),
        (b"\x7fELF\x02\x01" + bytes(10) + struct.pack("<HH", 2, 62) + bytes(60), "no shared"),
        (b"\x7fELF\x02\x01" + bytes(10) + struct.pack("<HH", 3, 8) + bytes(60), "processor"),
    ],
)
def test_a_file_that_is_no_library_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = put(tmp_path / NAME, content)
    with pytest.raises(LibraryUnusable, match=reason):
        open_library(LlamaLibrary(path, "user"))


@pytest.mark.parametrize("kept_bytes", [64, 500, 4096, 1_000_000, 20_000_000])
def test_a_library_cut_short_is_refused(tmp_path: Path, kept_bytes: int) -> None:
    whole = real_library(tmp_path).read_bytes()
    path = put(tmp_path / NAME, whole[:kept_bytes])
    with pytest.raises(LibraryUnusable, match=r"cut short|header is damaged"):
        open_library(LlamaLibrary(path, "user"))


def test_a_library_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LibraryUnusable, match="No such file"):
        open_library(LlamaLibrary(tmp_path / NAME, "bin"))


def test_a_damaged_program_table_is_refused_by_the_loader(tmp_path: Path) -> None:
    head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHI", 3, 62, 1)
    path = put(tmp_path / NAME, head + bytes(4096))
    with pytest.raises(LibraryUnusable, match="does not load"):
        open_library(LlamaLibrary(path, "user"))


def test_files_of_other_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def windows_file(machine: int) -> bytes:
        return b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + struct.pack("<H", machine)

    monkeypatch.setattr("platform.machine", lambda: "AMD64")
    monkeypatch.setattr("sys.platform", "win32")
    assert library_names()[0] == "llama.dll"
    check_file(put(tmp_path / "right.dll", windows_file(0x8664)))
    for content, reason in (
        (windows_file(0xAA64), "another processor"),
        (b"MZ" + bytes(80), "no Windows library"),
        (b"text", "no Windows library"),
    ):
        with pytest.raises(LibraryUnusable, match=reason):
            check_file(put(tmp_path / "wrong.dll", content))
    with pytest.raises(LibraryUnusable):
        find_library(bin_folder=tmp_path / "empty")  # the wheel counts off Windows only

    monkeypatch.setattr("sys.platform", "darwin")
    assert library_names()[0] == "libllama.dylib"
    check_file(put(tmp_path / "right.dylib", b"\xcf\xfa\xed\xfe" + bytes(60)))
    with pytest.raises(LibraryUnusable, match="no macOS library"):
        check_file(put(tmp_path / "wrong.dylib", b"text"))
