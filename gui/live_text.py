"""The strip below the cues in which the text that is just being heard grows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextLine, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from asr_core.transcription import SpanHeard
from gui.cue_words import time_text
from gui.texts import language, tr
from gui.theme import GAP, GAP_SMALL, Theme, line_height, set_role

FRAMES_PER_S = 20
_LINES = 3


class LiveText(QFrame):
    """Grows with every piece of text, but is painted no more than 20 times a second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cues.live")
        set_role(self, "card")
        self._span: SpanHeard | None = None
        self._text = ""
        self._is_again = False
        self._rest = ""
        self._state = QLabel()
        self._state.setObjectName("cues.live.state")
        set_role(self._state, "muted")
        self._time = QLabel()
        set_role(self._time, "muted")
        self._tail = TailText(self)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(1000 // FRAMES_PER_S)
        self._clock.timeout.connect(self._paint_now)
        self._lay_out()
        language.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def text(self) -> str:
        """What is on the screen now."""
        return self._tail.text

    def begin(self, span: SpanHeard) -> None:
        """A new span is listened to; until it has a text, its draft stands in grey."""
        self._span, self._text, self._is_again = span, "", False
        self.retranslate()
        self._paint_now()

    def add(self, text: str) -> None:
        """Go on with `text`."""
        self._text += text
        if not self._clock.isActive():
            self._clock.start()

    def discard(self) -> None:
        """What came so far is void, the span is heard once more."""
        self._text, self._is_again = "", True
        self.retranslate()
        self._paint_now()

    def end(self) -> None:
        """Nothing is being heard."""
        self.rest("")

    def rest(self, words: str) -> None:
        """Nothing is being heard, and `words` say why."""
        self._span, self._text, self._is_again = None, "", False
        self._rest = words
        self.retranslate()
        self._paint_now()

    def retranslate(self) -> None:
        """Write all words in the language that is set."""
        self.setAccessibleName(tr("Text that is being heard"))
        span = self._span
        if span is None:
            self._state.setText(self._rest)
            self._time.setText("")
            return
        self._state.setText(tr("Heard once more…") if self._is_again else tr("Listening…"))
        start, end = (time_text(round(s * 1000)) for s in (span.start_s, span.end_s))
        self._time.setText(f"{start} – {end}")

    def _paint_now(self) -> None:
        self._clock.stop()
        draft = self._span.draft if self._span is not None and not self._text else ""
        self._tail.show_text(self._text or draft, is_draft=not self._text)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._state)
        top.addStretch(1)
        top.addWidget(self._time)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP + GAP_SMALL, GAP_SMALL, GAP + GAP_SMALL, GAP)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._tail)


class TailText(QWidget):
    """The last three lines of a text, in a box that keeps its height, so that nothing jumps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self._is_draft = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        Theme.current().theme_changed.connect(self.update)

    def show_text(self, text: str, *, is_draft: bool) -> None:
        """Show `text`; a draft, which may still change, in a fainter colour and slanted."""
        self.text, self._is_draft = " ".join(text.split("\n")), is_draft
        self.setAccessibleDescription(self.text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Three lines."""
        return QSize(200, _LINES * line_height(self.font()))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the last lines."""
        if not self.text:
            return
        font = self.font()
        font.setItalic(self._is_draft)
        layout = QTextLayout(self.text, font)
        wrapping = QTextOption()
        wrapping.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(wrapping)
        lines: list[QTextLine] = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width())
            lines.append(line)
        layout.endLayout()
        painter = QPainter(self)
        painter.setPen(Theme.current().colour("muted" if self._is_draft else "text"))
        for number, line in enumerate(lines[-_LINES:]):
            line.draw(painter, QPointF(0, number * line_height(self.font())))
        painter.end()
