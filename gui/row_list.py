"""A list whose rows have a mark, a title, a detail and something at the right edge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.icons import icon
from gui.theme import GAP, GAP_SMALL, TEXT_SMALL_PX, Theme, line_height

_ICON_PX = 16
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """What one row shows: `mark` is an icon in `colour`, `right` stands at the right edge.

    `detail` stands behind the title or, if the delegate makes two lines, below it.
    """

    title: str
    detail: str = ""
    right: str = ""
    mark: str = ""
    colour: str = "text"
    tip: str = ""
    about: object = None

    @property
    def spoken(self) -> str:
        """The row for a screen reader."""
        return ", ".join(part for part in (self.title, self.detail, self.right) if part)


class RowModel(QAbstractListModel):
    """Things in order, each shown as `row_of` says."""

    def __init__(self, row_of: Callable[[Any], Row], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._row_of = row_of
        self._things: list[object] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._things)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.row(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.title
            case Qt.ItemDataRole.ToolTipRole:
                return row.tip or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.spoken
            case _:
                return None

    def row(self, index: _Index) -> Row:
        """What is shown at `index`."""
        return self._row_of(self._things[index.row()])

    def thing(self, index: _Index) -> Any:
        """What stands at `index`."""
        return self._things[index.row()]

    def show(self, things: Sequence[object]) -> None:
        """Have `things` instead of what was there."""
        self.beginResetModel()
        self._things = list(things)
        self.endResetModel()

    def append(self, things: Sequence[object]) -> None:
        """Have `things` behind what was there."""
        if things:
            count = len(self._things)
            self.beginInsertRows(QModelIndex(), count, count + len(things) - 1)
            self._things += things
            self.endInsertRows()

    def retell(self) -> None:
        """Every row may read otherwise now."""
        if self._things:
            self.dataChanged.emit(self.index(0), self.index(len(self._things) - 1))


class RowDelegate(QStyledItemDelegate):
    """Paints the rows of a `RowModel`, each in one line or in two."""

    def __init__(self, parent: QObject | None = None, *, two_lines: bool = False) -> None:
        super().__init__(parent)
        self._two_lines = two_lines

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:  # noqa: N802
        title, detail = map(line_height, _fonts(option.font))
        return QSize(120, title + (detail if self._two_lines else 0) + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        if not isinstance(model, RowModel):
            return
        row, theme = model.row(index), Theme.current()
        painter.save()
        _paint_ground(painter, option)
        area = option.rect.adjusted(GAP, GAP_SMALL, -GAP, -GAP_SMALL)
        title, detail = _fonts(option.font)
        line = line_height(title)
        if row.mark:
            mark = icon(row.mark, row.colour)
            mark.paint(painter, area.x(), area.y() + (line - _ICON_PX) // 2, _ICON_PX, _ICON_PX)
            area.setLeft(area.left() + _ICON_PX + GAP_SMALL + 2)
        align = Qt.AlignmentFlag.AlignVCenter
        top = QRect(area.x(), area.y(), area.width(), line)
        painter.setFont(detail)
        painter.setPen(theme.colour("muted"))
        painter.drawText(top, align | Qt.AlignmentFlag.AlignRight, row.right)
        top.setRight(top.right() - QFontMetrics(detail).horizontalAdvance(row.right) - GAP)
        if self._two_lines:
            _draw(painter, area.adjusted(0, line, 0, 0), row.detail)
        else:
            behind = min(QFontMetrics(title).horizontalAdvance(row.title), top.width()) + GAP
            _draw(painter, top.adjusted(behind, 0, 0, 0), row.detail)
        painter.setFont(title)
        painter.setPen(theme.colour("text"))
        _draw(painter, top, row.title)
        painter.restore()


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    state, theme = QStyle.StateFlag, Theme.current()
    if option.state & state.State_Selected:
        painter.fillRect(option.rect, theme.colour("accent_soft"))
    elif option.state & state.State_MouseOver:
        painter.fillRect(option.rect, theme.colour("hover"))
    if option.state & state.State_HasFocus:
        painter.setPen(theme.colour("accent"))
        painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def _draw(painter: QPainter, area: QRect, text: str) -> None:
    """Write `text` into `area`, with dots where it does not fit; nothing where there is no room."""
    metrics = painter.fontMetrics()
    if area.width() > metrics.averageCharWidth() * 2:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def _fonts(base: QFont) -> tuple[QFont, QFont]:
    title, detail = QFont(base), QFont(base)
    title.setWeight(QFont.Weight.DemiBold)
    detail.setPixelSize(TEXT_SMALL_PX)
    return title, detail
