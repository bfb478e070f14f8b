"""Every message crosses the pipe unchanged, and nothing else passes for one."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core import errors
from asr_core.errors import AsrError, error_of
from asr_core.messages import (
    Alive,
    Cancel,
    EngineReady,
    EngineUnready,
    EngineWanted,
    Failure,
    FromWorker,
    Hello,
    JobEnded,
    JobEvent,
    Leave,
    Message,
    Prepare,
    Probe,
    Probed,
    StopAtSegment,
    ToWorker,
    Transcribe,
    decode,
    encode,
    is_from_worker,
)
from asr_core.transcript import HotwordUse, Segment, Word
from asr_core.transcription import (
    FileFinished,
    FileOpened,
    Noticed,
    SegmentFinished,
    SpanHeard,
    TextArrived,
    TextDiscarded,
    TranscribeOptions,
)

seconds = st.floats(0, 1e6)
texts = st.text(max_size=20)
paths = st.text(
    st.characters(exclude_characters="\0", exclude_categories=()), min_size=1, max_size=20
).map(Path)
uses = st.builds(
    HotwordUse,
    word=texts,
    heard=texts,
    score=seconds,
    sent=st.booleans(),
    in_text=st.booleans(),
    place=st.none() | st.tuples(st.integers(0, 99), st.integers(0, 99)),
)
segments = st.builds(
    Segment,
    start=seconds,
    end=seconds,
    text=texts,
    language=texts,
    words=st.lists(st.builds(Word, texts, seconds, seconds, seconds), max_size=3).map(tuple),
    hotwords=st.lists(uses, max_size=2).map(tuple),
    draft=texts,
    recognised=st.just(()),
    replacements=st.just(()),
)
events = st.one_of(
    st.builds(FileOpened, texts, st.none() | seconds, texts, texts),
    st.builds(Noticed, st.just("rule-refused"), texts),
    st.builds(SpanHeard, seconds, seconds, texts, st.lists(uses, max_size=2).map(tuple)),
    st.builds(TextArrived, texts),
    st.builds(TextDiscarded, texts),
    st.builds(SegmentFinished, segments),
    st.builds(FileFinished, seconds, st.dictionaries(texts, seconds, max_size=3)),
)
engines = st.builds(
    EngineWanted,
    model=st.none() | texts,
    device=st.sampled_from(["auto", "cpu", "gpu"]),
    hotwords=st.lists(paths, max_size=2).map(tuple),
    rules=st.none() | paths,
    max_hotwords=st.none() | st.integers(),
)
failures = st.builds(Failure, texts, st.lists(texts, max_size=2).map(tuple))
runs = st.integers(0)
any_message = st.one_of(
    st.builds(Prepare, engines),
    st.builds(Transcribe, runs, paths, engines, st.builds(TranscribeOptions, texts, texts)),
    st.builds(StopAtSegment, runs),
    st.builds(Cancel, runs),
    st.builds(Probe, texts, paths),
    st.just(Leave()),
    st.builds(Hello, runs),
    st.builds(EngineReady, engines, texts, texts),
    st.builds(EngineUnready, engines, failures),
    st.builds(JobEvent, runs, events),
    st.builds(JobEnded, runs, st.none() | failures, st.booleans()),
    st.builds(Probed, texts, st.none() | seconds, st.none() | failures),
    st.builds(Alive, runs),
)


@given(any_message)
def test_a_message_arrives_as_it_was_sent(message: Message) -> None:
    assert decode(encode(message)) == message


@given(st.binary())
def test_bytes_that_are_no_message_are_refused(frame: bytes) -> None:
    with pytest.raises(ValueError):
        decode(frame)


@pytest.mark.parametrize(
    "frame",
    [
        b'{"type": "JobEvent", "run": 1, "event": {"type": "TextArrived", "text": 5}}',
        b'{"type": "JobEvent", "run": 1, "event": {"type": "Popen", "args": "ls"}}',
        b'{"type": "Alive", "steps": "many"}',
        b'{"type": "Alive"}',
        b"[]",
        b"null",
    ],
)
def test_a_message_with_a_wrong_field_is_refused(frame: bytes) -> None:
    with pytest.raises(ValueError):
        decode(frame)


def test_each_message_has_one_direction() -> None:
    assert not set(get_args(ToWorker)) & set(get_args(FromWorker))
    assert is_from_worker(Alive(1))
    assert not is_from_worker(Leave())


@pytest.mark.parametrize("kind", AsrError.__subclasses__())
def test_every_error_crosses_the_pipe(kind: type[AsrError]) -> None:
    error = kind(*(f"<{name}>" for name in kind.fields))
    again = Failure.of(error).error()
    assert type(again) is kind
    assert str(again) == str(error)


def test_an_error_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="no error"):
        error_of("from-the-future", ())
    with pytest.raises(ValueError, match="no error"):
        error_of(errors.Cancelled.code, ("too", "many"))
