"""The line at the bottom: how the engine is, what it runs on, and a word on what was just done."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QStatusBar

from gui.icons import icon
from gui.job_runner import EngineStatus
from gui.texts import language, tr
from gui.theme import Theme, set_role

_ICONS = {"starting": "clock", "ready": "check", "failed": "error", "restarting": "retry"}
_ROLES = {"starting": "muted", "ready": "ok", "failed": "danger", "restarting": "warning"}
MESSAGE_MS = 6000


class StatusLine(QStatusBar):
    """Shows the engine's state in words beside its icon, never by colour alone."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setSizeGripEnabled(False)
        self._status: EngineStatus | None = None
        self._icon, self._engine = QLabel(), QLabel()
        self._engine.setObjectName("status.engine")
        self._local_icon, self._local = QLabel(), QLabel()
        self._local.setObjectName("status.local")
        self._saved = QLabel()
        self._saved.setObjectName("status.saved")
        for label in (self._local, self._saved):
            set_role(label, "muted")
        self.addWidget(self._icon)
        self.addWidget(self._engine, 1)
        self.addPermanentWidget(self._saved)
        self.addPermanentWidget(self._local_icon)
        self.addPermanentWidget(self._local)
        language.changed.connect(self.retranslate)
        Theme.current().theme_changed.connect(self._draw)
        self.retranslate()

    def show_engine(self, status: EngineStatus) -> None:
        """Say how the engine is and on which device it runs."""
        self._status = status
        self.retranslate()

    def say(self, sentence: str) -> None:
        """Show a sentence for a while."""
        self.showMessage(sentence, MESSAGE_MS)

    def take_back(self, sentence: str) -> None:
        """Show a sentence no more, since it is not true any longer."""
        if self.currentMessage() == sentence:
            self.clearMessage()

    def retranslate(self) -> None:
        """Write all words in the language that is set."""
        self._local.setText(tr("Nothing leaves this computer"))
        self._saved.setText(tr("Every finished segment is on disk"))
        status = self._status
        if status is None:
            self._engine.setText(tr("The engine starts after the window"))
        else:
            # A full stop in the middle of the line would look like a slip.
            said = [status.sentence.rstrip(".。"), status.model] if status.model else []
            self._engine.setText(" · ".join(said) or status.sentence)
            self._engine.setToolTip(
                "\n".join(part for part in (self._engine.text(), status.device) if part)
            )
        self._draw()

    def _draw(self) -> None:
        state = self._status.state if self._status else "starting"
        role = _ROLES[state]
        set_role(self._engine, role)
        size, ratio = QSize(14, 14), self.devicePixelRatioF()
        self._icon.setPixmap(icon(_ICONS[state], role).pixmap(size, ratio))
        self._local_icon.setPixmap(icon("local", "muted").pixmap(size, ratio))
