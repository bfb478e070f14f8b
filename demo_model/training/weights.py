"""Trained weights as half-precision files of less than 16 MiB, and the sizes that go with them."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import Tensor

from demo_model.training.network import DemoNetwork, Sizes

PARTS = ("audio_encoder", "llm")
TRAINING_ONLY = "aux_"


def save_weights(tensors: dict[str, Tensor], sizes: Sizes, folder: Path) -> bool:
    """Write encoder.pt, llm.pt, rest.pt and sizes.json; False where a weight is not finite."""
    halves = {name: tensor.detach().half().cpu() for name, tensor in tensors.items()}
    if not all(torch.isfinite(tensor).all() for tensor in halves.values()):
        return False
    folder.mkdir(parents=True, exist_ok=True)
    groups = {part: {n: t for n, t in halves.items() if n.startswith(part)} for part in PARTS}
    groups["rest"] = {n: t for n, t in halves.items() if not n.startswith(PARTS)}
    for name, group in groups.items():
        part = folder / f"{name}.pt.part"
        torch.save(group, part)
        part.replace(folder / f"{name}.pt")
    (folder / "sizes.json").write_text(json.dumps(sizes.to_dict()), encoding="utf-8")
    return True


def load_weights(folder: Path) -> tuple[dict[str, Tensor], Sizes]:
    """What `save_weights` wrote, as float32."""
    sizes = Sizes(**json.loads((folder / "sizes.json").read_text(encoding="utf-8")))
    tensors: dict[str, Tensor] = {}
    for name in (*PARTS, "rest"):
        part = torch.load(folder / f"{name}.pt", map_location="cpu", weights_only=True)
        tensors |= {key: value.float() for key, value in part.items()}
    return tensors, sizes


def load_network(folder: Path) -> DemoNetwork:
    """A network with these weights."""
    tensors, sizes = load_weights(folder)
    network = DemoNetwork(sizes)
    network.load_state_dict(tensors)
    return network
