"""The whole export of a tiny checkpoint: its files, its refusals, and what a stop leaves behind."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_checkpoint import CTC_ROWS, write_checkpoint
from typer.testing import CliRunner

from asr_core.cancellation import CancelFlag
from asr_core.errors import Cancelled, CheckpointUnusable, OutputUnwritable
from asr_core.fun_asr.graphs import FunAsrCtc, FunAsrEncoder
from asr_core.model_store import read_model_folder
from cli.export import app
from export_tools.models.fun_asr import export_fun_asr, file_names
from export_tools.models.gguf_quantize import DecoderPrecision
from export_tools.models.model_folder import REPORT_NAME
from export_tools.models.precision import Precision
from export_tools.models.verify import cosine, synthetic_clip

PROGRAM_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_checkpoint(tmp_path_factory.mktemp("official") / "Fun-ASR-Nano")


@pytest.mark.parametrize(
    ("precision", "decoder"),
    [("fp32", "f16"), ("fp16", "q8_0"), ("int8", "q5_k"), ("int4", "q4_k")],
)
def test_every_precision_loads_and_resembles_the_full_one(
    precision: Precision, decoder: DecoderPrecision, checkpoint: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    result = export_fun_asr(checkpoint, folder, precision=precision, decoder=decoder, verify=True)
    names = file_names(precision, decoder)
    assert set(result.files) == {names.encoder, names.ctc, names.decoder, "tokens.txt", REPORT_NAME}
    assert {path.name: path.stat().st_size for path in folder.iterdir()} == result.files
    encoder = FunAsrEncoder(folder / names.encoder, device="cpu")
    encoding = encoder.encode(encoder.features(synthetic_clip()))
    posterior = FunAsrCtc(folder / names.ctc, device="cpu").posterior(encoding.frames)
    assert posterior.log_probs is not None
    assert posterior.log_probs.shape == (len(encoding.frames[0]), CTC_ROWS)
    assert result.verification is not None
    cosines = {row.output: row.cosine for row in result.verification.comparisons}
    assert set(cosines) == {"enc_output", "adaptor_output", "log_probs", "logits"}
    decoder_cosine = cosines.pop("logits")
    least = {"fp32": 0.999999, "fp16": 0.9999, "int8": 0.99, "int4": 0.9}[precision]
    assert min(cosines.values()) > least
    least = {"f16": 0.999999, "q8_0": 0.999, "q5_k": 0.99, "q4_k": 0.95}[decoder]
    assert decoder_cosine > least
    report = json.loads((folder / REPORT_NAME).read_text(encoding="utf-8"))
    assert len(report["comparisons"]) == 4


def test_a_settings_file_comes_along(checkpoint: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(checkpoint, source)
    (source / "hotscribe.json").write_text('{"longest_span_s": 5}', encoding="utf-8")
    folder = tmp_path / "model"
    export_fun_asr(source, folder, precision="int8", decoder="q8_0")
    assert read_model_folder(folder).settings.longest_span_s == 5.0


def test_names_are_the_published_ones() -> None:
    names = file_names("int4", "f16")
    assert names.encoder == "Fun-ASR-Nano-Encoder-Adaptor.int4.onnx"
    assert names.ctc == "Fun-ASR-Nano-CTC.int4.onnx"
    assert names.decoder == "Fun-ASR-Nano-Decoder.fp16.gguf"


def test_checkpoint_without_ctc_gives_encoder_and_decoder(tmp_path: Path) -> None:
    folder = write_checkpoint(tmp_path / "incomplete", ctc=False)
    result = export_fun_asr(folder, tmp_path / "model", precision="fp32", decoder="f16")
    assert sorted(result.files) == [
        "Fun-ASR-Nano-Decoder.fp16.gguf",
        "Fun-ASR-Nano-Encoder-Adaptor.fp32.onnx",
    ]
    assert result.no_ctc is not None
    assert "no complete CTC head" in result.no_ctc


def test_other_files_of_the_folder_stay(checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "hotscribe.json").write_text("{}", encoding="utf-8")
    (folder / "tokens.txt").write_text("old", encoding="utf-8")
    export_fun_asr(checkpoint, folder, precision="fp32", decoder="f16")
    assert (folder / "hotscribe.json").read_text(encoding="utf-8") == "{}"
    assert (folder / "tokens.txt").read_text(encoding="utf-8") != "old"
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_a_second_precision_joins_the_first(checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    first = export_fun_asr(checkpoint, folder, precision="fp32", decoder="f16", verify=True)
    second = export_fun_asr(checkpoint, folder, precision="int8", decoder="q8_0")
    # The comparison speaks of the first export only.
    assert second.removed == (REPORT_NAME,)
    assert {path.name for path in folder.iterdir()} == {*first.files, *second.files} - {REPORT_NAME}


def test_ctc_files_of_another_checkpoint_go(checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    export_fun_asr(checkpoint, folder, precision="int8", decoder="f16")
    without_ctc = write_checkpoint(tmp_path / "incomplete", ctc=False)
    result = export_fun_asr(without_ctc, folder, precision="fp32", decoder="f16")
    assert result.removed == ("Fun-ASR-Nano-CTC.int8.onnx", "tokens.txt")
    files = read_model_folder(folder)
    assert files.ctc is None and files.tokens is None
    # Nobody's tokens.txt but an export's own is taken away.
    (folder / "tokens.txt").write_text("mine", encoding="utf-8")
    assert export_fun_asr(without_ctc, folder, precision="fp32", decoder="f16").removed == ()


def test_progress_covers_all_stages(checkpoint: Path, tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    export_fun_asr(
        checkpoint,
        tmp_path / "model",
        precision="fp32",
        decoder="f16",
        progress=lambda stage, fraction: told.append((stage, fraction)),
    )
    assert list(dict.fromkeys(stage for stage, _ in told)) == ["encoder", "ctc", "decoder", "done"]
    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


@pytest.mark.parametrize("stage", ["encoder", "ctc", "decoder", "verify"])
def test_cancel_at_any_stage_leaves_nothing(stage: str, checkpoint: Path, tmp_path: Path) -> None:
    cancel = CancelFlag()

    def stop_at(reached: str, _fraction: float) -> None:
        if reached == stage:
            cancel.cancel()

    with pytest.raises(Cancelled):
        export_fun_asr(
            checkpoint,
            tmp_path / "model",
            precision="int8",
            decoder="f16",
            verify=True,
            progress=stop_at,
            cancel=cancel,
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "written", ["gguf.GGUFWriter.write_tensor_data", "pathlib.Path.write_bytes"]
)
def test_full_disk_keeps_the_model_that_was_there(
    written: str, checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "model"
    export_fun_asr(checkpoint, folder, precision="fp32", decoder="f16")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full_disk(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(written, full_disk)
    with pytest.raises(OutputUnwritable, match="No space left") as caught:
        export_fun_asr(checkpoint, folder, precision="fp32", decoder="f16")
    assert caught.value.values["path"] == str(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert list(tmp_path.iterdir()) == [folder]


def test_too_small_a_disk_is_told_beforehand(
    checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1_000_000)
    monkeypatch.setattr("export_tools.models.fun_asr.shutil.disk_usage", lambda _: usage)
    with pytest.raises(OutputUnwritable, match="the export needs"):
        export_fun_asr(checkpoint, tmp_path / "model", precision="fp32", decoder="f16")
    assert list(tmp_path.iterdir()) == []


def test_output_that_is_a_file_or_the_checkpoint_is_refused(
    checkpoint: Path, tmp_path: Path
) -> None:
    file = tmp_path / "model"
    file.write_text("mine", encoding="utf-8")
    for target in (file, checkpoint, file / "below"):
        with pytest.raises(OutputUnwritable):
            export_fun_asr(checkpoint, target, precision="fp32", decoder="f16")
    assert file.read_text(encoding="utf-8") == "mine"


def test_vocabulary_of_another_size_is_refused(checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(checkpoint, folder)
    ranks = folder / "multilingual.tiktoken"
    lines = ranks.read_text(encoding="utf-8").splitlines(keepends=True)
    ranks.write_text("".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(CheckpointUnusable, match=f"CTC head has {CTC_ROWS}"):
        export_fun_asr(folder, tmp_path / "model", precision="fp32", decoder="f16")
    assert not (tmp_path / "model").exists()


# What a shell starts in the background ignores SIGINT, and so would whatever the tests start.
_BLOCKED_EXPORT = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from export_tools.models import fun_asr
import cli.export
def wait(*_, **__):
    print("in the middle", flush=True)
    time.sleep(120)
fun_asr.write_decoder = wait
cli.export.app(sys.argv[1:])
"""
_STOPS = ["kill", *(["SIGINT", "SIGTERM"] if os.name == "posix" else [])]


