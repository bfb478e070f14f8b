"""The line under the editor: whether what is on the screen is saved and counts, what to look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from asr_core.reasons_zh import chinese_reason
from gui.hotword_lines import LineInfo, LineInfos, LineMark
from gui.hotword_lists import Layer
from gui.hotword_sounds import LookedOver
from gui.hotword_text import shown_lines
from gui.icons import icon
from gui.texts import language, tr
from gui.theme import GAP_SMALL, set_role

if TYPE_CHECKING:
    from hotwords import Finding, HotwordFileError

# How much a finding matters: its icon and the icon's colour, the worst one first.
_MARKS = {
    "error": ("error", "danger"),
    "warning": ("warning", "warning"),
    "note": ("info", "muted"),
}


class HotwordState(QWidget):
    """`go_to` asks for the next line that has a mark, those with an error first.

    It is counted from the line that `current_line` tells.
    """

    go_to = Signal(int)

    def __init__(self, current_line: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current_line = current_line
        self._lines: list[int] = []
        self._worst: list[int] = []
        self._label = QLabel()
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setWordWrap(True)
        self._label.setObjectName("hotwords.state")
        self._next = QToolButton()
        self._next.setObjectName("hotwords.next_mark")
        self._next.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._next.clicked.connect(self._go_on)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_SMALL)
        row.addWidget(self._label, 1)
        row.addWidget(self._next)

    def show_state(
        self, layer: Layer | None, looked: LookedOver | None, saved_at: str, in_force: int | None
    ) -> None:
        """Tell how `layer` stands; `in_force` is how many words the recogniser says it uses."""
        role, sentence = _state(layer, looked, saved_at)
        set_role(self._label, role)
        self._label.setText(sentence)
        used = "" if in_force is None else str(in_force)
        tip = tr("Words that the recogniser uses now: {count}.", count=used)
        self._label.setToolTip(tip if used else "")
        order = list(_MARKS)
        ranks: dict[int, int] = {}
        for finding in () if looked is None else looked.findings:
            rank = order.index(finding.severity)
            ranks[finding.line] = min(rank, ranks.get(finding.line, rank))
        worst = min(ranks.values(), default=order.index("note"))
        self._lines = sorted(ranks, key=lambda line: (ranks[line], line))
        self._worst = [line for line in self._lines if ranks[line] == worst]
        self._next.setVisible(bool(self._lines))
        self._next.setText(str(len(self._lines)))
        self._next.setIcon(icon(*_MARKS[order[worst]]))
        name = tr("Lines to look at: {count}; go to the next one", count=len(self._lines))
        self._next.setToolTip(name)
        self._next.setAccessibleName(name)

    def sentence(self) -> str:
        """What it says."""
        return self._label.text()

    def _go_on(self) -> None:
        here, lines = self._current_line(), self._lines
        if here in lines:
            self.go_to.emit(lines[(lines.index(here) + 1) % len(lines)])
        elif lines:
            self.go_to.emit(next((line for line in self._worst if line > here), lines[0]))


def _state(layer: Layer | None, looked: LookedOver | None, saved_at: str) -> tuple[str, str]:
    if layer is None:
        return "muted", tr("No list is open. Open one or make a new one with the button above.")
    opened = layer.opened
    if opened is None:
        if layer.failure is None:
            return "muted", tr("Reading…")
        return "danger", tr("✖ The list cannot be read")
    if opened.conflicts:
        return "warning", tr("▲ Waits for your choice; nothing is overwritten")
    if layer.failure is not None and layer.failed_to_save:
        return "danger", tr("✖ Not saved; your words are kept here")
    if layer.failure is not None:
        return "danger", tr("✖ The file cannot be read; the last good list counts")
    if looked is not None and looked.failure is not None:
        return "danger", tr("✖ The list cannot be used: {why}", why=_reason(looked.failure))
    if not opened.is_saved:
        return "muted", tr("✎ Typing…")
    if not opened.exists:
        return "muted", tr("A new list: it is made when you type")
    if not layer.on:
        return "muted", tr("○ Switched off: this list does not count")
    left_out = [] if looked is None else _left_out(looked)
    if len(left_out) == 1:
        line, why = left_out[0].line, _sentence(left_out[0])
        return "danger", tr(
            "✖ Line {line} is left out, all others count: {why}", line=line, why=why
        )
    if left_out:
        return "danger", tr("✖ {count} lines are left out; all others count", count=len(left_out))
    if saved_at:
        return "ok", tr("● Saved {time}, counts from the next segment on", time=saved_at)
    return "ok", tr("● In force, and watched for changes")


def _left_out(looked: LookedOver) -> list[Finding]:
    return [finding for finding in looked.findings if finding.severity == "error"]


def _reason(failure: HotwordFileError) -> str:
    reason = failure.located_reason
    return chinese_reason(reason) if language.name == "zh" else reason


def line_infos(looked: LookedOver) -> LineInfos:
    """What there is to show of each line, in the language of the window."""
    findings: dict[int, list[Finding]] = {}
    for finding in looked.findings:
        findings.setdefault(finding.line, []).append(finding)
    texts = shown_lines(looked.document)
    order = list(_MARKS)

    def tell(number: int) -> LineInfo:
        found = sorted(findings.get(number, ()), key=lambda each: order.index(each.severity))
        return LineInfo(
            text=texts[number - 1],
            word=looked.words.get(number, ""),
            reading=looked.readings.get(number, ""),
            marks=tuple(LineMark(*_MARKS[each.severity], _sentence(each)) for each in found),
        )

    return LineInfos(texts, tell)


def _sentence(finding: Finding) -> str:
    sentence = finding.message(language.name)
    return chinese_reason(sentence) if language.name == "zh" else sentence
