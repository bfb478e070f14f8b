"""Rows whose results have one path: none says of a file what another row has put there."""

from __future__ import annotations

from pathlib import Path

import pytest
from heard_jobs import heard_done
from pytestqt.qtbot import QtBot
from quiet_runner import QuietRunner

from gui.exporter import Exporter

EDITS: dict[str, object] = {"edits": [{"first": 0, "end": 1, "text": "By hand."}]}


def write(qtbot: QtBot, exporter: Exporter, job_id: str, *, keep_copies: bool) -> None:
    with qtbot.waitSignal(exporter.written):
        exporter.write(job_id, ["srt"], keep_copies=keep_copies)


@pytest.mark.parametrize("is_removed", [False, True])
@pytest.mark.parametrize("keeps_copies", [False, True])
def test_a_result_belongs_to_the_row_that_wrote_it_last(
    runner: QuietRunner,
    exporter: Exporter,
    qtbot: QtBot,
    tmp_path: Path,
    keeps_copies: bool,
    is_removed: bool,
) -> None:
    path = tmp_path / "a.wav"
    old = heard_done(runner, path)
    old.edits = EDITS
    write(qtbot, exporter, old.id, keep_copies=True)
    assert not old.is_unsaved
    if is_removed:
        runner.remove(old.id)
    new = heard_done(runner, path)
    write(qtbot, exporter, new.id, keep_copies=keeps_copies)
    if is_removed:
        runner.put_back()
    assert "By hand." not in (tmp_path / "a.srt").read_text("utf-8")
    assert new.outputs == [tmp_path / "a.srt"] and not new.is_unsaved
    assert old.is_unsaved is not keeps_copies
    for copy in old.outputs:
        assert copy == tmp_path / "a.1.srt" and "By hand." in copy.read_text("utf-8")
    runner.clear_done()
    assert (old.id in runner.jobs) is not keeps_copies and new.id not in runner.jobs


def test_two_rows_with_one_text_share_their_result(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [heard_done(runner, tmp_path / "a.wav") for _ in range(2)]
    for job in rows:
        write(qtbot, exporter, job.id, keep_copies=False)
    assert [job.outputs for job in rows] == [[tmp_path / "a.srt"]] * 2


def test_what_is_written_while_its_row_is_out_is_known_when_it_is_back(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    job = heard_done(runner, tmp_path / "a.wav")
    with qtbot.waitSignal(exporter.written):
        exporter.write(job.id, ["srt"])
        runner.remove(job.id)
    runner.put_back()
    assert job.outputs == [tmp_path / "a.srt"] and not job.is_unsaved
