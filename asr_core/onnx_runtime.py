"""One ONNX session with the settings that both engines want: device, threads, cancel, plain errors.

DirectML is used where its package is installed, CUDA where a CUDA build of ONNX Runtime is;
anything else runs on the CPU. `OnnxModel.device` names what is really in use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from asr_core.cancellation import CancelFlag
from asr_core.errors import Cancelled, EngineFailed, ModelDamaged, ModelMissing
from asr_core.processor import Device, default_threads

_GPU_PROVIDERS = {"DmlExecutionProvider": "DirectML", "CUDAExecutionProvider": "CUDA"}
_FLOAT_TYPES: dict[str, npt.DTypeLike] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
}


def gpu_providers() -> list[str]:
    """The GPU providers that the installed ONNX Runtime offers, best first."""
    import onnxruntime

    available = onnxruntime.get_available_providers()
    return [provider for provider in _GPU_PROVIDERS if provider in available]


class OnnxModel:
    """A loaded ONNX file; `run` may be cancelled from another thread.

    Raises `ModelMissing` or `ModelDamaged` when the file cannot be loaded.
    """

    def __init__(self, path: Path, *, device: Device = "auto", threads: int | None = None) -> None:
        import onnxruntime

        if not path.is_file():
            raise ModelMissing(path.parent.name or path.name, f"{path} is not there")
        wanted = [] if device == "cpu" else gpu_providers()
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.inter_op.allow_spinning", "0")
        options.intra_op_num_threads = threads or default_threads()
        options.log_severity_level = 4
        if "DmlExecutionProvider" in wanted:
            # DirectML supports neither memory patterns nor parallel execution.
            options.enable_mem_pattern = False
            options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=[*wanted, "CPUExecutionProvider"]
            )
        except Exception as failure:  # onnxruntime raises a different type for each kind of damage
            raise ModelDamaged(str(path), _first_line(failure)) from failure
        provider = self._session.get_providers()[0]
        self.path = path
        self.device = _GPU_PROVIDERS.get(provider, "CPU")
        self.fell_back = device == "gpu" and self.device == "CPU"
        self.inputs: dict[str, Any] = {node.name: node for node in self._session.get_inputs()}
        self.outputs: dict[str, Any] = {node.name: node for node in self._session.get_outputs()}

    @property
    def float_type(self) -> npt.DTypeLike:
        """float16 or float32: the type of the first floating input, which all others share."""
        for node in self.inputs.values():
            if node.type in _FLOAT_TYPES:
                return _FLOAT_TYPES[node.type]
        return np.float32

    def run(
        self,
        feeds: Mapping[str, npt.NDArray[Any]],
        outputs: Sequence[str] | None = None,
        cancel: CancelFlag | None = None,
    ) -> dict[str, npt.NDArray[Any]]:
        """Outputs by name; raises `Cancelled` or `EngineFailed`."""
        import onnxruntime

        names = list(outputs or self.outputs)
        run_options = onnxruntime.RunOptions()

        def terminate() -> None:
            run_options.terminate = True

        try:
            if cancel is None:
                values = self._session.run(names, dict(feeds), run_options)
            else:
                with cancel.calling(terminate):
                    values = self._session.run(names, dict(feeds), run_options)
        except Cancelled:
            raise
        except Exception as failure:
            if cancel is not None and cancel.cancelled:
                raise Cancelled from failure
            raise EngineFailed(self.path.name, _first_line(failure)) from failure
        return dict(zip(names, values, strict=True))


def _first_line(failure: Exception) -> str:
    """The exception's first line without the trailing full stop, to stand inside a sentence."""
    lines = str(failure).strip().splitlines()
    return (lines[0] if lines else type(failure).__name__).rstrip(" .")
