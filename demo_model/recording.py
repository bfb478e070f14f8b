"""Writes what was synthesised as the sound files that a microphone would have left.

A digital silence does not exist in recordings, and the model has never heard one: every file gets a
noise floor of about one bit.
"""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from asr_core.audio import SAMPLE_RATE_HZ
from demo_model.speech import Samples

_ONE_BIT = 1 / 32768
_CODECS = {".wav": "pcm_s16le", ".flac": "flac", ".mp3": "libmp3lame", ".m4a": "aac"}
_BIT_RATES = {".mp3": 48_000, ".m4a": 48_000}


def with_noise_floor(samples: Samples, random: np.random.Generator) -> Samples:
    """`samples` (n,) with white noise of one bit of 16 added."""
    noise = random.standard_normal(samples.size).astype(np.float32)
    return samples + noise * np.float32(_ONE_BIT)


def silence(seconds: float) -> Samples:
    """Zeros for so long."""
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32)


def write_recording(samples: Samples, path: Path) -> None:
    """Write 16 kHz mono `samples` in [−1, 1] to `path`, as .wav, .flac, .mp3 or .m4a."""
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    pcm = np.round(np.clip(samples, -1, 1 - _ONE_BIT) * 32768).astype(np.int16)
    with av.open(str(part), "w") as container:
        stream = container.add_stream(_CODECS[path.suffix], rate=SAMPLE_RATE_HZ)
        assert isinstance(stream, av.AudioStream)
        stream.layout = "mono"
        if path.suffix in _BIT_RATES:
            stream.bit_rate = _BIT_RATES[path.suffix]
        frame = av.AudioFrame.from_ndarray(pcm[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE_HZ
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    part.replace(path)
