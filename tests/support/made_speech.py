"""Made sound that the speech detector takes for a voice, for tests without recordings."""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

from asr_core.array_types import FloatArray

_VOWELS_HZ = (
    (730, 1090, 2440),
    (270, 2290, 3010),
    (300, 870, 2240),
    (530, 1840, 2480),
    (570, 840, 2410),
)
_BANDWIDTHS_HZ = (80, 100, 150)


def speech(seconds: float, seed: int = 0) -> FloatArray:
    """16 kHz vowels (a glottal pulse through three resonances) with hissing between them."""
    rng = np.random.default_rng(seed)
    count = round(seconds * 16_000)
    pieces = [np.zeros(0)]
    while sum(piece.size for piece in pieces) < count:
        vowel_count = int(rng.uniform(0.12, 0.25) * 16_000)
        pitch_hz = 110 * 2 ** rng.uniform(-0.3, 0.3) * np.linspace(1.1, 0.95, vowel_count)
        pulses = np.diff(np.floor(np.cumsum(pitch_hz / 16_000)), prepend=0)
        sound = pulses + 0.02 * rng.standard_normal(vowel_count)
        for formant_hz, bandwidth_hz in zip(
            _VOWELS_HZ[rng.integers(5)], _BANDWIDTHS_HZ, strict=True
        ):
            radius = np.exp(-np.pi * bandwidth_hz / 16_000)
            turn = 2 * np.pi * formant_hz / 16_000
            sound = lfilter([1 - radius], [1, -2 * radius * np.cos(turn), radius**2], sound)
        to_edge = np.minimum(np.arange(vowel_count), np.arange(vowel_count)[::-1])
        sound = sound * np.minimum(1, to_edge / 400)
        hiss = rng.standard_normal(int(rng.uniform(0.02, 0.06) * 16_000)) * 0.03
        pieces += [sound / np.abs(sound).max() * 0.4, hiss]
    return np.concatenate(pieces)[:count].astype(np.float32)


def silence(seconds: float) -> FloatArray:
    return np.zeros(round(seconds * 16_000), np.float32)
