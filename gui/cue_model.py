"""The rows of the list of cues, kept in step with a `CueDocument`."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from asr_core.transcript import Segment
from export_tools.subtitles.cue_document import Change, CueDocument, EditableCue
from gui.cue_undo import UndoStacks
from gui.cue_words import (
    characters_per_second,
    edited_sentence,
    is_suspected,
    suspicion_sentence,
    time_text,
)
from gui.texts import language, tr

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns, from left to right."""

    NUMBER = 0
    TIME = 1
    TEXT = 2
    SPEED = 3
    MARK = 4


CUE_ROLE = Qt.ItemDataRole.UserRole
"""The `EditableCue` itself."""


class CueModel(QAbstractTableModel):
    """One row per cue of the document that is shown; a cue keeps its row's selection by its id."""

    def __init__(self, undo: UndoStacks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo = undo
        self._document: CueDocument | None = None
        self._cues: list[EditableCue] = []
        language.changed.connect(self._retranslate)

    @property
    def document(self) -> CueDocument | None:
        """What is shown."""
        return self._document

    def show_document(self, document: CueDocument | None) -> None:
        """Show the cues of another document, or none."""
        self.beginResetModel()
        if self._document is not None:
            self._document.unwatch(self._apply)
        self._document = document
        self._cues = list(document.cues) if document else []
        if document is not None:
            document.watch(self._apply)
        self.endResetModel()

    def cue(self, row: int) -> EditableCue:
        """The cue of a row."""
        return self._cues[row]

    def names(self, cue: EditableCue) -> frozenset[str]:
        """The listed words that were heard where this cue begins and stand in the text there."""
        return frozenset(use.word for use in self._segment(cue).hotwords if use.in_text)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many cues there are."""
        return 0 if parent.isValid() else len(self._cues)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only the text can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        flags |= Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == Column.TEXT else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a cell shows and says."""
        if not index.isValid():
            return None
        cue = self._cues[index.row()]
        column = Column(index.column())
        if role == CUE_ROLE:
            return cue
        if role == Qt.ItemDataRole.EditRole and column is Column.TEXT:
            return cue.text
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(index.row(), column)
        if column is Column.MARK and role in (
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return self.remarks(index.row())
        if role == Qt.ItemDataRole.ToolTipRole and column is Column.TEXT:
            return cue.text
        return None

    def setData(  # noqa: N802
        self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Edit the text of a cue, in a way that can be undone."""
        if role != Qt.ItemDataRole.EditRole or index.column() != Column.TEXT or not self._document:
            return False
        cue = self._cues[index.row()]
        text = "\n".join(line.strip() for line in str(value).strip().splitlines() if line.strip())
        if text != cue.text:
            self._undo.edit(self._document, cue, text)
        return True

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """What the columns are called."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return ["#", tr("Time"), tr("Text"), tr("Char./s"), ""][section]
        if role == Qt.ItemDataRole.ToolTipRole and section == Column.SPEED:
            return tr("Characters per second: how fast a viewer has to read")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            is_number = section in (Column.NUMBER, Column.SPEED)
            side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def marks(self, row: int) -> tuple[str, ...]:
        """The names of the icons beside a cue."""
        marks = ("warning",) if self._is_suspected(row) else ()
        return (*marks, "edit") if self._cues[row].edited else marks

    def remarks(self, row: int) -> str:
        """What the icons say, in sentences."""
        cue = self._cues[row]
        said = [suspicion_sentence(self._segment(cue)) if self._is_suspected(row) else ""]
        return "\n".join(each for each in (*said, edited_sentence(cue)) if each)

    def _segment(self, cue: EditableCue) -> Segment:
        assert self._document is not None
        return self._document.segments[cue.segment]

    def _is_suspected(self, row: int) -> bool:
        cue = self._cues[row]
        begins = row == 0 or self._cues[row - 1].segment != cue.segment
        return is_suspected(cue, self._segment(cue), begins_segment=begins)

    def _shown(self, row: int, column: Column) -> str:
        cue = self._cues[row]
        match column:
            case Column.NUMBER:
                return str(row + 1)
            case Column.TIME:
                return f"{time_text(cue.start_ms)}\n{time_text(cue.end_ms)}"
            case Column.TEXT:
                return cue.text
            case Column.SPEED:
                return f"{characters_per_second(cue):.1f}"
            case Column.MARK:
                return ""

    def _apply(self, change: Change) -> None:
        """Follow the document; a row stays where the id of its cue stays."""
        kept = {cue.id for cue in change.old} & {cue.id for cue in change.new}
        row, old, new = change.first, list(change.old), list(change.new)
        while old or new:
            gone = _leading(old, kept)
            if gone:
                self.beginRemoveRows(QModelIndex(), row, row + gone - 1)
                del self._cues[row : row + gone], old[:gone]
                self.endRemoveRows()
            come = _leading(new, kept)
            if come:
                self.beginInsertRows(QModelIndex(), row, row + come - 1)
                self._cues[row:row] = new[:come]
                self.endInsertRows()
                row += come
                del new[:come]
            same = min(_leading(old, kept, are_in=True), _leading(new, kept, are_in=True))
            if same:
                self._cues[row : row + same] = new[:same]
                self._changed(row, row + same - 1)
                row += same
                del old[:same], new[:same]

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def _retranslate(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)


def _leading(cues: list[EditableCue], ids: set[int], *, are_in: bool = False) -> int:
    """How many cues at the beginning have ids that are in `ids`, or are not."""
    return next((at for at, cue in enumerate(cues) if (cue.id in ids) != are_in), len(cues))
