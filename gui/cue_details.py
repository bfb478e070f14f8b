"""The line below the cues: what there is to know about the current one, and what keys do."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from gui.icons import icon
from gui.texts import language, tr
from gui.theme import GAP, set_role

_ICON_PX = 16


class CueDetails(QFrame):
    """Says a remark about the current cue; an edited one can be put back from here."""

    restore_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cues.details")
        self._icon = QLabel()
        self._icon.setFixedSize(_ICON_PX, _ICON_PX)
        self._remark = QLabel()
        self._remark.setTextFormat(Qt.TextFormat.PlainText)
        self._remark.setWordWrap(True)
        self._remark.setObjectName("cues.remark")
        set_role(self._remark, "muted")
        self._restore = QPushButton()
        self._restore.setObjectName("cues.restore")
        self._restore.setIcon(icon("undo"))
        set_role(self._restore, "quiet")
        self._restore.clicked.connect(self.restore_pressed)
        self._has_remark = False
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 0, GAP, 0)
        row.setSpacing(GAP)
        row.addWidget(self._icon)
        row.addWidget(self._remark, 1)
        row.addWidget(self._restore)
        self._reserve_height()
        language.changed.connect(self.retranslate)
        self.show_remark("")
        self.retranslate()

    @property
    def text(self) -> str:
        """What is said in full."""
        return self._remark.text()

    def show_remark(self, remark: str, *, kind: str = "", can_restore: bool = False) -> None:
        """Say `remark` beside the icon `kind`; without one, which keys there are."""
        self._has_remark = bool(remark)
        self._restore.setVisible(can_restore)
        self._icon.setVisible(bool(kind))
        if kind:
            colour = "accent" if kind == "edit" else "warning"
            self._icon.setPixmap(icon(kind, colour).pixmap(QSize(_ICON_PX, _ICON_PX)))
        self._remark.setText(remark.replace("\n", " ") or _keys())
        self._remark.setToolTip(remark)

    def retranslate(self) -> None:
        """Write all words in the language that is set."""
        self._restore.setText(tr("Back to what was heard"))
        self._restore.setAccessibleName(tr("Back to what was heard"))
        if not self._has_remark:
            self._remark.setText(_keys())

    def _reserve_height(self) -> None:
        # Two lines, so that the cues do not jump when there is something to say.
        self._remark.ensurePolished()
        two_lines = 2 * self._remark.fontMetrics().lineSpacing()
        self.setFixedHeight(max(two_lines, self._restore.sizeHint().height()) + GAP)


def _keys() -> str:
    return tr("Enter edits · Space plays · Shift+Enter begins a line · Ctrl+Z takes back")
