"""The lossless document: every byte kept, edits that touch their line alone, saving."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from made_lists import entries, texts

from hotwords import Hotword, HotwordDocument, HotwordFileError, HotwordList
from hotwords.hotword_line import EntryLine, GroupLine, entry_text
from hotwords.list_encoding import GBK, UTF_8_WITH_MARK, UTF_16_BE, UTF_16_LE, ListEncoding

LIST = """\
# 我的热词
甲|乙  ~~~ 丙

#[group] 嘉宾
户晨风
#[end]
#[group off] 往期
Claude
# end of file"""


def document_of(text: str) -> HotwordDocument:
    return HotwordDocument.from_bytes(text.encode())


def text_of(document: HotwordDocument) -> str:
    return document.to_bytes().decode()


# GBK is left out where text is made up: some of it reads as UTF-8.
encodings = st.sampled_from([UTF_8_WITH_MARK, UTF_16_LE, UTF_16_BE])


def documents_of(made: st.SearchStrategy[str]) -> st.SearchStrategy[HotwordDocument]:
    return st.builds(
        lambda text, encoding: HotwordDocument.from_bytes(encoding.encode(text)), made, encodings
    )


documents = documents_of(texts)


@given(texts, encodings)
def test_every_byte_is_kept(text: str, encoding: ListEncoding) -> None:
    content = encoding.encode(text)
    document = HotwordDocument.from_bytes(content)
    assert document.to_bytes() == content
    assert document.encoding == encoding
    assert pickle.loads(pickle.dumps(document)) == document


@given(st.binary(max_size=80))
def test_every_byte_of_any_file_is_kept(content: bytes) -> None:
    try:
        document = HotwordDocument.from_bytes(content)
    except HotwordFileError:
        return
    assert document.to_bytes() == content


@given(st.text(alphabet=st.characters(codec="gbk"), max_size=40))
def test_every_byte_of_gbk_is_kept(text: str) -> None:
    content = f"{text}\n".encode("gbk")
    try:
        document = HotwordDocument.from_bytes(content)
    except HotwordFileError:
        assume(False)  # Some characters of GBK, one after the other, look like damaged UTF-8.
    assert document.to_bytes() == content


@given(documents)
def test_lines_are_those_of_the_list(document: HotwordDocument) -> None:
    assert "".join(document.lines).encode(
        document.encoding.codec
    ) == document.to_bytes().removeprefix(document.encoding.mark)
    failures = [line for line in document.read() if line.failure]
    try:
        hotwords = document.hotwords()
    except HotwordFileError as error:
        assert error.line in [line.number for line in failures]
        return
    assert [line.number for line in failures] == [line.line for line in hotwords.left_out]
    last = {line.entry.word: line for _, line in document.entries()}
    assert {entry.word: entry for entry in hotwords.entries} == {
        word: line.entry for word, line in last.items() if not line.off
    }
    assert set(hotwords.switched_off) == {word for word, line in last.items() if line.off}


def only_line_changed(before: HotwordDocument, after: HotwordDocument, number: int) -> bool:
    others = [at for at in range(len(before.lines)) if at != number - 1]
    return len(before.lines) == len(after.lines) and all(
        before.lines[at] == after.lines[at] for at in others
    )


@given(
    documents_of(st.builds("{}\n{}\n{}".format, texts, entries().map(entry_text), texts)), st.data()
)
def test_an_edit_touches_its_line_alone(document: HotwordDocument, data: st.DataObject) -> None:
    numbered = list(document.entries())
    assume(numbered)  # not so if a group is switched off
    number, line = data.draw(st.sampled_from(numbered))
    new = data.draw(entries())
    on = data.draw(st.booleans())
    plain = replace(line.entry, group="")

    replaced = document.set_replace(number, on)
    assert only_line_changed(document, replaced, number)
    assert replaced.entry(number) == EntryLine(replace(plain, replace=on), line.off)

    switched = document.switch(number, on)
    assert only_line_changed(document, switched, number)
    assert switched.entry(number) == EntryLine(plain, not on)

    changed = document.change(number, new)
    assert only_line_changed(document, changed, number)
    assert changed.entry(number) == EntryLine(new, line.off)
    assert changed.change(number, line.entry).entry(number) == document.entry(number)

    for edited in (replaced, switched, changed):
        assert HotwordDocument.from_bytes(edited.to_bytes()) == edited

    shorter = document.remove(number)
    assert shorter.lines == document.lines[: number - 1] + document.lines[number:]


@given(documents, entries(), st.sampled_from(["", "嘉宾", "新组"]))
def test_an_added_word_is_found_and_every_line_stays(
    document: HotwordDocument, entry: Hotword, group: str
) -> None:
    try:
        added = document.add(entry, group)
    except HotwordFileError as error:
        assert error.line == document.find(entry.word) is not None
        return
    again = HotwordDocument.from_bytes(added.to_bytes())
    assert again == added
    before, after = _texts(document), _texts(added)
    count = len(after) - len(before)
    assert count in (1, 3)
    at = next(at for at in range(len(after)) if after[:at] + after[at + count :] == before)
    # A last line without an end gets one when another follows; no other line changes.
    kept = added.lines[:at] + added.lines[at + count :]
    assert sum(a != b for a, b in zip(kept, document.lines, strict=True)) <= 1
    if document.groups().get(group, True):
        number = added.find(entry.word)
        assert number is not None
        assert added.entry(number).entry == entry
        assert dict(added.entries())[number].entry.group == group


