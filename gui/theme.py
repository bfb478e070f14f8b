"""One look for the whole program: colours for light and dark, sizes, and the style sheet.

Widgets name what they are by the dynamic property "role" and never write a colour of their own:
    buttons  "primary" | "quiet" | "link" | "danger"
    labels   "title" | "heading" | "muted" | "ok" | "warning" | "danger"
    frames   "card" | "panel"
What paints itself asks `Theme.current().colour("hot")` and repaints on `theme_changed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QFontMetrics,
    QGuiApplication,
    QPalette,
)
from PySide6.QtWidgets import QApplication, QWidget

from gui.style_sheet import style_sheet
from gui.texts import language

Choice = Literal["system", "light", "dark"]

GAP_SMALL = 4
GAP = 8
GAP_LARGE = 16

TEXT_SMALL_PX = 12
TEXT_PX = 13

_CHINESE_FONTS = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC")
_LATIN_FONTS = ("Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans")


@dataclass(frozen=True, slots=True)
class Colours:
    """What a colour is for, never which hue it has.

    `hot` belongs to hotwords alone; a `…_soft` colour is the faint ground under its full one.
    """

    window: str
    panel: str
    card: str
    field: str
    line: str
    line_strong: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_soft: str
    hot: str
    hot_soft: str
    ok: str
    ok_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    hover: str
    scroll: str


LIGHT = Colours(
    window="#f4f2ee",
    panel="#fbfaf8",
    card="#ffffff",
    field="#ffffff",
    line="#e2ded6",
    line_strong="#928c80",
    text="#23211d",
    muted="#645f56",
    faint="#6e685c",
    accent="#0b6b68",
    accent_hover="#095a58",
    accent_pressed="#074a48",
    on_accent="#ffffff",
    accent_soft="#d8ecea",
    hot="#b3400f",
    hot_soft="#fbe6da",
    ok="#1e6b3a",
    ok_soft="#ddf0e2",
    warning="#7a5600",
    warning_soft="#fbefcf",
    danger="#b01c2e",
    danger_soft="#fbe1e3",
    hover="#ece9e2",
    scroll="#c6c0b4",
)

DARK = Colours(
    window="#171614",
    panel="#1e1d1a",
    card="#262421",
    field="#191815",
    line="#383530",
    line_strong="#767064",
    text="#ece8e0",
    muted="#b3ada1",
    faint="#958f83",
    accent="#53c4bd",
    accent_hover="#6fd2cc",
    accent_pressed="#3fb0a9",
    on_accent="#062826",
    accent_soft="#1c3f3d",
    hot="#ff9d66",
    hot_soft="#46281a",
    ok="#76cf92",
    ok_soft="#1d3a27",
    warning="#e8bf5a",
    warning_soft="#3f3214",
    danger="#ff8b92",
    danger_soft="#4a2226",
    hover="#2e2c28",
    scroll="#4d4942",
)


class Theme(QObject):
    """The look in force; `theme_changed` asks everything that paints itself to paint again."""

    theme_changed = Signal()
    _current: Theme | None = None

    def __init__(self) -> None:
        super().__init__()
        self.choice: Choice = "system"
        self.dark = False

    @classmethod
    def current(cls) -> Theme:
        """The one theme of this process."""
        if cls._current is None:
            cls._current = cls()
        return cls._current

    @property
    def colours(self) -> Colours:
        """The colours in force."""
        return DARK if self.dark else LIGHT

    def colour(self, name: str) -> QColor:
        """The colour called `name` in `Colours`."""
        return QColor(getattr(self.colours, name))

    def choose(self, choice: Choice) -> None:
        """Be light, dark, or what the desktop is."""
        self.choice = choice
        self._follow()

    def apply(self) -> None:
        """Dress the application; once, before the first window is made."""
        QApplication.setStyle("Fusion")
        system = QApplication.font()
        QApplication.setFont(text_font(system))
        language.changed.connect(lambda: QApplication.setFont(text_font(system)))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self.dark = self._wants_dark()
        self._dress()

    def _wants_dark(self) -> bool:
        if self.choice != "system":
            return self.choice == "dark"
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _follow(self) -> None:
        dark = self._wants_dark()
        if dark != self.dark:
            self.dark = dark
            self._dress()
            self.theme_changed.emit()

    def _dress(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(palette(self.colours))
            application.setStyleSheet(style_sheet(self.colours, dark=self.dark))


def text_font(system: QFont) -> QFont:
    """The desktop's font `system` for English; for Chinese one that draws Simplified forms.

    The first that has a sign draws it, and Chinese fonts draw “ ” as wide as a whole character.
    """
    # By the name of what is really there: "Sans Serif" is none, and would be passed over.
    family = QFontInfo(system).family()
    if language.name == "zh":
        families = [*_CHINESE_FONTS, family]
    elif QFontDatabase.WritingSystem.SimplifiedChinese in QFontDatabase.writingSystems(family):
        families = [*_LATIN_FONTS, family, *_CHINESE_FONTS]
    else:
        families = [family, *_CHINESE_FONTS]
    font = QFont(system)
    font.setFamilies(families)
    font.setPixelSize(TEXT_PX)
    return font


def line_height(font: QFont) -> int:
    """How tall a line is in which Chinese may stand: its fonts are taller than most Latin ones."""
    chinese = QFont(font)
    chinese.setFamilies([*_CHINESE_FONTS])
    return max(QFontMetrics(font).height(), QFontMetrics(chinese).height())


def palette(colours: Colours) -> QPalette:
    """Qt's own palette in our colours."""
    made = QPalette()
    role = QPalette.ColorRole
    for kind, name in {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.field,
        role.AlternateBase: colours.panel,
        role.Text: colours.text,
        role.Button: colours.card,
        role.ButtonText: colours.text,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.ToolTipBase: colours.card,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.faint,
        role.Link: colours.accent,
    }.items():
        made.setColor(kind, QColor(name))
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Name what `widget` is; also when it changes while it is shown."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
