"""How the words of the open lists sound: readings, marks, and what a text would recall.

The dictionaries of sounds take a second to load and long lists take as long to look over, so all of
it happens on a thread of its own. Of questions of one kind only the newest is answered.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.collecting import undisturbed

if TYPE_CHECKING:
    from gui.hotword_merge import WordChange
    from gui.hotword_open_list import OutsideChange
    from hotwords import (
        Finding,
        Hotword,
        HotwordDocument,
        HotwordFileError,
        HotwordHit,
        HotwordList,
        PhonemeIndex,
    )
    from hotwords.replacements import Replacer

_log = logging.getLogger(__name__)

MOST_SOUNDED_LINES = 20_000
"""Of longer lists the spelling is looked over, but not the sound, which would take minutes."""

_QUICK_LINES = 300
_LONG_LINES = 3_000
_BY_URGENCY = ("use", "recall", "compare", "look", "warm")
_ANY_TEXT = "试 test"
_PATIENCE_S = 2.0


@dataclass(frozen=True, slots=True)
class LookedOver:
    """What there is to say about the list at `path`; `readings` are by the number of the line.

    `words` are the words that count by their lines, the last line of each. `failure` is why the
    list cannot be used. `heard` is False while the sounds are still to come.
    """

    path: Path
    document: HotwordDocument
    findings: tuple[Finding, ...]
    readings: dict[int, str]
    words: dict[int, str]
    failure: HotwordFileError | None
    heard: bool


@dataclass(frozen=True, slots=True)
class Recalled:
    """What `text` would recall from the lists in force, best first, and what replacing would do."""

    text: str
    hits: tuple[HotwordHit, ...]
    replaced: tuple[HotwordHit, ...]
    words: int


@dataclass(frozen=True, slots=True)
class Compared:
    """How the words of the list at `path` that other programs touched differ from before.

    So many `changes` were looked at; `affected` counts the texts that could read otherwise now.
    """

    path: Path
    changes: int
    words: WordChange
    touched: frozenset[str]
    affected: int


class HotwordSounds(QObject):
    """Answers about sounds; the signals carry `LookedOver`, `Recalled` and `Compared`.

    `failed` carries a HotwordFileError, if there is no answer.
    """

    looked_over = Signal(object)
    recalled = Signal(object)
    compared = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Callable[[], None]] = {}
        self._wake = threading.Condition()
        self._stopping = self._is_long = False
        self._thread: threading.Thread | None = None
        self._lists = _ListsInForce()
        self._readings: dict[Hotword, str] = {}

    def look_over(
        self, path: Path, document: HotwordDocument, earlier: Sequence[HotwordDocument] = ()
    ) -> None:
        """Look `document` over; `earlier` are the layers before it."""
        self._ask(f"look {path}", lambda: self._look_over(path, document, tuple(earlier)))

    def use(self, layers: Sequence[tuple[Path, HotwordDocument]]) -> None:
        """From now on texts recall from these lists, the most particular one last."""
        self._is_long = sum(len(document.lines) for _, document in layers) > _LONG_LINES
        self._ask("use", lambda: self._lists.use(tuple(layers)))

    def recall(self, text: str, limit: int) -> None:
        """Find what `text` would recall, at most `limit` words."""
        self._ask("recall", lambda: self._recall(text, limit))

    def warm_up(self) -> None:
        """Make the index once nothing else is asked for, so that the first text need not wait."""
        self._ask("warm", self._warm_up)

    def compare(
        self,
        path: Path,
        changes: Sequence[OutsideChange],
        touched: frozenset[str],
        now: HotwordDocument,
        texts: Sequence[tuple[str, str]],
    ) -> None:
        """Find what the first of `changes` and those since then leave changed in `now`.

        `touched` are words that are known to have been changed, `texts` (draft, text) are heard.
        """
        changes, texts = tuple(changes), tuple(texts)
        self._ask(f"compare {path}", lambda: self._compare(path, changes, touched, now, texts))

    def stop(self) -> None:
        """End the thread, whatever still waits."""
        with self._wake:
            self._stopping = True
            self._waiting.clear()
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(_PATIENCE_S)
            self._thread = None

    def _ask(self, kind: str, question: Callable[[], None]) -> None:
        with self._wake:
            if self._stopping:
                return
            self._waiting[kind] = question
            self._wake.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="hotword-sounds", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._waiting and not self._stopping:
                    self._wake.wait()
                if self._stopping:
                    return
                kind = min(self._waiting, key=_urgency)
                question = self._waiting.pop(kind)
            with undisturbed() if self._is_long else nullcontext():
                self._answer(question)

    def _answer(self, question: Callable[[], None]) -> None:
        """Answer `question`; whatever goes wrong with it is told, and the thread lives on."""
        try:
            question()
        except Exception as fault:
            from hotwords.hotword import HotwordFileError

            _log.exception("unexpected, with the sounds of a hotword list")
            reason = f"the words are saved, but how they sound cannot be shown ({fault})"
            self.failed.emit(HotwordFileError("", None, reason))

    def _look_over(
        self, path: Path, document: HotwordDocument, earlier: tuple[HotwordDocument, ...]
    ) -> None:
        from hotwords.hotword_findings import findings
        from hotwords.sound_findings import spoken

        before = [usable for each in earlier if (usable := _usable(each)) is not None]
        in_force = {line.entry.word: number for number, line in document.entries() if not line.off}
        words = {number: word for word, number in in_force.items()}
        entries = {number: line.entry for number, line in document.entries() if number in words}
        failure = _failure(document)
        sounds = len(document.lines) <= MOST_SOUNDED_LINES
        if not self._lists.warm or len(document.lines) > _QUICK_LINES or not sounds:
            found = tuple(findings(document, before, sounds=False))
            known = {
                number: self._readings[entry]
                for number, entry in entries.items()
                if entry in self._readings
            }
            self.looked_over.emit(
                LookedOver(path, document, found, known, words, failure, heard=not sounds)
            )
            if not sounds or self._stopping:
                return
        found = tuple(findings(document, before))
        for entry in entries.values():
            if entry not in self._readings:
                self._readings[entry] = " ; ".join(map(marked, spoken(entry)))
        readings = {number: self._readings[entry] for number, entry in entries.items()}
        self._lists.warm = True
        self.looked_over.emit(
            LookedOver(path, document, found, readings, words, failure, heard=True)
        )

    def _recall(self, text: str, limit: int) -> None:
        if not self._lists.known:
            # It will be asked again when the lists are read.
            return
        index, replacer, count = self._lists.index()
        hits = tuple(index.recall(text, limit=limit)) if text.strip() else ()
        replaced = tuple(replacer.hits(text)) if text.strip() else ()
        self.recalled.emit(Recalled(text, hits, replaced, count))

    def _warm_up(self) -> None:
        index, _, words = self._lists.index()
        if words:
            index.recall(_ANY_TEXT, limit=1)

    def _compare(
        self,
        path: Path,
        changes: tuple[OutsideChange, ...],
        touched: frozenset[str],
        now: HotwordDocument,
        texts: tuple[tuple[str, str], ...],
    ) -> None:
        from gui.hotword_merge import word_change

        touched = touched.union(*(change.words.words for change in changes if not touched))
        words = word_change(changes[0].old, now).of(touched)
        affected = self._affected(words, texts)
        self.compared.emit(Compared(path, len(changes), words, touched, affected))

    def _affected(self, change: WordChange, texts: tuple[tuple[str, str], ...]) -> int:
        from hotwords import PhonemeIndex

        new = [
            entry
            for entry in self._lists.merged().entries
            if entry.word in change.added or entry.word in change.changed
        ]
        index = PhonemeIndex(new)
        gone = [word.casefold() for word in change.removed]
        count = 0
        for draft, text in texts:
            if self._stopping:
                break
            written = text.casefold()
            heard = index.recall(draft or text, limit=1) if new else []
            count += bool(heard) or any(word in written for word in gone)
        return count


def _urgency(kind: str) -> int:
    return _BY_URGENCY.index(kind.partition(" ")[0])


class _ListsInForce:
    """The merged list of all layers, and its index, made when it is asked for."""

    def __init__(self) -> None:
        self.warm = self.known = False
        self._good: dict[Path, HotwordList] = {}
        self._order: tuple[Path, ...] = ()
        self._index: PhonemeIndex | None = None
        self._replacer: Replacer | None = None
        self._indexed: HotwordList | None = None

    def use(self, layers: tuple[tuple[Path, HotwordDocument], ...]) -> None:
        """Of a list that cannot be read the last good state counts, as it does for the worker."""
        self.known = True
        self._order = tuple(path for path, _ in layers)
        for path, document in layers:
            words = _usable(document)
            if words is not None:
                self._good[path] = words

    def merged(self) -> HotwordList:
        from hotwords.layers import merged

        return merged([self._good[path] for path in self._order if path in self._good])

    def index(self) -> tuple[PhonemeIndex, Replacer, int]:
        from hotwords import PhonemeIndex
        from hotwords.replacements import Replacer

        words = self.merged()
        if self._index is None or self._replacer is None:
            self._index = PhonemeIndex.from_list(words)
            self._replacer = Replacer(words.entries)
        elif words != self._indexed:
            self._index = self._index.updated(words)
            self._replacer = Replacer(words.entries)
        self._indexed = words
        self.warm = True
        return self._index, self._replacer, len(words.entries)


_MARKS = {"a": "āáǎà", "e": "ēéěè", "i": "īíǐì", "o": "ōóǒò", "u": "ūúǔù", "ü": "ǖǘǚǜ"}


def marked(reading: str) -> str:
    """`reading` with marks instead of digits for the tones.

    >>> marked("hu4 chen2 feng1"), marked("lv4 liu2 nv3 guo1 de5"), marked("chang2 EH-K-S")
    ('hù chén fēng', 'lǜ liú nǚ guō de', 'cháng EH-K-S')
    """
    return " ".join(_marked(syllable) for syllable in reading.split())


def _marked(syllable: str) -> str:
    letters, tone = syllable[:-1].replace("v", "ü"), syllable[-1:]
    vowels = [at for at, letter in enumerate(letters) if letter in _MARKS]
    if tone not in "12345" or not vowels or not letters.islower():
        return syllable
    if tone == "5":
        return letters
    at = next((at for at in vowels if letters[at] in "ae"), vowels[-1])
    if "ou" in letters:
        at = letters.index("o")
    return letters[:at] + _MARKS[letters[at]][int(tone) - 1] + letters[at + 1 :]


def _usable(document: HotwordDocument) -> HotwordList | None:
    from hotwords.hotword import HotwordFileError

    try:
        return document.hotwords()
    except HotwordFileError:
        return None


def _failure(document: HotwordDocument) -> HotwordFileError | None:
    from hotwords.hotword import HotwordFileError

    try:
        document.hotwords()
    except HotwordFileError as failure:
        return failure
    return None
