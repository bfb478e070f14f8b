"""What an official Fun-ASR-Nano folder says about itself: sizes that tensor shapes cannot tell.

`config.yaml` and the language model's `config.json` are read as data. Unknown keys are ignored, a
missing key takes the default of the official class, `${…}` references inside the file are
followed. A setting that our graphs do not implement is refused in a sentence, because a graph that
ignores it would be wrong without looking wrong.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from asr_core.errors import CheckpointUnusable

FEATURE_SIZE = 560
MAX_CONFIG_BYTES = 4 * 1024 * 1024
_DEFAULT_CTC_VOCABULARY = 60_515


@dataclass(frozen=True, slots=True)
class EncoderConfig:
    """Sizes of the SAN-M encoder; `num_blocks` counts the first block, which widens the input."""

    output_size: int
    attention_heads: int
    linear_units: int
    num_blocks: int
    tp_blocks: int
    kernel_size: int
    sanm_shift: int


@dataclass(frozen=True, slots=True)
class AdaptorConfig:
    """Sizes of the network that the adaptor and the CTC decoder share."""

    downsample_rate: int
    encoder_dim: int
    llm_dim: int
    ffn_dim: int
    n_layer: int
    attention_heads: int


@dataclass(frozen=True, slots=True)
class LlmConfig:
    """The numbers of a Qwen3 `config.json`."""

    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    num_key_value_heads: int
    head_dim: int
    vocab_size: int
    max_position_embeddings: int
    rope_theta: float
    rms_norm_eps: float
    tie_word_embeddings: bool


@dataclass(frozen=True, slots=True)
class FunAsrConfig:
    """Everything an export needs to know; `ctc_decoder` is None when the config names none."""

    encoder: EncoderConfig
    adaptor: AdaptorConfig
    ctc_decoder: AdaptorConfig | None
    ctc_vocabulary_size: int
    llm: LlmConfig
    llm_folder: Path


def read_fun_asr_config(folder: Path) -> FunAsrConfig:
    """The configuration in `folder`; raises `CheckpointUnusable`."""
    path = folder / "config.yaml"
    root = _Section(path, _read_yaml(path))
    if root.text("model", "FunASRNano") != "FunASRNano":
        raise root.refused("model", "only FunASRNano can be exported by this command")
    _check_front_end(root)
    _check_frame_rate(root.section("audio_adaptor_conf"))
    encoder = _encoder(root)
    llm_folder = _llm_folder(folder, root)
    llm = _llm(llm_folder / "config.json")
    ctc_decoder = None
    if root.value("ctc_decoder") is not None:
        # The CTC decoder's own width must equal the encoder's: the CTC head takes that many.
        ctc_decoder = _adaptor(root, "ctc_decoder", encoder.output_size, None)
        if ctc_decoder.downsample_rate != 1 or ctc_decoder.llm_dim != encoder.output_size:
            raise root.refused(
                "ctc_decoder_conf", "its downsample_rate must be 1 and its llm_dim the output_size"
            )
    vocabulary = root.integer("ctc_vocab_size", _DEFAULT_CTC_VOCABULARY)
    if root.section("ctc_conf").integer("blank_id", vocabulary - 1) != vocabulary - 1:
        raise root.refused("ctc_conf.blank_id", "the blank must be the last class")
    return FunAsrConfig(
        encoder=encoder,
        adaptor=_adaptor(root, "audio_adaptor", encoder.output_size, llm.hidden_size),
        ctc_decoder=ctc_decoder,
        ctc_vocabulary_size=vocabulary,
        llm=llm,
        llm_folder=llm_folder,
    )


class _Section:
    """A mapping of the config file whose values are checked as they are read."""

    def __init__(
        self, path: Path, values: Mapping[str, Any], root: Mapping[str, Any] | None = None
    ) -> None:
        self._path = path
        self._values = values
        self._root = values if root is None else root

    def value(self, key: str) -> Any:
        """The value of `key` with `${…}` references followed; None when absent."""
        value = self._values.get(key)
        for _ in range(8):
            if not (isinstance(value, str) and value.startswith("${") and value.endswith("}")):
                return value
            try:
                value = _follow(self._root, value[2:-1])
            except LookupError as error:
                raise self.refused(key, f"its reference {value} leads nowhere") from error
        raise self.refused(key, "its references go in a circle")

    def section(self, key: str) -> _Section:
        value = self.value(key)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise self.refused(key, "it should be a group of settings")
        return _Section(self._path, value, self._root)

    def integer(self, key: str, default: int, lowest: int = 1) -> int:
        value = self.value(key)
        if value is None:
            return default
        if type(value) is not int or not lowest <= value <= 1_000_000_000:
            raise self.refused(key, f"it should be a whole number from {lowest}")
        return value

    def number(self, key: str, default: float) -> float:
        value = self.value(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refused(key, "it should be a number")
        if not (math.isfinite(value) and value > 0):
            raise self.refused(key, "it should be a number above zero")
        return float(value)

    def flag(self, key: str, default: bool) -> bool:
        value = self.value(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.refused(key, "it should be true or false")
        return value

    def text(self, key: str, default: str) -> str:
        value = self.value(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self.refused(key, "it should be a text")
        return value

    def require(self, key: str, value: Any, default: Any) -> None:
        """Refuse the file unless `key` has `value`, counting a missing key as `default`."""
        found = self.value(key)
        if (default if found is None else found) != value:
            raise self.refused(key, f"only the value {value} is supported")

    def refused(self, key: str, reason: str) -> CheckpointUnusable:
        return CheckpointUnusable(str(self._path), f"its setting {key} does not fit, {reason}")


def _follow(root: Mapping[str, Any], reference: str) -> Any:
    value: Any = root
    for key in reference.split("."):
        if not isinstance(value, dict):
            raise LookupError(reference)
        value = value[key]
    return value


def _check_front_end(root: _Section) -> None:
    root.require("frontend", "WavFrontend", "WavFrontend")
    front_end = root.section("frontend_conf")
    # Defaults of the official class, which are not all what the released model uses.
    for key, value, default in (
        ("fs", 16_000, 16_000),
        ("window", "hamming", "hamming"),
        ("n_mels", 80, 80),
        ("frame_length", 25, 25),
        ("frame_shift", 10, 10),
        ("lfr_m", 7, 1),
        ("lfr_n", 6, 1),
        ("upsacle_samples", True, True),
    ):
        front_end.require(key, value, default)
    if front_end.value("cmvn_file") is not None:
        raise front_end.refused("cmvn_file", "normalisation by a CMVN file is not supported")


def _check_frame_rate(adaptor: _Section) -> None:
    # The official class takes a missing key for false.
    if not adaptor.flag("use_low_frame_rate", False):
        raise adaptor.refused(
            "use_low_frame_rate",
            "it must be there and true, because the decoder is only given one row for every eight "
            "of the encoder",
        )


def _encoder(root: _Section) -> EncoderConfig:
    if root.value("audio_encoder") != "SenseVoiceEncoderSmall":
        raise root.refused("audio_encoder", "only SenseVoiceEncoderSmall is supported")
    conf = root.section("audio_encoder_conf")
    if conf.value("hub") == "ms":
        raise conf.refused("hub", "an encoder that is fetched from a hub is not supported")
    config = EncoderConfig(
        output_size=conf.integer("output_size", 256),
        attention_heads=conf.integer("attention_heads", 4),
        linear_units=conf.integer("linear_units", 2048),
        num_blocks=conf.integer("num_blocks", 6),
        tp_blocks=conf.integer("tp_blocks", 0, lowest=0),
        kernel_size=conf.integer("kernel_size", 11),
        sanm_shift=conf.integer("sanm_shfit", 0, lowest=0),
    )
    if config.output_size == FEATURE_SIZE:
        # The official first block skips its attention residual only because it changes the width.
        raise conf.refused("output_size", f"a width of {FEATURE_SIZE} is not supported")
    if config.output_size % config.attention_heads:
        raise conf.refused("attention_heads", "it does not divide output_size")
    if (config.kernel_size - 1) // 2 + config.sanm_shift > config.kernel_size - 1:
        raise conf.refused("sanm_shfit", "it is too large for kernel_size")
    return config


def _adaptor(root: _Section, name: str, encoder_dim: int, llm_dim: int | None) -> AdaptorConfig:
    if root.value(name) != "Transformer":
        raise root.refused(name, "only the class Transformer is supported")
    conf = root.section(f"{name}_conf")
    # The official constructor overwrites both widths with those of the neighbouring networks.
    config = AdaptorConfig(
        downsample_rate=conf.integer("downsample_rate", 2),
        encoder_dim=encoder_dim,
        llm_dim=conf.integer("llm_dim", 4096) if llm_dim is None else llm_dim,
        ffn_dim=conf.integer("ffn_dim", 2048),
        n_layer=conf.integer("n_layer", 2, lowest=0),
        attention_heads=conf.integer("attention_heads", 8),
    )
    if config.llm_dim % config.attention_heads:
        raise conf.refused("attention_heads", "it does not divide the width")
    return config


def _llm_folder(folder: Path, root: _Section) -> Path:
    named = root.section("llm_conf").text("init_param_path", "")
    # Fine-tuned models keep the absolute path of the computer that trained them: its last part
    # is the folder's name all the same.
    name = named.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    if name not in ("", ".", "..") and (folder / name / "config.json").is_file():
        return folder / name
    others = sorted(path.parent for path in folder.glob("*/config.json"))
    if len(others) == 1:
        return others[0]
    raise CheckpointUnusable(
        str(folder),
        f"the folder {name or 'Qwen3-0.6B'} with the language model's config.json is missing",
    )


def _llm(path: Path) -> LlmConfig:
    conf = _Section(path, _read_json(path))
    if conf.value("model_type") != "qwen3":
        raise conf.refused("model_type", "only qwen3 is supported")
    conf.require("attention_bias", False, False)
    conf.require("hidden_act", "silu", "silu")
    conf.require("use_sliding_window", False, False)
    rope = conf.section("rope_parameters")
    for scaling in (conf.section("rope_scaling"), rope):
        for key in ("rope_type", "type"):
            scaling.require(key, "default", "default")
    heads = conf.integer("num_attention_heads", 32)
    hidden = conf.integer("hidden_size", 4096)
    config = LlmConfig(
        hidden_size=hidden,
        intermediate_size=conf.integer("intermediate_size", 22_016),
        num_hidden_layers=conf.integer("num_hidden_layers", 32),
        num_attention_heads=heads,
        num_key_value_heads=conf.integer("num_key_value_heads", heads),
        head_dim=conf.integer("head_dim", 128),
        vocab_size=conf.integer("vocab_size", 151_936),
        max_position_embeddings=conf.integer("max_position_embeddings", 32_768),
        rope_theta=conf.number("rope_theta", rope.number("rope_theta", 10_000.0)),
        rms_norm_eps=conf.number("rms_norm_eps", 1e-6),
        tie_word_embeddings=conf.flag("tie_word_embeddings", False),
    )
    if config.num_attention_heads % config.num_key_value_heads:
        raise conf.refused("num_key_value_heads", "it does not divide num_attention_heads")
    return config


class _PlainLoader(yaml.SafeLoader):
    """The safe loader without merge keys, whose nesting can grow a small file beyond all memory."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        if any(key.tag == "tag:yaml.org,2002:merge" for key, _ in node.value):
            raise yaml.YAMLError("merge keys are not supported")


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        return _mapping(path, yaml.load(_read_text(path), _PlainLoader))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise CheckpointUnusable(str(path), "it is not a readable YAML file") from error


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return _mapping(path, json.loads(_read_text(path)))
    except (RecursionError, ValueError) as error:
        raise CheckpointUnusable(str(path), "it is not a readable JSON file") from error


def _mapping(path: Path, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise CheckpointUnusable(str(path), "it should be a list of named settings")
    return value


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_CONFIG_BYTES + 1)
    except FileNotFoundError as error:
        raise CheckpointUnusable(str(path), "the file is missing") from error
    except OSError as error:
        raise CheckpointUnusable(str(path), error.strerror or "it cannot be read") from error
    if len(content) > MAX_CONFIG_BYTES:
        raise CheckpointUnusable(str(path), "it is too large for a list of settings")
    return content.decode("utf-8")
