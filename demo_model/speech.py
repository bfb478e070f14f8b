"""Synthetic speech by espeak-ng, the only voice that the demo model has ever heard.

espeak-ng is called through ctypes, in this process, because a sentence takes milliseconds and a
child process would cost more than the speech. Debian's package carries no readings for Chinese
characters, so Mandarin goes through the voice that reads pinyin with tone numbers. Debian:
`apt install espeak-ng`.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from pypinyin import Style, lazy_pinyin
from scipy.signal import resample_poly

Samples = npt.NDArray[np.float32]
SpokenLanguage = Literal["zh", "en"]

_MANDARIN = "cmn-latn-pinyin"
_PAUSE_MARKS = str.maketrans({"，": ",", "、": ",", "。": ".", "？": "?", "！": "."})
_SYNCHRONOUS, _CHUNK_MS = 2, 500
_RATE, _VOLUME, _PITCH, _PITCH_RANGE = 1, 2, 3, 4
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


@dataclass(frozen=True)
class Voice:
    """How a speaker sounds: an espeak-ng variant, an English accent, speed and melody.

    `rate_wpm` was 140…240, `pitch` 35…80 and `pitch_range` 35…85 in training.
    """

    variant: str
    accent: str = "en-us"
    rate_wpm: int = 175
    pitch: int = 50
    pitch_range: int = 60

    def name(self, language: SpokenLanguage) -> str:
        """The name that espeak-ng knows this voice by, in one language."""
        base = _MANDARIN if language == "zh" else self.accent
        return f"{base}+{self.variant}" if self.variant else base


def pinyin(text: str) -> str:
    """Chinese text as pinyin with tone numbers and ASCII pause marks, for espeak-ng.

    >>> pinyin("你好，吃了吗？")
    'ni3 hao3 , chi1 le5 ma5 ?'
    """
    parts: list[str] = []
    for part in re.findall(r"[，、。？！]|[^，、。？！]+", text):
        if part in "，、。？！":
            parts.append(part.translate(_PAUSE_MARKS))
        else:
            parts += lazy_pinyin(part, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False)
    return " ".join(parts)


class Synthesiser:
    """The one espeak-ng of this process (the library keeps global state)."""

    def __init__(self, library: str = "libespeak-ng.so.1") -> None:
        try:
            self._library = ctypes.CDLL(library)
        except OSError as error:
            raise SystemExit("espeak-ng is not installed: apt install espeak-ng") from error
        self.rate_hz: int = self._library.espeak_Initialize(_SYNCHRONOUS, _CHUNK_MS, None, 0)
        if self.rate_hz <= 0:
            raise OSError("espeak-ng found no voice data; install its data package")
        self._chunks: list[bytes] = []
        self._callback = _CALLBACK(self._keep)
        self._library.espeak_SetSynthCallback(self._callback)

    def _keep(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: object) -> int:
        if count > 0 and samples:
            self._chunks.append(ctypes.string_at(samples, count * 2))
        return 0

    def speak(self, text: str, language: SpokenLanguage, voice: Voice) -> Samples:
        """Speech at 16 kHz in [−1, 1], without the silence before and after."""
        said = pinyin(text) if language == "zh" else text
        name = voice.name(language)
        if self._library.espeak_SetVoiceByName(name.encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {name}")
        settings = {
            _RATE: voice.rate_wpm,
            _VOLUME: 100,
            _PITCH: voice.pitch,
            _PITCH_RANGE: voice.pitch_range,
        }
        for parameter, value in settings.items():
            self._library.espeak_SetParameter(parameter, value, 0)
        self._chunks.clear()
        encoded = said.encode()
        size = ctypes.c_size_t(len(encoded) + 1)
        self._library.espeak_Synth(encoded, size, 0, 1, 0, 1, None, None)
        heard = np.frombuffer(b"".join(self._chunks), dtype=np.int16)
        loud = np.flatnonzero(np.abs(heard) > 60)
        if loud.size == 0:
            raise ValueError(f"espeak-ng said nothing for {text!r}")
        speech = heard[loud[0] : loud[-1] + 1].astype(np.float32) / 32768
        return np.asarray(resample_poly(speech, 320, 441), dtype=np.float32)
