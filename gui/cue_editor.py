"""The box in which the text of a cue is edited."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.texts import tr
from gui.theme import GAP

_BORDER_PX = 2
_PADDING_PX = 2
_LINES = 2
_SLACK_PX = 2
"""Without it Qt takes the last line for cut off, and scrolls."""
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


def text_top(cell: QRect, height_px: float) -> int:
    """Where a text of this height begins in its cell, whether it is read or edited."""
    return cell.top() + int((cell.height() - 1 - height_px) / 2)


class CueEditor(QPlainTextEdit):
    """Enter takes the text and goes to the next cue, Shift+Enter begins a line, Esc gives up.

    `finished` carries the box, how many cues to go on by, and whether to edit that one, too, as Alt
    with an arrow does. What an input method composes comes here only when it is complete, so that
    its own Enter ends nothing.
    """

    finished = Signal(QWidget, int, bool)
    cancelled = Signal(QWidget)

    def __init__(self, cue_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.cue_id = cue_id
        self._was_filled = False
        self._cell = QRect()
        self.setObjectName("cues.editor")
        self.setAccessibleName(tr("Text of the cue"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet(
            f"border-width: {_BORDER_PX}px; padding: {_PADDING_PX}px {GAP - _BORDER_PX}px"
        )
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._grow)

    @property
    def is_changed(self) -> bool:
        """Whether anything was typed."""
        return self.document().isModified()

    def begin(self, text: str) -> None:
        """Show `text`, the first time."""
        if not self._was_filled:
            self._was_filled = True
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)

    def cover(self, cell: QRect) -> None:
        """Stand over `cell` with the text where it was painted, and over the rows below."""
        self._cell = QRect(cell)
        # Its lines break as wide as it is.
        self.resize(cell.width(), self.height())
        heights = self._line_heights()
        frame = _BORDER_PX + _PADDING_PX
        above = max(0, text_top(cell, sum(heights[:_LINES])) - (cell.top() - 1) - frame)
        self.setViewportMargins(0, above, 0, 0)
        needed = above + ceil(sum(heights)) + 2 * frame + _SLACK_PX
        place = QRect(cell.left(), cell.top() - 1, cell.width(), max(cell.height() + 1, needed))
        room = self.parentWidget()
        limit = place.bottom() + 1 if room is None else room.height()
        if place.bottom() >= limit:
            place.moveBottom(max(limit - 1, place.height() - 1))
        self.setGeometry(place)
        if place.height() >= needed:
            self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Break the lines anew: before it is first shown, Qt knows of no width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow()

    def _line_heights(self) -> list[float]:
        heights = []
        block = self.document().begin()
        while block.isValid():
            self.blockBoundingRect(block)  # Lays it out.
            layout = block.layout()
            heights += [layout.lineAt(at).height() for at in range(layout.lineCount())]
            block = block.next()
        return heights

    def _grow(self) -> None:
        if not self._cell.isNull():
            self.cover(self._cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take the keys that end the edit; all others write."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")
        elif is_enter:
            self.finished.emit(self, 1, False)
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit(self)
        elif event.key() in _STEPS and modifiers == Qt.KeyboardModifier.AltModifier:
            self.finished.emit(self, _STEPS[Qt.Key(event.key())], True)
        else:
            super().keyPressEvent(event)
