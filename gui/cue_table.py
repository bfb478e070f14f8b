"""The table of cues: mouse, keys, and following what is being heard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QSinglePointEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from gui.cue_delegate import CueDelegate
from gui.cue_editor import CueEditor
from gui.cue_model import CUE_ROLE, Column, CueModel
from gui.overlay_scroll_bar import OverlayScrollBar
from gui.texts import language, tr
from gui.theme import Theme

_NEAR_THE_END_PX = 4
_THIS_ROW = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)


class CueTable(QTableView):
    """Shows the cues of `model`.

    `hear` asks for one of them, `current_changed` names the row or -1. While the last cue is in
    sight, new ones come into sight by themselves if the text `is_growing`; `follows_changed` says
    whether that is so.
    """

    hear = Signal(int, int)
    current_changed = Signal(int)
    follows_changed = Signal(bool)

    def __init__(self, model: CueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cues.table")
        self._follows = True
        self.is_growing = False
        self.cue_delegate = CueDelegate(model, self)
        self.setItemDelegate(self.cue_delegate)
        self._behave()
        self._bar = OverlayScrollBar(self)
        self.setModel(model)
        self._size_columns()
        self.clicked.connect(self._hear_clicked)
        self.selectionModel().currentChanged.connect(self._tell_current)
        self.verticalScrollBar().valueChanged.connect(self._notice_scrolling)
        model.rowsInserted.connect(self._keep_end)
        model.modelReset.connect(self._begin_anew)
        self.cue_delegate.step_wanted.connect(self._step)
        Theme.current().theme_changed.connect(self.viewport().update)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Write all words in the language that is set."""
        self.setAccessibleName(tr("Cues"))
        self.setAccessibleDescription(
            tr("Enter edits the text, Space plays the cue, Ctrl+Z takes an edit back.")
        )

    @property
    def follows(self) -> bool:
        """Whether new cues come into sight by themselves."""
        return self._follows

    def follow(self) -> None:
        """Show the newest cue, and the ones to come."""
        self.scrollToBottom()
        self._set_follows(True)

    def select_row(self, row: int) -> None:
        """Make a cue the current one and bring it into sight."""
        self._select(row)
        index = self.model().index(row, Column.TEXT)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def edit_current(self) -> None:
        """Open the text of the current cue."""
        row = self.currentIndex().row()
        if row >= 0:
            self.edit(self.model().index(row, Column.TEXT))

    def take_edit(self) -> None:
        """Close the text that is open, with what was typed."""
        editor = self.indexWidget(self.currentIndex())
        if isinstance(editor, CueEditor):
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def hear_current(self) -> None:
        """Ask to hear the current cue."""
        self._hear_clicked(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter edits, Space plays, Home and End go to the first and the last cue."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_current()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_F5):
            self.hear_current()
        elif event.key() == Qt.Key.Key_Home:
            self._go(0, event)
        elif event.key() == Qt.Key.Key_End:
            self._go(self.model().rowCount() - 1, event)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            # Only the texts can be current.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Have a current cue for the keys to act on: one that is in sight."""
        if not self.currentIndex().isValid():
            self._select(max(0, self.rowAt(0)))
        super().focusInEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Know the row under the mouse; Qt itself tells of a single cell."""
        was_taken = super().viewportEvent(event)
        if isinstance(event, QSinglePointEvent):
            # Behind the wheel's own scrolling.
            self._hover(self.rowAt(round(event.position().y())))
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.HoverLeave):
            self._hover(-1)
        return was_taken

    def _hover(self, row: int) -> None:
        if row != self.cue_delegate.hovered_row:
            self.cue_delegate.hovered_row = row
            self.viewport().update()

    def _behave(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        # It stands in a frame already.
        self.setStyleSheet("QTableView { border: none; border-radius: 0; }")
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(self.cue_delegate.row_height())

    def _size_columns(self) -> None:
        columns = self.horizontalHeader()
        columns.setSectionsClickable(False)
        columns.setHighlightSections(False)
        columns.setMinimumSectionSize(1)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setSectionResizeMode(Column.TEXT, QHeaderView.ResizeMode.Stretch)
        for column in Column:
            if column is not Column.TEXT:
                self.setColumnWidth(column, self.cue_delegate.column_width(column))

    def _hear_clicked(self, index: QModelIndex) -> None:
        cue = index.data(CUE_ROLE)
        if cue is not None:
            self.hear.emit(cue.start_ms, cue.end_ms)

    def _tell_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        self.current_changed.emit(index.row())

    def _go(self, row: int, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.setCurrentIndex(self.model().index(row, Column.TEXT))
        else:
            self._select(row)

    def _select(self, row: int) -> None:
        if 0 <= row < self.model().rowCount():
            # `setCurrentIndex` would look at the keyboard, where Ctrl may be down for an undo.
            self.selectionModel().setCurrentIndex(self.model().index(row, Column.TEXT), _THIS_ROW)

    def _step(self, steps: int, goes_on: bool) -> None:
        row = self.currentIndex().row() + steps
        self.setFocus()
        self._select(row)
        if goes_on and 0 <= row < self.model().rowCount():
            self.edit_current()

    def _copy(self) -> None:
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        texts = [str(self.model().index(row, Column.TEXT).data()) for row in rows]
        if texts:
            QGuiApplication.clipboard().setText("\n".join(texts))

    def _is_at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - _NEAR_THE_END_PX

    def _notice_scrolling(self) -> None:
        self._set_follows(self._is_at_end())

    def _keep_end(self) -> None:
        # Rows that come at the end lengthen the scroll bar but do not move it.
        is_edited = self.state() == QAbstractItemView.State.EditingState
        if self.is_growing and self._follows and not is_edited:
            self.scrollToBottom()

    def _begin_anew(self) -> None:
        self.scrollToTop()
        self._set_follows(True)

    def _set_follows(self, follows: bool) -> None:
        if follows != self._follows:
            self._follows = follows
            self.follows_changed.emit(follows)
