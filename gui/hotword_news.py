"""What happened to a list outside the editor, and what can be done about it.

Nothing here stops the work: one strip over the editor says it in a sentence. What it says follows
from how the lists stand now, so that it goes by itself when that is settled, wherever that happens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from asr_core.reasons_zh import chinese_reason
from gui.hotword_banner import Button, HotwordBanner
from gui.hotword_lists import HotwordLists, Layer
from gui.hotword_merge import WordChange
from gui.hotword_merge_dialog import HotwordMergeDialog
from gui.hotword_open_list import OutsideChange
from gui.hotword_sounds import Compared
from gui.texts import language, tr

if TYPE_CHECKING:
    from hotwords import HotwordFileError

_MOST_NAMED = 12

_News = tuple[object, ...]
"""What the strip says, to tell whether it is the same as before: a kind, a path, particulars."""

_WORD: _News = ("word",)


@dataclass(slots=True)
class _OutsideWork:
    """What other programs did to a list since somebody was told and took note of it.

    `texts` were heard by then.
    """

    texts: Sequence[tuple[str, str]]
    changes: list[OutsideChange] = field(default_factory=list)
    touched: frozenset[str] = frozenset()
    words: WordChange = field(default_factory=WordChange)
    affected: int = 0


class HotwordNews(QWidget):
    """Tells of changes from outside, contradictions and failures of `lists`.

    The list that is edited comes first, then what waits for an answer in another one. `texts` are
    the draft and the text of every finished segment, which a change might alter.
    """

    def __init__(
        self,
        lists: HotwordLists,
        texts: Callable[[], Sequence[tuple[str, str]]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lists = lists
        self._texts = texts
        self._edited: Path | None = None
        self._outside: dict[Path, _OutsideWork] = {}
        self._says: _News = ()
        self._read: set[_News] = set()
        self._comparing = False
        self.banner = HotwordBanner()
        self.banner.closed.connect(self._note_closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        lists.changed_outside.connect(self._note_change)
        lists.looked.connect(self._compare_again)
        lists.sounds.compared.connect(self._take_compared)
        lists.edited.connect(self._forget_word)
        for signal in (lists.edited, lists.saved, lists.contradicted, lists.failed, lists.opened):
            signal.connect(self._follow)
        lists.order_changed.connect(self._follow)

    def show_path(self, path: Path) -> None:
        """The list at `path` is edited now."""
        self._edited = path
        self._follow()

    def tell_of_word(self, failure: HotwordFileError) -> None:
        """Something could not be done with a word or the words of a list."""
        self._says = _WORD
        self.banner.tell("warning", lambda: _reason(failure))

    def show_other_texts(self) -> None:
        """Another file's texts are on the screen now."""
        for work in self._outside.values():
            work.texts = self._texts()
        self._compare_again()

    def compare(self, path: Path) -> HotwordMergeDialog | None:
        """Open the dialog that asks line by line."""
        opened = self._lists.opened_list(path)
        if opened is None or not opened.conflicts:
            return None
        count = len(opened.conflicts)
        dialog = HotwordMergeDialog(path.name, opened.conflicts, self.window())

        def done(accepted: int) -> None:
            self._comparing = False
            now = self._lists.opened_list(path)
            # What was typed meanwhile may have made other conflicts of it.
            if accepted and now is not None and len(now.conflicts) == count:
                self._lists.resolve(path, dialog.choices)
            self._says = ()
            self._follow()
            dialog.deleteLater()

        self._comparing = True
        dialog.finished.connect(done)
        dialog.open()
        return dialog

    def _compare_again(self) -> None:
        """The lists are others: what other programs did to them may be undone."""
        for path, work in list(self._outside.items()):
            opened = self._lists.opened_list(path)
            if opened is None:
                del self._outside[path]
            else:
                self._lists.sounds.compare(
                    path, work.changes, work.touched, opened.document, work.texts
                )

    def _forget_word(self, _path: Path) -> None:
        if self._says == _WORD:
            self._says = ()
            self.banner.hide()

    def _note_change(self, path: Path, change: OutsideChange) -> None:
        work = self._outside.setdefault(path, _OutsideWork(self._texts()))
        work.changes.append(change)
        work.touched = frozenset()

    def _take_compared(self, compared: Compared) -> None:
        work = self._outside.get(compared.path)
        if work is None or len(work.changes) != compared.changes:
            return
        work.touched, work.words = compared.touched, compared.words
        work.affected = compared.affected
        if not work.words:
            # It has been put back, here or there.
            del self._outside[compared.path]
        self._follow()

    def _note_closed(self) -> None:
        self._read.add(self._says)
        match self._says:
            case ("change", Path() as path, *_):
                self._outside.pop(path, None)
        self._says = ()
        self._follow()

    # --- what is to be said now -------------------------------------------------------------------

    def _follow(self, *_about: object) -> None:
        if self._comparing:
            return
        layers = sorted(self._lists.layers, key=lambda layer: layer.path != self._edited)
        waiting = [_waits_for(layer) for layer in layers]
        changed = [
            ("change", layer.path, work.words, work.affected)
            for layer in layers
            if (work := self._outside.get(layer.path)) is not None and work.words
        ]
        self._read.intersection_update(waiting)
        news: _News = next(
            (each for each in (*waiting, *changed) if each and each not in self._read), ()
        )
        if news == self._says or (not news and self._says == _WORD):
            return
        self._says = news
        match news:
            case ("contradiction", Path() as path, int() as count):
                self._tell_contradiction(path, count)
            case ("failure", Path() as path, _):
                self._tell_failure(path)
            case ("change", Path() as path, *_):
                self._tell_change(path, self._outside[path])
            case _:
                self.banner.hide()

    def _tell_change(self, path: Path, work: _OutsideWork) -> None:
        words, affected, changes = work.words, work.affected, tuple(work.changes)

        def take_back() -> None:
            self._outside.pop(path, None)
            self._lists.take_back(path, changes)

        self.banner.tell(
            "info",
            lambda: _change_sentence(path, words, affected),
            [("undo", "Undo", take_back)],
            tip=_named(words),
        )

    def _tell_contradiction(self, path: Path, count: int) -> None:
        self.banner.tell(
            "warning",
            lambda: tr(
                "“{name}” was changed here and by another program, in the same lines. "
                "Nothing has been overwritten.",
                name=path.name,
            ),
            [
                ("compare", "Compare…", lambda: self.compare(path)),
                ("mine", "Keep mine", lambda: self._lists.resolve(path, ["mine"] * count)),
                ("theirs", "Take theirs", lambda: self._lists.resolve(path, ["theirs"] * count)),
            ],
            closes=False,
        )

    def _tell_failure(self, path: Path) -> None:
        layer = self._lists.layer(path)
        if layer is None or layer.failure is None:
            return
        failure = layer.failure
        if layer.opened is None:
            self.banner.tell("danger", lambda: _sentence(_UNREAD, path, failure))
            return
        buttons: list[Button] = [
            ("again", "Write it again", lambda: self._save_over(path)),
            ("elsewhere", "Save elsewhere…", lambda: self._save_elsewhere(path)),
        ]
        template = _UNSAVED if layer.failed_to_save else _UNREAD_AGAIN
        self.banner.tell("danger", lambda: _sentence(template, path, failure), buttons)

    def _save_over(self, path: Path) -> None:
        self._says = ()
        self._lists.save_over(path)

    def _save_elsewhere(self, path: Path) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("Save the list elsewhere"), str(path), tr("Word lists (*.txt)")
        )
        self._says = ()
        if chosen:
            self._lists.save_elsewhere(path, Path(chosen))
        else:
            self._follow()


def _waits_for(layer: Layer) -> _News:
    """What a person has to do about a list before it can be saved or used."""
    count = 0 if layer.opened is None else len(layer.opened.conflicts)
    if count:
        return ("contradiction", layer.path, count)
    if layer.failure is not None:
        return ("failure", layer.path, str(layer.failure))
    return ()


def _change_sentence(path: Path, words: WordChange, affected: int) -> str:
    parts = [f"+{len(words.added)}", f"−{len(words.removed)}"]
    if words.changed:
        parts.append(f"±{len(words.changed)}")
    sentence = tr(
        "“{name}” was changed by another program: {what}. It counts from the next segment on.",
        name=path.name,
        what=" ".join(parts),
    )
    if affected:
        more = tr("Finished segments that could read otherwise: {count}.", count=affected)
        sentence += ("" if language.name == "zh" else " ") + more
    return sentence


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
