"""A label of one line that gives way where room is short; its tooltip has it all."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

_SMALLEST_PX = 60


class ElidedLabel(QLabel):
    """Shows a name that may be long: both its ends say something, so the middle goes first.

    Of a sentence the end goes first, with `mode` ElideRight.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self._more = ""
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """A few letters."""
        whole = super().minimumSizeHint()
        return QSize(min(_SMALLEST_PX, whole.width()), whole.height())

    def setText(self, text: str) -> None:  # noqa: N802
        """Show another text."""
        super().setText(text)
        self._complete()

    def tell_more(self, tip: str) -> None:
        """Have the tooltip say this, whether or not all of the text has room."""
        self._more = tip
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
        self.setToolTip(self._more or (self.text() if self._shown() != self.text() else ""))

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), self._mode, self.contentsRect().width())
