"""A panel with a list open and a person before it, and what a recogniser tells of a few words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from widgets import child

from asr_core.transcript import HotwordNote, HotwordUse, Segment
from gui.hotword_banner import HotwordBanner
from gui.hotword_editor import HotwordEditor
from gui.hotword_lines import LineInfo
from gui.hotword_panel import HotwordPanel
from gui.hotword_state import HotwordState

T = TypeVar("T", bound=QWidget)

PATIENCE_MS = 15_000

HEARD = HotwordUse("陈思远", "陈司远", 0.97, sent=True, in_text=True, place=(0, 3), by="model")
OFFERED = HotwordUse("Claude", "cloud", 0.71, sent=True, in_text=False)
FOUND = HotwordUse("户晨风", "胡成风", 0.55, sent=False, in_text=False)


def segment(start: float, *uses: HotwordUse, note: HotwordNote | None = None) -> Segment:
    """A segment of two seconds in which 陈思远 speaks."""
    return Segment(
        start, start + 2, "陈思远说", "zh", hotwords=uses, draft="陈司远说", hotword_note=note
    )


class Desk:
    """A panel with one list open, and a person before it."""

    def __init__(self, panel: HotwordPanel, path: Path, qtbot: QtBot) -> None:
        self.panel, self.path, self.qtbot = panel, path, qtbot
        self.layers: list[tuple[Path, ...]] = []
        panel.layers_changed.connect(self.layers.append)
        panel.open_layers([path])
        self.until(lambda: not self.editor.isReadOnly())

    @property
    def editor(self) -> HotwordEditor:
        return self.find(HotwordEditor)

    @property
    def banner(self) -> HotwordBanner:
        return self.find(HotwordBanner)

    @property
    def state(self) -> str:
        return self.find(HotwordState).sentence()

    @property
    def on_disk(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def find(self, kind: type[T], name: str = "") -> T:
        return child(self.panel, kind, name)

    def info(self, number: int) -> LineInfo:
        return self.editor.info(number) or LineInfo("")

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=PATIENCE_MS)

    def write_line(self, number: int, text: str) -> None:
        cursor = QTextCursor(self.editor.document().findBlockByNumber(number - 1))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)

    def type(self, text: str) -> None:
        self.editor.moveCursor(QTextCursor.MoveOperation.End)
        if text.isascii():
            self.qtbot.keyClicks(self.editor, text)
        else:
            self.compose("", text)

    def compose(self, letters: str, committed: str = "") -> None:
        """What an input method does."""
        event = QInputMethodEvent(letters, [])
        event.setCommitString(committed)
        QApplication.sendEvent(self.editor, event)

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(QWidget, name), Qt.MouseButton.LeftButton)

    def told(self) -> bool:
        return not self.banner.isHidden()
