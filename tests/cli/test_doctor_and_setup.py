"""`doctor` and `setup`: what they find, and what they say when something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import main
from asr_core import model_store
from asr_core.locations import DEMO_MODEL
from cli import doctor


def test_a_healthy_machine() -> None:
    result = CliRunner().invoke(main.app, ["doctor"])
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
    result = CliRunner().invoke(main.app, ["doctor"])
    assert result.exit_code == 1
    assert result.output.count("✖") == 2
    assert str(library) in result.output
    assert "→" in result.output


def test_installed_models_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").symlink_to(DEMO_MODEL, target_is_directory=True)
    monkeypatch.setattr(model_store, "MODEL_FOLDER", tmp_path)
    result = CliRunner().invoke(main.app, ["doctor"])
    assert result.exit_code == 0
    assert "mine" in result.output


def test_setup_leaves_a_working_library_alone() -> None:
    result = CliRunner().invoke(main.app, ["setup"])
    assert result.exit_code == 0
    assert "llama.cpp" in result.output
