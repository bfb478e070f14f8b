"""espeak-ng through ctypes, from a folder that holds its library and data.

Used where espeak-ng is not installed. The library loses its way after some ten thousand sentences
and then crashes, so a process that speaks must be replaced in time: see `calls`.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from demo_model.training.corpus import Language
from demo_model.training.random_voices import NAME_PREFIX

RATE_HZ = 22_050
TRAINING_VARIANTS = (
    "", "Alex", "Andy", "Annie", "Denis", "Gene", "Gene2", "Henrique", "Hugo", "Jacky", "Lee",
    "Michael", "Mike", "adam", "aunty", "belinda", "benjamin", "boris", "david", "ed", "edward",
    "f1", "f2", "f3", "f5", "grandma", "grandpa", "gustave", "iven", "iven2", "iven3", "john",
    "klatt", "klatt2", "klatt4", "linda", "m1", "m2", "m3", "m4", "m5", "m7", "m8", "marcelo",
    "max", "michel", "miguel", "norbert", "pablo", "paul", "rob", "robert", "sandro", "shelby",
    "steph2", "steph3", "travis", "quincy", "RicishayMax", "RicishayMax3", "Diogo", "Marco",
    "Storm", "anika", "anikaRobot", "antonio", "announcer", "caleb", "edward2", "fast", "iven4",
    "kaukovalta", "klatt5", "klatt6", "zac", "AnxiousAndy", "RicishayMax2",
)  # fmt: skip
HELD_OUT_VARIANTS = ("f4", "m6", "steph", "klatt3", "Alicia", "victor", "Mario", "Andrea", "pedro")
ACCENTS = ("en", "en-us", "en-us", "en-us", "en-gb-x-rp", "en-gb-scotland", "en-us-nyc")
_MANDARIN = "cmn-latn-pinyin"
_SYNCHRONOUS, _CHUNK_MS, _AUDIBLE = 2, 500, 60
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice and its manner; `played_at` is how much faster than spoken the sound is played."""

    variant: str
    accent: str
    rate_wpm: int
    pitch: int
    pitch_range: int
    played_at: float = 1.0


class Espeak:
    """The one espeak-ng of this process; `calls` counts what it has said."""

    def __init__(self, folder: Path) -> None:
        self.calls = 0
        self._variants = folder / "espeak-ng-data" / "voices" / "!v"
        for name in ("libpcaudio.so.0", "libsonic.so.0"):
            ctypes.CDLL(str(folder / name), mode=ctypes.RTLD_GLOBAL)
        self._library = ctypes.CDLL(str(folder / "libespeak-ng.so.1"))
        rate_hz = self._library.espeak_Initialize(_SYNCHRONOUS, _CHUNK_MS, str(folder).encode(), 0)
        if rate_hz != RATE_HZ:
            raise OSError(f"espeak-ng did not start: {rate_hz}")
        self._chunks: list[bytes] = []
        self._callback = _CALLBACK(self._keep)
        self._library.espeak_SetSynthCallback(self._callback)
        self._voice = ""

    def _keep(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: object) -> int:
        if count > 0 and samples:
            self._chunks.append(ctypes.string_at(samples, count * 2))
        return 0

    def has(self, variant: str) -> bool:
        """Whether there is a voice variant of this name (espeak-ng itself would not complain)."""
        return not variant or (self._variants / variant).is_file()

    def random_variants(self) -> tuple[str, ...]:
        """The made-up variants of this folder, see `random_voices`."""
        return tuple(sorted(path.name for path in self._variants.glob(f"{NAME_PREFIX}*")))

    def _choose(self, voice: str) -> bool:
        if voice == self._voice:
            return True
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            return False
        self._voice = voice
        return True

    def say(self, text: str, language: Language, speaker: Speaker) -> npt.NDArray[np.int16]:
        """Speech at 22,050 Hz without silence around it; empty if nothing was said."""
        base = _MANDARIN if language == "zh" else speaker.accent
        if not self._choose(f"{base}+{speaker.variant}" if speaker.variant else base):
            raise ValueError(f"no voice {base}+{speaker.variant}")
        values = {1: speaker.rate_wpm, 2: 100, 3: speaker.pitch, 4: speaker.pitch_range}
        for parameter, value in values.items():
            self._library.espeak_SetParameter(parameter, value, 0)
        self._chunks.clear()
        encoded = text.encode()
        size = ctypes.c_size_t(len(encoded) + 1)
        self._library.espeak_Synth(encoded, size, 0, 1, 0, 1, None, None)
        self.calls += 1
        heard = np.frombuffer(b"".join(self._chunks), dtype=np.int16)
        loud = np.flatnonzero(np.abs(heard) > _AUDIBLE)
        return heard[loud[0] : loud[-1] + 1] if loud.size else heard[:0]