def _texts(document: HotwordDocument) -> list[str]:
    return [line.rstrip("\r\n") for line in document.lines]


@given(documents_of(texts.map("#[group] 嘉宾\n{}".format)), st.booleans())
def test_switching_a_group_touches_its_headers_alone(document: HotwordDocument, on: bool) -> None:
    name, groups = "嘉宾", document.groups()
    switched = document.switch_group(name, on)
    headers = {
        line.number
        for line in document.read()
        if isinstance(line.says, GroupLine) and line.says.name == name
    }
    assert switched.groups() == groups | {name: on}
    for number, (before, after) in enumerate(
        zip(document.lines, switched.lines, strict=True), start=1
    ):
        assert before == after or number in headers
    assert HotwordDocument.from_bytes(switched.to_bytes()) == switched


def test_what_a_window_shows() -> None:
    document = document_of(LIST)
    assert document.groups() == {"嘉宾": True, "往期": False}
    assert [(number, line.entry.word) for number, line in document.entries()] == [
        (2, "甲"),
        (5, "户晨风"),
    ]
    assert document.line(2) == "甲|乙  ~~~ 丙"
    assert document.find("户晨风") == 5
    assert document.find("Claude") is None
    assert document.hotwords(layer="系列").entries[1] == Hotword(
        "户晨风", group="嘉宾", layer="系列"
    )


def test_words_go_where_their_group_ends() -> None:
    document = document_of(LIST)
    assert text_of(document.add("丁")) == LIST.replace("#[end]", "#[end]\n丁")
    assert text_of(document.add("丁", "嘉宾")) == LIST.replace("#[end]", "丁\n#[end]")
    assert text_of(document.add("丁", "往期")) == LIST + "\n丁"
    made = text_of(document_of("甲\r\n").add("丁", "新"))
    assert made == "甲\r\n#[group] 新\r\n丁\r\n#[end]\r\n"
    assert text_of(HotwordDocument().add(Hotword("丁", replace=True))) == "丁 ~~~ !! replace\n"


@pytest.mark.parametrize(
    ("word", "group", "line", "reason"),
    [
        ("甲", "", 2, "in the list already"),
        ("甲|丁", "", None, "cannot be a word"),
        ("", "", None, "cannot be a word"),
        ("丁", "a\nb", None, "name of a group"),
        ("丁", "a\0", None, "text file|name of a group"),
    ],
)
def test_what_cannot_be_added(word: str, group: str, line: int | None, reason: str) -> None:
    with pytest.raises(HotwordFileError, match=reason) as caught:
        document_of(LIST).add(word, group)
    assert caught.value.line == line


def test_lines_that_hold_no_word_are_refused() -> None:
    document = document_of("# x\n| y\n")
    for number, reason in ((1, "no word in this line"), (2, "is missing")):
        with pytest.raises(HotwordFileError, match=reason) as caught:
            document.set_replace(number, True)
        assert caught.value.line == number
    mended = document.rewrite(2, "z | y")
    assert mended.hotwords() == HotwordList((Hotword("z", ("y",)),))
    with pytest.raises(ValueError, match="line end"):
        document.rewrite(2, "a\nb")
    with pytest.raises(ValueError, match="no group"):
        document.switch_group("嘉宾", True)


def test_a_changed_word_takes_the_place_of_the_old_one() -> None:
    document = document_of(LIST)
    changed = document.change(2, Hotword("甲", ("乙", "丁"), ("丙",)))
    assert changed.line(2) == "甲 | 乙 | 丁 ~~~ 丙"
    with pytest.raises(HotwordFileError, match="cannot be a word"):
        document.change(2, Hotword("#甲"))
    read = document.change(2, replace(document.entry(2).entry, readings=("jia3",)))
    assert read.line(2) == "甲|乙  ~~~ 丙 | !! reading: jia3"


def test_a_gbk_list_stays_gbk(tmp_path: Path) -> None:
    path = tmp_path / "hot.txt"
    path.write_bytes("# 注释\r\n康辉\r\n".encode("gbk"))
    document = HotwordDocument.load(path)
    document.add("鄱阳湖").save(path)
    assert document.encoding == GBK
    assert path.read_bytes() == "# 注释\r\n康辉\r\n鄱阳湖\r\n".encode("gbk")


def test_another_programs_work_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "hot.txt"
    path.write_text("甲\n", encoding="utf-8")
    document = HotwordDocument.load(path)
    path.write_text("甲\n乙\n", encoding="utf-8")
    with pytest.raises(HotwordFileError, match="another program"):
        document.add("丙").save(path, replacing=document)
    assert path.read_text(encoding="utf-8") == "甲\n乙\n"
    path.unlink()
    document.add("丙").save(path, replacing=document)
    assert path.read_text(encoding="utf-8") == "甲\n丙\n"
