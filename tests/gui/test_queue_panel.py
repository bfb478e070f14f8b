"""What a person does in the queue reaches the runner, by mouse and by keyboard, in any state."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from quiet_runner import QuietRunner
from widgets import child, dragged, dropping, entering, shown

from asr_core.errors import (
    AsrError,
    AudioMissing,
    AudioUnreadable,
    EngineFailed,
    ModelMissing,
    OutputUnwritable,
)
from asr_core.jobs import Job, JobState
from asr_core.transcription import Noticed
from gui.job_actions import JobAction, actions_of
from gui.job_words import clock, kept, percent, queue_summary, status_line
from gui.queue_menu import row_menu
from gui.queue_panel import QueuePanel
from gui.queue_view import QueueView
from gui.texts import set_language


@pytest.fixture
def runner() -> QuietRunner:
    return QuietRunner()


@pytest.fixture
def panel(runner: QuietRunner, qtbot: QtBot) -> QueuePanel:
    made = QueuePanel(runner)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(300, 600)
    made.show()
    return made


def button(panel: QWidget, name: str) -> QAbstractButton:
    return shown(panel, QAbstractButton, name)


def click(qtbot: QtBot, panel: QueuePanel, name: str) -> None:
    qtbot.mouseClick(button(panel, name), Qt.MouseButton.LeftButton)


def drop(panel: QueuePanel, *urls: QUrl) -> bool:
    data = dragged(*urls)
    event = entering(data)
    panel.dragEnterEvent(event)
    if event.isAccepted():
        panel.dropEvent(dropping(data))
    return event.isAccepted()


def test_the_first_file_is_selected_and_shows_its_buttons(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.selected) as selected:
        job = runner.put("ep1.mp4")
    assert selected.args == [job.id]
    assert panel.current_job is job
    click(qtbot, panel, "queue.row.pause")
    assert job.state is JobState.PAUSED
    click(qtbot, panel, "queue.row.resume")
    assert runner.calls[-1] == ("resume", job.id)


@pytest.mark.parametrize(
    ("failure", "first"),
    [
        (AudioMissing("/films/ep1.mp4"), JobAction.FIND_FILE),
        (AudioUnreadable("/films/ep1.mp4", "the file is empty"), JobAction.TRY_AGAIN),
        (ModelMissing("demo", "it is not there"), JobAction.GET_MODELS),
        (EngineFailed("decoder", "llama.cpp gave no result"), JobAction.RESUME),
    ],
)
@pytest.mark.usefixtures("each_language")
def test_a_failure_stands_in_its_row_with_a_way_on(
    runner: QuietRunner, panel: QueuePanel, failure: AsrError, first: JobAction
) -> None:
    job = runner.put("ep1.mp4", segments=0 if first is JobAction.TRY_AGAIN else 3)
    runner.put("ep2.mp4")
    runner.run(job, device="GPU")
    runner.fail(job, failure)
    assert actions_of(job)[0] is first
    assert button(panel, f"queue.row.{first.value}").property("role") == "primary"
    what = shown(panel, QLabel, "queue.error.what").text()
    kept = shown(panel, QLabel, "queue.error.kept")
    assert what and "/films" not in what
    assert kept.text().startswith("✔") and ("3" in kept.text()) == bool(job.segments)


def test_a_file_of_which_nothing_was_heard_is_tried_again(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot
) -> None:
    job = runner.put("ep1.mp4")
    runner.run(job)
    runner.fail(job, AudioUnreadable("/films/ep1.mp4", "the file is empty"))
    click(qtbot, panel, "queue.row.try-again")
    assert runner.calls[-1] == ("resume", job.id)


def test_the_job_that_begins_is_shown_unless_somebody_looks_at_another(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot
) -> None:
    first, second, third, fourth = (runner.put(f"{name}.mp4", 10) for name in "abcd")
    view = child(panel, QueueView)

    def begin_after(before: Job, job: Job) -> None:
        runner.finish(before)
        runner.run(job)

    runner.run(first)
    begin_after(first, second)
    assert panel.current_job is second
    qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=view.visualRect(view.model().index(0, 0)).center(),
    )
    assert panel.current_job is first
    begin_after(second, third)
    assert panel.current_job is first
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert panel.current_job is third
    editor = QLineEdit(panel)
    editor.setObjectName("cues.editor")
    editor.show()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    begin_after(third, fourth)
    assert panel.current_job is third


def test_only_a_run_that_was_not_on_the_cpu_is_offered_the_cpu(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot
) -> None:
    on_cpu, on_gpu = runner.put("a.mp4"), runner.put("b.mp4")
    for job, device in (
        (on_cpu, "ONNX Runtime: CPU, llama.cpp: CPU, threads: 4"),
        (on_gpu, "ONNX Runtime: CPU, llama.cpp: GeForce"),
    ):
        runner.run(job, device)
        runner.fail(job, EngineFailed("decoder", "llama.cpp gave no result"))
    assert JobAction.ON_CPU not in actions_of(on_cpu)
    panel.select(on_gpu.id)
    click(qtbot, panel, "queue.row.on-cpu")
    assert ("retry", on_gpu.id, "cpu") in runner.calls


def test_every_state_has_something_to_do_or_is_about_to_end(
    runner: QuietRunner, panel: QueuePanel
) -> None:
    job = runner.put("a.mp4", segments=1)
    for state in JobState:
        job.state = state
        runner.job_changed.emit(job.id)
        assert actions_of(job)
        for action in actions_of(job):
            assert button(panel, f"queue.row.{action.value}").accessibleName()
    job.state = JobState.RUNNING
    job.asked = "cancel"
    assert not actions_of(job)
    job.asked = "pause"
    assert actions_of(job) == [JobAction.RESUME, JobAction.STOP]


def test_a_moved_file_can_be_shown(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = runner.put("ep1.mp4")
    runner.run(job)
    runner.fail(job, AudioMissing(str(job.path)))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/other/ep1.mp4", ""))
    click(qtbot, panel, "queue.row.find-file")
    assert runner.calls[-2:] == [
        ("relink", job.id, Path("/other/ep1.mp4")),
        ("resume", job.id),
    ]


def test_what_could_not_be_saved_can_be_saved_elsewhere(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = runner.put("ep1.mp4", segments=10)
    runner.run(job)
    runner.finish(job)
    runner.record_outputs(job.id, [], OutputUnwritable("/films/ep1.srt", "Read-only file system"))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/home/me")
    with qtbot.waitSignal(panel.save_requested) as asked:
        click(qtbot, panel, "queue.row.save-elsewhere")
    assert asked.args == [job.id, Path("/home/me")]
    with qtbot.waitSignal(panel.save_requested) as asked:
        click(qtbot, panel, "queue.row.save-again")
    assert asked.args == [job.id, None]
    assert job.state is JobState.DONE


def test_a_done_row_opens_its_folder_and_a_new_run_leaves_it(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = runner.put("ep1.mp4", segments=10)
    runner.run(job)
    runner.finish(job)
    runner.record_outputs(job.id, [Path("/films/out/ep1.srt")])
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url))
    assert "ep1.srt" in status_line(job)
    click(qtbot, panel, "queue.row.open-folder")
    assert [Path(url.toLocalFile()) for url in opened] == [Path("/films/out")]
    click(qtbot, panel, "queue.row.again")
    assert len(runner.jobs) == 2 and len(job.segments) == 10
    with qtbot.waitSignal(panel.export_requested) as asked:
        click(qtbot, panel, "queue.row.export")
    assert asked.args == [[job.id]]


def test_keys_move_pause_and_remove(runner: QuietRunner, panel: QueuePanel, qtbot: QtBot) -> None:
    jobs = [runner.put(f"ep{number}.mp4") for number in range(4)]
    view = child(panel, QueueView)
    panel.select(jobs[2].id)
    alt = Qt.KeyboardModifier.AltModifier

    def order() -> list[int]:
        return [jobs.index(job) for job in runner.jobs]

    qtbot.keyClick(view, Qt.Key.Key_Up, alt)
    assert order() == [0, 2, 1, 3]
    qtbot.keyClick(view, Qt.Key.Key_End, alt)
    assert order() == [0, 1, 3, 2]
    qtbot.keyClick(view, Qt.Key.Key_Down, alt)
    assert order() == [0, 1, 3, 2]
    qtbot.keyClick(view, Qt.Key.Key_Home, alt)
    assert order() == [2, 0, 1, 3]
    assert panel.current_job is jobs[2]
    states = []
    for _press in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Space)
        states.append(jobs[2].state)
    assert states == [JobState.PAUSED, JobState.QUEUED]
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert panel.selected_ids() == [jobs[2].id, jobs[0].id]
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert order() == [1, 3]
    assert panel.current_job in list(runner.jobs)


def test_a_running_job_is_not_removed(runner: QuietRunner, panel: QueuePanel, qtbot: QtBot) -> None:
    job = runner.put("ep1.mp4")
    runner.run(job)
    qtbot.keyClick(child(panel, QueueView), Qt.Key.Key_Delete)
    assert job.id in runner.jobs
    click(qtbot, panel, "queue.row.stop")
    assert job.state is JobState.CANCELLED
    click(qtbot, panel, "queue.row.remove")
    assert len(runner.jobs) == 0
    assert panel.current_job is None


def test_a_text_that_was_never_saved_is_removed_only_on_purpose(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot
) -> None:
    job, other = runner.put("ep1.mp4", segments=2), runner.put("ep2.mp4")
    runner.cancel(job.id)
    panel.select(job.id)
    click(qtbot, panel, "queue.row.remove")
    box = child(panel, QMessageBox)
    keep, _remove = box.buttons()
    assert box.defaultButton() is keep
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)
    assert job.id in runner.jobs
    click(qtbot, panel, "queue.row.remove")
    box = next(found for found in panel.findChildren(QMessageBox) if found.isVisible())
    _keep, remove = box.buttons()
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert list(runner.jobs) == [other]


def test_dropped_files_are_added_and_refusals_are_told(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot
) -> None:
    assert drop(panel, QUrl.fromLocalFile("/films/a.mp4"), QUrl.fromLocalFile("/films/b.mp4"))
    assert [job.path for job in runner.jobs] == [Path("/films/a.mp4"), Path("/films/b.mp4")]
    assert not drop(panel, QUrl("https://example.org/a.mp4"))
    drop(panel, *(QUrl.fromLocalFile("/films/a.mp4") for _ in range(5)))
    told = child(panel, QLabel, "queue.refusals")
    assert told.isVisible() and "in the queue already" in told.text() and "2 more" in told.text()
    click(qtbot, panel, "queue.refusals.dismiss")
    assert not told.isVisible()


def test_stopped_and_failed_ones_continue_together(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot
) -> None:
    failed, stopped, waiting = (runner.put(f"{name}.mp4") for name in "abc")
    runner.run(failed)
    runner.fail(failed, AudioUnreadable("a", "the file is empty"))
    runner.cancel(stopped.id)
    click(qtbot, panel, "queue.continue-all")
    assert [job.state for job in (failed, stopped, waiting)] == [JobState.QUEUED] * 3
    assert not button(panel, "queue.continue-all").isEnabled()


def test_clearing_takes_only_what_is_done_and_saved(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot
) -> None:
    done, unsaved, edited, never = (runner.put(f"{name}.mp4", 10) for name in "abcd")
    for job in (done, unsaved, edited, never):
        runner.run(job)
        runner.finish(job)
    runner.record_outputs(done.id, [Path("a.srt")])
    runner.record_outputs(unsaved.id, [], OutputUnwritable("b.srt", "Permission denied"))
    runner.record_outputs(edited.id, [Path("c.srt")], edited_meanwhile=True)
    click(qtbot, panel, "queue.clear-done")
    assert list(runner.jobs) == [unsaved, edited, never]
    told = child(panel, QLabel, "queue.refusals").text()
    assert "c.mp4: kept" in told and "d.mp4: kept" in told and "b.mp4" not in told


@pytest.mark.usefixtures("each_language")
def test_edits_after_saving_are_told_saved_again_and_removed_only_on_purpose(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot
) -> None:
    job = runner.put("ep1.mp4", 10)
    runner.run(job)
    runner.finish(job)
    runner.record_outputs(job.id, [Path("/films/ep1.srt")])
    saved = status_line(job)
    assert JobAction.SAVE_AGAIN not in actions_of(job)
    runner.record_outputs(job.id, job.outputs, edited_meanwhile=True)
    assert status_line(job) != saved
    with qtbot.waitSignal(panel.save_requested) as asked:
        click(qtbot, panel, "queue.row.save-again")
    assert asked.args == [job.id, None]
    qtbot.keyClick(child(panel, QueueView), Qt.Key.Key_Delete)
    box = child(panel, QMessageBox)
    assert "1" in box.text() and job.id in runner.jobs
    qtbot.mouseClick(box.buttons()[1], Qt.MouseButton.LeftButton)
    assert len(runner.jobs) == 0


def test_one_passage_is_not_called_passages(runner: QuietRunner) -> None:
    assert kept(runner.put("a.mp4", 1)).startswith("One passage up to")
    assert kept(runner.put("b.mp4", 2)).startswith("2 passages up to")


def test_a_menu_does_for_all_what_can_be_done_for_all(
    runner: QuietRunner, panel: QueuePanel
) -> None:
    jobs = [runner.put(f"{name}.mp4", 10) for name in "ab"]
    runner.cancel(jobs[0].id)
    asked: list[tuple[list[str], JobAction]] = []
    moved: list[int] = []
    ids = [job.id for job in jobs]
    menu = row_menu(
        panel, jobs[0], ids, lambda of, what: asked.append((list(of), what)), moved.append
    )
    for entry in menu.actions():
        entry.trigger()
    assert asked == [
        ([ids[0]], JobAction.RESUME),
        (ids, JobAction.EXPORT),
        (ids, JobAction.REMOVE),
    ]
    assert len(moved) == 4
    other = row_menu(
        panel, jobs[1], [ids[0]], lambda of, what: asked.append((list(of), what)), moved.append
    )
    other.actions()[0].trigger()
    assert asked[-1] == ([ids[1]], JobAction.PAUSE)


def test_what_a_row_says_while_it_runs(runner: QuietRunner) -> None:
    job = runner.put("ep1.mp4", duration_s=3482.0)
    assert status_line(job) == "Waiting · 58:02"
    runner.run(job)
    job.advance(1270.0, 198.4)
    assert status_line(job) == "Running · 05:45 left · 6.4× · CPU"
    assert percent(job) == "36 %"
    job.advance(3482.0, 544.0)
    assert percent(job) == "99 %"
    job.asked = "pause"
    assert status_line(job).startswith("Pausing")


def test_the_sum_says_how_long_all_will_take(runner: QuietRunner) -> None:
    assert queue_summary([]) == ""
    running, waiting = runner.put("a.mp4"), runner.put("b.mp4", duration_s=200.0)
    runner.run(running)
    running.advance(50.0, 5.0)
    assert queue_summary(list(runner.jobs)) == "0 of 2 done · about 00:25 left"
    waiting.duration_s = None
    assert queue_summary(list(runner.jobs)) == "0 of 2 done"


def test_notes_are_told_once_each(runner: QuietRunner, panel: QueuePanel) -> None:
    job = runner.put("a.mp4")
    runner.run(job)
    job.notes.extend([Noticed("draft-used", ""), Noticed("draft-used", "")])
    job.notes.append(Noticed("hotwords-in-use", "12"))
    job.restarts = 1
    runner.job_changed.emit(job.id)
    told = child(panel, QLabel, "queue.row.notes").text()
    assert len(told.splitlines()) == 2


def test_the_open_row_makes_room_for_its_card(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot
) -> None:
    first: Job = runner.put("a.mp4", 3)
    runner.put("b.mp4")
    view = child(panel, QueueView)
    runner.run(first)
    qtbot.waitUntil(lambda: view.visualRect(view.model().index(0, 0)).height() > 60)
    before = view.visualRect(view.model().index(0, 0)).height()
    runner.fail(first, EngineFailed("decoder", "llama.cpp gave no result"))
    qtbot.waitUntil(lambda: view.visualRect(view.model().index(0, 0)).height() > before + 60)
    details = button(panel, "queue.error.details")
    failed = view.visualRect(view.model().index(0, 0)).height()
    qtbot.mouseClick(details, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.visualRect(view.model().index(0, 0)).height() > failed + 60)


def test_tab_goes_through_the_buttons_of_the_open_row(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot
) -> None:
    job = runner.put("a.mp4", 3)
    runner.run(job)
    runner.fail(job, EngineFailed("decoder", "llama.cpp gave no result"))
    view = child(panel, QueueView)
    panel.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    passed = []
    for _press in range(6):
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
        passed.append(panel.focusWidget().objectName())
    assert passed == [
        "queue.row.resume",
        "queue.row.export",
        "queue.row.remove",
        "queue.error.details",
        "queue.error.copy",
        "queue.notify",
    ]


def test_words_change_while_it_is_open(runner: QuietRunner, panel: QueuePanel) -> None:
    runner.put("a.mp4")
    set_language("zh")
    assert button(panel, "queue.row.pause").text() == "暂停"
    assert button(panel, "queue.add").toolTip() == "添加文件"
    panel.grab()


def test_clock_has_hours_only_where_there_are_any() -> None:
    assert clock(59.9) == "00:59" and clock(3600) == "1:00:00"


def test_a_card_that_grows_stays_in_sight(
    runner: QuietRunner, panel: QueuePanel, qtbot: QtBot
) -> None:
    panel.resize(300, 420)
    jobs = [runner.put(f"ep{number}.mp4") for number in range(6)]
    view = child(panel, QueueView)
    view.setCurrentIndex(view.model().index(5, 0))
    job = jobs[5]
    job.notes.append(Noticed("draft-used", ""))
    job.notes.append(Noticed("option-untrained", "x"))
    runner.job_changed.emit(job.id)

    def is_in_sight() -> bool:
        row, height_px = view.visualRect(view.currentIndex()), view.viewport().height()
        return row.height() > 150 and row.bottom() < height_px

    qtbot.waitUntil(is_in_sight)
