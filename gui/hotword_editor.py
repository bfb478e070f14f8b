"""The editor of one list: line numbers and marks before the words, readings and hits behind them.

It knows lines, not files: what a line means comes from `show_lines`, and whoever owns it saves. A
line that was edited since then shows nothing until it has been looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QToolTip, QWidget

from gui.hotword_highlighter import HotwordHighlighter
from gui.hotword_hits import HitLog
from gui.hotword_lines import LineInfo, LineInfos
from gui.hotword_merge import line_edits
from gui.icons import icon
from gui.texts import language, tr
from gui.theme import GAP, GAP_SMALL, TEXT_SMALL_PX, Theme

_MARK_PX = 14
_LINE_SEPARATORS = str.maketrans({"\u2028": "\n", "\u2029": "\n"})


class HotwordEditor(QPlainTextEdit):
    """Plain text with a gutter on both sides.

    `line_changed` comes when the cursor goes to another line, `left` when typing pauses for good:
    the focus or the line is left. `replace_wanted` and `off_wanted` ask to toggle those options of
    a line, counted from 1. `log` tells how often a word was written. A long line goes on below.
    """

    line_changed = Signal(int)
    left = Signal()
    replace_wanted = Signal(int)
    off_wanted = Signal(int)

    def __init__(self, log: HitLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._infos = LineInfos()
        self._line = 0
        self._composing = False
        self.setObjectName("hotwords.editor")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A tab is no part of a word, and the keyboard must find a way out.
        self.setTabChangesFocus(True)
        self._colours = HotwordHighlighter(self.document())
        self._before = _Gutter(self, self._paint_before)
        self._behind = _Gutter(self, self._paint_behind)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._follow)
        self.cursorPositionChanged.connect(self._note_line)
        Theme.current().theme_changed.connect(self._recolour)
        language.changed.connect(self.retranslate)
        self.retranslate()
        self._make_room()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Hotword list"))
        self.setPlaceholderText(
            tr("Opening…") if self.isReadOnly() else tr("One word per line: names, products, terms")
        )

    @property
    def is_composing(self) -> bool:
        """Whether an input method has letters that are not text yet."""
        return self._composing

    @property
    def current_line(self) -> int:
        """The line of the cursor, counted from 1."""
        return self.textCursor().blockNumber() + 1

    def show_opening(self, is_opening: bool) -> None:
        """Take no words while the list is being read, and say so; the keyboard may wait here."""
        self.setReadOnly(is_opening)
        self.retranslate()

    def open_text(self, text: str) -> None:
        """Show `text`, with nothing to undo."""
        self.setPlainText(text)

    def take_text(self, text: str) -> None:
        """Make the text `text` in one step that can be undone; the cursor stays in its line."""
        before, after = self.toPlainText().split("\n"), text.split("\n")
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for edit in reversed(line_edits(before, after)):
            self._edit_lines(cursor, edit.start, edit.stop, edit.lines)
        cursor.endEditBlock()

    def show_lines(self, infos: LineInfos) -> None:
        """Show what is known of each line."""
        self._infos = infos
        self.retell()

    def retell(self) -> None:
        """Counts or words changed: show them anew."""
        self._make_room()
        self._before.update()
        self._behind.update()
        self.viewport().update()

    def info(self, number: int) -> LineInfo | None:
        """What is known of line `number`, counted from 1; None if it was edited since."""
        return self._infos.info(number, self.document().findBlockByNumber(number - 1).text())

    def go_to(self, number: int) -> None:
        """Put the cursor at the end of line `number`, counted from 1."""
        cursor = QTextCursor(self.document().findBlockByNumber(number - 1))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def described(self, number: int) -> str:
        """What is known of line `number` in sentences, "" if nothing is."""
        info = self.info(number)
        if info is None:
            return ""
        parts = [mark.sentence for mark in info.marks]
        if info.word:
            count = tr("written {count}×", count=self._log.written(info.word))
            read = tr("{word}: read {reading}", word=info.word, reading=info.reading)
            parts.append(f"{read} · {count}" if info.reading else f"{info.word}: {count}")
        return "\n".join(parts)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            # A line break inside a line would be no line of the file.
            self.textCursor().insertBlock()
            return
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        self.textCursor().insertText(source.text().translate(_LINE_SEPARATORS))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self._composing = False
        self.viewport().update()
        self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        was_in_sight = QRect(QPoint(0, 0), event.oldSize()).contains(self.cursorRect().center())
        super().resizeEvent(event)
        self._place()
        if was_in_sight:  # and must not go below the edge when something opens there
            self.ensureCursorVisible()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        menu = self.context_menu(event.pos())
        menu.exec(event.globalPos())
        menu.deleteLater()

    def context_menu(self, place: QPoint) -> QMenu:
        """What can be done with the text, and with the line at `place`."""
        menu = self.createStandardContextMenu(place)
        number = self.cursorForPosition(place).blockNumber() + 1
        menu.addSeparator()
        for name, words, signal in (
            ("hotwords.replace", tr("Replace after hearing, or only hint"), self.replace_wanted),
            ("hotwords.off", tr("Switch this word off or on"), self.off_wanted),
        ):
            action = menu.addAction(words)
            action.setObjectName(name)
            action.setEnabled(bool(self.document().findBlockByNumber(number - 1).text().strip()))
            action.triggered.connect(lambda _=False, signal=signal: signal.emit(number))
        return menu

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        self._paint_current_line()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(Theme.current().colour("faint"))
        painter.setFont(self._small_font())
        metrics = QFontMetrics(painter.font())
        for block, top, _ in self._visible():
            info = self.info(block.blockNumber() + 1)
            if info is None or not _is_worth_showing(info):
                continue
            last = block.layout().lineAt(block.layout().lineCount() - 1)
            end = round(self.contentOffset().x() + last.naturalTextWidth())
            left = end + self._margin() + 2 * GAP
            room = self.viewport().width() - left - GAP_SMALL
            if room > metrics.averageCharWidth() * 4:
                text = metrics.elidedText(info.reading, Qt.TextElideMode.ElideRight, room)
                area = QRect(left, top + round(last.y()), room, round(last.height()))
                painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    def _paint_before(self, painter: QPainter, width: int) -> None:
        theme = Theme.current()
        painter.setFont(self._small_font())
        for block, top, height in self._visible():
            number = block.blockNumber() + 1
            here = number == self.current_line
            painter.setPen(theme.colour("text" if here else "faint"))
            area = QRect(0, top, width - GAP, height)
            painter.drawText(
                area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number)
            )
            info = self.info(number)
            if info is not None and info.marks:
                mark = info.marks[0]
                at = top + (height - _MARK_PX) // 2
                icon(mark.icon, mark.colour).paint(painter, 2, at, _MARK_PX, _MARK_PX)

    def _paint_behind(self, painter: QPainter, width: int) -> None:
        theme = Theme.current()
        painter.setFont(self._small_font())
        for block, top, height in self._visible():
            info = self.info(block.blockNumber() + 1)
            if info is None or not info.word:
                continue
            count = self._log.written(info.word)
            area = QRect(0, top, width - GAP_SMALL, height)
            align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            if count:
                self._paint_pill(painter, area, str(count))
            else:
                painter.setPen(theme.colour("faint"))
                painter.drawText(area.adjusted(0, 0, -6, 0), align, "–")

    def _paint_pill(self, painter: QPainter, area: QRect, count: str) -> None:
        metrics = QFontMetrics(painter.font())
        width = max(metrics.horizontalAdvance(count) + 12, 20)
        height = metrics.height()
        pill = QRect(area.right() - width, area.y() + (area.height() - height) // 2, width, height)
        theme = Theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(Qt.GlobalColor.transparent))
        painter.setBrush(theme.colour("hot_soft"))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(theme.colour("hot"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, count)

    def _visible(self) -> list[tuple[QTextBlock, int, int]]:
        """The lines that can be seen, each with its top and its first row's height in pixels."""
        found: list[tuple[QTextBlock, int, int]] = []
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= self.viewport().height():
            # The rectangle is asked for first: only then the rows of the line are laid out.
            whole = self.blockBoundingRect(block).height()
            found.append((block, round(top), round(block.layout().lineAt(0).height())))
            top += whole
            block = block.next()
        return found

    def _margin(self) -> int:
        return round(self.document().documentMargin())

    def _small_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(TEXT_SMALL_PX)
        return font

    def _make_room(self) -> None:
        metrics = QFontMetrics(self._small_font())
        digits = max(2, len(str(self.blockCount())))
        self._before.width_px = metrics.horizontalAdvance("0" * digits) + _MARK_PX + 2 * GAP
        self._behind.width_px = metrics.horizontalAdvance(str(max(self._log.most, 10))) + 12 + GAP
        self.setViewportMargins(self._before.width_px, 0, self._behind.width_px, 0)
        self._place()

    def _place(self) -> None:
        view = self.viewport().geometry()
        width = self._before.width_px
        self._before.setGeometry(view.x() - width, view.y(), width, view.height())
        width = self._behind.width_px
        self._behind.setGeometry(view.right() + 1, view.y(), width, view.height())

    def _follow(self, _area: QRect, _dy: int) -> None:
        self._before.update()
        self._behind.update()

    def _note_line(self) -> None:
        self._before.update()
        if self.current_line != self._line:
            self._line = self.current_line
            self.viewport().update()
            self.line_changed.emit(self._line)

    def _paint_current_line(self) -> None:
        """The ground of the line that the cursor is in, which may go on in more rows."""
        # Not under the placeholder, which could not be read there.
        if not self.hasFocus() or self.document().isEmpty():
            return
        block = self.textCursor().block()
        area = self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()
        area.setLeft(0)
        area.setRight(self.viewport().width())
        painter = QPainter(self.viewport())
        painter.fillRect(area, Theme.current().colour("hover"))
        painter.end()

    def _recolour(self) -> None:
        self._colours.recolour()
        self.retell()

    def _show_tip(self, place: QPoint, on_screen: QPoint) -> None:
        number = self.cursorForPosition(place).blockNumber() + 1
        QToolTip.showText(on_screen, self.described(number), self)

    def tip_at(self, y: int, on_screen: QPoint) -> None:
        """Show what is known of the line at height `y`."""
        self._show_tip(QPoint(0, y), on_screen)

    def _edit_lines(self, cursor: QTextCursor, start: int, stop: int, lines: Sequence[str]) -> None:
        document, text = self.document(), "\n".join(lines)
        count = document.blockCount()
        keep = QTextCursor.MoveMode.KeepAnchor
        if start == stop:
            if start < count:
                cursor.setPosition(document.findBlockByNumber(start).position())
                cursor.insertText(text + "\n")
            else:
                cursor.movePosition(QTextCursor.MoveOperation.End)
                cursor.insertText("\n" + text)
            return
        first, last = document.findBlockByNumber(start), document.findBlockByNumber(stop - 1)
        begin, end = first.position(), last.position() + last.length() - 1
        if not lines and stop < count:
            end += 1
        elif not lines and start:
            begin -= 1
        cursor.setPosition(begin)
        cursor.setPosition(end, keep)
        cursor.insertText(text)


class _Gutter(QWidget):
    """A strip beside the lines; `paint` draws it."""

    def __init__(self, editor: HotwordEditor, paint: Callable[[QPainter, int], None]) -> None:
        super().__init__(editor)
        self._editor = editor
        self._paint = paint
        self.width_px = 0

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.width_px, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        self._paint(painter, self.width())
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._editor.tip_at(event.pos().y(), event.globalPos())
            return True
        return super().event(event)


def _is_worth_showing(info: LineInfo) -> bool:
    """Whether the reading says more than the word; phones of English are for the tool tip."""
    return bool(info.reading) and any(ord(letter) > 0x2E7F for letter in info.word)
