"""Paints a cue in its row and opens the box in which its text is edited."""

from __future__ import annotations

import re

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.cue_editor import CueEditor, text_top
from gui.cue_model import CUE_ROLE, Column, CueModel, Index
from gui.icons import icon
from gui.overlay_scroll_bar import WIDTH_PX
from gui.theme import GAP, GAP_SMALL, TEXT_PX, TEXT_SMALL_PX, Theme, line_height

_ICON_PX = 16
_LINES = 2
_TABS = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}


class CueDelegate(QStyledItemDelegate):
    """Rows of one height, for two lines of text; listed words in the text are marked.

    `opened` and `closed` name a cue by its id when its editor comes and goes; `step_wanted` asks to
    go on by some rows and whether to edit there, too.
    """

    opened = Signal(int)
    closed = Signal(int)
    step_wanted = Signal(int, bool)

    def __init__(self, model: CueModel, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._model, self._view = model, parent
        self.hovered_row = -1
        """The row under the mouse: all of it is tinted, since a click plays the cue."""

    def row_height(self) -> int:
        """How high every row is, in pixels."""
        return _LINES * line_height(_sized(self._view.font(), TEXT_PX)) + 2 * 5

    def column_width(self, column: Column) -> int:
        """How wide a column of fixed width is, in pixels."""
        small = QFontMetrics(_sized(self._view.font(), TEXT_SMALL_PX))
        widest = {
            Column.NUMBER: small.horizontalAdvance("00000") + 2 * GAP,
            Column.TIME: small.horizontalAdvance("00:00:00.0") + 2 * GAP,
            Column.SPEED: small.horizontalAdvance("Char./s") + 2 * GAP,
            Column.MARK: _ICON_PX + GAP_SMALL + WIDTH_PX,
        }
        return widest[column]

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802
        """The same for every row."""
        return QSize(80, self.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        painter.save()
        self._paint_ground(painter, option, index)
        column = Column(index.column())
        if column is Column.TEXT:
            self._paint_text(painter, option, index)
        elif column is Column.MARK:
            self._paint_marks(painter, option, index)
        else:
            self._paint_figures(painter, option, index, column)
        painter.restore()

    def createEditor(  # noqa: N802
        self, parent: QWidget, _option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """A box for the text of the cue."""
        cue_id = index.data(CUE_ROLE).id
        editor = CueEditor(cue_id, parent)
        editor.finished.connect(self._finish)
        editor.cancelled.connect(self.closeEditor)
        self.opened.emit(cue_id)
        return editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        """Let the box go."""
        if isinstance(editor, CueEditor):
            self.closed.emit(editor.cue_id)
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802
        """Fill the box once; what comes while somebody types in it does not disturb."""
        if isinstance(editor, CueEditor):
            editor.begin(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(  # noqa: N802
        self, editor: QWidget, model: QAbstractItemModel, index: Index
    ) -> None:
        """Take what was typed, if anything was."""
        if isinstance(editor, CueEditor) and editor.is_changed:
            model.setData(index, editor.toPlainText(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, _index: Index
    ) -> None:
        """Over the cell; where the text needs more room the box grows by itself."""
        if isinstance(editor, CueEditor):
            editor.cover(option.rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:  # noqa: N802
        """Let Tab go from text to text; the times between them cannot be edited."""
        if isinstance(editor, CueEditor) and isinstance(event, QKeyEvent):
            steps = _TABS.get(Qt.Key(event.key()), 0)
            if steps and event.type() == QEvent.Type.KeyPress:
                self._finish(editor, steps, True)
            if steps:
                return True
        return super().eventFilter(editor, event)

    def _finish(self, editor: CueEditor, steps: int, goes_on: bool) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)
        self.step_wanted.emit(steps, goes_on)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = Theme.current()
        cell = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(cell, theme.colour("accent_soft"))
            if index.column() == Column.NUMBER:
                # Not by its ground alone: an edge that is seen without colours, too.
                painter.fillRect(cell.left(), cell.top(), 3, cell.height(), theme.colour("accent"))
        elif index.row() == self.hovered_row:
            faint = theme.colour("hover")
            faint.setAlphaF(0.5)
            painter.fillRect(cell, faint)
        is_current = index.row() == self._view.currentIndex().row()
        has_focus = is_current and self._view.hasFocus()
        painter.setPen(theme.colour("accent" if has_focus else "line"))
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        if has_focus:
            painter.drawLine(cell.topLeft(), cell.topRight())

    def _paint_figures(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, column: Column
    ) -> None:
        painter.setFont(_sized(option.font, TEXT_SMALL_PX))
        painter.setPen(Theme.current().colour("muted"))
        side = Qt.AlignmentFlag.AlignLeft if column is Column.TIME else Qt.AlignmentFlag.AlignRight
        painter.drawText(
            option.rect.adjusted(GAP, 0, -GAP, 0),
            side | Qt.AlignmentFlag.AlignVCenter,
            str(index.data(Qt.ItemDataRole.DisplayRole)),
        )

    def _paint_marks(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        marks = self._model.marks(index.row())
        step = _ICON_PX + GAP_SMALL
        # One above the other: a second column of icons would stand empty in nearly every row.
        top = option.rect.center().y() + 1 - (len(marks) * step - GAP_SMALL) // 2
        for name in marks:
            colour = "warning" if name == "warning" else "accent"
            icon(name, colour).paint(painter, QRect(option.rect.left(), top, _ICON_PX, _ICON_PX))
            top += step

    def _paint_text(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cue = index.data(CUE_ROLE)
        theme = Theme.current()
        room = QRectF(option.rect).adjusted(GAP, 0, -GAP, -1)
        font = _sized(option.font, TEXT_PX)
        text = fitting(cue.text.replace("\n", "\u2028"), font, room.width())
        layout = _layout_of(text, font)
        layout.setFormats(_hot_ranges(text, self._model.names(cue)))
        lines = _lay_out(layout, room.width())
        top = float(text_top(option.rect, sum(line.height() for line in lines[:_LINES])))
        painter.setPen(theme.colour("text"))
        painter.setClipRect(option.rect)
        for line in lines[:_LINES]:
            line.draw(painter, QPointF(room.left(), top))


def fitting(text: str, font: QFont, width_px: float) -> str:
    """`text`, cut with … at the end of the last line that a row has room for."""
    layout = _layout_of(text, font)
    lines = _lay_out(layout, width_px)
    if len(lines) <= _LINES:
        return text
    units = text.encode("utf-16-le")
    start = lines[_LINES - 1].textStart()
    before = units[: 2 * start].decode("utf-16-le")
    rest, broken, _more = units[2 * start :].decode("utf-16-le").partition("\u2028")
    # Of a line that would have fitted alone it must be seen that others follow.
    rest = f"{rest}…" if broken else rest
    cut = QFontMetrics(font).elidedText(rest, Qt.TextElideMode.ElideRight, int(width_px))
    return before + cut


def _layout_of(text: str, font: QFont) -> QTextLayout:
    layout = QTextLayout(text, font)
    wrapping = QTextOption()
    wrapping.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(wrapping)
    return layout


def _lay_out(layout: QTextLayout, width_px: float) -> list[QTextLine]:
    lines: list[QTextLine] = []
    top = 0.0
    layout.beginLayout()
    while len(lines) <= _LINES:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width_px)
        line.setPosition(QPointF(0, top))
        top += line.height()
        lines.append(line)
    layout.endLayout()
    return lines


def _hot_ranges(text: str, names: frozenset[str]) -> list[QTextLayout.FormatRange]:
    """Listed words stand out by a colour and a line below."""
    ranges = []
    hot = QTextCharFormat()
    hot.setForeground(Theme.current().colour("hot"))
    hot.setFontUnderline(True)
    hot.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    for name in filter(None, names):
        for found in re.finditer(re.escape(name), text, re.IGNORECASE):
            marked = QTextLayout.FormatRange()
            marked.start = _units(text[: found.start()])
            marked.length = _units(found.group())
            marked.format = hot
            ranges.append(marked)
    return ranges


def _units(text: str) -> int:
    """How long `text` is for Qt, which counts characters beyond the first 65,536 as two."""
    return len(text) + sum(character > "\uffff" for character in text)


def _sized(font: QFont, size_px: int) -> QFont:
    sized = QFont(font)
    sized.setPixelSize(size_px)
    return sized
