"""The window and its dialogs fit the screen, and come back into sight."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opened_windows import Opener
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.main_window import FIRST_SIZE
from gui.screen_room import bring_into_sight, in_sight, resize_to_fit

LARGE = QRect(0, 34, 1920, 1006)
LEFT = QRect(-1280, 34, 1280, 686)
PLACES = st.builds(QRect, *[st.integers(-9000, 9000)] * 2, *[st.integers(1, 5000)] * 2)


@given(wanted=PLACES)
def test_all_of_it_is_on_one_screen_and_nothing_moves_without_need(wanted: QRect) -> None:
    screens = [LARGE, LEFT]
    place = in_sight(wanted, screens)
    assert any(screen.contains(place) for screen in screens)
    assert in_sight(place, screens) == place
    if any(screen.contains(wanted) for screen in screens):
        assert place == wanted


def test_a_screen_that_has_gone_gives_its_windows_back() -> None:
    assert in_sight(QRect(-1200, 100, 900, 600), [LARGE]) == QRect(0, 100, 900, 600)
    assert in_sight(QRect(-1200, 100, 900, 600), [LARGE, LEFT]) == QRect(-1200, 100, 900, 600)


def test_no_window_is_larger_than_its_screen_at_first(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    resize_to_fit(window, *FIRST_SIZE)
    assert window.width() == min(FIRST_SIZE[0], room.width())
    assert window.height() < room.height()
    resize_to_fit(window, 200, 100)
    assert window.size() == QSize(200, 100)


def test_a_window_that_lies_off_every_screen_comes_back(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(9000, 9000, 300, 200)
    bring_into_sight(window)
    assert window.screen().availableGeometry().contains(window.geometry())


@pytest.mark.parametrize("name", ["en", "zh"])
def test_it_all_fits_a_screen_of_1920_by_1080_at_200_percent(
    open_window: Opener, name: str
) -> None:
    window = open_window(language=name)
    window.commands.open_settings()
    settings = window.findChild(QWidget, "settings")
    assert settings is not None
    room = QSize(960, 540 - 48 - 34)  # Less a bar of tasks and a title bar.
    for each in (window, settings):
        each.resize(room)
        assert each.width() <= room.width() and each.height() <= room.height()
    parts = ("options.settings", "hotwords.editor", "queue.notify", "start.choose")
    for part in (window.findChild(QWidget, name) for name in parts):
        assert part is not None
        place = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
        assert window.rect().contains(place), part.objectName()
    close = settings.findChild(QWidget, "settings.close")
    assert close is not None and settings.rect().contains(close.geometry())
