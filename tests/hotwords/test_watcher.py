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
import watchdog.observers.api

from hotwords import HotwordFileError, HotwordList, HotwordWatcher, layers_of
from hotwords.watcher import _WatchedFile

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


def test_catching_up_waits_for_what_was_saved(path: Path, listener: Listener) -> None:
    with HotwordWatcher(path, listener.lists.put, 0.05, poll_s=60) as watcher:
        watcher.catch_up()
        for words in (["甲", "乙"], ["丙"]):
            path.write_text("\n".join(words), encoding="utf-8")
            watcher.catch_up()
            assert watcher.current == HotwordList.of(words)
            assert listener.next_words() == words
        assert listener.lists.empty()


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
    path.write_bytes(b"\0")
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

    path.write_bytes(b"\0")
    with caplog.at_level(logging.WARNING), HotwordWatcher(path, listener.lists.put, 0.05):
        pass
    assert "not a text file" in caplog.text


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


class Refusing(watchdog.observers.api.BaseObserver):
    """The system has no notices left to give."""

    def __init__(self) -> None:
        super().__init__(watchdog.observers.api.EventEmitter)

    def start(self) -> None:
        raise OSError("no watches left")


class Silent(watchdog.observers.api.BaseObserver):
    """The system takes the order and never says anything, as for a network drive."""

    def __init__(self) -> None:
        super().__init__(watchdog.observers.api.EventEmitter)


@pytest.fixture(params=[Refusing, Silent])
def polling(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    path: Path,
    listener: Listener,
) -> Iterator[HotwordWatcher]:
    monkeypatch.setattr(watchdog.observers, "Observer", request.param)
    before = set(threading.enumerate())
    with HotwordWatcher(
        path, listener.lists.put, 0.02, listener.errors.put, poll_s=0.05
    ) as watcher:
        yield watcher
    assert set(threading.enumerate()) <= before


def test_looking_finds_what_no_notice_tells(
    polling: HotwordWatcher, path: Path, listener: Listener
) -> None:
    path.write_text("甲\n乙丙丁\n", encoding="utf-8")
    assert listener.next_words() == ["甲", "乙丙丁"]
    draft = path.with_suffix(".tmp")
    draft.write_text("戊", encoding="utf-8")
    draft.replace(path)
    assert listener.next_words() == ["戊"]
    path.unlink()
    assert "no such file" in listener.errors.get(timeout=PATIENCE_S).reason
    path.write_text("己", encoding="utf-8")
    assert listener.next_words() == ["己"]
    assert polling.current == HotwordList.of(["己"])
    assert listener.errors.empty()


