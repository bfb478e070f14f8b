"""What becomes of hotword lists that cannot be saved where they are when the window closes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gui.questions import agrees_to_save, tell_rescued
from gui.texts import tr


def rescue_lists(parent: QWidget, texts: Mapping[str, str], folder: Path) -> None:
    """Keep `texts`, by the names of their lists, in `folder`, and tell a person about it.

    Where that cannot be either, the person is asked for another place, until one will do or is not
    wanted any more.
    """
    if not texts:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError:
        for name, text in texts.items():
            _save_elsewhere(parent, name, text)
    else:
        tell_rescued(parent, list(texts), folder)


def _save_elsewhere(parent: QWidget, name: str, text: str) -> None:
    while agrees_to_save(parent, name):
        chosen, _ = QFileDialog.getSaveFileName(parent, tr("Save the hotword list"), name)
        if chosen:
            try:
                Path(chosen).write_text(text, encoding="utf-8")
            except OSError:
                continue
            return
