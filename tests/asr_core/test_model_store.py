"""Which files are taken from a model's folder, and what is said when one is not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from asr_core import model_store
from asr_core.errors import ModelDamaged, ModelMissing
from asr_core.model_store import (
    ModelSettings,
    find_model,
    installed_models,
    read_model_folder,
    writes_drafts,
)
from asr_core.quality import Quality


def fill(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"")
    return folder


WHOLE = (
    "Fun-ASR-Nano-Encoder-Adaptor.int4.onnx",
    "Fun-ASR-Nano-CTC.int4.onnx",
    "Fun-ASR-Nano-Decoder.q5_k.gguf",
    "tokens.txt",
)


def test_the_published_files_are_found_by_name(tmp_path: Path) -> None:
    files = read_model_folder(fill(tmp_path / "nano", *WHOLE))
    assert files.name == "nano"
    assert files.encoder.name == WHOLE[0]
    assert files.ctc is not None and files.ctc.name == WHOLE[1]
    assert files.decoder.name == WHOLE[2]
    assert files.tokens is not None
    assert files.settings == ModelSettings()


def test_the_device_decides_between_precisions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = ("Fun-ASR-Nano-Encoder-Adaptor.int8.onnx", "Fun-ASR-Nano-Encoder-Adaptor.fp16.onnx")
    folder = fill(tmp_path, *WHOLE, *more)
    assert ".int8." in read_model_folder(folder, device="cpu").encoder.name
    assert ".fp16." in read_model_folder(folder, device="gpu").encoder.name
    found: list[str] = []
    monkeypatch.setattr("asr_core.onnx_runtime.gpu_providers", lambda: found)
    assert ".int8." in read_model_folder(folder, device="auto").encoder.name
    found.append("DmlExecutionProvider")
    assert ".fp16." in read_model_folder(folder, device="auto").encoder.name


def test_a_model_may_come_without_a_ctc_head(tmp_path: Path) -> None:
    files = read_model_folder(fill(tmp_path, WHOLE[0], WHOLE[2]))
    assert files.ctc is None
    assert files.tokens is None


@pytest.mark.parametrize(
    ("present", "named"),
    [
        ((), "Encoder-Adaptor"),
        (WHOLE[:2], "gguf"),
        ((WHOLE[0], WHOLE[1], WHOLE[2]), "tokens.txt"),
    ],
)
def test_the_missing_file_is_named(tmp_path: Path, present: tuple[str, ...], named: str) -> None:
    with pytest.raises(ModelMissing, match=named):
        read_model_folder(fill(tmp_path, *present))


def test_a_name_a_folder_and_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_store, "MODEL_FOLDER", tmp_path / "model")
    assert installed_models() == []
    assert find_model().name == "demo"
    whole = fill(tmp_path / "model" / "nano", *WHOLE)
    fill(tmp_path / "model" / "half", WHOLE[0])
    assert installed_models() == [whole]
    assert find_model().name == find_model("nano").name == "nano"
    assert find_model(str(whole)).encoder.parent == whole
    assert find_model("demo").name == "demo"
    with pytest.raises(ModelMissing, match="demo, nano"):
        find_model("other")


def test_settings_are_read(tmp_path: Path) -> None:
    folder = fill(tmp_path, *WHOLE)
    values = {"longest_span_s": 8, "lead_s": 0.1, "most_hotwords": 5, "prompts": [], "later": 1}
    (folder / "hotscribe.json").write_text(json.dumps(values), encoding="utf-8")
    assert read_model_folder(folder).settings == ModelSettings(8.0, 0.1, 5, ())


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"longest_span_s": "x"}', '{"most_hotwords": -1}', '{"ctc_delay_s": 2}']
)
def test_broken_settings_are_refused(tmp_path: Path, content: str) -> None:
    folder = fill(tmp_path, *WHOLE)
    (folder / "hotscribe.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelDamaged, match=r"hotscribe\.json"):
        read_model_folder(folder)


def test_the_quality_decides_between_precisions(tmp_path: Path) -> None:
    more = [
        f"Fun-ASR-Nano-{part}.{precision}.onnx"
        for part in ("Encoder-Adaptor", "CTC")
        for precision in ("int8", "fp16", "fp32")
    ]
    decoders = [f"Fun-ASR-Nano-Decoder.{precision}.gguf" for precision in ("q4_k", "q8_0", "fp16")]
    folder = fill(tmp_path, *WHOLE, *more, *decoders)

    def taken(quality: Quality) -> list[str]:
        files = read_model_folder(folder, device="cpu", quality=quality)
        assert files.ctc is not None
        return [path.name.split(".")[1] for path in (files.encoder, files.ctc, files.decoder)]

    assert taken("draft")[:2] == ["int8", "int8"]
    assert taken("balanced") == ["int8", "int8", "q8_0"]
    assert taken("precise") == ["fp32", "fp32", "fp16"]


@pytest.mark.parametrize("quality", get_args(Quality))
def test_one_precision_serves_every_quality(tmp_path: Path, quality: Quality) -> None:
    files = read_model_folder(fill(tmp_path, *WHOLE), quality=quality)
    assert (files.encoder.name, files.decoder.name) == (WHOLE[0], WHOLE[2])


def test_drafts_need_a_ctc_head(tmp_path: Path) -> None:
    assert writes_drafts(fill(tmp_path / "with", *WHOLE))
    assert not writes_drafts(fill(tmp_path / "without", WHOLE[0], WHOLE[2]))
