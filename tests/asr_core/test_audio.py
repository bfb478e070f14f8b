"""Reading real files of every common format, whole and in parts, on their own timeline."""

from __future__ import annotations

import struct
import sys
import tracemalloc
import wave
from pathlib import Path

import numpy as np
import pytest
from made_media import (
    at_rate,
    band_noise,
    lag_samples,
    read_all,
    write_media,
    write_sound,
)
from scipy.signal import resample_poly

from asr_core import audio
from asr_core.array_types import FloatArray
from asr_core.audio import SAMPLE_RATE_HZ, probe, read_blocks

SECONDS = 12
# Sample rate, bytes a second, bytes a sample, bits a sample: telephone sound.
RATES = (8_000, 16_000, 2, 16)
# Formats that tell their encoder's delay start exactly; the others start one or two frames late.
EXACT = [".wav", ".flac", ".mp3", ".m4a", ".mp4", ".ogg", ".opus", ".mkv", ".webm"]
DELAYED = [".aac", ".ts", ".avi"]


@pytest.fixture(scope="module")
def reference() -> FloatArray:
    return band_noise(SECONDS)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory, reference: FloatArray) -> dict[str, Path]:
    """The reference in every format, by suffix."""
    folder = tmp_path_factory.mktemp("media")
    return {
        suffix: write_sound(
            folder / f"sound{suffix}",
            reference,
            picture_s=SECONDS if suffix in (".mp4", ".avi") else 0.0,
        )
        for suffix in EXACT + DELAYED
    }


@pytest.mark.parametrize("suffix", EXACT + DELAYED)
def test_every_format_is_heard_at_its_time(
    media: dict[str, Path], reference: FloatArray, suffix: str
) -> None:
    heard = read_all(media[suffix])
    assert heard.dtype == np.float32
    assert abs(heard.size - reference.size) < 0.06 * SAMPLE_RATE_HZ
    lag = lag_samples(heard, reference)
    if suffix in EXACT:
        assert abs(lag) <= 0.001 * SAMPLE_RATE_HZ
    else:
        assert 0 <= lag <= 0.05 * SAMPLE_RATE_HZ


@pytest.mark.parametrize("suffix", EXACT + DELAYED)
@pytest.mark.parametrize(("start_s", "duration_s"), [(0.013, 3.0), (5.4321, 2.5), (9.9, None)])
def test_a_part_equals_that_part_of_the_whole(
    media: dict[str, Path], suffix: str, start_s: float, duration_s: float | None
) -> None:
    whole = read_all(media[suffix])
    first = round(start_s * SAMPLE_RATE_HZ)
    end = whole.size if duration_s is None else round((start_s + duration_s) * SAMPLE_RATE_HZ)
    part = read_all(media[suffix], start_s, duration_s)
    assert abs(part.size - (end - first)) <= (0 if duration_s else 0.003 * SAMPLE_RATE_HZ)
    assert abs(lag_samples(part, whole[first:end])) <= 0.002 * SAMPLE_RATE_HZ


def test_a_part_of_a_wav_is_exact_to_the_sample(tmp_path: Path, reference: FloatArray) -> None:
    path = write_media(tmp_path / "a.wav", reference[None], rate_hz=16_000)
    whole = read_all(path)
    assert np.abs(whole - reference).max() < 1e-3
    assert np.abs(read_all(path, 3.00005, 1.5) - whole[48_001:72_001]).max() < 1e-6


def test_blocks_are_full_but_the_last(media: dict[str, Path]) -> None:
    sizes = [block.size for block in read_blocks(media[".flac"], block_s=5)]
    assert sizes == [80_000, 80_000, SECONDS * 16_000 - 160_000]


def test_blocks_keep_their_content_when_the_next_is_read(media: dict[str, Path]) -> None:
    blocks = read_blocks(media[".wav"], block_s=1)
    first = next(blocks)
    before = first.copy()
    next(blocks)
    assert np.array_equal(first, before)


def test_an_abandoned_reader_can_be_closed(media: dict[str, Path]) -> None:
    blocks = read_blocks(media[".mp3"], block_s=1)
    next(blocks)
    blocks.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("suffix", EXACT + DELAYED)
def test_probe_tells_what_the_file_holds(media: dict[str, Path], suffix: str) -> None:
    info = probe(media[suffix])
    assert info.reader == "pyav"
    assert info.channels == 1
    assert info.sample_rate_hz in (44_100, 48_000)
    assert info.duration_s == pytest.approx(SECONDS, abs=0.3)
    assert info.codec in ("pcm_s16le", "flac", "mp3", "aac", "opus")


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts"])
def test_sound_that_starts_after_the_picture_keeps_its_time(
    tmp_path: Path, reference: FloatArray, suffix: str
) -> None:
    path = write_media(
        tmp_path / f"late{suffix}",
        at_rate(reference, 48_000),
        rate_hz=48_000,
        sound_starts_s=0.5,
        picture_s=SECONDS,
    )
    heard = read_all(path)
    assert np.abs(heard[:7_000]).max() < 1e-3
    late = lag_samples(heard, np.concatenate((np.zeros(8_000, np.float32), reference)))
    assert abs(late) <= 0.03 * SAMPLE_RATE_HZ
    assert abs(lag_samples(read_all(path, 6, 3), heard[96_000:144_000])) <= 32


