"""What happens to sound between a mouth and a file, on mono 16 kHz sound in NumPy.

Everything here must be quick: a training machine's workers make hundreds of seconds of sound in one
second each.
"""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float32]
FINAL_RATE_HZ = 16_000
# A Fourier transform of an odd size can take ten times as long.
_EASY_SIZE = 4000
_BLOCK_SIZES = (
    *(1200, 1232, 1250, 1280, 1296, 1320, 1344, 1372, 1400, 1440, 1470, 1500, 1536, 1568),
    *(1600, 1620, 1680, 1728, 1750, 1764, 1792, 1820),
)
_CODED_FRAME, _CODED_STEP = 1024, 512
_WINDOW = np.sin(np.pi * (np.arange(_CODED_FRAME) + 0.5) / _CODED_FRAME).astype(np.float32)
_BANDS = np.unique(np.geomspace(4, _CODED_STEP + 1, 20).astype(int))
_MU = 255


def resample(sound: Sound, played_at: float = 1.0, rate_hz: int = 22_050) -> Sound:
    """To 16,000 Hz by cutting or widening the spectrum; `played_at` 1.1 is 10 % faster and higher.

    `played_at` is 0.88 to 1.34, and rounded to what is quick: blocks of 0.1 s become easy sizes.
    """
    per_block = min(_BLOCK_SIZES, key=lambda size: abs(size - 1600 / played_at))
    read = rate_hz // 10
    blocks = -(-sound.size // read)
    padded = np.zeros(blocks * read, np.float32)
    padded[: sound.size] = sound
    spectrum = np.fft.rfft(padded)[: blocks * per_block // 2 + 1]
    result = np.fft.irfft(spectrum, blocks * per_block) * (per_block / read)
    return result[: sound.size * per_block // read].astype(np.float32)


def filtered(sound: Sound, rng: random.Random, *, low_hz: float, high_hz: float) -> Sound:
    """Through a microphone with a smooth response of its own, which hears `low_hz` to `high_hz`."""
    rounded = -(-sound.size // _EASY_SIZE) * _EASY_SIZE
    spectrum = np.fft.rfft(sound, rounded)
    # The response is drawn at a few points and smooth between them; 4000 Hz is the middle of it.
    points_hz = np.array([0, 150, 300, 600, 1200, 2000, 3000, 4500, 6000, 8000])
    gains = np.cumsum([rng.gauss(0, 1.5) for _ in points_hz])
    grid_hz = np.linspace(0, FINAL_RATE_HZ / 2, 257)
    response = 10 ** (np.interp(grid_hz, points_hz, gains - gains.mean()) / 20)
    if high_hz < FINAL_RATE_HZ / 2:
        response = response / (1 + np.exp(np.clip((grid_hz - high_hz) / 120, -40, 40)))
    if low_hz > 0:
        response = response / (1 + np.exp(np.clip((low_hz - grid_hz) / 35, -40, 40)))
    frequency = np.linspace(0, 256, spectrum.size)
    spectrum *= np.interp(frequency, np.arange(257), response).astype(np.float32)
    return np.fft.irfft(spectrum, rounded)[: sound.size].astype(np.float32)


def reverberated(sound: Sound, rng: random.Random, noise: np.random.Generator) -> Sound:
    """In a room of 0.1 to 0.5 s."""
    size = int(rng.uniform(0.1, 0.5) * FINAL_RATE_HZ)
    tail = noise.standard_normal(size, np.float32)
    tail *= np.exp(-6.9 * np.arange(size, dtype=np.float32) / size)
    tail *= np.float32(rng.uniform(0.1, 0.6) / np.sqrt(np.sum(np.square(tail))))
    tail[0] = 1
    padded = -(-(sound.size + size) // _EASY_SIZE) * _EASY_SIZE
    spectrum = np.fft.rfft(sound, padded) * np.fft.rfft(tail, padded)
    return np.fft.irfft(spectrum, padded)[: sound.size].astype(np.float32)


def coded(sound: Sound, snr_db: float) -> Sound:
    """As a lossy codec leaves it: windowed spectra, rounded more coarsely where they are loud.

    No codec in particular: bands of each frame are rounded to steps that leave about `snr_db`, so
    that weak parts of a band vanish and errors spread over the frame, before an onset too.
    """
    frames = -(-sound.size // _CODED_STEP) + 1
    padded = np.zeros((frames + 1) * _CODED_STEP, np.float32)
    padded[_CODED_STEP : _CODED_STEP + sound.size] = sound
    framed = np.lib.stride_tricks.sliding_window_view(padded, _CODED_FRAME)[::_CODED_STEP]
    spectrum = np.fft.rfft(framed * _WINDOW).astype(np.complex64)
    values = spectrum.view(np.float32).reshape(len(spectrum), -1, 2)
    starts = np.concatenate(([0], _BANDS[:-1]))
    power = np.add.reduceat(np.square(values).sum(2), starts, axis=1)
    widths = np.diff(np.append(starts, values.shape[1]))
    # A step of s leaves an error of s² / 12 in each of the two parts of a value.
    steps = np.sqrt(6 * power / widths * 10 ** (-snr_db / 10)) + 1e-7
    steps = np.repeat(steps, widths, axis=1)[:, :, None].astype(np.float32)
    values[:] = np.round(values / steps) * steps
    heard = np.fft.irfft(spectrum).astype(np.float32) * _WINDOW
    result = np.zeros_like(padded).reshape(-1, _CODED_STEP)
    result[:-1] += heard[:, :_CODED_STEP]
    result[1:] += heard[:, _CODED_STEP:]
    return result.reshape(-1)[_CODED_STEP : _CODED_STEP + sound.size]


def telephoned(sound: Sound) -> Sound:
    """Rounded to 8 bits as a telephone does it, logarithmically."""
    curve = np.sign(sound) * np.log1p(_MU * np.abs(np.clip(sound, -1, 1))) / np.log1p(_MU)
    rounded = np.round(curve * 127) / 127
    result = np.sign(rounded) * np.expm1(np.abs(rounded) * np.log1p(_MU)) / _MU
    return np.asarray(result, np.float32)


def silence(seconds: float) -> Sound:
    """At 16 kHz."""
    return np.zeros(int(seconds * FINAL_RATE_HZ), np.float32)


def fit(sound: Sound, size: int) -> Sound:
    """Cut, or repeated."""
    return np.resize(sound, size)
