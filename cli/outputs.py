"""Which files a run writes, and under which names."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from asr_core.errors import OutputUnwritable
from asr_core.transcript import Transcript
from export_tools.subtitles import write_subtitles


class OutputPlan:
    """Names the results of `sources` and writes them.

    A result is called like its source, in `folder` or beside the source. Sources of one run that
    would share a name keep their endings (talk.mp3.srt, talk.wav.srt), and a number if even those
    are equal, so that no result of a run replaces another.
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
        self._targets = _distinct_targets(list(dict.fromkeys(sources)), folder)

    def check(self, source: Path) -> None:
        """Raise `OutputUnwritable` now rather than after an hour of work."""
        if not self._formats:
            return
        folder = self._targets[source].parent
        if self._folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as failure:
                raise OutputUnwritable(str(folder), failure.strerror or str(failure)) from failure
        if not os.access(folder, os.W_OK):
            raise OutputUnwritable(str(folder), "the folder may not be written to")

    def write(
        self, transcript: Transcript, source: Path, *, partial: bool = False
    ) -> tuple[list[Path], list[OutputUnwritable]]:
        """Write `transcript` in every format; the files written, and what could not be.

        `partial` marks a run that was stopped. A file that cannot be written where it belongs is
        kept in the system's folder for temporary files if that is possible.
        """
        written: list[Path] = []
        failures: list[OutputUnwritable] = []
        target = self._targets[source]
        for ending in self._formats:
            name = f"{target.name}{'.partial' if partial else ''}.{ending}"
            try:
                path = target.with_name(name)
                write_subtitles(transcript, path, overwrite=self._overwrite)
                written.append(path)
            except OutputUnwritable as failure:
                failures.append(failure)
                with suppress(OutputUnwritable):
                    rescued = Path(tempfile.gettempdir()) / "hotscribe" / name
                    write_subtitles(transcript, rescued)
                    written.append(rescued)
        return written, failures


def _distinct_targets(sources: Sequence[Path], folder: Path | None) -> dict[Path, Path]:
    """For each source the path of its results without the ending, all different."""
    stems = [(folder or source.parent) / source.stem for source in sources]
    targets: dict[Path, Path] = {}
    taken: set[Path] = set()
    for source, stem in zip(sources, stems, strict=True):
        target = stem if stems.count(stem) == 1 else stem.with_name(source.name)
        number = 2
        while target in taken:
            target = stem.with_name(f"{source.name}.{number}")
            number += 1
        taken.add(target)
        targets[source] = target
    return targets
