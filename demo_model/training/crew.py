"""One or several processes, a GPU each, that train one network together.

Every process has the whole network and data of its own; after each step all take the mean of their
gradients, so their weights stay equal. `torchrun` starts them and says by environment variables
which is which; without it there is one.
"""

from __future__ import annotations

import os

import torch
import torch.distributed
from torch import Tensor, nn


class Crew:
    """This process's place among `size` processes; number 0 leads."""

    def __init__(self) -> None:
        self.size = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        gpu = torch.cuda.is_available()
        self.device = torch.device("cpu")
        if gpu:
            self.device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
            torch.cuda.set_device(self.device)
        if self.size > 1:
            torch.distributed.init_process_group("nccl" if gpu else "gloo")

    @property
    def leads(self) -> bool:
        """Whether this process is the one that reports and saves."""
        return self.rank == 0

    def shared_gradients(self, network: nn.Module) -> Tensor:
        """One flat tensor of which every parameter's gradient is a part."""
        parameters = list(network.parameters())
        flat = torch.zeros(sum(p.numel() for p in parameters), device=self.device)
        for parameter, part in zip(
            parameters, flat.split([p.numel() for p in parameters]), strict=True
        ):
            parameter.grad = part.view_as(parameter)
        return flat

    def average(self, gradients: Tensor) -> None:
        """Replace `gradients` by the mean over the crew."""
        if self.size > 1:
            # In half the bytes; the rounding is far below the noise of a batch.
            shared = gradients.bfloat16()
            torch.distributed.all_reduce(shared)
            gradients.copy_(shared).div_(self.size)

    def leaders(self, value: float) -> float:
        """The leader's value."""
        if self.size == 1:
            return value
        shared = torch.tensor([value], dtype=torch.float64, device=self.device)
        torch.distributed.broadcast(shared, 0)
        return float(shared.item())

    def disband(self) -> None:
        """End the connection."""
        if self.size > 1:
            torch.distributed.destroy_process_group()
