"""Transcripts as subtitle files: readable cues, formats, safe writing."""

from __future__ import annotations

from pathlib import Path

from asr_core.transcript import Transcript
from export_tools.subtitles.document import Cue, SubtitleDocument
from export_tools.subtitles.formats import FORMATS
from export_tools.subtitles.line_breaking import CueRules
from export_tools.subtitles.output_file import write_output

__all__ = ["FORMATS", "Cue", "CueRules", "SubtitleDocument", "write_output", "write_subtitles"]


def write_subtitles(
    transcript: Transcript,
    path: Path,
    *,
    overwrite: bool = False,
    rules: CueRules | None = None,
) -> Path | None:
    """Write `transcript` to `path` in the format that its ending names (see FORMATS).

    An existing file stays as a numbered copy, which is returned, unless `overwrite`. Raises
    OutputUnwritable, and ValueError for an ending that is no format.
    """
    name = path.suffix[1:].lower()
    if name not in FORMATS:
        raise ValueError(f"{path.name} ends in none of {', '.join(FORMATS)}")
    return write_output(path, FORMATS[name](transcript, rules or CueRules()), overwrite=overwrite)
