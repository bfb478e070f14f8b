"""What the window shows only at times, each once, so that its map has all names.

Nothing of it comes onto the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from asr_core.errors import (
    AsrError,
    AudioMissing,
    DataUnwritable,
    EngineFailed,
    ModelMissing,
    OutputUnwritable,
)
from asr_core.jobs import Job, JobState
from asr_core.saved_files import SavedFile, SavedText
from asr_core.transcript import Segment
from gui.cue_editor import CueEditor
from gui.export_dialog import ExportDialog
from gui.hotword_banner import HotwordBanner, Kind
from gui.hotword_editor import HotwordEditor
from gui.hotword_merge import Conflict
from gui.hotword_merge_dialog import HotwordMergeDialog
from gui.job_card import JobCard
from gui.main_window import MainWindow
from gui.models_note import ModelsNote
from gui.questions import (
    closing_question,
    loss_question,
    removal_question,
    unsaved_list_question,
)
from gui.queue_menu import row_menu

_BANNERS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("info", ("undo",)),
    ("warning", ("compare", "mine", "theirs")),
    ("danger", ("again", "elsewhere")),
)
_BUTTON_WORDS = {
    "undo": "Undo",
    "compare": "Compare…",
    "mine": "Keep mine",
    "theirs": "Take theirs",
    "again": "Write it again",
    "elsewhere": "Save elsewhere…",
}
_NOWHERE = Path("film.mp4")


def all_parts(window: MainWindow) -> list[QWidget]:
    """`window` with its dialogs, questions, cards and menus, which are made only for the map."""
    window.commands.open_settings()
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()
    return [window, *_of_the_queue(window), *_of_the_cues(window), *_of_the_hotwords(window)]


def _of_the_queue(window: MainWindow) -> Iterator[QWidget]:
    for job in _jobs():
        yield JobCard(job, 0, lambda: True, window)
        yield row_menu(window, job, [job.id], _nothing, _nothing)
    yield ExportDialog(window.runner, window.exporter, [], window)
    yield removal_question(window, 1, 1)[0]
    yield closing_question(window)[0]
    yield loss_question(
        window, OutputUnwritable(str(_NOWHERE), "Permission denied"), keeps_texts=True
    )[0]
    yield loss_question(
        window, DataUnwritable(str(_NOWHERE), "No space left on device"), keeps_texts=False
    )[0]
    yield unsaved_list_question(window, "hot.txt")[0]
    yield ModelsNote(window.commands.installed_models, window)


def _of_the_cues(window: MainWindow) -> Iterator[QWidget]:
    yield CueEditor(0, window)


def _of_the_hotwords(window: MainWindow) -> Iterator[QWidget]:
    for editor in window.findChildren(HotwordEditor):
        yield editor.context_menu(QPoint(0, 0))
    for kind, names in _BANNERS:
        banner = HotwordBanner(window)
        banner.tell(kind, str, [(name, _BUTTON_WORDS[name], _nothing) for name in names])
        banner.hide()
        yield banner
    yield HotwordMergeDialog("hot.txt", [Conflict(("a",), ("b",), ("c",))], window)


def _jobs() -> Iterator[Job]:
    """Jobs with every action that there is between them."""
    heard = [Segment(0.0, 1.0, "…", "")]
    for state in JobState:
        yield Job(state.value, _NOWHERE, state=state, segments=heard)
    failures: tuple[AsrError, ...] = (
        AudioMissing(str(_NOWHERE)),
        ModelMissing("demo", "both an encoder and a decoder file are needed"),
        EngineFailed("decoder", "llama.cpp gave no result"),
        DataUnwritable(str(_NOWHERE), "No space left on device"),
    )
    for failure in failures:
        yield Job(
            failure.code, _NOWHERE, state=JobState.FAILED, failure=failure, device="llama.cpp: GPU"
        )
    done = JobState.DONE
    written = SavedFile(_NOWHERE, SavedText(1))
    yield Job("written", _NOWHERE, state=done, segments=heard, saved=[written])
    unwritten = OutputUnwritable(str(_NOWHERE), "Permission denied")
    yield Job("unwritten", _NOWHERE, state=done, segments=heard, export_failure=unwritten)


def _nothing(*_values: object) -> None:
    """Whoever makes a map does nothing else."""
