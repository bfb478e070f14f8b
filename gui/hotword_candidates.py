"""Which listed words sound present in the segment that is being heard, and how many are sent."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from asr_core.transcript import HotwordUse
from gui.flow_layout import FlowLayout
from gui.hotword_words import heard_as, written_by
from gui.icons import icon
from gui.texts import language, tr
from gui.theme import GAP, GAP_SMALL, Theme, set_role

_ICON_PX = 12


class CandidateChip(QWidget):
    """One word: filled and with a mark when it was sent, only framed when there was no room."""

    def __init__(self, use: HotwordUse, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.use = use
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        if self.use.in_text:
            state = written_by(self.use.by)
        else:
            state = tr("sent to the model") if self.use.sent else tr("heard, not offered")
        parts = (
            self.use.word,
            heard_as(self.use.word, self.use.heard),
            f"{self.use.score:.0%}",
            state,
        )
        self.setToolTip(" · ".join(parts))
        self.setAccessibleName(", ".join(parts))

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = QFontMetrics(self.font())
        mark = _ICON_PX + GAP_SMALL if self._mark() else 0
        width = metrics.horizontalAdvance(self.use.word) + mark + 2 * GAP
        return QSize(width, metrics.height() + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(0, 0, -1, -1)
        sent = self.use.sent or self.use.in_text
        painter.setPen(theme.colour("hot" if sent else "line_strong"))
        painter.setBrush(theme.colour("hot_soft") if sent else QColor(Qt.GlobalColor.transparent))
        painter.drawRoundedRect(area, 6, 6)
        left = GAP
        if mark := self._mark():
            at = (self.height() - _ICON_PX) // 2
            icon(mark, "hot").paint(painter, left, at, _ICON_PX, _ICON_PX)
            left += _ICON_PX + GAP_SMALL
        painter.setPen(theme.colour("hot" if sent else "muted"))
        text = QRect(left, 0, self.width() - left - GAP + 1, self.height())
        word = QFontMetrics(self.font()).elidedText(
            self.use.word, Qt.TextElideMode.ElideRight, text.width()
        )
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, word)
        painter.end()

    def _mark(self) -> str:
        return "check" if self.use.in_text else "up" if self.use.sent else ""


class HotwordCandidates(QWidget):
    """The words of the segment under way, and the budget that they use up.

    `budget` is how many words a segment's prompt bears; None while that is not known.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._uses: tuple[HotwordUse, ...] = ()
        self._heard = False
        self._budget: int | None = None
        self._words = 0
        self._is_draft = False
        self._heading = QLabel()
        set_role(self._heading, "muted")
        self._count = QLabel()
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight)
        set_role(self._count, "muted")
        self._empty = QLabel()
        self._empty.setWordWrap(True)
        set_role(self._empty, "muted")
        self._draft = QLabel()
        self._draft.setObjectName("hotwords.draft")
        set_role(self._draft, "warning")
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._meter = QProgressBar()
        self._meter.setTextVisible(False)
        self._meter.setObjectName("hotwords.budget")
        top = QHBoxLayout()
        top.setSpacing(GAP_SMALL)
        top.addWidget(self._heading)
        top.addWidget(self._count, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_SMALL)
        column.addLayout(top)
        for widget in (self._draft, self._meter, self._chips, self._empty):
            column.addWidget(widget)
        language.changed.connect(self.retranslate)
        Theme.current().theme_changed.connect(self._repaint)
        self.show_uses((), heard=False)

    def show_uses(self, uses: Sequence[HotwordUse], *, heard: bool = True) -> None:
        """Show the candidates of a segment; `heard` False: there is no segment."""
        self._uses, self._heard = tuple(uses), heard
        while item := self._flow.takeAt(0):
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for use in self._uses:
            self._flow.addWidget(CandidateChip(use, self._chips))
        self._chips.setVisible(bool(self._uses))
        self._empty.setVisible(not self._uses)
        self.retranslate()

    def show_budget(self, most: int | None) -> None:
        """Show how many words a prompt bears."""
        self._budget = most
        self.retranslate()

    def show_draft(self, is_draft: bool) -> None:
        """Say that drafts take no hints, if a draft is what is wanted."""
        self._is_draft = is_draft
        self.retranslate()

    def show_words(self, count: int) -> None:
        """Show how many words are in the lists in force."""
        self._words = count
        self.retranslate()

    @property
    def uses(self) -> tuple[HotwordUse, ...]:
        """The candidates that are shown."""
        return self._uses

    def retranslate(self) -> None:
        self._heading.setText(tr("In this segment"))
        self._empty.setText(
            tr("No listed word sounds present here.")
            if self._heard
            else tr("Words that sound present are shown here.")
        )
        sent = sum(use.sent for use in self._uses)
        values = {"sent": sent, "words": self._words, "most": self._budget}
        if self._is_draft:
            text = tr("listed {words}", **values)
        elif self._budget is None:
            text = tr("sent {sent} · listed {words}", **values)
        else:
            text = tr("sent {sent} of at most {most} · listed {words}", **values)
        self._count.setText(text)
        self._count.setToolTip(
            tr("However long the list is, only words that sound present are sent to the model.")
        )
        self._meter.setMaximum(max(self._budget or 1, 1))
        self._meter.setValue(min(sent, self._meter.maximum()))
        self._meter.setVisible(self._budget is not None and not self._is_draft)
        self._draft.setVisible(self._is_draft)
        self._draft.setText(tr("Draft: only !! words act"))
        self._draft.setToolTip(
            tr("A draft takes no hints; words with !! replace are put in afterwards.")
        )
        self._meter.setAccessibleName(text)
        for chip in self._chips.findChildren(CandidateChip):
            chip.retranslate()

    def _repaint(self) -> None:
        for chip in self._chips.findChildren(CandidateChip):
            chip.update()
