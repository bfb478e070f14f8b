"""Writes docs/ui-map.md: every widget on which a person acts, as the running window names it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTabWidget,
    QTextEdit,
    QWidget,
)

ACTED_ON = (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QAbstractSpinBox,
    QAbstractItemView,
    QPlainTextEdit,
    QTextEdit,
    QTabWidget,
)
_HEAD = """# Map of the window

Every widget on which a person acts, by its object name, with those that come only at times: in
the open row of the queue, in banners, dialogs and questions. For tests, for tools that drive the
window, and for whoever reads its code. Made by `python -m gui.screenshots --map` out of the running
window; a test compares both.

| object name | what it is | what a screen reader says |
| --- | --- | --- |
"""
_KEYS = """
## Commands

Of the menus at the top (`menu.…`) and of those that open elsewhere.

| object name | words | keys |
| --- | --- | --- |
"""
_REST = """
## What only shows or holds something

| object name | what it is |
| --- | --- |
"""


def acted_on(window: QWidget) -> Iterator[QWidget]:
    """The widgets in `window` on which a person acts, parts that Qt makes by itself left out."""
    for widget in window.findChildren(QWidget):
        if isinstance(widget, ACTED_ON) and not is_part(widget):
            yield widget


def is_part(widget: QWidget) -> bool:
    """Whether Qt made the widget as a part of another one, as the arrows of a list's edge."""
    if widget.objectName().startswith("qt_"):
        return True
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QAbstractSpinBox | QTabBar):
            return True
        if isinstance(parent, QAbstractItemView) and not widget.objectName():
            return True
        parent = parent.parentWidget()
    return isinstance(widget, QTabBar)


def spoken_name(widget: QWidget) -> str:
    """What a screen reader calls the widget: its own name, its words, or those of its label."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.text().replace("&", "")
    return ""


def ui_map(windows: list[QWidget]) -> str:
    """The whole page for the given top-level windows."""
    rows: dict[str, str] = {}
    others: dict[str, str] = {}
    for window in windows:
        for widget in acted_on(window):
            name = widget.objectName()
            if name:
                rows[name] = f"| `{name}` | {_kind(widget)} | {_one_line(widget)} |"
        for widget in [window, *window.findChildren(QWidget)]:
            name = widget.objectName()
            if name and name not in rows and not is_part(widget):
                others[name] = f"| `{name}` | {_kind(widget)} |"
    actions = {
        action.objectName(): action
        for window in windows
        for action in window.findChildren(QAction)
        if "." in action.objectName()
    }
    keys = [
        f"| `{name}` | {action.text().replace('&', '')} | {action.shortcut().toString()} |"
        for name, action in actions.items()
    ]
    widgets = [rows[name] for name in sorted(rows)]
    rest = [others[name] for name in sorted(others) if name not in rows]
    return _HEAD + "\n".join([*widgets, _KEYS]) + "\n".join([*keys, _REST]) + "\n".join([*rest, ""])


def _one_line(widget: QWidget) -> str:
    return " ".join(spoken_name(widget).split())


def write_ui_map(windows: list[QWidget], path: Path) -> None:
    """Write the page to `path`."""
    path.write_text(ui_map(windows), encoding="utf-8")


def _kind(widget: QWidget) -> str:
    for kind in type(widget).__mro__:
        if kind.__module__.startswith("PySide6"):
            return kind.__name__[1:]
    return ""
