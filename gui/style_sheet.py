"""The style sheet of the whole program, for one set of colours."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from asr_core.locations import RESOURCES

if TYPE_CHECKING:
    from gui.theme import Colours

# Qt draws a border inside the widget's box: where the focus ring is thicker, the padding gives way.
_SHEET = Template("""
QWidget { font-size: 13px; }
QMainWindow, QDialog, QMessageBox { background: $window; }
QToolTip {
    background: $card; color: $text; border: 1px solid $line_strong; padding: 4px 6px;
}
QLabel { background: transparent; }
QLabel[role="title"] { font-size: 20px; font-weight: 600; }
QLabel[role="heading"] { font-size: 14px; font-weight: 600; }
QLabel[role="muted"] { color: $muted; font-size: 12px; }
QLabel[role="ok"] { color: $ok; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="danger"] { color: $danger; }

QFrame[role="panel"] { background: $panel; border: 1px solid $line; border-radius: 8px; }
QFrame[role="card"] { background: $card; border: 1px solid $line; border-radius: 10px; }
QFrame[role="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }

QPushButton {
    background: $card; color: $text; border: 1px solid $line_strong; border-radius: 6px;
    padding: 5px 13px; min-height: 18px;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $accent_soft; border-color: $accent; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 12px; }
QPushButton:disabled { color: $line_strong; border-color: $line; background: transparent; }
QPushButton[role="primary"] {
    background: $accent; color: $on_accent; border-color: $accent; font-weight: 600;
}
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:pressed { background: $accent_pressed; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled {
    background: $line; color: $muted; border-color: $line; font-weight: 400;
}
QPushButton[role="quiet"] { background: transparent; border-color: transparent; }
QPushButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:checked { background: $accent_soft; }
QPushButton[role="quiet"]:focus { border: 2px solid $accent; }
QPushButton[role="link"] { background: transparent; border-color: transparent; padding: 3px 4px; }
QPushButton[role="link"]:hover { background: $hover; }
QPushButton[role="link"]:focus { border: 2px solid $accent; padding: 2px 3px; }
QPushButton[role="field"] { background: $field; padding: 4px 22px 4px 8px; min-height: 20px; }
QPushButton[role="field"]:focus { border: 2px solid $accent; padding: 3px 21px 3px 7px; }
QPushButton[role="danger"] { color: $danger; border-color: $danger; }
QPushButton[role="danger"]:hover { background: $danger_soft; }
QPushButton[role="danger"]:focus { border: 2px solid $danger; }
QPushButton[role="danger"]:disabled { color: $line_strong; border-color: $line; }
QPushButton::menu-indicator {
    image: url($chevron_down); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: right center; right: 6px;
}

QToolButton {
    background: transparent; color: $text; border: 1px solid transparent; border-radius: 6px;
    padding: 4px;
}
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $accent_soft; }
QToolButton:focus { border: 2px solid $accent; padding: 3px; }
QToolButton:disabled { color: $line_strong; }
QToolButton[popupMode="2"] { padding-right: 18px; }
QToolButton::menu-indicator {
    image: url($chevron_down); width: 12px; height: 12px;
    subcontrol-origin: padding; subcontrol-position: right center; right: 3px;
}

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QTextEdit, QPlainTextEdit {
    background: $field; color: $text; border: 1px solid $line_strong; border-radius: 6px;
    padding: 4px 7px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { min-height: 20px; }
QLineEdit:hover, QSpinBox:hover, QComboBox:hover { border-color: $muted; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus,
QTextEdit:focus, QPlainTextEdit:focus { border: 2px solid $accent; padding: 3px 6px; }
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled {
    color: $muted; background: $panel; border-color: $line;
}
QLineEdit:read-only { background: $panel; }
QComboBox { padding-right: 22px; }
QComboBox:focus { padding-right: 21px; }
QComboBox::drop-down { border: none; width: 22px; subcontrol-position: right center; }
QComboBox::down-arrow { image: url($chevron_down); width: 14px; height: 14px; }
QComboBox QAbstractItemView {
    background: $card; color: $text; border: 1px solid $line_strong; padding: 4px; outline: none;
}
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: $accent_soft; color: $text; }
QSpinBox::up-button, QSpinBox::down-button,
QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { border: none; width: 18px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
    image: url($chevron_up); width: 11px; height: 11px;
}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
    image: url($chevron_down); width: 11px; height: 11px;
}

QCheckBox, QRadioButton { background: transparent; spacing: 7px; padding: 3px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; border-radius: 5px; padding: 1px; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid $line_strong; background: $field;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent; image: url($check);
}
QRadioButton::indicator:checked {
    border: 5px solid $accent; border-radius: 8px; width: 6px; height: 6px; background: $on_accent;
}
QCheckBox:disabled, QRadioButton:disabled { color: $line_strong; }

QListView, QTableView, QTreeView {
    background: $card; alternate-background-color: $panel; color: $text; border: 1px solid $line;
    border-radius: 8px; outline: none; gridline-color: $line;
    selection-background-color: $accent_soft; selection-color: $text;
}
QListView:focus, QTableView:focus, QTreeView:focus { border-color: $accent; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section {
    background: $panel; color: $muted; border: none; border-bottom: 1px solid $line;
    padding: 5px 8px; font-size: 12px;
}
QTableCornerButton::section { background: $panel; border: none; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: $scroll; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { border: none; background: transparent; }

QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $accent_soft; }
QProgressBar {
    background: $line; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
    color: transparent;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QMenuBar { background: $window; color: $text; padding: 2px; }
QMenuBar::item { background: transparent; padding: 5px 9px; border-radius: 5px; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $accent_soft; }
QMenu { background: $card; color: $text; border: 1px solid $line_strong; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 12px; border-radius: 5px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $line_strong; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QMenu::icon { padding-left: 8px; }

QStatusBar { background: $window; color: $muted; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QStatusBar QLabel { font-size: 12px; padding: 2px 0; }

QTabWidget::pane { border: none; }
QTabBar { background: transparent; }
QTabBar::tab {
    background: transparent; color: $muted; padding: 7px 12px; margin-right: 2px;
    border-bottom: 2px solid transparent;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:focus { color: $accent; }
QGroupBox {
    border: 1px solid $line; border-radius: 8px; margin-top: 20px; padding: 10px;
    background: $panel;
}
QGroupBox::title {
    subcontrol-origin: margin; subcontrol-position: top left; left: 2px; color: $muted;
}
""")


def style_sheet(colours: Colours, *, dark: bool) -> str:
    """The style sheet in `colours`; Qt cannot tint the pictures it needs, so they come twice."""
    pictures = (RESOURCES / "icons" / "style").as_posix()
    kind = "dark" if dark else "light"
    return _SHEET.substitute(
        {name: getattr(colours, name) for name in colours.__slots__},
        chevron_down=f'"{pictures}/chevron-down-{kind}.svg"',
        chevron_up=f'"{pictures}/chevron-up-{kind}.svg"',
        check=f'"{pictures}/check-{kind}.svg"',
    )
