"""What training does to sound after it is spoken."""

from __future__ import annotations

import random

import numpy as np
import pytest

from demo_model.training.acoustics import (
    FINAL_RATE_HZ,
    Sound,
    coded,
    filtered,
    resample,
    reverberated,
    silence,
    telephoned,
)


def _tone(frequency_hz: float, seconds: float, rate_hz: int) -> Sound:
    times_s = np.arange(int(seconds * rate_hz)) / rate_hz
    return (0.3 * np.sin(2 * np.pi * frequency_hz * times_s)).astype(np.float32)


def _loudest_hz(sound: Sound) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size)))
    return float(spectrum.argmax() * FINAL_RATE_HZ / sound.size)


def _power(sound: Sound) -> float:
    return float(np.mean(np.square(sound.astype(np.float64))))


@pytest.mark.parametrize("played_at", [0.88, 0.95, 1.0, 1.07, 1.14])
def test_played_faster_is_shorter_and_higher(played_at: float) -> None:
    sound = resample(_tone(1000, 1.234, 22_050), played_at)
    assert sound.dtype == np.float32
    assert sound.size / FINAL_RATE_HZ == pytest.approx(1.234 / played_at, rel=0.015)
    assert _loudest_hz(sound) == pytest.approx(1000 * played_at, rel=0.015)
    assert _power(sound[2000:-2000]) == pytest.approx(0.045, rel=0.02)


def test_sound_of_16_khz_is_played_faster_too() -> None:
    for played_at in (0.9, 1.3):
        sound = resample(_tone(1000, 1.5, 16_000), played_at, 16_000)
        assert sound.size / FINAL_RATE_HZ == pytest.approx(1.5 / played_at, rel=0.015)
        assert _loudest_hz(sound) == pytest.approx(1000 * played_at, rel=0.015)


def test_codec_keeps_size_and_about_the_ratio_wanted() -> None:
    noise = np.random.default_rng(1).standard_normal(20_001).astype(np.float32) * np.float32(0.1)
    for snr_db in (8, 20):
        heard = coded(noise, snr_db)
        assert heard.size == noise.size and heard.dtype == np.float32
        ratio_db = 10 * np.log10(_power(noise) / _power(heard - noise))
        assert ratio_db == pytest.approx(snr_db, abs=4)
    assert np.allclose(coded(noise, 90), noise, atol=1e-4)
    assert not coded(silence(0.5), 10).any()


def test_telephone_rounds_to_few_values() -> None:
    sound = _tone(440, 0.5, FINAL_RATE_HZ)
    heard = telephoned(sound)
    assert np.unique(heard).size <= 255
    assert 25 < 10 * np.log10(_power(sound) / _power(heard - sound)) < 50


def test_band_of_a_microphone() -> None:
    rng = random.Random(3)
    for frequency_hz, loudest in ((60, 0.15), (7000, 0.15)):
        tone = _tone(frequency_hz, 0.5, FINAL_RATE_HZ)
        heard = filtered(tone, rng, low_hz=300, high_hz=3400)
        assert heard.size == tone.size
        assert _power(heard) < loudest**2 * _power(tone)


def test_room_keeps_size_and_adds_a_tail() -> None:
    click = silence(0.5)
    click[100] = 1
    heard = reverberated(click, random.Random(1), np.random.default_rng(1))
    assert heard.size == click.size
    assert heard[100] == pytest.approx(1, abs=1e-3)
    assert np.abs(heard[:100]).max() < 1e-3 < np.abs(heard[101:800]).max()
