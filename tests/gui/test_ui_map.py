"""The map lists whatever has a name, and nothing that Qt makes by itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TypeGuard

from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.ui_map import acted_on, spoken_name, ui_map

ROOT = Path(__file__).resolve().parents[2]
GUI = ROOT / "gui"
MAP = ROOT / "docs" / "ui-map.md"
PANELS = {"close_question", "cues", "export", "hotwords", "menu", "models", "options", "queue"}
PANELS |= {"settings", "start", "status"}
NO_WIDGETS = {"worker_thread.py"}


def test_parts_that_qt_makes_are_left_out(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    box, field, button = QComboBox(), QLineEdit(), QPushButton("&Start")
    box.setEditable(True)
    for widget in (box, field, button):
        widget.setObjectName(type(widget).__name__)
        column.addWidget(widget)
    assert set(acted_on(window)) == {box, field, button}
    assert spoken_name(button) == "Start"
    assert "| `QPushButton` | PushButton | Start |" in ui_map([window])


def test_every_name_in_the_code_is_in_the_map() -> None:
    named = set(re.findall(r"`([\w.-]+)` \|", MAP.read_text(encoding="utf-8")))
    unmapped = []
    for path in sorted(path for path in GUI.glob("*.py") if path.name not in NO_WIDGETS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            pattern = _name_pattern(node)
            if pattern and not any(re.fullmatch(pattern, name) for name in named):
                unmapped.append(f"{path.name}: {pattern}")
    assert not unmapped


def _name_pattern(node: ast.AST) -> str:
    """What an object name that `node` writes down looks like; "" for all else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        name = node.value
        is_name = re.fullmatch(r"[a-z_]+(\.[a-z_-]+)+", name) and not name.endswith(".json")
        if is_name and name.split(".")[0] in PANELS:
            # Commands go by their names without the menu.
            return rf"(menu\.)?{re.escape(name)}"
        return ""
    if _is_naming(node):
        (given,) = node.args
        if isinstance(given, ast.JoinedStr):
            parts = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r".+"
                for part in given.values
            ]
            return "".join(parts)
        if isinstance(given, ast.Constant) and "." not in str(given.value):
            return re.escape(str(given.value))
    return ""


def _is_naming(node: ast.AST) -> TypeGuard[ast.Call]:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "setObjectName"
    )
