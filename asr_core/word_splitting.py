"""Cuts a text into the units that get a time: Chinese and kana characters, other scripts' words.

Punctuation belongs to the unit before it, opening brackets and quotes, currency signs and the like
to the unit after; spaces stay at the end of the unit before. Nothing is lost: the units joined give
the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_HAN = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3040-\u30ff\u3100-\u312f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff]"
)
_NOT_HAN = frozenset("・゠")  # dots and hyphens inside the kana block
_OPENING = frozenset("([{<（【《〈「『〔〖〘〚［｛“‘«‹¿¡$¥€£￥＄#＃")
_SPOKEN_SYMBOLS = frozenset("%％‰°℃℉$¥€£￥＄")
_JOINERS = frozenset("'’-‐‑_&@./+")
_NUMBER_JOINERS = frozenset(",:")

# One letter per character: h Han or kana, l letter, d digit, j joiner, c joiner between digits,
# o opening, p other. A unit is a word or a Han character with what clings to it.
_WORD = r"[ld]+(?:j[ld]+|(?<=d)c(?=d)[ld]+)*"
_UNIT = re.compile(rf"[^hld]*({_WORD}|h)[jcp]*")


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A unit with its punctuation and spaces; `core` is what is spoken, "" for punctuation only."""

    text: str
    core: str

    @property
    def is_han(self) -> bool:
        return is_han(self.core[:1])

    @property
    def spoken_length(self) -> float:
        """About how many syllables it takes to say."""
        core = self.core
        if self.is_han:
            syllables = 1.0
        elif core.isupper() and len(core) <= 5:
            syllables = float(len(core))
        else:
            digits = sum(c.isdigit() for c in core)
            syllables = digits + max(0.4 * (len(core) - digits), 1.0 if len(core) > digits else 0)
        return max(syllables, 0.5) + 2.0 * sum(c in _SPOKEN_SYMBOLS for c in self.text)

    @property
    def is_number(self) -> bool:
        """Whether it is written otherwise than it is spoken: digits, per cent, money, degrees."""
        return any(c.isdigit() or c in _SPOKEN_SYMBOLS for c in self.text)


def is_han(character: str) -> bool:
    """Whether the character is Han, kana or bopomofo: written without spaces, one sound each."""
    return bool(_HAN.match(character)) and character not in _NOT_HAN


def split_words(text: str) -> tuple[TextUnit, ...]:
    """The units of `text`; joined they give `text`, and only an empty text has none.

    >>> [unit.text for unit in split_words("我买了（3.5 kg）apples, 对吧？")]
    ['我', '买', '了', '（3.5 ', 'kg）', 'apples, ', '对', '吧？']
    """
    kinds = "".join(_kind(text, at) for at in range(len(text)))
    units = [(match.start(), match.span(1)) for match in _UNIT.finditer(kinds)]
    if not units:
        return (TextUnit(text, ""),) if text else ()
    ends = [start for start, _ in units[1:]] + [len(text)]
    return tuple(
        TextUnit(text[start:end], text[slice(*core)])
        for (start, core), end in zip(units, ends, strict=True)
    )


def _kind(text: str, at: int) -> str:
    character = text[at]
    if is_han(character):
        return "h"
    if character.isdecimal():
        return "d"
    if character.isalnum() or unicodedata.category(character)[0] == "M":
        return "l"
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    begins = (not before or before.isspace() or before in _OPENING) and after.strip() != ""
    if character in _OPENING or (character in "\"'-＂" and begins):
        return "o"
    if character in _JOINERS:
        return "j"
    return "c" if character in _NUMBER_JOINERS else "p"
