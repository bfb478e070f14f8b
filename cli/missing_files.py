"""Says which files that were to be opened are not there."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from cli.texts import tr


def tell_missing(names: Sequence[str]) -> int:
    """Name each on standard error; returns the exit code."""
    for name in names:
        print(tr("There is no file {name}.", name=name), file=sys.stderr)
    return 2
