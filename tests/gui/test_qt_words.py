"""What Qt itself says is in the language of the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from gui import qt_words
from gui.qt_words import QtWords
from gui.settings import SettingsStore
from gui.settings_dialog import SettingsDialog
from gui.texts import set_language


def menu_words(field: QLineEdit | QPlainTextEdit) -> list[str]:
    menu = field.createStandardContextMenu()
    words = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    menu.deleteLater()
    return words


def test_buttons_and_menus_of_editors_follow_the_language(qtbot: QtBot) -> None:
    line, text, box = QLineEdit(), QPlainTextEdit(), QMessageBox()
    for widget in (line, text, box):
        qtbot.addWidget(widget)
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    assert box.button(QMessageBox.StandardButton.Ok).text() == "OK"
    assert "&Undo" in menu_words(line)
    set_language("zh")
    later = QMessageBox()
    qtbot.addWidget(later)
    later.setStandardButtons(QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel)
    said = [button.text() for button in later.buttons()]
    assert said == ["确定", "取消"]
    for field in (line, text):
        assert not [words for words in menu_words(field) if words.isascii()]
    set_language("en")
    assert "&Undo" in menu_words(line)


@pytest.mark.parametrize("mode", QFileDialog.AcceptMode)
def test_a_file_dialog_that_is_not_the_systems_speaks_chinese(
    qtbot: QtBot, mode: QFileDialog.AcceptMode
) -> None:
    set_language("zh")
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(mode)
    parts: list[QLabel | QPushButton | QToolButton | QAction] = [
        *dialog.findChildren(QLabel),
        *dialog.findChildren(QPushButton),
        *dialog.findChildren(QToolButton),
        *dialog.findChildren(QAction),
    ]
    said = [words for part in parts for words in (part.text(), part.toolTip())]
    assert len(said) > 10
    assert not [words for words in said if words.isascii() and any(map(str.isalpha, words))]


def test_a_button_of_our_own_keeps_its_words(qtbot: QtBot, qapp: QApplication) -> None:
    holder = QLabel()
    qtbot.addWidget(holder)
    dialog = SettingsDialog(SettingsStore(), list, holder)
    close = dialog.findChild(QPushButton, "settings.close")
    assert close is not None and close.text() == "Done"
    dialog.show()
    set_language("zh")
    qapp.processEvents()
    assert close.text() == "完成"
    assert dialog.findChild(QDialogButtonBox) is not None
    dialog.close()


@pytest.mark.usefixtures("qapp")
def test_without_a_catalogue_it_stays_english(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(qt_words, "_CATALOGUE", "qtbase_none")
    holder = QObject()
    words = QtWords(holder)
    assert not words.is_found
    assert QCoreApplication.translate("QPlatformTheme", "OK") == "OK"
    QCoreApplication.removeTranslator(words)
    holder.deleteLater()
