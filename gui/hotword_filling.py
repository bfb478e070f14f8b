"""Lines for a list that has no word yet, such as those of the sample, and who waits for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from gui.hotword_lists import HotwordLists

_PATIENCE_MS = 2_000


class HotwordFilling(QObject):
    """Fills the list that `shown` names, once all lists are read, and saves it."""

    def __init__(
        self,
        lists: HotwordLists,
        shown: Callable[[], Path | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._lists = lists
        self._shown = shown
        self._lines = ""
        self._then: Callable[[], object] | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._go_on)
        lists.saved.connect(self.follow)
        lists.failed.connect(self._give_up)

    def begin(self, lines: str, then: Callable[[], object]) -> None:
        """Put `lines` behind what the list holds, if no list has a word yet.

        `then` is called once they count, or when it is clear that they will not.
        """
        self._lines, self._then = lines, then
        self._patience.start(_PATIENCE_MS)
        self.follow()

    def follow(self, *_about: object) -> None:
        """Lists were opened or saved: go on as far as that allows."""
        path = self._shown()
        if self._lines and path is not None and self._lists.fill_if_empty(path, self._lines):
            self._lines = ""
        if not self._lines and all(
            layer.opened is None or layer.opened.is_saved for layer in self._lists.layers
        ):
            self._go_on()

    def stop(self) -> None:
        """Nothing that waits is begun any more."""
        self._lines, self._then = "", None
        self._patience.stop()

    def _give_up(self, path: Path, _failure: object) -> None:
        """Wait no longer if the lines cannot be saved, or nobody can know whether they are wanted.

        A list that was read and fails now is no reason, unless it is the one that is shown.
        """
        layer = self._lists.layer(path)
        if path == self._shown() or (layer is not None and layer.opened is None):
            self._go_on()

    def _go_on(self) -> None:
        self._patience.stop()
        then, self._then = self._then, None
        if then is not None:
            then()
