from __future__ import annotations

import threading

import pytest

from asr_core.cancellation import CancelFlag
from asr_core.errors import Cancelled


def test_a_cancel_runs_the_actions_of_open_blocks_only() -> None:
    flag = CancelFlag()
    ran: list[str] = []
    with flag.calling(lambda: ran.append("closed before")):
        pass
    with flag.calling(lambda: ran.append("open")):
        flag.cancel()
    assert ran == ["open"]


def test_nothing_starts_after_a_cancel() -> None:
    flag = CancelFlag()
    flag.cancel()
    with pytest.raises(Cancelled):
        flag.raise_if_cancelled()
    with pytest.raises(Cancelled), flag.calling(lambda: None):
        raise AssertionError("the block must not run")


def test_another_thread_may_cancel() -> None:
    flag = CancelFlag()
    stopped = threading.Event()
    with flag.calling(stopped.set):
        thread = threading.Thread(target=flag.cancel)
        thread.start()
        assert stopped.wait(5)
        thread.join()
    assert flag.cancelled
