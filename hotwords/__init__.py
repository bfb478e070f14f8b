"""Words the user wants heard: the list, how they sound, where a draft may have missed them."""

from __future__ import annotations

from hotwords.alternatives import Alternative
from hotwords.hotword import Hotword, HotwordFileError
from hotwords.hotword_document import HotwordDocument
from hotwords.hotword_file import HotwordList
from hotwords.hotword_findings import Finding, findings
from hotwords.layers import HotwordLayer, layers_of, load_layers
from hotwords.phoneme_index import DEFAULT_LIMIT, DEFAULT_THRESHOLD, HotwordHit, PhonemeIndex
from hotwords.watcher import HotwordWatcher

__all__ = [
    "DEFAULT_LIMIT",
    "DEFAULT_THRESHOLD",
    "Alternative",
    "Finding",
    "Hotword",
    "HotwordDocument",
    "HotwordFileError",
    "HotwordHit",
    "HotwordLayer",
    "HotwordList",
    "HotwordWatcher",
    "PhonemeIndex",
    "findings",
    "layers_of",
    "load_layers",
]
