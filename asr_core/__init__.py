"""Speech in, transcript out: the engines, and what they are built of.

Importing this package loads nothing heavy; `create_asr_engine` is found when first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asr_core.engine import AsrEngine, create_asr_engine

__all__ = ["AsrEngine", "create_asr_engine"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from asr_core import engine

        return getattr(engine, name)
    raise AttributeError(f"module 'asr_core' has no attribute {name!r}")
