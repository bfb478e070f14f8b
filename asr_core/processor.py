"""What a model may run on, and how many threads a native library should take here."""

from __future__ import annotations

import os
from typing import Literal

Device = Literal["auto", "cpu", "gpu"]
"""What a person may ask for; "auto" is a GPU where one can be used, else the CPU."""


def default_threads() -> int:
    """The processors we may use; above four half of them, at most eight.

    Half, because they are mostly two per core and the second gains nothing; at most eight, because
    writing one token at a time waits for memory.
    """
    if hasattr(os, "sched_getaffinity"):
        processors = len(os.sched_getaffinity(0))
    else:
        processors = os.cpu_count() or 1
    return min(8, processors if processors <= 4 else max(4, processors // 2))