def test_a_gap_in_the_sound_becomes_silence(tmp_path: Path, reference: FloatArray) -> None:
    path = write_media(
        tmp_path / "gap.mkv",
        at_rate(reference, 48_000),
        rate_hz=48_000,
        codec="pcm_s16le",
        gap_at_s=6.4,
        gap_s=2.0,
    )
    heard = read_all(path)
    assert heard.size == pytest.approx((SECONDS + 2) * 16_000, abs=100)
    assert np.abs(heard[104_500:132_000]).max() < 0.01
    assert abs(lag_samples(heard[136_000:], reference[104_000:])) <= 32
    assert abs(lag_samples(read_all(path, 10, 3), heard[160_000:208_000])) <= 32


def test_channels_are_averaged_and_do_not_clip(tmp_path: Path) -> None:
    time = np.arange(SAMPLE_RATE_HZ * 2) / SAMPLE_RATE_HZ
    left = np.sin(2 * np.pi * 440 * time).astype(np.float32) * 0.9
    stereo = write_media(
        tmp_path / "s.wav", np.stack((left, 0 * left)), rate_hz=16_000, layout="stereo"
    )
    assert np.abs(read_all(stereo)).max() == pytest.approx(0.45, abs=0.01)
    surround = write_media(
        tmp_path / "51.wav",
        resample_poly(np.tile(left, (6, 1)), 6, 1, axis=1).astype(np.float32),
        rate_hz=96_000,
        layout="5.1",
        codec="pcm_f32le",
    )
    assert probe(surround).channels == 6
    heard = read_all(surround)
    assert heard.size == time.size
    assert 0.5 < np.abs(heard).max() < 1.0


@pytest.mark.parametrize("channel_count", [3, 9, 40])
def test_channels_without_known_places_are_averaged(tmp_path: Path, channel_count: int) -> None:
    path = tmp_path / "many.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channel_count)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(np.full((1_600, channel_count), 8_192, "<i2").tobytes())
    assert np.median(read_all(path)) == pytest.approx(0.25, abs=0.01)


def test_telephone_sound_and_high_rates(tmp_path: Path, reference: FloatArray) -> None:
    for rate_hz in (8_000, 22_050, 96_000):
        path = write_media(
            tmp_path / f"{rate_hz}.wav", at_rate(reference, rate_hz), rate_hz=rate_hz
        )
        heard = read_all(path)
        assert heard.size == pytest.approx(reference.size, abs=2)
        assert lag_samples(heard, reference) == 0


def test_high_tones_do_not_fold_back(tmp_path: Path) -> None:
    time = np.arange(44_100 * 2) / 44_100
    for hertz, loudest in ((7_500, 1.0), (8_500, 0.001), (10_000, 0.001)):
        tone = (np.sin(2 * np.pi * hertz * time) * 0.5).astype(np.float32)
        path = write_media(tmp_path / f"{hertz}.wav", tone[None], rate_hz=44_100, codec="pcm_f32le")
        middle = read_all(path)[4_000:-4_000]
        assert np.abs(middle).max() < loudest * 0.5
        if hertz < 8_000:
            assert np.abs(middle).max() > 0.4


def test_broken_numbers_in_a_file_of_floats_are_made_finite(tmp_path: Path) -> None:
    samples = np.zeros(16_000, np.float32)
    samples[[100, 5_000, 9_000, 12_000]] = [np.nan, np.inf, -np.inf, 1e30]
    path = write_media(tmp_path / "f.wav", samples[None], rate_hz=16_000, codec="pcm_f32le")
    heard = read_all(path)
    assert heard.size == 16_000
    assert np.isfinite(heard).all()
    assert np.isfinite(heard**2).all()


@pytest.mark.parametrize(
    "name",
    [
        "with space.wav",
        "quote's.wav",
        "表情😀.wav",
        "中文 名字（一）.wav",
        "-dash.wav",
        "100%d.wav",
        *([] if sys.platform == "win32" else ['double".wav', "http:x.wav", "a:b.wav", "tab\t.wav"]),
    ],
)
def test_names_of_any_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    write_media(tmp_path / "plain.wav", band_noise(0.2)[None], rate_hz=16_000).rename(
        tmp_path / name
    )
    assert read_all(tmp_path / name).size == 3_200
    monkeypatch.chdir(tmp_path)
    assert read_all(Path(name)).size == 3_200


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp3", ".m4a", ".mp4", ".ogg", ".ts"])
def test_all_installed_readers_agree(media: dict[str, Path], suffix: str) -> None:
    expected = read_all(media[suffix])
    for reader in audio._readers():
        for first in (0, 80_123):
            heard = np.concatenate(list(reader.read(media[suffix], first)))
            assert abs(heard.size - (expected.size - first)) <= 32
            assert abs(lag_samples(heard, expected[first:])) <= 2
        info, reference_info = reader.probe(media[suffix]), probe(media[suffix])
        assert (info.channels, info.sample_rate_hz) == (1, reference_info.sample_rate_hz)
        assert info.duration_s == pytest.approx(reference_info.duration_s, abs=0.1)


def test_a_file_of_three_hours_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    seconds, bytes_per_s = 3 * 3600, 16_000
    count = seconds * bytes_per_s
    with path.open("wb") as file:
        file.write(struct.pack("<4sI8sIHHIIHH", b"RIFF", count + 36, b"WAVEfmt ", 16, 1, 1, *RATES))
        file.write(struct.pack("<4sI", b"data", count))
        file.truncate(file.tell() + count)  # zeros that take no room on the disk
    assert probe(path).duration_s == seconds
    tracemalloc.start()
    try:
        heard = sum(block.size for block in read_blocks(path, duration_s=1_200))
        heard += sum(block.size for block in read_blocks(path, start_s=seconds - 30))
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert heard == 1_230 * SAMPLE_RATE_HZ
    # What was read fills 79 MB, one block 0.6 MB.
    assert peak < 8e6
