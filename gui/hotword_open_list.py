"""One list while it is edited here and perhaps elsewhere: what is on disk, what is on the screen.

Without Qt and without files: the panel tells it what happened and asks what to do. The one law is
that neither side's work is overwritten unasked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gui.hotword_merge import Choice, Conflict, Merge, WordChange, merge, word_change
from gui.hotword_text import document_of, shown_text

if TYPE_CHECKING:
    from hotwords.hotword_document import HotwordDocument


@dataclass(frozen=True, slots=True)
class OutsideChange:
    """Another program saved the list: what is on the screen was `old` and is `new` now."""

    old: HotwordDocument
    new: HotwordDocument
    before: str
    after: str

    @property
    def words(self) -> WordChange:
        """The words that changed; it takes a while to find them in a long list."""
        return word_change(self.old, self.new)


class OpenList:
    """The list at `path`; `disk` is its content as it was last read or written, None: no file."""

    def __init__(self, path: Path, disk: HotwordDocument | None) -> None:
        self.path = path
        self.exists = disk is not None
        self._take_disk(_empty() if disk is None else disk)
        self.text = self._disk_text
        self._theirs: HotwordDocument | None = None

    @property
    def document(self) -> HotwordDocument:
        """What the text on the screen makes of the file."""
        return document_of(self.text, self.disk)

    @property
    def is_saved(self) -> bool:
        """Whether the screen shows what the file holds."""
        return self._theirs is None and self.text == self._disk_text

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What must be asked before anything may be saved."""
        return () if self._theirs is None else self._merge(self._theirs).conflicts

    def to_save(self) -> HotwordDocument | None:
        """What to write to the file now; None if nothing is to be, or something must be asked."""
        return None if self.is_saved or self.conflicts else self.document

    def saved(self, document: HotwordDocument) -> None:
        """`document` has been written; the text may have gone on since."""
        self._take_disk(document)
        self.exists = True

    def changed_outside(self, theirs: HotwordDocument) -> OutsideChange | None:
        """The file now holds `theirs`; None if that is nothing new, or contradicts what is here.

        In the latter case there are `conflicts`, and the text stays as it is.
        """
        self.exists = True
        if theirs == self.disk:
            self._theirs = None
            return None
        merged = self._merge(theirs)
        if merged.conflicts:
            self._theirs = theirs
            return None
        return self._take(theirs, merged.lines())

    def resolve(self, choices: Sequence[Choice]) -> OutsideChange | None:
        """Settle the conflicts, one choice for each."""
        if self._theirs is None:
            return None
        return self._take(self._theirs, self._merge(self._theirs).lines(choices))

    def take_back(self, change: OutsideChange) -> None:
        """Put the text back to what it was before `change`; what was typed since then stays."""
        versions = (change.after, self.text, change.before)
        merged = merge(*(text.split("\n") for text in versions))
        self.text = "\n".join(merged.lines(["mine"] * len(merged.conflicts)))

    def _take(self, theirs: HotwordDocument, lines: list[str]) -> OutsideChange:
        before, old = self.text, self.document
        self._take_disk(theirs)
        self._theirs = None
        self.text = "\n".join(lines)
        return OutsideChange(old, self.document, before, self.text)

    def _take_disk(self, document: HotwordDocument) -> None:
        # The text is asked for with every keystroke.
        self.disk, self._disk_text = document, shown_text(document)

    def _merge(self, theirs: HotwordDocument) -> Merge:
        # Lines as an editor counts them: behind a last line end there is an empty one.
        texts = (self._disk_text, self.text, shown_text(theirs))
        return merge(*(text.split("\n") for text in texts))


def _empty() -> HotwordDocument:
    from hotwords.hotword_document import HotwordDocument

    return HotwordDocument()
