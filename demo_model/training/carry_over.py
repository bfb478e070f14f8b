"""Starting weights: those of an earlier run carried over to a new vocabulary, or new ones.

Rows of the embedding and of both CTC heads follow their symbols. Blocks that the earlier network
lacks begin as identity: what they write is multiplied by zero, so the network hears from the first
step what it heard before.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from demo_model.training.network import DemoNetwork, Sizes
from demo_model.training.vocabulary import BLANK, Vocabulary
from demo_model.training.weights import load_weights, save_weights

SEED = 20261120
_NEVER = -6.0
_WRITES = ("o_proj.weight", "down_proj.weight", "w_2.weight", "w_2.bias")


def aux_names(vocabulary: Vocabulary, syllables: Sequence[str]) -> list[str]:
    """The classes of the auxiliary head: blank, toned syllables, bytes and English pieces."""
    english = next(
        place
        for place, token in enumerate(vocabulary.ctc)
        if place >= 256 and ord(token[0]) > 0x7F and token[0] != "Ġ"
    )
    return [BLANK, *syllables, *vocabulary.ctc[:english]]


def sizes_for(vocabulary: Vocabulary, syllables: Sequence[str]) -> Sizes:
    """The network's sizes for these vocabularies."""
    return Sizes(
        tokens=len(vocabulary.tokens),
        ctc_classes=len(vocabulary.ctc),
        aux_classes=len(aux_names(vocabulary, syllables)),
    )


def new_weights(vocabulary: Vocabulary, syllables: Sequence[str], output: Path) -> None:
    """Write random weights to start from."""
    torch.manual_seed(SEED)
    network = DemoNetwork(sizes_for(vocabulary, syllables))
    save_weights(network.state_dict(), network.sizes, output)


def carry_over(
    earlier: Path, vocabulary: Vocabulary, syllables: Sequence[str], output: Path
) -> None:
    """Write the weights of `earlier`, which holds its vocabulary.json and syllables.json too."""
    torch.manual_seed(SEED)
    old, _ = load_weights(earlier)
    old_vocabulary = Vocabulary.load(earlier / "vocabulary.json")
    old_syllables = json.loads((earlier / "syllables.json").read_text(encoding="utf-8"))
    network = DemoNetwork(sizes_for(vocabulary, syllables))
    new = network.state_dict()
    _silence_new_blocks(new, old)
    for name, tensor in old.items():
        if name in new and new[name].shape == tensor.shape:
            new[name] = tensor.clone()
    moves = (
        ("llm.embed_tokens.weight", old_vocabulary.tokens, vocabulary.tokens),
        ("ctc_lo.weight", old_vocabulary.ctc, vocabulary.ctc),
        ("ctc_lo.bias", old_vocabulary.ctc, vocabulary.ctc),
        (
            "aux_syllables.weight",
            aux_names(old_vocabulary, old_syllables),
            aux_names(vocabulary, syllables),
        ),
        (
            "aux_syllables.bias",
            aux_names(old_vocabulary, old_syllables),
            aux_names(vocabulary, syllables),
        ),
    )
    for name, old_names, names in moves:
        if name.endswith("bias"):
            new[name][:] = _NEVER
        place_of = {symbol: place for place, symbol in enumerate(old_names)}
        known = [(i, place_of[symbol]) for i, symbol in enumerate(names) if symbol in place_of]
        to, source = map(list, zip(*known, strict=True))
        new[name][to] = old[name][source]
        print(f"{name}: {len(known)} of {len(names)} known")
    network.load_state_dict(new)
    assert save_weights(network.state_dict(), network.sizes, output)
    count = sum(t.numel() for n, t in network.state_dict().items() if not n.startswith("aux_"))
    print(f"{count / 1e6:.2f} M parameters")


def main() -> None:
    """Carry EARLIER over to the vocabulary of DATA, into DATA/start."""
    earlier, data = map(Path, sys.argv[1:])
    syllables = json.loads((data / "syllables.json").read_text(encoding="utf-8"))
    carry_over(earlier, Vocabulary.load(data / "vocabulary.json"), syllables, data / "start")


def _silence_new_blocks(new: dict[str, Tensor], old: dict[str, Tensor]) -> None:
    """Blocks that the earlier network lacks add nothing at first, but can learn."""
    for name, tensor in new.items():
        if name in old or not name.startswith(("audio_encoder.encoders.", "llm.layers.")):
            continue
        if name.endswith(_WRITES) or "linear_out." in name:
            tensor.zero_()
        elif name.endswith("linear_q_k_v.weight"):
            tensor[2 * (len(tensor) // 3) :] *= 0.02
        elif name.endswith("linear_q_k_v.bias"):
            tensor.zero_()


if __name__ == "__main__":
    main()
