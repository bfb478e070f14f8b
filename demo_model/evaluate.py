"""Measures the demo model as a person meets it: sound files in, `main.py transcribe --json` out.

The test sentences are spoken by espeak-ng in voices of the training; the sample recordings lie in
resources/samples. It prints one line per set and voice with the error rate (CER for Chinese, WER
for English, both together where a recording mixes them), and for the samples a second one with the
hotword list. `apt install espeak-ng`, then:

    python -m demo_model.evaluate [--model FOLDER] [--voice VARIANT]... [--show]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from demo_model.recording import silence, with_noise_floor, write_recording
from demo_model.scoring import ErrorCount, count_errors, sum_errors
from demo_model.speech import SpokenLanguage, Synthesiser, Voice

_HERE = Path(__file__).parent
_PROGRAM = _HERE.parent / "main.py"
SAMPLES = _HERE.parent / "resources" / "samples"
HOTWORDS = SAMPLES / "hot.txt"
VOICES = ("f2", "m3")
_QUIET_S = 0.4


def test_sentences(language: SpokenLanguage) -> list[str]:
    """The sentences of one language, none of which was in the training text."""
    lines = (_HERE / "evaluation" / f"test_{language}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in lines.splitlines() if line.strip()]


def write_clips(
    sentences: Sequence[str], language: SpokenLanguage, variant: str, folder: Path
) -> list[Path]:
    """One WAV file per sentence, spoken at the default speed and pitch."""
    random = np.random.default_rng(2026)
    synthesiser = Synthesiser()
    files = []
    for number, sentence in enumerate(sentences):
        speech = synthesiser.speak(sentence, language, Voice(variant))
        whole = np.concatenate((silence(_QUIET_S), speech, silence(_QUIET_S)))
        path = folder / f"{language}-{variant or 'default'}-{number:03}.wav"
        write_recording(with_noise_floor(whole, random), path)
        files.append(path)
    return files


def transcribe(files: Sequence[Path], model: str, hotwords: Path | None = None) -> list[str]:
    """The text of each file, by the program itself, one process for all of them."""
    command = [sys.executable, str(_PROGRAM), "transcribe", "--json", "--model", model]
    command += [] if hotwords is None else ["--hotwords", str(hotwords)]
    done = subprocess.run(
        [*command, *map(str, files)], check=False, capture_output=True, encoding="utf-8"
    )
    if done.returncode != 0:
        raise SystemExit(f"transcribe ended with {done.returncode}: {done.stderr}")
    return [json.loads(line)["text"] for line in done.stdout.splitlines()]


def sample_recordings() -> list[Path]:
    """The recordings in resources/samples; the true text of each lies beside it."""
    texts = {path.stem for path in SAMPLES.glob("*.json")}
    return [
        path
        for path in sorted(SAMPLES.iterdir())
        if path.stem in texts and path.suffix in (".flac", ".mp3", ".m4a")
    ]


def true_text(recording: Path) -> str:
    """What is said in a sample recording."""
    sentences = json.loads(recording.with_suffix(".json").read_text(encoding="utf-8"))
    return " ".join(sentence["text"] for sentence in sentences)


def score(references: Sequence[str], heard: Sequence[str], *, show: bool) -> ErrorCount:
    """All errors of a set; `show` prints each text that has some."""
    counts = [count_errors(*pair) for pair in zip(references, heard, strict=True)]
    for reference, text, count in zip(references, heard, counts, strict=True):
        if show and count.errors:
            print(f"    {count.errors}/{count.total}\n      {reference}\n      {text}")
    return sum_errors(counts)


def _print_row(name: str, voice: str, number: int, count: ErrorCount) -> None:
    rate = f"{count.percent:6.2f} %  ({count.errors} of {count.total})"
    print(f"{name:<28}{voice:<12}{number:>4}  {rate}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--model", default="demo", help="name or folder of the model")
    parser.add_argument("--voice", action="append", help="espeak-ng variant; repeatable")
    parser.add_argument("--show", action="store_true", help="print every text with errors")
    arguments = parser.parse_args()
    print(f"{'set':<28}{'voice':<12}{'n':>4}  error rate")
    languages: tuple[SpokenLanguage, ...] = ("zh", "en")
    for language in languages:
        sentences = test_sentences(language)
        for voice in arguments.voice or VOICES:
            with tempfile.TemporaryDirectory() as folder:
                clips = write_clips(sentences, language, voice, Path(folder))
                heard = transcribe(clips, arguments.model)
            count = score(sentences, heard, show=arguments.show)
            _print_row(f"test sentences {language}", voice, len(clips), count)
    for recording in sample_recordings():
        for name, hotwords in ((recording.stem, None), (f"{recording.stem} + hot.txt", HOTWORDS)):
            heard = transcribe([recording], arguments.model, hotwords)
            count = score([true_text(recording)], heard, show=arguments.show)
            _print_row(name, "-", 1, count)


if __name__ == "__main__":
    main()
