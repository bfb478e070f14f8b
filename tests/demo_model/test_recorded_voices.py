"""Speakers that are made of a few recorded voices."""

from __future__ import annotations

import random
from collections import Counter

from demo_model.training.flite import VOICES, FliteSpeaker


def drawn(count: int = 500) -> list[FliteSpeaker]:
    return [FliteSpeaker.draw(random.Random(seed)) for seed in range(count)]


def test_speakers_are_seeded_and_in_range() -> None:
    speakers = drawn()
    assert speakers == drawn()
    assert len(set(speakers)) == 500
    for speaker in speakers:
        assert 0.78 <= speaker.played_at <= 1.3
        assert 0.7 < speaker.pitch < 1.5
        # As heard, after it is played at its rate.
        assert 0.79 < speaker.pace * speaker.played_at < 1.31
        assert 8 <= speaker.melody_hz <= 30


def test_every_voice_speaks_as_it_is_and_changed() -> None:
    unchanged = Counter(
        speaker.voice for speaker in drawn() if speaker.pitch == speaker.played_at == 1
    )
    everybody = Counter(speaker.voice for speaker in drawn())
    for voice in VOICES:
        assert 5 < unchanged[voice] < everybody[voice] / 2


def test_both_low_and_high_voices() -> None:
    heights = sorted(speaker.pitch * speaker.played_at for speaker in drawn())
    assert heights[50] < 0.88
    assert heights[450] > 1.15
