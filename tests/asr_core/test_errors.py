"""Every error speaks both languages and survives the process boundary."""

from __future__ import annotations

import pickle

import pytest

from asr_core import errors
from asr_core.errors import AsrError, Language


def error_types() -> list[type[AsrError]]:
    return [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, AsrError) and kind is not AsrError
    ]


def example(kind: type[AsrError]) -> AsrError:
    return kind(*(f"<{name}>" for name in kind.fields))


@pytest.mark.parametrize("kind", error_types())
def test_every_error_survives_a_pickle(kind: type[AsrError]) -> None:
    error = example(kind)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert again.values == error.values
    assert str(again) == str(error)


@pytest.mark.parametrize("kind", error_types())
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_error_says_what_happened_and_what_to_do(
    kind: type[AsrError], language: Language
) -> None:
    error = example(kind)
    assert error.message(language).endswith("." if language == "en" else "。")
    assert error.hint(language)
    told = error.message(language) + error.hint(language)
    assert all(value in told for value in error.values.values())
    assert any("一" <= character <= "鿿" for character in told) == (language == "zh")


def test_codes_are_unique() -> None:
    codes = [kind.code for kind in error_types()]
    assert len(set(codes)) == len(codes)
    assert AsrError.code not in codes


def test_a_field_left_out_is_a_mistake_in_the_program() -> None:
    with pytest.raises(TypeError):
        errors.AudioUnreadable("clip.mp3")
