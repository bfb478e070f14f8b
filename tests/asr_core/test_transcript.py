"""The JSON form of a transcript, both ways, and texts that are none."""

from __future__ import annotations

import doctest
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core import transcript as module
from asr_core.transcript import (
    HotwordNote,
    HotwordUse,
    Replacement,
    Segment,
    Transcript,
    Word,
)

NUMBERS = st.floats(-1e12, 1e12)
TEXTS = st.text(max_size=12)
WORDS = st.builds(Word, TEXTS, NUMBERS, NUMBERS, st.floats(0, 1))
PLACES = st.integers(0, 10**6)
USES = st.builds(
    HotwordUse,
    *(TEXTS, TEXTS, st.floats(0, 1), st.booleans(), st.booleans()),
    st.none() | st.tuples(PLACES, PLACES),
    st.sampled_from(["", "model", "second-look", "replacement", "rule"]),
)
SOME_TEXTS = st.lists(TEXTS, max_size=2).map(tuple)
NOTES = st.builds(
    HotwordNote,
    st.lists(st.sampled_from(["list-echo", "loop", "far-word"]), max_size=2).map(tuple),
    SOME_TEXTS,
    st.sampled_from(["with-list", "without-list"]),
    TEXTS,
)
REPLACEMENTS = st.builds(Replacement, PLACES, PLACES, TEXTS, SOME_TEXTS, SOME_TEXTS)
SOME_WORDS = st.lists(WORDS, max_size=3).map(tuple)
PLAIN_SEGMENTS = st.builds(
    Segment,
    *(NUMBERS, NUMBERS, TEXTS, TEXTS),
    SOME_WORDS,
    st.lists(USES, max_size=3).map(tuple),
    *(TEXTS, TEXTS),
    st.none() | NOTES,
)
SEGMENTS = PLAIN_SEGMENTS | st.builds(
    lambda segment, replacements, words: replace(
        segment, replacements=replacements, recognised=words
    ),
    PLAIN_SEGMENTS,
    st.lists(REPLACEMENTS, min_size=1, max_size=2).map(tuple),
    SOME_WORDS,
)
TRANSCRIPTS = st.builds(
    Transcript,
    *(TEXTS, TEXTS, NUMBERS),
    st.lists(SEGMENTS, max_size=3).map(tuple),
    st.dictionaries(TEXTS, NUMBERS, max_size=3),
)

SAMPLE = Transcript(
    file="会议.mp3",
    language="zh",
    duration=12.5,
    segments=(
        Segment(
            *(1.0, 2.5, "你好，Klaus。", "zh"),
            words=(Word("你", 1.0, 1.2, 0.9), Word("好，", 1.2, 1.4, 0.8)),
            hotwords=(HotwordUse("Klaus", "克劳斯", 0.82, True, True, (2, 5), "model"),),
            draft="你好克劳斯",
            hotwords_version="0123456789ab",
            hotword_note=HotwordNote(("far-word",), ("Klaus",), "with-list", "你好，克劳斯。"),
            replacements=(Replacement(0, 1, "您", (), ("您",)),),
            recognised=(Word("您", 1.0, 1.2, 0.9), Word("好，", 1.2, 1.4, 0.8)),
        ),
    ),
    timings={"encoder": 0.25},
)
SAMPLE_FORM: dict[str, Any] = {
    "file": "会议.mp3",
    "text": "你好，Klaus。",
    "language": "zh",
    "duration": 12.5,
    "segments": [
        {
            "start": 1.0,
            "end": 2.5,
            "text": "你好，Klaus。",
            "language": "zh",
            "words": [
                {"text": "你", "start": 1.0, "end": 1.2, "confidence": 0.9},
                {"text": "好，", "start": 1.2, "end": 1.4, "confidence": 0.8},
            ],
            "hotwords": [
                {
                    "word": "Klaus",
                    "heard": "克劳斯",
                    "score": 0.82,
                    "sent": True,
                    "in_text": True,
                    "place": [2, 5],
                    "by": "model",
                }
            ],
            "hotwords_version": "0123456789ab",
            "hotword_note": {
                "reasons": ["far-word"],
                "words": ["Klaus"],
                "kept": "with-list",
                "other": "你好，克劳斯。",
            },
            "replacements": [
                {"start": 0, "end": 1, "original": "您", "entries": [], "rules": ["您"]}
            ],
            "recognised": [
                {"text": "您", "start": 1.0, "end": 1.2, "confidence": 0.9},
                {"text": "好，", "start": 1.2, "end": 1.4, "confidence": 0.8},
            ],
        }
    ],
    "timings": {"encoder": 0.25},
}


def without_drafts(transcript: Transcript) -> Transcript:
    segments = tuple(replace(segment, draft="") for segment in transcript.segments)
    return replace(transcript, segments=segments)


