"""The Qt binding returns as many references as it takes.

PySide6 6.12.0 built for Python 3.11 drops one reference to True per call of a slot and one to None
per overridden method of a widget, and the program dies after some thousand signals.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

TIMES = 200


class Painted(QWidget):
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        pass


class Sender(QObject):
    sent = Signal()


def test_signals_and_paintings_cost_no_references(qtbot: QtBot) -> None:
    widget, sender = Painted(), Sender()
    qtbot.addWidget(widget)
    widget.show()
    sender.sent.connect(lambda: None)
    before = {constant: sys.getrefcount(constant) for constant in (None, True, False)}
    for _time in range(TIMES):
        sender.sent.emit()
        widget.repaint()
    lost = {constant: count - sys.getrefcount(constant) for constant, count in before.items()}
    assert max(lost.values()) < TIMES / 2, lost
