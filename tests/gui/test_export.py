"""Results are written by themselves and on demand, with a person's edits; failures lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from heard_jobs import heard, heard_done
from pytestqt.qtbot import QtBot
from quiet_runner import QuietRunner

from asr_core.jobs import Job, RunOptions
from asr_core.transcript import Segment
from export_tools.subtitles import FORMATS, SubtitleDocument
from export_tools.subtitles.formats import compose_srt
from export_tools.subtitles.results import ResultOutcome, ResultRequest
from gui.auto_export import AutoExport
from gui.background_tasks import BackgroundTasks
from gui.exporter import Exporter
from gui.job_documents import JobDocuments


def test_a_job_that_is_done_is_written_beside_its_source(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    AutoExport(runner, exporter, exporter)
    job = heard(runner, tmp_path / "talk.mp3", formats=("srt", "txt", "json"))
    with qtbot.waitSignal(exporter.written):
        runner.finish(job)
    assert job.outputs == [tmp_path / f"talk.{ending}" for ending in ("srt", "txt", "json")]
    expected = compose_srt(SubtitleDocument.from_transcript(job.transcript()))
    assert (tmp_path / "talk.srt").read_text(encoding="utf-8") == expected
    assert job.export_failure is None


def test_what_a_person_has_edited_is_in_every_format(
    runner: QuietRunner,
    exporter: Exporter,
    documents: JobDocuments,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    AutoExport(runner, exporter, exporter)
    job = heard(runner, tmp_path / "talk.mp3", formats=tuple(FORMATS))
    document = documents.of(job.id)
    document.edit(document.cues[1].id, "Something quite different.")
    with qtbot.waitSignal(exporter.written):
        runner.finish(job)
    for path in job.outputs:
        assert "Something quite different." in path.read_text(encoding="utf-8"), path


def test_a_file_without_speech_and_a_stopped_one_write_nothing_by_themselves(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    AutoExport(runner, exporter, exporter)
    silent = runner.put(str(tmp_path / "silence.wav"))
    runner.run(silent)
    stopped = heard_after(runner, silent, tmp_path / "stopped.wav")
    with qtbot.assertNotEmitted(exporter.written, wait=100):
        runner.cancel(stopped.id)
        runner.job_ended.emit(stopped.id)
    assert list(tmp_path.glob("*.srt")) == []


def heard_after(runner: QuietRunner, before: Job, path: Path) -> Job:
    runner.finish(before)
    return heard(runner, path)


def test_a_failure_leaves_the_job_done_and_can_be_saved_elsewhere(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    auto = AutoExport(runner, exporter, exporter)
    (tmp_path / "talk.srt").mkdir()
    job = heard(runner, tmp_path / "talk.mp3")
    with qtbot.waitSignal(exporter.written):
        runner.finish(job)
    assert job.export_failure is not None and job.state.name == "DONE" and job.outputs == []
    (tmp_path / "elsewhere").mkdir()
    with qtbot.waitSignal(exporter.written):
        auto.save(job.id, tmp_path / "elsewhere")
    assert job.outputs == [tmp_path / "elsewhere" / "talk.srt"]
    assert job.export_failure is None
    auto.save("gone")


def test_an_edit_made_while_the_results_are_written_stays_unsaved_until_they_are_saved_again(
    runner: QuietRunner, exporter: Exporter, documents: JobDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    auto = AutoExport(runner, exporter, exporter)
    job = heard(runner, tmp_path / "talk.mp3")
    with qtbot.waitSignal(exporter.written):
        runner.finish(job)
        document = documents.of(job.id)
        document.edit(document.cues[0].id, "Quite another word.")
        job.edits = document.state()
    assert job.has_unsaved_edits and job.is_unsaved
    with qtbot.waitSignal(exporter.written):
        auto.save(job.id)
    assert not job.has_unsaved_edits
    assert "Quite another word." in (tmp_path / "talk.srt").read_text(encoding="utf-8")


def test_saving_again_tells_when_it_fails_though_older_results_are_there(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "talk.txt").mkdir()
    job = heard_done(runner, tmp_path / "talk.mp3")
    auto = AutoExport(runner, exporter, exporter)
    job.options = RunOptions(formats=())
    runner.record_outputs(job.id, [tmp_path / "out" / "talk.txt"])
    job.edits = {"edits": [{"first": 0, "end": 1, "text": "Another word."}]}
    with qtbot.waitSignal(exporter.written):
        auto.save(job.id)
    assert job.export_failure is not None and job.has_unsaved_edits


def test_what_was_done_but_not_written_when_the_program_ended_is_written_at_the_start(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    written, left = (heard_done(runner, tmp_path / name) for name in ("a.mp3", "b.mp3"))
    runner.record_outputs(written.id, [tmp_path / "a.srt"])
    with qtbot.waitSignal(exporter.written):
        AutoExport(runner, exporter, exporter).catch_up()
    assert left.outputs == [tmp_path / "b.srt"]
    assert not (tmp_path / "a.srt").exists()


def saved_in_part(
    runner: QuietRunner,
    exporter: Exporter,
    documents: JobDocuments,
    qtbot: QtBot,
    path: Path,
    *formats: str,
) -> Job:
    """A job that was stopped, exported in `formats`, and then heard on; its cues end before."""
    job = heard(runner, path)
    documents.of(job.id)
    runner.cancel(job.id)
    with qtbot.waitSignal(exporter.written):
        exporter.write(job.id, formats)
    runner.resume(job.id)
    runner.run(job)
    job.segments.append(Segment(30.0, 39.0, "It is the end.", "en"))
    return job


def test_the_whole_is_written_though_a_part_was_and_as_the_options_say(
    runner: QuietRunner, exporter: Exporter, documents: JobDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    AutoExport(runner, exporter, exporter)
    job = saved_in_part(
        runner, exporter, documents, qtbot, tmp_path / "talk.mp3", "srt", "txt", "json"
    )
    assert len(job.outputs) == 3
    documents.of(job.id).add_segment(job.segments[-1])
    with qtbot.waitSignal(exporter.written):
        runner.finish(job)
    assert job.outputs == [tmp_path / "talk.srt"]
    assert "the end" in (tmp_path / "talk.srt").read_text(encoding="utf-8")
    assert not job.is_unsaved
    assert sorted(path.suffix for path in tmp_path.glob("talk.*")) == [
        ".json",
        ".srt",
        ".srt",
        ".txt",
    ]


def test_a_result_counts_for_what_its_cues_hold(
    runner: QuietRunner, exporter: Exporter, documents: JobDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    job = saved_in_part(runner, exporter, documents, qtbot, tmp_path / "talk.mp3", "srt")
    runner.finish(job)
    with qtbot.waitSignal(exporter.written):
        exporter.write(job.id, ["srt"])  # from cues that end before the last segment
    assert job.is_unsaved


def test_the_whole_is_written_at_the_start_though_a_part_was(
    runner: QuietRunner, exporter: Exporter, documents: JobDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    job = saved_in_part(runner, exporter, documents, qtbot, tmp_path / "talk.mp3", "srt")
    runner.finish(job)
    assert job.is_unsaved
    documents.of(job.id).add_segment(job.segments[-1])
    with qtbot.waitSignal(exporter.written):
        AutoExport(runner, exporter, exporter).catch_up()
    assert job.outputs == [tmp_path / "talk.srt"] and not job.is_unsaved


def test_a_job_keeps_its_target_when_another_of_its_name_joins_the_queue(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    auto = AutoExport(runner, exporter, exporter)
    job = heard(runner, tmp_path / "talk.mp3")
    with qtbot.waitSignal(exporter.written):
        runner.finish(job)
    film = heard(runner, tmp_path / "talk.mkv")
    with qtbot.waitSignal(exporter.written):
        runner.finish(film)
    job.edits = {"edits": [{"first": 0, "end": 1, "text": "Another word."}]}
    with qtbot.waitSignal(exporter.written):
        auto.save(job.id)
    assert job.outputs == [tmp_path / "talk.srt"]
    assert film.outputs == [tmp_path / "talk.mkv.srt"]
    assert exporter.target(job.id, tmp_path / "out") == tmp_path / "out" / "talk.mp3"


def test_saving_again_renews_every_result_where_it_is(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    auto = AutoExport(runner, exporter, exporter)
    job = heard(runner, tmp_path / "talk.mp3")
    with qtbot.waitSignal(exporter.written):
        runner.finish(job)
    (tmp_path / "out").mkdir()
    with qtbot.waitSignal(exporter.written):
        exporter.write(job.id, ["srt", "txt"], tmp_path / "out")
    job.edits = {"edits": [{"first": 0, "end": 1, "text": "Another word."}]}
    with qtbot.waitSignals([exporter.written, exporter.written]):
        auto.save(job.id)
    assert all(map(job.is_up_to_date, job.saved))
    assert sorted(job.outputs) == sorted(
        [tmp_path / "talk.srt", tmp_path / "out" / "talk.srt", tmp_path / "out" / "talk.txt"]
    )


def test_a_part_and_the_whole_of_it_have_one_name(
    runner: QuietRunner, exporter: Exporter, documents: JobDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    job = saved_in_part(runner, exporter, documents, qtbot, tmp_path / "talk.mp3", "srt")
    runner.put(str(tmp_path / "talk.mkv"))
    assert exporter.target(job.id, None) == tmp_path / "talk.partial"
    runner.finish(job)
    assert exporter.target(job.id, None) == tmp_path / "talk"


def test_a_folder_that_went_away_during_the_run_is_told_and_not_made_anew(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    AutoExport(runner, exporter, exporter)
    job = heard(runner, tmp_path / "stick" / "talk.mp3")
    with qtbot.waitSignal(exporter.written):
        runner.finish(job)
    assert job.export_failure is not None and job.is_unsaved
    assert "its folder does not exist" in str(job.export_failure)
    assert list(tmp_path.iterdir()) == []


def test_edits_that_are_taken_back_after_saving_leave_nothing_to_save(
    runner: QuietRunner, exporter: Exporter, documents: JobDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    AutoExport(runner, exporter, exporter)
    job = heard(runner, tmp_path / "talk.mp3")
    with qtbot.waitSignal(exporter.written):
        runner.finish(job)
    document = documents.of(job.id)
    as_heard = document.cues[0].text
    states = []
    for text in ("Quite another word.", as_heard):
        document.edit(document.cues[0].id, text)
        job.edits = document.state()
        states.append(job.has_unsaved_edits)
    assert states == [True, False] and job.edits == {"edits": []}


def test_edits_of_a_job_that_nobody_has_looked_at_yet_are_written(
    runner: QuietRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    job = heard_done(runner, tmp_path / "talk.mp3")
    document = JobDocuments(runner.jobs).of(job.id)
    document.edit(document.cues[0].id, "Something quite different.")
    job.edits = document.state()
    unseen = Exporter(runner, lambda _job_id: None)
    with qtbot.waitSignal(unseen.written):
        unseen.write(job.id, ["srt", "txt"])
    unseen.close()
    assert compose_srt(document.to_subtitles()) == (tmp_path / "talk.srt").read_text("utf-8")
    assert "quite different" in (tmp_path / "talk.txt").read_text("utf-8")


def test_a_second_copy_that_fails_leaves_a_saved_job_saved(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    auto = AutoExport(runner, exporter, exporter)
    job = heard(runner, tmp_path / "talk.mp3")
    with qtbot.waitSignal(exporter.written):
        runner.finish(job)
    (tmp_path / "full").touch()
    with qtbot.waitSignal(exporter.written) as told:
        exporter.write(job.id, ["srt"], tmp_path / "full")
    assert told.args is not None and told.args[1].failures
    assert job.export_failure is None
    with qtbot.waitSignal(exporter.written):
        exporter.write(job.id, ["json"], tmp_path / "full")
    assert job.export_failure is not None
    with qtbot.waitSignal(exporter.written):
        auto.save(job.id)
    assert job.export_failure is None
    assert job.outputs == [tmp_path / "talk.srt", tmp_path / "talk.json"]


def test_a_part_is_called_partial(runner: QuietRunner, exporter: Exporter, tmp_path: Path) -> None:
    job = heard(runner, tmp_path / "talk.mp3")
    assert exporter.target(job.id, None) == tmp_path / "talk.partial"
    runner.finish(job)
    assert exporter.target(job.id, None) == tmp_path / "talk"


def test_what_goes_wrong_behind_the_window_is_told_in_the_row(
    runner: QuietRunner,
    exporter: Exporter,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_request: ResultRequest) -> ResultOutcome:
        raise RuntimeError("a mistake in the program")

    job = heard_done(runner, tmp_path / "talk.mp3")
    monkeypatch.setattr("gui.exporter.write_results", fail)
    with qtbot.waitSignal(exporter.written) as told:
        exporter.write(job.id, ["srt", "txt"])
    assert told.args is not None and len(told.args[1].failures) == 2
    assert "a mistake in the program" in str(job.export_failure)


def test_a_task_that_fails_tells_so_and_the_next_one_runs(qtbot: QtBot) -> None:
    tasks = BackgroundTasks()
    told: list[object] = []

    def fail() -> None:
        raise RuntimeError("a mistake")

    tasks.run(fail, told.append)
    tasks.run(fail, told.append, lambda error: told.append(str(error)))
    tasks.run(lambda: "done", told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told == ["a mistake", "done"]
    tasks.close()


def test_tasks_run_in_their_order_and_hand_nothing_over_after_closing(qtbot: QtBot) -> None:
    tasks = BackgroundTasks()
    told: list[int] = []
    for number in range(5):
        tasks.run(lambda number=number: number, told.append)  # type: ignore[misc]
    qtbot.waitUntil(lambda: told == [0, 1, 2, 3, 4])
    done: list[int] = []
    tasks.run(lambda: done.append(1), lambda _: told.append(9))
    tasks.close()
    qtbot.wait(20)
    assert done == [1] and 9 not in told
    tasks.run(lambda: done.append(2), lambda _: told.append(9))
    tasks.close()
    assert done == [1]
