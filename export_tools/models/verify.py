"""How far the exported files are from unquantised ones, on a clip that is made up and always same.

One cosine per stage, each through the whole chain before it, because that is what reaches the text:
a quantised CTC head is fed by the encoder of the same precision.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from asr_core.array_types import FloatArray
from asr_core.audio import SAMPLE_RATE_HZ
from asr_core.cancellation import CancelFlag
from asr_core.errors import EngineFailed
from asr_core.fun_asr.graphs import FunAsrCtc, FunAsrEncoder
from asr_core.fun_asr.prompt import build_prompt
from asr_core.llama_decoder import LlamaDecoder
from export_tools.models.model_folder import REPORT_NAME

if TYPE_CHECKING:
    from export_tools.models.fun_asr import FileNames

_CLIP_S = 6


@dataclass(frozen=True)
class Comparison:
    """One output of `file`: cosine and largest difference to the unquantised one."""

    file: str
    output: str
    cosine: float
    max_abs: float
    file_bytes: int
    reference_bytes: int


@dataclass(frozen=True)
class Verification:
    """All comparisons of one export."""

    comparisons: tuple[Comparison, ...]

    def write(self, folder: Path) -> None:
        """Write the report into `folder`."""
        rows = [asdict(comparison) for comparison in self.comparisons]
        text = json.dumps({"comparisons": rows}, indent=2) + "\n"
        (folder / REPORT_NAME).write_text(text, encoding="utf-8")


def synthetic_clip() -> FloatArray:
    """Six seconds of voice-like sound, float32 (96000,): gliding harmonics in syllables, noise."""
    generator = np.random.default_rng(20251201)
    times_s = np.arange(_CLIP_S * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    pitch_hz = 140 + 40 * np.sin(2 * np.pi * 0.7 * times_s)
    phase = 2 * np.pi * np.cumsum(pitch_hz) / SAMPLE_RATE_HZ
    voice = sum(np.sin(harmonic * phase) / harmonic for harmonic in range(1, 20))
    syllables = np.clip(np.sin(2 * np.pi * 3.0 * times_s), 0, None)
    noise = generator.standard_normal(times_s.size)
    return np.asarray(0.15 * voice * syllables + 0.01 * noise, dtype=np.float32)


def compare_exports(
    reference_folder: Path,
    reference: FileNames,
    folder: Path,
    files: FileNames,
    cancel: CancelFlag,
) -> Verification:
    """Run both exports on the synthetic clip; a CTC head is compared where both have one.

    Raises `ModelDamaged`, `EngineFailed` or `Cancelled`.
    """
    wanted = _audio_outputs(reference_folder, reference, cancel)
    found = _audio_outputs(folder, files, cancel)
    # Both decoders hear the same rows, so that their difference is their own.
    rows = wanted["adaptor_output"]
    wanted["logits"] = _decoder_logits(reference_folder / reference.decoder, rows)
    cancel.raise_if_cancelled()
    found["logits"] = _decoder_logits(folder / files.decoder, rows)
    sources = {
        "enc_output": "encoder",
        "adaptor_output": "encoder",
        "log_probs": "ctc",
        "logits": "decoder",
    }
    comparisons = []
    for output, part in sources.items():
        if output not in wanted:
            continue
        name: str = getattr(files, part)
        comparisons.append(
            Comparison(
                file=name,
                output=output,
                cosine=cosine(found[output], wanted[output]),
                max_abs=float(np.abs(found[output] - wanted[output]).max()),
                file_bytes=(folder / name).stat().st_size,
                reference_bytes=(reference_folder / getattr(reference, part)).stat().st_size,
            )
        )
    return Verification(tuple(comparisons))


def cosine(left: FloatArray, right: FloatArray) -> float:
    """Cosine of the angle between two arrays of the same shape, taken as vectors."""
    a, b = left.ravel().astype(np.float64), right.ravel().astype(np.float64)
    lengths = float(np.linalg.norm(a)) * float(np.linalg.norm(b))
    return float(a @ b) / max(lengths, 1e-30)


def _audio_outputs(folder: Path, files: FileNames, cancel: CancelFlag) -> dict[str, FloatArray]:
    encoder = FunAsrEncoder(folder / files.encoder, device="cpu")
    encoding = encoder.encode(encoder.features(synthetic_clip()), cancel)
    outputs = {"enc_output": encoding.frames, "adaptor_output": encoding.audio_rows}
    if (folder / files.ctc).is_file():
        posterior = FunAsrCtc(folder / files.ctc, device="cpu").posterior(encoding.frames, cancel)
        if posterior.log_probs is None:
            raise EngineFailed("verify", f"{files.ctc} has no output log_probs")
        outputs["log_probs"] = posterior.log_probs
    return outputs


def _decoder_logits(path: Path, rows: FloatArray) -> FloatArray:
    prompt = build_prompt()
    with LlamaDecoder(path, device="cpu") as decoder:
        prefix: Sequence[int] = decoder.tokenize(prompt.prefix)
        return decoder.logits(prefix, rows, decoder.tokenize(prompt.suffix))
