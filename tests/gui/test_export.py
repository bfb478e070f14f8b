"""Results are written by themselves and on demand, with a person's edits; failures lose nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QListWidget
from pytestqt.qtbot import QtBot
from quiet_runner import QuietRunner
from widgets import child

from asr_core.jobs import Job, RunOptions
from export_tools.subtitles import FORMATS, SubtitleDocument
from export_tools.subtitles.formats import compose_srt
from gui.auto_export import AutoExport
from gui.background_tasks import BackgroundTasks
from gui.export_dialog import ExportDialog
from gui.exporter import Exporter
from gui.job_documents import JobDocuments
from gui.texts import set_language


@pytest.fixture
def runner() -> QuietRunner:
    return QuietRunner()


@pytest.fixture
def documents(runner: QuietRunner) -> JobDocuments:
    return JobDocuments(runner.jobs)


@pytest.fixture
def exporter(runner: QuietRunner, documents: JobDocuments, qtbot: QtBot) -> Iterator[Exporter]:
    _ = qtbot
    made = Exporter(runner, documents.of)  # type: ignore[arg-type]
    yield made
    made.close()


def heard(runner: QuietRunner, path: Path, **options: object) -> Job:
    job = runner.put(str(path), segments=3, duration_s=30.0)
    job.options = RunOptions(**options)  # type: ignore[arg-type]
    runner.run(job)
    return job


def dialog(runner: QuietRunner, exporter: Exporter, jobs: list[Job], qtbot: QtBot) -> ExportDialog:
    made = ExportDialog(runner, exporter, [job.id for job in jobs])  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.open()
    return made


def press(made: ExportDialog, name: str) -> QAbstractButton:
    button = child(made, QAbstractButton, name)
    assert button.isEnabled(), name
    button.click()
    return button


def export(made: ExportDialog, exporter: Exporter, qtbot: QtBot) -> None:
    with qtbot.waitSignal(exporter.written):
        press(made, "export.export")


def test_a_job_that_is_done_is_written_beside_its_source(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    AutoExport(runner, exporter, exporter)  # type: ignore[arg-type]
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
    AutoExport(runner, exporter, exporter)  # type: ignore[arg-type]
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
    AutoExport(runner, exporter, exporter)  # type: ignore[arg-type]
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
    auto = AutoExport(runner, exporter, exporter)  # type: ignore[arg-type]
    (tmp_path / "talk.srt").mkdir()
    job = heard(runner, tmp_path / "talk.mp3")
    with qtbot.waitSignal(exporter.written):
        runner.finish(job)
    assert job.export_failure is not None and job.state.name == "DONE" and job.outputs == []
    with qtbot.waitSignal(exporter.written):
        auto.save(job.id, tmp_path / "elsewhere")
    assert job.outputs == [tmp_path / "elsewhere" / "talk.srt"]
    assert job.export_failure is None
    auto.save("gone")


def test_an_edit_made_while_the_results_are_written_stays_unsaved_until_they_are_saved_again(
    runner: QuietRunner, exporter: Exporter, documents: JobDocuments, qtbot: QtBot, tmp_path: Path
) -> None:
    auto = AutoExport(runner, exporter, exporter)  # type: ignore[arg-type]
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
    auto = AutoExport(runner, exporter, exporter)  # type: ignore[arg-type]
    job.options = RunOptions(formats=())
    runner.record_outputs(job.id, [tmp_path / "out" / "talk.txt"], edited_meanwhile=True)
    with qtbot.waitSignal(exporter.written):
        auto.save(job.id)
    assert job.export_failure is not None and job.has_unsaved_edits


def test_what_was_done_but_not_written_when_the_program_ended_is_written_at_the_start(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    written, left = (heard_done(runner, tmp_path / name) for name in ("a.mp3", "b.mp3"))
    runner.record_outputs(written.id, [tmp_path / "a.srt"])
    with qtbot.waitSignal(exporter.written):
        AutoExport(runner, exporter, exporter).catch_up()  # type: ignore[arg-type]
    assert left.outputs == [tmp_path / "b.srt"]
    assert not (tmp_path / "a.srt").exists()


def test_edits_of_a_job_that_nobody_has_looked_at_yet_are_written(
    runner: QuietRunner, qtbot: QtBot, tmp_path: Path
) -> None:
    job = heard_done(runner, tmp_path / "talk.mp3")
    document = JobDocuments(runner.jobs).of(job.id)
    document.edit(document.cues[0].id, "Something quite different.")
    job.edits = document.state()
    unseen = Exporter(runner, lambda _job_id: None)  # type: ignore[arg-type]
    with qtbot.waitSignal(unseen.written):
        unseen.write(job.id, ["srt", "txt"])
    unseen.close()
    assert compose_srt(document.to_subtitles()) == (tmp_path / "talk.srt").read_text("utf-8")
    assert "quite different" in (tmp_path / "talk.txt").read_text("utf-8")


def test_a_second_copy_that_fails_leaves_a_saved_job_saved(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    auto = AutoExport(runner, exporter, exporter)  # type: ignore[arg-type]
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


def test_recordings_of_one_name_stay_apart_in_one_folder(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    jobs = [heard_done(runner, tmp_path / folder / "talk.mp3") for folder in "ab"]
    made = dialog(runner, exporter, jobs, qtbot)
    made.use_folder(tmp_path / "out")
    with qtbot.waitSignals([exporter.written, exporter.written]):
        press(made, "export.export")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "talk.mp3.2.srt",
        "talk.mp3.srt",
    ]
    made.close()


def heard_done(runner: QuietRunner, path: Path) -> Job:
    path.parent.mkdir(exist_ok=True)
    job = heard(runner, path)
    runner.finish(job)
    return job


def test_the_dialog_offers_every_format_and_lists_what_it_will_write(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    job = heard_done(runner, tmp_path / "talk.mp3")
    made = dialog(runner, exporter, [job], qtbot)
    for name in FORMATS:
        box = child(made, QAbstractButton, f"export.format.{name}")
        assert box.isChecked() == (name in job.options.formats)
        box.setChecked(True)
    files = child(made, QListWidget)
    assert [files.item(row).text() for row in range(files.count())] == [
        f"talk.{name}" for name in FORMATS
    ]
    export(made, exporter, qtbot)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == sorted(
        f"talk.{name}" for name in FORMATS
    )
    assert str(len(FORMATS)) in child(made, QLabel, "export.told").text()
    assert not child(made, QAbstractButton, "export.export").isEnabled()
    child(made, QAbstractButton, "export.format.srt").setChecked(False)
    assert child(made, QAbstractButton, "export.export").isEnabled()
    made.close()


def test_what_failed_can_be_written_elsewhere_from_the_dialog(
    runner: QuietRunner,
    exporter: Exporter,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "talk.srt").mkdir()
    job = heard_done(runner, tmp_path / "talk.mp3")
    made = dialog(runner, exporter, [job], qtbot)
    press(made, "export.format.txt")
    export(made, exporter, qtbot)
    told = child(made, QLabel, "export.told")
    assert told.property("role") == "danger" and "Nothing is lost" in told.text()
    files = child(made, QListWidget)
    rows = [files.item(row).text() for row in range(files.count())]
    assert rows[0].startswith("talk.txt · written") and rows[1].startswith("talk.srt · ")
    set_language("zh")
    assert "没有丢失" in told.text()
    assert child(made, QAbstractButton, "export.export").text() == "再试一次"
    (tmp_path / "talk.srt").rmdir()
    export(made, exporter, qtbot)
    assert (tmp_path / "talk.srt").is_file()
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url))
    press(made, "export.open-folder")
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path]
    made.close()


def test_a_folder_is_needed_before_anything_is_written_there(
    runner: QuietRunner,
    exporter: Exporter,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = dialog(runner, exporter, [heard_done(runner, tmp_path / "talk.mp3")], qtbot)
    press(made, "export.elsewhere")
    assert not child(made, QAbstractButton, "export.export").isEnabled()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    press(made, "export.choose")
    export(made, exporter, qtbot)
    assert (tmp_path / "out" / "talk.srt").is_file()
    made.close()


def test_without_copies_the_old_file_goes(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "talk.srt").write_text("old", encoding="utf-8")
    job = heard_done(runner, tmp_path / "talk.mp3")
    made = dialog(runner, exporter, [job], qtbot)
    press(made, "export.copies")
    export(made, exporter, qtbot)
    assert [path.name for path in tmp_path.glob("*.srt")] == ["talk.srt"]
    made.close()


def test_a_job_that_is_gone_meanwhile_is_no_trouble(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    job = heard_done(runner, tmp_path / "talk.mp3")
    made = dialog(runner, exporter, [job], qtbot)
    with qtbot.waitSignal(exporter.written):
        press(made, "export.export")
        runner.remove(job.id)
    assert (tmp_path / "talk.srt").is_file()
    made.retranslate()
    made.close()


def test_keys_reach_everything(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    job = heard_done(runner, tmp_path / "talk.mp3")
    made = dialog(runner, exporter, [job], qtbot)
    with qtbot.waitSignal(exporter.written):
        qtbot.keyClick(made, Qt.Key.Key_Return)
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert not made.isVisible()


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
