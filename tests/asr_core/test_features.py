"""Features against kaldi-native-fbank, naive loops and the published frame counts."""

from __future__ import annotations

import kaldi_native_fbank
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core.array_types import FloatArray
from asr_core.features import (
    MEL_BANDS,
    audio_token_count,
    log_mel_kaldi,
    log_mel_stft,
    stack_frames,
)


def noise(count: int, level: float = 0.1) -> FloatArray:
    rng = np.random.default_rng(count)
    return (rng.standard_normal(count) * level).astype(np.float32)


def voice_like(seconds: float) -> FloatArray:
    """Harmonics of a gliding tone, louder and softer, with a little noise."""
    time = np.arange(int(seconds * 16_000)) / 16_000
    phase = 2 * np.pi * (120 * time + 20 * time**2)
    tone = sum(np.sin(phase * harmonic) / harmonic for harmonic in range(1, 30))
    loudness = np.abs(np.sin(2 * np.pi * 2 * time)) ** 3
    return (0.2 * tone * loudness).astype(np.float32) + noise(time.size, 1e-3)


def kaldi_reference(samples: FloatArray, window_samples: int = 400) -> FloatArray:
    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.dither = 0
    options.frame_opts.window_type = "hamming"
    # A little more than the whole number, which the library truncates to.
    options.frame_opts.frame_length_ms = window_samples / 16 + 1e-4
    options.mel_opts.num_bins = MEL_BANDS
    options.energy_floor = 0
    fbank = kaldi_native_fbank.OnlineFbank(options)
    fbank.accept_waveform(16_000, (samples * 32_768).tolist())
    fbank.input_finished()
    frames = [fbank.get_frame(index) for index in range(fbank.num_frames_ready)]
    return np.array(frames, np.float32)


@pytest.mark.parametrize(
    "samples",
    [noise(16_000 * 20), noise(16_000, 1e-4), voice_like(10), noise(400), noise(559), noise(560)],
    ids=["noise", "faint", "voice", "one frame", "one frame and a rest", "two frames"],
)
def test_kaldi_form_matches_kaldi(samples: FloatArray) -> None:
    ours, theirs = log_mel_kaldi(samples), kaldi_reference(samples)
    assert ours.dtype == np.float32
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= 2e-3


@pytest.mark.parametrize("count", [399, 300, 257, 256, 100, 50])
def test_window_shrinks_to_a_clip_shorter_than_it(count: int) -> None:
    samples = noise(count)
    ours, theirs = log_mel_kaldi(samples), kaldi_reference(samples, count)
    assert ours.shape == theirs.shape == (1, MEL_BANDS)
    assert np.abs(ours - theirs).max() <= 2e-3


@pytest.mark.parametrize("count", [0, 1])
def test_next_to_nothing_gives_no_frame(count: int) -> None:
    assert log_mel_kaldi(noise(count)).shape == (0, MEL_BANDS)


@pytest.mark.parametrize("count", range(2, 40))
def test_tiny_clips_stay_finite(count: int) -> None:
    for log_mel in (log_mel_kaldi(noise(count)), log_mel_stft(noise(count))):
        assert log_mel.shape == (1, MEL_BANDS)
        assert np.isfinite(log_mel).all()


def test_silence_rests_on_the_log_floor() -> None:
    silence = np.zeros(16_000, np.float32)
    assert np.allclose(log_mel_kaldi(silence), np.log(1.1920929e-7))
    assert np.allclose(log_mel_stft(silence), np.log(1e-7))


def naive_log_mel_stft(samples: FloatArray) -> FloatArray:
    """The published files' form, step by step in float64."""
    signal = samples.astype(np.float64) - samples.astype(np.float64).mean()
    signal = np.concatenate((signal[:1], signal[1:] - 0.97 * signal[:-1]))
    signal = np.concatenate((np.zeros(200), signal, np.zeros(200)))
    window = [0.54 - 0.46 * np.cos(2 * np.pi * index / 400) for index in range(400)]
    lowest, highest = (2595 * np.log10(1 + hz / 700) for hz in (20, 8000))
    edges = [700 * (10 ** (mel / 2595) - 1) for mel in np.linspace(lowest, highest, 82)]
    rows = []
    for start in range(0, signal.size - 399, 160):
        power = np.abs(np.fft.rfft(signal[start : start + 400] * window)) ** 2
        row = []
        for left, centre, right in zip(edges, edges[1:], edges[2:], strict=False):
            energy = 0.0
            for index, hz in enumerate(np.linspace(0, 8000, 201)):
                weight = min((hz - left) / (centre - left), (right - hz) / (right - centre))
                energy += max(0.0, weight) * power[index]
            row.append(np.log(energy + 1e-7))
        rows.append(row)
    return np.array(rows, np.float32)


@pytest.mark.parametrize("samples", [noise(2_000), voice_like(0.2) + np.float32(0.1), noise(100)])
def test_stft_form_equals_the_naive_form(samples: FloatArray) -> None:
    ours, naive = log_mel_stft(samples), naive_log_mel_stft(samples)
    assert ours.shape == naive.shape == (samples.size // 160 + 1, MEL_BANDS)
    assert np.abs(ours - naive).max() <= 2e-3


def test_no_samples_give_no_stft_frame() -> None:
    assert log_mel_stft(np.zeros(0, np.float32)).shape == (0, MEL_BANDS)


@pytest.mark.parametrize(
    ("seconds", "stft", "kaldi"),
    [
        (0.1, (11, 2, 1), (8, 2, 1)),
        (1, (101, 17, 3), (98, 17, 3)),
        (5, (501, 84, 11), (498, 83, 11)),
        (10, (1001, 167, 21), (998, 167, 21)),
        (30, (3001, 501, 63), (2998, 500, 63)),
        (60, (6001, 1001, 126), (5998, 1000, 125)),
    ],
)
def test_published_counts(
    seconds: float, stft: tuple[int, int, int], kaldi: tuple[int, int, int]
) -> None:
    samples = np.zeros(round(seconds * 16_000), np.float32)
    for log_mel, expected in ((log_mel_stft(samples), stft), (log_mel_kaldi(samples), kaldi)):
        rows = stack_frames(log_mel)
        assert (len(log_mel), len(rows), audio_token_count(len(rows))) == expected


def naive_stack(log_mel: FloatArray) -> list[FloatArray]:
    padded = [log_mel[0]] * 3 + list(log_mel)
    rows = []
    for start in range(0, len(log_mel), 6):
        row = padded[start : start + 7]
        row += [log_mel[-1]] * (7 - len(row))
        rows.append(np.concatenate(row))
    return rows


@given(st.integers(1, 100))
def test_stacking_equals_a_naive_loop(frame_count: int) -> None:
    log_mel = noise(frame_count * MEL_BANDS).reshape(frame_count, MEL_BANDS)
    stacked = stack_frames(log_mel)
    assert stacked.dtype == np.float32
    assert np.array_equal(stacked, naive_stack(log_mel))


def test_stacking_nothing_gives_no_row() -> None:
    assert stack_frames(np.zeros((0, MEL_BANDS), np.float32)).shape == (0, 560)


@given(st.integers(0, 100_000))
def test_token_count_equals_the_nested_halvings(rows: int) -> None:
    first = 1 + (rows - 3 + 2) // 2
    second = 1 + (first - 3 + 2) // 2
    assert audio_token_count(rows) == (second - 1) // 2 + 1 == -(-rows // 8)
