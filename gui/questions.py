"""The few messages that stand in the way: closing, texts that would be gone, "about"."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from asr_core.errors import AsrError
from asr_core.locations import PROGRAM_ROOT
from gui.icons import icon
from gui.texts import language, tr

_ICON_PX = 40


def agrees_to_close(parent: QWidget) -> bool:
    """Ask whether to close although a file is being transcribed."""
    return _agrees(*closing_question(parent))


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


def agrees_to_lose(parent: QWidget, failure: AsrError, *, keeps_texts: bool) -> bool:
    """Ask whether to close although the latest changes are not on the disk, for `failure`."""
    return _agrees(*loss_question(parent, failure, keeps_texts=keeps_texts))


def loss_question(
    parent: QWidget, failure: AsrError, *, keeps_texts: bool
) -> tuple[QMessageBox, QAbstractButton]:
    """The question, and its button that agrees.

    `keeps_texts`: only the list is not on the disk as it is now.
    """
    box, closing = _question(
        parent,
        "loss_question",
        tr("The latest changes are not on disk. Close all the same?"),
        f"{_what_is_lost(keeps_texts)}\n{failure.message(language.name)}\n\n"
        + tr("Stay, free some space or export your text, and close again."),
        ("close", tr("Close and lose them"), QMessageBox.ButtonRole.DestructiveRole),
        ("stay", tr("Stay")),
    )
    _draw(box, "warning", "warning")
    return box, closing


def tell_lost(parent: QWidget, failure: AsrError, *, keeps_texts: bool) -> None:
    """Say that the latest changes could not be written, now that it is too late."""
    _tell(
        parent,
        tr("HotScribe"),
        f"{_what_is_lost(keeps_texts)}\n\n{failure.message(language.name)}",
    )


def _what_is_lost(keeps_texts: bool) -> str:
    return (
        tr(
            "All texts and edits are on disk; what could not be kept is what changed last "
            "in the list of files."
        )
        if keeps_texts
        else tr("The text or the edits of the last moments could not be kept.")
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
    _draw(box, "warning", "warning")
    box.setWindowTitle(tr("Remove"))
    return box, removing


def _agrees(asking: QMessageBox, agreeing: QAbstractButton) -> bool:
    """Whether a person agrees; the question is gone afterwards."""
    asking.exec()
    try:
        return asking.clickedButton() is agreeing
    finally:
        asking.deleteLater()


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
    _draw(asking, "question", "accent")
    asking.setWindowTitle(tr("HotScribe"))
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
    _tell(
        parent,
        tr("HotScribe"),
        tr(
            "These hotword lists could not be saved where they are: {names}. "
            "Your words are kept in {folder}.",
            names=", ".join(names),
            folder=folder,
        ),
    )


def agrees_to_save(parent: QWidget, name: str) -> bool:
    """Ask whether to save the list `name`, which could be saved nowhere so far, elsewhere."""
    return _agrees(*unsaved_list_question(parent, name))


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
    _draw(box, "warning", "warning")
    return box, saving


def show_about(parent: QWidget) -> None:
    """Say what this program is, and which version."""
    _tell(
        parent,
        tr("About HotScribe"),
        f"{tr('HotScribe')} {_version()}\n\n"
        + tr("Subtitles from audio and video on this computer, steered by your hotwords."),
        drawing="hotscribe",
    )


def _version() -> str:
    """The version that is installed, else that of the source it runs from."""
    try:
        return importlib.metadata.version("hotscribe")
    except importlib.metadata.PackageNotFoundError:
        pass
    try:
        project = tomllib.loads((PROGRAM_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])
    except (OSError, ValueError, KeyError):
        return tr("(development)")


def _tell(parent: QWidget, title: str, text: str, *, drawing: str = "warning") -> None:
    """Say something that wants no answer."""
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setText(text)
    _draw(box, drawing, "warning" if drawing == "warning" else "accent")
    box.exec()
    box.deleteLater()


def _draw(box: QMessageBox, name: str, colour: str) -> None:
    """Put an icon of our own into `box`, in place of the system's."""
    size = QSize(_ICON_PX, _ICON_PX)
    box.setIconPixmap(icon(name, colour).pixmap(size, box.devicePixelRatio()))
