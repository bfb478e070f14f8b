"""Speech as files or samples that a microphone might have left: quiet around it, a noise floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from demo_model.reading import SpokenLanguage
from demo_model.recording import silence, with_noise_floor, write_recording
from demo_model.speech import Samples
from demo_model.trials.voices import Speaker

SEED = 2026
QUIET_S = 0.4
"""Before and after every sentence."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A sentence as somebody said it, in a file."""

    text: str
    voice: str
    path: Path


def recorded(speech: Samples, random: np.random.Generator) -> Samples:
    """`speech` (n,) with quiet around it and a noise floor."""
    return with_noise_floor(np.concatenate((silence(QUIET_S), speech, silence(QUIET_S))), random)


def record_sentences(
    sentences: Sequence[str],
    language: SpokenLanguage,
    speakers: Sequence[Speaker],
    folder: Path,
) -> list[Clip]:
    """One WAV file per sentence; the speakers take turns."""
    random = np.random.default_rng(SEED)
    clips = []
    for number, sentence in enumerate(sentences):
        speaker = speakers[number % len(speakers)]
        path = folder / f"{language}-{speaker.name}-{number:04}.wav"
        write_recording(recorded(speaker.speak(sentence, language), random), path)
        clips.append(Clip(sentence, speaker.name, path))
    return clips
