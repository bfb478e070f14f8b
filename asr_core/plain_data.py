"""Frozen dataclasses as JSON and back, checked field by field.

Messages and journals are made of them. A class is written with its name beside its fields, so that
unions can be told apart; on the way back the declared types decide, fields that are not known are
left aside, and those that are missing take their defaults. Readers are made once per type: a
journal holds tens of thousands of words.
"""

from __future__ import annotations

import dataclasses
import json
import math
import types
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

_Kind = TypeVar("_Kind")
_Reader = Callable[[Any], Any]

_NAME = "type"


def to_json(value: object) -> str:
    """`value` as one line of ASCII; ValueError for a number that JSON does not have."""
    return json.dumps(_form(value), separators=(",", ":"), allow_nan=False)


def from_json(text: str | bytes, kind: type[_Kind]) -> _Kind:
    """The value of `kind` that `to_json` wrote; ValueError says what is wrong with other text."""
    try:
        form = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this is no JSON text: {error}") from error
    value: _Kind = _reader(cast(Any, kind))(form)
    return value


def _form(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple | list):
        return [_form(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _form(item) for key, item in value.items()}
    fields = {each.name: _form(getattr(value, each.name)) for each in dataclasses.fields(value)}
    return {_NAME: type(value).__name__, **fields}


@cache
def _reader(kind: Any) -> _Reader:
    """A function that turns the JSON form of a `kind` into it, or raises ValueError."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _union_reader(arguments)
    if origin is Literal:
        return _choice_reader({choice: choice for choice in arguments})
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin in (dict, Mapping):
        return _mapping_reader(_reader(arguments[1]))
    if kind in _SCALARS:
        return _SCALARS[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _choice_reader({member.value: member for member in kind})
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _class_reader(kind)
    raise TypeError(f"{kind} is not plain data")


def _text(form: Any) -> str:
    return form if isinstance(form, str) else _refuse(form, "text")


def _flag(form: Any) -> bool:
    return form if isinstance(form, bool) else _refuse(form, "true or false")


def _whole_number(form: Any) -> int:
    if isinstance(form, bool) or not isinstance(form, int):
        _refuse(form, "a whole number")
    return int(form)


def _number(form: Any) -> float:
    if isinstance(form, bool) or not isinstance(form, int | float):
        _refuse(form, "a number")
    try:
        number = float(form)
    except OverflowError:
        number = math.inf
    return number if math.isfinite(number) else _refuse(form, "a finite number")


def _path(form: Any) -> Path:
    return Path(_text(form))


def _nothing(form: Any) -> None:
    if form is not None:
        _refuse(form, "null")


def _anything(form: Any) -> Any:
    return form


_SCALARS: dict[Any, _Reader] = {
    str: _text,
    bool: _flag,
    int: _whole_number,
    float: _number,
    Path: _path,
    type(None): _nothing,
    object: _anything,
}


def _choice_reader(choices: Mapping[Any, Any]) -> _Reader:
    def read(form: Any) -> Any:
        if isinstance(form, str) and form in choices:
            return choices[form]
        return _refuse(form, f"one of {', '.join(map(str, choices))}")

    return read


def _tuple_reader(arguments: tuple[Any, ...]) -> _Reader:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        item = _reader(arguments[0])

        def read(form: Any) -> Any:
            return tuple(map(item, form)) if isinstance(form, list) else _refuse(form, "a list")
    else:
        items = [_reader(argument) for argument in arguments]

        def read(form: Any) -> Any:
            if not isinstance(form, list) or len(form) != len(items):
                _refuse(form, f"a list of {len(items)}")
            return tuple(read(each) for read, each in zip(items, form, strict=True))

    return read


def _mapping_reader(item: _Reader) -> _Reader:
    def read(form: Any) -> Any:
        if not isinstance(form, dict):
            _refuse(form, "an object")
        return {key: item(value) for key, value in form.items()}

    return read


def _union_reader(arguments: tuple[Any, ...]) -> _Reader:
    by_name: dict[str, _Reader] = {}
    others: list[_Reader] = []
    for argument in arguments:
        if dataclasses.is_dataclass(argument) and isinstance(argument, type):
            by_name[argument.__name__] = _reader(argument)
        elif argument is not type(None):
            others.append(_reader(argument))
    may_be_none = type(None) in arguments

    def read(form: Any) -> Any:
        if form is None and may_be_none:
            return None
        if isinstance(form, dict) and isinstance(name := form.get(_NAME), str) and name in by_name:
            return by_name[name](form)
        for other in others:
            try:
                return other(form)
            except ValueError:
                continue
        return _refuse(form, f"one of {', '.join(map(str, arguments))}")

    return read


def _class_reader(kind: type) -> _Reader:
    hints = get_type_hints(kind)
    required = {
        each.name
        for each in dataclasses.fields(kind)
        if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
    }
    readers = {each.name: _reader(hints[each.name]) for each in dataclasses.fields(kind)}
    name = kind.__name__

    def read(form: Any) -> Any:
        if not isinstance(form, dict) or form.get(_NAME) != name:
            _refuse(form, f"a {name}")
        values = {}
        for field, reader in readers.items():
            if field in form:
                values[field] = reader(form[field])
            elif field in required:
                raise ValueError(f"the field {field} of {name} is missing")
        return kind(**values)

    return read


def _refuse(form: Any, wanted: str) -> Any:
    raise ValueError(f"{str(form)[:80]!r} is not {wanted}")
