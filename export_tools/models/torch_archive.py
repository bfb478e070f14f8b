"""Reads the tensors of a `model.pt` without PyTorch and without being able to run anything in it.

`torch.save` writes an uncompressed zip: one pickle that describes the objects, and one entry of
raw bytes per storage. Pickle is a small machine; this module steps through its instructions itself
and knows only those that build plain data and tensors. No callable is ever looked up, so a hostile
file can at worst be refused. Tensor bytes stay on the disk, mapped into memory when they are read.
"""

from __future__ import annotations

import io
import math
import pickletools
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from asr_core.errors import CheckpointUnusable

# The description of 1,347 tensors takes about 0.2 MB; optimiser states of a training run multiply
# that. More than this is no description any more.
MAX_PICKLE_BYTES = 32 * 1024 * 1024
MAX_DIMENSIONS = 8

_STORAGE_DTYPES = {
    "FloatStorage": "<f4",
    "DoubleStorage": "<f8",
    "HalfStorage": "<f2",
    "BFloat16Storage": "<u2",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "|i1",
    "ByteStorage": "|u1",
    "BoolStorage": "|b1",
}
_LOCAL_HEADER = struct.Struct("<4s22xHH")


@dataclass(frozen=True, slots=True)
class ArchivedTensor:
    """One tensor inside an archive: where its bytes lie and how they are laid out."""

    path: Path
    storage_start: int
    storage_bytes: int
    dtype: str
    is_bfloat16: bool
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int

    def read(self) -> npt.NDArray[Any]:
        """The values, read-only and mapped from the file; bfloat16 comes widened to float32."""
        dtype = np.dtype(self.dtype)
        if 0 in self.shape:
            return np.zeros(self.shape, np.float32 if self.is_bfloat16 else dtype)
        mapped = np.memmap(
            self.path, np.uint8, "r", offset=self.storage_start, shape=(self.storage_bytes,)
        )
        values: npt.NDArray[Any] = np.ndarray(
            self.shape,
            dtype,
            buffer=mapped,
            offset=self.offset * dtype.itemsize,
            strides=tuple(step * dtype.itemsize for step in self.strides),
        )
        return widen_bfloat16(values) if self.is_bfloat16 else values


