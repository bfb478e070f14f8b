"""Flite's four voices: English cut or modelled from recordings of people.

Its libraries are called in this process. libsonic, which comes with espeak-ng, lets every voice
speak higher, lower, slower and faster, and being played at another rate makes the speaker bigger or
smaller. Licences: Flite and its voices as free as the MIT licence, libsonic Apache-2.0.
"""

from __future__ import annotations

import ctypes
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

RATE_HZ = 16_000
FOLDER = "flite"
VoiceName = Literal["kal16", "awb", "rms", "slt"]
VOICES: tuple[VoiceName, ...] = get_args(VoiceName)
_TUNABLE: VoiceName = "kal16"
_TUNABLE_PITCH_HZ = 100.0
_ENGINE_LIBRARIES = ("libflite.so.1", "libflite_usenglish.so.1", "libflite_cmulex.so.1")
LIBRARIES = (*_ENGINE_LIBRARIES, *(f"libflite_cmu_us_{voice}.so.1" for voice in VOICES))
SOUND_CARD = "libasound.so.2"
_AUDIBLE = 60


@dataclass(frozen=True, slots=True)
class FliteSpeaker:
    """One of the voices, changed: `pitch` and `pace` are factors at an unchanged vocal tract, then
    the sound is played `played_at` times as fast.

    `melody_hz` is how far the pitch of "kal16" moves; the other voices have a melody of their own.
    """

    voice: VoiceName
    pitch: float
    pace: float
    played_at: float
    melody_hz: float

    @classmethod
    def draw(cls, rng: random.Random) -> FliteSpeaker:
        """Anybody, from a big slow man to a child."""
        voice = rng.choice(VOICES)
        smallest, biggest = (0.86, 1.3) if voice != "slt" else (0.78, 1.16)
        played_at = min(biggest, max(smallest, rng.gauss(1.02, 0.11)))
        # Big speakers have low voices, mostly.
        pitch = min(1.45, max(0.72, rng.gauss(1.0, 0.14)))
        pace = rng.uniform(0.8, 1.3) / played_at
        if rng.random() < 0.2:
            pitch, pace, played_at = 1.0, 1.0, 1.0
        return cls(voice, pitch, pace, played_at, rng.uniform(8, 30))


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


class _Voice(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


class Flite:
    """Flite with libsonic, from the folders of a prepared folder."""

    def __init__(self, data: Path) -> None:
        folder = data / FOLDER
        # Found under its name from here on, whether or not the machine has the real one.
        ctypes.CDLL(str(folder / SOUND_CARD))
        for name in _ENGINE_LIBRARIES:
            library = ctypes.CDLL(str(folder / name), mode=ctypes.RTLD_GLOBAL)
            if name == _ENGINE_LIBRARIES[0]:
                self._flite = library
        self._flite.flite_init()
        self._flite.flite_text_to_wave.restype = ctypes.POINTER(_Wave)
        self._flite.flite_text_to_wave.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
        self._flite.delete_wave.argtypes = [ctypes.c_void_p]
        self._flite.feat_set_float.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_float]
        self._voices = {voice: self._register(folder, voice) for voice in VOICES}
        self._sonic = ctypes.CDLL(str(data / "espeak" / "libsonic.so.0"))
        numbers = [ctypes.c_float] * 4 + [ctypes.c_int] * 3
        self._sonic.sonicChangeShortSpeed.argtypes = [ctypes.c_void_p, ctypes.c_int, *numbers]

    @staticmethod
    def _register(folder: Path, voice: VoiceName) -> _Voice:
        library = ctypes.CDLL(str(folder / f"libflite_cmu_us_{voice}.so.1"))
        register = getattr(library, f"register_cmu_us_{voice}")
        register.restype = ctypes.POINTER(_Voice)
        register.argtypes = [ctypes.c_char_p]
        found: _Voice = register(None).contents
        return found

    @classmethod
    def in_folder(cls, data: Path) -> Flite | None:
        """The one of a prepared folder, None if it was prepared without."""
        return cls(data) if (data / FOLDER).is_dir() else None

    def say(self, text: str, speaker: FliteSpeaker) -> npt.NDArray[np.int16]:
        """Speech at 16 kHz, to be played at the speaker's rate; empty if nothing was said."""
        plain = re.sub(r" +([,.!?])", r"\1", re.sub(r"[^A-Za-z0-9',.!? -]", " ", text)).strip()
        if not re.search("[A-Za-z0-9]", plain):
            return np.zeros(0, np.int16)
        voice = self._voices[speaker.voice]
        pitch = speaker.pitch
        if speaker.voice == _TUNABLE:
            mean_hz = _TUNABLE_PITCH_HZ * pitch
            self._set(voice, "int_f0_target_mean", mean_hz)
            self._set(voice, "int_f0_target_stddev", min(speaker.melody_hz, mean_hz / 4))
            pitch = 1.0
        wave = self._flite.flite_text_to_wave(plain.encode("ascii"), ctypes.addressof(voice))
        content = wave.contents
        heard = np.ctypeslib.as_array(content.samples, (content.num_samples,)).copy()
        self._flite.delete_wave(wave)
        loud = np.flatnonzero(np.abs(heard.astype(np.int32)) > _AUDIBLE)
        heard = heard[loud[0] : loud[-1] + 1] if loud.size else heard[:0]
        return self._changed(heard, pitch, speaker.pace) if heard.size else heard

    def _set(self, voice: _Voice, feature: str, value: float) -> None:
        self._flite.feat_set_float(voice.features, feature.encode(), value)

    def _changed(
        self, heard: npt.NDArray[np.int16], pitch: float, pace: float
    ) -> npt.NDArray[np.int16]:
        """The same speech at another pitch and pace."""
        if pitch == pace == 1:
            return heard
        room = np.zeros(int(heard.size / min(1.0, pace)) + 4 * RATE_HZ, np.int16)
        room[: heard.size] = heard
        size = self._sonic.sonicChangeShortSpeed(
            room.ctypes.data, heard.size, pace, pitch, 1.0, 1.0, 0, RATE_HZ, 1
        )
        return room[: max(0, size)].copy()
