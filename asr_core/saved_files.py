"""Which of a job's text stands in which of its result files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_MARK_LENGTH = 16


@dataclass(frozen=True, slots=True)
class SavedText:
    """What a result holds: so many segments, with the edits that `edits_mark` names.

    `is_whole`: the job was heard to its end, so that no segment can follow. A mark of None is not
    known yet, which older versions of the program leave behind.
    """

    segments: int
    edits: str | None = ""
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A result of a job, and which text it holds."""

    path: Path
    text: SavedText


def edits_mark(state: Mapping[str, object] | None) -> str:
    """A short name for edits of cues: equal for equal edits only, "" for none.

    >>> edits_mark(None), edits_mark({"edits": []})
    ('', '')
    """
    if state is None or not any(state.values()):
        return ""
    text = json.dumps(state, sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:_MARK_LENGTH]


def saved_before(path: Path, *, edited_since: bool) -> SavedFile:
    """What a version of the program without `SavedText` knew of a result."""
    is_whole = not path.stem.endswith(".partial")
    return SavedFile(path, SavedText(0, "unknown" if edited_since else None, is_whole))
