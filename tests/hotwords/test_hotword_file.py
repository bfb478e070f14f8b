"""hot.txt: grammar, encodings, errors, round trip."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotwords import hotword_file
from hotwords.hotword_file import Hotword, HotwordFileError, HotwordList

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
        ("甲\n | 乙\n".encode(), 2, "missing"),
        ("甲\n~~~ 乙\n".encode(), 2, "missing"),
        (b"good\nPK\x03\x04\x00\x00", 2, "not a text file"),
        ("长".encode() * 201, 1, "longer than 200"),
        ("康辉".encode()[:-1], None, "middle of a character"),
        (b"\xff\xff\xff", None, "neither UTF-8 nor GBK"),
        (b"\xff\xfea", None, "neither UTF-8 nor GBK"),
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
        HotwordList.parse("| x")
    assert str(caught.value).startswith("hotword list: line 1: ")


def test_the_version_follows_the_entries_only() -> None:
    plain = HotwordList.parse("甲\n乙")
    assert plain.version == HotwordList.parse("# note\n甲\n\n 乙 ").version
    assert plain.version != HotwordList.parse("乙\n甲").version
    assert plain.version != HotwordList.parse("甲\n乙|丙").version
    assert len(plain.version) == 12


def _legal(field: str) -> bool:
    return (
        field == field.strip()
        and 0 < len(field) <= 200
        and not field.startswith(("#", "\ufeff"))
        and "~~~" not in f"~{field}~"
        and "|" not in field
        and "\0" not in field
        and len(field.splitlines()) == 1
    )


fields = st.text(max_size=12).filter(_legal)
field_tuples = st.lists(fields, max_size=3, unique=True).map(tuple)
entries = st.builds(Hotword, fields, field_tuples, field_tuples).map(
    lambda entry: Hotword(
        entry.word, tuple(each for each in entry.aliases if each != entry.word), entry.blocks
    )
)


@given(st.lists(entries, max_size=5, unique_by=lambda entry: entry.word))
def test_to_text_and_parse_are_inverse(made: list[Hotword]) -> None:
    hotwords = HotwordList(tuple(made))
    assert HotwordList.parse(hotwords.to_text()) == hotwords


@given(st.text())
def test_any_text_parses_or_is_refused_and_reads_back(text: str) -> None:
    try:
        parsed = HotwordList.parse(text)
    except HotwordFileError:
        return
    assert HotwordList.parse(parsed.to_text()) == parsed


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
