"""Names the list that is edited; its menu chooses, opens, makes, orders and switches lists."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from gui.hotword_lists import HotwordLists
from gui.icons import icon
from gui.texts import language, tr

_LONGEST_NAME_PX = 170


class HotwordLayerButton(QToolButton):
    """`chosen` comes with the list that shall be edited."""

    chosen = Signal(object)

    def __init__(self, lists: HotwordLists, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lists = lists
        self._path: Path | None = None
        self.folder = Path.home()
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setObjectName("hotwords.lists")
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def show_path(self, path: Path | None) -> None:
        """Name the list that is edited."""
        self._path = path
        self.retranslate()

    def retranslate(self) -> None:
        name = tr("Open a list") if self._path is None else self._path.name
        shown = None if self._path is None else self._lists.layer(self._path)
        if shown is not None and not shown.on:
            name = tr("{name} (off)", name=name)
        on = sum(layer.on for layer in self._lists.layers)
        if len(self._lists.layers) > 1:
            name = tr(
                "{name} · {on} of {count} count", name=name, on=on, count=len(self._lists.layers)
            )
        elide = Qt.TextElideMode.ElideMiddle
        self.setText(self.fontMetrics().elidedText(name, elide, _LONGEST_NAME_PX))
        self.setToolTip(
            tr("Lists that count together: choose, open, order, switch")
            + ("" if self._path is None else f"\n{self._path}")
        )
        self.setAccessibleName(tr("Hotword lists: {name}", name=name))

    def choose_file(self, *, new: bool) -> None:
        """Ask for a list to open, or for the name of a new one."""
        start = self._path.parent if self._path is not None else self.folder
        kinds = tr("Word lists (*.txt)")
        if new:
            name, _ = QFileDialog.getSaveFileName(
                self,
                tr("New list"),
                str(start / "hot.txt"),
                kinds,
                options=QFileDialog.Option.DontConfirmOverwrite,
            )
        else:
            name, _ = QFileDialog.getOpenFileName(self, tr("Open a list"), str(start), kinds)
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Open the list at `path`, or make one there, and edit it."""
        if self._lists.layer(path) is None:
            self._lists.add(path)
        self.chosen.emit(path)

    def _fill(self) -> None:
        menu = self._menu
        menu.clear()
        shown = QActionGroup(menu)
        for number, layer in enumerate(self._lists.layers):
            name = layer.path.name if layer.on else tr("{name} (off)", name=layer.path.name)
            action = menu.addAction(name.replace("&", "&&"))
            action.setObjectName(f"hotwords.lists.{number}")
            action.setCheckable(True)
            action.setChecked(layer.path == self._path)
            action.setToolTip(str(layer.path))
            shown.addAction(action)
            path = layer.path
            action.triggered.connect(lambda _=False, path=path: self.chosen.emit(path))
        edited = None if self._path is None else self._lists.layer(self._path)
        if edited is not None:
            path, place = edited.path, self._lists.layers.index(edited)
            menu.addSeparator()
            counts = self._add("switch", tr("This list counts"))
            counts.setCheckable(True)
            with QSignalBlocker(counts):
                counts.setChecked(edited.on)
            counts.toggled.connect(lambda on: self._lists.switch(path, on))
            for name, words, by in (
                ("earlier", tr("Count it before: more general"), -1),
                ("later", tr("Count it after: more particular"), +1),
            ):
                action = self._add(name, words)
                action.setEnabled(0 <= place + by < len(self._lists.layers))
                action.triggered.connect(lambda _=False, by=by: self._lists.move(path, by))
            out = self._add("close", tr("Close this list; its file stays"))
            out.triggered.connect(lambda: self._lists.take_out(path))
        menu.addSeparator()
        opener = self._add("open", tr("Open a list…"))
        opener.setIcon(icon("folder"))
        opener.triggered.connect(lambda: self.choose_file(new=False))
        maker = self._add("new", tr("New list…"))
        maker.setIcon(icon("add"))
        maker.triggered.connect(lambda: self.choose_file(new=True))

    def _add(self, name: str, words: str) -> QAction:
        action = self._menu.addAction(words)
        action.setObjectName(f"hotwords.lists.{name}")
        return action
