"""The map lists what a person acts on, and nothing that Qt makes by itself."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.ui_map import acted_on, spoken_name, ui_map


def test_parts_that_qt_makes_are_left_out(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    box, field, button = QComboBox(), QLineEdit(), QPushButton("&Start")
    box.setEditable(True)
    for widget in (box, field, button):
        widget.setObjectName(type(widget).__name__)
        column.addWidget(widget)
    assert set(acted_on(window)) == {box, field, button}
    assert spoken_name(button) == "Start"
    assert "| `QPushButton` | PushButton | Start |" in ui_map([window])
