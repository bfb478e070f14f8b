"""Words the user wants heard: the list, how they sound, where a draft may have missed them."""

from __future__ import annotations

from hotwords.hotword_file import Hotword, HotwordFileError, HotwordList
from hotwords.phoneme_index import DEFAULT_LIMIT, DEFAULT_THRESHOLD, HotwordHit, PhonemeIndex
from hotwords.watcher import HotwordWatcher

__all__ = [
    "DEFAULT_LIMIT",
    "DEFAULT_THRESHOLD",
    "Hotword",
    "HotwordFileError",
    "HotwordHit",
    "HotwordList",
    "HotwordWatcher",
    "PhonemeIndex",
]
