"""An official Fun-ASR-Nano folder, opened: its configuration and its tensors, checked one by one.

Every tensor that the export will use is compared by name and shape with what the configuration
promises before anything is written. Values stay on the disk until they are asked for, so opening a
2 GB checkpoint costs neither time nor memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from asr_core.errors import CheckpointUnusable
from export_tools.models.fun_asr_config import (
    FEATURE_SIZE,
    AdaptorConfig,
    FunAsrConfig,
    LlmConfig,
    read_fun_asr_config,
)
from export_tools.models.torch_archive import ArchivedTensor, read_torch_archive

Array = npt.NDArray[Any]
Shapes = dict[str, tuple[int, ...]]

_WRAPPERS = ("state_dict", "model_state_dict", "model")
_CTC_PREFIXES = ("ctc_decoder.", "ctc.")
_OWN_PREFIXES = ("audio_encoder.", "audio_adaptor.", "llm.", *_CTC_PREFIXES)


class LazyWeights(Mapping[str, Array]):
    """Tensors by name, read when asked for; floats in their stored type, bfloat16 as float32."""

    def __init__(
        self, folder: Path, shapes: Shapes, readers: Mapping[str, Callable[[], Array]]
    ) -> None:
        self._folder = folder
        self._shapes = shapes
        self._readers = readers

    def __getitem__(self, name: str) -> Array:
        reader = self._readers[name]
        try:
            values = reader()
        except (OSError, ValueError) as error:
            raise CheckpointUnusable(str(self._folder), f"{name} cannot be read") from error
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise CheckpointUnusable(str(self._folder), f"{name} holds values that are no numbers")
        return values

    def __contains__(self, name: object) -> bool:
        # The inherited form would read the tensor to find out.
        return name in self._readers

    def __iter__(self) -> Iterator[str]:
        return iter(self._readers)

    def __len__(self) -> int:
        return len(self._readers)

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of the tensor `name`, without reading it."""
        return self._shapes[name]


@dataclass(frozen=True)
class Checkpoint:
    """A checked checkpoint; names in `weights` are the official ones without any wrapper."""

    folder: Path
    config: FunAsrConfig
    weights: LazyWeights
    missing_ctc: tuple[str, ...]

    @property
    def has_ctc(self) -> bool:
        """Whether a CTC head can be exported."""
        return self.config.ctc_decoder is not None and not self.missing_ctc

    def require_ctc(self) -> AdaptorConfig:
        """The CTC decoder's sizes, or `CheckpointUnusable` naming what is missing."""
        if self.config.ctc_decoder is None:
            raise CheckpointUnusable(str(self.folder), "its config.yaml names no CTC decoder")
        if self.missing_ctc:
            raise CheckpointUnusable(
                str(self.folder),
                f"it has no complete CTC head, {len(self.missing_ctc)} tensors are missing, "
                f"the first is {self.missing_ctc[0]}",
            )
        return self.config.ctc_decoder


def read_checkpoint(folder: Path) -> Checkpoint:
    """Open the official `folder` and check every tensor; raises `CheckpointUnusable`.

    Missing CTC tensors are recorded, not refused: such checkpoints exist and can still be used
    without timestamps.
    """
    if not folder.is_dir():
        raise CheckpointUnusable(str(folder), "there is no such folder")
    config = read_fun_asr_config(folder)
    weights = _open_weights(folder)
    expected = audio_shapes(config) | llm_shapes(config.llm)
    if config.llm.tie_word_embeddings and "llm.lm_head.weight" not in weights:
        del expected["llm.lm_head.weight"]
    ctc = ctc_shapes(config) if config.ctc_decoder is not None else {}
    missing = [name for name in expected if name not in weights]
    if missing:
        raise CheckpointUnusable(
            str(folder), f"{len(missing)} tensors are missing, the first is {missing[0]}"
        )
    expected |= ctc
    for name in weights:
        if name in expected:
            if weights.shape(name) != expected[name]:
                raise CheckpointUnusable(
                    str(folder),
                    f"{name} has the shape {list(weights.shape(name))} where config.yaml asks "
                    f"for {list(expected[name])}",
                )
        elif name.startswith(_OWN_PREFIXES) and (ctc or not name.startswith(_CTC_PREFIXES)):
            raise CheckpointUnusable(str(folder), _unexpected(name))
    return Checkpoint(folder, config, weights, tuple(name for name in ctc if name not in weights))


def audio_shapes(config: FunAsrConfig) -> Shapes:
    """Names and shapes of all encoder and adaptor tensors."""
    encoder = config.encoder
    width = encoder.output_size
    shapes: Shapes = {}
    blocks = ["encoders0.0"]
    blocks += [f"encoders.{index}" for index in range(encoder.num_blocks - 1)]
    blocks += [f"tp_encoders.{index}" for index in range(encoder.tp_blocks)]
    for block in blocks:
        prefix = f"audio_encoder.{block}."
        input_size = FEATURE_SIZE if block == "encoders0.0" else width
        _add_norm(shapes, prefix + "norm1", input_size)
        _add_norm(shapes, prefix + "norm2", width)
        _add_linear(shapes, prefix + "self_attn.linear_q_k_v", input_size, 3 * width)
        _add_linear(shapes, prefix + "self_attn.linear_out", width, width)
        shapes[prefix + "self_attn.fsmn_block.weight"] = (width, 1, encoder.kernel_size)
        _add_linear(shapes, prefix + "feed_forward.w_1", width, encoder.linear_units)
        _add_linear(shapes, prefix + "feed_forward.w_2", encoder.linear_units, width)
    _add_norm(shapes, "audio_encoder.after_norm", width)
    _add_norm(shapes, "audio_encoder.tp_norm", width)
    return shapes | _adaptor_shapes("audio_adaptor.", config.adaptor)


