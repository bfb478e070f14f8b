"""The ffmpeg reader with a stand-in program that misbehaves on purpose.

What a real ffmpeg gives is compared with PyAV in test_audio, wherever one is installed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from asr_core import audio, audio_ffmpeg
from asr_core.array_types import FloatArray
from asr_core.audio import ReaderError
from asr_core.errors import AudioUnreadable

DESCRIPTION = """\
Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:x.mp4':
  Duration: 01:02:03.45, start: {start}, bitrate: 96 kb/s
  Stream #0:0[0x1](und): Video: mpeg4 (mp4v / 0x7634706D), yuv420p, 64x64, 25 fps
  Stream #0:1[0x2](chi): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, {layout}, fltp, 69 kb/s
At least one output file must be specified
"""


@pytest.fixture
def sound_file(tmp_path: Path) -> Path:
    path = tmp_path / "名 字'.mp4"
    path.write_bytes(b"anything")
    return path


def install(
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
    *,
    describing: str = DESCRIPTION.format(start="0.000000", layout="stereo"),
    decoding: str = "",
) -> Path:
    """Put a stand-in for ffmpeg into `folder`; returns the file that records its arguments.

    It prints `describing` when it is asked to describe a file and runs the Python code
    `decoding`, which may use `out`, when it is asked to decode one.
    """
    record = folder / "arguments.txt"
    script = folder / "stand_in.py"
    script.write_text(
        "import sys\nout = sys.stdout.buffer\n"
        "if 'pipe:1' in sys.argv:\n"
        f"    open({str(record)!r}, 'w', encoding='utf-8').write('\\n'.join(sys.argv[1:]))\n"
        f"    exec({decoding!r})\n"
        f"else:\n    sys.stderr.buffer.write({describing!r}.encode())\n    sys.exit(1)\n",
        "utf-8",
    )
    if sys.platform == "win32":
        program = folder / "ffmpeg.bat"
        program.write_text(f'@"{sys.executable}" "{script}" %*\n')
    else:
        program = folder / "ffmpeg"
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
        program.chmod(0o755)
    monkeypatch.setattr(audio_ffmpeg, "find_ffmpeg", lambda: program)
    return record


def read(path: Path, first_sample: int = 0) -> FloatArray:
    return np.concatenate(list(audio_ffmpeg.read(path, first_sample)))


def test_floats_arrive_whole_although_the_pipe_cuts_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sound_file: Path
) -> None:
    install(
        monkeypatch,
        tmp_path,
        decoding="import struct\n"
        "data = struct.pack('<5000f', *range(5000))\n"
        "for first in range(0, 20000, 999):\n"
        "    out.write(data[first:first + 999]); out.flush()",
    )
    assert np.array_equal(read(sound_file), np.arange(5000, dtype=np.float32))


def test_it_is_told_the_filter_the_start_and_the_origin(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sound_file: Path
) -> None:
    record = install(
        monkeypatch,
        tmp_path,
        describing=DESCRIPTION.format(start="1.400000", layout="9 channels"),
        decoding="out.write(bytes(4000))",
    )
    assert read(sound_file, 32_000).size == 1_000
    arguments = record.read_text("utf-8").split("\n")
    assert arguments[arguments.index("-ss") + 1] == "2.000000"
    assert arguments[arguments.index("-i") + 1] == f"file:{sound_file.absolute()}"
    assert arguments[arguments.index("-protocol_whitelist") + 1] == "file,pipe"
    steps = arguments[arguments.index("-af") + 1].split(",")
    assert [step.split("=")[0] for step in steps] == ["pan", "asetpts", "aresample", "aformat"]
    assert steps[1] == "asetpts=PTS-(3.400000)/TB"
    assert audio.RESAMPLER_OPTIONS in steps[2]


def test_a_program_that_dies_in_the_middle_gives_what_came(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sound_file: Path
) -> None:
    install(monkeypatch, tmp_path, decoding="out.write(bytes(4003)); out.flush(); sys.exit(1)")
    assert read(sound_file).size == 1_000


@pytest.mark.parametrize("decoding", ["sys.exit(1)", "pass", "out.write(b'abc')"])
def test_no_sound_at_all_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sound_file: Path, decoding: str
) -> None:
    install(monkeypatch, tmp_path, decoding=decoding)
    for first_sample in (0, 16_000):
        with pytest.raises(ReaderError, match="no sound that can be decoded"):
            read(sound_file, first_sample)


def test_nothing_after_the_wanted_beginning_is_no_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sound_file: Path
) -> None:
    install(monkeypatch, tmp_path, decoding="out.write(b'' if '-ss' in sys.argv else bytes(4000))")
    assert list(audio_ffmpeg.read(sound_file, 16_000)) == []


def test_an_endless_program_is_ended_when_the_reader_is_closed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sound_file: Path
) -> None:
    install(
        monkeypatch,
        tmp_path,
        decoding="import os\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        "while True: out.write(bytes(100000))",
    )
    pieces = audio_ffmpeg.read(sound_file, 0)
    assert next(pieces).size > 0
    pieces.close()
    if sys.platform != "win32":
        assert not Path(f"/proc/{(tmp_path / 'pid').read_text()}").exists()


def test_a_program_that_cannot_be_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sound_file: Path
) -> None:
    for program in (tmp_path / "missing", tmp_path):
        monkeypatch.setattr(audio_ffmpeg, "find_ffmpeg", lambda program=program: program)
        for call in (lambda: read(sound_file), lambda: audio_ffmpeg.probe(sound_file)):
            with pytest.raises(ReaderError, match="could not be run"):
                call()


def test_no_program(monkeypatch: pytest.MonkeyPatch, sound_file: Path) -> None:
    monkeypatch.setattr(audio_ffmpeg, "find_ffmpeg", lambda: None)
    with pytest.raises(ReaderError, match="no ffmpeg"):
        audio_ffmpeg.probe(sound_file)


@pytest.mark.parametrize(
    ("layout", "channels"),
    [("mono", 1), ("stereo", 2), ("5.1(side)", 6), ("7.1.4", 12), ("3 channels", 3), ("odd", 1)],
)
def test_probe_reads_the_description(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sound_file: Path, layout: str, channels: int
) -> None:
    install(monkeypatch, tmp_path, describing=DESCRIPTION.format(start="0.000000", layout=layout))
    info = audio_ffmpeg.probe(sound_file)
    assert info.channels == channels
    assert info.duration_s == pytest.approx(3723.45)
    assert (info.codec, info.sample_rate_hz, info.reader) == ("aac", 44_100, "ffmpeg")


def test_probe_of_an_unknown_length_a_mute_video_and_no_media(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sound_file: Path
) -> None:
    whole = DESCRIPTION.format(start="0.000000", layout="mono")
    install(monkeypatch, tmp_path, describing=whole.replace("01:02:03.45", "N/A"))
    assert audio_ffmpeg.probe(sound_file).duration_s is None
    install(monkeypatch, tmp_path, describing=whole.replace("Audio:", "Data:"))
    with pytest.raises(AudioUnreadable, match="no sound track"):
        audio_ffmpeg.probe(sound_file)
    install(monkeypatch, tmp_path, describing="Invalid data found when processing input")
    with pytest.raises(ReaderError, match="not an audio or video file"):
        audio_ffmpeg.probe(sound_file)


def test_ffmpeg_in_bin_comes_before_the_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name = "ffmpeg.exe" if sys.platform == "win32" else "ffmpeg"
    on_path = tmp_path / "path"
    on_path.mkdir()
    (on_path / name).write_text("")
    (on_path / name).chmod(0o755)
    monkeypatch.setattr(audio_ffmpeg, "BIN_FOLDER", tmp_path / "bin")
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    assert audio_ffmpeg.find_ffmpeg() is None
    monkeypatch.setenv("PATH", str(on_path))
    assert audio_ffmpeg.find_ffmpeg() == on_path / name
    nested = tmp_path / "bin" / "ffmpeg-7.1" / "bin"
    nested.mkdir(parents=True)
    (nested / name).write_text("")
    assert audio_ffmpeg.find_ffmpeg() == nested / name
