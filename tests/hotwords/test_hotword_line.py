"""The grammar of a line: what every form means, what is refused and why, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_lists import entries, lines

from hotwords.hotword import Hotword, HotwordFileError
from hotwords.hotword_line import (
    EntryLine,
    GroupEnd,
    GroupLine,
    entry_text,
    parse_line,
    with_group_switched,
    with_options,
)


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("康辉", Hotword("康辉")),
        ("  撒贝宁\t", Hotword("撒贝宁")),
        ("C#", Hotword("C#")),
        ("Claude|Cloud", Hotword("Claude", ("Cloud",))),
        (
            "Claude | Cloud | 克劳德 ~~~ weather | sky",
            Hotword("Claude", ("Cloud", "克劳德"), ("weather", "sky")),
        ),
        ("甲 | 丁 | 丁 | 甲 | ~~~ 戊 || 戊", Hotword("甲", ("丁",), ("戊",))),
        ("康辉 !! replace", Hotword("康辉", replace=True)),
        ("康辉 ~~~ !! replace", Hotword("康辉", replace=True)),
        ("康辉 ~~~ 吃 | !!replace", Hotword("康辉", (), ("吃",), replace=True)),
        ("康辉 !! hint", Hotword("康辉")),
        ("康辉 !! Replace !! replace", Hotword("康辉", replace=True)),
        ("重庆 !! reading: Chóng qìng", Hotword("重庆", readings=("chong2 qing4",))),
        (
            "重庆 !! reading：chong2 qing4；zhong4 qing4 !! reading zhong1 qing4 | !! replace",
            Hotword(
                "重庆",
                replace=True,
                readings=("chong2 qing4", "zhong4 qing4", "zhong1 qing4"),
            ),
        ),
        ("绿 BBox !! reading: lu:4", Hotword("绿 BBox", readings=("lv4",))),
        # What only looks like an option.
        ("Wham!!", Hotword("Wham!!")),
        ("!!!", Hotword("!!!")),
        ("no!!way", Hotword("no!!way")),
        # What only looks like another sign, and what has no width.
        ("\ufeff\u200b甲\u200b\ufeff|\u2060乙", Hotword("甲", ("乙",))),
        ("甲\x0b乙\u2028丙\t丁\x85", Hotword("甲 乙 丙 丁")),
        ("张\u3000三", Hotword("张\u3000三")),
        ("长" * 200, Hotword("长" * 200)),
    ],
)
def test_entries(line: str, entry: Hotword) -> None:
    assert parse_line(line) == EntryLine(entry)


def test_a_word_that_is_switched_off_keeps_its_options() -> None:
    assert parse_line("甲|乙 !! off !! replace") == EntryLine(
        Hotword("甲", ("乙",), replace=True), off=True
    )


@pytest.mark.parametrize("line", ["", " \t\u3000", "\ufeff", "#", "# 热词", "  #督工", "#[grp] x"])
def test_lines_that_say_nothing(line: str) -> None:
    assert parse_line(line) is None


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("#[group] 嘉宾", GroupLine("嘉宾", on=True)),
        ("#[group off] 嘉宾 和 主持", GroupLine("嘉宾 和 主持", on=False)),
        ("\ufeff  # [ Group  OFF ]x ", GroupLine("x", on=False)),
        ("#[end]", GroupEnd()),
        (" # [ END ] 嘉宾", GroupEnd()),
    ],
)
def test_groups(line: str, says: GroupLine | GroupEnd) -> None:
    assert parse_line(line) == says


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("| 乙", "is missing"),
        (" ~~~ 乙", "is missing"),
        ("!! replace", "is missing"),
        ("长" * 201, "longer than 200"),
        ("甲 | " + "长" * 201, "longer than 200"),
        ("甲\0乙", "not a text file"),
        ("#\0", "not a text file"),
        ("#[group]", "no name"),
        ("甲 !! replcae", "“replcae” is not an option"),
        ("甲 !! ", "“” is not an option"),
        ("甲 !! replace it", "nothing may follow the option “replace”: it"),
        ("甲 !! replace !! hint", "both hint and replace"),
        ("甲 !! reading:", "nothing stands after"),
        ("甲 !! reading: ; ；", "nothing stands after"),
        ("Claude !! reading: ke4", "“Claude” has none"),
        ("重庆 !! reading: chong2", "has 1 syllables for 2"),
        ("重庆 !! reading: chong2 qing4 shi4", "has 3 syllables for 2"),
        ("重庆 !! reading: chong qing4", "“chong” is not a syllable"),
        ("重庆 !! reading: chong2 qqing4", "“qqing4” is not a syllable"),
        ("甲 !! reading: a1;a2;a3;a4;a5;o1;o2;o3;o4", "more than 8 readings"),
    ],
)
def test_what_is_refused(line: str, reason: str) -> None:
    with pytest.raises(HotwordFileError, match=reason):
        parse_line(line)


@given(entries(), st.booleans())
def test_an_entry_is_read_back(entry: Hotword, off: bool) -> None:
    assert parse_line(entry_text(entry, off=off)) == EntryLine(entry, off)


@pytest.mark.parametrize(
    "entry",
    [
        Hotword(""),
        Hotword(" 甲"),
        Hotword("#甲"),
        Hotword("甲|乙"),
        Hotword("甲~~~"),
        Hotword("甲 !! off"),
        Hotword("甲\n乙"),
        Hotword("甲\u2028乙"),
        Hotword("长" * 201),
        Hotword("甲", ("甲",)),
        Hotword("甲", ("",)),
        Hotword("甲", (), ("| ",)),
        Hotword("甲", readings=("jia",)),
        Hotword("Claude", readings=("ke4",)),
    ],
)
def test_what_no_line_can_hold_is_not_written(entry: Hotword) -> None:
    with pytest.raises(HotwordFileError):
        entry_text(entry)


def test_group_and_layer_are_not_part_of_the_line() -> None:
    assert entry_text(Hotword("甲", group="嘉宾", layer="全局")) == "甲"


@given(entries(), entries(), st.booleans(), st.booleans())
def test_options_change_and_nothing_else(
    entry: Hotword, other: Hotword, was_off: bool, off: bool
) -> None:
    wanted = Hotword(entry.word, entry.aliases, entry.blocks, other.replace, entry.readings)
    line = with_options(
        entry_text(entry, off=was_off), wanted.readings, replace=wanted.replace, off=off
    )
    assert parse_line(line) == EntryLine(wanted, off)


@pytest.mark.parametrize(
    ("line", "on", "off_again"),
    [
        ("甲", "甲 ~~~ !! replace", "甲"),
        ("  甲|乙  ", "  甲|乙 ~~~ !! replace", "  甲|乙"),
        ("甲 ~~~ 丙|丁", "甲 ~~~ 丙|丁 | !! replace", "甲 ~~~ 丙|丁"),
        ("甲 ~~~", "甲 ~~~ !! replace", "甲"),
        ("甲 ~~~ 丙 |", "甲 ~~~ 丙 | !! replace", "甲 ~~~ 丙"),
        ("甲 !! hint", "甲 ~~~ !! replace", "甲"),
    ],
)
def test_spacing_stays(line: str, on: str, off_again: str) -> None:
    assert with_options(line, (), replace=True, off=False) == on
    assert with_options(on, (), replace=False, off=False) == off_again


@pytest.mark.parametrize(
    "line", ["#[group] 甲", " # [ group   off ]甲 ", "#[GROUP OFF] [group] 乙"]
)
def test_switching_a_group_keeps_the_rest(line: str) -> None:
    for on in (True, False):
        switched = with_group_switched(line, on=on)
        parsed, before = parse_line(switched), parse_line(line)
        assert isinstance(parsed, GroupLine)
        assert isinstance(before, GroupLine)
        assert (parsed.name, parsed.on) == (before.name, on)
        assert switched.startswith(line.split("[")[0])


@given(lines)
def test_any_line_is_read_or_refused(line: str) -> None:
    try:
        parsed = parse_line(line)
    except HotwordFileError as error:
        assert error.reason
        assert error.line is None
        return
    if isinstance(parsed, EntryLine):
        assert parsed.entry.word.strip() == parsed.entry.word != ""


def peer_parse(line: str) -> tuple[str, list[str], list[str]]:
    """What programs that know words, aliases and blocks make of a line."""
    spoken, _, blocking = line.partition("~~~")
    word, *aliases = (field.strip() for field in spoken.split("|"))
    blocks = [field.strip() for field in blocking.split("|") if field.strip()]
    return word, [alias for alias in aliases if alias], blocks


@given(entries())
def test_other_programs_read_the_same_word_and_aliases(entry: Hotword) -> None:
    word, aliases, blocks = peer_parse(entry_text(entry))
    assert (word, tuple(aliases)) == (entry.word, entry.aliases)
    assert tuple(block for block in blocks if not block.startswith("!!")) == entry.blocks
