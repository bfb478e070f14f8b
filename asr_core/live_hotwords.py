"""The hotword list of a running engine: watched, and swapped whole when the file changes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from asr_core.errors import HotwordsUnreadable
from asr_core.transcription import Noticed
from hotwords import (
    DEFAULT_THRESHOLD,
    HotwordFileError,
    HotwordHit,
    HotwordList,
    HotwordWatcher,
    PhonemeIndex,
)


class LiveHotwords:
    """Recalls words for a draft from the newest good state of a file.

    A list that changes counts from the next segment on; one that breaks leaves the last good one in
    force. `threshold` None means the measured default. Raises `HotwordsUnreadable`.
    """

    def __init__(self, path: Path | None, *, limit: int, threshold: float | None = None) -> None:
        self._limit = limit
        self._threshold = DEFAULT_THRESHOLD if threshold is None else threshold
        self._index = PhonemeIndex(())
        self._watcher: HotwordWatcher | None = None
        self._news: deque[Noticed] = deque()
        if path is None or limit <= 0:
            return
        try:
            words = HotwordList.load(path)
        except HotwordFileError as failure:
            raise HotwordsUnreadable(str(path), _sentence(failure)) from failure
        self._use(words)
        self._watcher = HotwordWatcher(path, self._use, on_error=self._keep_last)
        if self._watcher.current != words:  # saved while it was being read
            self._use(self._watcher.current)

    def recall(self, draft: str) -> list[HotwordHit]:
        """The listed words that sound present in `draft`, best first."""
        return self._index.recall(draft, limit=self._limit, threshold=self._threshold)

    def news(self) -> Iterator[Noticed]:
        """What happened to the list since the last call."""
        while self._news:
            yield self._news.popleft()

    def close(self) -> None:
        """Stop watching."""
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None

    def _use(self, words: HotwordList) -> None:
        # One assignment of an immutable index: a recall that runs meanwhile keeps the old one.
        self._index = PhonemeIndex.from_list(words)
        self._news.append(Noticed("hotwords-in-use", str(len(words.entries))))

    def _keep_last(self, failure: HotwordFileError) -> None:
        self._news.append(Noticed("hotwords-kept", _sentence(failure)))


def _sentence(failure: HotwordFileError) -> str:
    return failure.reason if failure.line is None else f"line {failure.line}: {failure.reason}"
