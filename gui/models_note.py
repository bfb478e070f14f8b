"""The way to a real model, until the program fetches models itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from asr_core.locations import DEMO_MODEL, MODEL_FOLDER
from gui.icons import icon
from gui.texts import language, tr
from gui.theme import GAP, GAP_LARGE

READY_MADE = "https://github.com/HaujetZhao/CapsWriter-Offline/releases"
OFFICIAL = "https://www.modelscope.cn/models/FunAudioLLM/Fun-ASR-Nano-2512"


class ModelsNote(QDialog):
    """Says where real models are, where their files go, and which are here already."""

    def __init__(self, installed: Callable[[], Sequence[str]], parent: QWidget | None) -> None:
        """`installed` names the models that were found when it was last looked."""
        super().__init__(parent)
        self._installed = installed
        self.setObjectName("models")
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._steps = [QLabel(self) for _step in range(3)]
        for step in self._steps:
            step.setWordWrap(True)
        self._here = QLabel(self)
        self._here.setObjectName("models.installed")
        self._here.setProperty("role", "muted")
        self._here.setWordWrap(True)
        self._here.setTextFormat(Qt.TextFormat.PlainText)
        self._ready = self._button("models.ready-made", "down", primary=True)
        self._ready.clicked.connect(lambda: _open(READY_MADE))
        self._official = self._button("models.official", "down")
        self._official.clicked.connect(lambda: _open(OFFICIAL))
        self._folder = self._button("models.folder", "open-folder")
        self._folder.clicked.connect(self._open_folder)
        self._close = self._button("models.close", "close")
        self._close.clicked.connect(self.accept)

        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_LARGE, GAP_LARGE, GAP_LARGE, GAP_LARGE)
        column.setSpacing(GAP)
        column.addWidget(self._title)
        column.addWidget(self._text)
        downloads = QHBoxLayout()
        downloads.addWidget(self._ready)
        downloads.addWidget(self._official)
        downloads.addStretch()
        column.addWidget(self._steps[0])
        column.addLayout(downloads)
        column.addWidget(self._steps[1])
        folder = QHBoxLayout()
        folder.addWidget(self._folder)
        folder.addStretch()
        column.addLayout(folder)
        column.addWidget(self._steps[2])
        column.addWidget(self._here)
        column.addStretch()
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self._close)
        column.addLayout(foot)
        self.setMinimumWidth(520)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Write all words again."""
        self.setWindowTitle(tr("Models for real recordings"))
        self._title.setText(tr("Models for real recordings"))
        self._text.setText(
            tr(
                "The demo model only shows how the program works. Real recordings need "
                "Fun-ASR-Nano. HotScribe opens no connection by itself: these buttons "
                "open your browser."
            )
        )
        self._steps[0].setText(
            tr("1.  Download the ready-made files, or the official checkpoint to convert yourself.")
        )
        self._steps[1].setText(tr("2.  Unpack them into a folder of their own in here:"))
        self._steps[2].setText(tr("3.  Choose the model above the list of text."))
        names = self._installed()
        self._here.setText(
            tr("Here already: {names}", names=", ".join(names))
            if names
            else tr("Here already: only the demo model")
        )
        for button, words in (
            (self._ready, tr("Ready-made files")),
            (self._official, tr("Official checkpoint")),
            (self._folder, tr("Open the folder of models")),
            (self._close, tr("Close")),
        ):
            button.setText(words)
            button.setAccessibleName(words)
        self._ready.setToolTip(READY_MADE)
        self._official.setToolTip(OFFICIAL)
        self._folder.setToolTip(str(MODEL_FOLDER))

    def _button(self, name: str, drawing: str, *, primary: bool = False) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(name)
        button.setIcon(icon(drawing, "on_accent" if primary else "text"))
        if primary:
            button.setProperty("role", "primary")
        return button

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(MODEL_FOLDER)))


def is_demo(model: str) -> bool:
    """Whether the engine runs on the model that is for trying only."""
    return model in ("", "demo", DEMO_MODEL.name)


def _open(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))
