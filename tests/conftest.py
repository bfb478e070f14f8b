"""Recordings of synthetic speech that tests of the whole path share."""

from __future__ import annotations

from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[1] / "resources" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample recordings."""
    return SAMPLES
