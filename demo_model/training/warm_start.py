"""Carries the weights of an earlier run over to a new vocabulary and a slightly larger network.

Rows of the embedding and of the CTC head follow their symbols. New blocks begin as identity: what
they write is multiplied by zero, so the network hears from the first step what it heard before.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from demo_model.training.network import DemoNetwork, Sizes
from demo_model.training.qwen_tokenizer import byte_level
from demo_model.training.vocabulary import BLANK, Vocabulary
from demo_model.training.weights import save_weights

_ROLES = {
    "<|im_end|>": "<eos>",
    "\n": "<end>",
    "语音转写": "<task>",
    "热词列表": "<hotl>",
    "]\n": "<hotr>",
}
"""Tokens of the official prompt → the symbol that played their part in the earlier run."""
_NEVER = -6.0


def aux_english_classes(vocabulary: Vocabulary) -> int:
    """CTC classes of bytes and English pieces; they follow the syllables in the auxiliary head."""
    return next(
        place
        for place, token in enumerate(vocabulary.ctc)
        if place >= 256 and ord(token[0]) > 0x7F and token[0] != "Ġ"
    )


def sizes_for(vocabulary: Vocabulary, syllables: Sequence[str]) -> Sizes:
    """The network's sizes for these vocabularies."""
    return Sizes(
        tokens=len(vocabulary.tokens),
        ctc_classes=len(vocabulary.ctc),
        aux_classes=1 + len(syllables) + aux_english_classes(vocabulary),
    )


def convert_earlier_run(
    earlier: Path, vocabulary: Vocabulary, syllables: Sequence[str], output: Path
) -> None:
    """Write the weights of the earlier run as a starting point for the new network."""
    torch.manual_seed(20261120)
    old: dict[str, Tensor] = {}
    for path in sorted((earlier / "weights").glob("*.pt")):
        part = torch.load(path, map_location="cpu", weights_only=True)
        old |= {name: tensor.float() for name, tensor in part.items()}
    symbols = json.loads((earlier / "tok.json").read_text(encoding="utf-8"))["vocab"]
    old_syllables = json.loads((earlier / "nat.json").read_text(encoding="utf-8"))["syl"]
    network = DemoNetwork(sizes_for(vocabulary, syllables))
    new = network.state_dict()
    _silence_new_blocks(new, old)
    for name, tensor in old.items():
        if name in new and new[name].shape == tensor.shape:
            new[name] = tensor.clone()
    row = {byte_level(symbol): place for place, symbol in enumerate(symbols)}
    row |= {byte_level(mark): symbols.index(name) for mark, name in _ROLES.items()}
    for place, token in enumerate(vocabulary.tokens):
        source = row.get(token, row.get("Ġ" + token))
        if source is not None:
            new["llm.embed_tokens.weight"][place] = old["llm.embed_tokens.weight"][source]
    new["ctc_lo.weight"] *= 0.1
    new["ctc_lo.bias"][:] = _NEVER
    found = 0
    for place, token in enumerate(vocabulary.ctc):
        source = symbols.index("<blank>") if token == BLANK else row.get(token)
        if source is not None and token != "Ċ":
            new["ctc_lo.weight"][place] = old["ctc_lo.weight"][source]
            new["ctc_lo.bias"][place] = old["ctc_lo.bias"][source]
            found += 1
    aux = {"<blank>": 0} | {name: 1 + i for i, name in enumerate(old_syllables)}
    first = 1 + len(old_syllables)
    english = {byte_level(s): first + i for i, s in enumerate(symbols) if i < 1300}
    names = ["<blank>", *syllables, *vocabulary.ctc[: aux_english_classes(vocabulary)]]
    new["aux_syllables.bias"][:] = _NEVER
    for place, name in enumerate(names):
        source = (aux if place <= len(syllables) else english).get(name)
        if source is not None:
            new["aux_syllables.weight"][place] = old["aux_syl.weight"][source]
            new["aux_syllables.bias"][place] = old["aux_syl.bias"][source]
    network.load_state_dict(new)
    assert save_weights(network.state_dict(), network.sizes, output)
    count = sum(t.numel() for n, t in network.state_dict().items() if not n.startswith("aux_"))
    print(f"{count / 1e6:.2f} M parameters; {found} of {len(vocabulary.ctc)} CTC classes known")


def _silence_new_blocks(new: dict[str, Tensor], old: dict[str, Tensor]) -> None:
    """Blocks that the earlier network lacks add nothing at first, but can learn."""
    for name, tensor in new.items():
        if name in old or not name.startswith(("audio_encoder.encoders.", "llm.layers.")):
            continue
        writes = ("o_proj.weight", "down_proj.weight", "w_2.weight", "w_2.bias")
        if name.endswith(writes) or "linear_out." in name:
            tensor.zero_()
        elif name.endswith("linear_q_k_v.weight"):
            tensor[2 * (len(tensor) // 3) :] *= 0.02
        elif name.endswith("linear_q_k_v.bias"):
            tensor.zero_()
