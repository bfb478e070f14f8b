"""Colours of the list's grammar: comments, groups, aliases, blocking words, options."""

from __future__ import annotations

import re

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from gui.theme import Theme

_GROUP = re.compile(r"\s*#\s*\[\s*group(\s+off)?\s*\]", re.IGNORECASE)
_END = re.compile(r"\s*#\s*\[\s*end\s*\]", re.IGNORECASE)
_OPTIONS = re.compile(r"(?<![^\s|~])!!(?!!).*")
_OFF = re.compile(r"!!\s*off\b", re.IGNORECASE)
_BLOCKS = re.compile(r"~~~[^!]*")
_ALIASES = re.compile(r"\|.*")
_MEANING = frozenset("#|~!")

_IN_GROUP_THAT_IS_OFF = 1


class HotwordHighlighter(QSyntaxHighlighter):
    """Colours a document as it is typed; `recolour` after a change of theme."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats: dict[str, QTextCharFormat] = {}
        self._mix()

    def recolour(self) -> None:
        """Take the colours of the theme that is in force now."""
        self._mix()
        self.rehighlight()

    def _mix(self) -> None:
        theme = Theme.current()
        for name, colour in {
            "comment": "faint",
            "group": "accent",
            "alias": "muted",
            "block": "faint",
            "option": "hot",
            "off": "faint",
        }.items():
            style = QTextCharFormat()
            style.setForeground(theme.colour(colour))
            self._formats[name] = style
        self._formats["comment"].setFontItalic(True)
        self._formats["group"].setFontWeight(QFont.Weight.DemiBold)
        self._formats["off"].setFontStrikeOut(True)

    def highlightBlock(self, text: str) -> None:  # noqa: N802
        """Colour one line; its state says whether it stands in a group that is switched off."""
        off = self.previousBlockState() == _IN_GROUP_THAT_IS_OFF
        if not off and not _MEANING.intersection(text):
            pass  # A word by itself, as nearly all lines of a long list are.
        elif group := _GROUP.match(text):
            off = group[1] is not None
            self._colour(0, len(text), "group")
        elif _END.match(text):
            off = False
            self._colour(0, len(text), "group")
        elif text.lstrip().startswith("#"):
            self._colour(0, len(text), "comment")
        elif off or _OFF.search(text):
            self._colour(0, len(text), "off")
        else:
            for pattern, name in (
                (_ALIASES, "alias"), (_BLOCKS, "block"), (_OPTIONS, "option"),
            ):  # fmt: skip
                if found := pattern.search(text):
                    self._colour(found.start(), found.end(), name, text)
        self.setCurrentBlockState(_IN_GROUP_THAT_IS_OFF if off else 0)

    def _colour(self, start: int, end: int, name: str, text: str = "") -> None:
        # Qt counts the rarer characters twice.
        first = _units(text[:start])
        self.setFormat(first, _units(text[start:end]) if text else end, self._formats[name])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
