"""A label of one line that gives way in its middle where room is short; its tooltip has it all."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

_SMALLEST_PX = 60


class ElidedLabel(QLabel):
    """Shows a name that may be long: both its ends say something, so the middle goes first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """A few letters."""
        whole = super().minimumSizeHint()
        return QSize(min(_SMALLEST_PX, whole.width()), whole.height())

    def setText(self, text: str) -> None:  # noqa: N802
        """Show another text."""
        super().setText(text)
        self._complete()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show more or less of it."""
        super().resizeEvent(event)
        self._complete()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint what has room."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), self.alignment(), self._shown())
        painter.end()

    def _complete(self) -> None:
        self.setToolTip(self.text() if self._shown() != self.text() else "")

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, self.contentsRect().width()
        )
