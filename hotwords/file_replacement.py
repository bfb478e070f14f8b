"""Puts a new version of a file in place in one step: readers see the old one or the new one."""

from __future__ import annotations

import os
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path

from hotwords.hotword import HotwordFileError

# On Windows a file that a scanner or an editor holds open for a moment cannot be replaced.
_ATTEMPTS = 10
_PAUSE_S = 0.05


def replace_file(path: str | Path, content: bytes) -> None:
    """Write `content` to `path`; HotwordFileError if that fails, the file then is as it was.

    A symbolic link stays and its target is replaced; permission bits stay. Other names of the same
    file (hard links) keep the old content.
    """
    try:
        _replace(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise HotwordFileError(str(path), None, error.strerror or str(error)) from error


def _replace(target: Path, content: bytes) -> None:
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mode = None
    if mode is not None and not os.access(target, os.W_OK):
        # Renaming would get past the protection, which somebody meant.
        raise HotwordFileError(str(target), None, "the file is write-protected")
    if target.is_dir():
        raise HotwordFileError(str(target), None, "it is a folder")
    if not target.parent.is_dir():
        raise HotwordFileError(str(target), None, "its folder does not exist")
    if not os.access(target.parent, os.W_OK):
        raise HotwordFileError(str(target), None, "the folder may not be written to")
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            beside.chmod(mode)
        _rename(beside, target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _rename(beside: Path, target: Path) -> None:
    for attempt in range(_ATTEMPTS):
        try:
            beside.replace(target)
            return
        except PermissionError:
            if os.name != "nt" or attempt == _ATTEMPTS - 1:
                raise
            time.sleep(_PAUSE_S)
