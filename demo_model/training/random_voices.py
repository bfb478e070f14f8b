"""Made-up voices for espeak-ng: text files with settings drawn by chance.

espeak-ng brings some hundred variants, most of which differ little, so a model that trains on them
alone fails on the next one. The settings are those of espeak-ng's documentation of voice files;
their ranges are about those of its own variants and a little beyond. No made-up voice uses the
sampled glottal source (`klatt 3`), which belongs to a variant that is held out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

NAME_PREFIX = "random"
KLATT_SOURCES = (1, 2, 4, 5, 6)
_KLATT_SHARE = 0.22
_STRESSES = 8


@dataclass(frozen=True, slots=True)
class Formant:
    """Per cent of the language's own formant, and Hz on top of its frequency."""

    frequency: int
    height: int
    width: int
    added_hz: int = 0


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of person: how often, the range of the lowest pitch, and formants' mean and spread."""

    share: float
    lowest_hz: tuple[int, int]
    formants: float
    spread: float


_KINDS = (
    _Kind(0.42, (62, 130), 0.97, 0.07),  # men
    _Kind(0.38, (130, 215), 1.11, 0.07),  # women
    _Kind(0.20, (190, 275), 1.2, 0.07),  # children
)


def random_voices(count: int, seed: int) -> dict[str, str]:
    """So many different voice files by name (random000, …), the same for the same seed."""
    rng = random.Random(seed)
    return {f"{NAME_PREFIX}{number:03}": random_voice(rng) for number in range(count)}


def write_random_voices(folder: Path, count: int, seed: int) -> list[str]:
    """Write voice files into espeak-ng's folder of variants; returns their names."""
    voices = random_voices(count, seed)
    for name, text in voices.items():
        (folder / name).write_text(text, encoding="ascii")
    return list(voices)


def random_voice(rng: random.Random) -> str:
    """The text of one voice file.

    It has no `language` line: espeak-ng's list of voices has room for 350 and would lose languages,
    and a voice that is only called by its name needs no place in it.
    """
    kind = rng.choices(_KINDS, [k.share for k in _KINDS])[0]
    low_hz = rng.randint(*kind.lowest_hz)
    lines = [f"pitch {low_hz} {round(low_hz * rng.uniform(1.22, 1.75))}"]
    for number, formant in enumerate(_formants(rng, kind)):
        values = (formant.frequency, formant.height, formant.width, formant.added_hz)
        lines.append(_line(f"formant {number}", values))
    lines += _source(rng)
    if rng.random() < 0.6:
        lines.append(_line("tone", _tone(rng)))
    if rng.random() < 0.25:
        lines.append(f"echo {rng.randint(15, 180)} {rng.randint(4, 35)}")
    lines += _manner(rng)
    return "\n".join(lines) + "\n"


def _line(key: str, values: tuple[int, ...]) -> str:
    return " ".join((key, *map(str, values)))


def _near(rng: random.Random, middle: float, spread: float, low: int, high: int) -> int:
    return min(high, max(low, round(rng.gauss(middle, spread))))


def _formants(rng: random.Random, kind: _Kind) -> list[Formant]:
    """Formants 0 (below the first) to 8; 6 to 8 only brighten the sound."""
    scale = 100 * min(1.36, max(0.8, rng.gauss(kind.formants, kind.spread)))
    width = rng.uniform(60, 165)
    is_nasal, is_muffled = rng.random() < 0.12, rng.random() < 0.12
    formants = [
        Formant(
            _near(rng, 100, 8, 65, 130),
            _near(rng, 135 if is_nasal else 95, 20, 40, 190),
            _near(rng, 170 if is_nasal else 120, 25, 60, 210),
        )
    ]
    for number in range(1, 9):
        is_vowel = number <= 3
        height = 95 - (35 if is_muffled and number > 2 else 0)
        if not is_vowel and rng.random() < 0.15:
            height = 25
        added_hz = 0
        if number <= 3 and rng.random() < 0.35:
            added_hz = _near(rng, 0, 35 if number == 1 else 110, -250, 160)
        formants.append(
            Formant(
                _near(rng, scale, 6 if is_vowel else 10, 72, 145),
                _near(rng, height, 14 if is_vowel else 25, 35 if is_vowel else 0, 155),
                _near(rng, width, 18, 45, 200),
                added_hz,
            )
        )
    if is_nasal:
        first = formants[1]
        formants[1] = Formant(first.frequency, 75, min(200, first.width + 45), first.added_hz)
    return formants


def _source(rng: random.Random) -> list[str]:
    """What sounds: vocal cords, breath, and the noise of consonants."""
    lines = []
    voicing = 100
    draw = rng.random()
    if draw < 0.1:
        voicing = rng.randint(40, 70)
        lines += _breath(rng, 10, 32)
    elif draw < 0.5:
        voicing = rng.randint(50, 180)
        if rng.random() < 0.4:
            lines += _breath(rng, 0, 9)
    lines.append(f"voicing {voicing}")
    # Consonants must stay in some proportion to vowels, or nobody hears them.
    loudness = min(1.2, max(0.6, voicing / 100))
    unvoiced, voiced = rng.uniform(50, 145), rng.uniform(35, 145)
    lines.append(f"consonants {round(unvoiced * loudness)} {round(voiced * loudness)}")
    if rng.random() < _KLATT_SHARE:
        lines.append(f"klatt {rng.choice(KLATT_SOURCES)}")
    lines.append(f"flutter {rng.choice((0, 1, 2, 2, 3, 4, 6, 9, 14))}")
    lines.append(f"roughness {rng.choice((0, 0, 1, 2, 2, 3, 4, 5))}")
    return lines


def _breath(rng: random.Random, low: int, high: int) -> list[str]:
    breath = tuple(rng.randint(low, high) // (1 + number // 3) for number in range(7))
    widths = tuple(rng.randint(60, 200) + 50 * number for number in range(6))
    lines = [_line("breath", (*breath, 0))]
    return [*lines, _line("breathw", widths)] if rng.random() < 0.5 else lines


def _tone(rng: random.Random) -> tuple[int, ...]:
    """Points of a frequency response: Hz and 0 to 255; one at least is strong."""
    points = sorted(rng.sample(range(100, 4500, 50), rng.choice((3, 4))))
    heights = [rng.randint(60, 255) for _ in points]
    heights[rng.randrange(2)] = rng.randint(170, 255)
    return tuple(value for point in zip(points, heights, strict=True) for value in point)


def _manner(rng: random.Random) -> list[str]:
    """Lengths and loudness of syllables, melody of sentences, speed."""
    lines = []
    if rng.random() < 0.4:
        added = tuple(_near(rng, 10, 35, -40, 130) for _ in range(_STRESSES))
        lines.append(_line("stressAdd", added))
    if rng.random() < 0.4:
        lines.append(_line("stressAmp", tuple(rng.randint(14, 26) for _ in range(_STRESSES))))
    if rng.random() < 0.3:
        lines.append(f"intonation {rng.randint(1, 4)}")
    if rng.random() < 0.4:
        lines.append(f"speed {rng.randint(88, 112)}")
    return lines