@pytest.mark.usefixtures("polling")
def test_a_drive_with_a_coarse_clock(
    path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two saves of the same length within one step of the drive's clock look alike."""
    status = path.stat()
    monkeypatch.setattr(
        _WatchedFile,
        "signature",
        lambda _file: (status.st_mtime_ns, path.stat().st_size, status.st_ino, 0),
    )
    path.write_text("乙丙\n", encoding="utf-8")
    assert listener.next_words() == ["乙丙"]
    path.write_text("丁戊\n", encoding="utf-8")
    assert listener.next_words() == ["丁戊"]


@pytest.mark.usefixtures("polling")
def test_a_folder_that_is_made_anew(path: Path, listener: Listener) -> None:
    folder = path.parent
    path.unlink()
    folder.rmdir()
    assert "no such file" in listener.errors.get(timeout=PATIENCE_S).reason
    folder.mkdir()
    path.write_text("乙", encoding="utf-8")
    assert listener.next_words() == ["乙"]


@pytest.mark.usefixtures("polling")
def test_the_same_failure_is_told_once(path: Path, listener: Listener) -> None:
    path.write_bytes(b"\0")
    assert listener.errors.get(timeout=PATIENCE_S).line == 1
    path.write_bytes(b"\0\n")
    path.write_text("乙", encoding="utf-8")
    assert listener.next_words() == ["乙"]
    assert listener.errors.empty()


def test_a_link_is_followed_and_may_be_pointed_elsewhere(
    tmp_path: Path, listener: Listener
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "list.txt").write_text(name, encoding="utf-8")
    link = tmp_path / "hot.txt"
    link.symlink_to(tmp_path / "one" / "list.txt")
    with HotwordWatcher(link, listener.lists.put, 0.02, poll_s=0.05) as watcher:
        assert watcher.current == HotwordList.of(["one"])
        (tmp_path / "one" / "list.txt").write_text("three", encoding="utf-8")
        assert listener.next_words() == ["three"]
        other = tmp_path / "other"
        other.symlink_to(tmp_path / "two" / "list.txt")
        other.replace(link)
        assert listener.next_words() == ["two"]


def test_a_file_that_is_emptied_before_it_is_written(path: Path, listener: Listener) -> None:
    with HotwordWatcher(path, listener.lists.put, 0.02, poll_s=0.5) as watcher:
        with path.open("w", encoding="utf-8") as file:
            file.flush()
            assert listener.lists.empty()
            file.write("乙")
        assert listener.next_words() == ["乙"]
        path.write_bytes(b"")
        assert listener.next_words() == []
        assert watcher.current == HotwordList()


def test_layers_are_watched_together(tmp_path: Path, listener: Listener) -> None:
    paths = [tmp_path / name / "hot.txt" for name in ("all", "series", "file")]
    for path in paths:
        path.parent.mkdir()
    paths[0].write_text("甲\n乙\n", encoding="utf-8")
    paths[1].write_text("丙\n", encoding="utf-8")
    with HotwordWatcher(
        layers_of(paths), listener.lists.put, 0.02, listener.errors.put, poll_s=0.1
    ) as watcher:
        assert listener.errors.empty()  # a layer that is not there yet
        assert [(entry.word, entry.layer) for entry in watcher.current.entries] == [
            ("丙", "series/hot.txt"),
            ("甲", "all/hot.txt"),
            ("乙", "all/hot.txt"),
        ]
        paths[2].write_text("乙 !! off\n丁\n", encoding="utf-8")
        assert listener.next_words() == ["丁", "丙", "甲"]
        # One broken layer keeps its last good state, the others go on.
        paths[1].write_bytes(b"\0 broken")
        error = listener.errors.get(timeout=PATIENCE_S)
        assert (error.path, error.line) == (str(paths[1]), 1)
        paths[0].write_text("戊\n", encoding="utf-8")
        assert listener.next_words() == ["丁", "丙", "戊"]
        version = watcher.current.version
        paths[1].write_text("丙 !! replace\n", encoding="utf-8")
        assert listener.next_words() == ["丁", "丙", "戊"]
        assert watcher.current.version != version


def test_a_line_that_is_left_out_is_news(path: Path, listener: Listener) -> None:
    with HotwordWatcher(path, listener.lists.put, 0.02, listener.errors.put) as watcher:
        path.write_text("甲\n| broken\n", encoding="utf-8")
        latest = listener.lists.get(timeout=PATIENCE_S)
        assert ([entry.word for entry in latest.entries], latest.left_out[0].line) == (["甲"], 2)
        path.write_text("甲\n", encoding="utf-8")
        assert listener.lists.get(timeout=PATIENCE_S).left_out == ()
        assert watcher.current == HotwordList.of(["甲"])
    assert listener.errors.empty()


def test_a_list_that_was_good_before_counts_until_it_can_be_read(
    path: Path, listener: Listener
) -> None:
    last_good = {str(path): HotwordList.of(["甲"])}
    path.write_bytes(b"\0")
    with HotwordWatcher(
        path, listener.lists.put, 0.02, listener.errors.put, last_good=last_good
    ) as watcher:
        assert listener.errors.get_nowait().line == 1
        assert watcher.current == HotwordList.of(["甲"])
        path.write_text("乙", encoding="utf-8")
        assert listener.next_words() == ["乙"]
    assert last_good == {str(path): HotwordList.of(["乙"])}


def test_a_word_that_changes_its_group_is_news(path: Path, listener: Listener) -> None:
    with HotwordWatcher(path, listener.lists.put, 0.02) as watcher:
        before = watcher.current
        path.write_text("#[group] 嘉宾\n甲\n", encoding="utf-8")
        latest = listener.lists.get(timeout=PATIENCE_S)
        assert latest.entries[0].group == "嘉宾"
        assert latest.version == before.version
