"""Bytes to text and back, and what is said of bytes that are no text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_lists import texts

from hotwords.hotword import HotwordFileError
from hotwords.list_encoding import (
    GBK,
    UTF_8,
    UTF_8_WITH_MARK,
    UTF_16_BE,
    UTF_16_LE,
    ListEncoding,
    decode_list,
)

MARKED = [UTF_8_WITH_MARK, UTF_16_LE, UTF_16_BE]


@given(texts, st.sampled_from([UTF_8, *MARKED]))
def test_text_comes_back(text: str, encoding: ListEncoding) -> None:
    content = encoding.encode(text)
    decoded, found = decode_list(content)
    assert found.encode(decoded) == content
    if encoding in MARKED or not content.startswith(tuple(each.mark for each in MARKED)):
        assert (decoded, found) == (text, encoding)


@given(st.binary(max_size=60))
def test_bytes_that_are_text_come_back_byte_for_byte(content: bytes) -> None:
    try:
        text, encoding = decode_list(content)
    except HotwordFileError as error:
        assert error.line is not None
        return
    assert encoding.encode(text) == content


def test_every_code_of_gbk_comes_back() -> None:
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            code = bytes([first, second])
            try:
                character = code.decode(GBK.codec)
            except UnicodeDecodeError:
                continue
            assert GBK.encode(character) == code


@pytest.mark.parametrize(
    "text", ["康辉\r\n撒贝宁\r\n", "陈丝元 | 陈思远\n", "# 热词\n你好世界\n", "重庆", "x\n鄱阳湖\n"]
)
def test_gbk_is_recognised(text: str) -> None:
    assert decode_list(text.encode("gbk")) == (text, GBK)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("甲\n康辉".encode()[:-1], 2, "middle of a character"),
        ("甲\r\n乙\r康辉".encode()[:-1], 3, "middle of a character"),
        ("康辉\n撒贝宁".encode("gbk")[:-1], 2, "middle of a character"),
        ("甲\n乙".encode("utf-16")[:-1], 2, "middle of a character"),
        # One wrong byte does not make a long UTF-8 list a GBK one.
        ("康辉\n撒贝宁\n白岩松\n".encode().replace("撒".encode(), b"\xe6\x92"), 2, "damaged"),
        (b"\xef\xbb\xbf\xe7\x94\xb2\n\xff", 2, "damaged"),
        (b"\xff\xfea\0\n\0\x00\xdc\x00\xdc", 2, "damaged"),
        (b"a\nb\n\xff\xff\xff", 3, "neither UTF-8 nor GBK"),
        ("康辉\n".encode("gbk") + b"\x80", 2, "neither UTF-8 nor GBK"),
    ],
)
def test_broken_text_names_the_line(content: bytes, line: int, reason: str) -> None:
    with pytest.raises(HotwordFileError, match=reason) as caught:
        decode_list(content, "hot.txt")
    assert (caught.value.path, caught.value.line) == ("hot.txt", line)


@given(st.text("甲乙丙丁重庆鄱阳湖康辉撒贝宁\n", min_size=12), st.data())
def test_a_utf_8_list_cut_anywhere_is_read_or_refused(text: str, data: st.DataObject) -> None:
    content = text.encode()
    cut = data.draw(st.integers(0, len(content)))
    try:
        decoded, encoding = decode_list(content[:cut])
    except HotwordFileError as error:
        assert "middle of a character" in error.reason
        return
    assert encoding == UTF_8
    assert text.startswith(decoded)
