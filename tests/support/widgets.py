"""Finding widgets, and dropping files on them."""

from __future__ import annotations

import warnings
from typing import TypeVar

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

T = TypeVar("T", bound=QObject)
W = TypeVar("W", bound=QWidget)

_PLACE = QPoint(10, 10)
_COPY, _LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
_NO_KEYS = Qt.KeyboardModifier.NoModifier


def child(parent: QObject, kind: type[T], name: str = "") -> T:
    """The only one of this kind below `parent`, or the one of this name."""
    found = parent.findChild(kind, name) if name else parent.findChild(kind)
    assert found is not None, f"there is no {kind.__name__} {name}"
    return found


def shown(parent: QObject, kind: type[W], name: str) -> W:
    """The one of this name that can be seen; one that is about to be deleted cannot."""
    found = [widget for widget in parent.findChildren(kind, name) if widget.isVisible()]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


def button(parent: QObject, name: str) -> QAbstractButton:
    """The button of this name that can be seen."""
    return shown(parent, QAbstractButton, name)


def click(qtbot: QtBot, parent: QObject, name: str) -> None:
    """Click the button of this name."""
    qtbot.mouseClick(button(parent, name), Qt.MouseButton.LeftButton)


def dragged(*urls: QUrl) -> QMimeData:
    """What is dragged when these files are."""
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def entering(data: QMimeData) -> QDragEnterEvent:
    """`data` comes over a widget, which has not accepted it yet."""
    with warnings.catch_warnings():
        # From 6.12 on another signature is asked for, which earlier ones do not have.
        warnings.simplefilter("ignore", DeprecationWarning)
        event = QDragEnterEvent(_PLACE, _COPY, data, _LEFT, _NO_KEYS)
    event.ignore()
    return event


def dropping(data: QMimeData) -> QDropEvent:
    """`data` is let go over a widget."""
    return QDropEvent(QPointF(_PLACE), _COPY, data, _LEFT, _NO_KEYS, QEvent.Type.Drop)
