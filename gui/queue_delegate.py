"""Paints the rows of the queue: mark, name and share done, a bar while it runs, state and times."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from asr_core.jobs import Job, JobState
from gui.icons import icon
from gui.job_words import file_name, mark_of, percent, status_line
from gui.queue_model import JOB_ROLE
from gui.theme import GAP, GAP_SMALL, TEXT_SMALL_PX, Theme, line_height

_ICON_PX = 16
_BAR_PX = 4
_CORNER_PX = 6.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BAR_STATES = (JobState.PREPARING, JobState.RUNNING, JobState.PAUSED)


class QueueDelegate(QStyledItemDelegate):
    """`extra_height` tells what the selected row needs below what is painted here, by its job."""

    def __init__(self, extra_height: Callable[[str], int], parent: QWidget) -> None:
        super().__init__(parent)
        self._extra_height = extra_height
        self._parent = parent
        self._measured_font: QFont | None = None
        self._top_px = self._name_px = self._small_px = 0

    def top_px(self) -> int:
        """How much of a row is painted here; the rest belongs to its card."""
        font = self._parent.font()
        if font != self._measured_font:
            # Asked for every row whenever the list is laid out, of which there may be thousands.
            self._measured_font = font
            self._name_px, self._small_px = line_height(font), line_height(_small(font))
            bar = GAP_SMALL + _BAR_PX + GAP_SMALL
            self._top_px = GAP + self._name_px + bar + self._small_px + GAP
        return self._top_px

    def sizeHint(  # noqa: N802
        self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        job: Job = index.data(JOB_ROLE)
        return QSize(0, max(self.top_px(), self._extra_height(job.id)))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        job: Job = index.data(JOB_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        row = QRect(option.rect).adjusted(GAP, GAP, -GAP, 0)
        row.setHeight(self.top_px() - GAP)
        if job.state not in _BAR_STATES:
            # All rows are equally tall; without a bar the two lines move together.
            row.adjust(0, (_BAR_PX + GAP_SMALL) // 2, 0, -(_BAR_PX + GAP_SMALL) // 2)
        self._paint_name(painter, option, job, row)
        if job.state in _BAR_STATES:
            self._paint_bar(painter, job, row)
        self._paint_state(painter, option, job, row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme = Theme.current()
        ground = QRectF(option.rect).adjusted(2, 1, -2, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft" if selected else "hover"))
            painter.drawRoundedRect(ground, _CORNER_PX, _CORNER_PX)
        if selected:
            # Not by its ground alone: an edge that is seen without colours, too.
            painter.setBrush(theme.colour("accent"))
            edge = QRectF(ground.left(), ground.top() + 4, 3, ground.height() - 8)
            painter.drawRoundedRect(edge, 1.5, 1.5)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("accent"))
            painter.drawRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), _CORNER_PX, _CORNER_PX)

    def _paint_name(
        self, painter: QPainter, option: QStyleOptionViewItem, job: Job, row: QRect
    ) -> None:
        theme = Theme.current()
        mark = mark_of(job)
        line = QRect(row.left(), row.top(), row.width(), self._name_px)
        icon_top = line.top() + (line.height() - _ICON_PX) // 2
        icon(mark.icon, mark.colour).paint(
            painter, QRect(line.left(), icon_top, _ICON_PX, _ICON_PX)
        )
        line.setLeft(line.left() + _ICON_PX + GAP)
        done = percent(job)
        painter.setFont(option.font)
        if done:
            painter.setPen(theme.colour("muted"))
            painter.drawText(line, _RIGHT, done)
            line.setRight(line.right() - option.fontMetrics.horizontalAdvance(done) - GAP)
        # The middle goes first: episodes differ at the end of their names.
        name = option.fontMetrics.elidedText(
            file_name(job.path), Qt.TextElideMode.ElideMiddle, line.width()
        )
        painter.setPen(theme.colour("text"))
        painter.drawText(line, _LEFT, name)

    def _paint_bar(self, painter: QPainter, job: Job, row: QRect) -> None:
        theme = Theme.current()
        left = row.left() + _ICON_PX + GAP
        bottom = row.bottom() - GAP - self._small_px
        bar = QRectF(left, bottom - GAP_SMALL - _BAR_PX + 1, row.right() - left + 1, _BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        done = QRectF(bar)
        done.setWidth(max(_BAR_PX, bar.width() * (job.progress or 0.0)))
        painter.setBrush(theme.colour("accent" if job.state.is_active else "muted"))
        painter.drawRoundedRect(done, _BAR_PX / 2, _BAR_PX / 2)

    def _paint_state(
        self, painter: QPainter, option: QStyleOptionViewItem, job: Job, row: QRect
    ) -> None:
        theme = Theme.current()
        font = _small(option.font)
        metrics = QFontMetrics(font)
        line = QRect(row)
        line.setLeft(row.left() + _ICON_PX + GAP)
        line.setTop(row.bottom() - GAP - self._small_px + 1)
        line.setHeight(self._small_px)
        colour = mark_of(job).colour
        painter.setFont(font)
        painter.setPen(theme.colour(colour if colour in ("danger", "warning") else "muted"))
        words = metrics.elidedText(status_line(job), Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, _LEFT, words)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(TEXT_SMALL_PX)
    return small
