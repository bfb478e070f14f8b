"""A scroll bar that lies over the edge of what it scrolls, so that the rows reach that edge."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar, QWidget

WIDTH_PX = 10


class OverlayScrollBar(QScrollBar):
    """Does what the vertical bar of `area` does, which itself is not shown any more.

    What is painted should leave `WIDTH_PX` free at its right edge.
    """

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self._area = area
        self._own = area.verticalScrollBar()
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._own.rangeChanged.connect(self._follow)
        self._own.valueChanged.connect(self.setValue)
        self.valueChanged.connect(self._own.setValue)
        area.viewport().installEventFilter(self)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Stay at the edge of the viewport."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and isinstance(watched, QWidget):
            port = watched.geometry()
            self.setGeometry(port.right() - WIDTH_PX + 1, port.top(), WIDTH_PX, port.height())
            self.raise_()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        self.setPageStep(self._own.pageStep())
        self.setSingleStep(self._own.singleStep())
        self.setRange(self._own.minimum(), self._own.maximum())
        self.setVisible(self._own.maximum() > self._own.minimum())
