"""What was heard otherwise than it is usually said, in words for people."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from hotwords.alignment import Step
from hotwords.mandarin import spelled_syllable
from hotwords.sound_costs import TONES, plain, sound_table, unplaced

# A sound that is heard so rarely, in bits below the usual way, is a difference.
_UNUSUAL = 1.6


def differences(
    wanted: Sequence[str], heard: Sequence[str], steps: Sequence[Step]
) -> tuple[str, ...]:
    """The differences of an alignment, first to last, each once.

    >>> differences(("zh", "a1", "-ng"), ("z", "a4", "-n"), [Step(0, 1, 0, 1), Step(1, 2, 1, 2)])
    ('zh→z', 'tone 1→4')
    """
    found: list[str] = []
    for step in steps:
        said = wanted[step.wanted_from : step.wanted_to]
        got = heard[step.heard_from : step.heard_to]
        if len(said) == len(got) == 1:
            found += _pair(said[0], got[0])
        elif not got:
            if not (len(said) == 1 and _is_weak(said[0])):
                found.append(f"−{_readable(said)}")
        elif not said:
            found.append(f"+{_readable(got)}")
        else:
            found.append(f"{_readable(said)}→{_readable(got)}")
    return tuple(dict.fromkeys(found))


def _pair(wanted: str, heard: str) -> list[str]:
    """The differences of one sound heard as another."""
    if wanted == heard:
        return []
    found: list[str] = []
    if plain(wanted) != plain(heard) and not is_usual(wanted, heard):
        found.append(f"{_readable([wanted])}→{_readable([heard])}")
    tones = wanted[-1], heard[-1]
    if all(tone in TONES for tone in tones) and tones[0] != tones[1]:
        found.append(f"tone {tones[0]}→{tones[1]}")
    return found


@lru_cache(maxsize=4096)
def is_usual(wanted: str, heard: str) -> bool:
    """Whether `heard` is, but for its tone, a usual way to hear `wanted` in its language."""
    table = sound_table()
    bits = table.bits[table.wanted[wanted]]
    same_language = np.array([name[0].isupper() == heard[0].isupper() for name in table.heard])
    toneless = bits[table.heard[heard]]
    if heard[-1] in TONES:
        siblings = [table.heard[plain(heard) + tone] for tone in TONES]
        toneless = bits[siblings].max()
    return bool(toneless >= bits[same_language].max() - _UNUSUAL)


def _is_weak(wanted: str) -> bool:
    """Whether nobody misses a sound: a vowel that Chinese speakers may add, an r that closes."""
    return wanted.startswith("_") or wanted == "R."


_LETTERS = {"-n": "n", "-ng": "ng", "E": "e", "I": "i", "v": "yu"}


def _readable(sounds: Sequence[str]) -> str:
    """Sounds as people write them: pinyin run together, English phones apart, in capitals.

    >>> _readable(["zh", "w", "a1", "-ng"])
    'zhuang'
    """
    syllable = spelled_syllable(sounds)
    if syllable and len(sounds) > 1:
        return syllable
    text = ""
    for sound in sounds:
        if sound.startswith("_"):
            continue
        bare = unplaced(plain(sound)).removeprefix("@")
        spelled = _LETTERS.get(bare, bare)
        text += (" " if text and spelled.isupper() else "") + spelled
    return text or "∅"
