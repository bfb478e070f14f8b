"""Gives memory that is no longer used back to the system."""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress


def give_back_freed_memory() -> None:
    """Return what was freed to the system, where the C library would keep it for later.

    Making an index of a hundred thousand words leaves as much again behind. Only glibc keeps it,
    and only glibc has the call; elsewhere nothing is done.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
