"""Plain data comes back from JSON as it was, and nothing else passes for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core.plain_data import from_json, to_json


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    ends: tuple[Dot, Dot]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    shape: Dot | Line
    colour: Colour = Colour.RED
    size: Literal["small", "large"] = "small"
    layers: tuple[int, ...] = ()
    weights: dict[str, float] = field(default_factory=dict)
    file: Path = Path("drawing")
    is_new: bool = False
    remark: object = None


numbers = st.floats(allow_nan=False, allow_infinity=False)
dots = st.builds(Dot, numbers, numbers)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
drawings = st.builds(
    Drawing,
    shape=dots | st.builds(Line, st.tuples(dots, dots), st.none() | st.text()),
    colour=st.sampled_from(Colour),
    size=st.sampled_from(["small", "large"]),
    layers=st.lists(st.integers()).map(tuple),
    weights=st.dictionaries(st.text(), numbers),
    file=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).map(Path),
    is_new=st.booleans(),
    remark=plain,
)


@given(drawings)
def test_what_was_written_is_read_again(drawing: Drawing) -> None:
    text = to_json(drawing)
    assert text.isascii()
    assert "\n" not in text
    assert from_json(text, Drawing) == drawing


@given(st.binary() | plain.map(lambda form: json.dumps(form).encode()))
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"no JSON text|is not"):
        from_json(content, Drawing)


def changed(**fields: object) -> str:
    form: dict[str, Any] = json.loads(to_json(Drawing(Dot(1.0))))
    form.update(fields)
    return json.dumps(form)


@pytest.mark.parametrize(
    "fields",
    [
        {"shape": None},
        {"shape": {"type": "Circle", "x": 1}},
        {"shape": {"type": "Dot"}},
        {"shape": {"type": ["Dot"], "x": 1}},
        {"shape": {"type": "Line", "ends": [{"type": "Dot", "x": 1}]}},
        {"colour": "green"},
        {"colour": ["red"]},
        {"size": "huge"},
        {"layers": "12"},
        {"layers": [1.5]},
        {"layers": [True]},
        {"weights": [1]},
        {"weights": {"a": "heavy"}},
        {"weights": {"a": 10**400}},
        {"weights": {"a": True}},
        {"file": 7},
        {"is_new": 1},
        {"type": "Dot"},
    ],
)
def test_a_field_of_the_wrong_kind_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        from_json(changed(**fields), Drawing)


def test_infinity_is_no_number() -> None:
    with pytest.raises(ValueError, match="finite"):
        from_json(changed(weights={}).replace("{}", '{"a": Infinity}'), Drawing)
    with pytest.raises(ValueError, match="JSON"):
        to_json(Dot(float("nan")))


def test_fields_of_another_version_are_left_aside_and_missing_ones_take_their_defaults() -> None:
    form = json.loads(changed(invented_later=[1, 2]))
    del form["size"]
    assert from_json(json.dumps(form), Drawing) == Drawing(Dot(1.0))


def test_a_text_that_nests_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="no JSON text"):
        from_json("[" * 100_000, Drawing)


def test_a_class_that_is_not_plain_data_is_a_mistake_in_the_program() -> None:
    with pytest.raises(TypeError):
        from_json("{}", complex)
