"""Who speaks the test sentences: voices of the training, others, and another synthesiser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from demo_model.festival_speech import VOICES as FESTIVAL_VOICES
from demo_model.festival_speech import speak_with_festival
from demo_model.reading import SpokenLanguage
from demo_model.speech import Samples, Synthesiser, Voice
from demo_model.training.espeak import HELD_OUT_VARIANTS, TRAINING_VARIANTS

TRAINED = ("f2", "m3", "linda", "paul")
"""Two women and two men of the training."""
assert set(TRAINED) <= set(TRAINING_VARIANTS)
UNTRAINED = HELD_OUT_VARIANTS


class Speaker(Protocol):
    """Somebody who says a sentence."""

    @property
    def name(self) -> str:
        """What tables call the voice."""

    def speak(self, text: str, language: SpokenLanguage) -> Samples:
        """Speech at 16 kHz in [−1, 1]."""


@dataclass(frozen=True)
class EspeakSpeaker:
    """A variant of espeak-ng at its default speed and pitch."""

    synthesiser: Synthesiser
    variant: str

    @property
    def name(self) -> str:
        return self.variant

    def speak(self, text: str, language: SpokenLanguage) -> Samples:
        return self.synthesiser.speak(text, language, Voice(self.variant))


@dataclass(frozen=True)
class FestivalSpeaker:
    """A voice of Festival; English only."""

    voice: str

    @property
    def name(self) -> str:
        return self.voice

    def speak(self, text: str, language: SpokenLanguage) -> Samples:
        if language != "en":
            raise ValueError("Festival speaks English only")
        return speak_with_festival(text, self.voice)


def trained(synthesiser: Synthesiser) -> list[Speaker]:
    """Voices of the training."""
    return [EspeakSpeaker(synthesiser, variant) for variant in TRAINED]


def untrained(synthesiser: Synthesiser) -> list[Speaker]:
    """All voices of espeak-ng that are kept out of the training."""
    return [EspeakSpeaker(synthesiser, variant) for variant in UNTRAINED]


def other_synthesiser() -> list[Speaker]:
    """Voices of Festival."""
    return [FestivalSpeaker(voice) for voice in FESTIVAL_VOICES]
