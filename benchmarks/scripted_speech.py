"""Makes a model that knows nothing behave as if it had heard a script, at the full cost.

Sound whose loudness and pitch move like speech, a text of 250 tokens a minute, and stand-ins for
two calls of the recogniser: both do the real work first and replace its result after.
"""

from __future__ import annotations

import random
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from asr_core.array_types import FloatArray
from asr_core.audio import SAMPLE_RATE_HZ
from asr_core.ctc import CtcPosterior, CtcVocabulary
from asr_core.fun_asr.draft_recogniser import DraftRecogniser
from asr_core.fun_asr.recogniser import FunAsrRecogniser
from asr_core.llama_decoder import DecodeEvent, Finished

_TERMS_PATH = Path(__file__).parent / "data" / "hotwords" / "terms_zh.txt"
_SENTENCES_PATH = Path(__file__).parents[1] / "demo_model" / "text" / "zh_a.txt"
_TOKENS_A_MINUTE = 250
_PUNCTUATION = "，。？！"
_CARRIERS = ("今天我们来聊一聊{}的事情。", "我昨天看到{}了。", "听说过{}吗大家？")
_SURE, _UNSURE = np.float32(-0.1), np.float32(-3.0)


@dataclass(frozen=True)
class Script:
    """What is said: `text`, of which nearly every character is one token of the made-up decoder."""

    text: str

    @classmethod
    def for_seconds(cls, seconds: float) -> Script:
        """Everyday sentences, every third with a term that stands in every hotword list."""
        count = max(1, round(seconds * _TOKENS_A_MINUTE / 60))
        sentences = cycle(_sentences())
        terms = cycle(_lines(_TERMS_PATH)[:8])
        carriers = cycle(_CARRIERS)
        text = ""
        while len(text) < count:
            text += next(sentences) + next(sentences) + next(carriers).format(next(terms))
        return cls(text[:count])

    def classes(self, frames: int, vocabulary: CtcVocabulary) -> list[int]:
        """The class of each of `frames` CTC frames: the spoken characters, evenly placed, or blank.

        Characters that the vocabulary lacks stay unheard.
        """
        classes = [vocabulary.blank_id] * frames
        spoken = [letter for letter in self.text if letter not in _PUNCTUATION]
        for index, letter in enumerate(spoken):
            token = vocabulary.ids.get(letter.encode())
            if token is not None:
                classes[index * frames // len(spoken)] = token
        return classes


@contextmanager
def counting_tokens(recogniser: FunAsrRecogniser | DraftRecogniser) -> Iterator[list[int]]:
    """Inside the block every decode appends how many tokens it wrote to the list."""
    counts: list[int] = []
    if isinstance(recogniser, DraftRecogniser):
        yield counts
        return
    decode = recogniser._decoder.decode

    def counted(*arguments: Any, **options: Any) -> Iterator[DecodeEvent]:
        for event in decode(*arguments, **options):
            if isinstance(event, Finished):
                counts.append(len(event.tokens))
            yield event

    with patch.object(recogniser._decoder, "decode", counted):
        yield counts


@contextmanager
def following_script(
    recogniser: FunAsrRecogniser | DraftRecogniser, script: Script
) -> Iterator[list[int]]:
    """Inside the block `recogniser` hears `script` in whatever it hears; counts as above."""
    ctc, vocabulary = recogniser._acoustics.ctc, recogniser._acoustics.vocabulary
    if ctc is None or vocabulary is None:
        raise ValueError("the model has no CTC head")
    posterior = ctc.posterior

    def scripted_posterior(*arguments: Any, **options: Any) -> CtcPosterior:
        found = posterior(*arguments, **options)
        _put_classes(found, script.classes(found.frames, vocabulary), vocabulary.blank_id)
        return found

    with patch.object(ctc, "posterior", scripted_posterior):
        if isinstance(recogniser, DraftRecogniser):
            yield []
            return
        decode = recogniser._decoder.decode

        def scripted_decode(*arguments: Any, **options: Any) -> Iterator[DecodeEvent]:
            options |= {"max_tokens": len(script.text), "forced": True}
            for event in decode(*arguments, **options):
                yield replace(event, text=script.text) if isinstance(event, Finished) else event

        with (
            patch.object(recogniser._decoder, "decode", scripted_decode),
            counting_tokens(recogniser) as counts,
        ):
            yield counts


def write_speech_like_sound(path: Path, seconds: float) -> None:
    """Write a 16 kHz mono WAV file of voiced syllables and noise, always the same."""
    times_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    pitch_hz = 130 + 30 * np.sin(2 * np.pi * 0.4 * times_s) + 15 * np.sin(2 * np.pi * 2.3 * times_s)
    phase = 2 * np.pi * np.cumsum(pitch_hz) / SAMPLE_RATE_HZ
    voice = np.zeros(times_s.size)
    for harmonic in range(1, 20):
        voice += np.sin(harmonic * phase) / harmonic
    syllables = np.clip(np.sin(2 * np.pi * 4.0 * times_s), 0, None)
    noise = np.random.default_rng(60).standard_normal(times_s.size)
    sound: FloatArray = (voice * 0.1 + noise * 0.05) * syllables + noise * 0.003
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())


def write_hotwords(path: Path, count: int) -> None:
    """Write a list of `count` hotwords: the terms of the script first, then made-up ones."""
    chooser = random.Random(count)
    letters = sorted({letter for letter in "".join(_sentences()) if _is_chinese(letter)})
    words = dict.fromkeys(_lines(_TERMS_PATH)[:count])
    while len(words) < count:
        words["".join(chooser.choices(letters, k=chooser.choice((2, 3, 3, 4))))] = None
    path.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")


def _put_classes(posterior: CtcPosterior, classes: list[int], blank: int) -> None:
    """Make `classes` the best ones of the frames, in place: the arrays are large."""
    if posterior.log_probs is not None:
        rows = np.arange(len(classes))
        posterior.log_probs[rows, blank] = _UNSURE
        posterior.log_probs[rows, classes] = _SURE
    if posterior.topk_log_probs is not None and posterior.topk_indices is not None:
        posterior.topk_log_probs[:, 0] = _SURE
        posterior.topk_indices[:, 0] = classes


def _sentences() -> list[str]:
    return [
        line
        for line in _lines(_SENTENCES_PATH)
        if all(_is_chinese(letter) or letter in _PUNCTUATION for letter in line)
    ]


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _is_chinese(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"
