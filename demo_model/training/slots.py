"""What fills the slots of a sentence template, such as `{n}`, `{N}` or `{date}`."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from demo_model.training.corpus import Word
from demo_model.training.lexicon import Lexicon
from demo_model.training.spoken_numbers import mandarin_digits, mandarin_integer, spoken_english

_PINYIN = {
    "零": "ling2", "一": "yi1", "二": "er4", "三": "san1", "四": "si4", "五": "wu3", "六": "liu4",
    "七": "qi1", "八": "ba1", "九": "jiu3", "十": "shi2", "百": "bai3", "千": "qian1",
    "万": "wan4", "亿": "yi4", "点": "dian3", "分": "fen1", "半": "ban4", "年": "nian2",
    "月": "yue4", "日": "ri4", "号": "hao4", "两": "liang3", "整": "zheng3", "之": "zhi1",
    "上": "shang4", "午": "wu3", "下": "xia4", "晚": "wan3", "早": "zao3", "中": "zhong1",
    "凌": "ling2", "晨": "chen2", "元": "yuan2", "块": "kuai4", "美": "mei3", "欧": "ou1",
    "英": "ying1", "镑": "bang4", "度": "du4", "第": "di4", "时": "shi2", "秒": "miao3",
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def fill_slot(
    slot: Word, lexicon: Lexicon, kinds: Mapping[str, Sequence[Word]], rng: random.Random
) -> list[Word]:
    """The words for `slot`, whose text is `{name}`; ValueError for an unknown name.

    `kinds` holds the words for slots that the text's authors listed themselves.
    """
    name = slot.text[1:-1]
    if name == "公司" and rng.random() < 0.5:
        return [lexicon.product(rng), rng.choice(kinds["company tail"])]
    if name in kinds and not (name in _ALSO_NAMES and rng.random() < 0.4):
        return [rng.choice(kinds[name])]
    name = SAME_SLOTS.get(name.lower(), name)
    if slot.language == "en":
        if name in _ENGLISH:
            written = _ENGLISH[name](rng)
            if name in ("day", "weekday"):
                return [Word(written, written.lower(), written, "en")]
            said = " ".join(part[1].strip() for part in spoken_english(written))
            spoken = said.lower().replace("'", "")
            return [Word(written, " ".join(spoken.split()), said, "en", "#")]
        if name in ("H", "name", "N", "surname", "product", "P", "company", "city"):
            return [lexicon.english_name(rng)]
        if name in ("n", "v", "a", "W", "V", "A", "job", "subject", "sport", "thing", "place"):
            return [lexicon.english_word(rng)]
    else:
        if name in _MANDARIN:
            written, spoken = _MANDARIN[name](rng)
            return [Word(written, spoken, " ".join(_PINYIN[c] for c in spoken), "zh", "#")]
        if name in ("N", "name"):
            return [lexicon.person(rng)]
        if name in ("P", "product"):
            return [lexicon.product(rng)]
        if name == "A":
            return [lexicon.homophone(rng)]
        if name in ("H", "foreign"):
            return [lexicon.english_name(rng)]
        if name in ("n", "v", "a", "d", "s", "t", "i"):
            return [lexicon.word(name, rng)]
    raise ValueError(f"unknown slot {slot.text}")


SAME_SLOTS = {
    "人名": "N", "数字": "int", "外文词": "foreign", "价格": "price", "时间": "time", "产品": "P",
    "百分比": "pct", "日期": "date", "公司": "P", "person": "N", "first name": "N",
}  # fmt: skip
"""Slots of the same meaning under other names."""
_ALSO_NAMES = {"外文词", "city", "company", "name", "surname", "product"}
# Slots whose own words are mixed with names that no list foresees.


def _any_integer(rng: random.Random) -> int:
    return rng.choice(
        (rng.randint(3, 20), rng.randint(21, 99), rng.randint(100, 999), rng.randint(1000, 99_999))
    )


def _integer(rng: random.Random) -> tuple[str, str]:
    number = _any_integer(rng)
    return str(number), mandarin_integer(number)


def _percent(rng: random.Random) -> tuple[str, str]:
    number = rng.randint(1, 99)
    if rng.random() < 0.25:
        tenth = rng.randint(1, 9)
        return f"{number}.{tenth}%", f"百分之{mandarin_integer(number)}点{mandarin_integer(tenth)}"
    return f"{number}%", "百分之" + mandarin_integer(number)


def _decimal(rng: random.Random) -> tuple[str, str]:
    whole, fraction = rng.randint(0, 99), str(rng.randint(1, 99))
    return f"{whole}.{fraction}", mandarin_integer(whole) + "点" + mandarin_digits(fraction)


def _digits(least: int, most: int) -> Callable[[random.Random], tuple[str, str]]:
    def draw(rng: random.Random) -> tuple[str, str]:
        text = "".join(rng.choice("0123456789") for _ in range(rng.randint(least, most)))
        return text, mandarin_digits(text)

    return draw


def _phone(rng: random.Random) -> tuple[str, str]:
    text = "1" + rng.choice("35789") + "".join(rng.choice("0123456789") for _ in range(9))
    return text, mandarin_digits(text)


def _hour(rng: random.Random) -> tuple[str, str]:
    hour = rng.randint(1, 12)
    return str(hour), "两" if hour == 2 else mandarin_integer(hour)


def _clock(rng: random.Random) -> tuple[str, str]:
    part = rng.choice(("上午", "下午", "晚上", "早上", "中午", "凌晨", "", ""))
    written, spoken = _hour(rng)
    way = rng.random()
    if way < 0.35:
        return f"{part}{written}点", f"{part}{spoken}点"
    if way < 0.5:
        return f"{part}{written}点半", f"{part}{spoken}点半"
    minute = rng.randint(1, 59)
    said = ("零" if minute < 10 else "") + mandarin_integer(minute)
    if way < 0.75:
        return f"{part}{written}点{minute:02}分", f"{part}{spoken}点{said}分"
    return f"{part}{written}:{minute:02}", f"{part}{spoken}点{said}分"


def _day(rng: random.Random) -> tuple[str, str]:
    month, day = rng.randint(1, 12), rng.randint(1, 31)
    ending = rng.choice("日号")
    return (
        f"{month}月{day}{ending}",
        f"{mandarin_integer(month)}月{mandarin_integer(day)}{ending}",
    )


def _year(rng: random.Random) -> tuple[str, str]:
    year = str(rng.randint(1900, 2060))
    return f"{year}年", mandarin_digits(year) + "年"


def _date(rng: random.Random) -> tuple[str, str]:
    year, day = _year(rng), _day(rng)
    return year[0] + day[0], year[1] + day[1]


def _price(rng: random.Random) -> tuple[str, str]:
    written, spoken = rng.choice((_integer, _integer, _decimal))(rng)
    unit = rng.choice(("元", "元", "块"))
    return written + unit, spoken + unit


_MANDARIN: dict[str, Callable[[random.Random], tuple[str, str]]] = {
    "int": _integer, "num": _integer, "number": _integer, "pct": _percent, "percent": _percent,
    "dec": _decimal, "decimal": _decimal, "tel": _phone, "phone": _phone, "dig": _digits(3, 6),
    "digits": _digits(3, 6), "hm": _clock, "time": _clock, "md": _day, "day": _day, "ymd": _date,
    "date": _date, "year": _year, "price": _price, "money": _price,
}  # fmt: skip


def _english_clock(rng: random.Random) -> str:
    hour, minute = (
        rng.randint(1, 12),
        rng.choice((0, 5, 10, 15, 20, 30, 40, 45, 50, rng.randint(1, 59))),
    )
    half = rng.choice(("", "", " a.m.", " p.m."))
    return f"{hour}:{minute:02}{half}"


def _english_day(rng: random.Random) -> str:
    return f"{rng.choice(_MONTHS)} {rng.randint(1, 31)}"


def _english_price(rng: random.Random) -> str:
    sign = rng.choice("$$$£€")
    if rng.random() < 0.3:
        return f"{sign}{rng.randint(1, 99)}.{rng.choice((25, 50, 75, 99, rng.randint(10, 99)))}"
    return f"{sign}{_grouped(_any_integer(rng))}"


def _grouped(number: int) -> str:
    return f"{number:,}"


_ENGLISH: dict[str, Callable[[random.Random], str]] = {
    "num": lambda rng: _grouped(_any_integer(rng)),
    "int": lambda rng: _grouped(_any_integer(rng)),
    "number": lambda rng: _grouped(_any_integer(rng)),
    "pct": lambda rng: str(rng.randint(2, 99)),
    "percent": lambda rng: f"{rng.randint(1, 99)}%",
    "dec": lambda rng: f"{rng.randint(0, 99)}.{rng.randint(1, 99)}",
    "decimal": lambda rng: f"{rng.randint(0, 99)}.{rng.randint(1, 99)}",
    "hm": _english_clock,
    "time": _english_clock,
    "md": _english_day,
    "date": lambda rng: (
        _english_day(rng) + (f", {rng.randint(1950, 2049)}" if rng.random() < 0.5 else "")
    ),
    "year": lambda rng: str(rng.randint(1900, 2060)),
    "price": _english_price,
    "money": _english_price,
    "day": lambda rng: rng.choice(_DAYS),
    "weekday": lambda rng: rng.choice(_DAYS),
    "phone": lambda rng: "".join(rng.choice("0123456789") for _ in range(7)),
    "digits": lambda rng: "0" + "".join(rng.choice("0123456789") for _ in range(rng.randint(2, 4))),
}
