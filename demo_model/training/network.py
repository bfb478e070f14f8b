"""The demo model as a PyTorch network, under the official tensor names.

SenseVoice encoder (SAN-M blocks), adaptor that stacks eight frames to a row, CTC decoder, and a
Qwen3 language model with tied embeddings. `aux_syllables` serves training only. Written for
training: padded batches, bf16 autocast, `torch.compile` on the blocks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields

import torch
import torch._dynamo
import torch.fx.experimental._config
from torch import Tensor, nn
from torch.nn import functional

FEATURES = 560
ROWS_STACKED = 8


@dataclass(frozen=True)
class Sizes:
    """What may differ from one run to the next; everything is read back from the weights."""

    tokens: int
    ctc_classes: int
    aux_classes: int
    width: int = 256
    encoder_heads: int = 4
    encoder_inner: int = 768
    encoder_blocks: int = 8  # the first one included
    tp_blocks: int = 2
    kernel: int = 11
    adaptor_inner: int = 1024
    adaptor_blocks: int = 2
    ctc_inner: int = 512
    ctc_blocks: int = 1
    adaptor_heads: int = 8
    llm_layers: int = 8
    llm_heads: int = 4
    llm_kv_heads: int = 2
    llm_head_width: int = 64
    llm_inner: int = 640
    rope_theta: float = 10_000.0

    def to_dict(self) -> dict[str, float]:
        """Name → value, for JSON."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


class FeedForward(nn.Module):
    """Two linear layers with a ReLU between them."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.w_1 = nn.Linear(width, inner)
        self.w_2 = nn.Linear(inner, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.w_2(functional.relu(self.w_1(x)))


def _heads(x: Tensor, heads: int) -> Tensor:
    return x.unflatten(-1, (heads, -1)).transpose(1, 2)


class SanmAttention(nn.Module):
    """Self-attention plus a depthwise convolution over the values."""

    def __init__(self, inputs: int, sizes: Sizes) -> None:
        super().__init__()
        width = sizes.width
        self.heads = sizes.encoder_heads
        self.linear_q_k_v = nn.Linear(inputs, 3 * width)
        self.linear_out = nn.Linear(width, width)
        self.fsmn_block = nn.Conv1d(
            width, width, sizes.kernel, padding=sizes.kernel // 2, groups=width, bias=False
        )

    def forward(self, x: Tensor, valid: Tensor, mask: Tensor) -> Tensor:
        query, key, value = self.linear_q_k_v(x).chunk(3, -1)
        kept = value * valid.to(value.dtype)
        memory = self.fsmn_block(kept.transpose(1, 2)).transpose(1, 2) + kept
        seen = functional.scaled_dot_product_attention(
            _heads(query, self.heads),
            _heads(key, self.heads),
            _heads(value, self.heads),
            attn_mask=mask,
        )
        return self.linear_out(seen.transpose(1, 2).flatten(2)) + memory * valid.to(memory.dtype)


class SanmBlock(nn.Module):
    """Memory attention and feed-forward; the first block changes the width and has no residual."""

    def __init__(self, inputs: int, sizes: Sizes) -> None:
        super().__init__()
        self.keeps_width = inputs == sizes.width
        self.self_attn = SanmAttention(inputs, sizes)
        self.feed_forward = FeedForward(sizes.width, sizes.encoder_inner)
        self.norm1 = nn.LayerNorm(inputs, eps=1e-5)
        self.norm2 = nn.LayerNorm(sizes.width, eps=1e-5)

    def forward(self, x: Tensor, valid: Tensor, mask: Tensor) -> Tensor:
        seen = self.self_attn(self.norm1(x), valid, mask)
        x = x + seen if self.keeps_width else seen
        return x + self.feed_forward(self.norm2(x))


class Encoder(nn.Module):
    """SenseVoice's encoder: main blocks, a norm, then `tp` blocks and another norm."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        width = sizes.width
        self.scale = math.sqrt(width)
        self.encoders0 = nn.ModuleList([SanmBlock(FEATURES, sizes)])
        self.encoders = nn.ModuleList(
            SanmBlock(width, sizes) for _ in range(sizes.encoder_blocks - 1)
        )
        self.tp_encoders = nn.ModuleList(SanmBlock(width, sizes) for _ in range(sizes.tp_blocks))
        self.after_norm = nn.LayerNorm(width, eps=1e-5)
        self.tp_norm = nn.LayerNorm(width, eps=1e-5)

    def forward(self, x: Tensor, valid: Tensor, mask: Tensor) -> Tensor:
        x = x * self.scale + positions(x.shape[1], x.shape[2], x.device)
        for block in (*self.encoders0, *self.encoders):
            x = block(x, valid, mask)
        x = self.after_norm(x)
        for block in self.tp_encoders:
            x = block(x, valid, mask)
        out: Tensor = self.tp_norm(x)
        return out


