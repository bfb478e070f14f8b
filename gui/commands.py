"""What the menus, the bar and the buttons do: pickers, dialogs, and the course of the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QTextEdit

from asr_core.jobs import Job, JobState
from gui.failure_words import system_reason
from gui.first_run import copy_sample, sample_hotwords
from gui.questions import show_about
from gui.settings import SettingsStore, data_folder
from gui.settings_dialog import SettingsDialog
from gui.texts import tr

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_HELD = (JobState.PAUSED, JobState.CANCELLED, JobState.INTERRUPTED)


class Commands(QObject):
    """The commands of `window`; each does one thing that a person can ask for."""

    models_found = Signal()

    def __init__(self, window: MainWindow, store: SettingsStore) -> None:
        super().__init__(window)
        self._window, self._store = window, store
        self._installed: list[str] = []
        self._without_drafts: frozenset[str] = frozenset()
        self._settings: SettingsDialog | None = None
        self._seen = {job.id for job in window.runner.jobs}
        self._pausing = ""
        window.runner.job_changed.connect(self._end_pausing)

    def by_name(self) -> dict[str, Callable[[], object]]:
        """The commands by the names that the menus have for them."""
        window = self._window
        return {
            "file.add_files": self.choose_files,
            "file.add_folder": self.choose_folder,
            "file.export": self.export_selected,
            "file.settings": self.open_settings,
            "queue.start": self.start,
            "queue.pause": self.pause,
            "queue.stop": self.stop,
            "queue.continue_all": window.queue.continue_stopped,
            "queue.clear_done": window.queue.clear_done,
            "hotwords.add": self.add_selection,
            "hotwords.test": self.test_selection,
            "hotwords.save": window.hotwords.save_now,
            "help.sample": self.try_sample,
            "help.models": self.show_models,
            "help.data": lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(data_folder()))),
            "help.about": lambda: show_about(window),
        }

    # --- files ----------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path]) -> None:
        """Put files and folders into the queue; what cannot be added is told in the queue."""
        if paths:
            self._window.queue.add(paths)

    def start_what_came(self) -> None:
        """Start the queue if files have come into it since the last call, however they came."""
        runner = self._window.runner
        # What was removed and is put back has not come a second time.
        known, self._seen = self._seen, self._seen | {job.id for job in runner.jobs}
        if self._seen - known and self._store.values.start_at_once and not runner.is_running:
            runner.start()

    def choose_files(self) -> None:
        """Ask for files and put them into the queue."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window, tr("Add audio or video"), self._store.values.last_folder
        )
        if chosen:
            self._store.change(last_folder=str(Path(chosen[0]).parent))
            self.add([Path(path) for path in chosen])

    def choose_folder(self) -> None:
        """Ask for a folder and put what it holds into the queue."""
        chosen = QFileDialog.getExistingDirectory(
            self._window, tr("Add a folder"), self._store.values.last_folder
        )
        if chosen:
            self._store.change(last_folder=chosen)
            self.add([Path(chosen)])

    def try_sample(self) -> None:
        """Transcribe the sample recording with whatever model is there."""
        try:
            sample = copy_sample()
        except OSError as failure:
            why = system_reason(failure)
            self._window.status.say(tr("The sample cannot be copied: {why}", why=why))
            return
        try:
            words = sample_hotwords()
        except OSError:
            words = ""  # Without its words the sample still runs.

        def run() -> None:
            self.add([sample])
            self._window.runner.start()

        # Its first words are names: they have to be in force before it is heard.
        self._window.hotwords.fill_if_empty(words, run)

    # --- the queue ------------------------------------------------------------------------------

    def to_continue(self) -> Job | None:
        """The held job that a start goes on with: the selected one, else one if nothing waits."""
        selected, jobs = self._window.queue.current_job, self._window.runner.jobs
        if selected is not None and selected.state in _HELD:
            return selected
        if jobs.next_to_run is not None or any(job.state is JobState.PAUSED for job in jobs):
            return None
        return next((job for job in jobs if job.state is JobState.CANCELLED), None)

    def start(self) -> None:
        """Let the queue go on, first with what was stopped or interrupted and is meant."""
        runner = self._window.runner
        job = self.to_continue() if runner.jobs.active is None else None
        if job is None:
            runner.start()
        else:
            runner.resume(job.id)

    def pause(self) -> None:
        """Hold the running job behind its segment, and the queue with it."""
        active = self._window.runner.jobs.active
        if active is not None:
            self._window.runner.pause(active.id)
            if active.asked == "pause":
                self._pausing = tr("It pauses behind the current segment.")
                self._window.status.say(self._pausing)

    def _end_pausing(self, _job_id: str) -> None:
        active = self._window.runner.jobs.active
        if self._pausing and (active is None or active.asked != "pause"):
            self._window.status.take_back(self._pausing)
            self._pausing = ""

    def stop(self) -> None:
        """Stop the running job and the queue; asks nothing, since nothing is lost."""
        self._window.runner.stop()

    # --- dialogs --------------------------------------------------------------------------------

    def export(self, job_ids: Sequence[str]) -> None:
        """Ask in which formats and where to write the results of these jobs."""
        from gui.export_dialog import ExportDialog

        window = self._window
        known = [job_id for job_id in job_ids if job_id in window.runner.jobs]
        if known:
            dialog = ExportDialog(window.runner, window.exporter, known, window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def export_selected(self) -> None:
        """Ask for the export of the selected jobs, else of the one on the screen."""
        shown = self._window.feed.shown
        self.export(self._window.queue.selected_ids() or ([shown.id] if shown else []))

    def show_models(self) -> None:
        """Say how to get the real models."""
        from gui.models_note import ModelsNote

        note = ModelsNote(self.installed_models, self._window)
        note.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.models_found.connect(note.retranslate)
        note.finished.connect(self.look_for_models)
        note.open()

    def open_settings(self) -> None:
        """Show the settings; they stay open beside the work."""
        if self._settings is None:
            self._settings = SettingsDialog(
                self._store, self.installed_models, self._window, self.can_draft
            )
            self._settings.models_wanted.connect(self.show_models)
            self.models_found.connect(self._settings.refresh_models)
        self._settings.show()
        self._settings.raise_()
        self._settings.activateWindow()

    def choose_output_folder(self) -> None:
        """Ask for the folder of all results."""
        before = self._store.values.output_folder or self._store.values.last_folder
        chosen = QFileDialog.getExistingDirectory(
            self._window, tr("A folder for all results"), before
        )
        if chosen:
            self._store.change(output_folder=chosen)

    # --- models ---------------------------------------------------------------------------------

    def installed_models(self) -> list[str]:
        """The names that were found when it was last looked."""
        return self._installed

    def can_draft(self, model: str | None) -> bool:
        """Whether a model can write drafts, as far as was seen; None is the automatic one."""
        chosen = next(iter(self._installed), "demo") if model is None else model
        return chosen not in self._without_drafts

    def look_for_models(self) -> None:
        """Look on a thread which real models are installed, and which can write drafts."""

        def look() -> dict[str, bool]:
            from asr_core.model_store import installed_models, writes_drafts

            return {folder.name: writes_drafts(folder) for folder in installed_models()}

        self._window.tasks.run(look, self._take_models)

    def _take_models(self, found: dict[str, bool]) -> None:
        self._installed = list(found)
        self._without_drafts = frozenset(name for name, drafts in found.items() if not drafts)
        self.models_found.emit()

    # --- hotwords -------------------------------------------------------------------------------

    def add_selection(self) -> None:
        """Put the selected words into the hotword list that is shown."""
        if words := self._selected_words():
            self._window.hotwords.add_word(words)

    def test_selection(self) -> None:
        """Show what would be recalled for the selected words."""
        if words := self._selected_words():
            self._window.hotwords.show_text(words)

    def _selected_words(self) -> str:
        """What is selected where the keyboard is; says what to do if nothing is."""
        field = self._window.focusWidget()
        words = ""
        if isinstance(field, QLineEdit):
            words = field.selectedText()
        elif isinstance(field, QPlainTextEdit | QTextEdit):
            words = field.textCursor().selectedText()
        if not words.strip():
            self._window.status.say(
                tr("Select some words in a cue first: press Enter on it, then mark them.")
            )
        return words.strip()
