"""An official Fun-ASR-Nano checkpoint into the files that the engine loads.

Everything is written into a hidden folder beside the target and moved there when it is complete, so
a cancelled, failed or killed export changes nothing that a person could mistake for a model.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from asr_core.cancellation import CancelFlag
from asr_core.errors import CheckpointUnusable, OutputUnwritable
from asr_core.llama_library import find_library
from asr_core.model_store import SETTINGS_FILE
from export_tools.models.checkpoint import Checkpoint, read_checkpoint
from export_tools.models.ctc_vocabulary import TOKENS_NAME, read_ctc_vocabulary, write_tokens
from export_tools.models.fun_asr_graphs import build_ctc, build_encoder_adaptor
from export_tools.models.gguf_quantize import DecoderPrecision, Quantizer
from export_tools.models.gguf_writer import decoder_bytes, write_decoder
from export_tools.models.llm_tokenizer import LlmTokenizer, read_llm_tokenizer
from export_tools.models.model_folder import publish, staging_folder
from export_tools.models.onnx_graph import write_model
from export_tools.models.precision import Precision, convert_precision

if TYPE_CHECKING:
    import onnx

    from export_tools.models.verify import Verification

Progress = Callable[[str, float], None]
"""Called with the name of the stage and the finished fraction of the whole export."""

# The published name of an f16 decoder says fp16.
_DECODER_SUFFIXES: dict[DecoderPrecision, str] = {
    "f16": "fp16",
    "q8_0": "q8_0",
    "q5_k": "q5_k",
    "q4_k": "q4_k",
}
# Seconds per tensor element, relative to each other, as measured on the real shape.
_DECODER_EFFORT: dict[DecoderPrecision, float] = {"f16": 1.0, "q8_0": 1.0, "q5_k": 4.0, "q4_k": 4.0}
_GRAPH_EFFORT: dict[Precision, float] = {"fp32": 1.0, "fp16": 2.0, "int8": 4.0, "int4": 4.0}
_GRAPH_BYTES: dict[Precision, float] = {"fp32": 4.0, "fp16": 2.2, "int8": 1.3, "int4": 0.8}
_SPARE_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class ExportResult:
    """What lies in `folder` now.

    `files` maps each written file's name to its size in bytes, `removed` names files of an earlier
    export that had to go. `no_ctc` says in a sentence's tail why no CTC file was made, or is None.
    """

    folder: Path
    files: dict[str, int]
    removed: tuple[str, ...]
    no_ctc: str | None
    verification: Verification | None


@dataclass(frozen=True)
class FileNames:
    """The published names for one choice of precisions."""

    encoder: str
    ctc: str
    decoder: str


def file_names(precision: Precision, decoder: DecoderPrecision) -> FileNames:
    """The names under which the engine and people look for the files."""
    return FileNames(
        encoder=f"Fun-ASR-Nano-Encoder-Adaptor.{precision}.onnx",
        ctc=f"Fun-ASR-Nano-CTC.{precision}.onnx",
        decoder=f"Fun-ASR-Nano-Decoder.{_DECODER_SUFFIXES[decoder]}.gguf",
    )


def export_fun_asr(
    checkpoint_folder: Path,
    output_folder: Path,
    *,
    precision: Precision,
    decoder: DecoderPrecision,
    verify: bool = False,
    progress: Progress | None = None,
    cancel: CancelFlag | None = None,
) -> ExportResult:
    """Write encoder, CTC head, decoder and tokens.txt of the checkpoint into `output_folder`.

    A settings file of ours in the checkpoint's folder comes along.

    A folder is for one checkpoint: files of other precisions and of other people stay in it. A
    checkpoint without CTC tensors gives encoder and decoder only, takes older CTC files away, and
    the result says so. `verify` also compares the new files with unquantised ones.

    Raises `CheckpointUnusable`, `OutputUnwritable`, `LibraryUnusable` or `Cancelled`; with `verify`
    also what loading a model raises.
    """
    cancel = cancel or CancelFlag()
    target = output_folder.expanduser().absolute()
    checkpoint = read_checkpoint(checkpoint_folder)
    plan = _Plan.of(checkpoint, precision, decoder)
    stages = _Stages(plan, verify=verify, report=progress or _ignore)
    _check_target(target, checkpoint.folder)
    try:
        with staging_folder(target) as staging:
            _check_space(target, plan.byte_count(verify=verify))
            _write_files(staging, plan, stages, cancel)
            verification = None
            if verify:
                verification = _verify(staging, plan, stages, cancel)
            cancel.raise_if_cancelled()
            files = {path.name: path.stat().st_size for path in sorted(staging.iterdir())}
            removed = publish(staging, target)
    except OutputUnwritable as error:
        # The hidden folder's name would tell nobody anything.
        raise OutputUnwritable(str(target), error.values["reason"]) from error
    except MemoryError as error:
        raise CheckpointUnusable(
            str(checkpoint_folder), "this computer has too little memory for it"
        ) from error
    except OSError as error:
        # NumPy reports a full disk without an error number.
        raise OutputUnwritable(str(target), error.strerror or "the disk is full") from error
    stages.finish()
    return ExportResult(target, files, removed, plan.no_ctc, verification)


@dataclass(frozen=True)
class _Plan:
    """Everything that can be read and refused before the first byte is written."""

    checkpoint: Checkpoint
    precision: Precision
    decoder: DecoderPrecision
    tokenizer: LlmTokenizer
    tokens: list[bytes]
    no_ctc: str | None
    quantizer: Quantizer | None

    @classmethod
    def of(cls, checkpoint: Checkpoint, precision: Precision, decoder: DecoderPrecision) -> _Plan:
        config = checkpoint.config
        tokens: list[bytes] = []
        no_ctc = None
        if checkpoint.has_ctc:
            tokens = read_ctc_vocabulary(checkpoint.folder, config.ctc_vocabulary_size)
        else:
            no_ctc = _why_no_ctc(checkpoint)
        return cls(
            checkpoint,
            precision,
            decoder,
            read_llm_tokenizer(config.llm_folder, config.llm.vocab_size),
            tokens,
            no_ctc,
            None if decoder == "f16" else Quantizer(find_library().path),
        )

    @property
    def names(self) -> FileNames:
        return file_names(self.precision, self.decoder)

    def element_count(self, *prefixes: str) -> int:
        """How many numbers the tensors below `prefixes` hold."""
        weights = self.checkpoint.weights
        total = 0
        for name in weights:
            if name.startswith(prefixes):
                size = 1
                for length in weights.shape(name):
                    size *= length
                total += size
        return total

    def byte_count(self, *, verify: bool) -> int:
        """Disk space that the export needs, the unquantised files of a verification included."""
        graph_elements = self.element_count("audio_encoder.", "audio_adaptor.", "ctc")
        weights, config = self.checkpoint.weights, self.checkpoint.config.llm
        total = int(graph_elements * _GRAPH_BYTES[self.precision])
        total += decoder_bytes(weights, config, self.decoder)
        if verify:
            total += graph_elements * 4 + decoder_bytes(weights, config, "f16")
        return total + _SPARE_BYTES


class _Stages:
    """Turns the progress of one stage into progress of the whole."""

    def __init__(self, plan: _Plan, *, verify: bool, report: Progress) -> None:
        audio = plan.element_count("audio_encoder.", "audio_adaptor.")
        ctc = 0 if plan.no_ctc else plan.element_count("ctc")
        llm = plan.element_count("llm.")
        effort = _GRAPH_EFFORT[plan.precision]
        self._efforts = {
            "encoder": audio * effort,
            "ctc": ctc * effort,
            "decoder": llm * _DECODER_EFFORT[plan.decoder],
            "verify": 3.0 * (audio + ctc + llm) if verify else 0.0,
        }
        self._total = sum(self._efforts.values())
        self._done = 0.0
        self._stage = ""
        self._report = report

    def begin(self, stage: str) -> None:
        """Count the stage before as done."""
        self._done += self._efforts.get(self._stage, 0.0)
        self._stage = stage
        self.advance(0.0)

    def advance(self, fraction: float) -> None:
        """Report that `fraction` of the present stage is done."""
        done = self._done + self._efforts[self._stage] * fraction
        self._report(self._stage, done / self._total)

    def finish(self) -> None:
        self._report("done", 1.0)


def _write_files(folder: Path, plan: _Plan, stages: _Stages, cancel: CancelFlag) -> None:
    stages.begin("encoder")
    _write_graph(build_encoder_adaptor, folder / plan.names.encoder, plan, stages, cancel)
    if plan.no_ctc is None:
        stages.begin("ctc")
        _write_graph(build_ctc, folder / plan.names.ctc, plan, stages, cancel)
        write_tokens(plan.tokens, folder / TOKENS_NAME)
    settings = plan.checkpoint.folder / SETTINGS_FILE
    if settings.is_file():
        shutil.copyfile(settings, folder / SETTINGS_FILE)
    stages.begin("decoder")
    write_decoder(
        folder / plan.names.decoder,
        plan.checkpoint.weights,
        plan.checkpoint.config.llm,
        plan.tokenizer,
        plan.decoder,
        quantizer=plan.quantizer,
        progress=stages.advance,
        cancel=cancel,
    )


def _write_graph(
    build: Callable[[Checkpoint], onnx.ModelProto],
    path: Path,
    plan: _Plan,
    stages: _Stages,
    cancel: CancelFlag,
) -> None:
    graph = build(plan.checkpoint)
    cancel.raise_if_cancelled()
    stages.advance(0.3)
    graph = convert_precision(graph, plan.precision)
    cancel.raise_if_cancelled()
    stages.advance(0.9)
    write_model(graph, path)
    cancel.raise_if_cancelled()


def _verify(folder: Path, plan: _Plan, stages: _Stages, cancel: CancelFlag) -> Verification:
    from export_tools.models.verify import compare_exports

    stages.begin("verify")
    reference = folder / "reference"
    reference.mkdir()
    full = _Plan.of(plan.checkpoint, "fp32", "f16")
    _write_files(reference, full, _Stages(full, verify=False, report=_ignore), cancel)
    stages.advance(0.5)
    verification = compare_exports(reference, full.names, folder, plan.names, cancel)
    shutil.rmtree(reference)
    verification.write(folder)
    return verification


def _why_no_ctc(checkpoint: Checkpoint) -> str:
    try:
        checkpoint.require_ctc()
    except CheckpointUnusable as error:
        return error.values["reason"]
    raise ValueError("the checkpoint has a CTC head")


def _check_target(target: Path, checkpoint_folder: Path) -> None:
    if target.resolve() == checkpoint_folder.resolve():
        raise OutputUnwritable(str(target), "the checkpoint itself lies there")
    if target.exists() and not target.is_dir():
        raise OutputUnwritable(str(target), "a file of that name is in the way")


def _check_space(target: Path, needed_bytes: int) -> None:
    free_bytes = shutil.disk_usage(target.parent).free
    if free_bytes < needed_bytes:
        raise OutputUnwritable(
            str(target),
            f"the export needs {needed_bytes / 1e9:.1f} GB and only {free_bytes / 1e9:.1f} GB "
            "are free",
        )


def _ignore(stage: str, fraction: float) -> None:
    """Progress for nobody."""
