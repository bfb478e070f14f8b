"""The restricted reader of `model.pt`: exact on honest archives, deaf to all else."""

from __future__ import annotations

import os
import pickle
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from asr_core.errors import CheckpointUnusable
from export_tools.models.torch_archive import (
    ArchivedTensor,
    read_torch_archive,
    widen_bfloat16,
)

STORAGES = {
    "float32": "FloatStorage",
    "float64": "DoubleStorage",
    "float16": "HalfStorage",
    "int64": "LongStorage",
    "int32": "IntStorage",
    "int16": "ShortStorage",
    "int8": "CharStorage",
    "uint8": "ByteStorage",
    "bool": "BoolStorage",
}
Array = npt.NDArray[Any]


def number(value: int) -> bytes:
    if -(2**31) <= value < 2**31:
        return b"J" + struct.pack("<i", value)
    return b"\x8a\x09" + value.to_bytes(9, "little", signed=True)


def text(value: str) -> bytes:
    return b"X" + struct.pack("<I", len(value.encode())) + value.encode()


def tensor(
    storage: str, key: str, offset: int, shape: tuple[int, ...], strides: tuple[int, ...]
) -> bytes:
    """Pickle instructions that rebuild one tensor, as torch.save writes them."""
    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n(("
        + text("storage")
        + f"ctorch\n{storage}\n".encode()
        + text(key)
        + text("cpu")
        + number(1)
        + b"tQ"
        + number(offset)
        + b"("
        + b"".join(map(number, shape))
        + b"t("
        + b"".join(map(number, strides))
        + b"t\x89ccollections\nOrderedDict\n)RtR"
    )


def table(items: Mapping[str, bytes]) -> bytes:
    body = b"".join(text(name) + instructions for name, instructions in items.items())
    return b"\x80\x02}(" + body + b"u."


def write_archive(
    path: Path,
    pickled: bytes,
    storages: Mapping[str, bytes],
    *,
    compression: int = zipfile.ZIP_STORED,
    byteorder: bytes = b"little",
) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("archive/data.pkl", pickled)
        archive.writestr("archive/byteorder", byteorder)
        for key, content in storages.items():
            archive.writestr(f"archive/data/{key}", content)
    return path


def one_tensor(path: Path, **options: Any) -> Path:
    values = np.arange(12, dtype=np.float32)
    pickled = table({"a": tensor("FloatStorage", "0", 0, (3, 4), (4, 1))})
    return write_archive(path, pickled, {"0": values.tobytes()}, **options)


def refusal(path: Path) -> str:
    with pytest.raises(CheckpointUnusable) as caught:
        read_torch_archive(path)
    assert str(path) in caught.value.message()
    return caught.value.values["reason"]


views: st.SearchStrategy[Callable[[Array], Array]] = st.sampled_from(
    [
        lambda a: a,
        lambda a: a.T,
        lambda a: a[1:],
        lambda a: a[..., ::2],
        lambda a: np.broadcast_to(a, (3, *a.shape)),
    ]
)
arrays = st.sampled_from(sorted(STORAGES)).flatmap(
    lambda name: hnp.arrays(np.dtype(name), hnp.array_shapes(min_dims=1, max_dims=4, max_side=5))
)


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.tuples(arrays, views), min_size=1, max_size=4))
def test_tensors_come_back_as_they_were(
    values: list[tuple[Array, Callable[[Array], Array]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    storages, items, expected = {}, {}, {}
    for index, (base, view) in enumerate(values):
        seen = view(base)
        key = str(index)
        storages[key] = base.tobytes()
        offset = seen.__array_interface__["data"][0] - base.__array_interface__["data"][0]
        if not seen.size:
            offset = 0
        items[key] = tensor(
            STORAGES[base.dtype.name],
            key,
            offset // base.itemsize,
            seen.shape,
            tuple(step // base.itemsize for step in seen.strides),
        )
        expected[key] = seen
    path = write_archive(tmp_path_factory.mktemp("pt") / "model.pt", table(items), storages)
    found = read_torch_archive(path)
    assert list(found) == list(expected)
    for key, array in expected.items():
        assert found[key].shape == array.shape
        read = found[key].read()
        assert read.dtype == array.dtype
        np.testing.assert_array_equal(read, array)


def test_shared_storage_is_read_by_both_tensors(tmp_path: Path) -> None:
    items = {
        "whole": tensor("FloatStorage", "0", 0, (2, 3), (3, 1)),
        "part": tensor("FloatStorage", "0", 3, (3,), (1,)),
    }
    values = np.arange(6, dtype=np.float32)
    found = read_torch_archive(
        write_archive(tmp_path / "model.pt", table(items), {"0": values.tobytes()})
    )
    np.testing.assert_array_equal(found["whole"].read()[1], found["part"].read())


@given(hnp.arrays(np.float32, 20, elements=st.floats(width=32, allow_nan=False)))
def test_bfloat16_is_the_upper_half_of_float32(values: npt.NDArray[np.float32]) -> None:
    upper = (values.view(np.uint32) >> 16).astype(np.uint16)
    widened = widen_bfloat16(upper)
    np.testing.assert_array_equal(widened.view(np.uint32) >> 16, upper)
    assert not (widened.view(np.uint32) & 0xFFFF).any()


def test_bfloat16_tensor_is_widened(tmp_path: Path) -> None:
    bits = np.array([0x3F80, 0xC040], np.uint16)
    pickled = table({"a": tensor("BFloat16Storage", "0", 0, (2,), (1,))})
    found = read_torch_archive(write_archive(tmp_path / "a.pt", pickled, {"0": bits.tobytes()}))
    np.testing.assert_array_equal(found["a"].read(), np.array([1.0, -3.0], np.float32))


def test_plain_values_and_newer_protocols(tmp_path: Path) -> None:
    value = {"epoch": 3, "rate": 1e-3, "names": ["a", ("b", None, True)], "big": 2**40}
    for protocol in (2, 3, 4, 5):
        path = write_archive(tmp_path / f"{protocol}.pt", pickle.dumps(value, protocol), {})
        assert read_torch_archive(path) == value


def test_parameter_and_state_of_an_ordered_dict(tmp_path: Path) -> None:
    inner = tensor("FloatStorage", "0", 0, (3, 4), (4, 1))
    parameter = (
        b"ctorch._utils\n_rebuild_parameter\n(" + inner + b"\x89ccollections\nOrderedDict\n)RtR"
    )
    pickled = (
        b"\x80\x02ccollections\nOrderedDict\n)R("
        + text("a")
        + parameter
        + b"u}"
        + text("_metadata")
        + b"Nsb."
    )
    path = write_archive(tmp_path / "model.pt", pickled, {"0": bytes(48)})
    found = read_torch_archive(path)
    assert list(found) == ["a"]
    assert isinstance(found["a"], ArchivedTensor)


class Attack:
    """Runs a command when it is unpickled by the ordinary library."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (self.command,)


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4, 5])
def test_hostile_pickle_runs_nothing(tmp_path: Path, protocol: int) -> None:
    marker = tmp_path / "ran"
    pickled = pickle.dumps({"state_dict": Attack(f"echo > '{marker}'")}, protocol)
    reason = refusal(write_archive(tmp_path / "model.pt", pickled, {}))
    assert "never needs" in reason
    assert not marker.exists()


@pytest.mark.parametrize(
    "pickled",
    [
        b"\x80\x02cbuiltins\neval\n(" + text("1") + b"tR.",
        b"\x80\x04" + text("os") + text("system") + b"\x93.",
        b"(ios\nsystem\n.",
        b"(cos\nsystem\n" + text("true") + b"o.",
        b"\x80\x02ccollections\nOrderedDict\n)\x81.",
        b"\x80\x02\x82\x01.",
        b"\x80\x02ctorch\nload\n.",
        b"\x80\x05\x96" + struct.pack("<Q", 2**40) + b".",
    ],
)
def test_instructions_outside_the_list_are_refused(tmp_path: Path, pickled: bytes) -> None:
    refusal(write_archive(tmp_path / "model.pt", pickled, {}))


@pytest.mark.parametrize(
    "pickled",
    [
        b"",
        b".",
        b"\x80\x02",
        b"\x80\x02}",
        b"\x80\x02u.",
        b"\x80\x02)R.",
        b"\x80\x02tt.",
        b"\x80\x02h\x05.",
        b"\x80\x02r\xff\xff\xff\xff.",
        b"\x80\x02}" + b"\x85" * 50_000 + b"}s.",
        b"\x80\x02}}" + b"\x85" * 50_000 + b"Ns.",
        b"\x80\x02(" + text("storage") + b"tQ.",
        b"\x80\x02" + tensor("FloatStorage", "9", 0, (1,), (1,)) + b".",
        b"\x80\x02" + tensor("FloatStorage", "0", 0, (4,), (1,)) + b".",
        b"\x80\x02" + tensor("FloatStorage", "0", -1, (1,), (1,)) + b".",
        b"\x80\x02" + tensor("FloatStorage", "0", 2**62, (1,), (1,)) + b".",
        b"\x80\x02" + tensor("FloatStorage", "0", 0, (2,), (-1,)) + b".",
        b"\x80\x02" + tensor("FloatStorage", "0", 0, (1,) * 99, (1,) * 99) + b".",
        b"\x80\x02" + tensor("FloatStorage", "0", 0, (0, 2**62), (1, 1)) + b".",
    ],
)
def test_damaged_descriptions_are_refused(tmp_path: Path, pickled: bytes) -> None:
    refusal(write_archive(tmp_path / "model.pt", pickled, {"0": bytes(12)}))


def test_a_dict_inside_itself_is_only_data(tmp_path: Path) -> None:
    pickled = b"\x80\x02}q\x00" + text("model") + b"h\x00s."
    found = read_torch_archive(write_archive(tmp_path / "model.pt", pickled, {}))
    assert found["model"] is found


def test_files_that_are_no_such_archive(tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    path.write_bytes(b"")
    assert "zip format" in refusal(path)
    path.write_bytes(pickle.dumps({"legacy": 1}))
    assert "zip format" in refusal(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "data.pkl" in refusal(path)
    assert "compressed" in refusal(one_tensor(path, compression=zipfile.ZIP_DEFLATED))
    assert "big-endian" in refusal(one_tensor(path, byteorder=b"big"))
    assert "No such file" in refusal(tmp_path / "missing.pt")
    refusal(tmp_path)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_damage_never_ends_in_another_error(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = one_tensor(tmp_path_factory.mktemp("pt") / "model.pt")
    content = bytearray(path.read_bytes())
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        found = read_torch_archive(path)
    except CheckpointUnusable:
        return
    if isinstance(found, dict) and isinstance(found.get("a"), ArchivedTensor):
        found["a"].read()


def test_reading_maps_instead_of_loading(tmp_path: Path) -> None:
    found = read_torch_archive(one_tensor(tmp_path / "model.pt"))
    values = found["a"].read()
    assert not values.flags.owndata and not values.flags.writeable
    np.testing.assert_array_equal(values, np.arange(12, dtype=np.float32).reshape(3, 4))
