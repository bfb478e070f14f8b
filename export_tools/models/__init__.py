"""From an official checkpoint to the files that the engine loads: ONNX graphs and GGUF."""

# Before anything here imports ONNX Runtime: asr_core switches its reports off.
import asr_core as asr_core
