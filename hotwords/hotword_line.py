"""The grammar of one line of a list.

    word
    word | alias | alias ~~~ block | block
    word | alias ~~~ block | !! replace !! reading: chong2 qing4 ; zhong4 qing4
    #[group] name          #[group off] name          #[end]
    # a comment

What follows "!!" are options: `replace`, `hint` (the opposite, which is what a line without either
means), `reading: …`, and `off`, which takes the word out of the lists before this one. Programs
that know only words, aliases and blocks read "| !! replace" as one more blocking word, which never
occurs, and group lines as comments; so this is the form that is written, while "word !! replace"
is read as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hotwords.hotword import Hotword, HotwordFileError
from hotwords.pinyin import hanzi_of, syllable

LONGEST_WORD = 200
MOST_READINGS = 8

LINE_BREAK = re.compile("\r\n|\r|\n")
"""What ends a line: what editors count as one, and no other character that str.splitlines takes."""

# Not inside a word such as "Wham!!", nor in "!!!".
_OPTION = re.compile(r"(?<![^\s|~])!!(?!!)")
_NAME = re.compile(r"([^\s:：]*)\s*[:：]?\s*(.*)")
_GROUP = re.compile(r"#\s*\[\s*group(\s+off)?\s*\](.*)", re.IGNORECASE)
_GROUP_END = re.compile(r"#\s*\[\s*end\s*\].*", re.IGNORECASE)

# Line breaks of other alphabets and control characters are blanks; what has no width at all comes
# from web pages and files put one after the other, and is dropped at the ends of a field.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BLANK = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_INVISIBLE = "".join(map(chr, range(0x20))) + _BLANK + "\ufeff\u200b\u2060"


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line with an entry; `off` True: the word is switched off here and in earlier lists."""

    entry: Hotword
    off: bool = False


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A line from which on entries belong to the group `name`; `on` False: they do not count."""

    name: str
    on: bool


@dataclass(frozen=True, slots=True)
class GroupEnd:
    """A line that ends a group."""


Line = EntryLine | GroupLine | GroupEnd


def parse_line(line: str) -> Line | None:
    """What `line` says, None for an empty line or a comment.

    HotwordFileError, without path and line number, says why it cannot be read.
    """
    if not line.isprintable():
        if "\0" in line:
            raise HotwordFileError("", None, "this is not a text file")
        line = _CONTROL.sub(" ", line)
    line = line.strip(_INVISIBLE)
    if not line:
        return None
    if line.startswith("#"):
        return _parse_comment(line)
    if "|" not in line and "~~~" not in line and "!!" not in line and len(line) <= LONGEST_WORD:
        return EntryLine(Hotword(line))
    entry, *options = _OPTION.split(line)
    spoken, _, blocking = entry.partition("~~~")
    word, *aliases = _fields(spoken)
    if not word:
        raise HotwordFileError("", None, "the word before the first | or ~~~ is missing")
    blocks = _fields(blocking) if blocking else []
    if len(entry) > LONGEST_WORD and max(map(len, (word, *aliases, *blocks))) > LONGEST_WORD:
        raise HotwordFileError("", None, f"a word is longer than {LONGEST_WORD} characters")
    hotword = Hotword(
        word,
        tuple(dict.fromkeys(alias for alias in aliases if alias and alias != word)),
        tuple(dict.fromkeys(block for block in blocks if block)),
    )
    return _with_options(hotword, options) if options else EntryLine(hotword)


def is_comment(line: str) -> bool:
    """Whether `line` is a comment or begins or ends a group."""
    return line.lstrip(_INVISIBLE).startswith("#")


def entry_text(entry: Hotword, *, off: bool = False) -> str:
    """`entry` as a line, without group and layer; `parse_line` reads it back.

    HotwordFileError if the grammar would read something else, such as a word with a bar in it.
    """
    text = written_entry(entry, off=off)
    plain = replace(entry, group="", layer="")
    if parse_line(text) != EntryLine(plain, off) or len(text.splitlines()) > 1:
        raise HotwordFileError("", None, f"“{entry.word}” cannot be a word of a list")
    return text


def written_entry(entry: Hotword, *, off: bool = False) -> str:
    """`entry` as a line, unchecked."""
    text = " | ".join(entry.spoken_forms)
    options = option_text(entry.readings, replace=entry.replace, off=off)
    after = [*entry.blocks, options] if options else entry.blocks
    return f"{text} ~~~ {' | '.join(after)}" if after else text


def with_options(line: str, readings: Sequence[str], *, replace: bool, off: bool) -> str:
    """The entry line `line` with these options only; words, blocks and spacing stay as they are."""
    entry, *options = _OPTION.split(line, maxsplit=1)
    entry = entry.rstrip()
    if options:
        if "~~~" in entry:
            entry = entry.removesuffix("|").rstrip()
        entry = entry.removesuffix("~~~").rstrip()
    text = option_text(readings, replace=replace, off=off)
    if not text:
        return entry
    if "~~~" not in entry:
        return f"{entry} ~~~ {text}"
    return f"{entry} {text}" if entry.endswith(("|", "~~~")) else f"{entry} | {text}"


def option_text(readings: Sequence[str], *, replace: bool, off: bool) -> str:
    """The options as they stand in a line, "" for none."""
    options = ["!! off"] if off else []
    if replace:
        options.append("!! replace")
    if readings:
        options.append(f"!! reading: {' ; '.join(readings)}")
    return " ".join(options)


def with_group_switched(line: str, *, on: bool) -> str:
    """The group line `line` switched on or off; the name and what is around it stay."""
    return re.sub(
        r"\[\s*group(?:\s+off)?\s*\]",
        "[group]" if on else "[group off]",
        line,
        count=1,
        flags=re.IGNORECASE,
    )


def _fields(text: str) -> list[str]:
    return [field.strip(_INVISIBLE) for field in text.split("|")]


def _parse_comment(line: str) -> Line | None:
    if "[" not in line:
        return None
    if found := _GROUP.fullmatch(line):
        name = found[2].strip()
        if not name:
            raise HotwordFileError("", None, "the group has no name")
        return GroupLine(name, on=found[1] is None)
    return GroupEnd() if _GROUP_END.fullmatch(line) else None


def _with_options(entry: Hotword, options: list[str]) -> EntryLine:
    readings: list[str] = []
    flags: set[str] = set()
    for option in options:
        name, value = _split_option(option)
        if name == "reading":
            readings += _readings(entry.word, value)
        elif value:
            raise HotwordFileError("", None, f"nothing may follow the option “{name}”: {value}")
        else:
            flags.add(name)
    if {"hint", "replace"} <= flags:
        raise HotwordFileError("", None, "it says both hint and replace")
    if len(readings) > MOST_READINGS:
        raise HotwordFileError("", None, f"it has more than {MOST_READINGS} readings")
    entry = replace(entry, replace="replace" in flags, readings=tuple(dict.fromkeys(readings)))
    return EntryLine(entry, off="off" in flags)


def _split_option(option: str) -> tuple[str, str]:
    # A bar before the next option is there for programs that take options for blocking words.
    found = _NAME.fullmatch(option.strip().rstrip("|").strip())
    name, value = (found[1].lower(), found[2]) if found else ("", option)
    if name not in ("replace", "hint", "reading", "off"):
        raise HotwordFileError(
            "", None, f"“{name}” is not an option; there are replace, hint, reading and off"
        )
    return name, value


def _readings(word: str, value: str) -> list[str]:
    """The readings in `value`, each checked against the characters of `word`."""
    typed = [each.strip() for each in re.split("[;；]", value) if each.strip()]
    if not typed:
        raise HotwordFileError("", None, "nothing stands after the option “reading”")
    count = len(hanzi_of(word))
    if not count:
        raise HotwordFileError(
            "", None, f"only Chinese characters have a reading in pinyin, “{word}” has none"
        )
    return [_reading(each, count) for each in typed]


def _reading(typed: str, count: int) -> str:
    syllables: list[str] = []
    for each in typed.split():
        read = syllable(each)
        if read is None:
            raise HotwordFileError(
                "", None, f"“{each}” is not a syllable in pinyin with its tone, such as chong2"
            )
        syllables.append(read)
    if len(syllables) != count:
        raise HotwordFileError(
            "",
            None,
            f"the reading “{typed}” has {len(syllables)} syllables for {count} Chinese characters",
        )
    return " ".join(syllables)