@pytest.mark.parametrize("stop", _STOPS)
def test_stopped_program_leaves_the_old_model(stop: str, checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "tokens.txt").write_text("old", encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", _BLOCKED_EXPORT, *_arguments(checkpoint, folder)],
        cwd=PROGRAM_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        if process.stdout.readline() != "in the middle\n":
            pytest.fail(process.stderr.read())
        if stop == "kill":
            process.kill()
        else:
            process.send_signal(getattr(signal, stop))
        _, errors = process.communicate(timeout=30)
    assert [path.name for path in folder.iterdir()] == ["tokens.txt"]
    assert (folder / "tokens.txt").read_text(encoding="utf-8") == "old"
    if stop != "kill":
        assert process.returncode == 130
        assert "Traceback" not in errors
        assert list(tmp_path.iterdir()) == [folder]
    # The next export clears up what a kill left.
    export_fun_asr(checkpoint, folder, precision="fp32", decoder="f16")
    assert list(tmp_path.iterdir()) == [folder]


def _arguments(checkpoint: Path, folder: Path, **changes: str) -> list[str]:
    values = {"precision": "fp32", "decoder": "f16"} | changes
    return [
        "fun-asr-nano",
        *("--checkpoint", str(checkpoint), "--output", str(folder)),
        *(part for name, value in values.items() for part in (f"--{name}", value)),
    ]


def run_command(*arguments: str) -> Any:
    return CliRunner(env={"COLUMNS": "200", "HOTSCRIBE_LANG": "en"}).invoke(app, [*arguments])


def test_command_prints_files_and_comparison(checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    outcome = run_command(*_arguments(checkpoint, folder, decoder="q8_0"), "--verify")
    assert outcome.exit_code == 0, outcome.output
    for word in ("Encoder-Adaptor.fp32.onnx", "tokens.txt", "enc_output", "log_probs", "logits"):
        assert word in outcome.stdout
    assert "100%" in outcome.stderr


def test_command_tells_errors_in_a_sentence(tmp_path: Path) -> None:
    outcome = run_command(*_arguments(tmp_path / "nowhere", tmp_path / "model"))
    assert outcome.exit_code == 1
    assert "cannot be exported: there is no such folder" in outcome.stderr
    assert "Traceback" not in outcome.output


def test_command_refuses_unknown_precisions(tmp_path: Path) -> None:
    outcome = run_command(*_arguments(tmp_path, tmp_path / "model", precision="int3"))
    assert outcome.exit_code == 2


def test_command_names_the_extra_when_packages_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.export.importlib.util.find_spec", lambda _: None)
    outcome = run_command(*_arguments(tmp_path, tmp_path / "model"))
    assert outcome.exit_code == 1
    assert 'pip install ".[export]"' in outcome.stderr


def test_command_says_when_there_is_no_ctc_head(tmp_path: Path) -> None:
    folder = write_checkpoint(tmp_path / "incomplete", ctc=False)
    outcome = run_command(*_arguments(folder, tmp_path / "model"))
    assert outcome.exit_code == 0, outcome.output
    assert "No CTC file was made: it has no complete CTC head" in outcome.stdout


def test_command_names_the_files_that_it_removed(checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / REPORT_NAME).write_text("{}", encoding="utf-8")
    outcome = run_command(*_arguments(checkpoint, folder))
    assert f"Files of an earlier export were removed: {REPORT_NAME}." in outcome.stdout


def test_synthetic_clip_is_sound_and_always_the_same() -> None:
    clip = synthetic_clip()
    assert clip.shape == (96_000,)
    assert 0.02 < float(np.abs(clip).mean()) < 0.5
    assert float(np.abs(clip).max()) <= 1.0
    np.testing.assert_array_equal(clip, synthetic_clip())


def test_cosine_of_known_vectors() -> None:
    one = np.array([1.0, 0.0], np.float32)
    assert cosine(one, np.array([2.0, 0.0], np.float32)) == pytest.approx(1.0)
    assert cosine(one, np.array([0.0, 1.0], np.float32)) == pytest.approx(0.0)
    assert cosine(one, np.zeros(2, np.float32)) == 0.0
