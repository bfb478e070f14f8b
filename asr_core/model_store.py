"""Which files a model is made of, and where they lie.

A model is a folder below model/ that holds the published files of Fun-ASR-Nano in any precision, or
the demo model in resources/. It may carry a small settings file, `hotscribe.json`, for a model
that wants shorter spans or fewer hotwords than the real one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from asr_core.errors import ModelDamaged, ModelMissing
from asr_core.locations import DEMO_MODEL, MODEL_FOLDER
from asr_core.quality import Quality

SETTINGS_FILE = "hotscribe.json"
_CTC_HEADS = "*CTC*.onnx"
_PRECISIONS = {
    "cpu": ("int8", "int4", "fp32", "fp16"),
    "gpu": ("fp16", "int8", "int4", "fp32"),
}
"""Which precision to take when a folder holds several; ONNX Runtime has no fast fp16 on a CPU."""
_DECODERS = ("q8_0", "q8", "q5_k", "q4_k", "int8", "fp16", "f16")
_MOST_PRECISE = ("fp32", "fp16", "int8", "int4")
_MOST_PRECISE_DECODERS = (
    *("f32", "fp32", "bf16", "f16", "fp16"),
    *("q8_0", "q8", "int8", "q5_k", "q4_k"),
)


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """What `hotscribe.json` may say.

    `longest_span_s` is the longest stretch of speech the model was trained on, `lead_s` the silence
    it expects before speech begins, `most_hotwords` how many listed words its prompt bears and
    `most_hotword_tokens` how long they may be together.
    `prompts` names the prompt parts it was trained on beside the plain one, from "hotwords",
    "context", "language" and "itn"; others are left out of its prompt. `ctc_delay_s` is how long
    after a sound begins its CTC peak stands; words begin that much before their peaks.
    """

    longest_span_s: float = 30.0
    lead_s: float = 0.25
    most_hotwords: int = 10
    prompts: tuple[str, ...] = ("hotwords", "context", "language", "itn")
    most_hotword_tokens: int = 160
    ctc_delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class FunAsrFiles:
    """The files of one Fun-ASR-Nano model; without `ctc` and `tokens` there is no draft."""

    name: str
    encoder: Path
    decoder: Path
    ctc: Path | None = None
    tokens: Path | None = None
    settings: ModelSettings = field(default_factory=ModelSettings)


def find_model(
    name: str | None = None, *, device: str = "auto", quality: Quality = "balanced"
) -> FunAsrFiles:
    """The model called `name`, or in the folder `name`; None means a real one, else the demo.

    Raises `ModelMissing` or `ModelDamaged` (a broken settings file).
    """
    if name is None:
        installed = installed_models()
        folder = installed[0] if installed else DEMO_MODEL
        return read_model_folder(folder, device=device, quality=quality)
    if name == "demo":
        return read_model_folder(DEMO_MODEL, device=device, quality=quality)
    for folder in (MODEL_FOLDER / name, Path(name).expanduser()):
        if folder.is_dir():
            return read_model_folder(folder, device=device, quality=quality)
    known = ", ".join(["demo", *(folder.name for folder in installed_models())])
    raise ModelMissing(name, f"there is no such folder and no such name (known: {known})")


def writes_drafts(folder: Path) -> bool:
    """Whether the model in `folder` has the CTC head that drafts are made with."""
    return any(folder.glob(_CTC_HEADS))


def installed_models() -> list[Path]:
    """The folders below model/ that hold a complete model, by name."""
    if not MODEL_FOLDER.is_dir():
        return []
    return [
        folder for folder in sorted(MODEL_FOLDER.iterdir()) if folder.is_dir() and _is_whole(folder)
    ]


def read_model_folder(
    folder: Path, *, device: str = "auto", quality: Quality = "balanced"
) -> FunAsrFiles:
    """The files in `folder`, in the precision that suits `quality` and `device` best.

    `device` is "auto", "cpu" or "gpu"; the most precise files are the same on all. A draft needs no
    decoder, but one belongs to every model.
    Raises `ModelMissing` naming the file that is not there.
    """
    name = "demo" if folder == DEMO_MODEL else folder.name
    encoders, decoders = _encoders(folder), _decoders(folder)
    if not encoders:
        raise ModelMissing(name, f"{folder} holds no *Encoder-Adaptor*.onnx file")
    if not decoders:
        raise ModelMissing(name, f"{folder} holds no *.gguf file")
    heads = sorted(folder.glob(_CTC_HEADS))
    tokens = folder / "tokens.txt"
    if heads and not tokens.is_file():
        raise ModelMissing(name, f"{folder} holds a CTC file but no tokens.txt")
    precisions = _precisions(device, quality)
    return FunAsrFiles(
        name=name,
        encoder=_preferred(encoders, precisions),
        decoder=_preferred(decoders, _MOST_PRECISE_DECODERS if quality == "precise" else _DECODERS),
        ctc=_preferred(heads, precisions) if heads else None,
        tokens=tokens if heads else None,
        settings=read_settings(folder),
    )


def read_settings(folder: Path) -> ModelSettings:
    """The settings file of a model's folder, or the defaults of the real model."""
    path = folder / SETTINGS_FILE
    if not path.is_file():
        return ModelSettings()
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        defaults = ModelSettings()
        settings = ModelSettings(
            longest_span_s=float(values.get("longest_span_s", defaults.longest_span_s)),
            lead_s=float(values.get("lead_s", defaults.lead_s)),
            most_hotwords=int(values.get("most_hotwords", defaults.most_hotwords)),
            prompts=tuple(str(part) for part in values.get("prompts", defaults.prompts)),
            most_hotword_tokens=int(
                values.get("most_hotword_tokens", defaults.most_hotword_tokens)
            ),
            ctc_delay_s=float(values.get("ctc_delay_s", defaults.ctc_delay_s)),
        )
    except (OSError, ValueError, TypeError, AttributeError) as failure:
        raise ModelDamaged(str(path), f"it is not a settings file ({failure})") from failure
    if not (
        1.0 <= settings.longest_span_s <= 600.0
        and 0.0 <= settings.lead_s <= 1.0
        and 0 <= settings.most_hotwords <= 1000
        and 0 <= settings.most_hotword_tokens <= 10_000
        and 0.0 <= settings.ctc_delay_s <= 0.5
    ):
        raise ModelDamaged(str(path), "a number in it is out of range")
    return settings


def _is_whole(folder: Path) -> bool:
    try:
        read_model_folder(folder, device="cpu")
    except (ModelMissing, ModelDamaged):
        return False
    return True


def _precisions(device: str, quality: Quality) -> tuple[str, ...]:
    if quality == "precise":
        return _MOST_PRECISE
    return _PRECISIONS["gpu" if device == "gpu" or _finds_gpu(device) else "cpu"]


def _finds_gpu(device: str) -> bool:
    if device != "auto":
        return False
    from asr_core.onnx_runtime import gpu_providers

    return bool(gpu_providers())


def _encoders(folder: Path) -> list[Path]:
    return sorted(folder.glob("*Encoder-Adaptor*.onnx"))


def _decoders(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.gguf"))


def _preferred(files: Sequence[Path], precisions: Sequence[str]) -> Path:
    """The first of `files` whose name carries the earliest of `precisions`, else the first."""
    for precision in precisions:
        for file in files:
            if f".{precision}." in file.name.lower():
                return file
    return files[0]
