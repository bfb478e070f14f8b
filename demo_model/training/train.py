"""Trains the demo network from a pool of data that is still being made.

    python -m demo_model.training.train DATA_FOLDER POOL_FOLDER OUTPUT_FOLDER --seconds 540

Starts from the weights in DATA_FOLDER/start (or --earlier), stops by the clock, and writes averaged
weights in half precision every two minutes. The optimiser always starts anew. A step whose gradient
is not finite is left out; many of them end the run. On several GPUs, one process each:

    torchrun --standalone --nproc-per-node 4 -m demo_model.training.train …
"""

from __future__ import annotations

import argparse
import copy
import json
import math
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from demo_model.training.crew import Crew
from demo_model.training.losses import Losses, LossWeights, StepLosses
from demo_model.training.network import compile_blocks, undo_compile
from demo_model.training.pool import Pool
from demo_model.training.vocabulary import TextCodec, Vocabulary
from demo_model.training.weights import load_network, save_weights

_AVERAGE_EVERY, _AVERAGE_SHARE = 5, 0.012
_SAVE_EVERY_S = 120
_MOST_BAD_STEPS = 200
_PATIENCE_S = 60
NO_DATA = 3
_EAGER_STEPS, _COMPILE_STEPS, _TIMED_STEPS = 60, 140, 40
_CLOCK_STEPS = 20


