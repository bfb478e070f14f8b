"""Speech by espeak-ng: samples, and when its words begin."""

from __future__ import annotations

import numpy as np
import pytest

from demo_model.speech import Synthesiser, Voice


@pytest.fixture(scope="module")
def synthesiser() -> Synthesiser:
    return Synthesiser()


def test_words_begin_one_after_the_other(synthesiser: Synthesiser) -> None:
    speech = synthesiser.speak_timed("我用Excel做了一个表，你看。", "zh", Voice("f2"))
    assert [word.text for word in speech.words] == [*"我用", "Excel", *"做了一个表你看"]
    starts = [word.start_s for word in speech.words]
    assert starts[0] == pytest.approx(0, abs=0.02)
    assert starts == sorted(starts)
    assert starts[-1] < speech.samples.size / 16_000
    assert np.abs(speech.samples).max() <= 1


def test_a_word_after_a_pause_begins_where_its_sound_begins(synthesiser: Synthesiser) -> None:
    speech = synthesiser.speak_timed("Yes, apples grow.", "en", Voice("m3"))
    apples = next(word for word in speech.words if word.text == "apples")
    start = round(apples.start_s * 16_000)
    before, after = speech.samples[start - 800 : start - 160], speech.samples[start : start + 800]
    assert np.abs(before).max() < 0.1 * np.abs(after).max()


def test_what_cannot_be_said_is_named(synthesiser: Synthesiser) -> None:
    with pytest.raises(ValueError, match="nothing to say"):
        synthesiser.speak("，", "zh", Voice("f2"))
    with pytest.raises(ValueError, match="nobody"):
        synthesiser.speak("Hello.", "en", Voice("nobody"))


def test_a_library_that_is_not_there_is_named() -> None:
    with pytest.raises(SystemExit, match="apt install espeak-ng"):
        Synthesiser("libno-such-synthesiser.so.1")
