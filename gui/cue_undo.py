"""Undo and redo of the edits of cues, apart for every document."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary, ref

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoGroup, QUndoStack

from export_tools.subtitles.cue_document import CueDocument, EditableCue


class UndoStacks(QUndoGroup):
    """The edits of all documents; those of the one that is shown can be undone.

    `edited` tells the number of the word of the shown document at which an edit came or went.
    """

    edited = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stacks: WeakKeyDictionary[CueDocument, QUndoStack] = WeakKeyDictionary()

    def show_document(self, document: CueDocument | None) -> None:
        """Undo the edits of this document from now on, or none."""
        if document is None:
            self.setActiveStack(None)  # type: ignore[arg-type]
            return
        if document not in self._stacks:
            self._stacks[document] = QUndoStack()
            self.addStack(self._stacks[document])
        self.setActiveStack(self._stacks[document])

    def edit(self, document: CueDocument, cue: EditableCue, text: str) -> None:
        """Give `cue` of the shown document another text."""
        self._stacks[document].push(_Edit(self, document, cue, text))


class _Edit(QUndoCommand):
    def __init__(
        self, stacks: UndoStacks, document: CueDocument, cue: EditableCue, text: str
    ) -> None:
        super().__init__()
        self._stacks = ref(stacks)
        # A document that nobody needs any more goes, and its edits with it.
        self._document = ref(document)
        self._cue, self._text = cue, text

    def redo(self) -> None:
        self._write(self._text)

    def undo(self) -> None:
        self._write(self._cue.text)

    def _write(self, text: str) -> None:
        stacks, document = self._stacks(), self._document()
        if stacks is None or document is None:
            return
        document.put(replace(self._cue, text=text))
        stacks.edited.emit(self._cue.id)
