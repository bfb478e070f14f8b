"""A look into a GGUF file before llama.cpp gets it.

llama.cpp answers most damage with an error, but ends the whole process over a vocabulary with a
token twice or without a newline. So that much is checked here, together with the architecture.
"""

from __future__ import annotations

import struct
from pathlib import Path

from asr_core.errors import ModelDamaged, ModelMissing

_STRING, _ARRAY = 8, 9
_SCALAR_BYTES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_LENGTH = struct.Struct("<Q")
_NEWLINE = "\u010a".encode()  # how byte-level BPE spells a line feed
_MOST_HEADER_BYTES = 64 << 20


def check_decoder_file(path: Path, architecture: str) -> None:
    """Raise `ModelMissing` or `ModelDamaged` unless `path` is a GGUF file of `architecture`."""
    try:
        with path.open("rb") as file:
            head = file.read(_MOST_HEADER_BYTES)
    except FileNotFoundError as error:
        raise ModelMissing(path.parent.name, f"{path} does not exist") from error
    except OSError as error:
        raise ModelMissing(path.parent.name, f"{path}: {error.strerror}") from error
    if not head.startswith(b"GGUF"):
        raise ModelDamaged(str(path), "it is no GGUF file")
    try:
        problem = _problem(head, architecture)
    except (struct.error, OverflowError, KeyError) as error:  # lengths or types that cannot be
        raise ModelDamaged(str(path), "its header is damaged or cut short") from error
    if problem:
        raise ModelDamaged(str(path), problem)


def _problem(head: bytes, architecture: str) -> str:
    (count,) = _LENGTH.unpack_from(head, 16)
    at = 24
    architecture_seen = tokens_seen = False
    for _ in range(count):
        if architecture_seen and tokens_seen:
            return ""
        key, at = _string(head, at)
        (kind,) = struct.unpack_from("<I", head, at)
        at += 4
        if key == b"general.architecture" and kind == _STRING:
            name, at = _string(head, at)
            if name != architecture.encode():
                return f"it is a {name.decode('utf-8', 'replace')} model, not {architecture}"
            architecture_seen = True
        elif key == b"tokenizer.ggml.tokens" and kind == _ARRAY:
            tokens, at = _strings(head, at)
            if len(set(tokens)) != len(tokens) or _NEWLINE not in tokens:
                return "its vocabulary is damaged"
            tokens_seen = True
        else:
            at = _skip(head, at, kind)
    return "it holds no language model with its vocabulary"


def _string(head: bytes, at: int) -> tuple[bytes, int]:
    (length,) = _LENGTH.unpack_from(head, at)
    end = at + 8 + length
    if end > len(head):
        raise struct.error("beyond the end")
    return head[at + 8 : end], end


def _strings(head: bytes, at: int) -> tuple[list[bytes], int]:
    kind, count = struct.unpack_from("<IQ", head, at)
    if kind != _STRING:
        raise struct.error("not text")
    at += 12
    strings = []
    unpack = _LENGTH.unpack_from  # 150,000 tokens come through here
    for _ in range(count):
        (length,) = unpack(head, at)
        start = at + 8
        at = start + length
        strings.append(head[start:at])
    if at > len(head):
        raise struct.error("beyond the end")
    return strings, at


def _skip(head: bytes, at: int, kind: int) -> int:
    """Where the value of `kind` that begins at `at` ends."""
    if kind == _STRING:
        return _string(head, at)[1]
    if kind != _ARRAY:
        return at + _SCALAR_BYTES[kind]
    item_kind, count = struct.unpack_from("<IQ", head, at)
    if item_kind == _STRING:
        return _strings(head, at)[1]
    return at + 12 + int(count) * _SCALAR_BYTES[item_kind]
