"""Speech in, transcript out: the engines, and what they are built of.

Importing this package loads nothing heavy; `create_asr_engine` is found when first asked for.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asr_core.engine import AsrEngine, create_asr_engine

# ONNX Runtime reports usage to its maker unless told not to before it is imported, and it is
# imported only by what is below this package. Nothing may leave the computer.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__all__ = ["AsrEngine", "create_asr_engine"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from asr_core import engine

        return getattr(engine, name)
    raise AttributeError(f"module 'asr_core' has no attribute {name!r}")
