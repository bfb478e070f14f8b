"""The few messages that stand in the way: closing while a file is transcribed, and "about"."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
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


def tell_unsaved(parent: QWidget, texts: Mapping[str, str]) -> None:
    """Say that hotword lists could be saved nowhere, and show their words to be copied.

    `texts` are the lists by name.
    """
    telling = QMessageBox(
        QMessageBox.Icon.Warning,
        "HotScribe",
        tr("These hotword lists could not be saved anywhere: {names}.", names=", ".join(texts)),
        parent=parent,
    )
    telling.setObjectName("unsaved_lists")
    telling.setInformativeText(
        tr("The disk is full or may not be written to. Their words are below: copy them now.")
    )
    telling.setDetailedText("\n".join(texts.values()))
    telling.exec()


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
