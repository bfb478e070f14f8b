"""Our own line icons, drawn in the theme's colours at any size."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from gui.theme import Theme

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"
PLACEHOLDER = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" '
    'stroke="currentColor" stroke-width="1.75"><circle cx="12" cy="12" r="7"/></svg>'
)


def icon(name: str, colour: str = "text") -> QIcon:
    """The icon `name` (a file of resources/icons) in the theme's `colour`, whichever is in force.

    It is drawn when it is painted, so that it follows a change of theme or of scaling by itself.
    """
    return QIcon(_Engine(name, colour))


class _Engine(QIconEngine):
    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        from PySide6.QtSvg import QSvgRenderer

        theme = Theme.current()
        colour = theme.colour("line_strong" if mode == QIcon.Mode.Disabled else self._colour)
        drawing = _drawing(self._name).replace("currentColor", colour.name())
        QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._colour)


@cache
def _drawing(name: str) -> str:
    path = FOLDER / f"{name}.svg"
    return path.read_text(encoding="utf-8") if path.exists() else PLACEHOLDER
