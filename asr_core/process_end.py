"""How a process came to its end, and how it is brought there with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

from asr_core.errors import AsrError, EngineCrashed, EngineKilled

_OUT_OF_MEMORY = (0xC0000017, 0xC000012D)
"""STATUS_NO_MEMORY and STATUS_COMMITMENT_LIMIT of Windows."""

_ENDING_S = 2.0


def has_ended(process: BaseProcess, wait_s: float) -> bool:
    """Whether `process` ends by itself within that time.

    It is not yet reaped then, so that its number still belongs to it and to its group.
    """
    return bool(wait([process.sentinel], wait_s))


def end_tree(process: BaseProcess) -> int | None:
    """End `process`, which heads a group of its own, and all that it started; its exit code.

    None if not even a kill ends it, which happens inside a driver.
    """
    if process.pid is None:
        return None
    if sys.platform == "win32":
        if process.is_alive():
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(process.pid)],
                capture_output=True,
                check=False,
                creationflags=subprocess.CREATE_NO_WINDOW,
            )
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    if process.is_alive():
        process.kill()
    process.join(_ENDING_S)
    code = process.exitcode
    if code is not None:
        process.close()
    return code


def what_happened(code: int | None) -> AsrError:
    """Why a process that nobody ended has ended, from its exit code."""
    if not code:
        return EngineCrashed("it ended without a word")
    if (sys.platform != "win32" and code == -signal.SIGKILL) or code in _OUT_OF_MEMORY:
        return EngineKilled()
    if code < 0:
        with suppress(ValueError):
            return EngineCrashed(f"the system reported {signal.Signals(-code).name}")
    return EngineCrashed(f"it ended with the code {code if code < 2**16 else hex(code)}")
