"""Any audio or video file as 16 kHz mono sound on the media's own timeline, block by block.

PyAV reads first; where it is not installed or cannot open a file, the ffmpeg program from bin/ or
the PATH does. Both resample with the same long filter, so that they agree. The sound is placed on
the timeline that a player shows: if it starts later than the picture, or holds a gap, silence
stands there, so that subtitles never shift. No more than one block is held at a time.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from asr_core.array_types import FloatArray
from asr_core.errors import AudioMissing, AudioUnreadable

SAMPLE_RATE_HZ = 16_000
# Passes 7.5 kHz with −1.2 dB and 8.5 kHz with −91 dB; FFmpeg's default filter folds much more back.
# rematrix_maxval makes the mix to mono a mean instead of a sum that clips.
RESAMPLER_OPTIONS = (
    f"sample_rate={SAMPLE_RATE_HZ}:filter_size=64:phase_shift=10:cutoff=0.97:rematrix_maxval=1"
)
MONO_FORMAT = f"sample_fmts=flt:channel_layouts=mono:sample_rates={SAMPLE_RATE_HZ}"
# Time stamps jitter by some milliseconds in many files; only more than this is a gap.
GAP_TOLERANCE_S = 0.05

_NO_READER = "neither PyAV nor ffmpeg is installed"
# Broken files hold numbers of any size, of which the square must fit into float32.
_LOUDEST = 32_768.0


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a media file says about its sound; `reader` is "pyav" or "ffmpeg".

    `duration_s` is None where the file does not tell, and may be an estimate.
    """

    duration_s: float | None
    codec: str
    channels: int
    sample_rate_hz: int
    reader: str


class ReaderError(Exception):
    """This reader cannot decode the file, for the reason in plain words; another one might."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def mean_filter(channels: int) -> str:
    """Arguments of FFmpeg's pan filter for the mean of channels that have no known places."""
    return "mono|c0=" + "+".join(f"{1 / channels:.6f}*c{channel}" for channel in range(channels))


class _Reader(Protocol):
    def probe(self, path: Path) -> MediaInfo:
        """What the file says about its sound; raises `ReaderError` or `AudioUnreadable`."""

    def read(self, path: Path, first_sample: int) -> Generator[FloatArray, None, None]:
        """Pieces (n,) from `first_sample` on; may raise `ReaderError` before the first one."""


def probe(path: Path) -> MediaInfo:
    """What the file says about its sound, without decoding it.

    Raises `AudioMissing`, or `AudioUnreadable` if it is no media file or has no sound.
    """
    _check_is_file(path)
    reasons = []
    for reader in _readers():
        try:
            return reader.probe(path)
        except ReaderError as failure:
            reasons.append(failure.reason)
    raise AudioUnreadable(str(path), reasons[0] if reasons else _NO_READER)


def read_blocks(
    path: Path, *, start_s: float = 0.0, duration_s: float | None = None, block_s: float = 10.0
) -> Iterator[FloatArray]:
    """The sound from `start_s` on as float32 blocks (n,) of 16 kHz mono, in order, without gaps.

    Every block but the last lasts `block_s`. Damaged parts are skipped, and a file that breaks off
    gives what is there; there are no blocks if it ends before `start_s`. Raises `AudioMissing` at
    once and `AudioUnreadable` at the first block if nothing can be decoded; ValueError for a
    negative start or duration.
    """
    if not start_s >= 0 or (duration_s is not None and not duration_s >= 0):
        raise ValueError("start and duration must not be negative")
    _check_is_file(path)
    first = round(start_s * SAMPLE_RATE_HZ)
    wanted = None
    if duration_s is not None:
        wanted = round((start_s + duration_s) * SAMPLE_RATE_HZ) - first
    return _blocks(_sound(path, first), wanted, max(1, round(block_s * SAMPLE_RATE_HZ)))


def _sound(path: Path, first_sample: int) -> Iterator[FloatArray]:
    """Pieces of any length from `first_sample` on, by the first reader that can decode the file."""
    reasons = []
    for reader in _readers():
        try:
            with closing(reader.read(path, first_sample)) as pieces:
                # Nothing has been given away before the first piece: until then a reader may fail.
                piece = next(pieces, None)
                if piece is not None:
                    yield piece
                    yield from pieces
                return
        except ReaderError as failure:
            reasons.append(failure.reason)
    raise AudioUnreadable(str(path), reasons[0] if reasons else _NO_READER)


def _readers() -> Iterator[_Reader]:
    """The readers that this computer has, best first, each loaded only when it is its turn."""
    with suppress(ImportError):
        from asr_core import audio_pyav

        yield audio_pyav
    from asr_core import audio_ffmpeg

    if audio_ffmpeg.find_ffmpeg() is not None:
        yield audio_ffmpeg


def _blocks(
    pieces: Iterable[FloatArray], wanted: int | None, block_samples: int
) -> Iterator[FloatArray]:
    """`pieces` joined and cut again into blocks, ending after `wanted` samples."""
    block = np.empty(block_samples, np.float32)
    filled = 0
    left = wanted
    for piece in pieces:
        rest = piece if left is None else piece[:left]
        if left is not None:
            left -= rest.size
        while rest.size:
            taken = rest[: block_samples - filled]
            block[filled : filled + taken.size] = taken
            filled += taken.size
            rest = rest[taken.size :]
            if filled == block_samples:
                yield _clean(block)
                filled = 0
        if left == 0:
            break
    if filled:
        yield _clean(block[:filled])


def _clean(block: FloatArray) -> FloatArray:
    """A copy without the infinities and NaNs that files of floats may hold."""
    finite = np.nan_to_num(block, nan=0.0, posinf=_LOUDEST, neginf=-_LOUDEST)
    return np.clip(finite, -_LOUDEST, _LOUDEST)


def _check_is_file(path: Path) -> None:
    try:
        if not path.exists():
            raise AudioMissing(str(path))
        if path.is_dir():
            raise AudioUnreadable(str(path), "it is a folder")
        if not path.is_file():
            raise AudioUnreadable(str(path), "it is not a regular file")
        with path.open("rb") as file:
            if not file.read(1):
                raise AudioUnreadable(str(path), "the file is empty")
    except PermissionError as error:
        raise AudioUnreadable(str(path), "access to it is denied") from error
    except (OSError, ValueError) as error:  # a name that is too long, or holds a zero byte
        raise AudioUnreadable(str(path), "the file cannot be opened") from error
