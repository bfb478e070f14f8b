"""Turns examples into sound: speakers, pauses, rooms, noise, music, and the features of it all."""

from __future__ import annotations

import random

import numpy as np

from demo_model.training.acoustics import (
    FINAL_RATE_HZ,
    Sound,
    coded,
    filtered,
    fit,
    resample,
    reverberated,
    silence,
    telephoned,
)
from demo_model.training.corpus import Language, Word
from demo_model.training.espeak import ACCENTS, RATE_HZ, Espeak, Speaker
from demo_model.training.examples import Sentence
from demo_model.training.flite import RATE_HZ as FLITE_RATE_HZ
from demo_model.training.flite import Flite, FliteSpeaker

__all__ = ["FINAL_RATE_HZ", "Sound", "Studio", "chunks"]

_EASY_SIZE = 4000
_RANDOM_VOICES_SHARE = 0.6
_FLITE_SHARE = 0.4
_MARKS = {"，": ",", "、": ",", "。": ".", "？": "?", "！": "!"}
_NOTES_HZ = 220 * 2 ** (np.array([0, 2, 3, 5, 7, 8, 10, 12, 14, 15, 17, 19, 24]) / 12)


class Studio:
    """Records examples with one synthesiser and one source of chance.

    `clean` is for looking: only the given variants, spoken moderately, in a quiet place. Otherwise
    made-up voices join in, where the synthesiser's folder has some. With `flite`, a share of the
    recordings has their English sentences from it.
    """

    def __init__(
        self,
        espeak: Espeak,
        variants: tuple[str, ...],
        rng: random.Random,
        *,
        clean: bool = False,
        flite: Flite | None = None,
    ) -> None:
        self._espeak = espeak
        self._flite = flite
        self._clean = clean
        self._variants = variants
        self._rng = rng
        self._random_variants = () if clean else espeak.random_variants()
        self._noise = np.random.default_rng(rng.randrange(2**32))

    def forget_random_voices(self) -> None:
        """Only the given variants speak from here on."""
        self._random_variants = ()

    def speaker(self) -> Speaker:
        """Anybody."""
        rng = self._rng
        if self._random_variants and rng.random() < _RANDOM_VOICES_SHARE:
            variants = self._random_variants
            rate_wpm, pitch, pitch_range = (120, 260), (25, 90), (25, 99)
        else:
            # espeak-ng crashes where a variant of low and wide pitch is lowered and widened more.
            variants = self._variants
            rate_wpm, pitch, pitch_range = (140, 240), (35, 80), (35, 85)
        variant, accent = rng.choice(variants), rng.choice(ACCENTS)
        return Speaker(
            variant,
            accent,
            rng.randint(*rate_wpm),
            rng.randint(*pitch),
            rng.randint(*pitch_range),
            1.0 if self._clean or rng.random() < 0.5 else rng.uniform(0.88, 1.14),
        )

    def record(self, sentences: list[Sentence]) -> Sound | None:
        """All sentences with pauses, at 16 kHz; None where the synthesiser stayed silent."""
        rng = self._rng
        speakers = [self.speaker()]
        if len(sentences) > 1 and rng.random() < 0.35:
            speakers.append(self.speaker())
        recorded = rng.random() < _FLITE_SHARE and self._flite is not None
        english = FliteSpeaker.draw(rng) if recorded else None
        parts: list[Sound] = [silence(self._edge_s())]
        for number, sentence in enumerate(sentences):
            if number:
                parts.append(silence(rng.uniform(0.3, 1.3) if rng.random() < 0.9 else 0.15))
            speech = self._speak(sentence, rng.choice(speakers), english)
            if speech is None:
                return None
            parts.append(speech)
        if len(sentences) > 2 and rng.random() < 0.08 and not self._clean:
            parts.insert(rng.choice((0, len(parts))), self.music(rng.uniform(0.8, 3)))
        parts.append(silence(self._edge_s()))
        return self._in_a_place(np.concatenate(parts))

    def _edge_s(self) -> float:
        draw = self._rng.random()
        if draw < 0.15:
            return self._rng.uniform(0, 0.03)
        return self._rng.uniform(0, 0.6) if draw < 0.88 else self._rng.uniform(0.6, 1.3)

    def _speak(
        self, sentence: Sentence, speaker: Speaker, english: FliteSpeaker | None
    ) -> Sound | None:
        parts: list[Sound] = []
        said = chunks(sentence.words, self._rng)
        if any(language != "en" for language, _ in said):
            english = None
        for language, text in said:
            if english is not None and self._flite is not None:
                heard = self._flite.say(text, english)
                rate_hz, played_at = FLITE_RATE_HZ, english.played_at
            else:
                heard = self._espeak.say(text, language, speaker)
                rate_hz, played_at = RATE_HZ, speaker.played_at
            if heard.size < 1000:
                return None
            if parts:
                parts.append(silence(self._rng.uniform(0, 0.06)))
            samples = heard.astype(np.float32) / np.float32(32768)
            parts.append(resample(samples, played_at, rate_hz))
        if not parts:
            return None
        speech = np.concatenate(parts)
        level = 10 ** (self._rng.uniform(-2, 2) / 20)
        return np.asarray(speech * np.float32(level), np.float32)

    def _in_a_place(self, sound: Sound) -> Sound:
        rng = self._rng
        if self._clean:
            return sound + self._noise.standard_normal(sound.size, np.float32) / np.float32(32768)
        if rng.random() < 0.15:
            sound = reverberated(sound, rng, self._noise)
        loud = float(np.sqrt(np.mean(np.square(sound))) + 1e-6)
        if rng.random() < 0.85:
            wanted = 10 ** (rng.uniform(-34, -14) / 20)
            sound = sound * np.float32(wanted / loud)
            loud = wanted
        sound = self._with_noise(sound, loud)
        sound = self._through_devices(np.clip(sound, -1, 1))
        if rng.random() < 0.5:
            sound = np.round(sound * 32768) / np.float32(32768)
        return np.asarray(sound, np.float32)

    def _through_devices(self, sound: Sound) -> Sound:
        """A microphone, and what carries or keeps the sound."""
        rng = self._rng
        draw = rng.random()
        if draw < 0.05:
            sound = filtered(sound, rng, low_hz=rng.uniform(200, 350), high_hz=3400)
            return telephoned(sound)
        if draw < 0.4:
            high_hz = rng.uniform(3400, 7400) if rng.random() < 0.3 else 8000
            low_hz = rng.uniform(40, 200) if rng.random() < 0.3 else 0
            sound = filtered(sound, rng, low_hz=low_hz, high_hz=high_hz)
        if rng.random() < 0.15:
            sound = coded(sound, rng.uniform(6, 22))
        return np.clip(sound, -1, 1)

    def _with_noise(self, sound: Sound, loud: float) -> Sound:
        rng = self._rng
        draw = rng.random()
        if draw < 0.45:
            snr_db = rng.uniform(5, 40) if rng.random() < 0.6 else rng.uniform(15, 40)
            bed = self.noise(sound.size)
            if rng.random() < 0.06:
                bed = fit(self.music(sound.size / FINAL_RATE_HZ), sound.size)
                snr_db = max(snr_db, 12)
            bed *= np.float32(
                loud * 10 ** (-snr_db / 20) / (np.sqrt(np.mean(np.square(bed))) + 1e-9)
            )
            sound = sound + bed
        elif draw < 0.7:
            step = 10 ** rng.uniform(-0.5, 0.8) / 32768
            sound = sound + self._noise.standard_normal(sound.size, np.float32) * np.float32(step)
        return sound

    def nothing(self) -> Sound:
        """Silence, noise or music without speech."""
        seconds = (
            self._rng.uniform(0.4, 9) if self._rng.random() < 0.8 else self._rng.uniform(9, 29)
        )
        size = int(seconds * FINAL_RATE_HZ)
        kind = self._rng.random()
        level = np.float32(10 ** (self._rng.uniform(-60, -18) / 20))
        if kind < 0.2:
            return np.zeros(size, np.float32)
        if kind < 0.55:
            return self._through_devices(self.noise(size) * level)
        music = fit(self.music(seconds), size)
        if self._rng.random() < 0.4:
            music = music + self.noise(size) * level
        return self._through_devices(music)

    def noise(self, size: int) -> Sound:
        """Coloured noise of about unit power, sometimes swelling, sometimes with a hum."""
        rng = self._rng
        rounded = -(-size // _EASY_SIZE) * _EASY_SIZE
        white = self._noise.standard_normal(rounded, np.float32)
        spectrum = np.fft.rfft(white)
        pitch = np.linspace(0, 1, spectrum.size, dtype=np.float32)
        tilt = -rng.uniform(0, 7) * pitch
        tilt += sum(rng.gauss(0, 0.8) * np.cos(np.pi * k * pitch) for k in range(1, 5))
        sound = np.fft.irfft(spectrum * np.exp(tilt), rounded)[:size].astype(np.float32)
        sound /= np.float32(np.std(sound) + 1e-9)
        if rng.random() < 0.3:
            knots = 10 ** (np.array([rng.uniform(-0.6, 0.2) for _ in range(8)]))
            sound *= np.interp(np.linspace(0, 7, size), np.arange(8), knots).astype(np.float32)
        if rng.random() < 0.12:
            hum = np.arange(size, dtype=np.float32) * np.float32(
                2 * np.pi * rng.choice((50, 60, 100)) / FINAL_RATE_HZ
            )
            sound += np.float32(rng.uniform(0.3, 2)) * np.sin(hum)
        return sound

    def music(self, seconds: float) -> Sound:
        """Tones with overtones, alone or as chords, at 16 kHz."""
        rng = self._rng
        size = max(1600, int(seconds * FINAL_RATE_HZ))
        sound = np.zeros(size, np.float32)
        step = int(rng.choice((0.2, 0.3, 0.5, 0.7)) * FINAL_RATE_HZ)
        decay, chord = rng.uniform(1, 6), rng.choice((1, 1, 2, 3))
        overtones = rng.randint(1, 5)
        for start in range(0, size, step):
            time_s = np.arange(min(2 * step, size - start), dtype=np.float32) / FINAL_RATE_HZ
            for _ in range(chord):
                pitch_hz = float(rng.choice(_NOTES_HZ)) * rng.choice((0.5, 1, 1, 2))
                tone = sum(
                    np.sin(2 * np.pi * pitch_hz * n * time_s) / n**1.7
                    for n in range(1, overtones + 1)
                )
                sound[start : start + time_s.size] += tone * np.exp(-decay * time_s)
        peak = 10 ** (rng.uniform(-30, -8) / 20)
        return np.asarray(sound * np.float32(peak / (np.abs(sound).max() + 1e-6)), np.float32)


def chunks(words: list[Word], rng: random.Random) -> list[tuple[Language, str]]:
    """What to say, in runs of one language: pinyin or English, with marks that make pauses."""
    close = rng.random() < 0.3
    runs: list[tuple[Language, list[str]]] = []
    for word in words:
        if word.is_mark:
            if runs and word.text in "，、。？！,.?!":
                runs[-1][1].append(_MARKS.get(word.text, word.text))
            continue
        if not runs or runs[-1][0] != word.language:
            runs.append((word.language, []))
        said = word.say
        if word.language == "zh" and close:
            said = said.replace(" ", "")
        runs[-1][1].append(said)
    return [(language, " ".join(said)) for language, said in runs]
