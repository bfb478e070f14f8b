"""Makes the golden files beside this script by running the official classes at a tiny size.

Needs what the tests must not need: torch 2.13.0 (CPU), transformers 4.57.6 and funasr 1.4.16
installed without its dependencies; their versions are recorded in the result. Weights are random
but seeded, so a second run gives the same files. Two checkpoints are written in the official
layout: `fun-asr-tiny` (model.pt, downsample_rate 1, audio weights float32, language model
bfloat16) and `fun-asr-tiny-stacked` (safetensors, downsample_rate 8, all float16). The reference
runs in float32 on weights that were rounded to their stored type first.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

import funasr
import funasr.models.llm_asr.adaptor
import funasr.models.sense_voice.model  # both register the classes that the model asks for
import numpy as np
import safetensors.torch
import tokenizers
import torch
import transformers  # type: ignore[import-not-found]
import yaml
from funasr.frontends.wav_frontend import WavFrontend
from funasr.models.fun_asr_nano.model import FunASRNano

FOLDER = Path(__file__).resolve().parent
SEED = 20_251_201
SAMPLE_RATE_HZ = 16_000
SAMPLES = 27_777
PADDING_ROWS = 13
CTC_RANKS = 300
CTC_SPECIALS = 1_679
VOCABULARY_ROWS = 448
PREFIX = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n语音转写："
SUFFIX = "<|im_end|>\n<|im_start|>assistant\n"
COMMON_WORDS = ("the", "of", "and", "to", "in", "is", "that", "for", "it", "as", "was", "on")
COMMON_PARTS = ("ing", "er", "ed", "es", "he", "th", "an", "re", "or", "at", "en", "nd")
ENCODER = {
    "output_size": 32,
    "attention_heads": 4,
    "linear_units": 64,
    "num_blocks": 3,
    "tp_blocks": 1,
    "dropout_rate": 0.1,
    "positional_dropout_rate": 0.1,
    "attention_dropout_rate": 0.1,
    "input_layer": "pe",
    "pos_enc_class": "SinusoidalPositionEncoder",
    "normalize_before": True,
    "kernel_size": 11,
    "sanm_shfit": 0,
    "selfattention_layer_type": "sanm",
    "freeze": True,
}
FRONT_END = {
    "fs": SAMPLE_RATE_HZ,
    "window": "hamming",
    "n_mels": 80,
    "frame_length": 25,
    "frame_shift": 10,
    "lfr_m": 7,
    "lfr_n": 6,
    "cmvn_file": None,
}
LLM = {
    "architectures": ["Qwen3ForCausalLM"],
    "attention_bias": False,
    "attention_dropout": 0.0,
    "bos_token_id": 0,
    "eos_token_id": 2,
    "head_dim": 32,
    "hidden_act": "silu",
    "hidden_size": 64,
    "initializer_range": 0.02,
    "intermediate_size": 128,
    "max_position_embeddings": 4096,
    "model_type": "qwen3",
    "num_attention_heads": 4,
    "num_hidden_layers": 2,
    "num_key_value_heads": 2,
    "rms_norm_eps": 1e-6,
    "rope_scaling": None,
    "rope_theta": 1_000_000,
    "tie_word_embeddings": True,
    "torch_dtype": "bfloat16",
    "use_cache": True,
    "use_sliding_window": False,
    "vocab_size": VOCABULARY_ROWS,
}


def main() -> None:
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    waveform = make_waveform()
    arrays: dict[str, Any] = {"waveform": waveform, "seed": np.array(SEED)}
    features = reference_features(waveform)
    arrays["features"] = features.numpy()
    for name, rate in (("fun-asr-tiny", 1), ("fun-asr-tiny-stacked", 8)):
        folder = FOLDER / name
        (folder / "Qwen3-0.6B").mkdir(parents=True, exist_ok=True)
        tokenizer = write_llm_folder(folder / "Qwen3-0.6B")
        write_ctc_ranks(folder / "multilingual.tiktoken")
        model = build_model(folder, rate)
        write_weights(folder, model, rate)
        arrays |= {f"{name}/{key}": value for key, value in run(model, features, tokenizer).items()}
    arrays["versions"] = np.array(
        [
            f"python {sys.version.split()[0]}",
            f"torch {torch.__version__}",
            f"transformers {transformers.__version__}",
            f"funasr {funasr.__version__}",
            f"numpy {np.__version__}",
        ]
    )
    np.savez_compressed(FOLDER / "fun_asr_golden.npz", **arrays)


def make_waveform() -> np.ndarray:
    """1.7 s of gliding tones, noise and a silent gap, int16."""
    rng = np.random.default_rng(SEED)
    time = np.arange(SAMPLES) / SAMPLE_RATE_HZ
    glide = np.sin(2 * np.pi * (200 * time + 900 * time**2)) * 0.3
    voice = sum(np.sin(2 * np.pi * 130 * k * time) / k for k in range(1, 20)) * 0.1
    signal = glide + voice * (np.sin(2 * np.pi * 3 * time) > 0) + rng.normal(0, 0.01, SAMPLES)
    signal[9_000:11_000] = 0
    return np.clip(np.round(signal * 20_000), -32_768, 32_767).astype(np.int16)


def reference_features(waveform: np.ndarray) -> torch.Tensor:
    """LFR rows (1, T, 560) of the official front end."""
    samples = torch.from_numpy(waveform.astype(np.float32) / 32_768)[None]
    front_end = WavFrontend(**FRONT_END, dither=0.0)
    features, lengths = front_end(samples, torch.tensor([samples.shape[1]]))
    assert features.shape[1] == int(lengths[0])
    return features.float()


def adaptor_settings(rate: int) -> dict[str, Any]:
    return {
        "downsample_rate": rate,
        "use_low_frame_rate": True,
        "ffn_dim": 96,
        "llm_dim": LLM["hidden_size"],
        "encoder_dim": ENCODER["output_size"],
        "n_layer": 2,
        "freeze": False,
    }


def ctc_settings() -> dict[str, Any]:
    width = ENCODER["output_size"]
    return {
        "downsample_rate": 1,
        "ffn_dim": 96,
        "llm_dim": width,
        "encoder_dim": width,
        "n_layer": 1,
        "freeze": False,
    }


def build_model(folder: Path, rate: int) -> FunASRNano:
    """The official model with seeded weights; also writes its config.yaml."""
    settings: dict[str, Any] = {
        "audio_encoder": "SenseVoiceEncoderSmall",
        "audio_encoder_conf": dict(ENCODER),
        "llm": "Qwen3-0.6b",
        "llm_conf": {
            "hub": "hf",
            "freeze": True,
            "llm_dtype": "bf16",
            "init_param_path": "Qwen3-0.6B",
            "use_lora": False,
        },
        "audio_adaptor": "Transformer",
        "audio_adaptor_conf": adaptor_settings(rate),
        "ctc_decoder": "Transformer",
        "ctc_decoder_conf": ctc_settings(),
        "detach_ctc_decoder": True,
        "ctc_vocab_size": CTC_RANKS + CTC_SPECIALS,
        "ctc_weight": 1.0,
        "ctc_conf": {"dropout_rate": 0.0, "ctc_type": "builtin", "reduce": True},
    }
    used = list(settings)
    config = {
        "model": "FunASRNano",
        "model_conf": {"lsm_weight": 0.1, "length_normalized_loss": True},
        **settings,
        "frontend": "WavFrontend",
        "frontend_conf": FRONT_END,
        "tokenizer": "HuggingfaceTokenizer",
        "tokenizer_conf": {"init_param_path": "${llm_conf.init_param_path}"},
        "ctc_tokenizer": "SenseVoiceTokenizer",
        "ctc_tokenizer_conf": {
            "vocab_path": None,
            "is_multilingual": True,
            "num_languages": 8749,
        },
        "train_conf": {"accum_grad": 1, "max_epoch": 2},
    }
    text = yaml.safe_dump(config, sort_keys=False, allow_unicode=True)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    settings = yaml.safe_load(text)
    settings["llm_conf"] |= {"init_param_path": str(folder / "Qwen3-0.6B"), "llm_dtype": "fp32"}
    torch.manual_seed(SEED + rate)
    model = FunASRNano(
        **{key: settings[key] for key in used},
        input_size=560,
        ctc_tokenizer="none",
        ctc_tokenizer_conf=None,
    )
    model.eval()
    randomise(model, rate)
    return model


def randomise(model: FunASRNano, rate: int) -> None:
    """Weights that leave no part of the network idle, rounded to the type they are stored in."""
    generator = torch.Generator().manual_seed(SEED + rate)
    for name, weight in model.named_parameters():
        noise = torch.randn(weight.shape, generator=generator)
        if "norm" in name:
            weight.copy_(noise * 0.2 + (1.0 if name.endswith("weight") else 0.0))
        elif name.endswith("bias"):
            weight.copy_(noise * 0.1)
        elif "fsmn" in name:
            weight.copy_(noise * 0.2)
        elif "embed" in name:
            weight.copy_(noise * 0.5)
        else:
            weight.copy_(noise * 1.2 / weight.shape[-1] ** 0.5)
        weight.copy_(weight.to(stored_type(name, rate)).float())


def stored_type(name: str, rate: int) -> torch.dtype:
    if rate == 8:
        return torch.float16
    return torch.bfloat16 if name.startswith("llm.") else torch.float32


def write_weights(folder: Path, model: FunASRNano, rate: int) -> None:
    state = {
        name: value.to(stored_type(name, rate)).clone()
        for name, value in model.state_dict().items()
    }
    head = "llm.lm_head.weight"
    if rate == 8:
        del state[head]
        safetensors.torch.save_file(state, folder / "model.safetensors")
        return
    state[head] = state["llm.model.embed_tokens.weight"]
    torch.save({"state_dict": state, "epoch": 1}, folder / "model.pt")


def write_llm_folder(folder: Path) -> tokenizers.Tokenizer:
    """config.json and a tiny byte-level BPE with Qwen's splitting rule."""
    folder.joinpath("config.json").write_text(json.dumps(LLM, indent=2) + "\n")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.normalizer = tokenizers.normalizers.NFC()
    rule = (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
        r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    )
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Sequence(
        [
            tokenizers.pre_tokenizers.Split(tokenizers.Regex(rule), "isolated"),
            tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=400,
        initial_alphabet=sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet()),
        special_tokens=specials,
        show_progress=False,
    )
    text = [PREFIX, SUFFIX, "热词列表：[你好, hello]", "Speech transcription of the meeting at 10."]
    tokenizer.train_from_iterator(text * 3, trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    tokenizer.model.save(str(folder))
    details = {
        "bos_token": None,
        "eos_token": "<|im_end|>",
        "pad_token": "<|endoftext|>",
        "tokenizer_class": "Qwen2Tokenizer",
    }
    folder.joinpath("tokenizer_config.json").write_text(json.dumps(details, indent=2) + "\n")
    generation = {"bos_token_id": 0, "eos_token_id": [2, 0], "pad_token_id": 0}
    folder.joinpath("generation_config.json").write_text(json.dumps(generation, indent=2) + "\n")
    return tokenizer


def write_ctc_ranks(path: Path) -> None:
    """A vocabulary of 256 bytes and 44 longer pieces, some of them halves of characters."""
    pieces = [bytes([value]) for value in range(256)]
    characters = "语音转写你好世界热词识别会议"
    pieces += [character.encode() for character in characters]
    pieces += [character.encode()[:2] for character in characters[:6]]
    pieces += [f" {word}".encode() for word in COMMON_WORDS]
    pieces += [part.encode() for part in COMMON_PARTS]
    assert len(set(pieces)) == CTC_RANKS, len(set(pieces))
    lines = [f"{base64.b64encode(piece).decode()} {rank}\n" for rank, piece in enumerate(pieces)]
    path.write_text("".join(lines), encoding="ascii")


def run(
    model: FunASRNano, features: torch.Tensor, tokenizer: tokenizers.Tokenizer
) -> dict[str, np.ndarray]:
    """Every stage's output for the clip alone, and for the clip batched with a longer one."""
    rows = features.shape[1]
    padded = torch.nn.functional.pad(features, (0, 0, 0, PADDING_ROWS))
    longer = torch.cat([features, features[:, :PADDING_ROWS]], dim=1)
    outputs: dict[str, np.ndarray] = {}
    for suffix, batch, lengths in (
        ("_padded", torch.cat([padded, longer]), [rows, rows + PADDING_ROWS]),
        ("", features, [rows]),
    ):
        # The encoder scales its input in place.
        encoded, lengths = model.audio_encoder(batch.clone(), torch.tensor(lengths))
        adapted = model.audio_adaptor(encoded, lengths)[0][:1]
        decoded = model.ctc_decoder(encoded, lengths)[0][:1]
        outputs["encoder" + suffix] = encoded[:1].numpy()
        outputs["adaptor" + suffix] = adapted.numpy()
    outputs["ctc_log_probs"] = model.ctc.log_softmax(decoded).numpy()
    audio = adapted[:, : -(-rows // 8)]
    prefix, suffix_ids = (tokenizer.encode(text).ids for text in (PREFIX, SUFFIX))
    embed = model.llm.get_input_embeddings()
    inputs = torch.cat(
        [embed(torch.tensor([prefix])), audio, embed(torch.tensor([suffix_ids]))], dim=1
    )
    logits = model.llm(inputs_embeds=inputs).logits
    outputs["prefix_ids"] = np.array(prefix, np.int32)
    outputs["audio_rows"] = audio[0].numpy()
    outputs["suffix_ids"] = np.array(suffix_ids, np.int32)
    outputs["logits"] = logits[0, -1].float().numpy()
    return outputs


if __name__ == "__main__":
    main()
