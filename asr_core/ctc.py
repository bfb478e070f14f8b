"""The CTC head's side of recognition: its vocabulary, its greedy reading, and its probabilities.

The vocabulary is kept as raw bytes per token, because a byte-level tokenizer may split one
character over several tokens: decoding each token by itself would break such characters. The
greedy reading (the draft) is what hotwords are recalled from; the probabilities are what the final
text is aligned against. One CTC frame is 60 ms of sound.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np

from asr_core.array_types import BoolArray, FloatArray, IntArray
from asr_core.errors import ModelDamaged, ModelMissing

FRAME_S = 0.06

# A natural log-probability that stands for "not among the tokens that the model file gave us".
FLOOR = -20.0

_BLANK_NAMES = (b"<blk>", b"<blank>", b"<pad>")
_SPECIAL = re.compile(rb"<\|.*\|>|</?[A-Za-z_/]+[0-9]*>", re.DOTALL)
_WORD_START = "▁".encode()
_SPOKEN_PUNCTUATION = frozenset("%‰&@#")


class CtcVocabulary:
    """The tokens of a CTC head as bytes, in id order.

    SentencePiece vocabularies mark the start of a word with `▁`; it is read as a space, so that
    both families look alike. Special tokens have no bytes.
    """

    def __init__(self, tokens: Sequence[bytes], path: Path = Path("tokens.txt")) -> None:
        if not tokens:
            raise ModelDamaged(str(path), "it lists no tokens")
        self.path = path
        self.blank_id = _find_blank(tokens)
        marked = sum(token.startswith(_WORD_START) for token in tokens)
        spaced = sum(token.startswith(b" ") for token in tokens)
        if marked > spaced:
            tokens = [token.replace(_WORD_START, b" ") for token in tokens]
        self.pieces = tuple(b"" if _SPECIAL.fullmatch(token) else token for token in tokens)
        self._encoded: dict[str, tuple[int, ...] | None] = {}

    @classmethod
    def load(cls, tokens_txt: Path) -> CtcVocabulary:
        """The vocabulary in `tokens.txt`; raises ModelMissing or ModelDamaged."""
        return cls(read_tokens(tokens_txt), tokens_txt)

    @property
    def size(self) -> int:
        return len(self.pieces)

    @cached_property
    def is_silent(self) -> BoolArray:
        """(size,) true for blank, specials, spaces and punctuation: tokens that nobody speaks."""
        return np.array([_is_silent(piece) for piece in self.pieces])

    @cached_property
    def ids(self) -> dict[bytes, int]:
        """The id of each piece; of two equal pieces the first."""
        return {self.pieces[i]: i for i in range(self.size - 1, -1, -1) if self.pieces[i]}

    def encode(self, text: str) -> tuple[int, ...] | None:
        """The token ids of one word by byte-pair merging, or None where the vocabulary lacks it.

        Ids are merge ranks, as in tiktoken: a word that is a piece is that piece, otherwise the
        pair whose union has the lowest id is joined first. Merging starts from whole characters
        where the vocabulary has them, else from bytes, so that a list of characters and word
        pieces without byte tokens works too.
        """
        if text not in self._encoded:
            self._encoded[text] = self._merge(text)
        return self._encoded[text]

    def _merge(self, text: str) -> tuple[int, ...] | None:
        ids = self.ids
        if (whole := text.encode("utf-8", "surrogatepass")) in ids:
            return (ids[whole],)
        symbols: list[bytes] = []
        for character in text:
            raw = character.encode("utf-8", "surrogatepass")
            symbols += [raw] if raw in ids else [raw[i : i + 1] for i in range(len(raw))]
        while len(symbols) > 1:
            pairs = [a + b for a, b in pairwise(symbols)]
            at = min(range(len(pairs)), key=lambda i: ids.get(pairs[i], self.size))
            if pairs[at] not in ids:
                break
            symbols[at : at + 2] = [pairs[at]]
        if any(symbol not in ids for symbol in symbols):
            return None
        return tuple(ids[symbol] for symbol in symbols)


@dataclass(frozen=True, slots=True)
class DraftPiece:
    """The characters that begin in one token, with the token's time and its highest probability."""

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class CtcDraft:
    """What the CTC head reads by itself; the texts of `pieces` joined give `text`."""

    text: str
    pieces: tuple[DraftPiece, ...]


