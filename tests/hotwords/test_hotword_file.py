"""hot.txt: grammar, encodings, errors, round trip."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_lists import entries, texts

from hotwords import hotword_file
from hotwords.hotword import Hotword, HotwordFileError, LineLeftOut
from hotwords.hotword_file import HotwordList

PEER_LIST = """\
# 热词，每行一个
康辉
  撒贝宁

Claude | Cloud | 克劳德 ~~~ weather | sky
C#
13800138000|my phone
#督工
"""
ENTRIES = (
    Hotword("康辉"),
    Hotword("撒贝宁"),
    Hotword("Claude", ("Cloud", "克劳德"), ("weather", "sky")),
    Hotword("C#"),
    Hotword("13800138000", ("my phone",)),
)


def test_grammar() -> None:
    assert HotwordList.parse(PEER_LIST).entries == ENTRIES
    assert ENTRIES[2].spoken_forms == ("Claude", "Cloud", "克劳德")


def test_a_later_line_replaces_an_earlier_one_in_its_place() -> None:
    parsed = HotwordList.parse("甲 | 乙\n丙\n甲 | 丁 | 丁 | 甲 | ~~~ 戊 || 戊")
    assert parsed.entries == (Hotword("甲", ("丁",), ("戊",)), Hotword("丙"))


def test_plain_words() -> None:
    assert HotwordList.of(["甲", " 乙 ", "", "甲"]).entries == (Hotword("甲"), Hotword("乙"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, line_end: str) -> None:
    path = tmp_path / "hot.txt"
    path.write_bytes(PEER_LIST.replace("\n", line_end).encode(encoding))
    assert HotwordList.load(path).entries == ENTRIES


def test_an_empty_file_is_an_empty_list(tmp_path: Path) -> None:
    path = tmp_path / "hot.txt"
    path.write_bytes(b"")
    assert HotwordList.load(path) == HotwordList()


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"good\nPK\x03\x04\x00\x00", 2, "not a text file"),
        ("甲\n康辉".encode()[:-1], 2, "middle of a character"),
        (b"a\r\n\xff\xff\xff", 2, "neither UTF-8 nor GBK"),
        (b"\xff\xfea", 1, "middle of a character"),
    ],
)
def test_errors_name_file_line_and_reason(
    tmp_path: Path, content: bytes, line: int | None, reason: str
) -> None:
    path = tmp_path / "hot.txt"
    path.write_bytes(content)
    with pytest.raises(HotwordFileError, match=reason) as caught:
        HotwordList.load(path)
    assert (caught.value.path, caught.value.line) == (str(path), line)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert str(copy) == str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("甲\n | 乙\n丙", 2, "the word before the first | or ~~~ is missing"),
        ("甲\n~~~ 乙\n丙", 2, "the word before the first | or ~~~ is missing"),
        ("长" * 201 + "\n甲\n丙", 1, "a word is longer than 200 characters"),
        ("甲\n丙\n#[group]", 3, "the group has no name"),
        (
            "甲\r丙\r重庆 !! reading: zhong4",
            3,
            "the reading “zhong4” has 1 syllables for 2 Chinese characters",
        ),
        (
            "甲\r\n乙 !! replaced\r\n丙",
            2,
            "“replaced” is not an option; there are replace, hint, reading and off",
        ),
    ],
)
def test_a_line_that_cannot_be_read_is_left_out_and_all_others_count(
    text: str, line: int, reason: str
) -> None:
    parsed = HotwordList.parse(text, layer="hot.txt")
    assert [entry.word for entry in parsed.entries] == ["甲", "丙"]
    assert parsed.left_out == (LineLeftOut(line, reason, "hot.txt"),)
    assert parsed.version == HotwordList.of(["甲", "丙"]).version


def test_groups_are_known_to_their_entries_and_can_be_switched_off() -> None:
    parsed = HotwordList.parse(
        "甲\n#[group] 嘉宾\n乙\n#[group off] 往期\n丙\n| broken\n"
        "#[group] 嘉宾\n丁\n#[end]\n戊\n#[end]\n己"
    )
    assert [(entry.word, entry.group) for entry in parsed.entries] == [
        ("甲", ""),
        ("乙", "嘉宾"),
        ("丁", "嘉宾"),
        ("戊", ""),
        ("己", ""),
    ]


def test_a_word_may_be_switched_off_and_on_again() -> None:
    parsed = HotwordList.parse("甲\n乙\n甲 !! off\n丙 !! off\n丙")
    assert parsed.entries == (Hotword("乙"), Hotword("丙"))
    assert parsed.switched_off == ("甲",)


def test_every_entry_knows_its_layer() -> None:
    parsed = HotwordList.parse("甲\n#[group] 嘉宾\n乙", layer="系列")
    assert [(entry.layer, entry.group) for entry in parsed.entries] == [
        ("系列", ""),
        ("系列", "嘉宾"),
    ]


def test_lines_count_as_an_editor_counts_them() -> None:
    parsed = HotwordList.parse("甲\x0b\u2028乙\r\n丙\r丁\x85\n| x")
    assert [each.line for each in parsed.left_out] == [4]


def test_a_hundred_thousand_lines() -> None:
    lines = [f"{chr(0x4E00 + number % 20000)}{number} | 别名{number}" for number in range(100_000)]
    parsed = HotwordList.parse("\r\n".join(lines))
    assert len(parsed.entries) == 100_000
    assert parsed.entries[-1].aliases == ("别名99999",)
    lines[77_777] = "| x"
    parsed = HotwordList.parse("\n".join(lines))
    assert len(parsed.entries) == 99_999
    assert [each.line for each in parsed.left_out] == [77_778]


def test_too_many_words_and_aliases_name_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hotword_file, "MOST_FORMS", 4)
    assert len(HotwordList.parse("甲|乙\n丙|丁").entries) == 2
    with pytest.raises(HotwordFileError, match="line 3: it has more than 4 words"):
        HotwordList.parse("甲|乙\n丙|丁\n戊")


def test_a_hostile_line_takes_no_time() -> None:
    for blank in (" ", "\u200b", "\t", "!! ", "~~~", "#[", "|"):
        text = "a" + blank * 1_000_000 + "b"
        parsed = HotwordList.parse(text)
        assert {each.line for each in parsed.left_out} <= {1}


def test_unreadable_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(HotwordFileError, match="no such file"):
        HotwordList.load(tmp_path / "none.txt")
    with pytest.raises(HotwordFileError):
        HotwordList.load(tmp_path)
    path = tmp_path / "huge.txt"
    path.write_text("甲\n" * 20, encoding="utf-8")
    monkeypatch.setattr(hotword_file, "MOST_BYTES", 10)
    with pytest.raises(HotwordFileError, match="too large"):
        HotwordList.load(path)


def test_the_error_of_a_list_that_was_never_a_file() -> None:
    with pytest.raises(HotwordFileError) as caught:
        HotwordList.parse("甲\0")
    assert str(caught.value).startswith("hotword list: line 1: ")


def test_the_version_follows_the_entries_only() -> None:
    plain = HotwordList.parse("甲\n乙")
    assert plain.version == HotwordList.parse("# note\n甲\n\n 乙 ").version
    assert plain.version != HotwordList.parse("乙\n甲").version
    assert plain.version != HotwordList.parse("甲\n乙|丙").version
    assert plain.version != HotwordList.parse("甲\n乙 !! replace").version
    assert plain.version != HotwordList.parse("甲\n乙 !! reading: yi3").version
    assert plain.version == HotwordList.parse("#[group] 嘉宾\n甲\n乙", layer="系列").version
    assert len(plain.version) == 12


groups = st.sampled_from(["", "嘉宾", "Guests 2"])
lists = st.lists(st.tuples(entries(), groups), max_size=6, unique_by=lambda pair: pair[0].word).map(
    lambda pairs: [replace(entry, group=group) for entry, group in pairs]
)


@given(lists, st.integers(0, 6))
def test_to_text_and_parse_are_inverse(made: list[Hotword], off: int) -> None:
    hotwords = HotwordList(tuple(made[off:]), tuple(entry.word for entry in made[:off]))
    assert HotwordList.parse(hotwords.to_text()) == hotwords


@given(st.one_of(texts, st.text()))
def test_any_text_parses_or_is_refused_and_reads_back(text: str) -> None:
    try:
        parsed = HotwordList.parse(text)
    except HotwordFileError:
        return
    assert HotwordList.parse(parsed.to_text()) == replace(parsed, left_out=())


@given(st.binary(max_size=200))
def test_any_bytes_load_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.txt"
    path.write_bytes(content)
    try:
        HotwordList.load(path)
    except HotwordFileError as error:
        assert error.reason
