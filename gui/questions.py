"""The few messages that stand in the way: closing while a file is transcribed, and "about"."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from gui.texts import tr


def agrees_to_close(parent: QWidget) -> bool:
    """Ask whether to close although a file is being transcribed."""
    asking = QMessageBox(parent)
    asking.setObjectName("close_question")
    asking.setIcon(QMessageBox.Icon.Question)
    asking.setWindowTitle("HotScribe")
    asking.setText(tr("A file is being transcribed. Close all the same?"))
    asking.setInformativeText(
        tr("Everything heard so far is kept. After the next start, Continue goes on from here.")
    )
    closing = asking.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
    closing.setObjectName("close_question.close")
    staying = asking.addButton(tr("Stay"), QMessageBox.ButtonRole.RejectRole)
    staying.setObjectName("close_question.stay")
    asking.setDefaultButton(staying)
    asking.setEscapeButton(staying)
    asking.exec()
    return asking.clickedButton() is closing


def tell_rescued(parent: QWidget, names: list[str], folder: Path) -> None:
    """Say that hotword lists could not be saved where they belong, and where their words are."""
    QMessageBox.warning(
        parent,
        "HotScribe",
        tr(
            "These hotword lists could not be saved where they are: {names}. "
            "Your words are kept in {folder}.",
            names=", ".join(names),
            folder=folder,
        ),
    )


def show_about(parent: QWidget) -> None:
    """Say what this program is, and which version."""
    try:
        version = importlib.metadata.version("hotscribe")
    except importlib.metadata.PackageNotFoundError:
        version = ""
    QMessageBox.about(
        parent,
        tr("About HotScribe"),
        f"HotScribe {version}\n\n"
        + tr("Subtitles from audio and video on this computer, steered by your hotwords."),
    )
