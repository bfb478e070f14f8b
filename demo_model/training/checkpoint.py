"""Puts trained demo weights into the folder layout of the official Fun-ASR-Nano checkpoint.

Training keeps the official tensors but shorter names, and heads of its own. This script renames,
drops those heads and writes `config.yaml`, `model.pt`, `tokens.txt` and the `Qwen3-0.6B` folder, so
that the exporter reads the demo model as it reads the released one. It needs PyTorch, which is not
among the program's dependencies:

    python -m demo_model.training.checkpoint WEIGHTS_FOLDER VOCABULARY_JSON OUTPUT_FOLDER
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from demo_model.training.network import Sizes
from demo_model.training.qwen_tokenizer import END_OF_TURN, write_tokenizer
from demo_model.training.vocabulary import SPECIAL, Vocabulary
from demo_model.training.weights import TRAINING_ONLY, load_weights

FRONTEND = {
    "fs": 16000,
    "window": "hamming",
    "n_mels": 80,
    "frame_length": 25,
    "frame_shift": 10,
    "lfr_m": 7,
    "lfr_n": 6,
    "cmvn_file": None,
}
LLM_FOLDER = "Qwen3-0.6B"


def encoder_conf(sizes: Sizes) -> dict[str, Any]:
    """`audio_encoder_conf`."""
    return {
        "input_size": 560,
        "output_size": sizes.width,
        "attention_heads": sizes.encoder_heads,
        "linear_units": sizes.encoder_inner,
        "num_blocks": sizes.encoder_blocks,
        "tp_blocks": sizes.tp_blocks,
        "dropout_rate": 0.1,
        "attention_dropout_rate": 0.1,
        "input_layer": "pe",
        "normalize_before": True,
        "kernel_size": sizes.kernel,
        "sanm_shfit": 0,
        "selfattention_layer_type": "sanm",
    }


def llm_config(sizes: Sizes) -> dict[str, Any]:
    """The language model's `config.json`, but for the ids of its special tokens."""
    return {
        "architectures": ["Qwen3ForCausalLM"],
        "model_type": "qwen3",
        "attention_bias": False,
        "attention_dropout": 0.0,
        "head_dim": sizes.llm_head_width,
        "hidden_act": "silu",
        "hidden_size": sizes.width,
        "intermediate_size": sizes.llm_inner,
        "max_position_embeddings": 2048,
        "num_attention_heads": sizes.llm_heads,
        "num_hidden_layers": sizes.llm_layers,
        "num_key_value_heads": sizes.llm_kv_heads,
        "rms_norm_eps": 1e-6,
        "rope_scaling": None,
        "rope_theta": round(sizes.rope_theta),
        "sliding_window": None,
        "tie_word_embeddings": True,
        "torch_dtype": "float16",
        "use_cache": True,
        "use_sliding_window": False,
        "vocab_size": sizes.tokens,
    }


def official_tensors(trained: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The trained tensors in half precision under their official names."""
    tensors: dict[str, torch.Tensor] = {}
    for name, tensor in trained.items():
        if name.startswith(TRAINING_ONLY):
            continue
        if name.startswith("llm."):
            official = "llm.model." + name.removeprefix("llm.")
        else:
            official = "ctc." + name if name.startswith("ctc_lo.") else name
        tensors[official] = tensor.half()
    tensors["llm.lm_head.weight"] = tensors["llm.model.embed_tokens.weight"]
    return tensors


def config_yaml(sizes: Sizes) -> str:
    """The official `config.yaml`, with this model's sizes."""
    sections: dict[str, Any] = {
        "model": "FunASRNano",
        "model_conf": {"lsm_weight": 0.1, "length_normalized_loss": True},
        "audio_encoder": "SenseVoiceEncoderSmall",
        "audio_encoder_conf": encoder_conf(sizes) | {"freeze": True},
        "llm": "Qwen3-0.6b",
        "llm_conf": {
            "hub": "hf",
            "freeze": True,
            "llm_dtype": "fp16",
            "init_param_path": LLM_FOLDER,
        },
        "audio_adaptor": "Transformer",
        "audio_adaptor_conf": {
            "downsample_rate": 8,
            "use_low_frame_rate": True,
            "encoder_dim": sizes.width,
            "ffn_dim": sizes.adaptor_inner,
            "llm_dim": sizes.width,
            "n_layer": sizes.adaptor_blocks,
        },
        "ctc_decoder": "Transformer",
        "ctc_decoder_conf": {
            "downsample_rate": 1,
            "encoder_dim": sizes.width,
            "ffn_dim": sizes.ctc_inner,
            "llm_dim": sizes.width,
            "n_layer": sizes.ctc_blocks,
        },
        "detach_ctc_decoder": True,
        "ctc_vocab_size": sizes.ctc_classes,
        "ctc_weight": 1.0,
        "ctc_conf": {"dropout_rate": 0.0, "ctc_type": "builtin", "reduce": True},
        "frontend": "WavFrontend",
        "frontend_conf": FRONTEND,
        "tokenizer": "HuggingfaceTokenizer",
        "tokenizer_conf": {"init_param_path": "${llm_conf.init_param_path}"},
    }
    lines: list[str] = []
    for key, value in sections.items():
        if isinstance(value, dict):
            lines.append(f"{key}:")
            lines += [f"  {name}: {_scalar(entry)}" for name, entry in value.items()]
        else:
            lines.append(f"{key}: {_scalar(value)}")
    return "\n".join(lines) + "\n"


def _scalar(value: object) -> str:
    return json.dumps(value) if not isinstance(value, str) or "$" in value else value


def build(weights_folder: Path, vocabulary_json: Path, output: Path) -> None:
    """Write the official-layout folder `output` from trained weights and their vocabulary."""
    vocabulary = Vocabulary.load(vocabulary_json)
    trained, sizes = load_weights(weights_folder)
    llm_folder = output / LLM_FOLDER
    llm_folder.mkdir(parents=True, exist_ok=True)
    torch.save(official_tensors(trained), output / "model.pt")
    (output / "config.yaml").write_text(config_yaml(sizes), encoding="utf-8")
    (output / "tokens.txt").write_text(vocabulary.tokens_txt(), encoding="utf-8")
    write_tokenizer(vocabulary.tokens, vocabulary.merges, SPECIAL, llm_folder)
    end = vocabulary.tokens.index(END_OF_TURN)
    pad = vocabulary.tokens.index(SPECIAL[0])
    ids = {"bos_token_id": pad, "eos_token_id": end, "pad_token_id": pad}
    _write_json(llm_folder / "config.json", llm_config(sizes) | ids)
    _write_json(
        llm_folder / "generation_config.json",
        ids | {"eos_token_id": [end, pad], "do_sample": False},
    )


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    build(*(Path(argument) for argument in sys.argv[1:]))
