"""Turns a prompt with audio inside into text: greedy, streamed, stopped when it talks in circles.

The prompt is token ids, then audio embeddings, then token ids, at positions 0 … n-1, evaluated
once. Greedy decoding comes first, so that the same input gives the same text; only a text that
loops is tried again, sampled, with seeds that depend on nothing but the number of the attempt.
"""

from __future__ import annotations

import codecs
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Literal

import numpy as np

from asr_core.array_types import FloatArray
from asr_core.cancellation import CancelFlag
from asr_core.errors import EngineFailed
from asr_core.llama_api import open_library
from asr_core.llama_library import LlamaLibrary, find_library
from asr_core.llama_model import STAGE, LlamaModel
from asr_core.processor import Device
from asr_core.repetition import RepetitionWatch

StoppedBy = Literal["eos", "limit", "breaker"]

# Greedy, then three retries; the official runtime is greedy too.
TEMPERATURES = (0.0, 0.3, 0.6, 0.9)
TOP_K = 50


@dataclass(frozen=True, slots=True)
class TextPiece:
    """More text; whole characters only."""

    text: str


@dataclass(frozen=True, slots=True)
class Restarted:
    """Throw the pieces so far away: they ran into a loop (`reason`) and attempt `attempt` follows.

    After the last attempt it announces the best attempt's text, cut where its loop began.
    """

    attempt: int
    reason: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The end; `text` equals the pieces since the last `Restarted`.

    `tokens` are the ids of the text and of a character that was cut off behind it, if any;
    `generate_s` covers all attempts without the consumer's time. `stopped_by` says how the text
    ends. "eos": the model ended it. "limit": the model would have gone on, but `max_tokens` or its
    longest context was reached, so the text is not whole. "breaker": every attempt ran into a
    loop, so the text is cut.
    """

    text: str
    tokens: tuple[int, ...]
    attempts: int
    prefill_s: float
    generate_s: float
    stopped_by: StoppedBy


DecodeEvent = TextPiece | Restarted | Finished


@dataclass(frozen=True, slots=True)
class _Prompt:
    """The prompt in the model's memory: its length, the room behind it, the logits (vocabulary,)
    that follow it."""

    tokens: int
    room: int
    logits: FloatArray


@dataclass(frozen=True, slots=True)
class _Attempt:
    tokens: list[int]
    seconds: float
    stopped_by: StoppedBy
    loop_reason: str = ""


class LlamaDecoder:
    """A loaded decoder; a context manager. One decode at a time, from one thread at a time."""

    def __init__(
        self,
        gguf: Path,
        library: LlamaLibrary | None = None,
        *,
        device: Device = "auto",
        threads: int | None = None,
        context_tokens: int = 1024,
    ) -> None:
        """Load `gguf` with `library` (default: the one that `find_library` finds).

        The context grows by itself when a prompt needs more than `context_tokens`. Raises
        `LibraryUnusable`, `ModelMissing`, `ModelDamaged` or `EngineFailed`.
        """
        self.library = library or find_library()
        self._model = LlamaModel(
            gguf,
            open_library(self.library),
            device=device,
            threads=threads,
            context_tokens=context_tokens,
        )
        self.embedding_size = self._model.embedding_size
        self.vocabulary_size = self._model.vocabulary_size
        self.device = self._model.device
        self.device_note = self._model.device_note
        self._turn = 0
        self._ends = self._model.end_tokens
        self._prompt: _Prompt | None = None
        self._written: list[int] = []  # evaluated behind the prompt

    def __enter__(self) -> LlamaDecoder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the model; may be called twice."""
        self._turn += 1
        self._model.close()

    def tokenize(self, text: str) -> list[int]:
        """Token ids of `text`: special tokens are parsed, nothing is added before or behind."""
        return self._model.tokenize(text)

    def token_bytes(self, token: int) -> bytes:
        """The bytes that `token` writes, part of a character at times; none for control tokens."""
        return self._model.token_bytes(token)

    def logits(self, prefix: Sequence[int], audio: FloatArray, suffix: Sequence[int]) -> FloatArray:
        """Logits (vocabulary_size,) that follow the prompt; `audio` is (n, embedding_size)."""
        self._turn += 1
        self._prefill(prefix, audio, suffix, 1, None)
        return self._model.logits().copy()

    def decode(
        self,
        prefix: Sequence[int],
        audio: FloatArray,
        suffix: Sequence[int],
        *,
        max_tokens: int = 512,
        cancel: CancelFlag | None = None,
        forced: bool = False,
    ) -> Iterator[DecodeEvent]:
        """Write the text that follows the prompt; the last event is `Finished`.

        `audio` is (n, embedding_size), n may be 0. A text longer than `max_tokens` ends there and
        `Finished.stopped_by` says so. `forced` (for benchmarks) writes `max_tokens` tokens whatever
        they are. Raises `Cancelled`, or `EngineFailed` when the prompt does not
        fit or the model computes no numbers. Whatever happens, and also when the iterator is
        dropped half-way, the decoder can be used again; a new call ends an older iterator, which
        then raises RuntimeError.
        """
        self._turn += 1
        turn = self._turn
        started = perf_counter()
        prompt_tokens, room = self._prefill(prefix, audio, suffix, max_tokens, cancel)
        first = self._model.logits().copy()
        self._prompt = _Prompt(prompt_tokens, room, first)
        prefill_s = perf_counter() - started

        limit = min(max_tokens, room)
        attempts: list[_Attempt] = []
        for temperature in TEMPERATURES:
            if attempts:
                yield Restarted(len(attempts) + 1, attempts[-1].loop_reason)
                self._check_turn(turn)
                self._model.forget_from(prompt_tokens)
            rng = np.random.default_rng(len(attempts))
            attempt = yield from self._attempt(first, limit, temperature, rng, cancel, forced, turn)
            attempts.append(attempt)
            if attempt.stopped_by != "breaker":
                break
        best = attempts[-1]
        if best.stopped_by == "breaker":
            yield Restarted(len(attempts), best.loop_reason)
            self._check_turn(turn)
            best = max(attempts, key=lambda attempt: len(attempt.tokens))
            yield TextPiece(self._text(best.tokens))
            self._check_turn(turn)
        if best is attempts[-1] and best.stopped_by == "eos":
            self._written = best.tokens
        generate_s = sum(attempt.seconds for attempt in attempts)
        yield Finished(
            self._text(best.tokens),
            tuple(best.tokens),
            len(attempts),
            prefill_s,
            generate_s,
            best.stopped_by,
        )

    def weigh(self, texts: Sequence[str], *, cancel: CancelFlag | None = None) -> list[float]:
        """How likely each text is as a whole after the prompt of the latest `decode`, against the
        others: natural logarithms, from the first token on in which any two differ.

        The prompt is not evaluated again, and of every text only what differs from the first one.
        A text that does not fit is −inf. A half-way `decode` is ended. Raises `Cancelled`,
        `EngineFailed`, or RuntimeError when nothing was decoded or something else came since.
        """
        self._turn += 1
        prompt = self._prompt
        if prompt is None:
            raise RuntimeError("there is no prompt that the texts could follow")
        tokens = [self._model.tokenize(text) for text in texts]
        if len({*map(tuple, tokens)}) < 2:
            return [0.0] * len(texts)
        kept = min(_shared(tokens[0], other) for other in tokens[1:])
        first = self._likelihoods(prompt, tokens[0], kept, cancel)
        sums = [sum(first)]
        for other in tokens[1:]:
            same = _shared(tokens[0], other)
            sums.append(
                sum(first[: same - kept]) + sum(self._likelihoods(prompt, other, same, cancel))
            )
        return sums

    def _likelihoods(
        self, prompt: _Prompt, tokens: Sequence[int], start: int, cancel: CancelFlag | None
    ) -> list[float]:
        """The logarithm of the likelihood of each of tokens[start:] and of the end behind them."""
        if len(tokens) >= prompt.room:
            return [-np.inf]
        again = max(start - 1, 0)  # the logits of this one tell how likely the next one is
        known = _shared(self._written, tokens[:again])
        self._model.forget_from(prompt.tokens + known)
        self._written = self._written[:known]
        if known < again:
            self._model.evaluate(tokens[known:again], want_logits=False, cancel=cancel)
        likelihoods: list[float] = []
        if not start:
            likelihoods += _log_likelihoods(prompt.logits[None], [tokens[:1] or self._ends])
        wanted = [[token] for token in tokens[again + 1 :]] + [self._ends]
        for block in self._model.evaluate_all(tokens[again:], cancel=cancel):
            likelihoods += _log_likelihoods(block, wanted[: len(block)])
            wanted = wanted[len(block) :]
        self._written = list(tokens)
        return likelihoods

    def _prefill(
        self,
        prefix: Sequence[int],
        audio: FloatArray,
        suffix: Sequence[int],
        max_tokens: int,
        cancel: CancelFlag | None,
    ) -> tuple[int, int]:
        """Evaluate the prompt; its length and the tokens that still fit behind it."""
        self._prompt, self._written = None, []
        if audio.ndim != 2 or audio.shape[1] != self.embedding_size:
            raise EngineFailed(
                STAGE,
                f"the encoder gives embeddings of the shape {audio.shape}, the decoder takes "
                f"{self.embedding_size} numbers each, so they do not belong together",
            )
        if not np.isfinite(audio).all():
            raise EngineFailed(STAGE, "the audio embeddings hold invalid numbers")
        parts = [part for part in (prefix, audio, suffix) if len(part)]
        length = sum(len(part) for part in parts)
        if not length:
            raise ValueError("an empty prompt")
        held = self._model.reserve(length + max_tokens)
        if length >= held:
            raise EngineFailed(
                STAGE, f"the prompt of {length} tokens is longer than the {held} the model can hold"
            )
        self._model.clear()
        for part in parts:
            self._model.evaluate(part, want_logits=part is parts[-1], cancel=cancel)
        return length, held - length

    def _attempt(
        self,
        logits: FloatArray,
        limit: int,
        temperature: float,
        rng: np.random.Generator,
        cancel: CancelFlag | None,
        forced: bool,
        turn: int,
    ) -> Generator[TextPiece, None, _Attempt]:
        tokens: list[int] = []
        watch = RepetitionWatch()
        characters = codecs.getincrementaldecoder("utf-8")("replace")
        seconds = 0.0
        stopped_by: StoppedBy = "limit"
        while not forced or len(tokens) < limit:
            started = perf_counter()
            if tokens:
                self._model.evaluate(tokens[-1:], want_logits=True, cancel=cancel)
                logits = self._model.logits()
            token = self._pick(logits, temperature, rng)
            ends = not forced and self._model.is_end(token)
            if ends or len(tokens) >= limit:  # asked this late, because a text may just fit
                stopped_by = "eos" if ends else "limit"
                seconds += perf_counter() - started
                break
            tokens.append(token)
            loop = None if forced else watch.add(token)
            seconds += perf_counter() - started
            if loop:
                return _Attempt(tokens[: loop.kept], seconds, "breaker", loop.reason)
            if piece := characters.decode(self._model.token_bytes(token)):
                yield TextPiece(piece)
                self._check_turn(turn)
        return _Attempt(tokens, seconds, stopped_by)

    def _pick(self, logits: FloatArray, temperature: float, rng: np.random.Generator) -> int:
        best = int(logits.argmax())
        if not np.isfinite(logits[best]):  # argmax finds a NaN if there is one
            reason = "the model computed invalid numbers; its file may be damaged"
            if self._model.on_gpu:
                reason = (
                    f"{self.device} computed invalid numbers; set the environment variable "
                    "GGML_VK_DISABLE_F16=1 (bin/README.md)"
                )
            raise EngineFailed(STAGE, reason)
        if not temperature:
            return best
        top = np.argpartition(logits, -min(TOP_K, len(logits)))[-TOP_K:]
        weights = np.exp((logits[top].astype(np.float64) - float(logits[best])) / temperature)
        return int(rng.choice(top, p=weights / weights.sum()))

    def _check_turn(self, turn: int) -> None:
        if turn != self._turn:
            raise RuntimeError("the decoder was closed, or a newer decode has taken it over")

    def _text(self, tokens: Sequence[int]) -> str:
        """The characters of `tokens`, without one that is cut off at the end."""
        raw = b"".join(map(self._model.token_bytes, tokens))
        return codecs.getincrementaldecoder("utf-8")("replace").decode(raw)


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _log_likelihoods(logits: FloatArray, wanted: Sequence[Sequence[int]]) -> list[float]:
    """For each row of `logits` (n, vocabulary) how likely one of its `wanted` tokens is."""
    most = logits.max(axis=1)
    totals = np.log(np.exp(logits - most[:, None]).sum(axis=1, dtype=np.float64)) + most
    return [
        float(np.logaddexp.reduce(row[list(tokens)].astype(np.float64)) - total)
        for row, tokens, total in zip(logits, wanted, totals, strict=True)
    ]
