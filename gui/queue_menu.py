"""The menu of a row of the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from asr_core.jobs import Job
from gui.icons import icon
from gui.job_actions import JobAction, actions_of, look_of
from gui.queue_view import DOWN, TO_END, TO_TOP, UP
from gui.texts import tr


def row_menu(
    parent: QWidget,
    job: Job,
    selected: Sequence[str],
    act: Callable[[Sequence[str], JobAction], None],
    move: Callable[[int], None],
) -> QMenu:
    """What can be done with `job`; what can be done with several at once is done with `selected`.

    `act` gets the ids of the jobs that an action is for, `move` one of the steps of the list.
    """
    menu = QMenu(parent)
    ids = list(selected) if job.id in selected else [job.id]
    for action in actions_of(job):
        for_all = len(ids) > 1 and action in (JobAction.REMOVE, JobAction.EXPORT)
        look = look_of(action)
        words = look.words
        if for_all and action is JobAction.REMOVE:
            words = tr("Remove {count} files", count=len(ids))
        elif for_all:
            words = tr("Export {count} files…", count=len(ids))
        entry = menu.addAction(icon(look.icon), words)
        entry.setObjectName(f"queue.menu.{action.value}")
        targets = ids if for_all else [job.id]
        entry.triggered.connect(lambda _=False, of=targets, chosen=action: act(of, chosen))
    menu.addSeparator()
    for words, name, step, keys in (
        (tr("To the top"), "top", TO_TOP, "Alt+Home"),
        (tr("Up"), "up", UP, "Alt+Up"),
        (tr("Down"), "down", DOWN, "Alt+Down"),
        (tr("To the end"), "end", TO_END, "Alt+End"),
    ):
        entry = menu.addAction(words)
        entry.setObjectName(f"queue.menu.{name}")
        entry.setShortcut(QKeySequence(keys))
        entry.triggered.connect(lambda _=False, by=step: move(by))
    return menu