def positions(rows: int, width: int, device: torch.device) -> Tensor:
    """Sine and cosine position code, counted from 1."""
    place = torch.arange(1, rows + 1, device=device, dtype=torch.float32)
    step = math.log(10_000.0) / (width / 2 - 1)
    rate = torch.exp(torch.arange(width // 2, device=device).float() * -step)
    angle = place[:, None] * rate
    return torch.cat([angle.sin(), angle.cos()], 1)[None]


class AdaptorAttention(nn.Module):
    """Plain multi-head attention under the official names."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.linear_q = nn.Linear(width, width)
        self.linear_k = nn.Linear(width, width)
        self.linear_v = nn.Linear(width, width)
        self.linear_out = nn.Linear(width, width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        seen = functional.scaled_dot_product_attention(
            _heads(self.linear_q(x), self.heads),
            _heads(self.linear_k(x), self.heads),
            _heads(self.linear_v(x), self.heads),
            attn_mask=mask,
        )
        out: Tensor = self.linear_out(seen.transpose(1, 2).flatten(2))
        return out


class AdaptorBlock(nn.Module):
    """A pre-norm transformer block."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.self_attn = AdaptorAttention(width, heads)
        self.feed_forward = FeedForward(width, width // 4)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = x + self.self_attn(self.norm1(x), mask)
        return x + self.feed_forward(self.norm2(x))


class Adaptor(nn.Module):
    """Two linear layers over `stacked` frames, then attention blocks."""

    def __init__(self, stacked: int, inner: int, blocks: int, sizes: Sizes) -> None:
        super().__init__()
        self.stacked = stacked
        self.linear1 = nn.Linear(sizes.width * stacked, inner)
        self.linear2 = nn.Linear(inner, sizes.width)
        self.blocks = nn.ModuleList(
            AdaptorBlock(sizes.width, sizes.adaptor_heads) for _ in range(blocks)
        )

    def forward(self, x: Tensor, valid: Tensor) -> Tensor:
        if self.stacked > 1:
            x = x * valid.to(x.dtype)
            missing = -x.shape[1] % self.stacked
            x = functional.pad(x, (0, 0, 0, missing)).unflatten(1, (-1, self.stacked)).flatten(2)
            valid = functional.pad(valid, (0, 0, 0, missing))[:, :: self.stacked]
        mask = valid[:, None, None, :, 0]
        x = self.linear2(functional.relu(self.linear1(x)))
        for block in self.blocks:
            x = block(x, mask)
        return x


class RmsNorm(nn.Module):
    """Root-mean-square norm as Qwen has it."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return functional.rms_norm(x, (x.shape[-1],), self.weight.to(x.dtype), 1e-6)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary position code in the half-split form of Qwen."""
    first, second = x.chunk(2, -1)
    return x * cos + torch.cat([-second, first], -1) * sin


class QwenAttention(nn.Module):
    """Grouped-query attention with normed queries and keys."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        width, head = sizes.width, sizes.llm_head_width
        self.heads, self.kv_heads = sizes.llm_heads, sizes.llm_kv_heads
        self.q_proj = nn.Linear(width, self.heads * head, bias=False)
        self.k_proj = nn.Linear(width, self.kv_heads * head, bias=False)
        self.v_proj = nn.Linear(width, self.kv_heads * head, bias=False)
        self.o_proj = nn.Linear(self.heads * head, width, bias=False)
        self.q_norm = RmsNorm(head)
        self.k_norm = RmsNorm(head)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        query = rotate(self.q_norm(_heads(self.q_proj(x), self.heads)), cos, sin)
        key = rotate(self.k_norm(_heads(self.k_proj(x), self.kv_heads)), cos, sin)
        value = _heads(self.v_proj(x), self.kv_heads)
        repeats = self.heads // self.kv_heads
        seen = functional.scaled_dot_product_attention(
            query.to(value.dtype),
            key.to(value.dtype).repeat_interleave(repeats, 1),
            value.repeat_interleave(repeats, 1),
            is_causal=True,
        )
        out: Tensor = self.o_proj(seen.transpose(1, 2).flatten(2))
        return out


class QwenMlp(nn.Module):
    """The gated feed-forward part."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(width, inner, bias=False)
        self.up_proj = nn.Linear(width, inner, bias=False)
        self.down_proj = nn.Linear(inner, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(functional.silu(self.gate_proj(x)) * self.up_proj(x))


class QwenBlock(nn.Module):
    """A pre-norm decoder block."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.self_attn = QwenAttention(sizes)
        self.mlp = QwenMlp(sizes.width, sizes.llm_inner)
        self.input_layernorm = RmsNorm(sizes.width)
        self.post_attention_layernorm = RmsNorm(sizes.width)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Qwen(nn.Module):
    """The decoder without its head, which is the embedding again."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.head_width, self.theta = sizes.llm_head_width, sizes.rope_theta
        self.embed_tokens = nn.Embedding(sizes.tokens, sizes.width)
        self.layers = nn.ModuleList(QwenBlock(sizes) for _ in range(sizes.llm_layers))
        self.norm = RmsNorm(sizes.width)

    def rotary(self, length: int, device: torch.device) -> tuple[Tensor, Tensor]:
        """Cosine and sine (length, head width), float32."""
        place = torch.arange(0, self.head_width, 2, device=device).float() / self.head_width
        angle = torch.arange(length, device=device).float()[:, None] / self.theta**place
        angle = torch.cat([angle, angle], -1)
        return angle.cos(), angle.sin()

    def forward(self, x: Tensor, tap: int = -1) -> tuple[Tensor, Tensor]:
        """Hidden states, and those that enter layer `tap`."""
        cos, sin = self.rotary(x.shape[1], x.device)
        cos, sin = cos.to(x.dtype), sin.to(x.dtype)
        tapped = x
        for number, layer in enumerate(self.layers):
            if number == tap:
                tapped = x
            x = layer(x, cos, sin)
        return self.norm(x), tapped


class DemoNetwork(nn.Module):
    """All parts; tensor names are the official ones but for the language model's prefix."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.audio_encoder = Encoder(sizes)
        self.audio_adaptor = Adaptor(ROWS_STACKED, sizes.adaptor_inner, sizes.adaptor_blocks, sizes)
        self.ctc_decoder = Adaptor(1, sizes.ctc_inner, sizes.ctc_blocks, sizes)
        self.ctc_lo = nn.Linear(sizes.width, sizes.ctc_classes)
        self.llm = Qwen(sizes)
        self.aux_syllables = nn.Linear(sizes.width, sizes.aux_classes)
        self._start_small()

    def _start_small(self) -> None:
        for name, parameter in self.llm.named_parameters():
            if parameter.dim() == 2:
                deviation = 0.05 if "embed" in name else 0.02
                if name.endswith(("o_proj.weight", "down_proj.weight")):
                    deviation /= math.sqrt(2 * self.sizes.llm_layers)
                nn.init.normal_(parameter, 0, deviation)

    def encode(self, features: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Encoder output (batch, rows, width) and which rows are real (batch, rows, 1)."""
        place = torch.arange(features.shape[1], device=features.device)
        valid = (place[None] < rows[:, None])[:, :, None]
        return self.audio_encoder(features, valid, valid[:, None, None, :, 0]), valid

    def ctc(self, encoded: Tensor, valid: Tensor) -> Tensor:
        """CTC logits (batch, rows, classes)."""
        out: Tensor = self.ctc_lo(self.ctc_decoder(encoded, valid))
        return out

    def adapt(self, encoded: Tensor, valid: Tensor) -> Tensor:
        """One row for the decoder for every eight of the encoder."""
        out: Tensor = self.audio_adaptor(encoded, valid)
        return out

    def join(
        self,
        prompt: Tensor,
        prompt_sizes: Tensor,
        audio: Tensor,
        audio_sizes: Tensor,
        tail: Tensor,
        length: int,
    ) -> Tensor:
        """Decoder input (batch, length, width): prompt tokens, audio rows, tail tokens."""
        place = torch.arange(length, device=audio.device)[None]
        begin, end = prompt_sizes[:, None], (prompt_sizes + audio_sizes)[:, None]
        in_prompt = place.expand(len(prompt), -1).clamp(max=prompt.shape[1] - 1)
        in_tail = (place - end).clamp(0, tail.shape[1] - 1)
        in_audio = (place - begin).clamp(0, audio.shape[1] - 1)
        tokens = torch.where(place < begin, prompt.gather(1, in_prompt), tail.gather(1, in_tail))
        embedded = self.llm.embed_tokens(tokens)
        rows = audio.gather(1, in_audio[:, :, None].expand(-1, -1, audio.shape[2]))
        is_audio = ((place >= begin) & (place < end))[:, :, None]
        return torch.where(is_audio, rows.to(embedded.dtype), embedded)

    def logits(self, hidden: Tensor) -> Tensor:
        """Scores of every token."""
        return functional.linear(hidden, self.llm.embed_tokens.weight)


def compile_blocks(network: DemoNetwork) -> None:
    """Fuse the kernels inside every block; one compilation serves all lengths."""
    torch._dynamo.config.cache_size_limit = 64
    # Sizes that happen to be equal once are not equal always.
    torch.fx.experimental._config.use_duck_shape = False
    for block in _blocks(network):
        block.compile(dynamic=True)


def _blocks(network: DemoNetwork) -> Iterable[nn.Module]:
    for module in network.modules():
        if isinstance(module, SanmBlock | AdaptorBlock | QwenBlock):
            yield module


def undo_compile(network: DemoNetwork) -> None:
    """Run every block as written again."""
    for block in _blocks(network):
        block._compiled_call_impl = None
