"""Threads, processes and timers that outlive a test of the window."""

from __future__ import annotations

import gc
import multiprocessing
import threading
from pathlib import Path
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, QThread, QThreadPool, QTimer

T = TypeVar("T", bound=QObject)


def what_is_left(threads: set[threading.Thread], children: set[str]) -> list[str]:
    """What runs now and is neither one of `threads` nor of the processes `children`."""
    left = [
        f"thread {thread.name}"
        for thread in threading.enumerate()
        # A QThread that runs Python code shows up as a dummy, which Python never takes away.
        if thread not in threads and not isinstance(thread, threading._DummyThread)
    ]
    left += [f"process {number}" for number in own_children() - children]
    if QThreadPool.globalInstance().activeThreadCount():
        left.append("a task of the thread pool")
    for qt_thread in _living(QThread):
        if qt_thread.isRunning() and qt_thread is not QThread.currentThread():
            left.append(f"QThread {qt_thread.objectName() or qt_thread!r}")
    for timer in _living(QTimer):
        if timer.isActive():
            left.append(f"timer of {timer.interval()} ms, parent {timer.parent()!r}")
    return left


def _living(kind: type[T]) -> list[T]:
    return [
        thing for thing in gc.get_objects() if isinstance(thing, kind) and shiboken6.isValid(thing)
    ]


def own_children() -> set[str]:
    """The numbers of the processes that this one has started, but multiprocessing's own tracker."""
    multiprocessing.active_children()
    numbers: set[str] = set()
    for task in Path("/proc/self/task").glob("*/children"):
        numbers.update(task.read_text().split())
    return {number for number in numbers if "resource_tracker" not in _command(number)}


def _command(number: str) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_text(errors="replace")
    except OSError:
        return "gone resource_tracker"
