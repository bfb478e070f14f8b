"""A button that opens a menu and looks like the other fields, its words cut to its width."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
)

from gui.theme import set_role

_LEFT, _RIGHT = 8, 24


class MenuField(QPushButton):
    """Shows what is chosen; the menu is filled by whoever listens to its `aboutToShow`.

    `short_words`, if there are any, stand in where not all words have room.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.short_words = ""
        self.setMenu(QMenu(self))
        set_role(self, "field")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words, option.text = option.text, ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        place = self.rect().adjusted(_LEFT, 0, -_RIGHT, 0)
        if self.fontMetrics().horizontalAdvance(words) > place.width():
            words = self.short_words or words
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
        role = QPalette.ColorRole.ButtonText
        painter.drawItemText(
            place, Qt.AlignmentFlag.AlignVCenter, option.palette, self.isEnabled(), shown, role
        )
