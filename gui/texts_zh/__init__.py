"""The window in Simplified Chinese: English sentence → Chinese sentence, one part per panel."""

from __future__ import annotations

from gui.texts_zh import cues, hotwords, jobs, queue, window

PARTS = {
    "window": window.CHINESE,
    "queue": queue.CHINESE,
    "cues": cues.CHINESE,
    "hotwords": hotwords.CHINESE,
    "jobs": jobs.CHINESE,
}

CHINESE: dict[str, str] = {}
for part in PARTS.values():
    CHINESE |= part
