"""Try a sentence: what would be recalled if the recogniser heard it so."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QListView, QPlainTextEdit, QVBoxLayout, QWidget

from gui.hotword_sounds import Recalled
from gui.hotword_words import heard_as
from gui.row_list import Row, RowDelegate, RowModel
from gui.texts import language, tr
from gui.theme import GAP_SMALL, Theme, set_role

_PAUSE_MS = 250
_LINES = 2


class HotwordTestBox(QWidget):
    """`recall_wanted` asks for a text's hits once typing pauses; `show_recalled` shows them."""

    recall_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recalled: Recalled | None = None
        self._budget: int | None = None
        self._field = QPlainTextEdit()
        self._field.setObjectName("hotwords.test")
        self._field.setTabChangesFocus(True)
        line = self._field.fontMetrics().lineSpacing()
        self._field.setFixedHeight(line * _LINES + 22)
        self._field.textChanged.connect(self._note_text)
        self._result = QLabel()
        self._result.setWordWrap(True)
        self._result.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._result, "muted")
        self._model = RowModel(self._row, self)
        self._list = QListView()
        self._list.setObjectName("hotwords.test.result")
        self._list.setModel(self._model)
        self._list.setItemDelegate(RowDelegate(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.ask_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP_SMALL, 0, 0)
        column.setSpacing(GAP_SMALL)
        column.addWidget(self._field)
        column.addWidget(self._result)
        column.addWidget(self._list, 1)
        language.changed.connect(self.retranslate)
        Theme.current().theme_changed.connect(self._list.viewport().update)
        self.retranslate()

    def show_text(self, text: str) -> None:
        """Try `text`, a selection from somewhere else."""
        self._field.setPlainText(text)

    def show_budget(self, most: int | None) -> None:
        """Of what is recalled, so many words would be sent."""
        self._budget = most
        self.retranslate()

    def show_recalled(self, recalled: Recalled) -> None:
        """Show an answer, unless the text has changed since it was asked for."""
        if recalled.text == self._field.toPlainText():
            self._recalled = recalled
            self._model.show(list(range(len(recalled.hits) + len(recalled.replaced))))
            self.retranslate()

    def ask_again(self) -> None:
        """Ask for the text's hits: it or the lists have changed."""
        text = self._field.toPlainText()
        if text.strip():
            self.recall_wanted.emit(text)
        else:
            self._recalled = None
            self._model.show([])
            self.retranslate()

    def retranslate(self) -> None:
        self._field.setPlaceholderText(
            tr("Type what might be heard, or select a text and press Ctrl+Shift+T")
        )
        self._field.setAccessibleName(tr("A text to try the list on"))
        self._list.setAccessibleName(tr("What the text would recall"))
        self._list.setVisible(bool(self._model.rowCount()))
        self._result.setText(self._summary())
        self._model.retell()

    @property
    def rows(self) -> list[Row]:
        """What is shown."""
        return [self._row(at) for at in range(self._model.rowCount())]

    @property
    def summary(self) -> str:
        """The sentence over the rows."""
        return self._result.text()

    def _summary(self) -> str:
        if self._recalled is None and self._field.toPlainText().strip():
            return tr("Looking…")
        if self._recalled is None:
            return tr("Shows which listed words would be offered, and which would be replaced.")
        if not self._recalled.words:
            return tr("There is no word in the list yet.")
        if not self._recalled.hits and not self._recalled.replaced:
            return tr("Nothing of the list sounds like it.")
        return tr("Words that sound present: {count}", count=len(self._recalled.hits))

    def _row(self, at: object) -> Row:
        recalled = self._recalled
        if recalled is None or not isinstance(at, int):
            return Row("")
        if at >= len(recalled.hits):
            hit = recalled.replaced[at - len(recalled.hits)]
            title = f"{hit.heard} → {hit.word}"
            return Row(title, tr("would be replaced after"), f"{hit.score:.0%}", "merge", "hot")
        hit = recalled.hits[at]
        sent = self._budget is None or at < self._budget
        parts = [heard_as(hit.word, hit.heard)]
        if hit.differences:
            parts.append(" ".join(hit.differences))
        if not sent:
            parts.append(tr("not sent: no room"))
        mark, colour = ("up", "hot") if sent else ("info", "faint")
        detail = " · ".join(parts)
        return Row(hit.word, detail, f"{hit.score:.0%}", mark, colour, detail)

    def _note_text(self) -> None:
        self._pause.start()
        if self._recalled is None:
            self.retranslate()
