"""The buttons of a job, side by side, in a new line where there is no more room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from gui.flow_layout import FlowLayout
from gui.icons import icon
from gui.job_actions import JobAction, look_of, tip_of


class ActionRow(QWidget):
    """Buttons for the actions it is given; `asked` says which `JobAction` was chosen."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[JobAction, QPushButton] = {}
        self._has_primary = False
        self._row = FlowLayout(self)

    def show_actions(self, actions: Sequence[JobAction], *, first_is_primary: bool = False) -> None:
        """Have one button for each of `actions`, in this order."""
        if list(self._buttons) != list(actions) or first_is_primary != self._has_primary:
            self._has_primary = first_is_primary
            had_focus = any(button.hasFocus() for button in self._buttons.values())
            self._make(actions)
            if had_focus and actions:
                # Who works by keyboard stays here when “Pause” has become “Continue”.
                self._buttons[actions[0]].setFocus(Qt.FocusReason.OtherFocusReason)
        self.retranslate()

    def retranslate(self) -> None:
        """Write all words again."""
        for action, button in self._buttons.items():
            words = look_of(action).words
            tip = tip_of(action)
            # The bin is known by its picture; the room is for what is less plain.
            is_bare = action is JobAction.REMOVE and not self._has_primary
            button.setText("" if is_bare else words)
            button.setToolTip(f"{words}\n{tip}" if is_bare else tip)
            button.setAccessibleName(words)

    def _make(self, actions: Sequence[JobAction]) -> None:
        for button in self._buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for action in actions:
            is_primary = self._has_primary and action is actions[0]
            button = QPushButton(self)
            button.setObjectName(f"queue.row.{action.value}")
            button.setProperty("role", "primary" if is_primary else "link")
            button.setIcon(icon(look_of(action).icon, "on_accent" if is_primary else "text"))
            button.clicked.connect(lambda _checked, chosen=action: self.asked.emit(chosen))
            self._buttons[action] = button
            self._row.addWidget(button)
            button.show()
