"""Recordings of synthetic speech that tests of the whole path share."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings
from made_media import write_media

from asr_core.array_types import FloatArray
from asr_core.audio import read_blocks
from asr_core.locations import DEMO_MODEL

# The first example loads dictionaries, and a busy machine is slow: times are for benchmarks/.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SAMPLES = Path(__file__).resolve().parents[1] / "resources" / "samples"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample recordings."""
    return SAMPLES


@pytest.fixture(scope="session")
def modest_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo model as one that bears spans of 5 s and no prompt but that with hotwords."""
    folder = tmp_path_factory.mktemp("models") / "modest"
    shutil.copytree(DEMO_MODEL, folder)
    settings = {"longest_span_s": 5, "lead_s": 0.064, "prompts": ["hotwords"]}
    (folder / "hotscribe.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def speech(samples: Path) -> FloatArray:
    """The first nine seconds of the Chinese sample, (n,) at 16 kHz."""
    return np.concatenate(list(read_blocks(samples / "dialogue_zh.flac", duration_s=9.0)))


@pytest.fixture
def clip(tmp_path: Path, speech: FloatArray) -> Path:
    """`speech` as a WAV file in a folder of its own."""
    return write_media(tmp_path / "clip.wav", speech[None], rate_hz=16000)
