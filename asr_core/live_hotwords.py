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
from hotwords.layers import layers_of, load_layers
from hotwords.replacements import Replacer


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

    A list that changes counts from the next segment on; one that breaks leaves the last good one in
    force. `threshold` None means the measured default. Raises `HotwordsUnreadable`.
    """

    def __init__(self, paths: Sequence[Path], *, threshold: float | None = None) -> None:
        self._threshold = DEFAULT_THRESHOLD if threshold is None else threshold
        self._in_force = HotwordsInForce()
        self._watcher: HotwordWatcher | None = None
        self._news: deque[Noticed] = deque()
        if not paths:
            return
        layers = layers_of(paths)
        self._names = {os.path.abspath(layer.path): layer.name for layer in layers}  # noqa: PTH100
        try:
            words = load_layers(layers)
            self._use(words)
            self._watcher = HotwordWatcher(
                layers, self._use, on_error=self._keep_last, on_repaired=self._tell_repaired
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

    def _use(self, words: HotwordList) -> None:
        # One assignment of an immutable state: a segment under way keeps the old one.
        self._in_force = HotwordsInForce.of(words, self._in_force)
        self._news.append(Noticed("hotwords-in-use", str(len(words.entries))))

    def _keep_last(self, failure: HotwordFileError) -> None:
        name = self._names.get(failure.path, failure.path)
        place = "" if failure.line is None else f", line {failure.line}"
        self._news.append(Noticed("hotwords-kept", f"“{name}”{place}: {failure.reason}"))

    def _tell_repaired(self, path: str) -> None:
        self._news.append(Noticed("hotwords-repaired", self._names.get(path, path)))
