"""What the lists do to what is heard: candidates of the segment, evidence, and a text to try."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from asr_core.model_store import ModelSettings
from asr_core.transcript import Segment
from asr_core.transcription import SpanHeard
from gui.hotword_candidates import HotwordCandidates
from gui.hotword_evidence import HotwordEvidence
from gui.hotword_hits import HitLog
from gui.hotword_test_box import HotwordTestBox
from gui.texts import language, tr
from gui.theme import GAP_SMALL


class HotwordHeard(QWidget):
    """Shows what is told of spans and segments; `log` has the evidence.

    `jump` asks for a cue, `heard_otherwise` comes when the evidence has changed.
    """

    jump = Signal(str, float)
    heard_otherwise = Signal()

    def __init__(self, log: HitLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._span_start_s = -1.0
        self.candidates = HotwordCandidates()
        self.test = HotwordTestBox()
        self._evidence = HotwordEvidence(log)
        self._evidence.jump.connect(self.jump)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("hotwords.tabs")
        self._tabs.setDocumentMode(True)
        self._tabs.tabBar().setDrawBase(False)
        self._tabs.addTab(self._evidence, "")
        self._tabs.addTab(self.test, "")
        self._tabs.setCornerWidget(self._evidence.all_words)
        self._tabs.currentChanged.connect(lambda tab: self._evidence.all_words.setVisible(tab == 0))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_SMALL)
        column.addWidget(self.candidates)
        column.addWidget(self._tabs, 1)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def show_span(self, span: SpanHeard) -> None:
        """Show the words that sound present in the span that is heard now."""
        self._span_start_s = span.start_s
        self.candidates.show_uses(span.hotwords)

    def add_segments(self, job_id: str, segments: Sequence[Segment]) -> None:
        """Take in what became of the words in finished segments."""
        new = [segment for segment in segments if self._log.add(job_id, segment)]
        if len(new) == len(segments):
            self._evidence.add(job_id, new)
        else:
            self._evidence.reload()
        for segment in segments:
            if abs(segment.start - self._span_start_s) < 0.5:
                self.candidates.show_uses(segment.hotwords)
        self._note_evidence()

    def clear(self) -> None:
        """Forget all evidence: another job is shown, or none."""
        self._log.clear()
        self._span_start_s = -1.0
        self._evidence.reload()
        self.candidates.show_uses((), heard=False)
        self._note_evidence()

    def show_budget(self, most: int | None) -> None:
        """Show how many words a segment's prompt bears; None means the model's own number."""
        budget = ModelSettings().most_hotwords if most is None else most
        self.candidates.show_budget(budget)
        self.test.show_budget(budget)

    def show_text(self, text: str) -> None:
        """Try `text` in the test box."""
        self._tabs.setCurrentWidget(self.test)
        self.test.show_text(text)

    def retranslate(self) -> None:
        self._tabs.setTabText(0, tr("Hits {count}", count=self._log.total))
        self._tabs.setTabText(1, tr("Try a text"))
        self._tabs.setAccessibleName(tr("Evidence and trial"))

    def _note_evidence(self) -> None:
        self.retranslate()
        self.heard_otherwise.emit()
