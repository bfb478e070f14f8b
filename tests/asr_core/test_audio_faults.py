"""Reading files that are missing, empty, broken, hostile or not what their name says."""

from __future__ import annotations

import socket
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from made_media import (
    band_noise,
    lag_samples,
    read_all,
    write_media,
    write_picture_only,
    write_sound,
)

from asr_core import audio, audio_ffmpeg, audio_pyav
from asr_core.audio import SAMPLE_RATE_HZ, probe, read_blocks
from asr_core.errors import AudioMissing, AudioUnreadable

SECONDS = 12
SUFFIXES = [".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".mkv", ".ts"]


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same noise in several formats, by suffix."""
    folder = tmp_path_factory.mktemp("media")
    noise = band_noise(SECONDS)
    return {suffix: write_sound(folder / f"sound{suffix}", noise) for suffix in SUFFIXES}


def reason_of(path: Path) -> str:
    with pytest.raises(AudioUnreadable) as failure:
        read_all(path)
    with pytest.raises(AudioUnreadable):
        # What can be opened may still be empty; what cannot is refused by both.
        probe(path)
    return failure.value.values["reason"]


def test_missing_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none.mp3", Path("a" * 300 + ".mp3"), Path("null\0byte.mp3")):
        for call in (probe, read_blocks):
            with pytest.raises((AudioMissing, AudioUnreadable)):
                call(path)
    with pytest.raises(AudioMissing):
        read_blocks(tmp_path / "none.mp3")


def test_folder_empty_file_and_text_with_a_wrong_name(tmp_path: Path) -> None:
    assert reason_of(tmp_path) == "it is a folder"
    (tmp_path / "empty.mp3").touch()
    assert reason_of(tmp_path / "empty.mp3") == "the file is empty"
    (tmp_path / "text.mp3").write_text("这不是声音。 No sound at all.\n" * 300, "utf-8")
    assert "not an audio or video file" in reason_of(tmp_path / "text.mp3")
    (tmp_path / "random.m4a").write_bytes(np.random.default_rng(0).bytes(100_000))
    assert reason_of(tmp_path / "random.m4a")


def test_video_without_sound(tmp_path: Path) -> None:
    path = write_picture_only(tmp_path / "mute.mp4")
    assert reason_of(path) == "the video has no sound track"


def test_denied_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_media(tmp_path / "a.wav", band_noise(0.1)[None], rate_hz=16_000)

    def deny(*_arguments: object) -> None:
        raise PermissionError(13, "denied")

    # The tests may run as a user whom no permission stops.
    monkeypatch.setattr(Path, "open", deny)
    with pytest.raises(AudioUnreadable, match="denied"):
        read_blocks(path)


def test_header_without_sound(tmp_path: Path) -> None:
    path = tmp_path / "header.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
    assert probe(path).duration_s in (None, 0)
    with pytest.raises(AudioUnreadable, match="no sound"):
        read_all(path)


@pytest.mark.parametrize("count", [1, 2, 800])
def test_very_short_sound(tmp_path: Path, count: int) -> None:
    path = write_media(tmp_path / "short.wav", band_noise(1)[None, :count], rate_hz=16_000)
    assert read_all(path).size == count


def test_silence_is_sound(tmp_path: Path) -> None:
    path = write_media(tmp_path / "silent.mp3", np.zeros((1, 44_100), np.float32), rate_hz=44_100)
    assert np.abs(read_all(path)).max() < 1e-4


@pytest.mark.parametrize("suffix", [".mp3", ".mkv", ".flac", ".wav", ".ogg", ".ts"])
def test_a_file_that_breaks_off_gives_what_is_there(
    tmp_path: Path, media: dict[str, Path], suffix: str
) -> None:
    path = tmp_path / f"half{suffix}"
    content = media[suffix].read_bytes()
    path.write_bytes(content[: len(content) // 2])
    heard = read_all(path)
    assert 0.4 * SECONDS < heard.size / SAMPLE_RATE_HZ < 0.6 * SECONDS
    assert abs(lag_samples(heard[: heard.size - 2_000], read_all(media[suffix]))) <= 16


def test_an_m4a_without_its_table_of_contents(tmp_path: Path, media: dict[str, Path]) -> None:
    path = tmp_path / "half.m4a"
    content = media[".m4a"].read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "damaged" in reason_of(path)


@pytest.mark.parametrize("suffix", [".m4a", ".mkv", ".flac", ".ogg", ".ts"])
def test_a_damaged_stretch_does_not_shift_what_follows(
    tmp_path: Path, media: dict[str, Path], suffix: str
) -> None:
    path = tmp_path / f"damaged{suffix}"
    content = bytearray(media[suffix].read_bytes())
    middle = len(content) // 2
    content[middle : middle + 5_000] = np.random.default_rng(9).bytes(5_000)
    path.write_bytes(content)
    whole, heard = read_all(media[suffix]), read_all(path)
    assert np.isfinite(heard).all()
    assert abs(lag_samples(heard[:48_000], whole[:48_000])) <= 16
    assert np.abs(heard).max() < 4
    shift = lag_samples(heard[152_000:184_000], whole[152_000:184_000])
    assert abs(shift) <= 0.06 * SAMPLE_RATE_HZ


def test_a_damaged_mp3_goes_on_after_the_damage(tmp_path: Path, media: dict[str, Path]) -> None:
    path = tmp_path / "damaged.mp3"
    content = bytearray(media[".mp3"].read_bytes())
    middle = len(content) // 2
    content[middle : middle + 5_000] = np.random.default_rng(9).bytes(5_000)
    path.write_bytes(content)
    whole, heard = read_all(media[".mp3"]), read_all(path)
    assert abs(lag_samples(heard[:48_000], whole[:48_000])) <= 16
    # MP3 has no time stamps: what is lost is missing, here as in players.
    lost = whole.size - heard.size
    assert 0 <= lost < 1.5 * SAMPLE_RATE_HZ
    assert abs(lag_samples(heard[-48_000:], whole[-48_000:])) <= 0.06 * SAMPLE_RATE_HZ


def test_a_start_beyond_the_end_gives_nothing(media: dict[str, Path]) -> None:
    for suffix in SUFFIXES:
        assert read_all(media[suffix], start_s=500).size == 0
        assert read_all(media[suffix], start_s=1, duration_s=0).size == 0


def test_negative_times_are_refused(media: dict[str, Path]) -> None:
    for start_s, duration_s in ((-1.0, None), (float("nan"), None), (0.0, -1.0)):
        with pytest.raises(ValueError, match="negative"):
            read_blocks(media[".wav"], start_s=start_s, duration_s=duration_s)


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{address}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{address}'\n",
    ],
)
def test_a_playlist_fetches_nothing(tmp_path: Path, text: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/sound.ts"
        for name in ("list.mp3", "list.m3u8"):
            path = tmp_path / name
            path.write_text(text.format(address=address))
            assert reason_of(path)
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_next_reader_takes_over(
    media: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = media[".mp3"]
    expected = read_all(path)

    class Failing:
        probe = staticmethod(lambda _path: _fail())
        read = staticmethod(lambda _path, _first: _fail())

    def _fail() -> None:
        raise audio.ReaderError("it cannot")

    monkeypatch.setattr(audio, "_readers", lambda: iter([Failing, audio_pyav]))
    assert np.array_equal(read_all(path), expected)
    assert probe(path).reader == "pyav"
    monkeypatch.setattr(audio, "_readers", lambda: iter([Failing]))
    assert reason_of(path) == "it cannot"
    monkeypatch.setattr(audio, "_readers", lambda: iter([]))
    assert reason_of(path) == "neither PyAV nor ffmpeg is installed"


def test_readers_are_those_that_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio_ffmpeg, "find_ffmpeg", lambda: None)
    assert list(audio._readers()) == [audio_pyav]
    monkeypatch.setattr(audio_ffmpeg, "find_ffmpeg", lambda: Path("ffmpeg"))
    assert list(audio._readers()) == [audio_pyav, audio_ffmpeg]
    # None in this table is how an import is made to fail.
    monkeypatch.setitem(sys.modules, "asr_core.audio_pyav", None)
    monkeypatch.delattr("asr_core.audio_pyav")
    assert list(audio._readers()) == [audio_ffmpeg]
