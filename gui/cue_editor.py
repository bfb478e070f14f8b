"""The box in which the text of a cue is edited."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.texts import tr
from gui.theme import GAP

_PADDING_PX = 2
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


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
        self.setStyleSheet(f"padding: {_PADDING_PX}px {GAP - 2}px")
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
        """Stand over `cell`, and over the rows below where the text needs them."""
        self._cell = QRect(cell)
        frame = 2 * self.frameWidth() + 2 * _PADDING_PX
        needed = self.fontMetrics().lineSpacing() * max(2, self._line_count()) + frame
        place = QRect(cell.left(), cell.top() - 1, cell.width(), max(cell.height() + 1, needed))
        room = self.parentWidget()
        limit = place.bottom() + 1 if room is None else room.height()
        if place.bottom() >= limit:
            place.moveBottom(max(limit - 1, place.height() - 1))
        self.setGeometry(place)

    def _line_count(self) -> int:
        # A plain text document counts its height in lines.
        return round(self.document().size().height())

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
