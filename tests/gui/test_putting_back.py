"""What was taken out of the queue comes back with all its text, from the disk if need be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from queue_runs import EVERYTHING, WAIT_MS, Maker, begin, edits, run, texts

from asr_core.jobs import JobState


def test_what_was_taken_out_can_be_put_back_with_its_text(
    make: Maker, files: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    runner = make()
    runner.add(files("a.mp3", "b.mp3", "c.mp3"))
    run(qtbot, runner)
    runner.record_edits(next(iter(runner.jobs)).id, edits("changed"))
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
    assert next(iter(again.jobs)).edits == edits("changed")
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


def test_only_what_was_taken_out_last_is_dismissed(make: Maker, files: Any) -> None:
    runner = make()
    runner.add(files("a.mp3", "b.mp3"))
    first, second = runner.jobs
    runner.remove(first.id)
    runner.remove(second.id)
    runner.forget_removed()
    assert runner.removed == [first]
    runner.put_back()
    assert list(runner.jobs) == [first]


def test_a_file_that_ran_comes_back_together_with_those_that_waited(
    make: Maker, files: Any, qtbot: QtBot
) -> None:
    runner = make("slow")
    runner.add(files("a.mp3", "b.mp3", "c.mp3"))
    all_jobs = list(runner.jobs)
    running = begin(qtbot, runner)
    with qtbot.waitSignal(runner.queue_ended, timeout=WAIT_MS):
        runner.remove(*(job.id for job in all_jobs))
        assert len(runner.removed) == 2
    assert len(runner.removed) == 3 and len(runner.jobs) == 0
    runner.put_back()
    assert list(runner.jobs) == all_jobs and not runner.removed
    assert running.state is JobState.CANCELLED and running.segments


def test_a_file_that_still_runs_stays_if_the_others_are_put_back(
    make: Maker, files: Any, qtbot: QtBot
) -> None:
    runner = make("slow")
    runner.add(files("a.mp3", "b.mp3"))
    all_jobs = list(runner.jobs)
    running = begin(qtbot, runner)
    runner.remove(*(job.id for job in all_jobs))
    runner.put_back()
    qtbot.waitUntil(lambda: running.state is JobState.CANCELLED, timeout=WAIT_MS)
    assert list(runner.jobs) == all_jobs and not runner.removed


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


def test_a_removal_that_cannot_reach_the_disk_yet_does_so_later(
    make: Maker, files: Any, qtbot: QtBot, tmp_path: Path
) -> None:
    runner = make()
    runner.add(files("a.mp3"))
    run(qtbot, runner)
    [job] = runner.jobs
    aside = tmp_path / "jobs" / "removed"
    aside.touch()  # in the way
    with qtbot.waitSignal(runner.unsaved, timeout=WAIT_MS) as told:
        runner.remove(job.id)
    assert told.args is not None and told.args[0].code == "data-unwritable"
    assert runner.keeps_texts
    aside.unlink()
    qtbot.waitUntil(lambda: runner.unkept is None, timeout=WAIT_MS)
    assert (aside / f"{job.id}.jsonl").is_file()
    runner.close()
    assert len(make().jobs) == 0


@pytest.mark.parametrize(("asked", "left"), [("remove", []), ("cancel", [JobState.CANCELLED])])
def test_what_was_asked_of_the_running_file_holds_though_the_program_is_closed_at_once(
    make: Maker, files: Any, qtbot: QtBot, asked: str, left: list[JobState]
) -> None:
    runner = make("slow")
    runner.add(files("a.mp3"))
    job = begin(qtbot, runner)
    getattr(runner, asked)(job.id)
    runner.close()
    assert [each.state for each in make().jobs] == left
