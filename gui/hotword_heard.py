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
        self._job_id = ""
        self._span: tuple[str, SpanHeard] | None = None
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

    def show_job(self, job_id: str, *, at_newest: bool) -> None:
        """Forget all evidence: the job `job_id` is shown from now on, "" for none."""
        self._log.clear()
        if job_id == self._job_id:
            self._evidence.reload()
        else:
            self._job_id = job_id
            self._evidence.begin(at_newest=at_newest)
        self._show_candidates()
        self._note_evidence()

    def show_span(self, job_id: str, span: SpanHeard) -> None:
        """Show the words that sound present in the span that is heard now, if it is of this job."""
        self._span = job_id, span
        if job_id == self._job_id:
            self._show_candidates()

    def add_segments(self, job_id: str, segments: Sequence[Segment]) -> None:
        """Take in what became of the words in finished segments."""
        new = [segment for segment in segments if self._log.add(job_id, segment)]
        if len(new) == len(segments):
            self._evidence.add(job_id, new)
        else:
            self._evidence.reload()
        if self._span is not None and self._span[0] == job_id:
            for segment in segments:
                if abs(segment.start - self._span[1].start_s) < 0.5:
                    self.candidates.show_uses(segment.hotwords)
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
        self._tabs.tabBar().setAccessibleName(tr("Evidence and trial"))

    def _show_candidates(self) -> None:
        if self._span is not None and self._span[0] == self._job_id:
            self.candidates.show_uses(self._span[1].hotwords)
        else:
            self.candidates.show_uses((), heard=False)

    def _note_evidence(self) -> None:
        self.retranslate()
        self.heard_otherwise.emit()
