"""The watcher on real files: every way to save, broken saves, and no thread left behind."""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import watchdog.observers

from hotwords import HotwordFileError, HotwordList, HotwordWatcher

# Generous against a busy machine; nothing waits this long unless a test fails.
PATIENCE_S = 10
QUIET_S = 0.4


class Listener:
    """Collects what a watcher reports."""

    def __init__(self) -> None:
        self.lists: queue.Queue[HotwordList] = queue.Queue()
        self.errors: queue.Queue[HotwordFileError] = queue.Queue()

    def next_words(self) -> list[str]:
        return [entry.word for entry in self.lists.get(timeout=PATIENCE_S).entries]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hot.txt"
    path.write_text("甲\n", encoding="utf-8")
    return path


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def watcher(path: Path, listener: Listener) -> Iterator[HotwordWatcher]:
    before = set(threading.enumerate())
    with HotwordWatcher(path, listener.lists.put, 0.05, listener.errors.put) as watcher:
        yield watcher
    assert set(threading.enumerate()) <= before


def test_in_place(watcher: HotwordWatcher, path: Path, listener: Listener) -> None:
    assert watcher.current == HotwordList.of(["甲"])
    path.write_text("甲\n乙\n", encoding="utf-8")
    assert listener.next_words() == ["甲", "乙"]
    assert watcher.current == HotwordList.of(["甲", "乙"])


@pytest.mark.usefixtures("watcher")
def test_renamed_over(path: Path, listener: Listener) -> None:
    for word in ("乙", "丙"):
        draft = path.with_suffix(".tmp")
        draft.write_text(word, encoding="utf-8")
        draft.replace(path)
        assert listener.next_words() == [word]


@pytest.mark.usefixtures("watcher")
def test_moved_in_from_another_folder(path: Path, listener: Listener) -> None:
    other = path.parent / "other"
    other.mkdir()
    (other / "draft").write_text("乙", encoding="utf-8")
    (other / "draft").replace(path)
    assert listener.next_words() == ["乙"]


def test_deleted_and_made_again(watcher: HotwordWatcher, path: Path, listener: Listener) -> None:
    path.unlink()
    assert "no such file" in listener.errors.get(timeout=PATIENCE_S).reason
    assert watcher.current == HotwordList.of(["甲"])
    path.write_text("丙", encoding="utf-8")
    assert listener.next_words() == ["丙"]


def test_a_broken_save_keeps_the_last_good_list(
    watcher: HotwordWatcher, path: Path, listener: Listener
) -> None:
    path.write_bytes("甲\n康辉".encode()[:-1])
    assert "middle of a character" in listener.errors.get(timeout=PATIENCE_S).reason
    assert watcher.current == HotwordList.of(["甲"])
    path.write_bytes("甲\n康辉".encode())
    assert listener.next_words() == ["甲", "康辉"]


@pytest.mark.usefixtures("watcher")
def test_saves_without_a_new_entry_and_other_files_are_not_reported(
    path: Path, listener: Listener
) -> None:
    path.write_text("# note\n甲", encoding="utf-8")
    os.utime(path)
    path.with_name("other.txt").write_text("乙", encoding="utf-8")
    with pytest.raises(queue.Empty):
        listener.lists.get(timeout=QUIET_S)
    assert listener.errors.empty()


@pytest.mark.usefixtures("watcher")
def test_a_burst_of_saves_ends_with_the_last(path: Path, listener: Listener) -> None:
    for count in range(1, 30):
        path.write_text("".join(f"词{number}\n" for number in range(count)), encoding="utf-8")
    seen = listener.next_words()
    while len(seen) < 29:
        seen = listener.next_words()
    assert seen[-1] == "词28"


def test_a_list_that_appears_later(tmp_path: Path, listener: Listener) -> None:
    path = tmp_path / "later.txt"
    with HotwordWatcher(path, listener.lists.put, 0.05, listener.errors.put) as watcher:
        assert watcher.current == HotwordList()
        assert listener.errors.empty()
        path.write_text("甲", encoding="utf-8")
        assert listener.next_words() == ["甲"]


def test_a_broken_list_at_the_start_is_reported(tmp_path: Path, listener: Listener) -> None:
    path = tmp_path / "hot.txt"
    path.write_text("| 甲", encoding="utf-8")
    with HotwordWatcher(path, listener.lists.put, 0.05, listener.errors.put) as watcher:
        assert listener.errors.get_nowait().line == 1
        assert watcher.current == HotwordList()


def test_a_missing_folder_is_refused(tmp_path: Path, listener: Listener) -> None:
    before = set(threading.enumerate())
    with pytest.raises(HotwordFileError, match="folder does not exist"):
        HotwordWatcher(tmp_path / "none" / "hot.txt", listener.lists.put)
    assert set(threading.enumerate()) <= before


def test_failing_callbacks_and_unheard_errors_go_to_the_log(
    path: Path, listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(latest: HotwordList) -> None:
        listener.lists.put(latest)
        raise ValueError("from the callback")

    with caplog.at_level(logging.WARNING), HotwordWatcher(path, fail, 0.05):
        path.write_text("乙", encoding="utf-8")
        assert listener.next_words() == ["乙"]
        path.write_text("丙", encoding="utf-8")
        assert listener.next_words() == ["丙"]
    assert "from the callback" in caplog.text

    path.write_text("| 甲", encoding="utf-8")
    with caplog.at_level(logging.WARNING), HotwordWatcher(path, listener.lists.put, 0.05):
        pass
    assert "is missing" in caplog.text


def test_stopping_from_a_callback_and_twice(path: Path) -> None:
    stopped = threading.Event()

    def stop(_latest: HotwordList) -> None:
        stopping.stop()
        stopped.set()

    stopping = HotwordWatcher(path, stop, 0.05)
    path.write_text("乙", encoding="utf-8")
    assert stopped.wait(PATIENCE_S)
    stopping.stop()
    stopping.stop()


def test_polling_where_the_system_gives_no_notices(
    path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing(watchdog.observers.polling.PollingObserver):
        def start(self) -> None:
            raise OSError("no watches left")

    monkeypatch.setattr(watchdog.observers, "Observer", Refusing)
    with HotwordWatcher(path, listener.lists.put, 0.05, listener.errors.put):
        path.write_text("甲\n乙丙丁\n", encoding="utf-8")
        assert listener.next_words() == ["甲", "乙丙丁"]
