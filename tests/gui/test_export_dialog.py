"""The export dialog says what it will write and what came of it, and loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from heard_jobs import heard_done
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QListWidget
from pytestqt.qtbot import QtBot
from quiet_runner import QuietRunner
from widgets import child

from asr_core.jobs import Job
from export_tools.subtitles import FORMATS
from gui.export_dialog import ExportDialog
from gui.exporter import Exporter
from gui.texts import set_language


def dialog(runner: QuietRunner, exporter: Exporter, jobs: list[Job], qtbot: QtBot) -> ExportDialog:
    made = ExportDialog(runner, exporter, [job.id for job in jobs])
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


def test_recordings_of_one_name_stay_apart_in_one_folder(
    runner: QuietRunner, exporter: Exporter, qtbot: QtBot, tmp_path: Path
) -> None:
    jobs = [heard_done(runner, tmp_path / folder / "talk.mp3") for folder in "ab"]
    made = dialog(runner, exporter, jobs, qtbot)
    (tmp_path / "out").mkdir()
    made.use_folder(tmp_path / "out")
    with qtbot.waitSignals([exporter.written, exporter.written]):
        press(made, "export.export")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "talk.mp3.2.srt",
        "talk.mp3.srt",
    ]
    made.close()


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
    (tmp_path / "out").mkdir()
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