def ctc_shapes(config: FunAsrConfig) -> Shapes:
    """Names and shapes of all tensors of the CTC branch, which `config` must name."""
    if config.ctc_decoder is None:
        raise ValueError("the configuration has no CTC decoder")
    shapes = _adaptor_shapes("ctc_decoder.", config.ctc_decoder)
    _add_linear(shapes, "ctc.ctc_lo", config.encoder.output_size, config.ctc_vocabulary_size)
    return shapes


def llm_shapes(config: LlmConfig) -> Shapes:
    """Names and shapes of all tensors of the language model, the head included."""
    hidden, head = config.hidden_size, config.head_dim
    query, key = config.num_attention_heads * head, config.num_key_value_heads * head
    shapes: Shapes = {"llm.model.embed_tokens.weight": (config.vocab_size, hidden)}
    for index in range(config.num_hidden_layers):
        prefix = f"llm.model.layers.{index}."
        shapes |= {
            prefix + "self_attn.q_proj.weight": (query, hidden),
            prefix + "self_attn.k_proj.weight": (key, hidden),
            prefix + "self_attn.v_proj.weight": (key, hidden),
            prefix + "self_attn.o_proj.weight": (hidden, query),
            prefix + "self_attn.q_norm.weight": (head,),
            prefix + "self_attn.k_norm.weight": (head,),
            prefix + "mlp.gate_proj.weight": (config.intermediate_size, hidden),
            prefix + "mlp.up_proj.weight": (config.intermediate_size, hidden),
            prefix + "mlp.down_proj.weight": (hidden, config.intermediate_size),
            prefix + "input_layernorm.weight": (hidden,),
            prefix + "post_attention_layernorm.weight": (hidden,),
        }
    shapes["llm.model.norm.weight"] = (hidden,)
    shapes["llm.lm_head.weight"] = (config.vocab_size, hidden)
    return shapes


def _adaptor_shapes(prefix: str, config: AdaptorConfig) -> Shapes:
    width = config.llm_dim
    shapes: Shapes = {}
    _add_linear(
        shapes, prefix + "linear1", config.encoder_dim * config.downsample_rate, config.ffn_dim
    )
    _add_linear(shapes, prefix + "linear2", config.ffn_dim, width)
    for index in range(config.n_layer):
        block = f"{prefix}blocks.{index}."
        for part in ("q", "k", "v", "out"):
            _add_linear(shapes, f"{block}self_attn.linear_{part}", width, width)
        _add_linear(shapes, block + "feed_forward.w_1", width, width // 4)
        _add_linear(shapes, block + "feed_forward.w_2", width // 4, width)
        _add_norm(shapes, block + "norm1", width)
        _add_norm(shapes, block + "norm2", width)
    return shapes


def _add_linear(shapes: Shapes, name: str, inputs: int, outputs: int) -> None:
    shapes[name + ".weight"] = (outputs, inputs)
    shapes[name + ".bias"] = (outputs,)


def _add_norm(shapes: Shapes, name: str, size: int) -> None:
    shapes[name + ".weight"] = (size,)
    shapes[name + ".bias"] = (size,)


def _unexpected(name: str) -> str:
    if "lora" in name:
        return f"it holds LoRA weights ({name}), which must be merged into the model first"
    return f"it holds {name}, which config.yaml does not speak of"


def _open_weights(folder: Path) -> LazyWeights:
    archive = folder / "model.pt"
    if archive.is_file():
        return _open_archive(folder, archive)
    files = sorted(folder.glob("*.safetensors"))
    if files:
        return _open_safetensors(folder, files)
    raise CheckpointUnusable(str(folder), "neither model.pt nor a .safetensors file is in it")


def _open_archive(folder: Path, path: Path) -> LazyWeights:
    state = read_torch_archive(path)
    for _ in range(8):
        inner = [state[key] for key in _WRAPPERS if isinstance(state, dict) and key in state]
        inner = [value for value in inner if isinstance(value, dict)]
        if not inner:
            break
        state = inner[0]
    if not isinstance(state, dict):
        raise CheckpointUnusable(str(path), "it holds no table of named tensors")
    tensors = {
        str(name).removeprefix("module."): value
        for name, value in state.items()
        if isinstance(value, ArchivedTensor)
    }
    return LazyWeights(
        folder,
        {name: tensor.shape for name, tensor in tensors.items()},
        {name: tensor.read for name, tensor in tensors.items()},
    )


def _open_safetensors(folder: Path, files: list[Path]) -> LazyWeights:
    import ml_dtypes  # noqa: F401  (teaches NumPy the name bfloat16 for the library below)
    from safetensors import SafetensorError, safe_open

    shapes: Shapes = {}
    readers: dict[str, Callable[[], Array]] = {}
    for path in files:
        try:
            with safe_open(path, framework="np") as file:
                for stored_name in file.keys():  # noqa: SIM118  (no mapping)
                    name = stored_name.removeprefix("module.")
                    shapes[name] = tuple(file.get_slice(stored_name).get_shape())
                    readers[name] = _safetensors_reader(path, stored_name)
        except (SafetensorError, OSError) as error:
            raise CheckpointUnusable(str(path), "it is damaged or cut off") from error
    return LazyWeights(folder, shapes, readers)


def _safetensors_reader(path: Path, name: str) -> Callable[[], Array]:
    def read() -> Array:
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, framework="np") as file:
                values: Array = file.get_tensor(name)
        except SafetensorError as error:
            raise ValueError(name) from error
        return values.astype(np.float32) if values.dtype.name == "bfloat16" else values

    return read