@dataclass(frozen=True)
class CtcPosterior:
    """Natural log-probabilities of one span, in full, as the best K per frame, or both.

    `log_probs` is (frames, vocabulary); `topk_log_probs` and `topk_indices` are (frames, K), best
    first. With both, exact values come from `log_probs` and the best token from column 0 of the
    other two, which saves a search through the whole vocabulary.
    """

    log_probs: FloatArray | None = None
    topk_log_probs: FloatArray | None = None
    topk_indices: IntArray | None = None
    frame_s: float = FRAME_S

    def __post_init__(self) -> None:
        if (self.topk_log_probs is None) != (self.topk_indices is None):
            raise ValueError("topk_log_probs and topk_indices belong together")
        if self.log_probs is None and self.topk_indices is None:
            raise ValueError("a posterior needs log_probs or the best K of each frame")

    @property
    def frames(self) -> int:
        array = self.log_probs if self.topk_indices is None else self.topk_indices
        assert array is not None
        return len(array)

    def cut(self, frames: int) -> CtcPosterior:
        """The first `frames` frames."""
        full, best, ids = self.log_probs, self.topk_log_probs, self.topk_indices
        return CtcPosterior(
            None if full is None else full[:frames],
            None if best is None else best[:frames],
            None if ids is None else ids[:frames],
            self.frame_s,
        )

    def best(self) -> tuple[FloatArray, IntArray]:
        """Per frame the highest log-probability, float32 (frames,), and its id, int64 (frames,)."""
        if self.topk_log_probs is not None and self.topk_indices is not None:
            values, ids = self.topk_log_probs[:, 0], self.topk_indices[:, 0].astype(np.int64)
        else:
            assert self.log_probs is not None
            ids = self.log_probs.argmax(axis=1)
            values = self.log_probs[np.arange(len(ids)), ids]
        return np.fmax(values.astype(np.float32), np.float32(FLOOR)), ids

    def log_prob_of(self, ids: IntArray) -> FloatArray:
        """Log-probabilities, float32 (frames, n), of `ids` (n,), never below FLOOR.

        An id that is not among a frame's best K has FLOOR there; so has one past the vocabulary.
        """
        if self.log_probs is not None:
            inside = ids < self.log_probs.shape[1]
            found = np.full((self.frames, len(ids)), FLOOR, np.float32)
            found[:, inside] = self.log_probs[:, ids[inside]]
            return np.fmax(found, np.float32(FLOOR))
        assert self.topk_log_probs is not None and self.topk_indices is not None
        wanted, back = np.unique(ids, return_inverse=True)
        table = np.full((self.frames, len(wanted) + 1), FLOOR, np.float32)
        column = np.searchsorted(wanted, self.topk_indices)
        hit = wanted[np.minimum(column, len(wanted) - 1)] == self.topk_indices if len(wanted) else 0
        # Everything that nobody asked for falls into one spare column at the end.
        column = np.where(hit, column, len(wanted))
        np.put_along_axis(table, column, self.topk_log_probs.astype(np.float32), axis=1)
        return np.fmax(table[:, back], np.float32(FLOOR))


def read_tokens(path: Path) -> list[bytes]:
    """The bytes of each token in id order; a line is `<base64 of the token's bytes> <id>`.

    A line with the id alone stands for a space, a lone `=` before it for the empty token. Raises
    ModelMissing or ModelDamaged.
    """
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError as error:
        raise ModelMissing(path.parent.name, f"{path.name} is not there") from error
    except OSError as error:
        raise ModelDamaged(str(path), error.strerror or type(error).__name__) from error
    by_id: dict[int, bytes] = {}
    for number, line in enumerate(lines, 1):
        if not (fields := line.split()):
            continue
        try:
            token_id, token = _parse_line(fields)
        except ValueError as error:
            reason = f"line {number} is not a token in base64 and its number"
            raise ModelDamaged(str(path), reason) from error
        if token_id in by_id:
            raise ModelDamaged(str(path), f"line {number} repeats the id {token_id}")
        by_id[token_id] = token
    if not by_id:
        raise ModelDamaged(str(path), "it lists no tokens")
    if any(token_id not in by_id for token_id in range(len(by_id))):
        raise ModelDamaged(str(path), "ids are missing between its tokens")
    return [by_id[token_id] for token_id in range(len(by_id))]


