"""Which files a run writes, and under which names."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from asr_core.errors import OutputUnwritable
from asr_core.transcript import Transcript
from export_tools.subtitles import write_subtitles


class OutputPlan:
    """Names the results of `sources` and writes them.

    A result is called like its source, in `folder` or beside the source. Sources of one run that
    would share a name (talk.mp3, talk.wav) keep their endings: talk.mp3.srt, talk.wav.srt.
    """

    def __init__(
        self,
        sources: Sequence[Path],
        *,
        folder: Path | None,
        formats: Sequence[str],
        overwrite: bool,
    ) -> None:
        self._folder = folder
        self._formats = list(dict.fromkeys(formats))
        self._overwrite = overwrite
        stems = Counter(self._place(source) / source.stem for source in set(sources))
        self._shared = {path for path, count in stems.items() if count > 1}

    def check(self, source: Path) -> None:
        """Raise `OutputUnwritable` now rather than after an hour of work."""
        if not self._formats:
            return
        folder = self._place(source)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            raise OutputUnwritable(str(folder), failure.strerror or str(failure)) from failure
        if not os.access(folder, os.W_OK):
            raise OutputUnwritable(str(folder), "the folder may not be written to")

    def write(self, transcript: Transcript, source: Path, *, partial: bool = False) -> list[Path]:
        """Write `transcript` in every format; `partial` marks a run that was stopped."""
        folder = self._place(source)
        name = source.name if folder / source.stem in self._shared else source.stem
        if partial:
            name += ".partial"
        written = []
        for ending in self._formats:
            path = folder / f"{name}.{ending}"
            write_subtitles(transcript, path, overwrite=self._overwrite)
            written.append(path)
        return written

    def _place(self, source: Path) -> Path:
        return source.parent if self._folder is None else self._folder
