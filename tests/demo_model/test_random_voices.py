"""Made-up voices of the training."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demo_model.training.espeak import HELD_OUT_VARIANTS, TRAINING_VARIANTS
from demo_model.training.random_voices import random_voices, write_random_voices

RANGES = {
    "pitch": (62, 490),
    "voicing": (40, 180),
    "consonants": (20, 180),
    "flutter": (0, 20),
    "roughness": (0, 7),
    "echo": (4, 180),
    "speed": (85, 115),
    "intonation": (1, 4),
    "stressAdd": (-40, 130),
    "stressAmp": (12, 28),
    "breath": (0, 32),
    "breathw": (60, 450),
    "tone": (60, 4500),
    "klatt": (1, 6),
}


@pytest.fixture(scope="module")
def voices() -> dict[str, str]:
    return random_voices(600, 2026)


def _settings(text: str) -> dict[str, list[int]]:
    rows = [line.split() for line in text.splitlines()]
    settings = {}
    for key, *values in rows:
        numbers = [int(value) for value in values]
        settings[f"{key} {numbers.pop(0)}" if key == "formant" else key] = numbers
    assert len(settings) == len(rows), "a setting stands twice"
    return settings


def test_seed_decides(voices: dict[str, str]) -> None:
    assert random_voices(600, 2026) == voices
    assert random_voices(600, 2027) != voices


def test_distinct_and_not_held_out(voices: dict[str, str]) -> None:
    assert len(set(voices.values())) == len(voices) == 600
    assert not set(voices) & {*HELD_OUT_VARIANTS, *TRAINING_VARIANTS}
    assert not set(HELD_OUT_VARIANTS) & set(TRAINING_VARIANTS)
    # klatt3 is held out, and it is nothing but its glottal source.
    assert not any("klatt 3" in text for text in voices.values())


def test_names_reach_the_library(voices: dict[str, str]) -> None:
    # It takes names that begin with a digit for numbers of voices, and cuts long lines.
    assert all(re.fullmatch(r"[a-z]+\d{3}", name) for name in voices)
    assert all(len(line) < 100 for text in voices.values() for line in text.splitlines())


def test_not_in_the_library_s_list(voices: dict[str, str]) -> None:
    assert not any("language" in text for text in voices.values())


def test_settings_in_range(voices: dict[str, str]) -> None:
    for text in voices.values():
        settings = _settings(text)
        low_hz, high_hz = settings["pitch"]
        assert 1.2 < high_hz / low_hz < 1.8
        for key, values in settings.items():
            if not key.startswith("formant"):
                low, high = RANGES[key]
                assert all(low <= value <= high for value in values), (key, values)


def test_formants_in_range(voices: dict[str, str]) -> None:
    for text in voices.values():
        settings = _settings(text)
        for number in range(9):
            frequency, height, width, added_hz = settings[f"formant {number}"]
            assert 65 <= frequency <= 145
            assert 0 <= height <= 190
            assert 45 <= width <= 210, "a width of 0 would divide by zero"
            assert -250 <= added_hz <= 160


def test_all_kinds_of_voices(voices: dict[str, str]) -> None:
    lowest = [_settings(text)["pitch"][0] for text in voices.values()]
    assert min(lowest) < 80 and max(lowest) > 240
    assert {_settings(text).get("klatt", [0])[0] for text in voices.values()} == {0, 1, 2, 4, 5, 6}
    for key in ("breath", "echo", "tone", "stressAdd", "intonation"):
        share = sum(key in _settings(text) for text in voices.values()) / len(voices)
        assert 0.1 < share < 0.8, key


def test_files(tmp_path: Path) -> None:
    names = write_random_voices(tmp_path, 5, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert (tmp_path / names[0]).read_text(encoding="ascii") == random_voices(5, 1)[names[0]]
