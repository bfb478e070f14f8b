"""Reads typed fields of JSON objects; what does not fit is a ValueError that names the place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NoReturn, TypeVar

_Choice = TypeVar("_Choice", bound=str)


class JsonReader:
    """One JSON object; `place` names it in errors.

    >>> JsonReader({"start": 1}, "the cue").text("start")
    Traceback (most recent call last):
    ValueError: start of the cue is not text
    """

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise ValueError(f"{place} is not an object")
        self._fields: dict[str, Any] = value
        self._place = place

    def has(self, name: str) -> bool:
        return name in self._fields

    def text(self, name: str) -> str:
        value = self._get(name)
        return value if isinstance(value, str) else self._refuse(name, "text")

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._get(name)
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self._refuse(name, "a list of texts")
        return tuple(values)

    def flag(self, name: str) -> bool:
        value = self._get(name)
        return value if isinstance(value, bool) else self._refuse(name, "true or false")

    def number(self, name: str) -> float:
        value = self._get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._refuse(name, "a number")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        return number if math.isfinite(number) else self._refuse(name, "a finite number")

    def numbers(self, name: str) -> dict[str, float]:
        fields = JsonReader(self._get(name), f"{name} of {self._place}")
        return {key: fields.number(key) for key in fields._fields}

    def index(self, name: str) -> int:
        """A whole number from 0."""
        value = self._get(name)
        if not _is_index(value):
            self._refuse(name, "a whole number from 0")
        return int(value)

    def span(self, name: str) -> tuple[int, int] | None:
        """A pair of whole numbers from 0; None for null and for no such field."""
        value = self._fields.get(name)
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != 2 or not all(map(_is_index, value)):
            self._refuse(name, "a pair of whole numbers from 0")
        return value[0], value[1]

    def choice(self, name: str, known: Sequence[_Choice]) -> _Choice:
        """One of `known`."""
        value = self._get(name)
        for each in known:
            if value == each:
                return each
        return self._refuse(name, f"one of {', '.join(known)}")

    def choices(self, name: str, known: Sequence[_Choice]) -> tuple[_Choice, ...]:
        """Some of `known`."""
        by_name = {str(each): each for each in known}
        values = self.texts(name)
        if not set(values) <= set(by_name):
            self._refuse(name, f"a list of {', '.join(known)}")
        return tuple(by_name[value] for value in values)

    def item(self, name: str) -> JsonReader | None:
        """The object of that name; None for null and for no such field."""
        value = self._fields.get(name)
        return None if value is None else JsonReader(value, f"{name} of {self._place}")

    def items(self, name: str) -> list[JsonReader]:
        values = self._get(name)
        if not isinstance(values, list):
            self._refuse(name, "a list")
        return [
            JsonReader(value, f"item {number} of {name} of {self._place}")
            for number, value in enumerate(values, 1)
        ]

    def _get(self, name: str) -> Any:
        if name not in self._fields:
            raise ValueError(f"{self._place} has no field {name}")
        return self._fields[name]

    def _refuse(self, name: str, wanted: str) -> NoReturn:
        raise ValueError(f"{name} of {self._place} is not {wanted}")


def _is_index(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
