"""Puts a finished text into its file: whole or not at all, and never over somebody's work."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from itertools import count
from pathlib import Path
from uuid import uuid4

from asr_core.errors import OutputUnwritable

_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV}


def write_output(path: Path, text: str, *, overwrite: bool = False) -> Path | None:
    """Write `text` as UTF-8; an existing file stays as a numbered copy unless `overwrite`.

    Missing folders are made. The text is written beside `path` and renamed, so that at any moment
    either the old or the new file bears the name. Returns the numbered copy, if one was made.
    Raises OutputUnwritable, and then nothing has changed.
    """
    # A short name of its own: the longest name that a file may have leaves no room for an ending.
    part = path.with_name(f"{uuid4().hex[:12]}.part")
    copy: Path | None = None
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "there is a folder of this name")
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_through(part, text.encode("utf-8", "replace"))
        copy = None if overwrite or not path.exists() else _numbered_copy(path)
        part.replace(path)
    except OSError as error:
        for leftover in (part, copy):
            if leftover is not None:
                with suppress(OSError):
                    leftover.unlink()
        reason = error.strerror or type(error).__name__
        raise OutputUnwritable(str(path), reason) from error
    return copy


def _write_through(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _numbered_copy(path: Path) -> Path:
    """Give the file at `path` a second name, talk.1.srt for talk.srt, the first that is free."""
    numbers = count(1)
    while True:
        copy = path.with_name(f"{path.stem}.{next(numbers)}{path.suffix}")
        try:
            _link_or_copy(path, copy)
        except FileExistsError:
            continue
        return copy


def _link_or_copy(path: Path, copy: Path) -> None:
    try:
        copy.hardlink_to(path)
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        _copy_whole(path, copy)


def _copy_whole(path: Path, copy: Path) -> None:
    with path.open("rb") as source, copy.open("xb") as target:
        try:
            shutil.copyfileobj(source, target)
        except OSError:
            target.close()
            copy.unlink()
            raise
