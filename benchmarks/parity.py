"""Prints how far our graphs and decoder are from the official classes, for every precision.

    python -m benchmarks.parity

The reference is tests/golden/: arrays that the official funasr classes wrote for two tiny seeded
networks, one as published, one with the adaptor that stacks eight frames.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from rich.console import Console
from rich.table import Table

from asr_core.features import log_mel_kaldi, stack_frames
from asr_core.llama_decoder import LlamaDecoder
from export_tools.models.fun_asr import export_fun_asr, file_names
from export_tools.models.gguf_quantize import DecoderPrecision
from export_tools.models.precision import Precision

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden"
NETWORKS = ("fun-asr-tiny", "fun-asr-tiny-stacked")
PRECISIONS: tuple[tuple[Precision, DecoderPrecision], ...] = (
    ("fp32", "f16"),
    ("fp16", "q8_0"),
    ("int8", "q5_k"),
    ("int4", "q4_k"),
)
Array = npt.NDArray[Any]
Row = tuple[str, Array, Array]


def main() -> None:
    """Print one line per network, precision and stage."""
    with np.load(GOLDEN / "fun_asr_golden.npz") as archive:
        golden = dict(archive)
    table = Table("network", "precision", "stage", "max abs", "largest", "lowest row cosine")
    samples = golden["waveform"].astype(np.float32) / 32_768
    features = stack_frames(log_mel_kaldi(samples))
    add(table, "", "", ("features", features[None], golden["features"]))
    with tempfile.TemporaryDirectory() as folder:
        for network in NETWORKS:
            for precision, decoder in PRECISIONS:
                out = Path(folder) / f"{network}-{precision}"
                export_fun_asr(GOLDEN / network, out, precision=precision, decoder=decoder)
                for row in graph_rows(out, network, precision, decoder, golden):
                    add(table, network, precision, row)
                logits = ("logits", *decoder_logits(out, network, precision, decoder, golden))
                add(table, network, decoder, logits)
    Console(width=110).print(table)


def graph_rows(
    out: Path,
    network: str,
    precision: Precision,
    decoder: DecoderPrecision,
    golden: dict[str, Array],
) -> Iterator[Row]:
    """Encoder, adaptor and CTC of one export against the golden arrays."""
    names = file_names(precision, decoder)
    encoder = onnxruntime.InferenceSession(str(out / names.encoder))
    ctc = onnxruntime.InferenceSession(str(out / names.ctc))
    kind = np.float16 if precision == "fp16" else np.float32
    features = golden["features"].astype(kind)
    mask = np.ones(features.shape[:2], kind)
    encoded, adapted = encoder.run(None, {"lfr_feat": features, "mask": mask})
    *_, log_probs = ctc.run(None, {"enc_output": encoded, "mask": mask})
    yield "encoder", encoded, golden[f"{network}/encoder"]
    yield "adaptor", adapted, golden[f"{network}/adaptor"]
    yield "CTC log-probs", log_probs, golden[f"{network}/ctc_log_probs"]


def decoder_logits(
    out: Path,
    network: str,
    precision: Precision,
    decoder: DecoderPrecision,
    golden: dict[str, Array],
) -> tuple[Array, Array]:
    """The decoder's logits after the prompt with the golden audio rows, and the official ones."""
    path = out / file_names(precision, decoder).decoder
    with LlamaDecoder(path, device="cpu", threads=1, context_tokens=256) as loaded:
        found = loaded.logits(
            golden[f"{network}/prefix_ids"].tolist(),
            golden[f"{network}/audio_rows"],
            golden[f"{network}/suffix_ids"].tolist(),
        )
    return found, golden[f"{network}/logits"]


def add(table: Table, network: str, precision: str, row: Row) -> None:
    """One line: the stage, the largest difference, the largest value, the lowest row cosine."""
    stage, found, expected = row
    ours = found.astype(np.float64).reshape(-1, found.shape[-1])
    theirs = expected.astype(np.float64).reshape(ours.shape)
    cosines = (ours * theirs).sum(1) / np.linalg.norm(ours, axis=1) / np.linalg.norm(theirs, axis=1)
    table.add_row(
        network,
        precision,
        stage,
        f"{np.abs(ours - theirs).max():.2g}",
        f"{np.abs(theirs).max():.3g}",
        f"{cosines.min():.7f}",
    )


if __name__ == "__main__":
    main()
