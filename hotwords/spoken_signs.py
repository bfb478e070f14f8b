"""Signs that are said: the plus of C++, the sharp of C#, the dot of .NET, the and of R&B.

Most signs only part what stands left and right of them. Some are as much of a word as its letters:
without its signs C++ would be said wherever a c is heard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# In folded text (`phonemes.fold`). Without these a word is another one.
_ESSENTIAL = r"(?<=[A-Za-z0-9+])\+|(?<=[A-Za-z])#|(?<![A-Za-z0-9.])\.(?=[A-Za-z])"
_POINT = r"(?<=[0-9])\.(?=[0-9])"
ESSENTIAL_SIGN = re.compile(_ESSENTIAL)
HEARD_SIGN = rf"{_ESSENTIAL}|{_POINT}|&"
"""The signs that a text says, as a pattern."""

_CHINESE = {
    ".": "点", "+": "加", "#": "井", ":": "比", "&": "和", "@": "艾特", "/": "", "%": "百分之",
}  # fmt: skip
_ENGLISH = {".": "dot", "+": "plus", "#": "sharp", "&": "and", "@": "at", "%": "percent"}

SAID_SIGNS = frozenset(_CHINESE)
"""What may be said in a word; which of these must be, `ESSENTIAL_SIGN` tells."""


def sign_in_english(tokens: Sequence[str], at: int) -> str:
    """The word for sign `at` among the tokens of a word, "" for none.

    >>> sign_in_english(["3", ".", "14"], 1), sign_in_english([".", "NET"], 0)
    ('point', 'dot')
    """
    if tokens[at] == "." and at and is_number(tokens[at - 1]):
        return "point"
    return _ENGLISH.get(tokens[at], "")


def sign_in_chinese(sign: str) -> str:
    """The characters for a sign, "" for none."""
    return _CHINESE.get(sign, "")


def is_number(token: str) -> bool:
    """Whether `token` is of ASCII digits only."""
    return token.isascii() and token.isdigit()