class Trainer:
    """One run."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.started = time.time()
        self.progress = 0.0
        self.crew = crew = Crew()
        self.device = crew.device
        options.output.mkdir(parents=True, exist_ok=True)
        name = "train.log" if crew.leads else f"train-{crew.rank}.log"
        self._log = (options.output / name).open("a", encoding="utf-8")
        torch.manual_seed(options.seed + crew.rank)
        if self.device.type == "cuda":
            # Seen to give non-finite gradients in an earlier run.
            torch.backends.cuda.enable_cudnn_sdp(False)
            torch.backends.cuda.matmul.allow_tf32 = True
            torch.backends.cudnn.allow_tf32 = True
        self.network = load_network(options.earlier or options.data / "start").to(self.device)
        self.network.train()
        self.gradients = crew.shared_gradients(self.network)
        self.average = copy.deepcopy(self.network).requires_grad_(False)
        codec = TextCodec(Vocabulary.load(options.data / "vocabulary.json"))
        suffix = codec.decoder.encode("<|im_end|>\n<|im_start|>assistant\n").ids
        self.losses = Losses(self.network, len(suffix), self.device, options.word_dropout)
        self.optimiser = self._optimiser()
        self.pool = Pool(options.pool, self.device, options.most_frames, crew.rank, crew.size)
        self.steps = self.seen = self.seen_frames = 0
        self.bad = torch.zeros((), device=self.device)
        self.log(f"torch {torch.__version__}, {crew.size} × {self.device}, options {vars(options)}")

    def log(self, text: str) -> None:
        line = f"[{time.time() - self.started:6.1f}] {text}"
        if self.crew.leads:
            print(line, flush=True)
        self._log.write(line + "\n")
        self._log.flush()

    def look_at_the_clock(self) -> None:
        """Set the share of the time that is over, the same for the whole crew."""
        own = (time.time() - self.started) / self.options.seconds
        self.progress = self.crew.leaders(own)

    def _optimiser(self) -> torch.optim.AdamW:
        decayed: list[torch.nn.Parameter] = []
        others: list[torch.nn.Parameter] = []
        for name, parameter in self.network.named_parameters():
            is_matrix = parameter.dim() >= 2 and "embed" not in name
            (decayed if is_matrix else others).append(parameter)
        groups = [
            {"params": decayed, "weight_decay": 0.02},
            {"params": others, "weight_decay": 0.0},
        ]
        fused = self.device.type == "cuda"
        return torch.optim.AdamW(groups, lr=self.options.lr, betas=(0.9, 0.98), fused=fused)

    def learning_rate(self) -> float:
        low = self.options.last_lr_share
        falling = low + (1 - low) * 0.5 * (1 + math.cos(math.pi * min(1.0, self.progress)))
        return self.options.lr * falling * min(1.0, (self.steps + 1) / self.options.warm_up)

    def step(self, numbers: np.ndarray) -> StepLosses:
        """One update."""
        options, progress = self.options, self.progress
        fade = 1 - 0.6 * progress * options.fade
        weights = LossWeights(options.ctc * fade, options.syllables * fade, options.copy)
        batch = self.pool.gather(numbers)
        result = self.losses(batch, weights, disturb=progress < options.disturb_until)
        result.total.backward()
        self.crew.average(self.gradients)
        norm = self.gradients.norm()
        self.gradients *= (1 / (norm + 1e-6)).clamp(max=1.0)
        bad = (~torch.isfinite(norm)).float()
        self.bad += bad
        rate = self.learning_rate()
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        if self.device.type == "cuda":
            # The fused optimiser skips the update where this is not zero, without a wait.
            self.optimiser.found_inf = bad
            self.optimiser.grad_scale = None
            self.optimiser.step()
        elif not bad.item():
            self.optimiser.step()
        self.gradients.zero_()
        self.steps += 1
        if self.crew.size == 1 or self.steps % _CLOCK_STEPS == 0:
            self.look_at_the_clock()
        self.seen += len(numbers)
        self.seen_frames += int(batch.sizes["mel"].sum())
        if self.steps % _AVERAGE_EVERY == 0:
            share = max(_AVERAGE_SHARE, 1 / (1 + self.steps / _AVERAGE_EVERY))
            torch._foreach_lerp_(
                list(self.average.parameters()), list(self.network.parameters()), share
            )
        return result

    def save(self) -> None:
        """Write the averaged weights, which every process of the crew has."""
        if not self.crew.leads:
            return
        tensors = self.average.state_dict()
        if save_weights(tensors, self.network.sizes, self.options.output):
            self.log(f"saved at step {self.steps}")
        else:
            self.log("NOT saved: weights that are not finite")

    def run(self) -> None:
        """Train until the time is over."""
        options = self.options
        last_seen, last_s = 0, time.time()
        while self.pool.examples < options.least_examples:
            if self.pool.examples > last_seen:
                last_seen, last_s = self.pool.examples, time.time()
            stopped = (options.pool / "STOP").exists() and not any(options.pool.glob("*.npz"))
            late = time.time() - self.started > options.seconds
            if stopped or late or time.time() - last_s > _PATIENCE_S:
                self.log(f"no data comes; {last_seen} examples are there")
                sys.exit(NO_DATA)
            time.sleep(0.1)
        self.log(f"first {self.pool.examples} examples, {self.pool.hours:.1f} h")
        self.look_at_the_clock()
        batches = self.pool.batches(
            np.random.default_rng(options.seed + self.crew.rank), options.cost
        )
        if options.compile and self.device.type == "cuda":
            self._choose_compiled(batches)
        last_log = last_save = time.time()
        last_steps = self.steps
        while self.progress < 1:
            result = self.step(next(batches))
            if self.steps % options.log_every == 0:
                now = time.time()
                self._report(result, (now - last_log) / (self.steps - last_steps))
                last_log, last_steps = now, self.steps
                if int(self.bad) > _MOST_BAD_STEPS:
                    self.log("too many steps without a finite gradient")
                    break
            if time.time() - last_save > _SAVE_EVERY_S:
                self.save()
                last_save = time.time()
        self.save()
        self.pool.close()
        self.log(
            f"end: {self.steps} steps, {self.seen} examples, {self.seen_frames / 360_000:.0f} h"
            f" in each of {self.crew.size}"
        )
        self.crew.disband()

    def _choose_compiled(self, batches: Iterator[np.ndarray]) -> None:
        """Compile the blocks, and go back if that fails or is slower; every step counts."""
        eager_s = self._timed(batches, _EAGER_STEPS)
        try:
            compile_blocks(self.network)
            compiled_s = self._timed(batches, _COMPILE_STEPS)
        except Exception as error:
            self.log(f"compiling failed: {str(error)[:300]}")
            compiled_s = math.inf
        self.log(f"a step takes {eager_s * 1e3:.1f} ms, compiled {compiled_s * 1e3:.1f} ms")
        if compiled_s > eager_s:
            undo_compile(self.network)
            self.gradients.zero_()

    def _timed(self, batches: Iterator[np.ndarray], steps: int) -> float:
        """Seconds per step over the last of so many steps."""
        started = time.time()
        for number in range(steps):
            if number == steps - _TIMED_STEPS:
                torch.cuda.synchronize()
                started = time.time()
            self.step(next(batches))
        torch.cuda.synchronize()
        return (time.time() - started) / _TIMED_STEPS

    def _report(self, result: StepLosses, step_s: float) -> None:
        names = ("text", "ctc", "syllables", "copy", "copied", "right")
        values = {name: round(getattr(result, name).item(), 3) for name in names}
        self.log(
            f"step {self.steps} {json.dumps(values)} lr {self.learning_rate():.6f} "
            f"{step_s * 1e3:.1f} ms bad {int(self.bad)} seen {self.seen_frames / 360_000:.0f} h, "
            f"pool {self.pool.examples} = {self.pool.hours:.0f} h"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    on_gpu = torch.cuda.is_available()
    parser.add_argument("data", type=Path)
    parser.add_argument("pool", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--earlier", type=Path, help="folder of weights to go on from")
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--lr", type=float, default=1.2e-3)
    parser.add_argument("--last-lr-share", type=float, default=0.25)
    parser.add_argument("--warm-up", type=int, default=200, help="steps")
    parser.add_argument(
        "--cost",
        type=int,
        default=40_000 if on_gpu else 3_000,
        help="padded rows and tokens of a batch",
    )
    parser.add_argument("--ctc", type=float, default=0.4)
    parser.add_argument("--syllables", type=float, default=0.2)
    parser.add_argument("--copy", type=float, default=0.3)
    parser.add_argument("--fade", type=float, default=0.5, help="how far auxiliary losses fade")
    parser.add_argument("--word-dropout", type=float, default=0.1)
    parser.add_argument("--disturb-until", type=float, default=1.0, help="share of the time")
    parser.add_argument("--most-frames", type=int, default=400_000_000 if on_gpu else 2_000_000)
    parser.add_argument("--least-examples", type=int, default=9_000 if on_gpu else 150)
    parser.add_argument("--log-every", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compile", action=argparse.BooleanOptionalAction, default=True)
    Trainer(parser.parse_args()).run()


if __name__ == "__main__":
    main()
