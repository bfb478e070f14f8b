"""How numbers are said, in Chinese and in English."""

from __future__ import annotations

from hotwords.english import Phones, word_phones

CHINESE_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))

_LONGEST_CHINESE = 5
_SHORTEST_WITH_YAO = 3

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_TEENS = "fifteen sixteen seventeen eighteen nineteen"
_NUMBER_WORDS = f"{_UNITS} {_TEENS}".split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def chinese_digits(digits: str) -> str:
    """`digits` one by one.

    >>> chinese_digits("2024")
    '二零二四'
    """
    return "".join(CHINESE_DIGITS[digit] for digit in digits)


def telephone_digits(digits: str) -> str:
    """`digits` one by one with 幺 for 一, as long numbers are said; "" where nobody does that.

    >>> telephone_digits("110"), telephone_digits("11"), telephone_digits("220")
    ('幺幺零', '', '')
    """
    said = len(digits) >= _SHORTEST_WITH_YAO and "1" in digits
    return chinese_digits(digits).replace("一", "幺") if said else ""


def chinese_number(digits: str) -> str:
    """`digits` as a number below 100,000, longer ones and those with a leading 0 one by one.

    >>> chinese_number("4090"), chinese_number("15")
    ('四千零九十', '十五')
    """
    if len(digits) > _LONGEST_CHINESE or (digits[0] == "0" and len(digits) > 1):
        return chinese_digits(digits)
    text = ""
    value = int(digits)
    for unit, unit_name in ((10000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += CHINESE_DIGITS[str(digit)] + unit_name
        elif text and not text.endswith("零") and value % unit:
            text += "零"
    return (text.removeprefix("一") if text.startswith("一十") else text) or "零"


def english_numbers(digits: str, *, after_point: bool = False) -> tuple[str, ...]:
    """The ways to say `digits` in English words, the usual one of a name first.

    What stands behind a point is said one by one.

    >>> english_numbers("15"), english_numbers("14", after_point=True)
    (('fifteen',), ('one four',))
    >>> english_numbers("4090")
    ('forty ninety', 'four zero nine zero', 'four oh nine oh', 'four thousand ninety')
    """
    one_by_one = " ".join(_NUMBER_WORDS[int(digit)] for digit in digits)
    with_oh = one_by_one.replace("zero", "oh") if len(digits) > 1 else one_by_one
    ways = [one_by_one, with_oh]
    if digits[0] != "0" and not after_point:
        if len(digits) == 2:
            ways = [_below_hundred(int(digits))]
        elif len(digits) in (3, 4):
            ways = [_in_pairs(digits), *ways, _whole(int(digits))]
    return tuple(dict.fromkeys(ways))


def english_number_phones(digits: str, *, after_point: bool = False) -> tuple[Phones, ...]:
    """`english_numbers` as phones."""
    return tuple(
        tuple(phone for word in words.split() for phone in word_phones(word))
        for words in english_numbers(digits, after_point=after_point)
    )


def _below_hundred(value: int) -> str:
    if value < len(_NUMBER_WORDS):
        return _NUMBER_WORDS[value]
    tens = _TENS[value // 10 - 2]
    return f"{tens} {_NUMBER_WORDS[value % 10]}" if value % 10 else tens


def _in_pairs(digits: str) -> str:
    """Three or four digits as years and models are said: "nineteen oh five", "three sixty"."""
    first, last = int(digits[:-2]), int(digits[-2:])
    if not last:
        return _whole(int(digits)) if first % 10 == 0 else f"{_below_hundred(first)} hundred"
    low = _below_hundred(last) if last >= 10 else f"oh {_NUMBER_WORDS[last]}"
    return f"{_below_hundred(first)} {low}"


def _whole(value: int) -> str:
    """A number below 10,000 without the "and" that some say."""
    parts = [
        f"{_NUMBER_WORDS[value // unit % 10]} {name}"
        for unit, name in ((1000, "thousand"), (100, "hundred"))
        if value // unit % 10
    ]
    if value % 100:
        parts.append(_below_hundred(value % 100))
    return " ".join(parts)
