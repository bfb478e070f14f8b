"""The whole window: panels that talk to each other, around a real worker process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from fake_worker import faulty_worker
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from asr_core.errors import EngineFailed
from asr_core.jobs import JobState
from asr_core.worker_process import serve
from export_tools.subtitles.cue_document import EditableCue
from gui import commands as commands_module
from gui import main_window as main_window_module
from gui.cue_model import Column
from gui.engine_status import status_of
from gui.job_runner import JobRunner
from gui.main_window import MainWindow
from gui.run_options import begin_own_list, run_options
from gui.settings import SettingsStore, data_folder
from gui.status_line import StatusLine
from gui.texts import set_language
from gui.ui_map import acted_on, spoken_name, ui_map

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 60_000
CUES = 8
"""Of the fake worker's four segments of ten seconds, each too long for one cue."""
Opener = Callable[..., MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    """Opens the window on the same data folder, each time closing the one before."""
    opened: list[MainWindow] = []
    monkeypatch.setattr(main_window_module, "agrees_to_close", lambda _parent: True)

    def open_one(fault: str = "slow", **settings: object) -> MainWindow:
        for before in opened:
            before.close()
        begin_own_list()
        store = SettingsStore()
        store.change(**{"language": "en", "theme": "light", "model": "demo", **settings})
        target = serve if fault == "real" else faulty_worker(fault, tmp_path / "marks")
        runner = JobRunner(data_folder() / "jobs", run_options(store.values), target=target)
        window = MainWindow(store, runner)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.painted, timeout=PATIENCE_MS):
            window.show()
        opened.append(window)
        return window

    yield open_one
    for window in opened:
        window.close()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    path = folder / "sound of a film.wav"
    path.write_bytes(b"RIFF")
    return path


def test_the_first_picture_is_the_start_card(open_window: Opener) -> None:
    window = open_window()
    assert window.centre.currentWidget() is window.start_card
    assert window.windowTitle() == "HotScribe"
    assert not window.options.start_button.isEnabled()


def test_a_dropped_file_becomes_an_srt(qtbot: QtBot, open_window: Opener, film: Path) -> None:
    window = open_window()
    drop(window, film)
    srt = film.with_suffix(".srt")
    qtbot.waitUntil(srt.exists, timeout=PATIENCE_MS)
    assert window.centre.currentWidget() is window.cue_list
    assert window.windowTitle() == "sound of a film.wav · HotScribe"
    assert len(cues(window)) == CUES
    assert "3." in srt.read_text(encoding="utf-8")
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: job.outputs == [srt], timeout=PATIENCE_MS)


