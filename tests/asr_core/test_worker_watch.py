"""When a worker is given up, told by a clock that the test turns."""

from __future__ import annotations

from pathlib import Path

import pytest

from asr_core.errors import AsrError, Cancelled, EngineHung, EngineUnstartable
from asr_core.messages import (
    PROTOCOL,
    Alive,
    Cancel,
    EngineReady,
    EngineWanted,
    Hello,
    JobEnded,
    JobEvent,
    Prepare,
    Transcribe,
)
from asr_core.transcription import TextArrived, TranscribeOptions
from asr_core.worker_watch import Patience, WorkerWatch

ENGINE = EngineWanted()
PATIENCE = Patience(hello_s=60, load_s=600, run_s=120, cancel_s=3)


class Bench:
    """A watch, and the clock that it looks at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_s = 1000.0
        monkeypatch.setattr("asr_core.worker_watch.time.monotonic", lambda: self.now_s)
        self.watch = WorkerWatch(PATIENCE)

    def greet(self) -> None:
        assert self.watch.heard(Hello(PROTOCOL)) is None

    def begin(self, run: int = 1) -> None:
        self.watch.said(Transcribe(run, Path("a.mp3"), ENGINE, TranscribeOptions()))

    def pass_s(self, seconds: float) -> AsrError | None:
        """Let time pass in short looks; the first verdict."""
        for _ in range(round(seconds * 2)):
            self.now_s += 0.5
            if (verdict := self.watch.verdict()) is not None:
                return verdict
        return None


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(monkeypatch)


def test_one_that_never_says_hello_is_given_up(bench: Bench) -> None:
    assert bench.pass_s(59) is None
    assert isinstance(bench.pass_s(3), EngineUnstartable)


def test_one_that_speaks_another_version_is_given_up(bench: Bench) -> None:
    told = bench.watch.heard(Hello(PROTOCOL + 1))
    assert isinstance(told, EngineUnstartable)
    assert f"version {PROTOCOL + 1}" in told.message()


def test_one_that_speaks_before_its_hello_is_given_up(bench: Bench) -> None:
    assert isinstance(bench.watch.heard(Alive(1)), EngineUnstartable)


def test_one_with_nothing_to_do_may_be_silent_for_ever(bench: Bench) -> None:
    bench.greet()
    assert bench.pass_s(5000) is None


def test_a_model_may_take_long_to_load_but_not_for_ever(bench: Bench) -> None:
    bench.greet()
    bench.watch.said(Prepare(ENGINE))
    assert bench.pass_s(599) is None
    assert isinstance(bench.pass_s(5), EngineHung)


def test_a_loaded_model_is_waited_for_no_longer(bench: Bench) -> None:
    bench.greet()
    bench.watch.said(Prepare(ENGINE))
    bench.watch.heard(EngineReady(ENGINE, "demo", "CPU"))
    assert bench.pass_s(5000) is None


def test_steps_keep_a_slow_worker_alive(bench: Bench) -> None:
    bench.greet()
    bench.begin()
    bench.watch.heard(JobEvent(1, TextArrived("a")))
    for step in range(20):
        assert bench.pass_s(100) is None
        bench.watch.heard(Alive(step))
    assert bench.pass_s(119) is None
    bench.watch.heard(Alive(19))  # No further step: it beats, but it gets nowhere.
    assert isinstance(bench.pass_s(5), EngineHung)


def test_what_it_says_keeps_it_alive(bench: Bench) -> None:
    bench.greet()
    bench.begin()
    for _ in range(5):
        bench.watch.heard(JobEvent(1, TextArrived("a")))
        assert bench.pass_s(100) is None
    bench.watch.heard(JobEnded(1))
    assert bench.pass_s(5000) is None


def test_a_cancel_is_obeyed_in_time_or_enforced(bench: Bench) -> None:
    bench.greet()
    bench.begin()
    bench.watch.heard(JobEvent(1, TextArrived("a")))
    bench.watch.said(Cancel(1))
    assert bench.watch.is_cancelling
    assert bench.pass_s(2.5) is None
    bench.watch.said(Cancel(1))  # Asking again does not buy it more time.
    assert isinstance(bench.pass_s(1.5), Cancelled)


def test_a_cancel_does_not_end_a_worker_that_still_loads_its_model(bench: Bench) -> None:
    bench.greet()
    bench.begin(1)
    bench.watch.said(Cancel(1))
    bench.begin(2)
    assert bench.pass_s(500) is None


def test_an_obeyed_cancel_is_forgotten(bench: Bench) -> None:
    bench.greet()
    bench.begin()
    bench.watch.said(Cancel(1))
    bench.watch.heard(JobEnded(1))
    bench.watch.said(Cancel(1))  # It had ended meanwhile.
    assert not bench.watch.is_cancelling
    assert bench.pass_s(100) is None


def test_hours_in_which_the_computer_slept_do_not_count(bench: Bench) -> None:
    bench.greet()
    bench.begin()
    bench.watch.heard(JobEvent(1, TextArrived("a")))
    bench.now_s += 8 * 3600
    assert bench.watch.verdict() is None
    assert bench.pass_s(100) is None
