"""Asks which version of a line counts, where a list was changed here and elsewhere at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.hotword_merge import Choice, Conflict
from gui.texts import language, tr
from gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role

_CHOICES: tuple[Choice, ...] = ("both", "mine", "theirs")


class HotwordMergeDialog(QDialog):
    """One card for each conflict; `choices` tells what was chosen, at first both versions."""

    def __init__(
        self, name: str, conflicts: Sequence[Conflict], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._cards = [_Card(conflict, number) for number, conflict in enumerate(conflicts, 1)]
        self._intro = QLabel()
        self._intro.setWordWrap(True)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, GAP, 0)
        column.setSpacing(GAP)
        for card in self._cards:
            column.addWidget(card)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        self._buttons = QDialogButtonBox()
        self._together = self._buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self._together.setObjectName("hotwords.merge.together")
        self._later = self._buttons.addButton("", QDialogButtonBox.ButtonRole.RejectRole)
        self._later.setObjectName("hotwords.merge.later")
        set_role(self._together, "primary")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP_LARGE, GAP_LARGE, GAP_LARGE, GAP_LARGE)
        whole.setSpacing(GAP_LARGE)
        whole.addWidget(self._intro)
        whole.addWidget(area, 1)
        whole.addWidget(self._buttons)
        self.setObjectName("hotwords.merge")
        self.resize(520, 420)
        language.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def choices(self) -> list[Choice]:
        """What was chosen, one for each conflict."""
        return [card.choice for card in self._cards]

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Put both versions together"))
        self._intro.setText(
            tr(
                "“{name}” was changed here and by another program, in the same lines. "
                "Nothing has been overwritten. Which lines count?",
                name=self._name,
            )
        )
        self._together.setText(tr("Put together"))
        self._later.setText(tr("Later"))
        for card in self._cards:
            card.retranslate()


class _Card(QFrame):
    """One conflict, and three ways out of it."""

    def __init__(self, conflict: Conflict, number: int) -> None:
        super().__init__()
        set_role(self, "card")
        self._conflict, self._number = conflict, number
        self._heading = QLabel()
        set_role(self._heading, "heading")
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP_SMALL)
        column.addWidget(self._heading)
        for place, choice in enumerate(_CHOICES):
            button = QRadioButton()
            button.setObjectName(f"hotwords.merge.{choice}.{number}")
            self._group.addButton(button, place)
            column.addWidget(button)
        self._group.button(0).setChecked(True)

    @property
    def choice(self) -> Choice:
        """What is chosen."""
        return _CHOICES[self._group.checkedId()]

    def retranslate(self) -> None:
        before = _shown(self._conflict.base) if self._conflict.base else tr("(nothing)")
        self._heading.setText(tr("{number}. It was: {lines}", number=self._number, lines=before))
        names = (tr("Both:"), tr("As it is here:"), tr("As the other program has it:"))
        for place, name in enumerate(names):
            lines = self._conflict.resolved(_CHOICES[place])
            shown = _shown(lines) if lines else tr("(nothing)")
            button = self._group.button(place)
            # An ampersand in a word is no key.
            button.setText(f"{name}\n{shown}".replace("&", "&&"))
            button.setAccessibleName(f"{name} {shown}")


def _shown(lines: Sequence[str]) -> str:
    return "\n".join(line or "␣" for line in lines)
