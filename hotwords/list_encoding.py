"""Bytes of a list to text and back, whatever program saved them."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from hotwords.hotword import HotwordFileError


@dataclass(frozen=True, slots=True)
class ListEncoding:
    """How a list is stored: its name for people, a codec, and the mark before the text."""

    name: str
    codec: str
    mark: bytes = b""

    def encode(self, text: str) -> bytes:
        """`text` as the bytes of a file."""
        return self.mark + text.encode(self.codec)


UTF_8 = ListEncoding("UTF-8", "utf-8")
UTF_8_WITH_MARK = ListEncoding("UTF-8 BOM", "utf-8", codecs.BOM_UTF8)
UTF_16_LE = ListEncoding("UTF-16", "utf-16-le", codecs.BOM_UTF16_LE)
UTF_16_BE = ListEncoding("UTF-16 BE", "utf-16-be", codecs.BOM_UTF16_BE)
GBK = ListEncoding("GBK", "gb18030")
"""GBK with everything that was added to it; each of its codes is one character and back."""

_LINE_BREAK = re.compile(b"\r\n|\r|\n")


def decode_list(content: bytes, path: str = "") -> tuple[str, ListEncoding]:
    """The text of a file and how it is stored; `encode` gives the same bytes again.

    Raises HotwordFileError, with the line, for what is no text or breaks off inside a character.
    """
    for encoding in (UTF_8_WITH_MARK, UTF_16_LE, UTF_16_BE):
        if content.startswith(encoding.mark):
            break
    else:
        try:
            return content.decode("utf-8"), UTF_8
        except UnicodeDecodeError as error:
            # GBK is not taken for UTF-8 with damage: hardly any of it reads as UTF-8.
            damaged = _is_mostly_utf_8(content) or _breaks_off(error)
            encoding = UTF_8 if damaged else GBK
    body = content[len(encoding.mark) :]
    try:
        return body.decode(encoding.codec), encoding
    except UnicodeDecodeError as error:
        read = body[: error.start].decode(encoding.codec, errors="replace").encode()
        line = len(_LINE_BREAK.findall(read)) + 1
        if _breaks_off(error):
            raise HotwordFileError(path, line, "it ends in the middle of a character") from error
        if encoding is not GBK:
            raise HotwordFileError(path, line, "a character is damaged") from error
        raise HotwordFileError(path, line, "it is neither UTF-8 nor GBK text") from error


def _breaks_off(error: UnicodeDecodeError) -> bool:
    if error.reason == "incomplete multibyte sequence":
        # The last byte may also be one that begins no character of GBK.
        return error.object[error.start] not in (0x80, 0xFF)
    return error.reason in ("unexpected end of data", "truncated data")


def _is_mostly_utf_8(content: bytes) -> bool:
    read = content.decode("utf-8", errors="surrogateescape")
    wrong = len(re.findall("[\udc80-\udcff]", read))
    # Characters of three or four bytes: one of two may be a pair of GBK by chance.
    right = len(re.findall("[\u0800-\ud7ff\ue000-\U0010ffff]", read))
    return right > wrong
