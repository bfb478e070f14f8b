"""Moving an export into its folder: all of it or nothing, and never a mixture of two models."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from asr_core.errors import ModelMissing
from asr_core.model_store import read_model_folder
from export_tools.models.model_folder import REPORT_NAME, publish, staging_folder

ENCODER = "Fun-ASR-Nano-Encoder-Adaptor.int8.onnx"
CTC = "Fun-ASR-Nano-CTC.int8.onnx"
DECODER = "Fun-ASR-Nano-Decoder.q8_0.gguf"
TOKENS = "tokens.txt"
NEW = dict.fromkeys((ENCODER, CTC, DECODER, TOKENS), "new")
OLD = dict.fromkeys((ENCODER, CTC, DECODER, TOKENS, REPORT_NAME, "hotscribe.json"), "old")


def fill(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def rename_failing_at(
    monkeypatch: pytest.MonkeyPatch, broken: int, failure: BaseException
) -> list[Path]:
    """Make the rename number `broken` fail, once; gives the list of all renamed paths."""
    renamed: list[Path] = []
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        renamed.append(self)
        if len(renamed) == broken:
            raise failure
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    return renamed


def test_a_new_folder_gets_everything_at_once(tmp_path: Path) -> None:
    target = tmp_path / "model"
    with staging_folder(target) as staging:
        assert publish(fill(staging, NEW), target) == ()
    assert content(target) == NEW
    assert list(tmp_path.iterdir()) == [target]


def test_files_of_another_checkpoint_leave(tmp_path: Path) -> None:
    other = ENCODER.replace("int8", "int4")
    target = fill(tmp_path / "model", {**OLD, other: "old", "notes.txt": "mine"})
    with staging_folder(target) as staging:
        removed = publish(fill(staging, NEW), target)
    assert other in removed
    assert set(content(target)) == {*NEW, "hotscribe.json", "notes.txt"}


def test_old_files_are_replaced_and_foreign_ones_stay(tmp_path: Path) -> None:
    target = fill(tmp_path / "model", OLD)
    with staging_folder(target) as staging:
        assert publish(fill(staging, NEW), target) == (REPORT_NAME,)
    assert content(target) == NEW | {"hotscribe.json": "old"}
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("failure", [PermissionError("in use"), KeyboardInterrupt()])
@pytest.mark.parametrize("broken", range(1, 10))
def test_a_failure_puts_everything_back(
    broken: int, failure: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = fill(tmp_path / "model", OLD)
    with staging_folder(target) as staging:
        fill(staging, NEW)
        renamed = rename_failing_at(monkeypatch, broken, failure)
        with pytest.raises(type(failure)):
            publish(staging, target)
    assert len(renamed) >= broken
    assert content(target) == OLD


def test_a_folder_in_the_way_puts_everything_back(tmp_path: Path) -> None:
    target = fill(tmp_path / "model", {ENCODER: "old", DECODER: "old"})
    (target / TOKENS).mkdir()
    with staging_folder(target) as staging, pytest.raises(OSError):
        publish(fill(staging, NEW), target)
    assert (target / TOKENS).is_dir()
    (target / TOKENS).rmdir()
    assert content(target) == {ENCODER: "old", DECODER: "old"}


@pytest.mark.parametrize("renames", range(1, 9))
def test_a_model_that_is_half_replaced_is_refused(
    renames: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = fill(tmp_path / "model", dict.fromkeys(NEW, "old"))
    killed = tmp_path / "killed"

    class Killed(BaseException):
        """Stands for the end of the program: what lies there then is looked at."""

    def look(self: Path, to: Path) -> Path:
        result = real(self, to)
        if not killed.exists() and next(countdown) == renames:
            shutil.copytree(target, killed)
            raise Killed
        return result

    real, countdown = Path.replace, iter(range(1, 100))
    monkeypatch.setattr(Path, "replace", look)
    with staging_folder(target) as staging, pytest.raises(Killed):
        publish(fill(staging, NEW), target)
    if renames == 8:
        assert content(killed) == NEW
    else:
        with pytest.raises(ModelMissing):
            read_model_folder(killed)
