"""`doctor` and `setup`: what they find, and what they say when something is missing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from asr_core import audio_ffmpeg
from asr_core.locations import DEMO_MODEL
from cli import doctor
from cli.app import app


def test_a_healthy_machine() -> None:
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 0
    for subject in ("Python", "ONNX Runtime", "llama.cpp", "PyAV", str(DEMO_MODEL)):
        assert subject in result.output
    assert "✖" not in result.output


def test_a_wrong_library_and_a_missing_model_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "libllama.so"
    library.write_bytes(b"no library")
    monkeypatch.setenv("HOTSCRIBE_LLAMA", str(library))
    monkeypatch.setattr(doctor, "DEMO_MODEL", tmp_path / "nothing")
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert result.output.count("✖") == 2
    assert str(library) in result.output
    assert "→" in result.output


def test_models_are_listed_the_incomplete_one_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine").symlink_to(DEMO_MODEL, target_is_directory=True)
    (tmp_path / "half").mkdir()
    monkeypatch.setattr(doctor, "MODEL_FOLDER", tmp_path)
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 0  # the demo model works all the same
    assert "mine" in result.output
    assert "half" in result.output
    assert result.output.count("✖") == 1


def test_ffmpeg_is_found_at_any_depth_of_bin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ffmpeg-7.1" / "bin" / ("ffmpeg.exe" if os.name == "nt" else "ffmpeg")
    program.parent.mkdir(parents=True)
    program.write_bytes(b"")
    monkeypatch.setattr(audio_ffmpeg, "BIN_FOLDER", tmp_path)
    result = CliRunner().invoke(app, ["doctor"])
    assert str(program) in result.output


def test_setup_leaves_a_working_library_alone() -> None:
    result = CliRunner().invoke(app, ["setup"])
    assert result.exit_code == 0
    assert "llama.cpp" in result.output
