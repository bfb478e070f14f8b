"""The two ONNX graphs of Fun-ASR-Nano, built from checkpoint weights.

Encoder-Adaptor: LFR features to encoder rows and to the rows that the language model hears. CTC:
encoder rows to log-probabilities. Both follow the official classes exactly, the first encoder block
included, and take a mask, so that padded input gives the same valid rows as unpadded input.
"""

from __future__ import annotations

import math

import numpy as np
import onnx
from onnx import TensorProto

from export_tools.models.checkpoint import Checkpoint, LazyWeights
from export_tools.models.fun_asr_config import FEATURE_SIZE, AdaptorConfig, EncoderConfig
from export_tools.models.onnx_graph import GraphBuilder

TOP_CLASSES = 30
_ENCODER_EPSILON = 1e-5
_ADAPTOR_EPSILON = 1e-12


def build_encoder_adaptor(checkpoint: Checkpoint) -> onnx.ModelProto:
    """The graph `lfr_feat` [1, T, 560], `mask` [1, T] → `enc_output`, `adaptor_output`, float32.

    `enc_output` [1, T, width] is zero where the mask is. `adaptor_output` has ⌈T / downsample_rate⌉
    rows; those that belong to padding mean nothing.
    """
    config = checkpoint.config
    graph = GraphBuilder("fun_asr_encoder_adaptor")
    layers = _Layers(graph, checkpoint.weights)
    features = graph.input("lfr_feat", [1, "T", FEATURE_SIZE])
    mask = graph.input("mask", [1, "T"])
    column = graph.unsqueeze(mask, [2], "mask_column")
    encoded = layers.encoder(features, mask, column, config.encoder)
    encoded = graph.node("Mul", [encoded, column], "audio_encoder/masked")
    adapted = layers.adaptor(encoded, mask, "audio_adaptor", config.adaptor)
    rows = "T" if config.adaptor.downsample_rate == 1 else "rows"
    graph.output("enc_output", [1, "T", config.encoder.output_size], encoded)
    graph.output("adaptor_output", [1, rows, config.adaptor.llm_dim], adapted)
    return graph.model


def build_ctc(checkpoint: Checkpoint) -> onnx.ModelProto:
    """The graph `enc_output` [1, T, width], `mask` [1, T] → log-probabilities, float32.

    `topk_log_probs` and `topk_indices` (int32) [1, T, K] hold the best K = 30 classes, best first;
    `log_probs` [1, T, vocabulary] holds all. Raises `CheckpointUnusable` without a whole CTC head.
    """
    decoder = checkpoint.require_ctc()
    vocabulary = checkpoint.config.ctc_vocabulary_size
    count = min(TOP_CLASSES, vocabulary)
    graph = GraphBuilder("fun_asr_ctc")
    layers = _Layers(graph, checkpoint.weights)
    encoded = graph.input("enc_output", [1, "T", decoder.encoder_dim])
    mask = graph.input("mask", [1, "T"])
    decoded = layers.adaptor(encoded, mask, "ctc_decoder", decoder)
    scores = layers.linear(decoded, "ctc.ctc_lo")
    log_probs = graph.node("LogSoftmax", [scores], "ctc/log_probs", axis=-1)
    best = ["ctc/best", "ctc/best_classes"]
    graph.nodes(
        "TopK", [log_probs, graph.constant("top_classes", np.array([count]))], best, axis=-1
    )
    classes = graph.node("Cast", [best[1]], "ctc/best_int32", to=TensorProto.INT32)
    graph.output("topk_log_probs", [1, "T", count], best[0])
    graph.output("topk_indices", [1, "T", count], classes, TensorProto.INT32)
    graph.output("log_probs", [1, "T", vocabulary], log_probs)
    return graph.model


