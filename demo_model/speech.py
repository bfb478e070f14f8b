"""Synthetic speech by espeak-ng, with the time at which each word begins.

espeak-ng is called through ctypes, in this process, because a sentence takes milliseconds and a
child process would cost more than the speech. Debian's package carries no readings for Chinese
characters, so Mandarin goes through the voice that reads pinyin with tone numbers; Latin words in a
Chinese sentence are said by the English voice of the same speaker. Debian:
`apt install espeak-ng`.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.signal import resample_poly

from demo_model.reading import Part, SpokenLanguage, parts_to_say

Samples = npt.NDArray[np.float32]

_MANDARIN = "cmn-latn-pinyin"
_SYNCHRONOUS, _CHUNK_MS = 2, 500
_RATE, _VOLUME, _PITCH, _PITCH_RANGE = 1, 2, 3, 4
_END_OF_EVENTS, _WORD_EVENT = 0, 1
_AUDIBLE = 60
"""In units of one 16-bit step; less is silence before or after speech."""
_BETWEEN_LANGUAGES_S = 0.03


class _Event(ctypes.Structure):
    """espeak-ng's espeak_EVENT; `text_position` counts characters from 1."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
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


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A Chinese character or a Latin word, and when its sound begins."""

    text: str
    start_s: float


@dataclass(frozen=True, slots=True)
class TimedSpeech:
    """16 kHz `samples` (n,) and the words in them, by the synthesiser's own account."""

    samples: Samples
    words: tuple[SpokenWord, ...]


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
        self._library.espeak_Info.restype = ctypes.c_char_p
        data = ctypes.c_char_p()
        self.version: str = self._library.espeak_Info(ctypes.byref(data)).decode()
        self._variants = Path((data.value or b"").decode()) / "voices" / "!v"
        self._chunks: list[bytes] = []
        self._word_starts: dict[int, int] = {}
        self._callback = _CALLBACK(self._keep)
        self._library.espeak_SetSynthCallback(self._callback)

    def _keep(
        self,
        samples: ctypes._Pointer[ctypes.c_short],
        count: int,
        events: ctypes._Pointer[_Event],
    ) -> int:
        if count > 0 and samples:
            self._chunks.append(ctypes.string_at(samples, count * 2))
        number = 0
        while events and events[number].type != _END_OF_EVENTS:
            if events[number].type == _WORD_EVENT:
                place = events[number].text_position - 1
                self._word_starts.setdefault(place, events[number].sample)
            number += 1
        return 0

    def speak(
        self, text: str, language: SpokenLanguage, voice: Voice, names: Sequence[str] = ()
    ) -> Samples:
        """Speech at 16 kHz in [−1, 1], without the silence before and after."""
        return self.speak_timed(text, language, voice, names).samples

    def speak_timed(
        self, text: str, language: SpokenLanguage, voice: Voice, names: Sequence[str] = ()
    ) -> TimedSpeech:
        """Speech at 16 kHz in [−1, 1] with its words; those without a time of their own, such as
        the second of two that are said as one, are left out. `names` are words of the text that
        begin with a Chinese surname. ValueError if nothing can be said.
        """
        sound: list[Samples] = []
        words: list[SpokenWord] = []
        length = 0
        for part in parts_to_say(text, language, names):
            if sound:
                sound.append(np.zeros(round(_BETWEEN_LANGUAGES_S * self.rate_hz), np.float32))
                length += sound[-1].size
            spoken, starts = self._say(part, voice)
            words += [SpokenWord(w, (length + at) / self.rate_hz) for w, at in starts]
            sound.append(spoken)
            length += spoken.size
        if not sound:
            raise ValueError(f"there is nothing to say in {text!r}")
        whole = np.asarray(resample_poly(np.concatenate(sound), 320, 441), dtype=np.float32)
        return TimedSpeech(whole, tuple(words))

    def _say(self, part: Part, voice: Voice) -> tuple[Samples, list[tuple[str, int]]]:
        """Trimmed sound of one part, and at which sample each of its words begins."""
        name = voice.name(part.language)
        # espeak-ng itself takes an unknown variant for none.
        if voice.variant and not (self._variants / voice.variant).is_file():
            raise ValueError(f"espeak-ng has no variant {voice.variant}")
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
        self._word_starts.clear()
        encoded = part.said.encode()
        size = ctypes.c_size_t(len(encoded) + 1)
        self._library.espeak_Synth(encoded, size, 0, 1, 0, 1, None, None)
        heard = np.frombuffer(b"".join(self._chunks), dtype=np.int16)
        loud = np.flatnonzero(np.abs(heard) > _AUDIBLE)
        if loud.size == 0:
            raise ValueError(f"espeak-ng said nothing for {part.said!r}")
        starts = [
            (word, max(0, self._word_starts[place] - int(loud[0])))
            for word, place in part.words
            if place in self._word_starts
        ]
        speech = heard[loud[0] : loud[-1] + 1].astype(np.float32) / np.float32(32768)
        return speech, starts
