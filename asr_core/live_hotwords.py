"""The hotword list of a running engine: watched, and swapped whole when the file changes."""

from __future__ import annotations

import logging
from pathlib import Path

from asr_core.errors import HotwordsUnreadable
from hotwords import (
    DEFAULT_THRESHOLD,
    HotwordFileError,
    HotwordHit,
    HotwordList,
    HotwordWatcher,
    PhonemeIndex,
)

_log = logging.getLogger(__name__)


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
        if path is None or limit <= 0:
            return
        try:
            self._use(HotwordList.load(path))
        except HotwordFileError as failure:
            where = "" if failure.line is None else f"line {failure.line}: "
            raise HotwordsUnreadable(str(path), where + failure.reason) from failure
        self._watcher = HotwordWatcher(path, self._use, on_error=_keep_last)

    def recall(self, draft: str) -> list[HotwordHit]:
        """The listed words that sound present in `draft`, best first."""
        return self._index.recall(draft, limit=self._limit, threshold=self._threshold)

    def close(self) -> None:
        """Stop watching."""
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None

    def _use(self, words: HotwordList) -> None:
        # One assignment of an immutable index: a recall that runs meanwhile keeps the old one.
        self._index = PhonemeIndex.from_list(words)


def _keep_last(failure: HotwordFileError) -> None:
    _log.warning("hotword list not reloaded, the last good one stays in force: %s", failure)
