"""What a person should look at in a list, line by line, before relying on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from hotwords.hotword import Hotword, HotwordFileError
from hotwords.hotword_document import HotwordDocument
from hotwords.hotword_file import HotwordList
from hotwords.hotword_line import EntryLine, GroupEnd
from hotwords.layers import merged
from hotwords.pinyin import hanzi_of

Language = Literal["en", "zh"]
Severity = Literal["error", "warning", "note"]

SENTENCES: dict[str, tuple[Severity, str, str]] = {
    # An unreadable line's reason comes in English; whoever shows it has the translation.
    "unreadable": ("error", "{0}", "{0}"),
    "repeated": (
        "warning",
        "“{0}” stands again in line {1}, and only that line counts",
        "“{0}”在第 {1} 行又出现，只有那一行有效",
    ),
    "alias-is-word": (
        "warning",
        "the alias “{0}” is itself the word of line {1}; what sounds so will offer both",
        "别名“{0}”本身就是第 {1} 行的词，听到它时两个词都会被提供",
    ),
    "alias-shared": (
        "warning",
        "the alias “{0}” stands in line {1} too; what sounds so will offer both words",
        "别名“{0}”在第 {1} 行也有，听到它时两个词都会被提供",
    ),
    "no-sound": (
        "warning",
        "“{0}” has nothing that can be heard",
        "“{0}”没有可以听出来的读音",
    ),
    "too-short": (
        "warning",
        "“{0}” is so short that it will seem to be heard everywhere",
        "“{0}”太短，到处都会像是听到了它",
    ),
    "short-replacement": (
        "warning",
        "“{0}” is short for replacing after: ordinary words sound like it; a hint is safer",
        "“{0}”太短，不宜事后替换：普通词语会与它同音，提示更稳妥",
    ),
    "ordinary": (
        "warning",
        "“{0}” is an everyday word, which a model knows; it may turn up where it was not said",
        "“{0}”是常用词，模型本来就认得；列为热词反而可能在没说的地方出现",
    ),
    "ordinary-alias": (
        "warning",
        "with replacing after, every “{0}” becomes “{1}”; blocking words after ~~~ can except some",
        "事后替换会把每一个“{0}”都改成“{1}”；可在 ~~~ 后写排除词",
    ),
    "homophone": (
        "note",
        "“{0}” sounds like the word “{1}”",
        "“{0}”与普通词语“{1}”同音",
    ),
    "homophone-replacement": (
        "warning",
        "“{0}” sounds like the word “{1}”, which would be replaced; a hint is safer",
        "“{0}”与普通词语“{1}”同音，事后替换会改掉它；提示更稳妥",
    ),
    "sounds-alike": (
        "note",
        "“{0}” sounds like “{1}” in line {2}; the recording alone cannot tell them apart",
        "“{0}”与第 {2} 行的“{1}”读音相近，只凭声音分不清",
    ),
    "reading": (
        "note",
        "“{0}” is read {1}; 「{2}」 can also be {3}: then write the right one after  !! reading:",
        "“{0}”读作 {1}；「{2}」还可读 {3}，如有不对请在  !! reading:  后写明",
    ),
    "surname": (
        "note",
        "“{0}” is read {1}; if 「{2}」 is a surname here, write  !! reading: {3}",
        "“{0}”读作 {1}；如果「{2}」在这里是姓氏，请写  !! reading: {3}",
    ),
    "sounds-alike-earlier": (
        "note",
        "“{0}” sounds like “{1}” of {2}; the recording alone cannot tell them apart",
        "“{0}”与 {2} 里的“{1}”读音相近，只凭声音分不清",
    ),
    "full-width": (
        "warning",
        "{0} is a full-width sign and part of the word here; the sign of the grammar is {1}",
        "{0} 是全角符号，在这里算作词的一部分；语法用的是半角 {1}",
    ),
    "option-in-word": (
        "warning",
        "“{0}” has !! inside, which is part of the word here; an option needs a space before it",
        "“{0}”里的 !! 在这里算作词的一部分；选项的 !! 前面要有空格",
    ),
    "arrow-in-word": (
        "warning",
        "“{0}” has => inside, which is part of the word here; | separates aliases",
        "“{0}”里的 => 在这里算作词的一部分；别名要用 | 分隔",
    ),
    "tab": (
        "warning",
        "a tab stands inside “{0}”; the columns of a table are no aliases, | separates those",
        "“{0}”中间有制表符；表格的列不会当作别名，别名要用 | 分隔",
    ),
    "damaged": (
        "warning",
        "“{0}” holds the sign �: it was damaged when it was saved in another encoding",
        "“{0}”含有符号 �：曾以别的编码保存，已经损坏",
    ),
    "stray-end": (
        "note",
        "no group is open here that could end",
        "这里没有可以结束的分组",
    ),
    "nothing-to-switch-off": (
        "note",
        "“{0}” is switched off here, but no list before has it",
        "这里关闭了“{0}”，但前面的词表里没有它",
    ),
}
"""Each kind of finding: how much it matters, and its sentence in English and Chinese."""

_FULL_WIDTH = {"｜": "|", "～～～": "~~~", "！！": "!!", "＃": "#"}
# Not at its end, as in "Wham!!".
_OPTION_IN_WORD = re.compile(r"(?<!!)!!\s*[^\s!]")
_LATIN = re.compile("[A-Za-z0-9À-ɏ]")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about line `line`, of a kind of `SENTENCES`, whose sentence `values` fill."""

    kind: str
    line: int
    values: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """ "error": it does not count; "warning": it will do harm; "note": worth a look."""
        return SENTENCES[self.kind][0]

    def message(self, language: Language = "en") -> str:
        """The finding as a sentence without its end, in `language`."""
        return SENTENCES[self.kind][1 if language == "en" else 2].format(*self.values)


