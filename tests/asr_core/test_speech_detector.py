"""The Silero network as it lies in resources, on made speech, noise and damaged files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from made_speech import silence, speech

from asr_core.errors import ModelDamaged, ModelMissing
from asr_core.speech_detector import FRAME_SAMPLES, SpeechDetector

FRAME_S = FRAME_SAMPLES / 16_000


def test_hears_a_voice_and_only_where_it_is() -> None:
    samples = np.concatenate((silence(20 * FRAME_S), speech(60 * FRAME_S), silence(30 * FRAME_S)))
    probabilities = SpeechDetector().probabilities(samples)
    assert probabilities.dtype == np.float32
    assert probabilities.shape == (110,)
    assert probabilities[:18].max() < 0.2
    assert np.median(probabilities[22:78]) > 0.9
    assert probabilities[-15:].max() < 0.2


def test_noise_is_no_voice() -> None:
    noise = np.random.default_rng(1).standard_normal(100 * FRAME_SAMPLES) * 0.05
    assert SpeechDetector().probabilities(noise.astype(np.float32)).max() < 0.5


@pytest.mark.parametrize("block_frames", [1, 7, 59])
def test_blocks_of_any_length_give_the_same(block_frames: int) -> None:
    samples = np.concatenate((silence(5 * FRAME_S), speech(50 * FRAME_S), silence(5 * FRAME_S)))
    whole = SpeechDetector().probabilities(samples)
    detector = SpeechDetector()
    step = block_frames * FRAME_SAMPLES
    parts = [
        detector.probabilities(samples[first : first + step])
        for first in range(0, samples.size, step)
    ]
    assert np.allclose(np.concatenate(parts), whole, atol=1e-4)


def test_nothing_gives_nothing_and_broken_frames_are_refused() -> None:
    detector = SpeechDetector()
    assert detector.probabilities(silence(0)).shape == (0,)
    with pytest.raises(ValueError, match="whole frames"):
        detector.probabilities(np.zeros(100, np.float32))


def test_missing_and_damaged_network(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        SpeechDetector(tmp_path / "none.onnx")
    damaged = tmp_path / "damaged.onnx"
    damaged.write_bytes(b"not a network")
    with pytest.raises(ModelDamaged):
        SpeechDetector(damaged)
