"""Keeps Python's search for circular garbage from holding up the window."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Make a great many things that will last without a search among them, now or later.

    Such a search stops every thread, for a tenth of a second with the words of a long list. What
    there is at the end is left out of later ones; it still goes when nothing refers to it.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
