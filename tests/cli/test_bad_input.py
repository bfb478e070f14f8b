"""Files, folders, models and libraries that are not what they should be: a sentence for each."""

from __future__ import annotations

import os
import tempfile
import wave
from pathlib import Path

import numpy as np
import pytest
from command_line import call, demo_copy, lines
from made_media import write_media, write_picture_only

from asr_core.array_types import FloatArray


def test_bad_files_are_told_and_the_good_ones_done(tmp_path: Path, speech: FloatArray) -> None:
    """One call with every kind of file; each gets its own line, in order."""
    silence = np.zeros((1, 32000), np.float32)
    odd = tmp_path / "it's “odd” 名字 🎬 .wav"
    expected: dict[Path, str] = {}

    def bad(name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        expected[tmp_path / name] = "audio-unreadable"

    expected[tmp_path / "missing.mp3"] = "audio-missing"
    bad("empty.wav", b"")
    bad("text.mp3", "这不是声音。\n".encode() * 50)
    expected[write_picture_only(tmp_path / "silent film.mp4")] = "audio-unreadable"
    with wave.open(str(tmp_path / "zero.wav"), "wb") as header_only:
        header_only.setparams((1, 2, 16000, 0, "NONE", ""))
    expected[tmp_path / "zero.wav"] = "audio-unreadable"
    (tmp_path / "folder.mp3").mkdir()
    expected[tmp_path / "folder.mp3"] = "audio-unreadable"
    expected[write_media(tmp_path / "short.wav", silence[:, :800], rate_hz=16000)] = "no speech"
    expected[write_media(tmp_path / "silent.wav", silence, rate_hz=16000)] = "no speech"
    expected[write_media(odd, speech[None], rate_hz=16000)] = "speech"
    narrow = speech[::2]  # good enough for a test: what folds back is faint
    expected[write_media(tmp_path / "8k.wav", narrow[None], rate_hz=8000)] = "speech"
    wide = np.repeat(np.repeat(speech, 6)[None], 6, axis=0)
    expected[write_media(tmp_path / "96k.flac", wide, rate_hz=96000, layout="5.1(side)")] = "speech"
    whole = write_media(tmp_path / "whole.mp3", speech[None], rate_hz=16000)
    cut = tmp_path / "truncated.mp3"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
    whole.unlink()
    expected[cut] = "speech"

    result = call(*expected, "--json")
    assert result.exit_code == 1
    told = lines(result)
    assert [Path(line["file"]) for line in told] == list(expected)
    for line, wanted in zip(told, expected.values(), strict=True):
        if "error" in line:
            assert line["error"]["code"] == wanted, line
            assert line["error"]["message"] and line["error"]["hint"]
        else:
            assert bool(line["text"]) == (wanted == "speech"), line
            assert wanted in ("speech", "no speech"), line
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.glob("*.srt")) and not list(tmp_path.glob("*.part"))


def test_silence_is_said_and_leaves_no_file(tmp_path: Path) -> None:
    silent = write_media(tmp_path / "s.wav", np.zeros((1, 32000), np.float32), rate_hz=16000)
    result = call(silent)
    assert result.exit_code == 0
    assert "No speech" in result.stderr or "没有发现语音" in result.stderr
    assert list(tmp_path.iterdir()) == [silent]


def test_an_output_folder_that_cannot_be(clip: Path, tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_bytes(b"")
    result = call(clip, "--output-dir", blocker / "below", "--json", "--format", "srt")
    assert result.exit_code == 1
    assert lines(result)[0]["error"]["code"] == "output-unwritable"


def test_a_full_disk_is_told_and_what_was_heard_is_printed(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = call(clip, "--json", "--format", "srt")
    assert result.exit_code == 1
    [line] = lines(result)
    assert line["error"]["code"] == "output-unwritable"
    assert "No space left on device" in line["error"]["message"]
    assert line["text"]
    assert list(clip.parent.iterdir()) == [clip]


def test_a_result_that_cannot_be_written_is_kept_elsewhere(
    clip: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    clip.with_suffix(".txt").mkdir()
    result = call(clip, "--format", "txt", "--format", "srt")
    assert result.exit_code == 1
    assert (elsewhere / "hotscribe" / "clip.txt").read_text(encoding="utf-8")
    assert clip.with_suffix(".srt").is_file()
    assert not list(clip.parent.glob("*partial*"))


def test_a_mistyped_path_leaves_no_folders(tmp_path: Path) -> None:
    assert call(tmp_path / "no" / "such" / "talk.mp3").exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_a_truncated_file_is_said_to_be_cut_off(tmp_path: Path, speech: FloatArray) -> None:
    whole = write_media(tmp_path / "whole.flac", speech[None], rate_hz=16000)
    cut = tmp_path / "cut.flac"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    result = call(cut)
    assert result.exit_code == 0
    assert "cut off" in result.stderr or "不完整" in result.stderr
    assert cut.with_suffix(".srt").is_file()


@pytest.mark.parametrize(
    ("pattern", "damage", "code"),
    [
        ("*Encoder*.onnx", "remove", "model-missing"),
        ("*Encoder*.onnx", "cut", "model-damaged"),
        ("*CTC*.onnx", "cut", "model-damaged"),
        ("*.gguf", "remove", "model-missing"),
        ("*.gguf", "cut", "model-damaged"),
        ("tokens.txt", "remove", "model-missing"),
        ("tokens.txt", "cut", "model-damaged"),
        ("hotscribe.json", "cut", "model-damaged"),
    ],
)
def test_a_damaged_model_is_named(
    clip: Path, tmp_path: Path, pattern: str, damage: str, code: str
) -> None:
    folder = demo_copy(tmp_path / "model")
    [file] = folder.glob(pattern)
    if damage == "remove":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    result = call(clip, "--json", "--model", folder)
    assert result.exit_code == 1
    error = lines(result)[0]["error"]
    assert error["code"] == code
    assert "model" in error["message"]


def test_an_unknown_model_and_a_missing_hotword_list(clip: Path, tmp_path: Path) -> None:
    missing_model = lines(call(clip, "--json", "--model", "no such model"))[0]
    assert missing_model["error"]["code"] == "model-missing"
    missing_list = lines(call(clip, "--json", "--hotwords", tmp_path / "none.txt"))[0]
    assert missing_list["error"]["code"] == "hotwords-unreadable"


def test_a_wrong_llama_library(clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "libllama.so"
    library.write_text("not a library", encoding="utf-8")
    monkeypatch.setenv("HOTSCRIBE_LLAMA", str(library))
    result = call(clip, "--json")
    assert result.exit_code == 1
    assert lines(result)[0]["error"]["code"] == "library-unusable"
