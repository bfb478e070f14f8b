"""The hotword lists of a running engine: watched, and swapped whole when a file changes."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from asr_core.errors import HotwordsUnreadable
from asr_core.transcription import Noticed
from hotwords import (
    DEFAULT_THRESHOLD,
    Alternative,
    Hotword,
    HotwordFileError,
    HotwordHit,
    HotwordList,
    HotwordWatcher,
    PhonemeIndex,
)
from hotwords.hotword import LineLeftOut
from hotwords.layers import HotwordLayer, layers_of, merged
from hotwords.replacements import Replacer

_MOST_LINES_TOLD = 3

_last_good: dict[str, HotwordList] = {}
"""What could last be read of each file in this process, whichever engine read it."""


@dataclass(frozen=True, slots=True)
class HotwordsInForce:
    """One state of the list, which never changes: a segment keeps the one that it began with.

    `version` is "" where there is no list. `line_of` is each word's place among the entries.
    """

    version: str = ""
    entries: Mapping[str, Hotword] = field(default_factory=dict)
    line_of: Mapping[str, int] = field(default_factory=dict)
    index: PhonemeIndex = field(default_factory=lambda: PhonemeIndex(()))
    replacer: Replacer = field(default_factory=lambda: Replacer(()))

    @classmethod
    def of(cls, words: HotwordList, before: HotwordsInForce | None = None) -> HotwordsInForce:
        """The state that `words` bring about; what they share with `before` is not made again."""
        before = before or cls()
        return cls(
            version=words.version,
            entries={entry.word: entry for entry in words.entries},
            line_of={entry.word: number for number, entry in enumerate(words.entries)},
            index=before.index.updated(words),
            replacer=before.replacer.updated(words.entries),
        )


class LiveHotwords:
    """The newest good state of one or more files, the most particular one last.

    A list that changes counts from the next segment on. A line that cannot be read is left out; of
    a file that cannot be read at all the last state that this process has seen stays in force.
    `threshold` None means the measured default. Raises `HotwordsUnreadable` where there is no such
    state.
    """

    def __init__(self, paths: Sequence[Path], *, threshold: float | None = None) -> None:
        self._threshold = DEFAULT_THRESHOLD if threshold is None else threshold
        self._in_force = HotwordsInForce()
        self._watcher: HotwordWatcher | None = None
        self._words: HotwordList | None = None
        self._failing: dict[str, str] = {}
        self._news: deque[Noticed] = deque()
        if not paths:
            return
        layers = layers_of(paths)
        self._names = {_absolute(layer.path): layer.name for layer in layers}
        try:
            words = merged([self._load(layer) for layer in layers])
            self._use(words)
            self._watcher = HotwordWatcher(
                layers,
                self._use,
                on_error=self._keep_last,
                on_repaired=self._tell_repaired,
                last_good=_last_good,
            )
        except HotwordFileError as failure:
            path = failure.path or str(paths[0])
            raise HotwordsUnreadable(path, failure.located_reason) from failure
        if self._watcher.current != words:  # saved while it was being read
            self._use(self._watcher.current)

    @property
    def in_force(self) -> HotwordsInForce:
        """The state that counts for a segment which begins now."""
        return self._in_force

    def recall(
        self,
        in_force: HotwordsInForce,
        draft: str,
        *,
        limit: int,
        alternatives: Sequence[Alternative] = (),
    ) -> list[HotwordHit]:
        """The words of a state that sound present in `draft`, best first, at most `limit`.

        `alternatives` are what else may have been heard in places of `draft`.
        """
        return in_force.index.recall(draft, limit, self._threshold, alternatives)

    def news(self) -> Iterator[Noticed]:
        """What happened to the list since the last call."""
        while self._news:
            yield self._news.popleft()

    def catch_up(self) -> None:
        """Have in force what was saved by now, without waiting for the next look at the files."""
        if self._watcher is not None:
            self._watcher.catch_up()

    def close(self) -> None:
        """Stop watching."""
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None

    def _load(self, layer: HotwordLayer) -> HotwordList:
        try:
            words = layer.load()
        except HotwordFileError as failure:
            known = _last_good.get(_absolute(layer.path))
            if known is None:
                raise
            self._keep_last(failure)
            return known
        _last_good[_absolute(layer.path)] = words
        return words

    def _use(self, words: HotwordList) -> None:
        before, self._words = self._words, words
        if before is None or words.entries != before.entries:
            # One assignment of an immutable state: a segment under way keeps the old one.
            self._in_force = HotwordsInForce.of(words, self._in_force)
            self._news.append(Noticed("hotwords-in-use", str(len(words.entries))))
        known = () if before is None else before.left_out
        self._tell_left_out([line for line in words.left_out if line not in known])

    def _tell_left_out(self, lines: Sequence[LineLeftOut]) -> None:
        for line in lines[:_MOST_LINES_TOLD]:
            detail = f"“{line.layer}”, line {line.line}: {line.reason}"
            self._news.append(Noticed("hotwords-left-out", detail))
        if (more := len(lines) - _MOST_LINES_TOLD) > 0:
            self._news.append(Noticed("hotwords-left-out", f"{more} more lines"))

    def _keep_last(self, failure: HotwordFileError) -> None:
        name = self._names.get(_absolute(failure.path), failure.path)
        place = "" if failure.line is None else f", line {failure.line}"
        detail = f"“{name}”{place}: {failure.reason}"
        if self._failing.get(name) != detail:  # the watcher reads again what was read before it
            self._failing[name] = detail
            self._news.append(Noticed("hotwords-kept", detail))

    def _tell_repaired(self, path: str) -> None:
        name = self._names.get(path, path)
        self._failing.pop(name, None)
        self._news.append(Noticed("hotwords-repaired", name))


def _absolute(path: str | Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - a link must stay one, it may be pointed elsewhere
