"""Speakers that are made of one recorded voice."""

from __future__ import annotations

import random

from demo_model.training.festival import DiphoneSpeaker


def test_speakers_are_seeded_and_in_range() -> None:
    speakers = [DiphoneSpeaker.draw(random.Random(seed)) for seed in range(500)]
    assert speakers == [DiphoneSpeaker.draw(random.Random(seed)) for seed in range(500)]
    assert len(set(speakers)) == 500
    for speaker in speakers:
        assert 0.88 <= speaker.played_at <= 1.34
        # What the synthesiser is asked for must stay near the recorded voice.
        assert 71.9 < speaker.pitch_hz / speaker.played_at < 190.1
        assert 0.7 < speaker.slowness < 1.4
        assert speaker.pitch_spread_hz < speaker.pitch_hz / 4


def test_both_low_and_high_voices() -> None:
    pitches_hz = sorted(DiphoneSpeaker.draw(random.Random(seed)).pitch_hz for seed in range(500))
    assert pitches_hz[50] < 95
    assert pitches_hz[450] > 150
