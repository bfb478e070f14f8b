"""Fetching from a server on this machine."""

from __future__ import annotations

import hashlib
import io
import stat
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from asr_core.errors import LibraryUnusable, OutputUnwritable
from asr_core.llama_library import find_library, library_names
from asr_core.llama_release import ARCHIVES, CHECKSUMS, RELEASE, archive_name, fetch_release

ZIP = f"llama-{RELEASE}-bin-win-vulkan-x64.zip"
TAR = f"llama-{RELEASE}-bin-ubuntu-x64.tar.gz"


class Server:
    """Serves `files`; an entry of `lying` gets a Content-Length that many bytes too large."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.lying: dict[str, int] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tag, _, name = self.path.strip("/").partition("/")
                if tag != RELEASE or name not in outer.files:
                    self.send_error(404)
                    return
                content = outer.files[name]
                self.send_response(200)
                self.send_header("Content-Length", str(len(content) + outer.lying.get(name, 0)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing on stderr."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.http.shutdown()
    thread.join()
    server.http.server_close()


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def member(
    name: str, kind: bytes = tarfile.REGTYPE, link: str = "", mode: int = 0o755
) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.mode = kind, link, mode
    return info


def test_a_zip_is_fetched_and_unpacked(server: Server, tmp_path: Path) -> None:
    server.files[ZIP] = zipped(
        **{"llama.dll": b"x" * 3_000_000, "sub/ggml.dll": b"y", "empty/": b""}
    )
    steps: list[tuple[int, int]] = []
    sentence = fetch_release(
        tmp_path / "bin",
        archive=ZIP,
        base_url=server.url,
        on_progress=lambda done, total: steps.append((done, total)),
    )
    folder = tmp_path / "bin" / ZIP.removesuffix(".zip")
    assert (folder / "llama.dll").stat().st_size == 3_000_000
    assert (folder / "sub" / "ggml.dll").read_bytes() == b"y"
    assert steps[-1] == (len(server.files[ZIP]),) * 2
    assert "not verified: no checksum on record" in sentence
    assert hashlib.sha256(server.files[ZIP]).hexdigest() in sentence
    assert [path.name for path in (tmp_path / "bin").iterdir()] == [folder.name]


def test_a_tar_keeps_its_links_and_is_found(server: Server, tmp_path: Path) -> None:
    name = library_names()[0]
    server.files[TAR] = tarred(
        (member("llama-b/", tarfile.DIRTYPE), b""),
        (member(f"llama-b/{name}", tarfile.SYMTYPE, f"{name}.0"), b""),
        (member(f"llama-b/{name}.0"), b"library"),
        (member("llama-b/LICENSE", mode=0o4644), b"text"),
    )
    for _ in range(2):  # a second time replaces the first
        fetch_release(tmp_path, archive=TAR, base_url=server.url)
    found = find_library(bin_folder=tmp_path)
    assert (found.origin, found.path.read_bytes()) == ("bin", b"library")
    text = next(tmp_path.rglob("LICENSE"))
    assert not text.stat().st_mode & (stat.S_IXUSR | stat.S_ISUID)


def test_a_checksum_on_record_is_compared(server: Server, tmp_path: Path) -> None:
    server.files[ZIP] = zipped(a=b"a")
    right = {ZIP: hashlib.sha256(server.files[ZIP]).hexdigest().upper()}
    sentence = fetch_release(tmp_path, archive=ZIP, base_url=server.url, checksums=right)
    assert sentence.endswith("verified).")
    with pytest.raises(LibraryUnusable, match="not the one on record"):
        fetch_release(tmp_path, archive=ZIP, base_url=server.url, checksums={ZIP: "0" * 64})
    assert (tmp_path / ZIP.removesuffix(".zip") / "a").exists()  # the old one stays


@pytest.mark.parametrize("name", ["../evil", "/evil", "a/../../evil", "C:/evil", "..\\evil"])
def test_members_that_would_leave_the_folder(server: Server, tmp_path: Path, name: str) -> None:
    server.files[ZIP] = zipped(**{"good": b"", name: b"evil"})
    server.files[TAR] = tarred((member("good"), b""), (member(name), b"evil"))
    for archive in (ZIP, TAR):
        with pytest.raises(LibraryUnusable, match="leave the folder"):
            fetch_release(tmp_path / "bin", archive=archive, base_url=server.url)
    assert [*tmp_path.rglob("*")] == [tmp_path / "bin"]


@pytest.mark.parametrize(
    "bad",
    [
        member("link", tarfile.SYMTYPE, "../../outside"),
        member("link", tarfile.SYMTYPE, "/etc/passwd"),
        member("hard", tarfile.LNKTYPE, "good"),
        member("pipe", tarfile.FIFOTYPE),
    ],
)
def test_members_that_are_no_plain_files(
    server: Server, tmp_path: Path, bad: tarfile.TarInfo
) -> None:
    server.files[TAR] = tarred((member("good"), b"good"), (bad, b""))
    with pytest.raises(LibraryUnusable, match=r"leave the folder|is no file"):
        fetch_release(tmp_path, archive=TAR, base_url=server.url)
    assert [*tmp_path.iterdir()] == []


def test_an_archive_that_would_fill_the_disk(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("asr_core.llama_release._MOST_UNPACKED_BYTES", 1000)
    server.files[ZIP] = zipped(a=bytes(2000))
    with pytest.raises(LibraryUnusable, match="unpack to more"):
        fetch_release(tmp_path, archive=ZIP, base_url=server.url)


@pytest.mark.parametrize("name", [ZIP, TAR])
@pytest.mark.parametrize("damage", ["text", "cut", "flipped"])
def test_damaged_archives(server: Server, tmp_path: Path, name: str, damage: str) -> None:
    noise = bytes(i * i % 251 for i in range(50_000))
    whole = bytearray(zipped(a=noise) if name == ZIP else tarred((member("a"), noise)))
    if damage == "text":
        whole = bytearray(b"<html>Not what you wanted</html>")
    elif damage == "cut":
        del whole[len(whole) // 2 :]
    else:
        whole[len(whole) // 2] ^= 0xFF
    server.files[name] = bytes(whole)
    with pytest.raises(LibraryUnusable, match="archive is damaged"):
        fetch_release(tmp_path, archive=name, base_url=server.url)
    assert [*tmp_path.iterdir()] == []


def test_downloads_that_fail(server: Server, tmp_path: Path) -> None:
    with pytest.raises(LibraryUnusable, match="404"):
        fetch_release(tmp_path, archive=ZIP, base_url=server.url)
    server.files[ZIP] = zipped(a=b"a")
    server.lying[ZIP] = 10
    with pytest.raises(LibraryUnusable, match="broke off"):
        fetch_release(tmp_path, archive=ZIP, base_url=server.url)
    for base_url in ("http://127.0.0.1:9", "no-such-scheme://x", "not a url"):
        with pytest.raises(LibraryUnusable, match="download failed"):
            fetch_release(tmp_path, archive=ZIP, base_url=base_url)
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_cannot_be_written(server: Server, tmp_path: Path) -> None:
    (tmp_path / "bin").write_text("a file is in the way")
    with pytest.raises(OutputUnwritable):
        fetch_release(tmp_path / "bin", archive=ZIP, base_url=server.url)


def test_every_platform_has_its_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    for system, machine, part in (
        ("win32", "AMD64", "win-vulkan-x64.zip"),
        ("linux", "x86_64", "ubuntu-vulkan-x64.tar.gz"),
        ("darwin", "arm64", "macos-arm64.tar.gz"),
    ):
        monkeypatch.setattr("sys.platform", system)
        monkeypatch.setattr("platform.machine", lambda machine=machine: machine)
        assert archive_name() == f"llama-{RELEASE}-bin-{part}"
    monkeypatch.setattr("platform.machine", lambda: "mips")
    with pytest.raises(LibraryUnusable, match="no build for darwin mips"):
        archive_name()
    assert CHECKSUMS.keys() <= set(ARCHIVES.values())
