"""The hotwords, always in sight: the list to edit, what it does to the segment, its hits, a trial.

The panel only shows and asks: lists live in `hotword_lists`, evidence in `hotword_hits`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTime, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from asr_core.transcript import Segment
from asr_core.transcription import Noticed, SpanHeard
from gui.hotword_editor import HotwordEditor
from gui.hotword_filling import HotwordFilling
from gui.hotword_heard import HotwordHeard
from gui.hotword_hits import HitLog
from gui.hotword_layer_button import HotwordLayerButton
from gui.hotword_lines import LineInfos
from gui.hotword_lists import HotwordLists
from gui.hotword_news import HotwordNews
from gui.hotword_sounds import LookedOver
from gui.hotword_state import HotwordState, line_infos
from gui.icons import icon
from gui.texts import language, tr
from gui.theme import GAP, GAP_SMALL, Theme, set_role

if TYPE_CHECKING:
    from hotwords import HotwordDocument
    from hotwords.hotword_line import EntryLine

_MOST_TRIED = 30


class HotwordPanel(QWidget):
    """Editor, candidates, evidence and test box for the lists that count together.

    `jump` asks for a cue; `layers_changed` tells which files count from now on. Call `finish`
    before the program ends.
    """

    jump = Signal(str, float)
    layers_changed = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._log = HitLog()
        self.lists = HotwordLists(self._may_take, self)
        self._shown: Path | None = None
        self._saved_at = ""
        self._filling = HotwordFilling(self.lists, lambda: self._shown, self)
        self._in_force: int | None = None
        self._looked: dict[Path, LookedOver] = {}
        self._build()
        self._connect()
        self.keyboard_home = self._editor
        self.show_budget(None)
        self.retranslate()
        self._show_emblem()
        self._show_state()

    def open_layers(self, paths: Sequence[Path], off: Sequence[Path] = ()) -> None:
        """Have the lists at `paths`, the most particular one last; those in `off` do not count.

        They are read on a thread: nothing heavy is loaded before this is called.
        """
        self.lists.open(list(paths))
        for path in paths:
            self.lists.switch(path, path not in off)

    def all_layers(self) -> tuple[tuple[Path, bool], ...]:
        """The lists that are open, in order, and whether each counts."""
        return tuple((layer.path, layer.on) for layer in self.lists.layers)

    def show_job(self, job_id: str, segments: Sequence[Segment], *, at_newest: bool) -> None:
        """Show what became of the words in `segments`, all there are of the job `job_id` so far.

        `at_newest`: the newest hit stays in sight, as is wanted while the job runs.
        """
        self._heard.show_job(job_id, at_newest=at_newest)
        self._heard.add_segments(job_id, segments)
        self._news.show_other_texts()

    def show_no_job(self) -> None:
        """Forget all evidence: no job is shown."""
        self._heard.show_job("", at_newest=True)
        self._news.show_other_texts()

    def show_span(self, job_id: str, span: SpanHeard) -> None:
        """Show the words that sound present in the span that is heard now, if its job is shown."""
        self._heard.show_span(job_id, span)

    def add_segment(self, job_id: str, segment: Segment) -> None:
        """Take in what became of the words in a finished segment."""
        self._heard.add_segments(job_id, [segment])

    def show_notice(self, _job_id: str, notice: Noticed) -> None:
        """Show what the recogniser says about the list; other notices are not ours."""
        if notice.code == "hotwords-in-use":
            self._in_force = int(notice.detail) if notice.detail.isdigit() else None
            self._show_state()

    def show_budget(self, most: int | None) -> None:
        """Show how many words a segment's prompt bears; None means the model's own number."""
        self._heard.show_budget(most)

    def show_draft(self, is_draft: bool) -> None:
        """Say what acts in a draft, if that is what is wanted of the next file."""
        self._heard.candidates.show_draft(is_draft)

    def show_text(self, text: str) -> None:
        """Try `text` in the test box."""
        self._heard.show_text(text)

    def add_word(self, word: str) -> None:
        """Put `word` at the end of the list that is shown, or go to the line where it stands."""
        from hotwords.hotword import HotwordFileError

        opened = self.lists.opened_list(self._shown)
        word = " ".join(word.split())
        if opened is None or not word or self._shown is None:
            return
        number = opened.document.find(word)
        if number is None:
            try:
                self.lists.change(self._shown, lambda document: document.add(word))
            except HotwordFileError as failure:
                self._news.tell_of_word(failure)
                return
            number = opened.document.find(word)
        if number is not None:
            self._editor.go_to(number)

    def fill_if_empty(self, lines: str, then: Callable[[], object]) -> None:
        """Put `lines` behind what the shown list holds, if no list has a word yet, and save it.

        `then` is called once they count, or when it is clear that they will not.
        """
        self._filling.begin(lines, then)

    @property
    def new_list_folder(self) -> Path:
        """Where a new list is offered to be made while none is open."""
        return self._choose.folder

    @new_list_folder.setter
    def new_list_folder(self, folder: Path) -> None:
        self._choose.folder = folder

    def save_now(self) -> None:
        """Save what was typed without waiting."""
        self.lists.save()

    def finish(self) -> tuple[Path, ...]:
        """Save, end the threads; the lists that could not be saved.

        Nothing that waits for a list is begun any more.
        """
        self._filling.stop()
        return self.lists.finish()

    def _build(self) -> None:
        self._heading = QLabel()
        set_role(self._heading, "heading")
        self._emblem = QLabel()
        self._choose = HotwordLayerButton(self.lists)
        self._news = HotwordNews(self.lists, self._log.texts)
        self._editor = HotwordEditor(self._log)
        self._editor.show_opening(True)
        self._state = HotwordState(lambda: self._editor.current_line)
        self._about_line = QLabel()
        self._about_line.setWordWrap(True)
        self._about_line.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._about_line, "muted")
        self._heard = HotwordHeard(self._log)

        top = QHBoxLayout()
        top.setSpacing(GAP_SMALL)
        top.addWidget(self._emblem)
        top.addWidget(self._heading)
        top.addStretch(1)
        top.addWidget(self._choose)
        upper = _column(top, self._news, self._editor, self._state, self._about_line, stretch=3)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setObjectName("hotwords.splitter")
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(upper)
        splitter.addWidget(self._heard)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        frame = QFrame()
        set_role(frame, "panel")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(GAP, GAP, GAP, GAP)
        inside.addWidget(splitter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)

    def _connect(self) -> None:
        lists, editor = self.lists, self._editor
        lists.opened.connect(self._show_opened)
        lists.text_taken.connect(self._take_text)
        lists.edited.connect(self._show_state)
        lists.saved.connect(self._note_saved)
        lists.layers_changed.connect(self.layers_changed)
        lists.order_changed.connect(self._show_some_list)
        lists.failed.connect(self._show_state)
        lists.failed.connect(self._show_whether_open)
        lists.contradicted.connect(self._show_state)
        lists.looked.connect(self._heard.test.ask_again)
        lists.sounds.looked_over.connect(self._show_looked)
        lists.sounds.recalled.connect(self._heard.test.show_recalled)
        lists.sounds.failed.connect(self._news.tell_of_word)
        self._choose.chosen.connect(self.show_list)
        editor.textChanged.connect(self._note_text)
        editor.line_changed.connect(self._leave_line)
        editor.left.connect(lists.save)
        editor.left.connect(self._describe_line)
        editor.replace_wanted.connect(self._toggle_replace)
        editor.off_wanted.connect(self._toggle_off)
        self._state.go_to.connect(self._go_to)
        self._heard.jump.connect(self.jump)
        self._heard.heard_otherwise.connect(editor.retell)
        self._heard.test.recall_wanted.connect(lambda text: lists.sounds.recall(text, _MOST_TRIED))
        Theme.current().theme_changed.connect(self._show_emblem)
        language.changed.connect(self.retranslate)

    def retranslate(self) -> None:
        self._heading.setText(tr("Hotwords"))
        self._show_marks()
        self._show_state()

    def _show_emblem(self) -> None:
        size, ratio = QSize(18, 18), self.devicePixelRatio()
        self._emblem.setPixmap(icon("hotword", "hot").pixmap(size, ratio))

    def show_list(self, path: Path) -> None:
        """Edit the list at `path`."""
        self.lists.save()
        self._shown = path
        self._choose.show_path(path)
        opened = self.lists.opened_list(path)
        self._show_whether_open()
        self._editor.show_lines(LineInfos())
        self._editor.open_text("" if opened is None else opened.text)
        self._saved_at = ""
        self._news.show_path(path)
        self._show_marks()
        self._show_state()

    def _show_opened(self, path: Path) -> None:
        if self._shown is None or path == self._shown or self._is_last(path):
            self.show_list(path)
        self._filling.follow()

    def _is_last(self, path: Path) -> bool:
        """Whether a list that opens is the most particular one, which people edit most."""
        untouched = not self._editor.document().isModified() and not self._editor.hasFocus()
        return untouched and self.lists.layers[-1].path == path

    def _show_some_list(self) -> None:
        paths = [layer.path for layer in self.lists.layers]
        if self._shown not in paths:
            self._shown = None
            if paths:
                self.show_list(paths[-1])
            else:
                self._editor.open_text("")
                self._show_whether_open()
        self._choose.show_path(self._shown)
        self._show_state()

    def _show_whether_open(self, *_failed: object) -> None:
        layer = None if self._shown is None else self.lists.layer(self._shown)
        is_opening = layer is not None and layer.opened is None and layer.failure is None
        self._editor.show_opening(is_opening)
        self._editor.setEnabled(is_opening or (layer is not None and layer.opened is not None))

    def _may_take(self, path: Path) -> bool:
        return path != self._shown or not self._editor.is_composing

    def _note_text(self) -> None:
        if self._shown is not None and not self._editor.isReadOnly():
            self.lists.edit(self._shown, self._editor.toPlainText())

    def _take_text(self, path: Path) -> None:
        opened = self.lists.opened_list(path)
        if opened is not None and path == self._shown:
            self._editor.take_text(opened.text)

    def _leave_line(self, _number: int) -> None:
        self.lists.save()
        self._describe_line()

    def _note_saved(self, path: Path) -> None:
        if path == self._shown:
            self._saved_at = QTime.currentTime().toString("HH:mm:ss")
        self._show_state()

    def _show_looked(self, looked: LookedOver) -> None:
        self._looked[looked.path] = looked
        self._heard.candidates.show_words(
            len(
                {
                    word
                    for layer in self.lists.layers
                    if layer.on and layer.path in self._looked
                    for word in self._looked[layer.path].words.values()
                }
            )
        )
        if looked.path == self._shown:
            self._show_marks()
            self._show_state()

    def _show_marks(self) -> None:
        looked = None if self._shown is None else self._looked.get(self._shown)
        if looked is None:
            return
        self._editor.show_lines(line_infos(looked))
        self._describe_line()

    def _describe_line(self) -> None:
        """Say what is known of the current line; while that is typed in, nothing jumps."""
        text = self._editor.described(self._editor.current_line)
        self._about_line.setText(text)
        self._about_line.setVisible(bool(text) or self._editor.hasFocus())

    def _show_state(self, *_changed: object) -> None:
        layer = None if self._shown is None else self.lists.layer(self._shown)
        looked = None if self._shown is None else self._looked.get(self._shown)
        self._state.show_state(layer, looked, self._saved_at, self._in_force)

    def _go_to(self, number: int) -> None:
        self._editor.go_to(number)
        self._editor.setFocus()

    def _toggle_replace(self, number: int) -> None:
        self._change_line(
            number, lambda document, entry: document.set_replace(number, not entry.entry.replace)
        )

    def _toggle_off(self, number: int) -> None:
        self._change_line(number, lambda document, entry: document.switch(number, entry.off))

    def _change_line(
        self,
        number: int,
        change: Callable[[HotwordDocument, EntryLine], HotwordDocument],
    ) -> None:
        from hotwords.hotword import HotwordFileError

        if self._shown is not None:
            try:
                self.lists.change(
                    self._shown, lambda document: change(document, document.entry(number))
                )
            except HotwordFileError as failure:
                self._news.tell_of_word(failure)


def _column(*parts: QWidget | QLayout, stretch: int) -> QWidget:
    """The parts one below the other; part number `stretch` takes the room that is left."""
    widget = QWidget()
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP_SMALL)
    for number, part in enumerate(parts):
        if isinstance(part, QLayout):
            column.addLayout(part)
        else:
            column.addWidget(part, 1 if number == stretch - 1 else 0)
    return widget
