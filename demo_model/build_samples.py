"""Speaks the sample recordings of resources/samples from their scripts.

Each script in sample_scripts/ has one line per sentence, `voice: text`, and lines in brackets that
change the sound: `[pause 2]` waits, `[music 4]` plays a little synthesised music, `[noise 99]` sets
the room noise from here on, in units of one 16-bit step. Beside each recording lies what is said in
it and when, as JSON: a list of {"start", "end", "text"}, times in seconds. Everything is seeded, so
the files can be made again: `apt install espeak-ng`, then

    python -m demo_model.build_samples
"""

from __future__ import annotations

import json
import multiprocessing
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from asr_core.audio import SAMPLE_RATE_HZ
from demo_model.reading import SpokenLanguage
from demo_model.recording import silence, write_recording
from demo_model.speech import Samples, Synthesiser, Voice

_HERE = Path(__file__).parent
SCRIPTS = _HERE / "sample_scripts"
SAMPLES = _HERE.parent / "resources" / "samples"
VOICES = {
    "mei": Voice("f2", "en-us", 165),
    "wen": Voice("m3", "en-us", 165),
}
SUFFIXES = {"dialogue_zh": ".flac", "dialogue_en": ".mp3", "mixed": ".m4a"}
_LOUDNESS = 0.08
"""Root mean square of every voice, so that no speaker is louder than another."""
_PAUSES_S = (0.9, 1.1)
_NOTES_HZ = (261.6, 329.6, 392.0, 523.3, 440.0, 349.2)


@dataclass
class Recording:
    """A recording as it grows: its sound, its room noise, and who said what when."""

    random: np.random.Generator
    parts: list[Samples] = field(default_factory=list)
    noise_steps: list[tuple[int, float]] = field(default_factory=lambda: [(0, 1.0)])
    sentences: list[dict[str, float | str]] = field(default_factory=list)
    samples_so_far: int = 0

    def add(self, part: Samples) -> None:
        """Append sound (n,)."""
        self.parts.append(part)
        self.samples_so_far += part.size

    def add_sentence(self, text: str, speech: Samples) -> None:
        """Append speech (n,) and note its times."""
        start_s = self.samples_so_far / SAMPLE_RATE_HZ
        self.add(speech * np.float32(_LOUDNESS / np.sqrt(np.mean(np.square(speech)))))
        end_s = self.samples_so_far / SAMPLE_RATE_HZ
        self.sentences.append({"start": round(start_s, 3), "end": round(end_s, 3), "text": text})
        self.add(silence(float(self.random.uniform(*_PAUSES_S))))

    def mixed(self) -> Samples:
        """Everything with its room noise, (n,)."""
        sound = np.concatenate(self.parts)
        level = np.zeros_like(sound)
        for start, step in self.noise_steps:
            level[start:] = step / 32768
        return sound + level * self.random.standard_normal(sound.size).astype(np.float32)


def music(seconds: float, random: np.random.Generator) -> Samples:
    """A slow melody of decaying tones with two overtones, (n,)."""
    sound = silence(seconds)
    note_samples = SAMPLE_RATE_HZ // 2
    for start in range(0, sound.size, note_samples):
        time_s = np.arange(min(2 * note_samples, sound.size - start)) / SAMPLE_RATE_HZ
        pitch_hz = float(random.choice(_NOTES_HZ))
        tone = sum(np.sin(2 * np.pi * pitch_hz * n * time_s) / n**2 for n in (1, 2, 3))
        sound[start : start + time_s.size] += 0.06 * tone * np.exp(-3 * time_s)
    fade = np.minimum(1, np.arange(sound.size)[::-1] / (0.3 * SAMPLE_RATE_HZ))
    return np.asarray(sound * fade, dtype=np.float32)


def speak_script(script: str, synthesiser: Synthesiser, seed: int) -> Recording:
    """The recording of one script; ValueError for a line that is neither speech nor direction."""
    recording = Recording(np.random.default_rng(seed))
    recording.add(silence(0.5))
    for line in script.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if direction := re.fullmatch(r"\[(pause|music|noise) ([\d.]+)\]", line.strip()):
            value = float(direction[2])
            if direction[1] == "pause":
                recording.add(silence(value))
            elif direction[1] == "music":
                recording.add(music(value, recording.random))
                recording.add(silence(1.0))
            else:
                recording.noise_steps.append((recording.samples_so_far, value))
            continue
        voice, colon, text = line.partition(": ")
        if not colon or voice not in VOICES:
            raise ValueError(f"not a line of a script: {line}")
        language: SpokenLanguage = "zh" if re.search("[一-鿿]", text) else "en"
        recording.add_sentence(text, synthesiser.speak(text, language, VOICES[voice]))
    return recording


def build_sample(script: Path, seed: int) -> str:
    """Write one recording and what is said in it; a line that says so."""
    recording = speak_script(script.read_text(encoding="utf-8"), Synthesiser(), seed)
    path = SAMPLES / (script.stem + SUFFIXES[script.stem])
    write_recording(recording.mixed(), path)
    part = path.with_suffix(".json.part")
    sentences = [json.dumps(sentence, ensure_ascii=False) for sentence in recording.sentences]
    part.write_text("[\n" + ",\n".join(sentences) + "\n]\n", encoding="utf-8")
    part.replace(path.with_suffix(".json"))
    return f"{path.name}: {recording.samples_so_far / SAMPLE_RATE_HZ:.1f} s"


def main() -> None:
    SAMPLES.mkdir(parents=True, exist_ok=True)
    for seed, script in enumerate(sorted(SCRIPTS.glob("*.txt"))):
        # espeak-ng speaks a little otherwise after what it has said before; in a process of its
        # own each recording depends on nothing but its script.
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
            print(process.submit(build_sample, script, seed).result(), flush=True)


if __name__ == "__main__":
    main()
