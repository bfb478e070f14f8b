"""What a person does in the queue reaches the runner, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot
from quiet_runner import QuietRunner
from widgets import button, child, click, dragged, dropping, entering

from asr_core.errors import (
    AudioUnreadable,
    EngineFailed,
    OutputUnwritable,
)
from asr_core.jobs import Job, JobState
from gui.job_actions import JobAction, actions_of
from gui.job_words import status_line
from gui.queue_menu import row_menu
from gui.queue_panel import QueuePanel
from gui.queue_view import QueueView
from gui.texts import set_language


def drop(queue_panel: QueuePanel, *urls: QUrl) -> bool:
    data = dragged(*urls)
    event = entering(data)
    queue_panel.dragEnterEvent(event)
    if event.isAccepted():
        queue_panel.dropEvent(dropping(data))
    return event.isAccepted()


def test_the_first_file_is_selected_and_shows_its_buttons(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(queue_panel.selected) as selected:
        job = runner.put("ep1.mp4")
    assert selected.args == [job.id]
    assert queue_panel.current_job is job
    click(qtbot, queue_panel, "queue.row.pause")
    assert job.state is JobState.PAUSED
    click(qtbot, queue_panel, "queue.row.resume")
    assert runner.calls[-1] == ("resume", job.id)


def test_the_job_that_begins_is_shown_unless_somebody_looks_at_another(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    first, second, third, fourth = (runner.put(f"{name}.mp4", 10) for name in "abcd")
    view = child(queue_panel, QueueView)

    def begin_after(before: Job, job: Job) -> None:
        runner.finish(before)
        runner.run(job)

    runner.run(first)
    begin_after(first, second)
    assert queue_panel.current_job is second
    qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=view.visualRect(view.model().index(0, 0)).center(),
    )
    assert queue_panel.current_job is first
    begin_after(second, third)
    assert queue_panel.current_job is first
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert queue_panel.current_job is third
    editor = QLineEdit(queue_panel)
    editor.setObjectName("cues.editor")
    editor.show()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    begin_after(third, fourth)
    assert queue_panel.current_job is third


def test_a_done_row_opens_its_folder_and_a_new_run_leaves_it(
    runner: QuietRunner,
    queue_panel: QueuePanel,
    files: Callable[..., list[Path]],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = runner.put(str(files("ep1.mp4")[0]), segments=10)
    runner.run(job)
    runner.finish(job)
    runner.record_outputs(job.id, [Path("/films/out/ep1.srt")])
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url))
    assert "ep1.srt" in status_line(job)
    click(qtbot, queue_panel, "queue.row.open-folder")
    assert [Path(url.toLocalFile()) for url in opened] == [Path("/films/out")]
    click(qtbot, queue_panel, "queue.row.again")
    qtbot.waitUntil(lambda: len(runner.jobs) == 2)
    assert len(job.segments) == 10
    with qtbot.waitSignal(queue_panel.export_requested) as asked:
        click(qtbot, queue_panel, "queue.row.export")
    assert asked.args == [[job.id]]


def test_keys_move_pause_and_remove(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    jobs = [runner.put(f"ep{number}.mp4") for number in range(4)]
    view = child(queue_panel, QueueView)
    queue_panel.select(jobs[2].id)
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
    assert queue_panel.current_job is jobs[2]
    states = []
    for _press in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Space)
        states.append(jobs[2].state)
    assert states == [JobState.PAUSED, JobState.QUEUED]
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert queue_panel.selected_ids() == [jobs[2].id, jobs[0].id]
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert order() == [1, 3]
    assert queue_panel.current_job in list(runner.jobs)


def test_a_running_job_is_not_removed(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    job = runner.put("ep1.mp4")
    runner.run(job)
    qtbot.keyClick(child(queue_panel, QueueView), Qt.Key.Key_Delete)
    assert job.id in runner.jobs
    click(qtbot, queue_panel, "queue.row.stop")
    assert job.state is JobState.CANCELLED
    click(qtbot, queue_panel, "queue.row.remove")
    assert len(runner.jobs) == 0
    assert queue_panel.current_job is None


def test_a_text_that_was_never_saved_is_removed_only_on_purpose(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    job, other = runner.put("ep1.mp4", segments=2), runner.put("ep2.mp4")
    runner.cancel(job.id)
    queue_panel.select(job.id)
    click(qtbot, queue_panel, "queue.row.remove")
    box = child(queue_panel, QMessageBox)
    keep, _remove = box.buttons()
    assert box.defaultButton() is keep
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)
    assert job.id in runner.jobs
    click(qtbot, queue_panel, "queue.row.remove")
    box = next(found for found in queue_panel.findChildren(QMessageBox) if found.isVisible())
    _keep, remove = box.buttons()
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert list(runner.jobs) == [other]


def test_dropped_files_are_added_and_refusals_are_told(
    runner: QuietRunner, queue_panel: QueuePanel, files: Callable[..., list[Path]], qtbot: QtBot
) -> None:
    paths = files(*(f"{letter}.mp4" for letter in "abcde"))
    assert drop(queue_panel, *(QUrl.fromLocalFile(str(path)) for path in paths))
    qtbot.waitUntil(lambda: [job.path for job in runner.jobs] == paths)
    assert not drop(queue_panel, QUrl("https://example.org/a.mp4"))
    drop(queue_panel, *(QUrl.fromLocalFile(str(path)) for path in paths))
    told = child(queue_panel, QLabel, "queue.refusals")
    qtbot.waitUntil(told.isVisible)
    assert "in the queue already" in told.text() and "2 more" in told.text()
    click(qtbot, queue_panel, "queue.refusals.dismiss")
    assert not told.isVisible()


def test_stopped_and_failed_ones_continue_together(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    failed, stopped, waiting = (runner.put(f"{name}.mp4") for name in "abc")
    runner.run(failed)
    runner.fail(failed, AudioUnreadable("a", "the file is empty"))
    runner.cancel(stopped.id)
    click(qtbot, queue_panel, "queue.continue-all")
    assert [job.state for job in (failed, stopped, waiting)] == [JobState.QUEUED] * 3
    assert child(queue_panel, QAbstractButton, "queue.continue-all").isHidden()


def test_clearing_takes_only_what_is_done_and_saved(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    done, unsaved, edited, never = (runner.put(f"{name}.mp4", 10) for name in "abcd")
    for job in (done, unsaved, edited, never):
        runner.run(job)
        runner.finish(job)
    runner.record_outputs(done.id, [Path("a.srt")])
    runner.record_outputs(unsaved.id, [], OutputUnwritable("b.srt", "Permission denied"))
    runner.record_outputs(edited.id, [Path("c.srt")])
    edited.edits = {"edits": ["one"]}
    click(qtbot, queue_panel, "queue.clear-done")
    assert list(runner.jobs) == [unsaved, edited, never]
    told = child(queue_panel, QLabel, "queue.refusals").text()
    assert "c.mp4: kept" in told and "d.mp4: kept" in told and "b.mp4" not in told


@pytest.mark.usefixtures("each_language")
def test_edits_after_saving_are_told_saved_again_and_removed_only_on_purpose(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    job = runner.put("ep1.mp4", 10)
    runner.run(job)
    runner.finish(job)
    runner.record_outputs(job.id, [Path("/films/ep1.srt")])
    saved = status_line(job)
    assert JobAction.SAVE_AGAIN not in actions_of(job)
    job.edits = {"edits": ["one"]}
    runner.job_changed.emit(job.id)
    assert status_line(job) != saved
    with qtbot.waitSignal(queue_panel.save_requested) as asked:
        click(qtbot, queue_panel, "queue.row.save-again")
    assert asked.args == [job.id, None]
    qtbot.keyClick(child(queue_panel, QueueView), Qt.Key.Key_Delete)
    box = child(queue_panel, QMessageBox)
    assert "1" in box.text() and job.id in runner.jobs
    qtbot.mouseClick(box.buttons()[1], Qt.MouseButton.LeftButton)
    assert len(runner.jobs) == 0


def test_a_menu_does_for_all_what_can_be_done_for_all(
    runner: QuietRunner, queue_panel: QueuePanel
) -> None:
    jobs = [runner.put(f"{name}.mp4", 10) for name in "ab"]
    runner.cancel(jobs[0].id)
    asked: list[tuple[list[str], JobAction]] = []
    moved: list[int] = []
    ids = [job.id for job in jobs]
    menu = row_menu(
        queue_panel, jobs[0], ids, lambda of, what: asked.append((list(of), what)), moved.append
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
        queue_panel,
        jobs[1],
        [ids[0]],
        lambda of, what: asked.append((list(of), what)),
        moved.append,
    )
    other.actions()[0].trigger()
    assert asked[-1] == ([ids[1]], JobAction.PAUSE)


def test_tab_goes_through_the_buttons_of_the_open_row(
    runner: QuietRunner, queue_panel: QueuePanel, qtbot: QtBot
) -> None:
    job = runner.put("a.mp4", 3)
    runner.run(job)
    runner.fail(job, EngineFailed("decoder", "llama.cpp gave no result"))
    view = child(queue_panel, QueueView)
    queue_panel.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    passed = []
    for _press in range(6):
        qtbot.keyClick(queue_panel.focusWidget(), Qt.Key.Key_Tab)
        passed.append(queue_panel.focusWidget().objectName())
    assert passed == [
        "queue.row.resume",
        "queue.row.export",
        "queue.row.remove",
        "queue.error.details",
        "queue.error.copy",
        "queue.notify",
    ]


def test_words_change_while_it_is_open(runner: QuietRunner, queue_panel: QueuePanel) -> None:
    runner.put("a.mp4")
    set_language("zh")
    assert button(queue_panel, "queue.row.pause").text() == "暂停"
    assert button(queue_panel, "queue.add").toolTip() == "添加文件"
    queue_panel.grab()