def findings(
    document: HotwordDocument, earlier: Iterable[HotwordList] = (), *, sounds: bool = True
) -> list[Finding]:
    """What there is to say about `document`, in the order of its lines.

    `earlier` are the layers before it. `sounds` False leaves out what needs the readings of the
    words, and is several times as fast.
    """
    layers = list(earlier)
    found: list[Finding] = []
    numbered: list[tuple[int, EntryLine]] = []
    for line in document.read():
        if line.failure is not None:
            found.append(Finding("unreadable", line.number, (line.failure.reason,)))
        elif isinstance(line.says, EntryLine) and line.group.on:
            numbered.append((line.number, line.says))
        elif isinstance(line.says, GroupEnd) and not line.group.name:
            found.append(Finding("stray-end", line.number))
    found += [each for each in _whole_list_failure(document) if each not in found]
    last = {line.entry.word: number for number, line in numbered}
    for number, entry_line in numbered:
        entry = entry_line.entry
        found += _spelling(document.line(number), number, entry)
        if last[entry.word] != number:
            found.append(Finding("repeated", number, (entry.word, str(last[entry.word]))))
    in_force = {
        number: line.entry
        for number, line in numbered
        if not line.off and last[line.entry.word] == number
    }
    found += _shared_aliases(in_force)
    found += _switched_off(numbered, layers)
    for number, entry in in_force.items():
        found += _shortness(number, entry)
    if sounds:
        from hotwords.sound_findings import sound_findings

        before = merged(layers).entries
        found += sound_findings(in_force, [entry for entry in before if entry.word not in last])
    return sorted(found, key=lambda finding: finding.line)


def _whole_list_failure(document: HotwordDocument) -> Iterator[Finding]:
    try:
        document.hotwords()
    except HotwordFileError as error:
        yield Finding("unreadable", error.line or 1, (error.reason,))


def _spelling(text: str, number: int, entry: Hotword) -> Iterator[Finding]:
    for wide, plain in _FULL_WIDTH.items():
        if wide in text and (wide != "＃" or entry.word.startswith(wide)):
            yield Finding("full-width", number, (wide, plain))
    fields = re.split(r"\||~~~", text.partition("!!")[0])
    if any("\t" in field.strip() for field in fields):
        yield Finding("tab", number, (text.strip().replace("\t", "→"),))
    for field in (*entry.spoken_forms, *entry.blocks):
        if _OPTION_IN_WORD.search(field):
            yield Finding("option-in-word", number, (field,))
        if "=>" in field:
            yield Finding("arrow-in-word", number, (field,))
        if "\ufffd" in field:
            yield Finding("damaged", number, (field,))


def _shared_aliases(in_force: dict[int, Hotword]) -> Iterator[Finding]:
    line_of_word = {entry.word.casefold(): number for number, entry in in_force.items()}
    line_of_alias: dict[str, int] = {}
    for number, entry in in_force.items():
        for alias in entry.aliases:
            folded = alias.casefold()
            if line_of_word.get(folded, number) != number:
                yield Finding("alias-is-word", number, (alias, str(line_of_word[folded])))
            other = line_of_alias.setdefault(folded, number)
            if other != number:
                yield Finding("alias-shared", number, (alias, str(other)))


def _switched_off(
    numbered: Sequence[tuple[int, EntryLine]], earlier: Sequence[HotwordList]
) -> Iterator[Finding]:
    known = {entry.word for hotwords in earlier for entry in hotwords.entries}
    for number, line in numbered:
        # In a list by itself a word may be switched off to be kept for later.
        if line.off and earlier and line.entry.word not in known:
            yield Finding("nothing-to-switch-off", number, (line.entry.word,))


def _shortness(number: int, entry: Hotword) -> Iterator[Finding]:
    for form in entry.spoken_forms:
        size = _size(form)
        if 0 < size < 3:
            yield Finding("too-short", number, (form,))
        elif entry.replace and 0 < size < 5:
            yield Finding("short-replacement", number, (form,))


def _size(form: str) -> int:
    """How much of `form` can be heard: a Latin letter or a digit counts 1, any other letter 2."""
    latin = len(_LATIN.findall(form))
    others = sum(character.isalpha() for character in form) - len(re.findall("[A-Za-zÀ-ɏ]", form))
    return latin + 2 * max(others, len(hanzi_of(form)))