def test_the_form_is_the_one_of_the_command_line() -> None:
    assert SAMPLE.to_dict() == SAMPLE_FORM
    assert json.loads(SAMPLE.to_json()) == SAMPLE_FORM
    assert list(SAMPLE.to_dict()) == list(SAMPLE_FORM)
    assert "会议" in SAMPLE.to_json()


@given(TRANSCRIPTS)
def test_every_transcript_comes_back(transcript: Transcript) -> None:
    assert Transcript.from_json(transcript.to_json(drafts=True)) == transcript
    assert Transcript.from_json(transcript.to_json(indent=2)) == without_drafts(transcript)
    transcript.to_json().encode()


def test_a_transcript_from_before_the_hotword_record_is_read() -> None:
    form = json.loads(json.dumps(SAMPLE_FORM))
    segment = form["segments"][0]
    for name in ("hotwords_version", "hotword_note", "replacements", "recognised"):
        del segment[name]
    del segment["hotwords"][0]["place"], segment["hotwords"][0]["by"]
    [read] = Transcript.from_dict(form).segments
    assert read.hotwords == (HotwordUse("Klaus", "克劳斯", 0.82, True, True),)
    assert (read.hotword_note, read.replacements, read.recognised) == (None, (), ())


def test_a_file_name_that_is_no_text_can_be_written() -> None:
    transcript = Transcript("bad\udcff.mp3", "", 0.0)
    text = transcript.to_json()
    text.encode()
    assert Transcript.from_json(text) == transcript


def test_whole_numbers_are_numbers() -> None:
    form = {**SAMPLE_FORM, "duration": 12}
    assert Transcript.from_dict(form).duration == 12.0


def broken(path: list[str | int], value: object) -> object:
    form = json.loads(json.dumps(SAMPLE_FORM))
    place: Any = form
    for step in path[:-1]:
        place = place[step]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return form


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["file"], ..., "the transcript has no field file"),
        (["file"], 3, "file of the transcript is not text"),
        (["duration"], "12", "duration of the transcript is not a number"),
        (["duration"], True, "duration of the transcript is not a number"),
        (["duration"], 10**400, "duration of the transcript is not a finite number"),
        (["segments"], {}, "segments of the transcript is not a list"),
        (["segments", 0], [], "item 1 of segments of the transcript is not an object"),
        (["segments", 0, "words", 1, "end"], None, "end of item 2 of words of item 1 of segments"),
        (["segments", 0, "hotwords", 0, "sent"], 1, "sent of item 1 of hotwords"),
        (["segments", 0, "hotwords", 0, "place"], [1], "place of item 1 of hotwords"),
        (["segments", 0, "hotwords", 0, "place"], [1, -1], "place of item 1 of hotwords"),
        (["segments", 0, "hotwords", 0, "by"], "me", "by of item 1 of hotwords"),
        (["segments", 0, "hotword_note", "kept"], "both", "kept of hotword_note of item 1"),
        (["segments", 0, "hotword_note", "reasons"], ["x"], "reasons of hotword_note of item 1"),
        (["segments", 0, "replacements", 0, "start"], 0.5, "start of item 1 of replacements"),
        (["segments", 0, "replacements", 0, "rules"], [1], "rules of item 1 of replacements"),
        (["segments", 0, "draft"], 1, "draft of item 1"),
        (["timings"], [], "timings of the transcript is not an object"),
        (["timings", "encoder"], "x", "encoder of timings of the transcript is not a number"),
    ],
)
def test_what_does_not_fit_is_named(path: list[str | int], value: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Transcript.from_dict(broken(path, value))


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "NaN", '{"duration": NaN}', "[" * 100_000])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Transcript.from_json(text)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Transcript.from_json(text)


def test_texts_join_as_their_scripts_want() -> None:
    def text_of(*texts: str) -> str:
        segments = tuple(Segment(0, 1, text, "") for text in texts)
        return Transcript("a", "", 1.0, segments).text

    assert text_of("今天开会。", "明天休息。") == "今天开会。明天休息。"
    assert text_of("Good morning.", "Sit down.") == "Good morning. Sit down."
    assert text_of("用 HotScribe", "写字幕") == "用 HotScribe写字幕"
    assert text_of("안녕하세요.", "반갑습니다.") == "안녕하세요. 반갑습니다."
    assert text_of("a ", "b", "", "c") == "a b c"
    assert text_of() == ""


def test_a_segment_without_words_spreads_its_text() -> None:
    segment = Segment(10.0, 14.0, "今天 rainy 吗？", "zh")
    words = segment.timed_words()
    assert "".join(word.text for word in words) == segment.text
    assert (words[0].start, words[-1].end) == (10.0, 14.0)
    assert SAMPLE.segments[0].timed_words() == SAMPLE.segments[0].words
    assert Segment(1.0, 2.0, "", "").timed_words() == ()


def test_the_examples() -> None:
    assert doctest.testmod(module).failed == 0
