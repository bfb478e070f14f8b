"""The window's own words in English and Simplified Chinese, switchable while it is open.

English sentences are the keys, so that the code reads as it speaks. A widget writes its words in
`retranslate()` and connects that to `language.changed`.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Signal

from asr_core.errors import Language
from gui.texts_zh import CHINESE


class SpokenLanguage(QObject):
    """The language of the window; `changed` asks every widget to write its words again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name: Language = "en"


language = SpokenLanguage()


def system_language() -> Language:
    """Chinese where the desktop's first language is Chinese, else English."""
    wanted = [*QLocale.system().uiLanguages(), QLocale.system().name()]
    return "zh" if wanted[0].lower().startswith("zh") else "en"


def set_language(name: Language) -> None:
    """Speak `name` from now on."""
    if name != language.name:
        language.name = name
        language.changed.emit()


def tr(english: str, **values: object) -> str:
    """`english`, in the window's language, with `values` filled in.

    >>> tr("{count} files", count=3)
    '3 files'
    """
    sentence = CHINESE.get(english, english) if language.name == "zh" else english
    return sentence.format(**values) if values else sentence
