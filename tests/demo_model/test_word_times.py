"""Errors of word starts against the synthesiser's times."""

from __future__ import annotations

from asr_core.transcript import Segment, Transcript, Word
from demo_model.speech import SpokenWord
from demo_model.trials.word_times import start_errors_ms


def transcript(*words: tuple[str, float]) -> Transcript:
    timed = tuple(Word(text, start, start + 0.1, 1.0) for text, start in words)
    text = "".join(word.text for word in timed)
    return Transcript("a.wav", "zh", 9.0, (Segment(0.0, 9.0, text, "zh", timed),))


def test_only_words_that_were_heard_right_count() -> None:
    truth = [SpokenWord("你", 0.0), SpokenWord("好", 0.2), SpokenWord("吗", 0.5)]
    heard = transcript(("你", 0.45), ("号", 0.6), ("吗？", 0.85))
    assert [round(error) for error in start_errors_ms(truth, heard, 0.4)] == [50, -50]


def test_numbers_of_several_words_do_not_count() -> None:
    truth = [SpokenWord("Room", 0.0), SpokenWord("forty", 0.3), SpokenWord("five", 0.6)]
    heard = transcript(("Room ", 0.0), ("45.", 0.3))
    assert start_errors_ms(truth, heard, 0.0) == [0.0]


def test_words_that_stand_twice_are_matched_in_order() -> None:
    truth = [SpokenWord("the", 0.0), SpokenWord("man", 0.2), SpokenWord("the", 0.6)]
    heard = transcript(("The ", 0.0), ("man ", 0.2), ("the", 0.7))
    assert [round(error) for error in start_errors_ms(truth, heard, 0.0)] == [0, 0, 100]


def test_an_empty_transcript_has_no_errors() -> None:
    assert start_errors_ms([SpokenWord("the", 0.0)], Transcript("a.wav", "", 1.0), 0.0) == []
