"""How much memory this process holds and has held at most, as Linux counts it."""

from __future__ import annotations

import re
from pathlib import Path

_STATUS = Path("/proc/self/status")


def resident_gb() -> float | None:
    """Gigabytes in memory now, mapped model files included; None where it cannot be told."""
    return _read("VmRSS")


def peak_resident_gb() -> float | None:
    """The most gigabytes in memory since the process began."""
    return _read("VmHWM")


def _read(name: str) -> float | None:
    if not _STATUS.is_file():
        return None
    found = re.search(rf"^{name}:\s+(\d+) kB", _STATUS.read_text(), re.MULTILINE)
    return int(found[1]) * 1024 / 1e9 if found else None
