"""The lists that are open and count together: loaded, saved as they are typed, kept in order.

What the panel shows follows from here. Layers stand in the order from the general to the
particular; one that is switched off stays open but does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

from gui.hotword_files import HotwordFiles
from gui.hotword_merge import Choice
from gui.hotword_open_list import OpenList, OutsideChange
from gui.hotword_sounds import HotwordSounds

if TYPE_CHECKING:
    from hotwords import HotwordDocument, HotwordFileError

SAVE_AFTER_MS = 600
"""Without a keystroke; leaving the line or the editor saves at once."""

_LOOK_AFTER_MS = 250
_ASK_AGAIN_MS = 150


@dataclass(slots=True)
class Layer:
    """One list: whether it counts, its content once it could be read, and why it could not.

    `failed_to_save` says that `failure` is about the file that was to be written.
    """

    path: Path
    on: bool = True
    opened: OpenList | None = None
    failure: HotwordFileError | None = None
    failed_to_save: bool = False


class HotwordLists(QObject):
    """All layers, in order; `path` in a signal says which one it is about.

    `opened`: it can be shown. `text_taken`: its text is another one, not by `edit`. `edited`: its
    text or its state is another one. `saved`: screen and file agree. `changed_outside` (path,
    OutsideChange), `contradicted`: another program saved it. `failed` (path, HotwordFileError).
    `layers_changed`: the files that count, in order. `looked`: texts recall from another state of
    the lists now.

    `may_take` is asked before a text is changed that somebody may be typing into.
    """

    opened = Signal(object)
    text_taken = Signal(object)
    edited = Signal(object)
    saved = Signal(object)
    changed_outside = Signal(object, object)
    contradicted = Signal(object)
    failed = Signal(object, object)
    layers_changed = Signal(tuple)
    order_changed = Signal()
    looked = Signal()

    def __init__(
        self, may_take: Callable[[Path], bool] = lambda _path: True, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.layers: list[Layer] = []
        self.sounds = HotwordSounds(self)
        self._files = HotwordFiles(self)
        self._may_take = may_take
        self._counting: tuple[Path, ...] = ()
        self._held: dict[Path, HotwordDocument] = {}
        self._saving: set[Path] = set()
        self._files.opened.connect(self._show_opened)
        self._files.changed.connect(self._note_change)
        self._files.saved.connect(self._note_saved)
        self._files.failed.connect(self._note_failure)
        self._files.save_failed.connect(self._note_save_failure)
        self._save_soon = self._timer(SAVE_AFTER_MS, self.save)
        self._look_soon = self._timer(_LOOK_AFTER_MS, self._look_over_all)
        self._take_soon = self._timer(_ASK_AGAIN_MS, self._take_held)

    def open(self, paths: Sequence[Path]) -> None:
        """Have the lists at `paths` and no others; they are read on a thread."""
        wanted = list(dict.fromkeys(paths))
        self.save()
        for layer in self.layers:
            if layer.path not in wanted:
                self._files.forget(layer.path)
        known = {layer.path: layer for layer in self.layers}
        self.layers = [known.get(path) or Layer(path) for path in wanted]
        for path in wanted:
            if path not in known:
                self._files.open(path)
        self.order_changed.emit()
        self._tell_layers()

    def add(self, path: Path) -> None:
        """Have the list at `path` as the most particular one."""
        self.open([*(layer.path for layer in self.layers), path])

    def take_out(self, path: Path) -> None:
        """Close the list at `path`; its file stays."""
        self.open([layer.path for layer in self.layers if layer.path != path])

    def switch(self, path: Path, on: bool) -> None:
        """Let the list at `path` count or not."""
        layer = self.layer(path)
        if layer is not None and layer.on is not on:
            layer.on = on
            self.order_changed.emit()
            self._tell_layers()

    def move(self, path: Path, by: int) -> None:
        """Move a list `by` places towards the particular."""
        paths = [layer.path for layer in self.layers]
        at = paths.index(path)
        to = min(max(at + by, 0), len(paths) - 1)
        self.layers.insert(to, self.layers.pop(at))
        self.order_changed.emit()
        self._tell_layers()

    def layer(self, path: Path) -> Layer | None:
        """The layer at `path`."""
        return next((layer for layer in self.layers if layer.path == path), None)

    def opened_list(self, path: Path | None) -> OpenList | None:
        """What is known of the list at `path`, None if it could not be read yet."""
        layer = None if path is None else self.layer(path)
        return None if layer is None else layer.opened

    def edit(self, path: Path, text: str) -> None:
        """The text of the list at `path` now is `text`."""
        opened = self.opened_list(path)
        if opened is not None and opened.text != text:
            opened.text = text
            self._save_soon.start()
            self._look_soon.start()
            self.edited.emit(path)

    def change(self, path: Path, make: Callable[[HotwordDocument], HotwordDocument]) -> None:
        """Change the list at `path` as a document, and save it at once."""
        opened = self.opened_list(path)
        if opened is not None:
            from gui.hotword_text import shown_text

            opened.text = shown_text(make(opened.document))
            self._told_otherwise(path)

    def fill_if_empty(self, path: Path, lines: str) -> bool:
        """Put `lines` at the end of the list at `path`, and save it, if no list has a word yet.

        False, and nothing is done, while there are lists that could not be read yet.
        """
        opened = [layer.opened for layer in self.layers if layer.opened is not None]
        filled = self.opened_list(path)
        if filled is None or len(opened) < len(self.layers):
            return False
        if not any(list(one.document.entries()) for one in opened):
            before = filled.text
            filled.text = before + ("\n" if before and not before.endswith("\n") else "") + lines
            self._told_otherwise(path)
        return True

    def save(self) -> None:
        """Save what is not saved, now."""
        self._save_soon.stop()
        for layer in self.layers:
            # One save at a time: the next one must know what it will find in the file.
            if layer.opened is None or layer.path in self._saving:
                continue
            document = layer.opened.to_save()
            if document is not None:
                self._saving.add(layer.path)
                self._files.save(layer.path, document, layer.opened.disk)

    def save_over(self, path: Path) -> None:
        """Write the text at `path`, whatever the file holds now."""
        opened = self.opened_list(path)
        if opened is not None:
            self._files.save(path, opened.document, None)

    def save_elsewhere(self, path: Path, other: Path) -> None:
        """Write the text to `other` and have that list in the place of the one at `path`."""
        layer = self.layer(path)
        if layer is not None and layer.opened is not None:
            self._files.forget(path)
            layer.path = layer.opened.path = other
            self._files.save(other, layer.opened.document, None)
            self.order_changed.emit()

    def resolve(self, path: Path, choices: Sequence[Choice]) -> None:
        """Settle the contradictions in the list at `path`."""
        opened = self.opened_list(path)
        if opened is not None and opened.resolve(choices) is not None:
            self._told_otherwise(path)

    def take_back(self, path: Path, changes: Sequence[OutsideChange]) -> None:
        """Undo what another program changed."""
        opened = self.opened_list(path)
        if opened is not None:
            for change in reversed(changes):
                opened.take_back(change)
            self._told_otherwise(path)

    @property
    def counting(self) -> tuple[Path, ...]:
        """The files that count, the most particular one last."""
        return tuple(
            layer.path
            for layer in self.layers
            if layer.on and layer.opened is not None and layer.opened.exists
        )

    def finish(self) -> tuple[Path, ...]:
        """Save, end the threads, and name the lists that could not be saved."""
        self.sounds.stop()
        # What was typed while a save was under way makes another one.
        for _ in range(3):
            self.save()
            answered = self._files.stop()
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)
            if not answered:
                break
        for timer in (self._save_soon, self._look_soon, self._take_soon):
            timer.stop()
        return tuple(
            layer.path
            for layer in self.layers
            if layer.opened is not None and not layer.opened.is_saved
        )

    def _show_opened(self, path: Path, document: HotwordDocument | None) -> None:
        layer = self.layer(path)
        if layer is not None:
            layer.opened, layer.failure = OpenList(path, document), None
            self.opened.emit(path)
            self._tell_layers()

    def _note_change(self, path: Path, document: HotwordDocument) -> None:
        self._saving.discard(path)
        layer = self.layer(path)
        if layer is None:
            return
        layer.failure = None
        if layer.opened is None:
            self._show_opened(path, document)
        elif not self._may_take(path):
            self._held[path] = document
            self._take_soon.start()
        else:
            self._take(path, layer.opened, document)

    def _take(self, path: Path, opened: OpenList, document: HotwordDocument) -> None:
        change = opened.changed_outside(document)
        if opened.conflicts:
            self.contradicted.emit(path)
            return
        if change is not None:
            self._told_otherwise(path)
            self.changed_outside.emit(path, change)
        else:
            # What waited for an answer, or could not be read, may be as it was.
            self.edited.emit(path)
        self.save()
        self._tell_layers()

    def _take_held(self) -> None:
        held, self._held = self._held, {}
        for path, document in held.items():
            self._note_change(path, document)

    def _note_saved(self, path: Path, document: HotwordDocument) -> None:
        self._saving.discard(path)
        layer = self.layer(path)
        if layer is None or layer.opened is None:
            return
        layer.failure = None
        layer.opened.saved(document)
        self._tell_layers()
        if layer.opened.is_saved:
            self.saved.emit(path)
        else:
            self.save()

    def _note_failure(self, path: Path, failure: HotwordFileError) -> None:
        layer = self.layer(path)
        if layer is not None:
            layer.failure, layer.failed_to_save = failure, False
            self.failed.emit(path, failure)

    def _note_save_failure(self, path: Path, failure: HotwordFileError) -> None:
        self._saving.discard(path)
        layer = self.layer(path)
        if layer is not None:
            layer.failure, layer.failed_to_save = failure, True
            self.failed.emit(path, failure)

    def _told_otherwise(self, path: Path) -> None:
        """The text of a list has changed, and not by typing."""
        self.text_taken.emit(path)
        self.edited.emit(path)
        self._look_soon.start()
        self.save()

    def _look_over_all(self) -> None:
        """Ask for marks and readings, and let texts recall from what is on the screen."""
        earlier: list[HotwordDocument] = []
        counting: list[tuple[Path, HotwordDocument]] = []
        for layer in self.layers:
            if layer.opened is None:
                continue
            document = layer.opened.document
            self.sounds.look_over(layer.path, document, earlier)
            if layer.on:
                earlier.append(document)
                counting.append((layer.path, document))
        self.sounds.use(counting)
        self.sounds.warm_up()
        self.looked.emit()

    def _tell_layers(self) -> None:
        self._look_soon.start()
        if self.counting != self._counting:
            self._counting = self.counting
            self.layers_changed.emit(self._counting)

    def _timer(self, interval_ms: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(act)
        return timer
