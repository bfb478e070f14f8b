"""Puts trained demo weights into the folder layout of the official Fun-ASR-Nano checkpoint.

Training keeps the official tensor shapes but short names and one shared vocabulary. This script
renames, moves the CTC blank to the last class, spreads the decoder's rows over the byte-level
tokenizer and writes `config.yaml`, `model.pt`, `tokens.txt` and the `Qwen3-0.6B` folder, so that
the exporter reads the demo model as it reads the released one. It needs PyTorch, which is not among
the program's dependencies:

    python -m demo_model.build_checkpoint WEIGHTS_FOLDER TOKENS_JSON OUTPUT_FOLDER
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from demo_model.tokenizer import (
    PHRASES,
    DecoderTokenizer,
    ctc_tokens,
    decoder_tokenizer,
)
from demo_model.training.qwen_tokenizer import write_tokenizer

ENCODER = {
    "input_size": 560,
    "output_size": 256,
    "attention_heads": 4,
    "linear_units": 768,
    "num_blocks": 7,
    "tp_blocks": 2,
    "dropout_rate": 0.1,
    "attention_dropout_rate": 0.1,
    "input_layer": "pe",
    "normalize_before": True,
    "kernel_size": 11,
    "sanm_shfit": 0,
    "selfattention_layer_type": "sanm",
}
ADAPTOR = {
    "downsample_rate": 8,
    "use_low_frame_rate": True,
    "encoder_dim": 256,
    "ffn_dim": 1024,
    "llm_dim": 256,
    "n_layer": 2,
}
CTC_DECODER = {
    "downsample_rate": 1,
    "encoder_dim": 256,
    "ffn_dim": 512,
    "llm_dim": 256,
    "n_layer": 1,
}
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
LLM = {
    "architectures": ["Qwen3ForCausalLM"],
    "model_type": "qwen3",
    "attention_bias": False,
    "attention_dropout": 0.0,
    "head_dim": 64,
    "hidden_act": "silu",
    "hidden_size": 256,
    "intermediate_size": 640,
    "max_position_embeddings": 2048,
    "num_attention_heads": 4,
    "num_hidden_layers": 5,
    "num_key_value_heads": 2,
    "rms_norm_eps": 1e-6,
    "rope_scaling": None,
    "rope_theta": 10000,
    "sliding_window": None,
    "tie_word_embeddings": True,
    "torch_dtype": "float16",
    "use_cache": True,
    "use_sliding_window": False,
}
# A token that borrows another's row keeps a little less of it, so that with the tied head it can
# never be written in the owner's place.
SHADOW_SCALE = 0.98


def official_tensors(
    trained: Mapping[str, torch.Tensor], tokenizer: DecoderTokenizer, ctc_rows: list[int]
) -> dict[str, torch.Tensor]:
    """The trained tensors under their official names, with both vocabularies in official order."""
    tensors: dict[str, torch.Tensor] = {}
    for name, tensor in trained.items():
        if name.startswith("aux_"):
            continue
        if name.startswith("llm."):
            tensors["llm.model." + name.removeprefix("llm.")] = tensor
        elif name.startswith("ctc_lo."):
            tensors["ctc." + name] = tensor[ctc_rows].contiguous()
        else:
            tensors[name] = tensor
    rows = tensors["llm.model.embed_tokens.weight"][list(tokenizer.sources)].clone()
    rows[sorted(tokenizer.shadows)] *= SHADOW_SCALE
    tensors["llm.model.embed_tokens.weight"] = rows
    tensors["llm.lm_head.weight"] = rows
    return tensors


def config_yaml(ctc_classes: int) -> str:
    """The official `config.yaml`, with this model's sizes."""
    sections: dict[str, Any] = {
        "model": "FunASRNano",
        "model_conf": {"lsm_weight": 0.1, "length_normalized_loss": True},
        "audio_encoder": "SenseVoiceEncoderSmall",
        "audio_encoder_conf": ENCODER | {"freeze": True},
        "llm": "Qwen3-0.6b",
        "llm_conf": {
            "hub": "hf",
            "freeze": True,
            "llm_dtype": "fp16",
            "init_param_path": LLM_FOLDER,
        },
        "audio_adaptor": "Transformer",
        "audio_adaptor_conf": ADAPTOR,
        "ctc_decoder": "Transformer",
        "ctc_decoder_conf": CTC_DECODER,
        "detach_ctc_decoder": True,
        "ctc_vocab_size": ctc_classes,
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


def build(weights_folder: Path, tokens_json: Path, output: Path) -> None:
    """Write the official-layout folder `output` from the trained weights and their vocabulary."""
    vocabulary = json.loads(tokens_json.read_text(encoding="utf-8"))
    tokenizer = decoder_tokenizer(
        vocabulary["vocab"], [(left, right) for left, right in vocabulary["merges"]]
    )
    labels, ctc_rows = ctc_tokens(vocabulary["vocab"])
    trained: dict[str, torch.Tensor] = {}
    for part in sorted(weights_folder.glob("*.pt")):
        trained |= torch.load(part, map_location="cpu", weights_only=True)

    llm_folder = output / LLM_FOLDER
    llm_folder.mkdir(parents=True, exist_ok=True)
    torch.save(official_tensors(trained, tokenizer, ctc_rows), output / "model.pt")
    (output / "config.yaml").write_text(config_yaml(len(labels)), encoding="utf-8")
    lines = (f"{base64.b64encode(text.encode()).decode()} {i}" for i, text in enumerate(labels))
    (output / "tokens.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_tokenizer(tokenizer.tokens, tokenizer.merges, tokenizer.special, llm_folder)
    end = tokenizer.tokens.index(PHRASES["<eos>"])
    pad = tokenizer.tokens.index(PHRASES["<pad>"])
    ids = {"bos_token_id": pad, "eos_token_id": end, "pad_token_id": pad}
    _write_json(llm_folder / "config.json", LLM | ids | {"vocab_size": len(tokenizer.tokens)})
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
