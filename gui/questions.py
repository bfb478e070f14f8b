"""The few messages that stand in the way: closing, texts that would be gone, "about"."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from asr_core.errors import AsrError
from gui.texts import language, tr


def agrees_to_close(parent: QWidget) -> bool:
    """Ask whether to close although a file is being transcribed."""
    asking, closing = closing_question(parent)
    asking.exec()
    return asking.clickedButton() is closing


def closing_question(parent: QWidget) -> tuple[QMessageBox, QAbstractButton]:
    """The question, and its button that agrees."""
    return _question(
        parent,
        "close_question",
        tr("A file is being transcribed. Close all the same?"),
        tr("Everything heard so far is kept. After the next start, Continue goes on from here."),
        ("close", tr("Close"), QMessageBox.ButtonRole.AcceptRole),
        ("stay", tr("Stay")),
    )


def agrees_to_lose(parent: QWidget, failure: AsrError) -> bool:
    """Ask whether to close although the latest changes are not on the disk, for `failure`."""
    asking, closing = loss_question(parent, failure)
    asking.exec()
    return asking.clickedButton() is closing


def loss_question(parent: QWidget, failure: AsrError) -> tuple[QMessageBox, QAbstractButton]:
    """The question, and its button that agrees."""
    box, closing = _question(
        parent,
        "loss_question",
        tr("The latest changes are not on disk. Close all the same?"),
        f"{failure.message(language.name)}\n\n"
        + tr("Stay, free some space or export your text, and close again."),
        ("close", tr("Close and lose them"), QMessageBox.ButtonRole.DestructiveRole),
        ("stay", tr("Stay")),
    )
    box.setIcon(QMessageBox.Icon.Warning)
    return box, closing


def tell_lost(parent: QWidget, failure: AsrError) -> None:
    """Say that the latest changes could not be written, now that it is too late."""
    QMessageBox.warning(
        parent,
        "HotScribe",
        tr("The latest changes could not be kept.") + f"\n\n{failure.message(language.name)}",
    )


def removal_question(
    parent: QWidget, unsaved: int, edited: int
) -> tuple[QMessageBox, QAbstractButton]:
    """Whether to remove rows although their texts are nowhere else, and the button that agrees.

    So many are `unsaved`, wholly or in part, so many were `edited` after they were saved.
    """
    said = []
    if unsaved:
        said.append(tr("Texts that are not wholly saved to a file: {count}.", count=unsaved))
    if edited:
        said.append(tr("Texts that were edited after they were saved: {count}.", count=edited))
    box, removing = _question(
        parent,
        "queue.removal",
        "\n".join(said),
        tr("Undo brings them back until HotScribe is closed."),
        ("remove", tr("Remove"), QMessageBox.ButtonRole.DestructiveRole),
        ("keep", tr("Keep")),
    )
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("Remove"))
    return box, removing


def _question(
    parent: QWidget,
    name: str,
    question: str,
    consequence: str,
    agree: tuple[str, str, QMessageBox.ButtonRole],
    refuse: tuple[str, str],
) -> tuple[QMessageBox, QAbstractButton]:
    """A question that is answered with no unless a person says yes on purpose."""
    asking = QMessageBox(parent)
    asking.setObjectName(name)
    asking.setIcon(QMessageBox.Icon.Question)
    asking.setWindowTitle("HotScribe")
    asking.setText(question)
    asking.setInformativeText(consequence)
    refusing = asking.addButton(refuse[1], QMessageBox.ButtonRole.RejectRole)
    refusing.setObjectName(f"{name}.{refuse[0]}")
    agreeing = asking.addButton(agree[1], agree[2])
    agreeing.setObjectName(f"{name}.{agree[0]}")
    asking.setDefaultButton(refusing)
    asking.setEscapeButton(refusing)
    return asking, agreeing


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


def agrees_to_save(parent: QWidget, name: str) -> bool:
    """Ask whether to save the list `name`, which could be saved nowhere so far, elsewhere."""
    asking, saving = unsaved_list_question(parent, name)
    asking.exec()
    return asking.clickedButton() is saving


def unsaved_list_question(parent: QWidget, name: str) -> tuple[QMessageBox, QAbstractButton]:
    """The question, and its button that agrees."""
    box, saving = _question(
        parent,
        "unsaved_list",
        tr("The hotword list {name} could not be saved.", name=name),
        tr("The disk is full or may not be written to. Another place keeps what you typed."),
        ("save", tr("Save elsewhere…"), QMessageBox.ButtonRole.AcceptRole),
        ("lose", tr("Close without saving")),
    )
    box.setIcon(QMessageBox.Icon.Warning)
    return box, saving


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
