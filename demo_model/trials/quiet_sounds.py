"""Sounds in which nobody speaks: noises and simple music, computed from a seed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from asr_core.audio import SAMPLE_RATE_HZ
from demo_model.speech import Samples

Random = np.random.Generator
_MINOR_HZ = 110 * 2 ** (np.array([0, 2, 3, 5, 7, 8, 10, 12, 14, 15, 17, 19, 20, 22, 24]) / 12)
_CHORDS = ((0, 2, 4), (3, 5, 7), (4, 6, 8), (5, 7, 9))


def _coloured(size: int, random: Random, power: float) -> Samples:
    """Noise whose power falls with frequency to the power of `power`."""
    spectrum = np.fft.rfft(random.standard_normal(size))
    frequency = np.maximum(np.arange(spectrum.size), 20 * size / SAMPLE_RATE_HZ)
    return _float32(np.fft.irfft(spectrum / frequency ** (power / 2), size))


def _white(size: int, random: Random) -> Samples:
    return _coloured(size, random, 0)


def _pink(size: int, random: Random) -> Samples:
    return _coloured(size, random, 1)


def _brown(size: int, random: Random) -> Samples:
    return _coloured(size, random, 2)


def _rising(size: int, random: Random) -> Samples:
    """Noise from nothing to full."""
    return _float32(_coloured(size, random, 1) * np.linspace(0, 1, size) ** 2)


def _hum(size: int, random: Random) -> Samples:
    """Mains hum with overtones."""
    time_s = np.arange(size) / SAMPLE_RATE_HZ
    mains_hz = float(random.choice((50, 60)))
    tones = [np.sin(2 * np.pi * mains_hz * n * time_s) / n for n in (1, 2, 3, 5, 7)]
    return _float32(sum(tones) + 0.02 * random.standard_normal(size))


def _silence(size: int, random: Random) -> Samples:  # noqa: ARG001
    return np.zeros(size, np.float32)


def _clicks(size: int, random: Random) -> Samples:
    """Digital silence with a click now and then."""
    sound = np.zeros(size, np.float32)
    for start in random.integers(0, size, 1 + 2 * size // SAMPLE_RATE_HZ):
        length = min(int(random.integers(8, 200)), size - int(start))
        decay = np.exp(-5 * np.arange(length) / length)
        sound[start : start + length] += _float32(random.standard_normal(length) * decay)
    return sound


def _tone(pitch_hz: float, seconds: float, random: Random) -> Samples:
    """A decaying tone with overtones."""
    time_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    tilt = random.uniform(1.2, 2.2)
    tones = [np.sin(2 * np.pi * pitch_hz * n * time_s) / n**tilt for n in range(1, 6)]
    attack = np.minimum(1, time_s / 0.01)
    return _float32(sum(tones) * attack * np.exp(-random.uniform(1.5, 5) * time_s))


def _place(sound: Samples, start: int, tone: Samples) -> None:
    end = min(sound.size, start + tone.size)
    sound[start:end] += tone[: end - start]


def _melody(size: int, random: Random) -> Samples:
    """One voice that walks up and down a scale."""
    sound = np.zeros(size, np.float32)
    step, start = 7, 0
    while start < size:
        length_s = float(random.choice((0.2, 0.3, 0.4, 0.6)))
        step = int(np.clip(step + random.integers(-3, 4), 0, _MINOR_HZ.size - 1))
        _place(sound, start, _tone(2 * float(_MINOR_HZ[step]), 1.5 * length_s, random))
        start += round(length_s * SAMPLE_RATE_HZ)
    return sound


def _harmony(size: int, random: Random) -> Samples:
    """Chords of three tones, one a second."""
    sound = np.zeros(size, np.float32)
    for start in range(0, size, SAMPLE_RATE_HZ):
        chord = _CHORDS[int(random.integers(len(_CHORDS)))]
        for step in chord:
            _place(sound, start, _tone(float(_MINOR_HZ[step]), 1.4, random))
    return sound


def _drums(size: int, random: Random) -> Samples:
    """A beat of low strokes and short bursts of noise."""
    sound = np.zeros(size, np.float32)
    beat = round(random.uniform(0.2, 0.35) * SAMPLE_RATE_HZ)
    for number, start in enumerate(range(0, size, beat)):
        time_s = np.arange(round(0.2 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
        if number % 4 == 0 or random.random() < 0.15:
            stroke = np.sin(2 * np.pi * (50 + 60 * np.exp(-30 * time_s)) * time_s)
            _place(sound, start, _float32(stroke * np.exp(-12 * time_s)))
        else:
            burst = random.standard_normal(time_s.size) * np.exp(-random.uniform(20, 60) * time_s)
            _place(sound, start, _float32(0.5 * burst))
    return sound


def _band(size: int, random: Random) -> Samples:
    """Melody, chords and drums together."""
    parts = (_melody(size, random), _harmony(size, random), _drums(size, random))
    return _float32(sum(part / (np.abs(part).max() + 1e-6) for part in parts))


QUIET_SOUNDS: dict[str, dict[str, Callable[[int, Random], Samples]]] = {
    "silence": {"silence": _silence, "clicks": _clicks},
    "noise": {"white": _white, "pink": _pink, "brown": _brown, "hum": _hum, "rising": _rising},
    "music": {"melody": _melody, "chords": _harmony, "drums": _drums, "band": _band},
}
"""By kind and name: a sound of so many samples at 16 kHz, of any level."""


def at_level(sound: Samples, peak_db: float) -> Samples:
    """`sound` with its highest peak at so many dB of full scale."""
    peak = float(np.abs(sound).max(initial=0.0))
    return _float32(sound * (10 ** (peak_db / 20) / peak)) if peak else sound


def _float32(values: object) -> Samples:
    return np.asarray(values, dtype=np.float32)
