"""What every trial works with: the model, the synthesiser, and how much is to be tried."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from asr_core.quality import Quality
from demo_model.speech import Synthesiser
from demo_model.trials.figures import Figure
from demo_model.trials.test_sets import SetName


@dataclass
class Bench:
    """`model` is a name or a folder, `folder` is for sound files and is removed in the end.

    `limit` takes so many sentences of each set, None all. `reference` is a folder with the same
    model before quantisation. The sentences are heard in `quality`.
    """

    model: str
    folder: Path
    sentence_set: SetName = "held_out"
    limit: int | None = None
    show: bool = False
    reference: str | None = None
    quality: Quality = "balanced"
    figures: list[Figure] = field(default_factory=list)

    @cached_property
    def synthesiser(self) -> Synthesiser:
        """espeak-ng, started when it is first needed."""
        return Synthesiser()

    def note(self, figure: Figure) -> None:
        """Keep a figure and print it."""
        self.figures.append(figure)
        print(figure.line(), flush=True)

    def show_errors(self, reference: str, heard: str) -> None:
        """Print a text that has errors, if that was asked for."""
        if self.show:
            print(f"      {reference}\n    → {heard}", flush=True)

    def new_folder(self, name: str) -> Path:
        """An empty folder for the sound of one set."""
        path = self.folder / name
        path.mkdir(parents=True)
        return path
