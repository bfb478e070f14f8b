"""How likely each 32 ms of sound is speech: the Silero VAD network, fed block by block.

The ONNX file lies in resources/silero_vad (MIT). It is a small recurrent network, so the detector
keeps its state and the last 64 samples between blocks; the results do not depend on how the sound
was cut into blocks. It runs on one thread: it is fast enough, and leaves the cores to the encoder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from asr_core.array_types import FloatArray
from asr_core.audio import SAMPLE_RATE_HZ
from asr_core.errors import ModelDamaged, ModelMissing

FRAME_SAMPLES = 512
FRAME_S = FRAME_SAMPLES / SAMPLE_RATE_HZ

_CONTEXT_SAMPLES = 64
_NETWORK_PATH = (
    Path(__file__).parents[1] / "resources" / "silero_vad" / "silero_vad_16k_sequence.onnx"
)


class SpeechDetector:
    """Speech probabilities of one recording; make a new one for the next recording."""

    def __init__(self, network_path: Path = _NETWORK_PATH) -> None:
        """Load the network; raises `ModelMissing` or `ModelDamaged`."""
        self._session = _load(network_path)
        self._hidden: FloatArray = np.zeros((1, 1, 128), np.float32)
        self._cell: FloatArray = np.zeros((1, 1, 128), np.float32)
        self._context: FloatArray = np.zeros(_CONTEXT_SAMPLES, np.float32)

    def probabilities(self, samples: FloatArray) -> FloatArray:
        """Probability of speech, float32 (n // 512,), for each 512 of the next `samples` (n,).

        n must be a multiple of 512.
        """
        if samples.size % FRAME_SAMPLES:
            raise ValueError(f"{samples.size} samples are not whole frames of {FRAME_SAMPLES}")
        if not samples.size:
            return np.zeros(0, np.float32)
        with_context = np.concatenate((self._context, samples))
        frames = np.lib.stride_tricks.sliding_window_view(
            with_context, _CONTEXT_SAMPLES + FRAME_SAMPLES
        )[::FRAME_SAMPLES]
        probabilities: FloatArray
        probabilities, self._hidden, self._cell = self._session.run(
            ["speech_probs", "hn", "cn"],
            {"input": np.ascontiguousarray(frames), "h": self._hidden, "c": self._cell},
        )
        self._context = with_context[-_CONTEXT_SAMPLES:].copy()
        return probabilities


def _load(path: Path) -> Any:
    if not path.is_file():
        raise ModelMissing("silero_vad", f"{path} is not there")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises plain RuntimeError children of its own
        raise ModelDamaged(str(path), "it is not the Silero VAD network") from error
