"""Words of letters, digits and characters as they are heard: spelled out, spoken, run together."""

from __future__ import annotations

import random
import re

from benchmarks.misheard_chinese import ChineseMishearer, is_chinese
from benchmarks.ordinary_text import as_joined

_LETTER_SOUNDS = {
    letter: tuple(sounds.split("/"))
    for letter, sounds in {
        "A": "诶/欸/哎", "B": "必/比/逼/毕", "C": "西/塞/斯诶/希", "D": "地/弟/迪/帝",
        "E": "衣/一/伊/义", "F": "艾弗/爱福/爱抚/埃夫", "G": "鸡/寄/机/记",
        "H": "艾趣/爱吃/诶曲/爱去", "I": "爱/艾/哎", "J": "杰/街/接/这", "K": "开/凯/剋/尅",
        "L": "艾欧/爱偶/埃尔/艾勒", "M": "艾姆/爱母/安母/爱木", "N": "恩/嗯/因/按",
        "O": "欧/偶/噢/哦", "P": "皮/屁/批/劈", "Q": "扣/抠/口/秋", "R": "阿/啊/阿尔/啊儿",
        "S": "艾斯/爱思/哎死/埃斯", "T": "踢/提/替/题", "U": "优/油/又/由", "V": "威/微/为/唯",
        "W": "达不溜/大不留/打不了", "X": "艾克斯/爱克思/叉", "Y": "歪/外", "Z": "贼/贼的/则得",
    }.items()
}  # fmt: skip
_DIGITS = "零一二三四五六七八九"
_ENGLISH_DIGITS = dict(
    enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
)
_SYMBOLS = {".": "点", "+": "加", "/": "", "-": "", "&": "and", ":": "比", "#": "井"}
_PART = re.compile(
    r"[0-9]+|[A-Z]{2,}(?=v[0-9])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[一-鿿]+|[^\sA-Za-z0-9一-鿿]"
)


class MixedMishearer:
    """Mishears mixed words, one method per kind; each returns None where the kind cannot be.

    All randomness comes from `chooser`, so that a seed makes the same test again.
    """

    def __init__(self, chooser: random.Random) -> None:
        self._random = chooser
        self._chinese = ChineseMishearer(chooser)

    def letters_by_sound(self, word: str) -> str | None:
        """Capitals as the characters that Chinese speakers name them by, digits in Chinese."""
        parts = _PART.findall(word)
        if not any(self._is_spelled(part) for part in parts):
            return None
        heard = []
        for part in parts:
            if self._is_spelled(part):
                heard += [self._random.choice(_LETTER_SOUNDS[each.upper()]) for each in part]
            else:
                heard.append(self._spoken(part))
        return as_joined(each for each in heard if each)

    def spoken(self, word: str) -> str | None:
        """Digits as spoken, in Chinese or English; letters spelled apart or in lower case."""
        parts = _PART.findall(word)
        if not any(part.isdigit() for part in parts):
            return None
        english = not any(is_chinese(part) for part in parts) and self._random.random() < 0.3
        heard = []
        for part in parts:
            if part.isdigit() and english:
                heard += [_ENGLISH_DIGITS[int(digit)] for digit in part]
            elif english and part == ".":
                heard.append("point")
            elif self._is_spelled(part) and self._random.random() < 0.5:
                heard += list(part)
            else:
                heard.append(self._spoken(part))
        return as_joined(each for each in heard if each)

    def other_case_and_spaces(self, word: str) -> str | None:
        """The right letters and digits in another case, with other spaces, without symbols."""
        parts = [part for part in _PART.findall(word) if re.match("[A-Za-z0-9一-鿿]", part)]
        for _ in range(10):
            text = "".join(
                part + (" " if self._random.random() < 0.4 else "") for part in parts
            ).strip()
            text = self._random.choice((text.lower(), text.lower(), text.upper(), text))
            if text != word:
                return text
        return None

    def misheard_characters(self, word: str) -> str | None:
        """The Chinese part in other characters of the same or a confused sound."""
        parts = _PART.findall(word)
        possible = [at for at, part in enumerate(parts) if is_chinese(part)]
        if not possible:
            return None
        at = self._random.choice(possible)
        change = self._random.choice((self._chinese.homophones, self._chinese.lost_tones))
        heard = change(parts[at])
        if heard is None:
            return None
        others = [part if self._random.random() < 0.5 else self._spoken(part) for part in parts]
        return as_joined(each for each in [*others[:at], heard, *others[at + 1 :]] if each)

    @staticmethod
    def _is_spelled(part: str) -> bool:
        return part.isascii() and part.isalpha() and (part.isupper() or len(part) == 1)

    def _spoken(self, part: str) -> str:
        """`part` as a Chinese speaker says it: digits one by one or as a number."""
        if not part.isdigit():
            return _SYMBOLS.get(part, part.lower())
        if len(part) < 5 and part[0] != "0" and self._random.random() < 0.5:
            return chinese_number(int(part))
        return "".join(_DIGITS[int(digit)] for digit in part)


def chinese_number(value: int) -> str:
    """`value` below 10,000 in Chinese as spoken.

    >>> [chinese_number(value) for value in (0, 10, 15, 60, 105, 4060)]
    ['零', '十', '十五', '六十', '一百零五', '四千零六十']
    """
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += _DIGITS[digit] + name
        elif text and not text.endswith("零") and value % unit:
            text += "零"
    return (text.removeprefix("一") if text.startswith("一十") else text) or "零"
