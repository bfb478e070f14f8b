"""Numbers as they are said, from numbers as they are written: 2026年, 3:30 p.m., 85%, $20, 12.5.

The demo model writes numbers the short way and hears them the long way; both forms of every number
in its training text come from here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_MEASURES = set(
    "个位张次天块点米只条件台人本家杯瓶份种层辆名句篇道间把支双套包公斤小分岁周倍万千百亿"
)
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_MANDARIN = re.compile(
    r"(?P<year>\d{4})(?=年)|(?P<percent>\d+(?:\.\d+)?)%|(?P<hour>\d{1,2}):(?P<minute>\d\d)"
    r"|(?P<currency>[$¥€£])(?P<amount>\d[\d,]*(?:\.\d+)?)|(?P<decimal>\d+\.\d+)"
    r"|(?P<digits>0\d+|\d{7,})|(?P<whole>\d[\d,]*)"
)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_ENGLISH = re.compile(
    rf"(?P<month>{_MONTH}) (?P<date>\d{{1,2}})(?![\d:])"
    r"|(?P<currency>[$£€])(?P<amount>\d[\d,]*)(?:\.(?P<cents>\d\d))?"
    r"|(?P<hour>\d{1,2}):(?P<minute>\d\d)(?: ?(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<hour2>\d{1,2}) ?(?P<half2>[ap])\.?m\b\.?"
    r"|(?P<ordinal>\d+)(?:st|nd|rd|th)\b|(?P<percent>\d+(?:\.\d+)?)%|(?P<decimal>\d+\.\d+)"
    r"|(?P<digits>0\d+|\d{7,})|(?P<year>(?:1[1-9]|20)\d\d)(?!\d|,\d)s?|(?P<whole>\d[\d,]*)"
)


def mandarin_integer(number: int) -> str:
    """A whole number below 10¹² as it is said.

    >>> [mandarin_integer(n) for n in (0, 12, 105, 10_020, 230_000)]
    ['零', '十二', '一百零五', '一万零二十', '二十三万']
    """
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            head, rest = divmod(number, size)
            gap = "零" if 0 < rest < size // 10 else ""
            tail = mandarin_integer(rest) if rest else ""
            if rest and tail.startswith("十"):
                tail = "一" + tail
            return mandarin_integer(head) + name + gap + tail
    if number == 0:
        return _DIGITS[0]
    said, zero = "", False
    text = str(number)
    for place, digit in enumerate(text):
        if digit == "0":
            zero = True
            continue
        if zero and said:
            said += _DIGITS[0]
        zero = False
        said += _DIGITS[int(digit)] + _UNITS[len(text) - 1 - place]
    return said.removeprefix("一") if said.startswith("一十") else said


def mandarin_digits(digits: str) -> str:
    """Digits one by one."""
    return "".join(_DIGITS[int(digit)] for digit in digits)


def mandarin_number(text: str) -> str:
    """A whole or decimal number as it is said."""
    whole, _, fraction = text.replace(",", "").partition(".")
    return mandarin_integer(int(whole)) + ("点" + mandarin_digits(fraction) if fraction else "")


def spoken_mandarin(text: str) -> list[tuple[str, str]]:
    """`text` cut into (written, spoken) parts; parts without a number are the same in both."""
    return _replace(_MANDARIN, text, lambda found: _say_mandarin(found, text))


def _say_mandarin(found: re.Match[str], text: str) -> str:
    part = found.groupdict()
    if part["year"]:
        return mandarin_digits(part["year"])
    if part["percent"]:
        return "百分之" + mandarin_number(part["percent"])
    if part["hour"]:
        minute = int(part["minute"])
        zero = "零" if 0 < minute < 10 else ""
        hour = "两" if part["hour"].lstrip("0") == "2" else mandarin_integer(int(part["hour"]))
        return hour + "点" + (zero + mandarin_integer(minute) + "分" if minute else "整")
    if part["currency"]:
        name = {"$": "美元", "¥": "元", "€": "欧元", "£": "英镑"}[part["currency"]]
        return mandarin_number(part["amount"]) + name
    if part["decimal"]:
        return mandarin_number(part["decimal"])
    if part["digits"]:
        return mandarin_digits(part["digits"])
    following = text[found.end() : found.end() + 1]
    before = text[max(0, found.start() - 1) : found.start()]
    if part["whole"] == "2" and following in _MEASURES and following and before != "第":
        return "两"
    return mandarin_number(part["whole"])


def english_integer(number: int) -> str:
    """A whole number below 10¹² in words, without hyphens.

    >>> english_integer(1_234)
    'one thousand two hundred thirty four'
    """
    for size, name in (
        (10**9, "billion"),
        (10**6, "million"),
        (1000, "thousand"),
        (100, "hundred"),
    ):
        if number >= size:
            head, rest = divmod(number, size)
            return f"{english_integer(head)} {name}" + (f" {english_integer(rest)}" if rest else "")
    if number < 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens - 1] + (f" {_SMALL[ones]}" if ones else "")


def english_ordinal(number: int) -> str:
    """A whole number as an ordinal in words."""
    *head, last = english_integer(number).split()
    if last in _ORDINALS:
        last = _ORDINALS[last]
    else:
        last = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return " ".join([*head, last])


def english_year(number: int) -> str:
    """A year as it is said: nineteen eighty four, two thousand five, twenty twenty six."""
    head, rest = divmod(number, 100)
    if number // 10 == 200:
        return english_integer(number)
    if rest == 0:
        return english_integer(head) + " hundred"
    return english_integer(head) + (" oh " if rest < 10 else " ") + english_integer(rest)


def spoken_english(text: str) -> list[tuple[str, str]]:
    """`text` cut into (written, spoken) parts; parts without a number are the same in both."""
    return _replace(_ENGLISH, text, _say_english)


def _say_english(found: re.Match[str]) -> str:
    part = found.groupdict()
    if part["month"]:
        return f"{part['month']} {english_ordinal(int(part['date']))}"
    if part["currency"]:
        name = {"$": "dollar", "£": "pound", "€": "euro"}[part["currency"]]
        amount = int(part["amount"].replace(",", ""))
        said = f"{english_integer(amount)} {name}" + ("" if amount == 1 else "s")
        cents = int(part["cents"] or 0)
        penny = "cent" if cents == 1 else "cents"
        return said + (f" and {english_integer(cents)} {penny}" if cents else "")
    if part["hour"] or part["hour2"]:
        said = english_integer(int(part["hour"] or part["hour2"]))
        minute = int(part["minute"] or 0)
        half = part["half"] or part["half2"]
        if minute:
            said += (" oh " if minute < 10 else " ") + english_integer(minute)
        elif not half:
            said += " o'clock"
        return said + (f" {half} m" if half else "")
    if part["ordinal"]:
        return english_ordinal(int(part["ordinal"]))
    if part["percent"]:
        return _english_decimal(part["percent"]) + " percent"
    if part["decimal"]:
        return _english_decimal(part["decimal"])
    if part["digits"]:
        return " ".join(_SMALL[int(digit)] for digit in part["digits"])
    if part["year"]:
        said = english_year(int(part["year"]))
        return said[:-1] + "ies" if found[0].endswith("s") and said.endswith("y") else said
    return english_integer(int(part["whole"].replace(",", "")))


def _english_decimal(text: str) -> str:
    whole, _, fraction = text.partition(".")
    said = english_integer(int(whole))
    return said + (" point " + " ".join(_SMALL[int(d)] for d in fraction) if fraction else "")


def _replace(
    pattern: re.Pattern[str], text: str, say: Callable[[re.Match[str]], str]
) -> list[tuple[str, str]]:
    parts: list[tuple[str, str]] = []
    done = 0
    for found in pattern.finditer(text):
        if found.start() > done:
            parts.append((text[done : found.start()], text[done : found.start()]))
        parts.append((found[0], say(found)))
        done = found.end()
    if done < len(text):
        parts.append((text[done:], text[done:]))
    return parts
