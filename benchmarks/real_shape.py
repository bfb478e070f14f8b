"""Writes a Fun-ASR-Nano model of the real size that knows nothing, to measure speed and memory.

The program's own exporter writes it, from seeded random weights that are made tensor by tensor as
the exporter asks for them, and a made-up vocabulary. Activations stay in the range of float16. Run
as `python -m benchmarks.real_shape --output DIR`.
"""

from __future__ import annotations

import argparse
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import numpy as np
import numpy.typing as npt
import onnx

from asr_core.cancellation import CancelFlag
from asr_core.errors import AsrError
from asr_core.llama_library import find_library
from benchmarks.made_up_vocabulary import ctc_tokens, decoder_tokenizer
from benchmarks.process_memory import peak_resident_gb
from export_tools.models.checkpoint import (
    Checkpoint,
    LazyWeights,
    Shapes,
    audio_shapes,
    ctc_shapes,
    llm_shapes,
)
from export_tools.models.ctc_vocabulary import TOKENS_NAME, write_tokens
from export_tools.models.fun_asr import file_names
from export_tools.models.fun_asr_config import (
    AdaptorConfig,
    EncoderConfig,
    FunAsrConfig,
    LlmConfig,
)
from export_tools.models.fun_asr_graphs import build_ctc, build_encoder_adaptor
from export_tools.models.gguf_quantize import DecoderPrecision, Quantizer
from export_tools.models.gguf_writer import write_decoder
from export_tools.models.onnx_graph import write_model as write_graph
from export_tools.models.precision import Precision, convert_precision

REAL_SHAPE = FunAsrConfig(
    encoder=EncoderConfig(
        output_size=512,
        attention_heads=4,
        linear_units=2048,
        num_blocks=50,
        tp_blocks=20,
        kernel_size=11,
        sanm_shift=0,
    ),
    adaptor=AdaptorConfig(
        downsample_rate=1,
        encoder_dim=512,
        llm_dim=1024,
        ffn_dim=2048,
        n_layer=2,
        attention_heads=8,
    ),
    ctc_decoder=AdaptorConfig(
        downsample_rate=1,
        encoder_dim=512,
        llm_dim=512,
        ffn_dim=2048,
        n_layer=5,
        attention_heads=8,
    ),
    ctc_vocabulary_size=60_515,
    llm=LlmConfig(
        hidden_size=1024,
        intermediate_size=3072,
        num_hidden_layers=28,
        num_attention_heads=16,
        num_key_value_heads=8,
        head_dim=128,
        vocab_size=151_936,
        max_position_embeddings=40_960,
        rope_theta=1e6,
        rms_norm_eps=1e-6,
        tie_word_embeddings=True,
    ),
    llm_folder=Path(),
)
"""The sizes of Fun-ASR-Nano-2512."""

_SEED = 2512


def write_model(
    folder: Path,
    shape: FunAsrConfig = REAL_SHAPE,
    *,
    precision: Precision,
    decoder: DecoderPrecision,
    report: Callable[[str], None] = print,
) -> None:
    """Write encoder, CTC head, decoder and tokens.txt of `shape` into `folder`; others stay.

    `report` gets a line of text per file. Raises `LibraryUnusable`, `OutputUnwritable` or, from
    the system, `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = Checkpoint(folder, shape, random_weights(shape), missing_ctc=())
    names = file_names(precision, decoder)

    def write(name: str, action: Callable[[Path], None]) -> None:
        began = time.perf_counter()
        part = folder / f"{name}.part"
        try:
            action(part)
            part.replace(folder / name)
        finally:
            part.unlink(missing_ok=True)
        megabytes = (folder / name).stat().st_size / 1e6
        report(f"{name}: {megabytes:.1f} MB in {time.perf_counter() - began:.1f} s")

    def graph(build: Callable[[Checkpoint], onnx.ModelProto]) -> Callable[[Path], None]:
        return lambda path: write_graph(convert_precision(build(checkpoint), precision), path)

    write(names.encoder, graph(build_encoder_adaptor))
    write(names.ctc, graph(build_ctc))
    write(TOKENS_NAME, lambda path: write_tokens(ctc_tokens(shape.ctc_vocabulary_size), path))
    write(
        names.decoder,
        lambda path: write_decoder(
            path,
            checkpoint.weights,
            shape.llm,
            decoder_tokenizer(shape.llm.vocab_size),
            decoder,
            quantizer=None if decoder == "f16" else Quantizer(find_library().path),
            progress=lambda _fraction: None,
            cancel=CancelFlag(),
        ),
    )


def random_weights(shape: FunAsrConfig) -> LazyWeights:
    """All tensors of a checkpoint of `shape`, each made anew, and equal, whenever it is read."""
    shapes: Shapes = audio_shapes(shape) | ctc_shapes(shape) | llm_shapes(shape.llm)
    if shape.llm.tie_word_embeddings:
        del shapes["llm.lm_head.weight"]
    readers = {name: _reader(name, size) for name, size in shapes.items()}
    return LazyWeights(Path("random weights"), shapes, readers)


def _reader(name: str, size: tuple[int, ...]) -> Callable[[], npt.NDArray[np.float32]]:
    def read() -> npt.NDArray[np.float32]:
        if name.endswith(".bias"):
            return np.zeros(size, np.float32)
        if len(size) == 1:  # A normalisation that changes nothing.
            return np.ones(size, np.float32)
        random = np.random.default_rng([_SEED, zlib.crc32(name.encode())])
        values = random.standard_normal(size, dtype=np.float32)
        # Every layer keeps the size of what it gets: the sum of 70 blocks still fits float16.
        values *= np.float32(1 / np.sqrt(np.prod(size[1:])))
        return values

    return read


def main() -> int:
    """Write the files that the command line asks for; 0 when they are there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.real_shape", description=__doc__)
    parser.add_argument("--output", type=Path, required=True, help="folder for 0.7 to 2.2 GB")
    parser.add_argument("--precision", choices=get_args(Precision), default="int8")
    parser.add_argument("--decoder", choices=get_args(DecoderPrecision), default="q5_k")
    arguments = parser.parse_args()
    try:
        write_model(
            arguments.output,
            precision=arguments.precision,
            decoder=arguments.decoder,
            report=lambda line: print(line, flush=True),
        )
    except AsrError as failure:
        print(failure, file=sys.stderr)
        return 1
    if (peak_gb := peak_resident_gb()) is not None:
        print(f"peak memory of the maker: {peak_gb:.2f} GB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
