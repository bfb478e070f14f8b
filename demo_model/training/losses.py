"""What the demo model is trained on: text, CTC, syllables, and looking at the right hotword.

The last two serve training only. Syllables are what Mandarin spelling hides. The copy loss tells
one attention head of the decoder where in the prompt the token stands that it has to write; without
it, lists of ten words are hardly learned.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from demo_model.training.network import DemoNetwork, rotate
from demo_model.training.pool import Batch

COPY_LAYER = 3
_MOST_COPIES, _MOST_OTHERS = 3000, 1500
_OTHERS_WEIGHT = 0.3


@dataclass(frozen=True)
class LossWeights:
    """How much each loss counts beside the text's, which counts 1."""

    ctc: float = 0.4
    syllables: float = 0.2
    copy: float = 0.3


@dataclass
class StepLosses:
    """Means over the batch, on the device; `copied` is the share of copies that look right."""

    total: Tensor
    text: Tensor
    ctc: Tensor
    syllables: Tensor
    copy: Tensor
    copied: Tensor
    right: Tensor


def stack_rows(mel: Tensor, sizes: Tensor) -> Tensor:
    """Seven frames at every sixth, (batch, rows, 560); the outermost frames stand in outside."""
    rows = -(-mel.shape[1] // 6)
    wanted = torch.arange(rows, device=mel.device)[:, None] * 6
    wanted = (wanted + torch.arange(7, device=mel.device)[None] - 3).clamp(min=0).flatten()
    places = torch.minimum(wanted[None], sizes[:, None] - 1)
    return mel.gather(1, places[:, :, None].expand(-1, -1, 80)).unflatten(1, (rows, 7)).flatten(2)


def augment(mel: Tensor, sizes: Tensor) -> Tensor:
    """Other vocal tracts, equaliser, noise and small holes, on top of what the data has."""
    mel = other_vocal_tracts(mel)
    count, frames, bands = mel.shape
    device = mel.device

    def chance(*shape: int) -> Tensor:
        return torch.rand(*shape, device=device)

    pitch = torch.linspace(0, 1, bands, device=device)
    waves = torch.stack([torch.cos(math.pi * k * pitch) for k in range(1, 6)])
    strength = 0.6 * torch.randn(count, 5, device=device) * (chance(count, 1) < 0.6)
    mel = mel + (strength @ waves)[:, None]
    loud = mel.amax(1).mean(1)[:, None, None]
    level = loud - (3.5 + 6 * chance(count, 1, 1)) + (chance(count, 1, 1) - 0.5) * 4 * pitch
    level = level + 0.6 * torch.randn(count, frames, bands, device=device)
    mel = torch.where(chance(count, 1, 1) < 0.3, torch.logaddexp(mel, level), mel)
    return torch.where(
        _holes(count, frames, bands, sizes, device), mel.mean((1, 2), keepdim=True), mel
    )


def other_vocal_tracts(mel: Tensor) -> Tensor:
    """Half of the examples with all frequencies higher or lower by up to about a fifth."""
    count, _, bands = mel.shape
    factor = torch.exp(0.08 * torch.randn(count, 1, device=mel.device).clamp(-2.3, 2.3))
    factor = torch.where(torch.rand(count, 1, device=mel.device) < 0.5, factor, 1.0)
    lowest, highest = (1127 * math.log1p(hz / 700) for hz in (20, 8000))
    step = (highest - lowest) / (bands + 1)
    centres = lowest + step * torch.arange(1, bands + 1, device=mel.device)
    heard_hz = 700 * torch.expm1(centres / 1127) * factor
    places = ((1127 * torch.log1p(heard_hz / 700) - lowest) / step - 1).clamp(0, bands - 1)
    below = places.floor().long().clamp(max=bands - 2)
    share = (places - below)[:, None]
    below = below[:, None].expand_as(mel)
    return torch.lerp(mel.gather(2, below), mel.gather(2, below + 1), share)


def _holes(count: int, frames: int, bands: int, sizes: Tensor, device: torch.device) -> Tensor:
    def band(limit: Tensor, width: float, place: Tensor) -> Tensor:
        size = torch.rand(count, 1, device=device) * width
        start = torch.rand(count, 1, device=device) * (limit - size)
        chosen = torch.rand(count, 1, device=device) < 0.4
        return (place >= start) & (place < start + size) & chosen

    pitch = torch.arange(bands, device=device)[None]
    time = torch.arange(frames, device=device)[None]
    low = band(torch.full((count, 1), float(bands), device=device), 8, pitch)
    when = band(sizes[:, None].float(), 6, time)
    return low[:, None, :] | when[:, :, None]


class Losses:
    """Computes all losses of a batch; `word_dropout` is the share of text tokens replaced."""

    def __init__(
        self,
        network: DemoNetwork,
        suffix_size: int,
        device: torch.device,
        word_dropout: float,
    ) -> None:
        self._network = network
        self._word_dropout = word_dropout
        self._suffix_size = suffix_size
        self._device = device
        self._blank = network.sizes.ctc_classes - 1

    def __call__(self, batch: Batch, weights: LossWeights, *, disturb: bool) -> StepLosses:
        network, device = self._network, self._device
        with torch.no_grad():
            mel = augment(batch.mel, batch.device_sizes["mel"]) if disturb else batch.mel
            features = stack_rows(mel, batch.device_sizes["mel"])
            rows = -(-batch.device_sizes["mel"] // 6)
            tail = batch.ids["tail"]
            tail_in = self._drop_words(tail) if disturb else tail
        host_rows = batch.rows
        audio_rows = -(-host_rows // 8)
        prompt_sizes, tail_sizes = batch.sizes["prompt"], batch.sizes["tail"]
        length = -(-int((prompt_sizes + audio_rows + tail_sizes).max()) // 8) * 8
        with torch.autocast(device.type, dtype=torch.bfloat16):
            encoded, valid = network.encode(features, rows)
            ctc_logits = network.ctc(encoded, valid)
            aux_logits = network.aux_syllables(encoded)
            audio = network.adapt(encoded, valid)
            joined = network.join(
                batch.ids["prompt"],
                batch.device_sizes["prompt"],
                audio,
                -(-rows // 8),
                tail_in,
                length,
            )
            hidden, tapped = network.llm(joined, COPY_LAYER)
        # Only the text and its end are learned, not the prompt's own suffix.
        first = self._suffix_size - 1
        counts = tail_sizes - 1 - first
        examples = np.repeat(np.arange(len(counts)), counts)
        offsets = np.concatenate([np.arange(first, size - 1) for size in tail_sizes])
        places = (prompt_sizes + audio_rows)[examples] + offsets
        where = torch.from_numpy(np.stack([examples, places, offsets + 1]))
        where = where.to(device, non_blocking=True)
        wanted = tail[where[0], where[2]]
        with torch.autocast(device.type, dtype=torch.bfloat16):
            logits = network.logits(hidden[where[0], where[1]])
        text = functional.cross_entropy(logits.float(), wanted)
        ctc = self._ctc(ctc_logits, batch, "ctc", host_rows, self._blank)
        syllables = self._ctc(aux_logits, batch, "aux", host_rows, 0)
        copies = batch.ids["copy"][where[0], where[2]]
        copy, copied = self._copy(tapped, where, copies)
        total = text + weights.ctc * ctc + weights.syllables * syllables + weights.copy * copy
        right = (logits.argmax(-1) == wanted).float().mean()
        return StepLosses(total, text, ctc, syllables, copy, copied, right)

    def _drop_words(self, tail: Tensor) -> Tensor:
        """Some input tokens replaced, so that the decoder trusts the audio more than its memory."""
        dropped = torch.rand(tail.shape, device=tail.device) < self._word_dropout
        dropped[:, : self._suffix_size] = False
        return torch.where(dropped, torch.randint_like(tail, 0, self._network.sizes.tokens), tail)

    def _ctc(self, logits: Tensor, batch: Batch, name: str, rows: np.ndarray, blank: int) -> Tensor:
        sizes = batch.sizes[name]
        losses = functional.ctc_loss(
            logits.float().log_softmax(-1).transpose(0, 1),
            batch.ids[name],
            torch.from_numpy(rows),
            torch.from_numpy(sizes),
            blank=blank,
            reduction="none",
            zero_infinity=True,
        )
        return losses.sum() / max(1, int(sizes.sum()))

    def _copy(self, tapped: Tensor, where: Tensor, copies: Tensor) -> tuple[Tensor, Tensor]:
        """Cross-entropy of one head's attention with the token to copy, or with position 0."""
        # Fixed numbers of rows, chosen without asking the device: rank them by chance.
        chance = torch.rand(len(copies), device=copies.device)
        copying = torch.topk(chance + (copies > 0) * 2, min(_MOST_COPIES, len(copies))).indices
        others = torch.topk(chance + (copies == 0) * 2, min(_MOST_OTHERS, len(copies))).indices
        chosen = torch.cat([copying, others])
        target = copies[chosen]
        is_copy = (target > 0).float()
        is_copy[len(copying) :] = 0
        is_other = (target == 0).float()
        is_other[: len(copying)] = 0
        layer = self._network.llm.layers[COPY_LAYER]
        attention = layer.self_attn
        width = self._network.sizes.llm_head_width
        examples, places = where[0][chosen], where[1][chosen]
        with torch.autocast(tapped.device.type, dtype=torch.bfloat16):
            states = layer.input_layernorm(tapped)
            query = attention.q_norm(
                functional.linear(states[examples, places], attention.q_proj.weight[:width])
            )
            key = attention.k_norm(functional.linear(states, attention.k_proj.weight[:width]))
            cos, sin = self._network.llm.rotary(tapped.shape[1], tapped.device)
            query = rotate(query.float(), cos[places], sin[places])
            key = rotate(key.float(), cos, sin)
            scores = torch.einsum("nd,nsd->ns", query.bfloat16(), key.bfloat16()[examples])
        scores = scores.float() * width**-0.5
        later = torch.arange(tapped.shape[1], device=tapped.device)[None] > places[:, None]
        scores = scores.masked_fill(later, -1e4)
        losses = functional.cross_entropy(scores, target.clamp(min=0), reduction="none")
        right = (scores.argmax(-1) == target).float()
        copies_count = is_copy.sum().clamp(min=1)
        loss = (losses * is_copy).sum() / copies_count
        loss = loss + _OTHERS_WEIGHT * (losses * is_other).sum() / is_other.sum().clamp(min=1)
        return loss, (right * is_copy).sum() / copies_count
