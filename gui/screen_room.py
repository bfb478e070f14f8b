"""Windows that fit the screen they are on, however small it is and whichever has gone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_TITLE_PX = 34
"""What the system's title bar takes above a window, which tells its size without it."""


def resize_to_fit(window: QWidget, width: int, height: int) -> None:
    """Make `window` so large, or as large as its screen has room for."""
    window.resize(QSize(width, height).boundedTo(_room(window.screen().availableGeometry()).size()))


def bring_into_sight(window: QWidget) -> None:
    """Move and shrink `window` so that all of it is on a screen that is there."""
    if not window.isMaximized() and not window.isFullScreen():
        screens = [_room(screen.availableGeometry()) for screen in QGuiApplication.screens()]
        window.setGeometry(in_sight(window.geometry(), screens))


def in_sight(wanted: QRect, screens: Sequence[QRect]) -> QRect:
    """The place nearest to `wanted` on the screen that shows most of it, else on the first.

    >>> in_sight(QRect(5000, 10, 1280, 800), [QRect(0, 0, 1280, 720)])
    PySide6.QtCore.QRect(0, 0, 1280, 720)
    """

    def seen(screen: QRect) -> int:
        part = screen.intersected(wanted)
        return part.width() * part.height()

    home = max(screens, key=seen)  # The first of equals.
    size = wanted.size().boundedTo(home.size())
    left = max(home.left(), min(wanted.left(), home.left() + home.width() - size.width()))
    top = max(home.top(), min(wanted.top(), home.top() + home.height() - size.height()))
    return QRect(left, top, size.width(), size.height())


def _room(screen: QRect) -> QRect:
    return screen.adjusted(0, _TITLE_PX, 0, 0)
