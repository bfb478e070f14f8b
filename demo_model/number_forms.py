"""Numbers in one written form, so that a score does not count 二十五, 25 and "twenty five" apart.

Both the reference and the heard text go through here, so a word that only looks like a number
(一起, "second") is changed alike on both sides and costs nothing.
"""

from __future__ import annotations

import re

_HAN_DIGITS = {han: value for value, han in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_GROUPS = {"万": 10_000, "亿": 100_000_000}
_HAN_NUMBER = "[零〇一二两三四五六七八九十百千万亿]+"

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TEN_ORDINALS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
_ENGLISH = {word: value for value, word in enumerate(_SMALL.split())}
_ENGLISH |= {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
_ENGLISH |= {word: value for value, word in enumerate(_SMALL_ORDINALS.split())}
_ENGLISH |= {word: 10 * value for value, word in enumerate(_TEN_ORDINALS.split(), start=2)}
_ENGLISH_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}


def written_numbers(text: str) -> str:
    """Lower-case `text` with its Chinese and English numbers in digits.

    >>> written_numbers("百分之二十五，下午五点三十分")
    '25%，下午5点30'
    >>> written_numbers("about twenty five percent at 5:30")
    'about 25% at 530'
    """
    text = _han_numbers(text)
    text = re.sub(r"(\d+):00\b", r"\1点" if _has_han(text) else r"\1 oclock", text)
    text = re.sub(r"(\d+):(\d\d)", r"\1点\2" if _has_han(text) else r"\1\2", text)
    text = re.sub(r"(?<=\d)\.(?=\d)", "点", text)
    text = re.sub(r"(点\d+)分", r"\1", text)
    text = re.sub(r"(\d+)(?:st|nd|rd|th)\b", r"\1", text)
    text = _english_numbers(text)
    text = re.sub(r"(?<=\d) point (?=\d)", "点", text)
    return re.sub(r"(?<=\d) ?per ?cent\b", "%", text)


def _has_han(text: str) -> bool:
    return re.search("[一-鿿]", text) is not None


def _han_numbers(text: str) -> str:
    part = rf"(?:\d+|{_HAN_NUMBER})"
    text = re.sub(
        rf"百分之({part})(?:点({part}))?",
        lambda found: "点".join(_han_value(half) for half in found.groups() if half) + "%",
        text,
    )
    text = re.sub(r"(\d+)([万亿])", lambda m: str(int(m[1]) * _HAN_GROUPS[m[2]]), text)
    return re.sub(_HAN_NUMBER, lambda found: _han_value(found[0]), text)


def _han_value(number: str) -> str:
    if all(mark in _HAN_DIGITS for mark in number):
        return "".join(str(_HAN_DIGITS[mark]) for mark in number)
    if number.isdigit():
        return number
    total = group = 0
    digit: int | None = None
    for mark in number:
        if mark in _HAN_DIGITS:
            digit = _HAN_DIGITS[mark]
        elif mark in _HAN_UNITS:
            group += (1 if digit is None else digit) * _HAN_UNITS[mark]
            digit = None
        else:
            total = (total + group + (digit or 0) or 1) * _HAN_GROUPS[mark]
            group, digit = 0, None
    return str(total + group + (digit or 0))


def _english_numbers(text: str) -> str:
    pieces: list[str] = []
    said: list[str] = []
    for piece in re.findall(r"[a-z]+|[^a-z]+", text):
        is_joint = piece in {" ", "-"} or (
            piece == "and" and not _ENGLISH_SCALES.keys().isdisjoint(said)
        )
        if piece in _ENGLISH or (said and piece in _ENGLISH_SCALES) or (said and is_joint):
            said.append(piece)
            continue
        pieces += _take_number(said)
        pieces.append(piece)
        said = []
    return "".join([*pieces, *_take_number(said)])


def _take_number(said: list[str]) -> list[str]:
    """The digits of a run of number words; joints at its end are given back as they were."""
    tail: list[str] = []
    while said and said[-1] not in _ENGLISH and said[-1] not in _ENGLISH_SCALES:
        tail.insert(0, said.pop())
    if not said:
        return tail
    numbers: list[str] = []
    total = group = room = 0
    for word in said:
        if word == "hundred":
            group, room = max(1, group) * 100, 100
        elif word in _ENGLISH_SCALES:
            scale = _ENGLISH_SCALES[word]
            total, group, room = total + max(1, group) * scale, 0, scale
        elif word in _ENGLISH:
            value = _ENGLISH[word]
            if value >= room and word is not said[0]:
                numbers.append(str(total + group))
                total = group = 0
            group += value
            room = 10 if value >= 20 and value % 10 == 0 else 0
    return ["".join([*numbers, str(total + group)]), *tail]