class _Layers:
    """The official layers; `name` is always the layer's official name in the checkpoint."""

    def __init__(self, graph: GraphBuilder, weights: LazyWeights) -> None:
        self._graph = graph
        self._weights = weights

    def linear(self, x: str, name: str) -> str:
        weights = self._weights
        return self._graph.linear(x, name, weights[name + ".weight"], weights[name + ".bias"])

    def norm(self, x: str, name: str, epsilon: float) -> str:
        weights = self._weights
        return self._graph.layer_norm(
            x, name, weights[name + ".weight"], weights[name + ".bias"], epsilon
        )

    def encoder(self, features: str, mask: str, column: str, config: EncoderConfig) -> str:
        graph = self._graph
        x = self._with_positions(features, mask, config.output_size)
        bias = graph.attention_bias(mask, "audio_encoder/attention")
        blocks = ["encoders0.0"]
        blocks += [f"encoders.{index}" for index in range(config.num_blocks - 1)]
        for block in blocks:
            x = self._encoder_block(x, f"audio_encoder.{block}", column, bias, config)
        x = self.norm(x, "audio_encoder.after_norm", _ENCODER_EPSILON)
        for index in range(config.tp_blocks):
            x = self._encoder_block(x, f"audio_encoder.tp_encoders.{index}", column, bias, config)
        return self.norm(x, "audio_encoder.tp_norm", _ENCODER_EPSILON)

    def adaptor(self, x: str, mask: str, name: str, config: AdaptorConfig) -> str:
        graph = self._graph
        if config.downsample_rate > 1:
            x, mask = self._stacked(x, mask, name, config)
        x = graph.node("Relu", [self.linear(x, name + ".linear1")], name + ".linear1/relu")
        x = self.linear(x, name + ".linear2")
        bias = graph.attention_bias(mask, name + "/attention")
        for index in range(config.n_layer):
            x = self._adaptor_block(x, f"{name}.blocks.{index}", bias, config)
        return x

    def _with_positions(self, features: str, mask: str, width: int) -> str:
        """Features times √width plus sines and cosines of the frame's number, counted from 1."""
        graph = self._graph
        half = FEATURE_SIZE // 2
        rates = np.exp(np.arange(half) * (-math.log(10_000) / (half - 1)))
        shape = graph.node("Shape", [mask], "position/shape")
        one = onnx.helper.make_tensor("", TensorProto.FLOAT, [1], [1.0])
        ones = graph.node("ConstantOfShape", [shape], "position/ones", value=one)
        axis = graph.constant("time_axis", np.array(1))
        numbers = graph.node("CumSum", [ones, axis], "position/numbers")
        numbers = graph.unsqueeze(numbers, [2], "position/column")
        rates_name = graph.constant("position.rates", rates)
        angles = graph.node("Mul", [numbers, rates_name], "position/angles")
        sines = graph.node("Sin", [angles], "position/sines")
        cosines = graph.node("Cos", [angles], "position/cosines")
        code = graph.node("Concat", [sines, cosines], "position/code", axis=-1)
        factor = graph.constant("feature_scale", np.float32(math.sqrt(width)))
        scaled = graph.node("Mul", [features, factor], "position/scaled_features")
        return graph.node("Add", [scaled, code], "position/features")

    def _encoder_block(
        self, x: str, name: str, column: str, bias: str, config: EncoderConfig
    ) -> str:
        graph = self._graph
        width = config.output_size
        normed = self.norm(x, name + ".norm1", _ENCODER_EPSILON)
        joint = self.linear(normed, name + ".self_attn.linear_q_k_v")
        q, k, v = (f"{name}.self_attn/{part}" for part in "qkv")
        sizes = graph.constant("thirds", np.array([width] * 3))
        graph.nodes("Split", [joint, sizes], [q, k, v], axis=-1)
        mixed = graph.attend(q, k, v, bias, config.attention_heads, width, name + ".self_attn")
        mixed = self.linear(mixed, name + ".self_attn.linear_out")
        memory = self._memory(v, name + ".self_attn", column, config)
        attended = graph.node("Add", [mixed, memory], name + "/attended")
        # The first block changes the width, so nothing can be carried past its attention.
        if not name.endswith(".encoders0.0"):
            attended = graph.node("Add", [x, attended], name + "/residual")
        return self._feed_forward(attended, name, _ENCODER_EPSILON)

    def _memory(self, v: str, name: str, column: str, config: EncoderConfig) -> str:
        """The FSMN branch: every channel filtered over time, plus itself; padding stays silent."""
        graph = self._graph
        left = (config.kernel_size - 1) // 2 + config.sanm_shift
        v = graph.node("Mul", [v, column], name + "/memory_input")
        kernel = graph.constant(
            name + ".fsmn_block.weight", self._weights[name + ".fsmn_block.weight"]
        )
        channels = graph.node("Transpose", [v], name + "/memory_channels", perm=[0, 2, 1])
        channels = graph.node(
            "Conv",
            [channels, kernel],
            name + "/memory_filter",
            group=config.output_size,
            kernel_shape=[config.kernel_size],
            pads=[left, config.kernel_size - 1 - left],
        )
        filtered = graph.node("Transpose", [channels], name + "/memory_rows", perm=[0, 2, 1])
        filtered = graph.node("Add", [filtered, v], name + "/memory_sum")
        return graph.node("Mul", [filtered, column], name + "/memory")

    def _feed_forward(self, x: str, name: str, epsilon: float) -> str:
        graph = self._graph
        normed = self.norm(x, name + ".norm2", epsilon)
        hidden = self.linear(normed, name + ".feed_forward.w_1")
        hidden = graph.node("Relu", [hidden], name + ".feed_forward/relu")
        hidden = self.linear(hidden, name + ".feed_forward.w_2")
        return graph.node("Add", [x, hidden], name + "/output")

    def _adaptor_block(self, x: str, name: str, bias: str, config: AdaptorConfig) -> str:
        graph = self._graph
        width = config.llm_dim
        normed = self.norm(x, name + ".norm1", _ADAPTOR_EPSILON)
        q, k, v = (self.linear(normed, f"{name}.self_attn.linear_{part}") for part in "qkv")
        mixed = graph.attend(q, k, v, bias, config.attention_heads, width, name + ".self_attn")
        mixed = self.linear(mixed, name + ".self_attn.linear_out")
        x = graph.node("Add", [x, mixed], name + "/residual")
        return self._feed_forward(x, name, _ADAPTOR_EPSILON)

    def _stacked(self, x: str, mask: str, name: str, config: AdaptorConfig) -> tuple[str, str]:
        """Groups of `downsample_rate` rows joined into one, the last group filled with zeros.

        A group counts as valid when its first row does.
        """
        graph = self._graph
        rate = config.downsample_rate
        rate_name = graph.constant(name + ".rate", np.array([rate]))
        axis = graph.constant("time_axis_list", np.array([1]))
        shape = graph.node("Shape", [mask], name + "/shape", start=1, end=2)
        shortfall = graph.node("Neg", [shape], name + "/negative_length")
        shortfall = graph.node("Mod", [shortfall, rate_name], name + "/shortfall")
        before = graph.constant(name + ".before", np.array([0, 0, 0, 0]))
        after = graph.constant(name + ".after", np.array([0]))
        pads = graph.node("Concat", [before, shortfall, after], name + "/pads", axis=0)
        x = graph.node("Pad", [x, pads], name + "/padded")
        joined = graph.constant(name + ".joined", np.array([0, -1, rate * config.encoder_dim]))
        x = graph.node("Reshape", [x, joined], name + "/stacked")
        start = graph.constant(name + ".start", np.array([0]))
        end = graph.constant(name + ".end", np.array([np.iinfo(np.int64).max]))
        mask = graph.node("Slice", [mask, start, end, axis, rate_name], name + "/stacked_mask")
        return x, mask
