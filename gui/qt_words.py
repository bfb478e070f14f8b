"""Qt's own words in the window's language: of message boxes, editors' menus and file dialogs."""

from __future__ import annotations

import logging
from pathlib import Path

import PySide6
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator

from gui.texts import language

_CATALOGUE = "qtbase_zh_CN"
_BESIDE_QT = ("Qt/translations", "translations")
_MISSING = {
    "&Look in:": "查找范围(&L)：",
    "Files of &type:": "文件类型(&T)：",
    "Drive": "驱动器",
    "Folder": "文件夹",
}
"""What Qt 6's catalogue has no words for."""

_log = logging.getLogger(__name__)


class QtWords(QTranslator):
    """Puts Qt's words into Chinese while the window speaks it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_found = any(self.load(_CATALOGUE, str(folder)) for folder in _folders())
        if not self.is_found:
            _log.warning("Qt's own words stay English: there is no %s.qm", _CATALOGUE)
        language.changed.connect(self._follow)
        self._follow()

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        known = super().translate(context, sourceText, disambiguation, n)
        return known or _MISSING.get(sourceText, "")

    def _follow(self) -> None:
        QCoreApplication.removeTranslator(self)
        if language.name == "zh":
            QCoreApplication.installTranslator(self)


def _folders() -> list[Path]:
    """Where the catalogue may be: where Qt says, which a packed program knows too, or beside it."""
    said = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    home = Path(PySide6.__file__ or ".").parent
    return [said, *(home / folder for folder in _BESIDE_QT)]
