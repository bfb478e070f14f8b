"""Sounds in which nobody speaks."""

from __future__ import annotations

import numpy as np
import pytest

from demo_model.trials.quiet_sounds import QUIET_SOUNDS, at_level

NAMES = [(kind, name) for kind, sounds in QUIET_SOUNDS.items() for name in sounds]


@pytest.mark.parametrize(("kind", "name"), NAMES)
def test_sounds_are_of_the_asked_length_and_repeat(kind: str, name: str) -> None:
    make = QUIET_SOUNDS[kind][name]
    first, second = (make(16_000, np.random.default_rng(5)) for _ in range(2))
    assert first.shape == (16_000,)
    assert first.dtype == np.float32
    assert np.isfinite(first).all()
    assert np.array_equal(first, second)
    assert name == "silence" or np.abs(first).max() > 0


def test_levels_are_peaks_below_full_scale() -> None:
    sound = at_level(np.array([0.2, -4.0], np.float32), -20)
    assert np.abs(sound).max() == pytest.approx(0.1)
    assert not at_level(np.zeros(3, np.float32), -20).any()
