"""The window closed and opened again: nothing is lost, and nothing is left running."""

from __future__ import annotations

from pathlib import Path

import pytest
from opened_windows import PATIENCE_MS, Opener, add, cues
from PySide6.QtCore import QThread
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from asr_core.jobs import JobState
from gui import main_window as main_window_module
from gui import rescue
from gui.settings import SettingsStore, data_folder


def test_closing_while_a_job_runs_keeps_all_and_the_next_start_shows_it(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    job = add(window, film)
    qtbot.waitUntil(lambda: len(job.segments) >= 2, timeout=PATIENCE_MS)
    document = window.documents.of(job.id)
    document.edit(document.cues[0].id, "by hand")
    window.cue_list.edited.emit(job.id)
    heard = len(job.segments)
    window.resize(window.minimumSize())
    window.panels.setSizes([300, 330, 290])
    sizes = window.panels.sizes()
    again = open_window()
    back = next(iter(again.runner.jobs))
    assert back.id == job.id
    assert len(back.segments) >= heard
    assert back.state is JobState.INTERRUPTED
    assert again.feed.shown is back
    assert cues(again)[0].text == "by hand"
    assert again.panels.sizes() == sizes
    again.runner.start()
    qtbot.waitUntil(lambda: back.state is JobState.DONE, timeout=PATIENCE_MS)
    assert cues(again)[0].text == "by hand"
    qtbot.waitUntil(film.with_suffix(".srt").exists, timeout=PATIENCE_MS)
    assert "by hand" in film.with_suffix(".srt").read_text(encoding="utf-8")


def test_results_that_the_last_run_did_not_write_are_written(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    window.runner.job_ended.disconnect(window.auto_export._save_if_done)
    job = add(window, film)
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    assert not film.with_suffix(".srt").exists()
    again = open_window()
    back = next(iter(again.runner.jobs))
    qtbot.waitUntil(lambda: back.outputs == [film.with_suffix(".srt")], timeout=PATIENCE_MS)


def test_staying_keeps_the_window_and_the_job(
    qtbot: QtBot, open_window: Opener, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    job = add(window, film)
    qtbot.waitUntil(lambda: job.state is JobState.RUNNING, timeout=PATIENCE_MS)
    monkeypatch.setattr(main_window_module, "agrees_to_close", lambda _parent: False)
    assert not window.close()
    assert window.isVisible()
    monkeypatch.setattr(main_window_module, "agrees_to_close", lambda _parent: True)
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)


def test_the_question_stays_unless_someone_says_close(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gui.questions import agrees_to_close

    parent = QWidget()
    qtbot.addWidget(parent)
    for name, answer in (("close_question.close", True), ("close_question.stay", False)):

        def press(asking: QMessageBox, name: str = name) -> int:
            button = asking.findChild(QAbstractButton, name)
            assert button is not None
            button.click()
            return 0

        monkeypatch.setattr(QMessageBox, "exec", press)
        assert agrees_to_close(parent) is answer


def test_a_second_start_brings_its_files(qtbot: QtBot, open_window: Opener, film: Path) -> None:
    window = open_window()
    window.showMinimized()
    window.come_forward([film])
    assert not window.isMinimized()
    assert [job.path for job in window.runner.jobs] == [film]
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)


def test_layers_chosen_in_the_panel_are_kept_and_in_force(
    qtbot: QtBot, open_window: Opener, tmp_path: Path
) -> None:
    window = open_window()
    series = tmp_path / "series.txt"
    series.write_text("Kowalski\n", encoding="utf-8")
    own = data_folder() / "hot.txt"
    window.hotwords.open_layers([own, series])
    qtbot.waitUntil(lambda: window.runner.options.hotwords == (own, series), timeout=PATIENCE_MS)
    assert SettingsStore().values.hotword_layers == (str(own), str(series))


def test_words_typed_by_hand_are_saved_when_the_window_closes(
    qtbot: QtBot, open_window: Opener
) -> None:
    window = open_window()
    own = data_folder() / "hot.txt"
    editor = window.hotwords.findChild(QPlainTextEdit, "hotwords.editor")
    assert editor is not None
    qtbot.waitUntil(lambda: not editor.isReadOnly(), timeout=PATIENCE_MS)
    editor.setFocus()
    editor.insertPlainText("陈思远")
    window.close()
    assert "陈思远" in own.read_text(encoding="utf-8")


def test_the_job_that_was_shown_last_is_shown_again(open_window: Opener, film: Path) -> None:
    window = open_window(start_at_once=False)
    other = film.with_name("other.wav")
    other.write_bytes(b"RIFF")
    window.commands.add([film, other])
    last = list(window.runner.jobs)[-1]
    window.queue.select(last.id)
    again = open_window(start_at_once=False)
    assert again.feed.shown is not None
    assert again.feed.shown.id == last.id
    assert again.queue.current_job is again.feed.shown


def test_words_that_cannot_be_saved_where_they_belong_are_saved_where_a_person_says(
    qtbot: QtBot, open_window: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = open_window()
    own = data_folder() / "hot.txt"
    editor = window.hotwords.findChild(QPlainTextEdit, "hotwords.editor")
    assert editor is not None
    qtbot.waitUntil(lambda: not editor.isReadOnly(), timeout=PATIENCE_MS)
    own.unlink()
    own.mkdir()
    (data_folder() / "rescued").write_text("in the way", encoding="utf-8")
    elsewhere = tmp_path / "elsewhere.txt"
    answers = iter([str(tmp_path / "no such folder" / "hot.txt"), str(elsewhere)])
    asked: list[str] = []

    def agree(_window: QWidget, name: str) -> bool:
        asked.append(name)
        return True

    monkeypatch.setattr(rescue, "agrees_to_save", agree)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (next(answers), ""))
    editor.insertPlainText("陈思远")
    window.close()
    assert asked == ["hot.txt", "hot.txt"]
    assert "陈思远" in elsewhere.read_text(encoding="utf-8")
    assert not [thread for thread in window.findChildren(QThread) if thread.isRunning()]


def test_a_fault_on_the_way_out_leaves_no_engine_running(
    open_window: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    end_panel = window.hotwords.finish

    def fail() -> tuple[Path, ...]:
        end_panel()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(window.hotwords, "finish", fail)
    with pytest.raises(OSError, match="No space left"):
        window.close()
    assert not [thread for thread in window.findChildren(QThread) if thread.isRunning()]