def greedy_draft(
    posterior: CtcPosterior,
    vocabulary: CtcVocabulary,
    *,
    start_s: float = 0.0,
    end_s: float = float("inf"),
) -> CtcDraft:
    """The text of the best token per frame: repeats collapsed, blanks dropped, bytes decoded.

    Frame 0 begins at `start_s`; no time is later than `end_s`. Bytes that form no character are
    left out. Raises ModelDamaged for an id that the vocabulary lacks.
    """
    log_probs, ids = posterior.best()
    if len(ids) and not 0 <= int(ids.min()) <= int(ids.max()) < vocabulary.size:
        reason = f"it has {vocabulary.size} tokens, but the model used number {int(ids.max())}"
        raise ModelDamaged(str(vocabulary.path), reason)
    runs = [
        run for run in _runs(ids) if vocabulary.pieces[run[0]] and run[0] != vocabulary.blank_id
    ]
    raw = b"".join(vocabulary.pieces[token] for token, _, _ in runs)
    owners = [k for k, (token, _, _) in enumerate(runs) for _ in vocabulary.pieces[token]]
    pieces: list[DraftPiece] = []
    owner_before = -1
    for offset, character in _characters(raw):
        owner, last_owner = owners[offset], owners[offset + len(character.encode()) - 1]
        begin, end = runs[owner][1], runs[last_owner][2]
        if owner == owner_before:
            text = pieces.pop().text + character
        else:
            text, owner_before = character, owner
        begin_s, stop_s = (start_s + frame * posterior.frame_s for frame in (begin, end))
        probability = float(np.exp(min(log_probs[begin:end].max(), 0.0)))
        pieces.append(DraftPiece(text, min(begin_s, end_s), min(stop_s, end_s), probability))
    pieces = _without_leading_space(pieces)
    return CtcDraft("".join(piece.text for piece in pieces), tuple(pieces))


def _find_blank(tokens: Sequence[bytes]) -> int:
    lowered = [token.lower() if token[:1] == b"<" else b"" for token in tokens]
    for name in _BLANK_NAMES:
        if name in lowered:
            return lowered.index(name)
    return len(tokens) - 1


def _parse_line(fields: list[bytes]) -> tuple[int, bytes]:
    if len(fields) > 2 or not fields[-1].isdigit():
        raise ValueError("not one token and one id")
    token_id = int(fields[-1])
    if len(fields) == 1:
        return token_id, b" "
    return token_id, b"" if fields[0] == b"=" else base64.b64decode(fields[0], validate=True)


def _is_silent(piece: bytes) -> bool:
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        return False
    return all(unicodedata.category(c)[0] in "PZC" and c not in _SPOKEN_PUNCTUATION for c in text)


def _runs(ids: IntArray) -> list[tuple[int, int, int]]:
    """Stretches of equal ids as (id, first frame, frame after the last)."""
    if not len(ids):
        return []
    starts = np.flatnonzero(np.diff(ids, prepend=ids[0] - 1)).tolist()
    return [
        (int(ids[start]), start, end)
        for start, end in zip(starts, [*starts[1:], len(ids)], strict=True)
    ]


def _characters(raw: bytes) -> Iterator[tuple[int, str]]:
    """The characters of UTF-8 bytes with their offsets; bytes that form none are passed over."""
    at = 0
    while at < len(raw):
        lead = raw[at]
        length = 1 if lead < 0x80 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
        try:
            character = raw[at : at + length].decode()
        except UnicodeDecodeError:
            at += 1
            continue
        yield at, character
        at += length


def _without_leading_space(pieces: list[DraftPiece]) -> list[DraftPiece]:
    for k, piece in enumerate(pieces):
        if text := piece.text.lstrip():
            return [
                DraftPiece(text, piece.start_s, piece.end_s, piece.probability),
                *pieces[k + 1 :],
            ]
    return []
