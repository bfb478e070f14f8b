"""The worker process by itself: what it answers, what it prints, and when it ends."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from asr_core.messages import (
    PROTOCOL,
    Alive,
    Cancel,
    EngineReady,
    EngineUnready,
    EngineWanted,
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
)
from asr_core.process_end import end_tree, has_ended
from asr_core.transcription import FileFinished, SegmentFinished, SpanHeard, TranscribeOptions
from asr_core.worker_process import serve

WAIT_S = 120.0
DEMO = EngineWanted(model="demo", device="cpu")


class Talk:
    """A worker and the pipe to it."""

    def __init__(self, process: BaseProcess, connection: Connection) -> None:
        self.process = process
        self.connection = connection

    def say(self, *messages: ToWorker) -> None:
        for message in messages:
            self.connection.send_bytes(encode(message))

    def next(self) -> Message:
        """What it says next, but for its heartbeat."""
        while True:
            assert self.connection.poll(WAIT_S), "the worker is silent"
            message = decode(self.connection.recv_bytes())
            if not isinstance(message, Alive):
                return message

    def until_ended(self, run: int) -> list[Message]:
        """All that is said of a run, and before its end."""
        heard = [self.next()]
        while not (isinstance(heard[-1], JobEnded) and heard[-1].run == run):
            heard.append(self.next())
        return heard


@contextmanager
def worker(log: Path | None = None) -> Iterator[Talk]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, log), daemon=True)
    process.start()
    theirs.close()
    talk = Talk(process, ours)
    try:
        yield talk
    finally:
        end_tree(process)
        ours.close()


@pytest.fixture(scope="module")
def talk() -> Iterator[Talk]:
    with worker() as talk:
        assert talk.next() == Hello(PROTOCOL)
        yield talk


def transcribe(run: int, path: Path, **options: float) -> Transcribe:
    return Transcribe(run, path, DEMO, TranscribeOptions(**options))  # type: ignore[arg-type]


def test_an_engine_is_loaded_once(talk: Talk) -> None:
    talk.say(Prepare(DEMO), Prepare(DEMO))
    first, second = talk.next(), talk.next()
    assert isinstance(first, EngineReady)
    assert (first.engine, first.model) == (DEMO, "demo")
    assert second == first


def test_a_file_is_heard_in_order(talk: Talk, clip: Path) -> None:
    talk.say(transcribe(1, clip))
    *events, ended = talk.until_ended(1)
    assert ended == JobEnded(1)
    kinds = [type(each.event) for each in events if isinstance(each, JobEvent)]
    assert kinds.index(SpanHeard) < kinds.index(SegmentFinished)
    assert kinds[-1] is FileFinished


def test_a_run_can_be_cancelled_before_and_after_it_began(talk: Talk, samples: Path) -> None:
    file = samples / "dialogue_zh.flac"
    talk.say(transcribe(2, file), transcribe(3, file), Cancel(2), Cancel(3))
    for run in (2, 3):
        ended = talk.until_ended(run)[-1]
        assert isinstance(ended, JobEnded)
        assert ended.failure is not None
        assert ended.failure.code == "cancelled"
    talk.say(Cancel(99), StopAtSegment(98))  # Runs that never were.


def test_a_run_stops_behind_a_segment(talk: Talk, samples: Path) -> None:
    talk.say(transcribe(4, samples / "dialogue_zh.flac"))
    while not (isinstance(said := talk.next(), JobEvent) and isinstance(said.event, SpanHeard)):
        pass
    talk.say(StopAtSegment(4))
    *events, ended = talk.until_ended(4)
    assert ended == JobEnded(4, at_segment=True)
    assert isinstance(events[-1], JobEvent)
    assert isinstance(events[-1].event, SegmentFinished)


def test_a_run_that_begins_behind_the_end_is_over(talk: Talk, clip: Path) -> None:
    talk.say(transcribe(5, clip, start_s=500.0))
    *events, ended = talk.until_ended(5)
    assert ended == JobEnded(5)
    assert events[-1] == JobEvent(5, FileFinished(500.0, {}))


def test_files_are_looked_into(talk: Talk, clip: Path, tmp_path: Path) -> None:
    talk.say(Probe("a", clip), Probe("b", tmp_path / "gone.mp3"))
    found = [talk.next(), talk.next()]
    assert isinstance(found[0], Probed)
    assert found[0].duration_s == pytest.approx(9.0, abs=0.1)
    assert isinstance(found[1], Probed)
    assert found[1].failure is not None
    assert found[1].failure.code == "audio-missing"


def test_a_model_that_is_not_there_is_told_and_the_next_is_loaded(talk: Talk, clip: Path) -> None:
    missing = EngineWanted(model="no such model")
    talk.say(Transcribe(6, clip, missing, TranscribeOptions()), Prepare(DEMO))
    unready, ended = talk.until_ended(6)
    assert isinstance(unready, EngineUnready)
    assert unready.failure.code == "model-missing"
    assert isinstance(ended, JobEnded)
    assert ended.failure == unready.failure
    assert isinstance(talk.next(), EngineReady)


def test_lists_change_while_the_model_stays(talk: Talk, clip: Path, tmp_path: Path) -> None:
    words = tmp_path / "hot.txt"
    words.write_text("鄱阳湖\n", encoding="utf-8")
    listed = EngineWanted(model="demo", device="cpu", hotwords=(words,))
    gone = EngineWanted(model="demo", device="cpu", hotwords=(tmp_path / "gone.txt",))
    versions = []
    for run, engine in ((7, DEMO), (8, listed), (9, gone), (10, listed), (11, DEMO)):
        talk.say(Transcribe(run, clip, engine, TranscribeOptions()))
        ready, *events, ended = talk.until_ended(run)
        assert isinstance(ended, JobEnded)
        if engine is gone:
            assert isinstance(ready, EngineUnready)
            assert ready.failure.code == "hotwords-unreadable"
        else:
            assert isinstance(ready, EngineReady)
            assert ended.failure is None
        for said in events:
            if isinstance(said, JobEvent) and isinstance(said.event, SegmentFinished):
                versions.append((run, said.event.segment.hotwords_version))
    of_run = dict(versions)
    assert of_run[7] == of_run[11] == ""
    assert of_run[8] == of_run[10] != ""
    assert 9 not in of_run


def test_another_quality_loads_another_engine(talk: Talk, clip: Path) -> None:
    draft = replace(DEMO, quality="draft")
    texts, devices = [], []
    for run, engine in ((12, DEMO), (13, draft), (14, DEMO)):
        talk.say(Transcribe(run, clip, engine, TranscribeOptions()))
        ready, *events, ended = talk.until_ended(run)
        assert isinstance(ready, EngineReady)
        assert ready.engine == engine
        assert ended == JobEnded(run)
        devices.append(ready.device)
        said = [each.event for each in events if isinstance(each, JobEvent)]
        texts.append("".join(e.segment.text for e in said if isinstance(e, SegmentFinished)))
    assert ["llama" in device for device in devices] == [True, False, True]
    assert texts[0] == texts[2]
    assert "，" in texts[0] or "。" in texts[0]
    assert not set(texts[1]) & set("，。？！")


def test_it_leaves_when_told() -> None:
    with worker() as talk:
        talk.next()
        talk.say(Leave())
        assert has_ended(talk.process, WAIT_S)


def test_it_leaves_when_nobody_is_there_any_more(samples: Path) -> None:
    with worker() as talk:
        talk.next()
        talk.say(transcribe(1, samples / "dialogue_zh.flac"))
        talk.connection.close()
        assert has_ended(talk.process, WAIT_S)


def test_what_makes_no_sense_ends_it_and_is_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "worker.log"
    with worker(log) as talk:
        talk.next()
        talk.connection.send_bytes(b"no message")
        assert has_ended(talk.process, WAIT_S)
    assert "the pipe cannot be read" in log.read_text(encoding="utf-8")


def test_a_log_that_has_grown_large_is_begun_anew(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    log.write_bytes(b"old\n" * 300_000)
    with worker(log) as talk:
        talk.next()
    assert log.stat().st_size < 1000
    assert (tmp_path / "worker.log.1").stat().st_size == 1_200_000


def test_without_a_place_for_its_log_it_works_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with worker(tmp_path / "file" / "worker.log") as talk:
        assert isinstance(talk.next(), Hello)


def test_it_heads_a_group_of_its_own(talk: Talk) -> None:
    assert os.getpgid(talk.process.pid or 0) == talk.process.pid
