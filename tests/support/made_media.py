"""Writes media files of any common format through PyAV, and compares what is read from them."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from scipy.signal import correlate, firwin, resample_poly

from asr_core.array_types import FloatArray
from asr_core.audio import SAMPLE_RATE_HZ, read_blocks

_SOUND_CODECS = {
    ".wav": "pcm_s16le",
    ".flac": "flac",
    ".mp3": "mp3",
    ".m4a": "aac",
    ".mp4": "aac",
    ".aac": "aac",
    ".ts": "aac",
    ".ogg": "libopus",
    ".opus": "libopus",
    ".mkv": "aac",
    ".webm": "libopus",
    ".avi": "mp3",
}
_PICTURES_PER_S = 25


def write_media(
    path: Path,
    channels: FloatArray,
    *,
    rate_hz: int,
    layout: str = "mono",
    codec: str | None = None,
    sound_starts_s: float = 0.0,
    gap_at_s: float | None = None,
    gap_s: float = 0.0,
    picture_s: float = 0.0,
) -> Path:
    """Encode `channels` (c, n), with a picture track of `picture_s` seconds if that is not 0.

    The sound starts at `sound_starts_s`; what comes after `gap_at_s` is moved `gap_s` later.
    """
    with av.open(str(path), "w") as container:
        picture: Any = None
        if picture_s:
            picture = container.add_stream("mpeg4", rate=_PICTURES_PER_S)
            picture.width = picture.height = 64
            picture.pix_fmt = "yuv420p"
        sound: Any = container.add_stream(codec or _SOUND_CODECS[path.suffix], rate=rate_hz)
        sound.layout = layout
        if picture is not None:
            for index in range(round(picture_s * _PICTURES_PER_S)):
                image = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
                image.pts, image.time_base = index, Fraction(1, _PICTURES_PER_S)
                container.mux(picture.encode(image))
            container.mux(picture.encode(None))
        converter = av.AudioResampler(
            format=sound.codec_context.format.name, layout=layout, rate=rate_hz
        )
        frame_samples = sound.codec_context.frame_size or 1024
        for first in range(0, channels.shape[1], frame_samples):
            piece = np.ascontiguousarray(channels[:, first : first + frame_samples], np.float32)
            frame = av.AudioFrame.from_ndarray(piece, "fltp", layout)
            moved_s = gap_s if gap_at_s is not None and first >= gap_at_s * rate_hz else 0.0
            frame.sample_rate = rate_hz
            frame.time_base = Fraction(1, rate_hz)
            frame.pts = first + round((sound_starts_s + moved_s) * rate_hz)
            for converted in converter.resample(frame):
                container.mux(sound.encode(converted))
        container.mux(sound.encode(None))
    return path


def write_picture_only(path: Path) -> Path:
    """A video of one second without a sound track."""
    with av.open(str(path), "w") as container:
        picture: Any = container.add_stream("mpeg4", rate=_PICTURES_PER_S)
        picture.width = picture.height = 64
        picture.pix_fmt = "yuv420p"
        for _ in range(_PICTURES_PER_S):
            image = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
            container.mux(picture.encode(image))
        container.mux(picture.encode(None))
    return path


def write_sound(path: Path, samples: FloatArray, *, picture_s: float = 0.0) -> Path:
    """Encode 16 kHz `samples` (n,) at the rate that is usual for the format."""
    rate_hz = 48_000 if path.suffix in (".ogg", ".opus", ".webm") else 44_100
    return write_media(path, at_rate(samples, rate_hz), rate_hz=rate_hz, picture_s=picture_s)


def band_noise(seconds: float, seed: int = 0) -> FloatArray:
    """Noise below 3 kHz: it passes all codecs, and no two parts of it are alike."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal(round(seconds * SAMPLE_RATE_HZ) + 200)
    filtered = np.convolve(noise, firwin(201, 3_000, fs=SAMPLE_RATE_HZ), "valid")
    return (filtered[: round(seconds * SAMPLE_RATE_HZ)] * 0.15).astype(np.float32)


def at_rate(samples: FloatArray, rate_hz: int) -> FloatArray:
    common = math.gcd(rate_hz, SAMPLE_RATE_HZ)
    resampled: FloatArray = resample_poly(samples, rate_hz // common, SAMPLE_RATE_HZ // common)
    return resampled[None]


def read_all(path: Path, start_s: float = 0.0, duration_s: float | None = None) -> FloatArray:
    blocks = list(read_blocks(path, start_s=start_s, duration_s=duration_s))
    return np.concatenate([np.zeros(0, np.float32), *blocks])


def lag_samples(heard: FloatArray, expected: FloatArray) -> int:
    """By how many samples `heard` comes later than `expected`; they must be alike."""
    count = min(heard.size, expected.size)
    heard, expected = heard[:count], expected[:count]
    product = correlate(heard, expected, "full", method="fft")
    best = int(product.argmax())
    likeness = product[best] / np.sqrt((heard**2).sum() * (expected**2).sum())
    assert likeness > 0.85
    return best - (count - 1)
