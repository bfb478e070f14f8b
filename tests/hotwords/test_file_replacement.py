"""Saving in one step: links, permissions, and failures that leave the old file as it was."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import NoReturn

import pytest

from hotwords.file_replacement import replace_file
from hotwords.hotword import HotwordFileError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_and_a_new_version(tmp_path: Path) -> None:
    path = tmp_path / "hot.txt"
    replace_file(path, b"one")
    replace_file(str(path), b"two")
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["hot.txt"]


def test_a_reader_keeps_the_version_it_opened(tmp_path: Path) -> None:
    path = tmp_path / "hot.txt"
    path.write_bytes(b"one")
    before = path.stat().st_ino
    with path.open("rb") as reader:
        replace_file(path, b"two")
        assert reader.read() == b"one"
    assert path.stat().st_ino != before


def test_a_new_file_gets_ordinary_permissions(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.write_bytes(b"")
    replace_file(tmp_path / "hot.txt", b"")
    assert (tmp_path / "hot.txt").stat().st_mode == ordinary.stat().st_mode


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_permissions_stay(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "hot.txt"
    path.write_bytes(b"one")
    path.chmod(mode)
    before = stat.S_IMODE(path.stat().st_mode)
    replace_file(path, b"two")
    assert stat.S_IMODE(path.stat().st_mode) == before


def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    link, target = tmp_path / "hot.txt", shared / "list.txt"
    target.write_bytes(b"one")
    link.symlink_to(Path("shared") / "list.txt")
    replace_file(link, b"two")
    assert link.is_symlink()
    assert link.readlink() == Path("shared") / "list.txt"
    assert target.read_bytes() == b"two"
    assert names(shared) == ["list.txt"]
    target.unlink()
    replace_file(link, b"three")
    assert target.read_bytes() == b"three"


def test_failures_are_sentences(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none" / "hot.txt"):
        with pytest.raises(HotwordFileError) as caught:
            replace_file(path, b"x")
        assert caught.value.path == str(path)
        assert caught.value.reason
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("step", "code"), [("fsync", errno.ENOSPC), ("replace", errno.EACCES), ("chmod", errno.EPERM)]
)
def test_a_failed_save_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    path = tmp_path / "hot.txt"
    path.write_bytes(b"one")

    def fail(*_values: object, **_options: object) -> NoReturn:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(os, step, fail)
        patched.setattr(Path, step, fail, raising=False)
        with pytest.raises(HotwordFileError, match=os.strerror(code)):
            replace_file(path, b"two")
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["hot.txt"]


@pytest.mark.parametrize(
    ("refused", "reason"),
    [("hot.txt", "write-protected"), ("", "folder may not be written to")],
)
def test_what_may_not_be_written_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str, reason: str
) -> None:
    path = tmp_path / "hot.txt"
    path.write_bytes(b"one")
    # The test may run as a user who may write everywhere.
    monkeypatch.setattr(os, "access", lambda at, _mode: Path(at) != tmp_path / refused)
    with pytest.raises(HotwordFileError, match=reason):
        replace_file(path, b"two")
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["hot.txt"]
