"""What happened to a list outside the editor, and what can be done about it.

Nothing here stops the work: one strip over the editor says it in a sentence. A later message takes
the place of an earlier one, but never of one that waits for an answer about another list.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from asr_core.reasons_zh import chinese_reason
from gui.hotword_banner import Button, HotwordBanner
from gui.hotword_lists import HotwordLists
from gui.hotword_merge import WordChange
from gui.hotword_merge_dialog import HotwordMergeDialog
from gui.hotword_open_list import OutsideChange
from gui.texts import language, tr

if TYPE_CHECKING:
    from hotwords import HotwordFileError

_MOST_NAMED = 12


class HotwordNews(QWidget):
    """Tells of changes from outside, contradictions and failures of `lists`."""

    def __init__(self, lists: HotwordLists, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lists = lists
        self._about: Path | None = None
        self._affected: int | None = None
        self._lasts = False
        self.banner = HotwordBanner()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        lists.changed_outside.connect(self._tell_change)
        lists.contradicted.connect(self._tell_contradiction)
        lists.failed.connect(self._tell_failure)

    def show_path(self, path: Path) -> None:
        """The list at `path` is edited now: what it waits for is told again."""
        layer = self._lists.layer(path)
        if layer is None:
            return
        if layer.opened is not None and layer.opened.conflicts:
            self._tell_contradiction(path)
        elif layer.failure is not None:
            self._tell_failure(path, layer.failure, layer.opened is not None)

    def settle(self, path: Path) -> None:
        """The list at `path` is saved: a message that said otherwise goes."""
        if self._about == path and self._lasts:
            self.banner.hide()

    def tell_affected(self, path: object, count: int) -> None:
        """So many finished segments could read otherwise with the last change."""
        if self._about == path and count:
            self._affected = count
            self.banner.retranslate()

    def tell_of_word(self, failure: HotwordFileError) -> None:
        """A word could not be put into the list."""
        self._about, self._lasts = None, False
        self.banner.tell("warning", lambda: _reason(failure))

    def _tell_change(self, path: Path, change: OutsideChange) -> None:
        self._about, self._affected, self._lasts = path, None, False
        if not change.words:
            return
        words = change.words
        self.banner.tell(
            "info",
            lambda: self._change_sentence(path, words),
            [("undo", "Undo", lambda: self._lists.take_back(path, change))],
            tip=_named(words),
        )

    def _change_sentence(self, path: Path, words: WordChange) -> str:
        parts = [f"+{len(words.added)}", f"−{len(words.removed)}"]
        if words.changed:
            parts.append(f"±{len(words.changed)}")
        sentence = tr(
            "“{name}” was changed by another program: {what}. It counts from the next segment on.",
            name=path.name,
            what=" ".join(parts),
        )
        if self._affected:
            more = tr("Finished segments that could read otherwise: {count}.", count=self._affected)
            sentence += ("" if language.name == "zh" else " ") + more
        return sentence

    def _tell_contradiction(self, path: Path) -> None:
        self._about, self._lasts = path, True
        opened = self._lists.opened_list(path)
        count = 0 if opened is None else len(opened.conflicts)
        self.banner.tell(
            "warning",
            lambda: tr(
                "“{name}” was changed here and by another program, in the same lines. "
                "Nothing has been overwritten.",
                name=path.name,
            ),
            [
                ("compare", "Compare …", lambda: self.compare(path)),
                ("mine", "Keep mine", lambda: self._lists.resolve(path, ["mine"] * count)),
                ("theirs", "Take theirs", lambda: self._lists.resolve(path, ["theirs"] * count)),
            ],
            closes=False,
        )

    def compare(self, path: Path) -> HotwordMergeDialog | None:
        """Open the dialog that asks line by line."""
        opened = self._lists.opened_list(path)
        if opened is None or not opened.conflicts:
            return None
        count = len(opened.conflicts)
        dialog = HotwordMergeDialog(path.name, opened.conflicts, self.window())

        def done(accepted: int) -> None:
            now = self._lists.opened_list(path)
            # What was typed meanwhile may have made other conflicts of it.
            if accepted and now is not None and len(now.conflicts) == count:
                self._lists.resolve(path, dialog.choices)
            elif now is not None and now.conflicts:
                self._tell_contradiction(path)
            dialog.deleteLater()

        dialog.finished.connect(done)
        dialog.open()
        return dialog

    def _tell_failure(self, path: Path, failure: HotwordFileError, writing: bool) -> None:
        self._about, self._lasts = path, True
        opened = self._lists.opened_list(path)
        if opened is None:
            self.banner.tell("danger", lambda: _sentence(_UNREAD, path, failure))
            return
        buttons: list[Button] = [
            ("again", "Write it again", lambda: self._lists.save_over(path)),
            ("elsewhere", "Save elsewhere …", lambda: self._save_elsewhere(path)),
        ]
        template = _UNSAVED if writing else _UNREAD_AGAIN
        self.banner.tell("danger", lambda: _sentence(template, path, failure), buttons)

    def _save_elsewhere(self, path: Path) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save the list elsewhere"), str(path), tr("Word lists (*.txt)")
        )
        if chosen:
            self._lists.save_elsewhere(path, Path(chosen))


_UNREAD = (
    "“{name}” cannot be read and does not count: {why}. "
    "Its file is left as it is; mend it in another program, or open another list."
)
_UNREAD_AGAIN = (
    "“{name}” can no longer be read: {why}. The last good list counts, and your words are kept "
    "here."
)
_UNSAVED = "“{name}” could not be saved: {why}. Your words are kept here."


def _sentence(template: str, path: Path, failure: HotwordFileError) -> str:
    return tr(template, name=path.name, why=_reason(failure))


def _reason(failure: HotwordFileError) -> str:
    line = f"line {failure.line}: " if failure.line else ""
    reason = line + failure.reason
    return chinese_reason(reason) if language.name == "zh" else reason


def _named(words: WordChange) -> str:
    """The words of a change, for a tool tip."""
    lines = []
    for sign, named in (("+", words.added), ("−", words.removed), ("±", words.changed)):
        lines += [f"{sign} {word}" for word in named[:_MOST_NAMED]]
        if len(named) > _MOST_NAMED:
            lines.append(f"{sign} … {len(named) - _MOST_NAMED}")
    return "\n".join(lines)