def widen_bfloat16(bits: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """float32 values of bfloat16 `bits` (uint16): exact, a bfloat16 is the upper half of one."""
    words = bits.astype(np.uint32)
    words <<= 16
    return words.view(np.float32)


def read_torch_archive(path: Path) -> Any:
    """The object that `torch.save` wrote to `path`: dicts, lists, numbers and `ArchivedTensor`s.

    Raises `CheckpointUnusable` for anything else, including the format used before PyTorch 1.6.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) != b"PK\x03\x04":
                raise _unusable(
                    path, "it is not in the zip format that torch.save writes since PyTorch 1.6"
                )
        with zipfile.ZipFile(path) as archive:
            return _read_object(path, archive)
    except OSError as error:
        raise _unusable(path, error.strerror or "it cannot be read") from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise _unusable(path, "its zip structure is damaged or cut off") from error


def _read_object(path: Path, archive: zipfile.ZipFile) -> Any:
    entries = {entry.filename: entry for entry in archive.infolist()}
    pickles = [name for name in entries if name.endswith("/data.pkl") and name.count("/") == 1]
    if len(pickles) != 1:
        raise _unusable(path, "it holds no data.pkl, so it is no file of torch.save")
    root = pickles[0].removesuffix("data.pkl")
    if entries[pickles[0]].file_size > MAX_PICKLE_BYTES:
        raise _unusable(path, "its description of the tensors is too large to be one")
    byteorder = entries.get(root + "byteorder")
    if byteorder is not None and (
        byteorder.file_size > 16 or archive.read(byteorder).strip() != b"little"
    ):
        raise _unusable(path, "it was written on a big-endian computer")

    def find_storage(key: str) -> tuple[int, int]:
        entry = entries.get(f"{root}data/{key}")
        if entry is None:
            raise _unusable(path, f"the bytes of storage {key} are missing")
        return _stored_span(path, entry), entry.file_size

    pickle_entry = entries[pickles[0]]
    _stored_span(path, pickle_entry)
    machine = _PickleMachine(path, find_storage)
    return machine.run(archive.read(pickle_entry))


def _stored_span(path: Path, entry: zipfile.ZipInfo) -> int:
    """First byte of `entry`'s data in the file, which must be stored plainly and completely."""
    if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1:
        raise _unusable(path, "it was compressed or encrypted after saving")
    with path.open("rb") as file:
        file.seek(entry.header_offset)
        header = file.read(_LOCAL_HEADER.size)
        end_of_file = file.seek(0, io.SEEK_END)
    if len(header) < _LOCAL_HEADER.size:
        raise _unusable(path, "its zip structure is damaged or cut off")
    magic, name_bytes, extra_bytes = _LOCAL_HEADER.unpack(header)
    start = entry.header_offset + _LOCAL_HEADER.size + name_bytes + extra_bytes
    if magic != b"PK\x03\x04" or start + entry.file_size > end_of_file:
        raise _unusable(path, "its zip structure is damaged or cut off")
    return int(start)


@dataclass(frozen=True, slots=True)
class _Global:
    """A name that the pickle asked for; only the machine gives the few known ones a meaning."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class _Storage:
    dtype: str
    is_bfloat16: bool
    start: int
    byte_count: int


class _Mark:
    """Where a group of stack items begins."""


_MARK = _Mark()
_ORDERED_DICT = _Global("collections", "OrderedDict")
_TENSOR = _Global("torch._utils", "_rebuild_tensor_v2")
_PARAMETER = _Global("torch._utils", "_rebuild_parameter")
_CONSTANTS: dict[str, Callable[[], Any]] = {
    "EMPTY_DICT": dict,
    "EMPTY_LIST": list,
    "EMPTY_SET": list,
    "EMPTY_TUPLE": tuple,
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "MARK": lambda: _MARK,
}
_VALUES = {
    "BININT",
    "BININT1",
    "BININT2",
    "LONG1",
    "BINFLOAT",
    "BINUNICODE",
    "SHORT_BINUNICODE",
    "BINUNICODE8",
    "BINBYTES",
    "SHORT_BINBYTES",
}


class _PickleMachine:
    """A stack machine for the instructions of a pickle that build data, and for no others."""

    def __init__(self, path: Path, find_storage: Callable[[str], tuple[int, int]]) -> None:
        self._path = path
        self._find_storage = find_storage
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def run(self, pickled: bytes) -> Any:
        """The object that `pickled` describes."""
        try:
            for opcode, argument, _ in pickletools.genops(pickled):
                if opcode.name == "STOP":
                    return self._stack.pop()
                self._step(opcode.name, argument)
        except CheckpointUnusable:
            raise
        except (
            ValueError,
            TypeError,
            KeyError,
            IndexError,
            AttributeError,
            OverflowError,
            struct.error,
        ) as error:
            raise self._damaged() from error
        raise self._damaged()

    def _step(self, name: str, argument: Any) -> None:
        stack = self._stack
        if name in _CONSTANTS:
            stack.append(_CONSTANTS[name]())
        elif name in _VALUES:
            stack.append(argument)
        elif name in ("PROTO", "FRAME"):
            pass
        elif name in ("BINPUT", "LONG_BINPUT"):
            self._memo[argument] = stack[-1]
        elif name == "MEMOIZE":
            self._memo[len(self._memo)] = stack[-1]
        elif name in ("BINGET", "LONG_BINGET"):
            stack.append(self._memo[argument])
        elif name == "TUPLE":
            stack.append(tuple(self._pop_group()))
        elif name in ("TUPLE1", "TUPLE2", "TUPLE3"):
            items = [self._pop() for _ in range(int(name[-1]))]
            stack.append(tuple(reversed(items)))
        elif name == "APPEND":
            item = self._pop()
            self._top(list).append(item)
        elif name in ("APPENDS", "ADDITEMS"):
            items = self._pop_group()
            self._top(list).extend(items)
        elif name == "SETITEM":
            value, key = self._pop(), self._pop()
            self._set_items([key, value])
        elif name == "SETITEMS":
            self._set_items(self._pop_group())
        elif name == "GLOBAL":
            stack.append(self._known_global(*argument.split(" ", 1)))
        elif name == "STACK_GLOBAL":
            global_name, module = self._pop(), self._pop()
            stack.append(self._known_global(module, global_name))
        elif name == "BINPERSID":
            stack.append(self._storage(self._pop()))
        elif name == "REDUCE":
            arguments, function = self._pop(), self._pop()
            stack.append(self._rebuild(function, arguments))
        elif name == "BUILD":
            # State of an OrderedDict (PyTorch keeps version numbers there): nothing we need.
            self._pop()
            self._top(dict)
        else:
            raise self._refused(f"the pickle instruction {name}")

    def _pop(self) -> Any:
        item = self._stack.pop()
        if item is _MARK:
            raise self._damaged()
        return item

    def _pop_group(self) -> list[Any]:
        start = len(self._stack) - 1
        while self._stack[start] is not _MARK:
            start -= 1
            if start < 0:
                raise self._damaged()
        group = self._stack[start + 1 :]
        del self._stack[start:]
        return group

    def _top(self, kind: type[Any]) -> Any:
        if type(self._stack[-1]) is not kind:
            raise self._damaged()
        return self._stack[-1]

    def _set_items(self, items: list[Any]) -> None:
        target = self._top(dict)
        for key, value in zip(items[::2], items[1::2], strict=True):
            # Keys of other kinds (say, nested tuples) could cost endless time to hash.
            if not isinstance(key, str | int):
                raise self._damaged()
            target[key] = value

    def _known_global(self, module: Any, name: Any) -> _Global:
        found = _Global(str(module), str(name))
        if found in (_ORDERED_DICT, _TENSOR, _PARAMETER) or (
            found.module == "torch" and found.name in _STORAGE_DTYPES
        ):
            return found
        raise self._refused(f"a reference to {found.module}.{found.name}")

    def _storage(self, identity: Any) -> _Storage:
        kind, storage_type, key, _device, _elements = identity
        if kind != "storage" or not isinstance(storage_type, _Global) or not isinstance(key, str):
            raise self._damaged()
        start, byte_count = self._find_storage(key)
        return _Storage(
            _STORAGE_DTYPES[storage_type.name],
            storage_type.name == "BFloat16Storage",
            start,
            byte_count,
        )

    def _rebuild(self, function: Any, arguments: Any) -> Any:
        if not isinstance(arguments, tuple):
            raise self._damaged()
        if function == _ORDERED_DICT:
            return dict(_pairs(arguments))
        if function == _PARAMETER:
            if not isinstance(arguments[0], ArchivedTensor):
                raise self._damaged()
            return arguments[0]
        if function == _TENSOR:
            return self._tensor(*arguments[:4])
        raise self._damaged()

    def _tensor(self, storage: Any, offset: Any, shape: Any, strides: Any) -> ArchivedTensor:
        numbers = (offset, *shape, *strides)
        if (
            not isinstance(storage, _Storage)
            or any(type(number) is not int or number < 0 for number in numbers)
            or len(shape) != len(strides)
            or len(shape) > MAX_DIMENSIONS
        ):
            raise self._damaged()
        if 0 not in shape:
            last = offset + sum(
                (size - 1) * step for size, step in zip(shape, strides, strict=True)
            )
            if (last + 1) * np.dtype(storage.dtype).itemsize > storage.byte_count:
                raise _unusable(self._path, "a tensor reaches beyond its stored bytes")
        elif math.prod(size for size in shape if size) > 2**40:
            raise self._damaged()
        return ArchivedTensor(
            self._path,
            storage.start,
            storage.byte_count,
            storage.dtype,
            storage.is_bfloat16,
            tuple(shape),
            tuple(strides),
            offset,
        )

    def _damaged(self) -> CheckpointUnusable:
        return _unusable(self._path, "its description of the tensors is damaged")

    def _refused(self, thing: str) -> CheckpointUnusable:
        return _unusable(
            self._path, f"it contains {thing}, which a file of weights alone never needs"
        )


def _pairs(arguments: tuple[Any, ...]) -> list[tuple[str, Any]]:
    """Items given to an OrderedDict when it was pickled by its constructor."""
    items = arguments[0] if arguments else []
    if not all(isinstance(key, str | int) for key, _ in items):
        raise ValueError("a key that is neither text nor number")
    return list(items)


def _unusable(path: Path, reason: str) -> CheckpointUnusable:
    return CheckpointUnusable(str(path), reason)
