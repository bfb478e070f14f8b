"""`main.py hotwords check`: what a list says, how its words sound, what to look at."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from asr_core.errors import HotwordsUnreadable
from cli.lenient_stream import lenient_console
from cli.texts import LANGUAGE, counted_words, tr, tr_reason
from hotwords import HotwordFileError, HotwordList
from hotwords.hotword_document import HotwordDocument
from hotwords.hotword_findings import Finding, findings
from hotwords.hotword_line import EntryLine
from hotwords.layers import HotwordLayer, layers_of, merged
from hotwords.sound_findings import spoken

SOUND, UNSOUND = 0, 1

_LINES_AT_ONCE = 100
_STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}


def check_lists(files: Sequence[Path], *, brief: bool, json_lines: bool) -> int:
    """Print what every list says; 0 if all of it can be read, else 1."""
    console = lenient_console(sys.stdout)
    usable: list[HotwordList] = []
    is_sound = True
    layers = layers_of(files)
    for layer in layers:
        report = _Report(layer, usable)
        if json_lines:
            console.print(json.dumps(report.to_dict(), ensure_ascii=False), markup=False)
        else:
            report.print(console, brief=brief)
        is_sound = is_sound and report.is_sound
        if report.hotwords is not None:
            usable.append(report.hotwords)
    if len(layers) > 1 and not json_lines:
        together = merged(usable)
        count = len(together.entries)
        console.print(Text(tr("Together: {words}", words=counted_words(count)), style="bold"))
    return SOUND if is_sound else UNSOUND


class _Report:
    """One list: its document, its entries if it can be used, and the findings."""

    def __init__(self, layer: HotwordLayer, earlier: Sequence[HotwordList]) -> None:
        self._layer = layer
        self.hotwords: HotwordList | None = None
        self._findings: list[Finding] = []
        path = str(layer.path)
        self._read: HotwordDocument | HotwordsUnreadable
        try:
            self._read = HotwordDocument.load(layer.path)
        except HotwordFileError as failure:
            self._read = HotwordsUnreadable(path, failure.located_reason)
            return
        self._findings = findings(self._read, earlier)
        with suppress(HotwordFileError):  # which stands among the findings
            self.hotwords = self._read.hotwords(path, layer.name)

    @property
    def is_sound(self) -> bool:
        """Whether every line of the list can be read."""
        return self.hotwords is not None and not self.hotwords.left_out

    def print(self, console: Console, *, brief: bool) -> None:
        """The list as a person reads it."""
        if isinstance(self._read, HotwordsUnreadable):
            message = self._read.message(LANGUAGE)
            console.print(Text(f"{tr('Error')}: {message}", style=_STYLES["error"]))
            return
        entries = self._entries(self._read)
        console.print(Text(self._heading(self._read, entries), style="bold"))
        if not brief:
            _print_lines(console, (_entry_text(number, line) for number, line in entries))
        _print_lines(console, map(_finding_text, self._findings))
        if self.hotwords is None:
            console.print(Text(tr("  This list cannot be used."), style=_STYLES["error"]))
        elif not self.is_sound:
            told = tr("  Lines with an error are left out; all others count.")
            console.print(Text(told, style=_STYLES["error"]))
        elif not self._findings:
            console.print(Text(tr("  Nothing to look at."), style="green"))

    def to_dict(self) -> dict[str, Any]:
        """The same for other programs."""
        told: dict[str, Any] = {"file": str(self._layer.path), "usable": self.hotwords is not None}
        if isinstance(self._read, HotwordsUnreadable):
            return told | {"error": self._read.message(LANGUAGE)}
        told["encoding"] = self._read.encoding.name
        if self.hotwords is not None:
            told["version"] = self.hotwords.version
        told["entries"] = [
            {
                "line": number,
                "word": line.entry.word,
                "aliases": line.entry.aliases,
                "blocks": line.entry.blocks,
                "replace": line.entry.replace,
                "off": line.off,
                "group": line.entry.group,
                "readings": spoken(line.entry),
            }
            for number, line in self._entries(self._read)
        ]
        told["findings"] = [
            {
                "line": finding.line,
                "kind": finding.kind,
                "severity": finding.severity,
                "message": _message(finding),
            }
            for finding in self._findings
        ]
        return told

    def _heading(self, document: HotwordDocument, entries: list[tuple[int, EntryLine]]) -> str:
        lines = [line for _, line in entries]
        parts = [str(self._layer.path), document.encoding.name]
        parts.append(counted_words(sum(not line.off for line in lines)))
        replaced = sum(line.entry.replace and not line.off for line in lines)
        if replaced:
            parts.append(tr("{count} replaced after", count=replaced))
        for name, on in document.groups().items():
            parts.append(name if on else tr("{group} (off)", group=name))
        return " · ".join(parts)

    @staticmethod
    def _entries(document: HotwordDocument) -> list[tuple[int, EntryLine]]:
        """The entries that count, or take a word out, each word with its last line."""
        last: dict[str, tuple[int, EntryLine]] = {}
        for number, line in document.entries():
            last.pop(line.entry.word, None)
            last[line.entry.word] = (number, line)
        return list(last.values())


def _print_lines(console: Console, lines: Iterable[Text]) -> None:
    """Print many lines at once: one by one a hundred thousand would take ten seconds."""
    following = iter(lines)
    while block := list(islice(following, _LINES_AT_ONCE)):
        if console.is_terminal:
            console.print(Text("\n").join(block))
        else:
            console.file.write("".join(f"{line.plain}\n" for line in block))


def _finding_text(finding: Finding) -> Text:
    words = tr("line {line}, {severity}: ", line=finding.line, severity=_severity(finding))
    return Text.assemble((f"  {words}", _STYLES[finding.severity]), _message(finding))


def _entry_text(number: int, line: EntryLine) -> Text:
    entry = line.entry
    text = Text.assemble((f"{number:>6}  ", "dim"), (entry.word, "bold"))
    if line.off:
        return text.append(f"  {tr('switched off')}", style="dim")
    text.append(f"  {' ; '.join(spoken(entry))}", style="cyan")
    if entry.aliases:
        text.append(f"  ← {' | '.join(entry.aliases)}")
    if entry.blocks:
        text.append(tr("  not near: {words}", words=" | ".join(entry.blocks)), style="dim")
    if entry.replace:
        text.append(f"  {tr('replace after')}", style="magenta")
    if entry.group:
        text.append(f"  [{entry.group}]", style="dim")
    return text


def _message(finding: Finding) -> str:
    return tr_reason(finding.message(LANGUAGE))


def _severity(finding: Finding) -> str:
    match finding.severity:
        case "error":
            return tr("error")
        case "warning":
            return tr("warning")
        case "note":
            return tr("note")
