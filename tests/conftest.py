"""Recordings of synthetic speech that tests of the whole path share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_media import write_media

from asr_core.array_types import FloatArray
from asr_core.audio import read_blocks

SAMPLES = Path(__file__).resolve().parents[1] / "resources" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample recordings."""
    return SAMPLES


@pytest.fixture(scope="session")
def speech(samples: Path) -> FloatArray:
    """The first nine seconds of the Chinese sample, (n,) at 16 kHz."""
    return np.concatenate(list(read_blocks(samples / "dialogue_zh.flac", duration_s=9.0)))


@pytest.fixture
def clip(tmp_path: Path, speech: FloatArray) -> Path:
    """`speech` as a WAV file in a folder of its own."""
    return write_media(tmp_path / "clip.wav", speech[None], rate_hz=16000)
