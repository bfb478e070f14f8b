"""Reads sound through the ffmpeg program, from bin/ or the PATH, as raw floats from a pipe.

Only `asr_core.audio` uses this module, for installations without PyAV and for files that PyAV
cannot open. ffmpeg fills gaps and trims by itself; it is told the same filter as PyAV.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np

from asr_core.array_types import FloatArray
from asr_core.audio import (
    GAP_TOLERANCE_S,
    MONO_FORMAT,
    RESAMPLER_OPTIONS,
    SAMPLE_RATE_HZ,
    MediaInfo,
    ReaderError,
    mean_filter,
)
from asr_core.errors import AudioUnreadable
from asr_core.locations import BIN_FOLDER

_PROGRAM = "ffmpeg.exe" if sys.platform == "win32" else "ffmpeg"
_PIPE_BYTES = 1 << 18
_DESCRIPTION_TIMEOUT_S = 60
_DURATION = re.compile(r"^ *Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)", re.MULTILINE)
_ORIGIN = re.compile(r"^ *Duration: \S+, start: (-?\d+\.\d+)", re.MULTILINE)
_SOUND_TRACK = re.compile(
    r"^ *Stream #\S+: Audio: (?P<codec>\w+).*?, (?P<rate>\d+) Hz, (?P<layout>[^,\n]+)",
    re.MULTILINE,
)
_VIDEO_TRACK = re.compile(r"^ *Stream #\S+: Video: ", re.MULTILINE)
_LAYOUT_CHANNELS = {"mono": 1, "stereo": 2, "quad": 4, "hexagonal": 6, "octagonal": 8}


def find_ffmpeg() -> Path | None:
    """The ffmpeg program in bin/ (at any depth), else the one on the PATH, else None."""
    in_bin = sorted(path for path in BIN_FOLDER.rglob(_PROGRAM) if path.is_file())
    if in_bin:
        return in_bin[0]
    on_path = shutil.which("ffmpeg")
    return Path(on_path) if on_path else None


def probe(path: Path) -> MediaInfo:
    """What the file says about its sound; raises `ReaderError` or `AudioUnreadable`."""
    described = _description(path)
    track = _SOUND_TRACK.search(described)
    if track is None:
        if _VIDEO_TRACK.search(described):
            raise AudioUnreadable(str(path), "the video has no sound track")
        raise ReaderError("it is not an audio or video file, or it is damaged")
    return MediaInfo(
        duration_s=_duration_s(described),
        codec=track["codec"],
        channels=_channel_count(track["layout"].strip()),
        sample_rate_hz=int(track["rate"]),
        reader="ffmpeg",
    )


def read(path: Path, first_sample: int) -> Generator[FloatArray, None, None]:
    """Pieces (n,) of 16 kHz mono sound from `first_sample` of the media on, without gaps.

    Raises `ReaderError` before the first piece if nothing can be decoded.
    """
    probe(path)
    decoded_any = False
    with _running(path, first_sample) as pipe:
        held = b""
        while chunk := pipe.read(_PIPE_BYTES):
            held += chunk
            whole = len(held) - len(held) % 4
            if whole:
                decoded_any = True
                yield np.frombuffer(held[:whole], "<f4").astype(np.float32)
            held = held[whole:]
    if decoded_any:
        return
    if first_sample:
        # It may only end before the wanted beginning.
        with _running(path, 0) as pipe:
            decoded_any = len(pipe.read(4)) == 4
    if not decoded_any:
        raise ReaderError("it holds no sound that can be decoded")


def _description(path: Path) -> str:
    """What ffmpeg prints about a file when it is not told what to do with it."""
    try:
        finished = subprocess.run(
            _input_arguments(path),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_DESCRIPTION_TIMEOUT_S,
            check=False,
            **_without_window(),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ReaderError("ffmpeg could not be run") from error
    return str(finished.stderr, "utf-8", "replace")


@contextmanager
def _running(path: Path, first_sample: int) -> Iterator[IO[bytes]]:
    """ffmpeg's output while it decodes `path`; ended when the block is left."""
    # Players count from the first moment of the whole file. ffmpeg would count from the first
    # moment of the sound in some formats, so it is given the time stamps unchanged.
    description = _description(path)
    origin = _ORIGIN.search(description)
    start_s = first_sample / SAMPLE_RATE_HZ + (float(origin[1]) if origin else 0.0)
    steps = [
        f"asetpts=PTS-({start_s:.6f})/TB",
        f"aresample={RESAMPLER_OPTIONS}:async=1:min_hard_comp={GAP_TOLERANCE_S}:first_pts=0",
        f"aformat={MONO_FORMAT}",
    ]
    track = _SOUND_TRACK.search(description)
    if track is not None and track["layout"].strip().endswith(" channels"):
        steps.insert(0, f"pan={mean_filter(_channel_count(track['layout']))}")
    arguments = [
        *_input_arguments(path, first_sample),
        *("-copyts", "-vn", "-sn", "-dn", "-af", ",".join(steps), "-f", "f32le", "pipe:1"),
    ]
    try:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **_without_window(),
        )
    except OSError as error:
        raise ReaderError("ffmpeg could not be run") from error
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.stdout.close()
        process.kill()
        process.wait()


def _input_arguments(path: Path, first_sample: int = 0) -> list[str]:
    program = find_ffmpeg()
    if program is None:
        raise ReaderError("there is no ffmpeg in bin/ or on the PATH")
    start = ["-ss", f"{first_sample / SAMPLE_RATE_HZ:.6f}"] if first_sample else []
    # "file:" keeps names with colons from being taken for addresses, the list of protocols keeps
    # a playlist that calls itself a media file from fetching anything from elsewhere.
    safely = ["-nostdin", "-hide_banner", "-protocol_whitelist", "file,pipe"]
    return [str(program), *safely, *start, "-i", f"file:{path.absolute()}"]


def _duration_s(described: str) -> float | None:
    duration = _DURATION.search(described)
    if duration is None:
        return None
    hours, minutes, seconds = duration.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _channel_count(layout: str) -> int:
    """Channels of a layout as ffmpeg names it: "stereo", "5.1(side)", "3 channels"."""
    if layout in _LAYOUT_CHANNELS:
        return _LAYOUT_CHANNELS[layout]
    numbers = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?", layout)
    return sum(int(number) for number in numbers.groups() if number) if numbers else 1


def _without_window() -> dict[str, Any]:
    """Arguments that keep Windows from opening a console for the program."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW}
    return {}
