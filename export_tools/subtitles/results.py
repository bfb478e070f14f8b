"""The results of a recording as files: how they are called, what is in them, and writing them.

A result is called like its recording and lies beside it or in a folder of the user's choice. Cues
that a person has edited count before what was heard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from asr_core.errors import OutputUnwritable
from asr_core.transcript import Transcript
from export_tools.subtitles.document import SubtitleDocument
from export_tools.subtitles.formats import FORMATS, compose_srt
from export_tools.subtitles.line_breaking import CueRules
from export_tools.subtitles.output_file import write_output


@dataclass(frozen=True, slots=True)
class ResultRequest:
    """What to write: `target` in each of `formats`, which are endings without the dot.

    `cues` are those on the screen, None makes them from `transcript` by `rules`. An existing file
    with another content stays as a numbered copy if `keep_copies`.
    """

    source: Path
    target: Path
    formats: tuple[str, ...]
    transcript: Transcript
    cues: SubtitleDocument | None = None
    rules: CueRules = field(default_factory=CueRules)
    keep_copies: bool = True

    def paths(self) -> tuple[Path, ...]:
        """The files that `write_results` is to leave, in the order of `formats`."""
        return tuple(_with_ending(self.target, ending) for ending in dict.fromkeys(self.formats))


@dataclass(frozen=True, slots=True)
class ResultOutcome:
    """The files that are there now, and what failed.

    `replaced` are those whose content is new, each with the numbered copy of what it held before.
    """

    written: tuple[Path, ...] = ()
    failures: tuple[OutputUnwritable, ...] = ()
    replaced: Mapping[Path, Path | None] = field(default_factory=dict)


Recording = tuple[Path, Path | None]
"""A recording and the folder of its results; None is the folder that it lies in."""


def result_targets(
    recordings: Sequence[Recording], written: Mapping[Recording, Path] = MappingProxyType({})
) -> list[Path]:
    """For each recording its results' path, no ending yet.

    Recordings that would share a name keep their own endings, and get a number if even those are
    equal, so that no result of a queue replaces another's; only the same recording heard twice has
    one name. Capitals make no difference, because they make none on Windows and macOS. Those that
    are `written` already keep their paths, whatever has joined them since.

    >>> result_targets([(Path("a/talk.mp3"), None), (Path("a/talk.wav"), None)])[1].name
    'talk.wav'
    """
    distinct = list(dict.fromkeys(recordings))
    stems = [(folder or source.parent) / source.stem for source, folder in distinct]
    sharing = Counter(_key(stem) for stem in stems)
    targets: dict[Recording, Path] = dict(written)
    taken = set(map(_key, written.values()))
    for recording, stem in zip(distinct, stems, strict=True):
        if recording in targets:
            continue
        name = recording[0].name
        target = stem if sharing[_key(stem)] == 1 else stem.with_name(name)
        number = 2
        while _key(target) in taken:
            target = stem.with_name(f"{name}.{number}")
            number += 1
        taken.add(_key(target))
        targets[recording] = target
    return [targets[recording] for recording in recordings]


def write_results(request: ResultRequest) -> ResultOutcome:
    """Write every format; one that fails does not stop the others, and nothing is half-written."""
    written: list[Path] = []
    replaced: dict[Path, Path | None] = {}
    failures: list[OutputUnwritable] = []
    for ending, path in zip(dict.fromkeys(request.formats), request.paths(), strict=True):
        text = result_text(request, ending)
        try:
            if path == request.source:
                raise OutputUnwritable(str(path), "File exists")
            if not path.parent.is_dir():
                # Made anew, it might lie where a drive is plugged in at other times.
                raise OutputUnwritable(str(path), "its folder does not exist")
            if not _holds(path, text):
                replaced[path] = write_output(path, text, overwrite=not request.keep_copies)
        except OutputUnwritable as failure:
            failures.append(failure)
        else:
            written.append(path)
    return ResultOutcome(tuple(written), tuple(failures), replaced)


def result_text(request: ResultRequest, ending: str) -> str:
    """What the file of this ending is to hold; only SRT holds cues."""
    if ending == "srt" and request.cues is not None:
        return compose_srt(request.cues)
    return FORMATS[ending](request.transcript, request.rules)


def _with_ending(target: Path, ending: str) -> Path:
    # Not with_suffix: a recording called "talk.part2" would lose its second half.
    return target.with_name(f"{target.name}.{ending}")


def _holds(path: Path, text: str) -> bool:
    """Whether the file is there with this very content, so that writing would only add a copy."""
    try:
        return path.is_file() and path.read_bytes() == text.encode("utf-8", "replace")
    except OSError:
        return False


def _key(path: Path) -> str:
    return str(path).casefold()
