"""Sound without speech: hiss, and plucked chords that a recogniser may take for syllables."""

from __future__ import annotations

import numpy as np

from asr_core.array_types import FloatArray

_RATE_HZ = 16_000


def noise(seconds: float, *, level: float = 0.1, seed: int = 0) -> FloatArray:
    """White noise of the given root mean square."""
    hiss = np.random.default_rng(seed).standard_normal(round(seconds * _RATE_HZ))
    return (level * hiss).astype(np.float32)


def music(seconds: float, *, seed: int = 0) -> FloatArray:
    """A melody of plucked tones with five harmonics, four a second."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(round(seconds * _RATE_HZ)) / _RATE_HZ
    sound = np.zeros_like(time_s)
    for number in range(round(4 * seconds)):
        since_s = time_s - number / 4
        envelope = np.where(since_s >= 0, np.exp(-5 * np.maximum(since_s, 0)), 0)
        pitch_hz = 220 * 2 ** (rng.integers(24) / 12)
        for harmonic in range(1, 6):
            sound += 0.15 / harmonic * envelope * np.sin(2 * np.pi * pitch_hz * harmonic * time_s)
    return sound.astype(np.float32)
