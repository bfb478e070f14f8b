"""What becomes of hotword lists that cannot be saved where they are when the window closes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from gui.questions import agrees_to_save, tell_rescued
from gui.texts import tr


def rescue_lists(parent: QWidget, texts: Mapping[Path, str], folder: Path) -> None:
    """Keep `texts`, by the paths of their lists, in `folder`, and tell a person about it.

    What cannot be kept there either is asked another place for, until one will do or is not wanted
    any more. No file that is there already is overwritten.
    """
    kept: dict[Path, Path] = {}
    for path, text in texts.items():
        try:
            kept[path] = _keep(folder, path, text)
        except OSError:
            _save_elsewhere(parent, path.name, text)
    if kept:
        tell_rescued(parent, [f"{path} → {file.name}" for path, file in kept.items()], folder)


def _keep(folder: Path, path: Path, text: str) -> Path:
    """Write `text` into a new file of `folder`, named after `path`."""
    folder.mkdir(parents=True, exist_ok=True)
    kept, number = folder / path.name, 1
    while kept.exists():
        number += 1
        kept = folder / f"{path.stem} {number}{path.suffix}"
    try:
        # A letter that is none, which Qt lets be typed, may not cost the others.
        kept.write_text(text, encoding="utf-8", errors="replace")
    except OSError:
        kept.unlink(missing_ok=True)
        raise
    return kept


def _save_elsewhere(parent: QWidget, name: str, text: str) -> None:
    while agrees_to_save(parent, name):
        chosen, _ = QFileDialog.getSaveFileName(parent, tr("Save the hotword list"), name)
        if chosen:
            try:
                Path(chosen).write_text(text, encoding="utf-8", errors="replace")
            except OSError:
                continue
            return
