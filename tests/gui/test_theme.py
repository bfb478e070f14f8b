"""The look: readable in light and dark, and every icon drawn."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.icons import FOLDER, icon
from gui.style_sheet import style_sheet
from gui.theme import DARK, LIGHT, Colours, Theme, set_role

READABLE = 4.5
"""The contrast that WCAG asks of text of this size."""
GROUNDS = ("window", "panel", "card", "field")
WORDS = ("text", "muted", "faint", "accent", "hot", "ok", "warning", "danger")


def brightness(colour: str) -> float:
    drawn = QColor(colour)
    parts = (drawn.redF(), drawn.greenF(), drawn.blueF())
    linear = [p / 12.92 if p <= 0.04045 else float(((p + 0.055) / 1.055) ** 2.4) for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((brightness(one), brightness(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_every_ground(colours: Colours) -> None:
    pairs = [(word, ground) for word in WORDS for ground in GROUNDS]
    pairs += [("on_accent", "accent"), ("on_accent", "accent_hover"), ("text", "accent_soft")]
    pairs += [(kind, f"{kind}_soft") for kind in ("hot", "ok", "warning", "danger", "accent")]
    pairs += [("text", f"{kind}_soft") for kind in ("hot", "ok", "warning", "danger")]
    pairs += [("text", "hover")]
    dim = {
        pair: round(contrast(getattr(colours, pair[0]), getattr(colours, pair[1])), 2)
        for pair in pairs
        if contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) < READABLE
    }
    assert not dim


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(colours: Colours) -> None:
    assert contrast(colours.line_strong, colours.field) >= 3


def test_the_style_sheet_names_only_what_is_there() -> None:
    for colours, dark in ((LIGHT, False), (DARK, True)):
        sheet = style_sheet(colours, dark=dark)
        assert "$" not in sheet
        pictures = [part.split('"')[0] for part in sheet.split('url("')[1:]]
        assert pictures and all(Path(picture).is_file() for picture in pictures)


def test_a_change_of_theme_is_told_and_dresses_what_is_shown(qtbot: QtBot) -> None:
    label = QLabel("words")
    qtbot.addWidget(label)
    theme = Theme.current()
    light = theme.colour("text")
    with qtbot.waitSignal(theme.theme_changed):
        theme.choose("dark")
    assert theme.colour("text") != light
    assert label.palette().windowText().color() == theme.colour("text")
    with qtbot.assertNotEmitted(theme.theme_changed):
        theme.choose("dark")


def test_a_role_given_late_counts(qtbot: QtBot) -> None:
    button = QPushButton("Start")
    qtbot.addWidget(button)
    button.show()
    set_role(button, "primary")
    assert button.property("role") == "primary"
    picture = button.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, 4) == Theme.current().colour("accent")


def names_in_use() -> set[str]:
    names: set[str] = set()
    for path in (FOLDER.parent.parent / "gui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "icon"
                and isinstance(node.args[0], ast.Constant)
            ):
                names.add(str(node.args[0].value))
    return names


def test_every_icon_in_use_is_drawn() -> None:
    assert not [name for name in names_in_use() if not (FOLDER / f"{name}.svg").is_file()]


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.svg")), ids=lambda path: path.stem)
def test_every_drawing_can_be_drawn(path: Path) -> None:
    renderer = QSvgRenderer(str(path))
    assert renderer.isValid()
    assert len(path.read_bytes()) < 4096


def test_an_icon_follows_the_theme_and_its_scaling() -> None:
    drawn = icon("stop")
    middle = (10, 10)
    light = drawn.pixmap(QSize(20, 20)).toImage().pixelColor(*middle)
    assert light == Theme.current().colour("text")
    Theme.current().choose("dark")
    assert drawn.pixmap(QSize(20, 20)).toImage().pixelColor(*middle) == QColor(DARK.text)
    assert drawn.pixmap(QSize(20, 20), 2.0).size() == QSize(40, 40)
    disabled = drawn.pixmap(QSize(20, 20), QIcon.Mode.Disabled).toImage().pixelColor(*middle)
    assert disabled == QColor(DARK.line_strong)
    assert QIcon(drawn).pixmap(QSize(16, 16)).size() == QSize(16, 16)
