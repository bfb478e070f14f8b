"""What was taken out of the queue comes back with all its text, from the disk if need be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot
from queue_runs import EVERYTHING, WAIT_MS, Maker, run, texts


def test_what_was_taken_out_can_be_put_back_with_its_text(
    make: Maker, files: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    runner = make()
    runner.add(files("a.mp3", "b.mp3", "c.mp3"))
    run(qtbot, runner)
    runner.record_edits(next(iter(runner.jobs)).id, {"1": "changed"})
    for job in runner.jobs:
        runner.record_outputs(job.id, [job.path.with_suffix(".srt")])
    runner.close()
    # Nothing of the text has been read yet when the rows go and come back.
    runner = make()
    names = [job.path.name for job in runner.jobs]
    runner.remove(next(iter(runner.jobs)).id)
    runner.clear_done()
    assert len(runner.jobs) == 0 and len(runner.removed) == 2
    runner.put_back()
    runner.put_back()
    runner.put_back()
    assert [job.path.name for job in runner.jobs] == names and not runner.removed
    assert [texts(job) for job in runner.jobs] == [EVERYTHING] * 3
    runner.close()
    again = make()
    assert [texts(job) for job in again.jobs] == [EVERYTHING] * 3
    assert next(iter(again.jobs)).edits == {"1": "changed"}
    assert all(not job.is_unsaved for job in again.jobs)
    assert list((tmp_path / "jobs" / "removed").iterdir()) == []


def test_a_text_that_is_read_only_after_its_row_was_cleared_is_there(
    make: Maker, files: Any, qtbot: QtBot
) -> None:
    runner = make()
    runner.add(files("a.mp3"))
    run(qtbot, runner)
    runner.record_outputs(next(iter(runner.jobs)).id, [Path("a.srt")])
    runner.close()
    runner = make()
    [job] = runner.jobs
    runner.clear_done()
    runner.close()  # by now its file is set aside
    assert texts(job) == EVERYTHING


def test_what_was_taken_out_is_offered_until_it_is_dismissed(
    make: Maker, files: Any, qtbot: QtBot
) -> None:
    runner = make()
    runner.add(files("a.mp3", "b.mp3"))
    runner.remove(*(job.id for job in runner.jobs), "nobody")
    assert len(runner.removed) == 2
    with qtbot.waitSignal(runner.jobs_changed):
        runner.forget_removed()
    runner.put_back()
    assert len(runner.jobs) == 0


def test_a_file_that_cannot_be_put_back_yet_is_put_back_later(
    make: Maker, files: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    runner = make()
    runner.add(files("a.mp3"))
    run(qtbot, runner)
    [job] = runner.jobs
    runner.remove(job.id)
    own = tmp_path / "jobs" / f"{job.id}.jsonl"
    qtbot.waitUntil(lambda: not own.exists(), timeout=WAIT_MS)
    own.mkdir()  # in the way
    with qtbot.waitSignal(runner.unsaved, timeout=WAIT_MS) as told:
        runner.put_back()
    assert told.args is not None and told.args[0].code == "data-unwritable"
    own.rmdir()
    with qtbot.waitSignal(runner.unsaved, timeout=WAIT_MS) as told:
        pass
    assert told.args == [None] and own.is_file()
    runner.close()
    [again] = make().jobs
    assert texts(again) == EVERYTHING
