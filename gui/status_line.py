"""The line at the bottom: how the engine is, what it runs on, and a word on what was just done."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QStatusBar, QWidget

from asr_core.errors import AsrError
from gui.elided_label import ElidedLabel
from gui.icons import icon
from gui.job_runner import EngineStatus
from gui.texts import language, tr
from gui.theme import GAP, GAP_SMALL, Theme, set_role

_ICONS = {"starting": "clock", "ready": "check", "failed": "error", "restarting": "retry"}
_ROLES = {"starting": "muted", "ready": "ok", "failed": "danger", "restarting": "muted"}
MESSAGE_MS = 6000
_OWN_MARGIN_PX = 2
"""What a status bar of Qt leaves free at its sides."""


class StatusLine(QStatusBar):
    """Shows the engine's state in words beside its icon, never by colour alone."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setSizeGripEnabled(False)
        self._status: EngineStatus | None = None
        self._unsaved: AsrError | None = None
        self._icon = QLabel()
        self._engine = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self._engine.setObjectName("status.engine")
        self._local_icon, self._local = QLabel(), QLabel()
        self._local.setObjectName("status.local")
        self._saved_icon, self._saved = QLabel(), QLabel()
        self._saved.setObjectName("status.saved")
        set_role(self._local, "muted")
        self.setContentsMargins(GAP - _OWN_MARGIN_PX, 0, GAP - _OWN_MARGIN_PX, 0)
        self._word = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self._word.setObjectName("status.word")
        self._word_ends = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self._word_ends.timeout.connect(lambda: self.take_back(self.word))
        # Not the message of a status bar, which Qt cuts off without a sign.
        self._left = QStackedWidget()
        self._left.addWidget(_side_by_side(self._icon, self._engine))
        self._left.addWidget(self._word)
        self.addWidget(self._left, 1)
        self.addPermanentWidget(_side_by_side(self._saved_icon, self._saved))
        self.addPermanentWidget(_side_by_side(self._local_icon, self._local))
        language.changed.connect(self.retranslate)
        Theme.current().theme_changed.connect(self._draw)
        self.retranslate()

    def show_engine(self, status: EngineStatus) -> None:
        """Say how the engine is and on which device it runs."""
        self._status = status
        if status.state == "failed":
            self.take_back(self.word)  # Nothing else may stand over that.
        self.retranslate()

    def show_unsaved(self, failure: AsrError | None) -> None:
        """Say that not everything is on the disk, as long as that is so; None: all of it is."""
        self._unsaved = failure
        self.retranslate()

    def say(self, sentence: str) -> None:
        """Show a sentence for a while."""
        self._word.setText(sentence)
        self._left.setCurrentWidget(self._word)
        self._word_ends.start()

    @property
    def word(self) -> str:
        """The sentence that is shown for a while, "" when it is over."""
        return self._word.text()

    def take_back(self, sentence: str) -> None:
        """Show a sentence no more, since it is not true any longer."""
        if self.word == sentence:
            self._word_ends.stop()
            self._word.setText("")
            self._left.setCurrentIndex(0)

    def retranslate(self) -> None:
        """Write all words in the language that is set."""
        self._local.setText(tr("Nothing leaves this computer"))
        self._local.setToolTip(
            tr("No file, no text and no hotword is sent anywhere; it all works without a network.")
        )
        self._say_what_is_saved()
        status = self._status
        if status is None:
            self._engine.setText(tr("The engine is starting…"))
        else:
            # A full stop in the middle of the line would look like a slip.
            said = [status.sentence.rstrip(".。"), status.model] if status.model else []
            self._engine.setText(" · ".join(said) or status.sentence)
            self._engine.tell_more(
                "\n".join(part for part in (self._engine.text(), status.device) if part)
            )
        self._draw()

    def _say_what_is_saved(self) -> None:
        failure = self._unsaved
        if failure is None:
            words = tr("Every finished segment is on disk")
            tip = tr("A crash or a power cut costs at most the segment that is being heard.")
        else:
            words = tr("Not everything is on disk: {reason}", reason=failure.reason(language.name))
            tip = "\n".join(
                (
                    failure.message(language.name),
                    tr("It is written as soon as that is possible. Please keep the window open."),
                )
            )
        self._saved.setText(words)
        self._saved.setToolTip(tip)
        set_role(self._saved, "muted" if failure is None else "warning")
        self._saved_icon.setVisible(failure is not None)

    def _draw(self) -> None:
        state = self._status.state if self._status else "starting"
        role = _ROLES[state]
        set_role(self._engine, role)
        size, ratio = QSize(14, 14), self.devicePixelRatioF()
        self._icon.setPixmap(icon(_ICONS[state], role).pixmap(size, ratio))
        self._local_icon.setPixmap(icon("local", "muted").pixmap(size, ratio))
        self._saved_icon.setPixmap(icon("warning", "warning").pixmap(size, ratio))


def _side_by_side(drawing: QLabel, words: QLabel) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP_SMALL + 2)
    row.addWidget(drawing)
    row.addWidget(words, 1)
    return both
