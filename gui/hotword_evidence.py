"""The list of hits: each listed word with what was heard, who wrote it, how sure, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QListView, QVBoxLayout, QWidget

from asr_core.transcript import Segment
from gui.hotword_hits import Evidence, HitLog, SegmentHits
from gui.hotword_words import evidence_row
from gui.row_list import Row, RowDelegate, RowModel
from gui.texts import language, tr
from gui.theme import GAP_SMALL, Theme, set_role

_Shown = Callable[[], Evidence]


class HotwordEvidence(QWidget):
    """Rows in the order in which they were heard; `jump` comes for the one that is chosen.

    A click or Enter chooses. Words that were only offered or found are shown when `all_words`,
    which stands wherever its owner puts it, is checked.
    """

    jump = Signal(str, float)

    def __init__(self, log: HitLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._follows = True
        self._model = RowModel(_row, self)
        self.all_words = QCheckBox()
        self.all_words.setObjectName("hotwords.hits.all")
        self.all_words.toggled.connect(self.reload)
        self._empty = QLabel()
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        set_role(self._empty, "muted")
        self._list = QListView()
        self._list.setObjectName("hotwords.hits")
        self._list.setModel(self._model)
        self._list.setItemDelegate(RowDelegate(self._list, two_lines=True))
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self._list.verticalScrollBar()
        bar.actionTriggered.connect(self._note_scrolling)
        bar.rangeChanged.connect(self._go_along)
        self._list.clicked.connect(self._choose)
        self._list.activated.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP_SMALL, 0, 0)
        column.setSpacing(GAP_SMALL)
        column.addWidget(self._empty, 1)
        column.addWidget(self._list, 1)
        language.changed.connect(self.retranslate)
        Theme.current().theme_changed.connect(self._list.viewport().update)
        self.retranslate()
        self._note_emptiness()

    def add(self, job_id: str, segments: Sequence[Segment]) -> None:
        """Show what `segments` bring; go along with it unless the person has scrolled away."""
        self._model.append(self._shown(SegmentHits(job_id, segment) for segment in segments))
        self._note_emptiness()
        self._go_along()

    def begin(self, *, at_newest: bool) -> None:
        """Another job is shown: stay with its newest hit, or begin with its first."""
        self._model.show([])
        self._follows = at_newest
        self._list.verticalScrollBar().setValue(0)
        self._note_emptiness()

    def reload(self) -> None:
        """Show all of the log anew."""
        self._model.show(self._shown(self._log.hits()))
        self._note_emptiness()
        self._go_along()

    def retranslate(self) -> None:
        self.all_words.setText(tr("All"))
        self.all_words.setToolTip(tr("Also words that were not written"))
        self.all_words.setAccessibleName(self.all_words.toolTip())
        self._empty.setText(
            tr("Nothing yet. Every listed word that is written shows here with its evidence.")
        )
        self._list.setAccessibleName(tr("Hits of listed words"))
        self._model.retell()

    @property
    def rows(self) -> list[Evidence]:
        """What is shown."""
        return [self._evidence(self._model.index(at)) for at in range(self._model.rowCount())]

    def _shown(self, hits: Iterable[SegmentHits]) -> list[_Shown]:
        every = self.all_words.isChecked()
        return [
            partial(of_segment.row, number, all_words=every)
            for of_segment in hits
            for number in range(of_segment.count(all_words=every))
        ]

    def _evidence(self, index: QModelIndex) -> Evidence:
        evidence: _Shown = self._model.thing(index)
        return evidence()

    def _note_emptiness(self) -> None:
        empty = self._model.rowCount() == 0
        self._empty.setVisible(empty)
        self._list.setVisible(not empty)

    def _note_scrolling(self) -> None:
        """Only a person acts on the bar, by the wheel too; its position comes with the act."""
        bar = self._list.verticalScrollBar()
        self._follows = bar.sliderPosition() >= bar.maximum()

    def _go_along(self) -> None:
        if self._follows:
            self._list.scrollToBottom()

    def _choose(self, index: QModelIndex) -> None:
        chosen = self._evidence(index)
        # Whoever reads a row wants it to stay where it is.
        self._follows = index.row() == self._model.rowCount() - 1
        self.jump.emit(chosen.job_id, chosen.start_s)


def _row(evidence: _Shown) -> Row:
    return evidence_row(evidence())
