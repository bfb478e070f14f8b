"""The one llama.cpp release that this program is made for, its archives, and how to fetch one.

Binding and binary move together: structs go by value, so another release may not be used
(`llama_layout`). The xllamacpp wheel that pyproject.toml pins is built from the same release.
"""

from __future__ import annotations

import gzip
import hashlib
import platform
import shutil
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from typing import IO

from asr_core.errors import LibraryUnusable, OutputUnwritable
from asr_core.locations import BIN_FOLDER

RELEASE = "b11549"
BASE_URL = "https://github.com/ggml-org/llama.cpp/releases/download"

# (system, processor): the build to fetch. Vulkan builds hold the processor's backends too and
# use them where there is no graphics processor.
ARCHIVES: Mapping[tuple[str, str], str] = {
    ("windows", "x64"): f"llama-{RELEASE}-bin-win-vulkan-x64.zip",
    ("windows", "arm64"): f"llama-{RELEASE}-bin-win-cpu-arm64.zip",
    ("linux", "x64"): f"llama-{RELEASE}-bin-ubuntu-vulkan-x64.tar.gz",
    ("linux", "arm64"): f"llama-{RELEASE}-bin-ubuntu-vulkan-arm64.tar.gz",
    ("darwin", "x64"): f"llama-{RELEASE}-bin-macos-x64.tar.gz",
    ("darwin", "arm64"): f"llama-{RELEASE}-bin-macos-arm64.tar.gz",
}

# SHA-256 by archive name. Filled in only from a real download of the release page.
CHECKSUMS: Mapping[str, str] = {}

_PROCESSORS = {"amd64": "x64", "x86_64": "x64", "arm64": "arm64", "aarch64": "arm64"}
_BLOCK_BYTES = 1 << 20
_TIMEOUT_S = 60
_MOST_UNPACKED_BYTES = 4 << 30

Progress = Callable[[int, int], None]
"""Called with bytes so far and bytes in all (0 if unknown)."""


def archive_name() -> str:
    """The release's archive for this machine; raises `LibraryUnusable` if there is none."""
    system = "windows" if sys.platform == "win32" else sys.platform
    processor = _PROCESSORS.get(platform.machine().lower(), platform.machine())
    try:
        return ARCHIVES[system, processor]
    except KeyError:
        raise LibraryUnusable(RELEASE, f"there is no build for {system} {processor}") from None


def fetch_release(
    bin_folder: Path = BIN_FOLDER,
    *,
    archive: str | None = None,
    base_url: str = BASE_URL,
    checksums: Mapping[str, str] = CHECKSUMS,
    on_progress: Progress | None = None,
) -> str:
    """Download and unpack the release's `archive` into `bin_folder`; a sentence on what was done.

    It lands in a folder named like the archive, which it replaces; until everything is there,
    nothing is changed. Raises `LibraryUnusable`, or `OutputUnwritable` for a full or locked disk.
    """
    name = archive or archive_name()
    url = f"{base_url}/{RELEASE}/{name}"
    target = bin_folder / name.removesuffix(".zip").removesuffix(".tar.gz")
    try:
        bin_folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".part-", dir=bin_folder) as work:
            packed = Path(work) / name
            checksum = _download(url, packed, on_progress)
            expected = checksums.get(name)
            if expected is not None and checksum != expected.lower():
                raise LibraryUnusable(url, "its SHA-256 is not the one on record")
            unpacked = Path(work) / "unpacked"
            _unpack(packed, unpacked, url)
            old = Path(work) / "old"
            if target.exists():
                target.rename(old)
            try:
                unpacked.rename(target)
            except OSError:
                if old.exists():
                    old.rename(target)
                raise
    except OSError as error:
        raise OutputUnwritable(str(target), error.strerror or str(error)) from error
    verified = "verified" if expected else "not verified: no checksum on record"
    return f"llama.cpp {RELEASE} is in {target} (SHA-256 {checksum}, {verified})."


def _download(url: str, target: Path, on_progress: Progress | None) -> str:
    """Store `url` in `target` and return its SHA-256."""
    digest = hashlib.sha256()
    done = 0
    with _open(url) as (response, total), target.open("wb") as file:
        while block := _read(response, url):
            file.write(block)
            digest.update(block)
            done += len(block)
            if on_progress:
                on_progress(done, total)
    if total and done != total:
        raise LibraryUnusable(url, f"the download broke off after {done} of {total} bytes")
    return digest.hexdigest()


@contextmanager
def _open(url: str) -> Iterator[tuple[IO[bytes], int]]:
    try:
        response = urllib.request.urlopen(url, timeout=_TIMEOUT_S)
    except (OSError, HTTPException, ValueError) as error:
        raise LibraryUnusable(url, f"the download failed ({error})") from error
    with response:
        yield response, int(response.headers.get("Content-Length") or 0)


def _read(response: IO[bytes], url: str) -> bytes:
    try:
        return response.read(_BLOCK_BYTES)
    except (OSError, HTTPException) as error:
        raise LibraryUnusable(url, f"the download broke off ({error})") from error


_DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, zlib.error),
    *(EOFError, ValueError, NotImplementedError),
)


def _unpack(packed: Path, folder: Path, url: str) -> None:
    try:
        if packed.name.endswith(".zip"):
            _unpack_zip(packed, folder, url)
        else:
            _unpack_tar(packed, folder, url)
    except _DAMAGED as e:
        raise LibraryUnusable(url, f"the archive is damaged ({e})") from e


def _unpack_zip(packed: Path, folder: Path, url: str) -> None:
    with zipfile.ZipFile(packed) as archive:
        members = archive.infolist()
        _check_size(sum(member.file_size for member in members), url)
        for member in members:
            target = _inside(folder, member.filename, url)
            if member.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, target.open("wb") as file:
                shutil.copyfileobj(source, file)


def _unpack_tar(packed: Path, folder: Path, url: str) -> None:
    # tarfile's own filter would do, but Debian 12's Python 3.11.2 does not have it.
    with gzip.open(packed) as stream, tarfile.open(fileobj=stream) as archive:
        members = archive.getmembers()
        _check_size(sum(member.size for member in members), url)
        links = []
        for member in members:
            target = _inside(folder, member.name, url)
            if member.isdir():
                target.mkdir(parents=True, exist_ok=True)
            elif member.issym():  # libllama.so -> libllama.so.0
                _inside(folder, str(PurePosixPath(member.name).parent / member.linkname), url)
                links.append((target, member.linkname))
            elif member.isreg() and (source := archive.extractfile(member)):
                target.parent.mkdir(parents=True, exist_ok=True)
                with source, target.open("wb") as file:
                    shutil.copyfileobj(source, file)
                target.chmod(0o755 if member.mode & 0o100 else 0o644)
            else:
                raise LibraryUnusable(url, f"its member {member.name} is no file")
        while stream.read(_BLOCK_BYTES):  # the checksum stands at the end
            pass
        for target, destination in links:  # last, so that nothing is written through one
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(destination)


def _inside(folder: Path, name: str, url: str) -> Path:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or ".." in parts or parts[0] == "/" or any(":" in part for part in parts):
        raise LibraryUnusable(url, f"its member {name!r} would leave the folder")
    return folder.joinpath(*parts)


def _check_size(unpacked_bytes: int, url: str) -> None:
    if unpacked_bytes > _MOST_UNPACKED_BYTES:
        raise LibraryUnusable(url, "it would unpack to more than any release does")
