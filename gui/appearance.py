"""Which language the window speaks and which colours it wears, by the settings."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from gui.qt_words import QtWords
from gui.settings import Settings
from gui.texts import set_language, system_language, tr
from gui.theme import Theme


def dress(settings: Settings) -> None:
    """Speak the chosen language and wear the chosen colours, before the first window is made."""
    theme = Theme.current()
    theme.choice = settings.theme
    theme.apply()
    QtWords(QApplication.instance())
    follow_look(settings)


def follow_look(settings: Settings) -> None:
    """Speak and look as the settings say now."""
    set_language(system_language() if settings.language == "system" else settings.language)
    # Where a title bar does not say which program it is, Qt adds this.
    QApplication.setApplicationDisplayName(tr("HotScribe"))
    Theme.current().choose(settings.theme)
