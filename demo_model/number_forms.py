"""Numbers in one written form, so that a score does not count 二十五, 25 and "twenty five" apart.

Both the reference and the heard text go through here, so a word that only looks like a number
(一起, "second") is changed alike on both sides and costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

_HAN_DIGITS = {han: value for value, han in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_GROUPS = {"亿": 100_000_000, "万": 10_000}
_HAN_MARK = "[零〇一二两三四五六七八九十百千万亿]"
_FIGURES = r"\d+(?:\.\d+)?"
_HAN_NUMBER = re.compile(rf"(?:{_FIGURES})?(?:{_HAN_MARK}(?:{_FIGURES})?)+")
_HAN_TOKEN = re.compile(rf"{_FIGURES}|{_HAN_MARK}")

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
_CARDINALS = {word: value for value, word in enumerate(_SMALL.split())}
_CARDINALS |= {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
_ORDINALS = {word: value for value, word in enumerate(_SMALL_ORDINALS.split())}
_ORDINALS |= {word: 10 * value for value, word in enumerate(_TEN_ORDINALS.split(), start=2)}
_ENGLISH = _CARDINALS | _ORDINALS
_ENGLISH_SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_UNIT = f"(?:{'|'.join(_ENGLISH)})"
_SCALE = f"(?:{'|'.join(_ENGLISH_SCALES)})"
_DIGIT = f"(?:{'|'.join(_SMALL.split()[:10])})"
# "oh" is a nought between numbers; "and" belongs to a number behind hundred, thousand and so on.
_ENGLISH_NUMBER = (
    rf"\b{_UNIT}\b(?:[ -](?:{_UNIT}|{_SCALE}(?: and(?=[ -]{_UNIT}\b))?|oh(?=[ -]{_DIGIT}\b))\b)*"
)
_ENGLISH_DECIMAL = rf"({_ENGLISH_NUMBER}) point ({_DIGIT}\b(?: {_DIGIT}\b)*)"
_CURRENCIES = {
    "$": ("dollars", "美元"),
    "£": ("pounds", "英镑"),
    "€": ("euros", "欧元"),
    "¥": ("yuan", "元"),
}


def written_numbers(text: str) -> str:
    """Lower-case `text` with its Chinese and English numbers in digits, money as it is said.

    >>> written_numbers("百分之二十五，下午五点三十分")
    '25%，下午5点30'
    >>> written_numbers("about twenty five percent at 5:30, for $2.5 million")
    'about 25% at 530, for 2500000 dollars'
    """
    is_chinese = re.search("[一-鿿]", text) is not None
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(
        rf"([$£€¥])({_FIGURES}(?: {_SCALE}\b)?)",
        lambda found: found[2] + (" ", "")[is_chinese] + _CURRENCIES[found[1]][is_chinese],
        text,
    )
    text = _han_numbers(text)
    text = re.sub(r":00(?= ?[ap]\.? ?m\b)", "", text)
    text = re.sub(r"(\d+):00\b", r"\1点" if is_chinese else r"\1 oclock", text)
    text = re.sub(r"(\d+):(\d\d)", r"\1点\2" if is_chinese else r"\1\2", text)
    text = _english_numbers(text)
    text = re.sub(r"(?<=\d)\.(?=\d)", "点", text)
    text = re.sub(r"(点\d+)分", r"\1", text).replace("点整", "点")
    text = re.sub(r"(?<=\d) ?([ap])\.? ?m\b\.?", r" \1m", text)
    return re.sub(r"(?<=\d) ?per ?cent\b", "%", text)


def _han_numbers(text: str) -> str:
    # Three and a half 万 is a number; without 万 or 亿 behind it, it may be a time of day.
    text = re.sub(
        rf"({_HAN_MARK}+)点([零一二三四五六七八九]+)(?=[万亿])",
        lambda found: f"{_han_value(found[1])}.{_han_value(found[2])}",
        text,
    )
    text = _HAN_NUMBER.sub(lambda found: _han_value(found[0]), text)
    # 百分之 has become 100分之 by now.
    return re.sub(r"100分之(\d+)(?:[点.](\d+))?", _percent, text)


def _percent(found: re.Match[str]) -> str:
    return found[1] + (f".{found[2]}" if found[2] else "") + "%"


def _han_value(number: str) -> str:
    tokens = _HAN_TOKEN.findall(number)
    if _HAN_UNITS.keys().isdisjoint(tokens) and _HAN_GROUPS.keys().isdisjoint(tokens):
        return "".join(str(_HAN_DIGITS.get(token, token)) for token in tokens)
    return _plain(_han_number(tokens))


def _han_number(tokens: Sequence[str]) -> Decimal:
    for mark, size in _HAN_GROUPS.items():
        if mark in tokens:
            place = len(tokens) - 1 - tokens[::-1].index(mark)
            head, rest = tokens[:place], tokens[place + 1 :]
            # 三万五 is 35,000.
            short = size // 10 if len(rest) == 1 and rest[0] in "一二三四五六七八九" else 1
            return (_han_number(head) if head else 1) * size + _han_number(rest) * short
    total, digit, unit = Decimal(0), Decimal(0), 1
    for token in tokens:
        if token in _HAN_UNITS:
            unit = _HAN_UNITS[token]
            total += (digit or 1) * unit
            digit = Decimal(0)
        else:
            digit = Decimal(_HAN_DIGITS.get(token, token))
            unit = 1 if digit == 0 else unit
    return total + digit * (unit // 10 if unit >= 100 and tokens[-2:-1] != ["零"] else 1)


def _plain(number: Decimal) -> str:
    """A number in full: 35000, 3.5."""
    return format(number.quantize(1) if number == int(number) else number.normalize(), "f")


def _english_numbers(text: str) -> str:
    text = re.sub(rf"\ba (?={_SCALE}\b)", "one ", text)
    # 1980s and nineteen eighties
    text = re.sub(r"\b((?:twen|thir|for|fif|six|seven|eigh|nine)t)ies\b", r"\1y s", text)
    text = re.sub(_ENGLISH_DECIMAL, _english_decimal, text)
    text = re.sub(_ENGLISH_NUMBER, lambda found: _english_value(found[0]), text)
    text = re.sub(
        rf"({_FIGURES}) ({_SCALE})\b",
        lambda found: _plain(Decimal(found[1]) * _ENGLISH_SCALES[found[2]]),
        text,
    )
    text = re.sub(r"\bdollar\b", "dollars", text)
    text = re.sub(r"(\d+) dollars and (\d\d?) cents?\b", _with_cents, text)
    return re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text)


def _with_cents(found: re.Match[str]) -> str:
    return f"{found[1]}.{int(found[2]):02} dollars"


def _english_decimal(found: re.Match[str]) -> str:
    digits = "".join(str(_CARDINALS[word]) for word in found[2].split())
    return f"{_english_value(found[1])}.{digits}"


def _english_value(number: str) -> str:
    """The digits of number words; what does not go on with a number begins another."""
    numbers = ""
    total = group = room = 0
    for place, word in enumerate(re.findall("[a-z]+", number)):
        if word in _ENGLISH_SCALES:
            scale = _ENGLISH_SCALES[word]
            if scale == 100:
                group = max(1, group) * scale
            else:
                total, group = total + max(1, group) * scale, 0
            room = scale
        elif word != "and":
            value = _ENGLISH.get(word, 0)
            if place and value >= room:
                # "one second" is no twelve.
                numbers += str(total + group) + (" " if word in _ORDINALS else "")
                total = group = 0
            group += value
            room = 10 if value >= 20 and value % 10 == 0 else 0
    return numbers + str(total + group)
