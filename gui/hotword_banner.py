"""A strip that says what happened to a list and offers what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.flow_layout import FlowLayout
from gui.icons import icon
from gui.texts import language, tr
from gui.theme import GAP, GAP_SMALL, Theme, set_role

Kind = Literal["info", "warning", "danger"]
_ICONS = {"info": "info", "warning": "warning", "danger": "error"}
_COLOURS = {"info": "accent", "warning": "warning", "danger": "danger"}

Button = tuple[str, str, Callable[[], object]]
"""The last part of its objectName, an English label, and what it does."""


class HotwordBanner(QFrame):
    """Hidden until `tell`; gone after any of its buttons. `closed`: it was read, and put away."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: Kind = "info"
        self._sentence: Callable[[], str] = str
        self._texts: list[tuple[QPushButton, str]] = []
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._close = QToolButton()
        self._close.setIcon(icon("close"))
        self._close.setObjectName("hotwords.banner.close")
        self._close.clicked.connect(self._shut)
        self._buttons = QWidget()
        FlowLayout(self._buttons)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP_SMALL, GAP_SMALL, GAP)
        column.setSpacing(GAP_SMALL)
        column.addLayout(row)
        column.addWidget(self._buttons)
        language.changed.connect(self.retranslate)
        Theme.current().theme_changed.connect(self._repaint)
        self.retranslate()
        self.hide()

    def tell(
        self,
        kind: Kind,
        sentence: Callable[[], str],
        buttons: Sequence[Button] = (),
        tip: str = "",
        *,
        closes: bool = True,
    ) -> None:
        """Show a sentence, which is asked for again when the language changes."""
        self._kind, self._sentence = kind, sentence
        self.setObjectName(f"hotwords.banner.{kind}")
        self.setToolTip(tip)
        self._close.setVisible(closes)
        for button, _ in self._texts:
            button.hide()
            button.setObjectName("")
            button.deleteLater()
        self._texts = []
        for name, english, act in buttons:
            button = QPushButton()
            button.setObjectName(f"hotwords.banner.{name}")
            set_role(button, "quiet" if self._texts else "")
            button.clicked.connect(lambda _=False, act=act: self._done(act))
            layout = self._buttons.layout()
            if layout is not None:
                layout.addWidget(button)
            self._texts.append((button, english))
        self._buttons.setVisible(bool(buttons))
        self.retranslate()
        self.show()
        self._repaint()

    def retranslate(self) -> None:
        self._close.setToolTip(tr("Close this message"))
        self._close.setAccessibleName(tr("Close this message"))
        for button, english in self._texts:
            button.setText(tr(english))
        sentence = self._sentence()
        self._label.setText(sentence)
        self.setAccessibleName(sentence)

    def sentence(self) -> str:
        """What it says."""
        return self._label.text()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour(_COLOURS[self._kind]))
        painter.setBrush(theme.colour(f"{_COLOURS[self._kind]}_soft"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        painter.end()

    def _repaint(self) -> None:
        mark = icon(_ICONS[self._kind], _COLOURS[self._kind])
        self._icon.setPixmap(mark.pixmap(QSize(18, 18), self.devicePixelRatio()))
        self.update()

    def _shut(self) -> None:
        self.hide()
        self.closed.emit()

    def _done(self, act: Callable[[], object]) -> None:
        self.hide()
        act()
