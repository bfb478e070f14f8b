"""The fixture of these tests finds what outlives a test."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from leftovers import own_children, what_is_left
from PySide6.QtCore import QThread, QTimer


def test_a_clean_test_leaves_nothing() -> None:
    assert what_is_left(set(threading.enumerate()), own_children()) == []


def test_a_thread_a_process_and_a_timer_are_found() -> None:
    threads, children = set(threading.enumerate()), own_children()
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="forgotten")
    thread.start()
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    timer = QTimer()
    timer.start(60_000)
    qt_thread = QThread()
    qt_thread.start()
    found = " ".join(what_is_left(threads, children))
    stop.set()
    thread.join()
    process.communicate(b"\n")
    timer.stop()
    qt_thread.quit()
    qt_thread.wait()
    assert "thread forgotten" in found
    assert "timer of 60000 ms" in found
    assert "QThread" in found
    if sys.platform == "linux":
        assert f"process {process.pid}" in found
    assert what_is_left(threads, children) == []


def test_a_warning_of_qt_is_an_error(request: pytest.FixtureRequest) -> None:
    assert request.config.getini("qt_log_level_fail") == "WARNING"
