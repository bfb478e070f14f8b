"""The two ONNX graphs of Fun-ASR-Nano: the encoder with its adaptor, and the CTC head.

Published files come in two generations that share file names, so a graph is recognised by the names
of its inputs and outputs: generation B takes stacked features (`lfr_feat`, `mask`), generation A
takes samples (`audio`, mostly with `ilens`). CTC files give the best 30 classes per frame, only the
best one, all raw logits, or (ours) the best 30 and all log-probabilities.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from asr_core.array_types import FloatArray
from asr_core.cancellation import CancelFlag
from asr_core.ctc import CtcPosterior
from asr_core.errors import ModelDamaged
from asr_core.features import audio_token_count, log_mel_kaldi, stack_frames
from asr_core.onnx_runtime import OnnxModel
from asr_core.processor import Device

_SHORTEST_FRAMES = 18
"""One second; shorter clips are padded, as the published graphs were traced with longer ones."""

_DIRECTML_FRAMES = 501
"""30 s; DirectML compiles its shaders anew for every length, so shorter clips share this one."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the encoder made of one span of `lfr_frames` stacked frames of 60 ms.

    `frames` is float32 (1, T, width) for the CTC head, padding removed where the device allows;
    `audio_rows` is float32 (⌈lfr_frames / 8⌉, llm width) for the language model.
    """

    frames: FloatArray
    audio_rows: FloatArray
    lfr_frames: int


class FunAsrEncoder:
    """The encoder-adaptor file of either generation, in any precision."""

    def __init__(self, path: Path, *, device: Device = "auto", threads: int | None = None) -> None:
        self._model = OnnxModel(path, device=device, threads=threads)
        names = self._model.inputs
        if not ({"lfr_feat", "mask"} <= set(names) or "audio" in names):
            raise ModelDamaged(
                str(path), f"its inputs are {', '.join(names)}, not those of a Fun-ASR-Nano encoder"
            )
        outputs = list(self._model.outputs)
        if len(outputs) < 2:
            raise ModelDamaged(str(path), "it has fewer than two outputs")
        self._takes_samples = "audio" in names
        named = {"enc_output", "adaptor_output"} <= set(outputs)
        self._frames_name, self._rows_name = (
            ("enc_output", "adaptor_output") if named else (outputs[0], outputs[1])
        )

    @property
    def device(self) -> str:
        """The device in use, for people."""
        return self._model.device

    @property
    def fell_back(self) -> bool:
        """Whether a GPU was asked for and the CPU is used."""
        return self._model.fell_back

    def features(self, samples: FloatArray) -> FloatArray:
        """The model's input for 16 kHz mono `samples` (n,): stacked log-mel, or the samples."""
        return samples if self._takes_samples else stack_frames(log_mel_kaldi(samples))

    def encode(self, features: FloatArray, cancel: CancelFlag | None = None) -> Encoding:
        """Run the graph on what `features` returned; raises `EngineFailed` or `Cancelled`."""
        if self._takes_samples:
            feeds, lfr_frames = self._feeds_of_samples(features)
        else:
            feeds, lfr_frames = self._feeds_of_stacked(features)
        outputs = self._model.run(feeds, [self._frames_name, self._rows_name], cancel)
        frames = _float32(outputs[self._frames_name])
        rows = _float32(outputs[self._rows_name][0])
        lfr_frames = min(lfr_frames, frames.shape[1])
        wanted_rows = audio_token_count(lfr_frames)
        if len(rows) < wanted_rows:
            raise ModelDamaged(
                str(self._model.path),
                f"the adaptor gave {len(rows)} rows where {wanted_rows} are needed",
            )
        # The CTC graph of the published files has no mask, so padding is cut off here.
        return Encoding(frames[:, :lfr_frames], rows[:wanted_rows], lfr_frames)

    def _feeds_of_stacked(self, stacked: FloatArray) -> tuple[dict[str, FloatArray], int]:
        count = len(stacked)
        shortest = _DIRECTML_FRAMES if self.device == "DirectML" else _SHORTEST_FRAMES
        padded = np.zeros((1, max(count, shortest), stacked.shape[1]), self._model.float_type)
        padded[0, :count] = stacked
        mask = np.zeros(padded.shape[:2], self._model.float_type)
        mask[0, :count] = 1
        return {"lfr_feat": padded, "mask": mask}, count

    def _feeds_of_samples(self, samples: FloatArray) -> tuple[dict[str, FloatArray], int]:
        feeds = {"audio": samples.astype(self._model.float_type)[None, None]}
        if "ilens" in self._model.inputs:
            feeds["ilens"] = np.array([len(samples)], dtype=np.int64)
        log_mel_frames = len(samples) // 160 + 1
        return feeds, -(-log_mel_frames // 6)


class FunAsrCtc:
    """The CTC file of either generation, in any precision."""

    def __init__(self, path: Path, *, device: Device = "auto", threads: int | None = None) -> None:
        self._model = OnnxModel(path, device=device, threads=threads)
        if "enc_output" not in self._model.inputs:
            raise ModelDamaged(str(path), "it has no input named enc_output")
        self._outputs = list(self._model.outputs)

    def posterior(self, frames: FloatArray, cancel: CancelFlag | None = None) -> CtcPosterior:
        """The class probabilities of `frames` (1, T, width); raises `EngineFailed`, `Cancelled`."""
        feeds = {"enc_output": frames.astype(self._model.float_type)}
        if "mask" in self._model.inputs:
            feeds["mask"] = np.ones(frames.shape[:2], self._model.float_type)
        outputs = self._model.run(feeds, cancel=cancel)
        if "topk_indices" in outputs:
            log_probs = outputs.get("log_probs")
            return CtcPosterior(
                log_probs=None if log_probs is None else _float32(log_probs[0]),
                topk_log_probs=_float32(outputs["topk_log_probs"][0]),
                topk_indices=outputs["topk_indices"][0].astype(np.int64),
            )
        values = outputs[self._outputs[0]]
        if np.issubdtype(values.dtype, np.integer):
            best = values.reshape(-1, 1).astype(np.int64)
            return CtcPosterior(topk_log_probs=np.zeros(best.shape, np.float32), topk_indices=best)
        return CtcPosterior(log_probs=_log_softmax(_float32(values[0])))


def _float32(values: npt.NDArray[Any]) -> FloatArray:
    return np.asarray(values, dtype=np.float32)


def _log_softmax(logits: FloatArray) -> FloatArray:
    """The log-probabilities of raw `logits` (T, classes)."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    return _float32(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
