"""Whether a hotword stands in a text as it was given."""

from __future__ import annotations

import re


def is_written_as_given(word: str, text: str) -> bool:
    """Whether `text` holds `word`, letter for letter; a Latin word only as a whole.

    >>> is_written_as_given("Wexbury", "to Wexbury."), is_written_as_given("Wexbury", "to wexbury")
    (True, False)
    """
    return times_written(word, text) > 0


def times_written(word: str, text: str) -> int:
    """How often `word` stands in `text`, letter for letter; a Latin word only as a whole."""
    begins = r"(?<![A-Za-z0-9])" if word[:1].isascii() else ""
    ends = r"(?![A-Za-z0-9])" if word[-1:].isascii() else ""
    return len(re.findall(begins + re.escape(word) + ends, text))
