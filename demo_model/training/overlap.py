"""Whether test sentences are in the training text, and how close the nearest of it comes.

    python -m demo_model.training.overlap [--text FOLDER] [--show] [HELD_OUT_FILE ...]

Prints one row per file of sentences in demo_model/evaluation: how many stand in the training text,
how many a training template can produce, and how long the longest run of words (Chinese:
characters) is that stands in the training text as well. Punctuation, case and the form of numbers
do not count. Ends with 1 if a whole sentence is equal.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo_model.scoring import units
from demo_model.training.corpus import read_lines
from demo_model.training.written_text import (
    LANGUAGES,
    TEXT_FOLDER,
    sentence_files,
    template_files,
)

EVALUATION_FOLDER = Path(__file__).parents[1] / "evaluation"
_SLOT = re.compile(r"\{[^}]*\}")
_SENTENCE_END = re.compile(r"(?<=[。？！?!])|(?<=\.)\s")
# Slots stand for one unit or more.
_ANY_UNITS = r"(?:\S+ )+"


@dataclass(frozen=True, slots=True)
class Match:
    """What the training text has of one test sentence."""

    line: str
    units: int
    is_equal: bool
    template: str | None
    longest_run: int


class TrainingText:
    """Training sentences and templates, ready to be compared with test sentences."""

    def __init__(self, sentences: Iterable[str], templates: Iterable[str]) -> None:
        self._known: set[tuple[str, ...]] = set()
        self._texts: list[str] = []
        for line in sentences:
            whole = units(line)
            self._texts.append(_joined(whole))
            self._known.add(tuple(whole))
            self._known.update(tuple(units(part)) for part in _SENTENCE_END.split(line))
        self._templates = [(line, _pattern(line)) for line in templates]
        for line in dict(self._templates):
            self._texts += [_joined(units(part)) for part in _SLOT.split(line)]
        self._runs: dict[int, set[tuple[str, ...]]] = {}
        self._split = [text.split() for text in self._texts]

    def match(self, line: str) -> Match:
        """Compare one test sentence."""
        heard = units(line)
        joined = _joined(heard)
        template = next((t for t, pattern in self._templates if pattern.fullmatch(joined)), None)
        is_equal = bool(heard) and tuple(heard) in self._known
        return Match(line, len(heard), is_equal, template, self._longest_run(heard))

    def _longest_run(self, heard: Sequence[str]) -> int:
        size = 0
        while size < len(heard) and not self._runs_of(size + 1).isdisjoint(_runs(heard, size + 1)):
            size += 1
        return size

    def _runs_of(self, size: int) -> set[tuple[str, ...]]:
        if size not in self._runs:
            self._runs[size] = {run for text in self._split for run in _runs(text, size)}
        return self._runs[size]


def _runs(text: Sequence[str], size: int) -> Iterable[tuple[str, ...]]:
    return (tuple(text[start : start + size]) for start in range(len(text) - size + 1))


def _joined(parts: Sequence[str]) -> str:
    return "".join(f"{part} " for part in parts)


def _pattern(template: str) -> re.Pattern[str]:
    fixed = (re.escape(_joined(units(part))) for part in _SLOT.split(template))
    return re.compile(_ANY_UNITS.join(fixed))


def read_training_text(folder: Path) -> TrainingText:
    """All sentences and templates of a text folder, those kept aside included."""
    sentences = [p for language in LANGUAGES for p in sentence_files(folder, language)]
    templates = [p for language in LANGUAGES for p in template_files(folder, language)]
    return TrainingText(
        (line for path in sentences for line in read_lines(path)),
        (line for path in templates for line in read_lines(path)),
    )


def test_files(folder: Path) -> list[Path]:
    """The files of sentences in a folder of test text, which has lists of words too."""
    files = (*folder.glob("*.txt"), *folder.glob("*.tsv"))
    return sorted(path for path in files if not path.stem.startswith("hotwords_distractors"))


def summary(name: str, matches: Sequence[Match]) -> str:
    """One row: counts, and median, ninetieth percentile and longest of the longest runs."""
    runs = sorted(match.longest_run for match in matches)
    shares = [match.longest_run / match.units for match in matches if match.units]
    equal = sum(match.is_equal for match in matches)
    fitting = sum(match.template is not None for match in matches)
    covered = sum(share >= 0.7 for share in shares)
    return (
        f"{name:<22}{len(matches):>5}{equal:>7}{fitting:>10}   "
        f"{statistics.median(runs):>4g}{runs[int(0.9 * (len(runs) - 1))]:>5}{runs[-1]:>5}"
        f"{covered:>8}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("files", type=Path, nargs="*", help="default: all of demo_model/evaluation")
    parser.add_argument("--text", type=Path, default=TEXT_FOLDER, help="folder of training text")
    parser.add_argument("--show", action="store_true", help="print every sentence that is close")
    given = parser.parse_args()
    training = read_training_text(given.text)
    print(f"{'':<22}{'':>5}{'':>7}{'fits a':>10}   longest common run")
    print(f"{'set':<22}{'n':>5}{'equal':>7}{'template':>10}    med  p90  max  ≥70 %")
    found_equal = False
    for path in given.files or test_files(EVALUATION_FOLDER):
        sentences = [line.partition("\t")[0] for line in read_lines(path)]
        matches = [training.match(sentence) for sentence in sentences]
        if not matches:
            sys.exit(f"{path} holds no sentences")
        print(summary(path.stem, matches), flush=True)
        found_equal |= any(match.is_equal for match in matches)
        for match in matches:
            if given.show and (match.is_equal or match.template):
                print(f"    {'equal' if match.is_equal else match.template}\n      {match.line}")
            elif given.show and match.longest_run >= 0.7 * match.units:
                print(f"    {match.longest_run} of {match.units}\n      {match.line}")
    if found_equal:
        sys.exit(1)


if __name__ == "__main__":
    main()
