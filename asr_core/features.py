"""Log-mel features and their stacking, as Fun-ASR-Nano was trained on them, in NumPy.

Two forms of the same 80 mel bands: `log_mel_kaldi` is the training front end (Kaldi's filter bank
without dither) and the default; `log_mel_stft` is what the published encoder files were made with.
They differ by a constant and by two or three frames, which the model tolerates. `stack_frames`
joins seven frames at every sixth (low frame rate) into the rows of 60 ms that the encoder reads.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from asr_core.array_types import FloatArray
from asr_core.audio import SAMPLE_RATE_HZ

MEL_BANDS = 80
STACKED_FRAMES = 7
STACK_STEP_FRAMES = 6

_WINDOW_SAMPLES = 400
_HOP_SAMPLES = 160
_LOWEST_HZ = 20.0
_HIGHEST_HZ = 8_000.0
_PRE_EMPHASIS = np.float32(0.97)
_INT16_SCALE = np.float32(32_768.0)
_KALDI_LOG_FLOOR = np.float32(1.1920929e-7)
_STFT_LOG_OFFSET = np.float32(1e-7)
# Frames per step: 256 windows of 512 float32 stay in the cache of one core.
_FRAMES_PER_STEP = 256


def log_mel_kaldi(samples: FloatArray) -> FloatArray:
    """Kaldi's log-mel filter bank, dither 0, float32 (frames, 80), of 16 kHz `samples` (n,).

    One frame per 10 ms, 1 + (n − 400) // 160 of them, partial frames dropped. A clip of fewer than
    400 samples is one frame whose window shrinks to the clip; fewer than 2 samples give no frame.
    """
    window_samples = min(_WINDOW_SAMPLES, samples.size)
    if window_samples < 2:
        return np.zeros((0, MEL_BANDS), np.float32)
    frames = _windows_of(samples, window_samples)
    fft_size = 1 << (window_samples - 1).bit_length()
    window = _hamming_symmetric(window_samples)
    bands = _kaldi_bands(fft_size)
    result = np.empty((len(frames), MEL_BANDS), np.float32)
    for first in range(0, len(frames), _FRAMES_PER_STEP):
        block = frames[first : first + _FRAMES_PER_STEP] * _INT16_SCALE
        block -= block.mean(axis=1, keepdims=True)
        # The first sample of a frame is its own predecessor.
        emphasised = block.copy()
        emphasised[:, 1:] -= _PRE_EMPHASIS * block[:, :-1]
        emphasised[:, 0] -= _PRE_EMPHASIS * block[:, 0]
        emphasised *= window
        # Kaldi leaves out the Nyquist bin, where its last triangle is zero anyway.
        energies = _power_spectrum(emphasised, fft_size)[:, :-1] @ bands
        result[first : first + len(block)] = np.log(np.maximum(energies, _KALDI_LOG_FLOOR))
    return result


def log_mel_stft(samples: FloatArray) -> FloatArray:
    """Log-mel of the whole signal's STFT, float32 (n // 160 + 1, 80), of 16 kHz `samples` (n,).

    Mean removal and pre-emphasis work on the whole signal, frames are centred on their hop with
    zeros beyond both ends. No samples give no frame.
    """
    if not samples.size:
        return np.zeros((0, MEL_BANDS), np.float32)
    centred = samples - samples.mean(dtype=np.float64).astype(np.float32)
    padded = np.zeros(samples.size + _WINDOW_SAMPLES, np.float32)
    signal = padded[_WINDOW_SAMPLES // 2 :][: samples.size]
    signal[:] = centred
    signal[1:] -= _PRE_EMPHASIS * centred[:-1]
    frames = _windows_of(padded, _WINDOW_SAMPLES)
    window = _hamming_periodic(_WINDOW_SAMPLES)
    bands = _htk_bands(_WINDOW_SAMPLES)
    result = np.empty((len(frames), MEL_BANDS), np.float32)
    for first in range(0, len(frames), _FRAMES_PER_STEP):
        block = frames[first : first + _FRAMES_PER_STEP] * window
        energies = _power_spectrum(block, _WINDOW_SAMPLES) @ bands
        result[first : first + len(block)] = np.log(energies + _STFT_LOG_OFFSET)
    return result


def stack_frames(log_mel: FloatArray) -> FloatArray:
    """Low-frame-rate rows, float32 (⌈frames / 6⌉, 560), from `log_mel` (frames, 80).

    Row t holds frames 6t − 3 … 6t + 3, oldest first; the first and the last frame stand in for
    those beyond the ends.
    """
    frame_count = len(log_mel)
    if not frame_count:
        return np.zeros((0, STACKED_FRAMES * MEL_BANDS), np.float32)
    row_starts = np.arange(0, frame_count, STACK_STEP_FRAMES) - STACKED_FRAMES // 2
    wanted = row_starts[:, None] + np.arange(STACKED_FRAMES)
    stacked: FloatArray = log_mel[np.clip(wanted, 0, frame_count - 1)]
    return stacked.reshape(len(row_starts), STACKED_FRAMES * MEL_BANDS)


def audio_token_count(lfr_frames: int) -> int:
    """How many leading adaptor rows the decoder is given for `lfr_frames` rows: ⌈T / 8⌉.

    The official code writes it as three nested halvings; both agree for every T ≥ 0.
    """
    return -(-lfr_frames // 8)


def _windows_of(samples: FloatArray, window_samples: int) -> FloatArray:
    """A read-only view (frames, window_samples) of all full windows, one per hop."""
    windows: FloatArray
    windows = np.lib.stride_tricks.sliding_window_view(samples, window_samples)[::_HOP_SAMPLES]
    return windows


def _power_spectrum(frames: FloatArray, fft_size: int) -> FloatArray:
    """Squared magnitudes, float32 (frames, fft_size // 2 + 1), zero-padded to `fft_size`."""
    spectrum = np.fft.rfft(frames, fft_size)
    power: FloatArray = np.square(spectrum.real) + np.square(spectrum.imag)
    return power


@lru_cache(maxsize=8)
def _hamming_symmetric(window_samples: int) -> FloatArray:
    phase = 2 * np.pi * np.arange(window_samples) / (window_samples - 1)
    return (0.54 - 0.46 * np.cos(phase)).astype(np.float32)


@lru_cache(maxsize=1)
def _hamming_periodic(window_samples: int) -> FloatArray:
    phase = 2 * np.pi * np.arange(window_samples) / window_samples
    return (0.54 - 0.46 * np.cos(phase)).astype(np.float32)


@lru_cache(maxsize=8)
def _kaldi_bands(fft_size: int) -> FloatArray:
    """Triangles that are straight in the mel domain, float32 (fft_size // 2, 80)."""
    bins = _mel_natural(np.arange(fft_size // 2) * (SAMPLE_RATE_HZ / fft_size))
    edges = np.linspace(
        _mel_natural(_LOWEST_HZ),
        _mel_natural(_HIGHEST_HZ),
        MEL_BANDS + 2,
    )
    return _triangles(bins, edges)


@lru_cache(maxsize=1)
def _htk_bands(fft_size: int) -> FloatArray:
    """Triangles that are straight in hertz between HTK mel edges, (fft_size // 2 + 1, 80)."""
    bins_hz = np.linspace(0, SAMPLE_RATE_HZ / 2, fft_size // 2 + 1)
    lowest, highest = 2595 * np.log10(1 + np.array([_LOWEST_HZ, _HIGHEST_HZ]) / 700)
    edges_hz = 700 * (10 ** (np.linspace(lowest, highest, MEL_BANDS + 2) / 2595) - 1)
    return _triangles(bins_hz, edges_hz)


def _mel_natural(frequency_hz: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return np.asarray(1127 * np.log1p(np.asarray(frequency_hz) / 700), np.float64)


def _triangles(bins: npt.NDArray[np.float64], edges: npt.NDArray[np.float64]) -> FloatArray:
    """Weights (bins, bands): 0 at a band's outer edges, 1 at its centre edge, not normalised."""
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    rising = (bins[:, None] - left) / (centre - left)
    falling = (right - bins[:, None]) / (right - centre)
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
