"""The middle of the window: the cues of one job, editable while it is still being heard."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from asr_core.transcript import Segment
from asr_core.transcription import SpanHeard
from export_tools.subtitles.cue_document import CueDocument
from gui.cue_details import CueDetails
from gui.cue_model import CueModel
from gui.cue_table import CueTable
from gui.cue_undo import UndoStacks
from gui.elided_label import ElidedLabel
from gui.icons import icon
from gui.live_text import LiveText
from gui.texts import language, tr
from gui.theme import GAP, GAP_SMALL, set_role


class CueList(QWidget):
    """Shows a job's cues and the text that is being heard.

    `edited` names the job whose edits are other than before, `hear` asks for a part of its sound in
    milliseconds. Whatever changes the document is seen here; for the job that is shown, segments
    come through `add_segment`.
    """

    edited = Signal(str)
    hear = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cues")
        self._job_id: str | None = None
        self._held: list[tuple[CueDocument, int]] = []
        self._undo = UndoStacks(self)
        self._model = CueModel(self._undo, self)
        self._make_parts()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.show_job(None, None, "")

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def document(self) -> CueDocument | None:
        """The cues that are shown."""
        return self._model.document

    def show_job(self, job_id: str | None, document: CueDocument | None, title: str) -> None:
        """Show the cues of another job, or of none; an edit that was begun is kept."""
        self.take_edit()
        self._job_id = job_id
        self._undo.show_document(document)
        self._model.show_document(document)
        self._title.setText(title)
        self._table.is_growing = False
        self._live.end()
        self._live.hide()
        self._show_row(-1)
        self._follow_cues()
        self._show_parts()

    def take_edit(self) -> None:
        """Keep what is being typed in a cue, as if the keyboard had gone elsewhere."""
        self._table.take_edit()

    def show_progress(self, text: str) -> None:
        """Say how far the job is, beside its name."""
        self._progress.setText(text)

    def show_waiting(self, words: str) -> None:
        """Say why there are no cues, in their place."""
        self._waiting.setText(words)

    def show_rest(self, words: str) -> None:
        """Say in place of the text why nothing is being heard just now; with "" it goes away."""
        if words and not self._live.isHidden():
            self._live.rest(words)
        elif not words:
            self._live.end()
            self._live.hide()
            self._show_parts()

    def begin_span(self, span: SpanHeard) -> None:
        """A span of the shown job is being heard from now on."""
        self._table.is_growing = True
        self._live.begin(span)
        self._live.show()
        if self._table.follows:
            self._table.scrollToBottom()
        self._show_parts()

    def add_text(self, text: str) -> None:
        """The text of the span goes on."""
        self._live.add(text)

    def discard_text(self, reason: str) -> None:
        """The text of the span is void; with a `reason` it is heard once more."""
        if reason:
            self._live.discard()
        else:
            self._table.is_growing = False
            self._live.end()
            self._live.hide()
            self._show_parts()

    def add_segment(self, segment: Segment) -> None:
        """A segment of the shown job is finished; its cues can be edited at once."""
        if self.document is not None:
            self.document.add_segment(segment)
        self._live.end()

    def jump_to(self, start_s: float) -> None:
        """Bring the cue at a time of the file into sight and make it the current one."""
        if self.document is not None and self.document.cues:
            self._table.select_row(max(0, self.document.row_at(round(start_s * 1000))))

    def say(self, sentence: str) -> None:
        """Tell a person something about what was just asked for, until another cue is current."""
        self._details.show_remark(sentence, kind="info")

    def retranslate(self) -> None:
        """Write all words in the language that is set."""
        self.setAccessibleName(tr("Cues"))
        self.undo_action.setText(tr("Undo the last edit of a cue"))
        self.redo_action.setText(tr("Redo the edit of a cue"))
        self._newest.setText(tr("To the newest"))
        self._newest.setToolTip(tr("Show the newest cue and follow what is heard"))
        self._newest.setAccessibleName(tr("Show the newest cue and follow what is heard"))
        self._show_row(self._table.currentIndex().row())
        self._count()

    # --- putting it together ----------------------------------------------------------------------

    def _make_parts(self) -> None:
        self._title = ElidedLabel()
        self._title.setObjectName("cues.title")
        set_role(self._title, "heading")
        self._progress = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self._progress.setObjectName("cues.progress")
        set_role(self._progress, "muted")
        self._counts = QLabel()
        self._counts.setObjectName("cues.counts")
        set_role(self._counts, "muted")
        self._newest = QPushButton()
        self._newest.setObjectName("cues.newest")
        self._newest.setIcon(icon("down"))
        set_role(self._newest, "quiet")
        self._table = CueTable(self._model)
        self._waiting = QLabel()
        self._waiting.setObjectName("cues.waiting")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._waiting.setWordWrap(True)
        set_role(self._waiting, "muted")
        self._details = CueDetails()
        self._live = LiveText()
        control, shift = Qt.Modifier.CTRL, Qt.Modifier.SHIFT
        self.undo_action = self._make_action("cues.undo", [control | Qt.Key.Key_Z])
        self.redo_action = self._make_action(
            "cues.redo", [control | shift | Qt.Key.Key_Z, control | Qt.Key.Key_Y]
        )

    def _make_action(self, name: str, keys: list[QKeyCombination]) -> QAction:
        action = QAction(self)
        action.setObjectName(name)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setEnabled(False)
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        figures = QHBoxLayout()
        figures.setSpacing(GAP + GAP_SMALL)
        figures.addWidget(self._progress)
        figures.addWidget(self._counts)
        figures.addStretch(1)
        names.addLayout(figures)
        head = QHBoxLayout()
        head.setContentsMargins(GAP + GAP_SMALL, GAP_SMALL, GAP, GAP_SMALL)
        head.addLayout(names, 1)
        head.addWidget(self._newest)
        self._middle = QStackedLayout()
        self._middle.addWidget(self._waiting)
        self._middle.addWidget(self._table)
        frame = QFrame()
        set_role(frame, "panel")
        column = QVBoxLayout(frame)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(self._middle, 1)
        column.addWidget(self._details)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(frame, 1)
        whole.addWidget(self._live)
        self.keyboard_home = self._table

    def _connect(self) -> None:
        self._table.hear.connect(self.hear)
        self._table.current_changed.connect(self._show_row)
        self._table.follows_changed.connect(self._show_parts)
        self._newest.clicked.connect(self._table.follow)
        self._details.restore_pressed.connect(self._restore_current)
        self._undo.edited.connect(self._tell_edit)
        self.undo_action.triggered.connect(self.take_edit)
        self.undo_action.triggered.connect(self._undo.undo)
        self.redo_action.triggered.connect(self._undo.redo)
        self._undo.canUndoChanged.connect(self.undo_action.setEnabled)
        self._undo.canRedoChanged.connect(self.redo_action.setEnabled)
        delegate = self._table.cue_delegate
        delegate.opened.connect(self._hold)
        # The editor is still going: the rows may move only when it is gone.
        delegate.closed.connect(self._release, Qt.ConnectionType.QueuedConnection)
        for signal in (
            self._model.rowsInserted,
            self._model.rowsRemoved,
            self._model.dataChanged,
            self._model.modelReset,
        ):
            signal.connect(self._follow_cues)
        language.changed.connect(self.retranslate)

    # --- following --------------------------------------------------------------------------------

    def _hold(self, cue_id: int) -> None:
        if self.document is not None:
            self.document.hold(cue_id)
            self._held.append((self.document, cue_id))

    def _release(self, cue_id: int) -> None:
        for held in [each for each in self._held if each[1] == cue_id]:
            self._held.remove(held)
            held[0].release(cue_id)

    def _restore_current(self) -> None:
        row = self._table.currentIndex().row()
        if row >= 0 and self.document is not None:
            cue = self._model.cue(row)
            self._undo.edit(self.document, cue, cue.heard)

    def _tell_edit(self, word: int) -> None:
        if self.document is not None:
            row = self.document.row_with(word)
            if row != self._table.currentIndex().row():
                self._table.select_row(row)
            self._show_row(row)
        if self._job_id is not None:
            self.edited.emit(self._job_id)

    def _show_row(self, row: int) -> None:
        if not 0 <= row < self._model.rowCount():
            self._details.show_remark("")
            return
        marks = self._model.marks(row)
        self._details.show_remark(
            self._model.remarks(row),
            kind=marks[0] if marks else "",
            can_restore=self._model.cue(row).edited,
        )

    def _follow_cues(self) -> None:
        has_cues = self._model.rowCount() > 0
        self._middle.setCurrentWidget(self._table if has_cues else self._waiting)
        self._details.setVisible(has_cues)
        self._count()

    def _count(self) -> None:
        document = self.document
        if document is None or not document.cues:
            self._counts.setText("")
        elif document.edit_count:
            self._counts.setText(
                tr(
                    "{cues} cues · {edits} edited",
                    cues=len(document.cues),
                    edits=document.edit_count,
                )
            )
        else:
            self._counts.setText(tr("{cues} cues", cues=len(document.cues)))

    def _show_parts(self) -> None:
        self._newest.setVisible(not self._live.isHidden() and not self._table.follows)