def test_without_starting_at_once_it_waits_for_the_button(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window(start_at_once=False, auto_export=False)
    window.commands.add([film])
    job = next(iter(window.runner.jobs))
    assert job.state is JobState.QUEUED
    assert window.options.start_button.isEnabled()
    qtbot.mouseClick(window.options.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    assert not film.with_suffix(".srt").exists()
    assert not window.options.start_button.isEnabled()
    assert not window.options.stop_button.isEnabled()


def test_stop_keeps_what_was_heard_and_start_goes_on(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    window.commands.add([film])
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: len(job.segments) == 1, timeout=PATIENCE_MS)
    qtbot.mouseClick(window.options.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: job.state is JobState.CANCELLED, timeout=PATIENCE_MS)
    kept = len(job.segments)
    assert 1 <= kept < 4
    assert window.options.start_button.text() == "Continue"
    qtbot.mouseClick(window.options.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    assert len(job.segments) == 4
    assert len(cues(window)) == CUES


def test_pause_is_at_a_segment_and_the_button_says_continue(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    window.commands.add([film])
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: window.options.pause_button.isEnabled(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: job.state is JobState.RUNNING, timeout=PATIENCE_MS)
    qtbot.mouseClick(window.options.pause_button, Qt.MouseButton.LeftButton)
    assert "pauses" in window.status.currentMessage()
    qtbot.waitUntil(lambda: job.state is JobState.PAUSED, timeout=PATIENCE_MS)
    assert window.status.currentMessage() == ""
    assert window.options.start_button.text() == "Continue"
    qtbot.mouseClick(window.options.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)


def test_start_goes_on_with_what_was_stopped_if_it_is_selected_or_nothing_else_waits(
    open_window: Opener, tmp_path: Path
) -> None:
    window = open_window(start_at_once=False)
    films = [tmp_path / f"{name}.wav" for name in "abc"]
    for path in films:
        path.write_bytes(b"RIFF")
    window.commands.add(films)
    jobs = window.runner.jobs
    stopped, other, waiting = jobs
    jobs.cancel(stopped.id)
    window.queue.select(other.id)
    assert window.commands.to_continue() is None
    window.queue.select(stopped.id)
    assert window.commands.to_continue() is stopped
    window.queue.select(other.id)
    for job in (other, waiting):
        job.state = JobState.DONE
    assert window.commands.to_continue() is stopped


def test_an_edit_after_the_results_were_written_is_saved_again_from_its_row(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    window.commands.add([film])
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: bool(job.outputs), timeout=PATIENCE_MS)
    document = window.documents.of(job.id)
    document.edit(document.cues[0].id, "by hand")
    window.cue_list.edited.emit(job.id)
    window.queue.clear_done()
    assert list(window.runner.jobs) == [job]
    again = window.queue.findChild(QAbstractButton, "queue.row.save-again")
    assert again is not None
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not job.has_unsaved_edits, timeout=PATIENCE_MS)
    assert "by hand" in film.with_suffix(".srt").read_text(encoding="utf-8")
    window.queue.clear_done()
    assert len(window.runner.jobs) == 0


def test_closing_while_a_job_runs_keeps_all_and_the_next_start_shows_it(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    window.commands.add([film])
    job = next(iter(window.runner.jobs))
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
    window.commands.add([film])
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    assert not film.with_suffix(".srt").exists()
    again = open_window()
    back = next(iter(again.runner.jobs))
    qtbot.waitUntil(lambda: back.outputs == [film.with_suffix(".srt")], timeout=PATIENCE_MS)


def test_staying_keeps_the_window_and_the_job(
    qtbot: QtBot, open_window: Opener, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    window.commands.add([film])
    job = next(iter(window.runner.jobs))
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


def test_a_crash_is_told_and_the_job_goes_on(qtbot: QtBot, open_window: Opener, film: Path) -> None:
    window = open_window("crash once")
    other = film.with_name("film.wav")
    other.write_bytes(b"RIFF")
    window.commands.add([other])
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    assert job.restarts == 1
    assert len(cues(window)) == CUES


def test_the_demo_model_hears_a_clip_with_hotwords(
    qtbot: QtBot, open_window: Opener, clip: Path, samples: Path
) -> None:
    window = open_window("real", hotword_layers=(str(samples / "hot.txt"),))
    window.commands.add([clip])
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    assert job.failure is None and job.segments
    assert window.runner.engine.state == "ready"
    qtbot.waitUntil(clip.with_suffix(".srt").exists, timeout=PATIENCE_MS)
    heard = json.loads(json.dumps(job.transcript().to_dict()))
    assert heard["segments"]


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


def test_the_window_speaks_chinese_while_it_is_open(open_window: Opener) -> None:
    window = open_window()
    action(window, "menu.view.language.zh").trigger()
    assert action(window, "menu.file.add_files").text() == "添加文件…"
    assert window.options.start_button.text() == "开始"
    shown = [label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window)]
    plain = {words for words in shown if words.isascii() and words.strip(" 0123456789")}
    assert plain <= {"hot.txt"}
    action(window, "menu.view.language.en").trigger()
    assert window.options.start_button.text() == "Start"


@pytest.mark.parametrize("name", ["en", "zh"])
def test_no_words_are_cut_at_the_smallest_size(
    qtbot: QtBot, open_window: Opener, name: str
) -> None:
    window = open_window(language=name)
    window.resize(window.minimumSize())
    set_language(name)  # type: ignore[arg-type]
    qtbot.wait(50)
    # Fields that open a menu cut their words themselves, with an ellipsis and a tooltip.
    buttons = [b for b in window.findChildren(QAbstractButton) if b.property("role") != "field"]
    labels = [label for label in window.findChildren(QLabel) if not label.wordWrap()]
    written: list[QAbstractButton | QLabel] = [*buttons, *labels]
    cut = [
        widget.objectName() or widget.text()
        for widget in written
        if widget.isVisibleTo(window) and widget.text()
        if widget.width() < widget.minimumSizeHint().width()
    ]
    assert not cut


def test_whatever_a_person_acts_on_has_both_its_names(open_window: Opener) -> None:
    window = open_window()
    window.commands.open_settings()
    nameless = [
        f"{type(widget).__name__} in {widget.parent()}: {spoken_name(widget)!r}"
        for widget in acted_on(window)
        if not widget.objectName() or not spoken_name(widget)
    ]
    assert not nameless


def test_the_map_in_docs_is_that_of_the_window(open_window: Opener) -> None:
    window = open_window()
    window.commands.open_settings()
    written = (ROOT / "docs" / "ui-map.md").read_text(encoding="utf-8").splitlines()
    assert not set(ui_map([window]).splitlines()) - set(written)


def test_all_panels_are_reached_by_keys(open_window: Opener) -> None:
    window = open_window()
    seen = []
    for _ in range(4):
        action(window, "menu.view.next_panel").trigger()
        focus = window.focusWidget()
        panels = [window.options, window.queue, window.start_card, window.hotwords]
        seen.append(next(n for n, panel in enumerate(panels) if panel.isAncestorOf(focus)))
    assert sorted(seen) == [0, 1, 2, 3]


def test_the_keys_of_a_panel_go_to_where_it_is_worked_in(
    qtbot: QtBot, open_window: Opener, film: Path
) -> None:
    window = open_window()
    editor = window.findChild(QPlainTextEdit, "hotwords.editor")
    assert editor is not None
    qtbot.waitUntil(lambda: not editor.isReadOnly(), timeout=PATIENCE_MS)

    def reached(*names: str) -> list[str]:
        landed = []
        for name in names:
            action(window, f"menu.view.{name}").trigger()
            focus = window.focusWidget()
            assert focus is not None and focus.isVisible()
            landed.append(focus.objectName())
        return landed

    assert reached("cues", "hotwords") == ["start.choose", "hotwords.editor"]
    drop(window, film)
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    wanted = ["queue.list", "cues.table", "hotwords.editor"]
    assert reached("queue", "cues", "hotwords") == wanted
    assert reached(*["next_panel"] * 4)[1:] == wanted


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


def test_the_edits_of_cues_stand_in_a_menu(qtbot: QtBot, open_window: Opener, film: Path) -> None:
    window = open_window()
    menu = window.findChild(QMenu, "menu.edit")
    assert menu is not None and menu.title() == "&Edit"
    undo, redo = menu.actions()
    assert not undo.isEnabled()
    drop(window, film)
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    heard = cues(window)[0].text
    table = window.findChild(QTableView, "cues.table")
    assert table is not None
    table.model().setData(table.model().index(0, Column.TEXT), "by hand")
    assert cues(window)[0].text == "by hand"
    undo.trigger()
    assert cues(window)[0].text == heard
    redo.trigger()
    assert cues(window)[0].text == "by hand"
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert cues(window)[0].text == heard


@pytest.mark.parametrize("own", ["", "Own\n"])
def test_the_sample_brings_its_names_if_there_are_none(
    qtbot: QtBot, open_window: Opener, film: Path, monkeypatch: pytest.MonkeyPatch, own: str
) -> None:
    monkeypatch.setattr(commands_module, "copy_sample", lambda: film)
    window = open_window()
    listed = data_folder() / "hot.txt"
    editor = window.findChild(QPlainTextEdit, "hotwords.editor")
    assert editor is not None
    qtbot.waitUntil(lambda: not editor.isReadOnly(), timeout=PATIENCE_MS)
    editor.insertPlainText(own)
    action(window, "menu.help.sample").trigger()
    job = next(iter(window.runner.jobs))
    qtbot.waitUntil(lambda: job.state is JobState.DONE, timeout=PATIENCE_MS)
    window.close()
    words = [
        line
        for line in listed.read_text(encoding="utf-8").splitlines()
        if line[:1] not in ("", "#")
    ]
    assert len(words) == (1 if own else 24)
    assert editor.toPlainText() == listed.read_text(encoding="utf-8")


def test_no_two_commands_have_the_same_keys(open_window: Opener) -> None:
    window = open_window()
    keys = [
        found.shortcut().toString()
        for found in window.findChildren(QAction)
        if not found.shortcut().isEmpty()
    ]
    assert len(keys) == len(set(keys))


def cues(window: MainWindow) -> Sequence[EditableCue]:
    assert window.cue_list.document is not None
    return window.cue_list.document.cues


def action(window: MainWindow, name: str) -> QAction:
    found = window.findChild(QAction, name)
    assert isinstance(found, QAction), name
    return found


def drop(window: MainWindow, *paths: Path) -> None:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(QPoint(50, 50)),
        Qt.DropAction.CopyAction,
        carried,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def test_of_a_file_that_failed_at_once_the_middle_says_that_nothing_was_heard(
    open_window: Opener, film: Path
) -> None:
    window = open_window()
    runner = window.runner
    job = runner.jobs.add(film, runner.options)
    window.feed.show(job.id)
    waiting = window.cue_list.findChild(QLabel, "cues.waiting")
    assert waiting is not None and "appears here" in waiting.text()
    runner.jobs.prepare(job.id, runner.options)
    runner.jobs.fail(job.id, EngineFailed("encoder", "no sound"))
    runner.job_changed.emit(job.id)
    assert waiting.text() == "Nothing was heard of this file."


def test_the_status_line_names_the_device_in_a_word(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    device = "ONNX Runtime: CPU, llama.cpp: CPU, threads: 1"
    line.show_engine(status_of("ready", "demo", device))
    said = line.findChild(QLabel, "status.engine")
    assert said is not None
    assert said.text() == "The engine is ready: CPU · demo"
    assert device in said.toolTip()
