"""The window: the queue on the left, the words in the middle, the hotwords on the right.

It puts the panels together and passes on what each tells; what a panel shows and how is its own.
Below the three there is room for a waveform, above the hotwords for a picture.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from asr_core.jobs import JobState
from asr_core.transcript import Segment
from gui.appearance import follow_look
from gui.auto_export import AutoExport
from gui.background_tasks import BackgroundTasks
from gui.commands import Commands
from gui.cue_feed import CueFeed
from gui.cue_list import CueList
from gui.exporter import Exporter
from gui.first_run import StartCard
from gui.hotword_panel import HotwordPanel
from gui.icons import icon
from gui.job_documents import JobDocuments
from gui.job_runner import JobRunner
from gui.job_words import file_name
from gui.menus import Menus
from gui.notify import QueueNotifier
from gui.options_bar import OptionsBar
from gui.questions import agrees_to_close, agrees_to_lose, tell_lost
from gui.queue_panel import QueuePanel, dropped_paths
from gui.rescue import rescue_lists
from gui.run_options import hotword_layers, layers_off, run_options
from gui.screen_room import bring_into_sight, resize_to_fit
from gui.settings import SettingsStore, data_folder
from gui.sound import CueSound
from gui.status_line import StatusLine
from gui.texts import language, tr
from gui.theme import GAP, GAP_SMALL

FIRST_SIZE = (1280, 800)
SMALLEST_SIZE = (960, 440)


class MainWindow(QMainWindow):
    """Everything that a person sees; `painted` once, after it was first on the screen."""

    painted = Signal()

    def __init__(self, store: SettingsStore, runner: JobRunner | None = None) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowIcon(icon("hotscribe"))
        self.setAcceptDrops(True)
        self._store = store
        self._was_painted = self._is_closed = self._was_warned = False
        self.asks_before_closing = True
        self.tasks = BackgroundTasks(self)
        self.runner = runner or JobRunner(data_folder() / "jobs", run_options(store.values), self)
        self.documents = JobDocuments(self.runner.jobs)
        self._make_panels()
        self._lay_out()
        self._menus = Menus(self, store, self._named_commands(), self._edits())
        self._connect()
        self.setMinimumSize(*SMALLEST_SIZE)
        self._restore_place()
        self.queue.select(self._job_to_return_to())
        if (selected := self.queue.current_job) is not None:
            self.feed.show(selected.id)
        self.retranslate()
        self._follow_queue()

    # --- putting it together --------------------------------------------------------------------

    def _make_panels(self) -> None:
        self.commands = Commands(self, self._store)
        self.options = OptionsBar(
            self._store, self.commands.installed_models, self.commands.can_draft
        )
        self.queue = QueuePanel(self.runner)
        self.start_card = StartCard()
        self.cue_list = CueList()
        self.hotwords = HotwordPanel()
        self.hotwords.new_list_folder = data_folder()
        self.status = StatusLine()
        self.sound = CueSound(self)
        self.feed = CueFeed(self.runner, self.documents, self.cue_list, self.tasks)
        # Behind the feed, so that a document is whole before its results are written.
        self.exporter = Exporter(self.runner, self.documents.made, self)
        self.auto_export = AutoExport(self.runner, self.exporter, self)
        self.notifier = QueueNotifier(self.runner, self, lambda: self._store.values.notify)

    def _lay_out(self) -> None:
        self.centre = QStackedWidget()
        self.centre.addWidget(self.start_card)
        self.centre.addWidget(self.cue_list)
        self.panels = QSplitter(Qt.Orientation.Horizontal)
        self.panels.setHandleWidth(GAP)
        self.panels.setChildrenCollapsible(False)
        for panel, share in ((self.queue, 0), (self.centre, 1), (self.hotwords, 0)):
            self.panels.addWidget(panel)
            self.panels.setStretchFactor(self.panels.indexOf(panel), share)
        self.panels.setSizes([290, 640, 350])
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(GAP, GAP_SMALL, GAP, GAP)
        column.setSpacing(GAP_SMALL)
        column.addWidget(self.options)
        column.addWidget(self.panels, 1)
        self.setCentralWidget(inner)
        self.setStatusBar(self.status)

    def _connect(self) -> None:
        store, runner = self._store, self.runner
        options, commands = self.options, self.commands
        options.options_changed.connect(runner.set_options)
        options.add_files.connect(commands.choose_files)
        options.add_folder.connect(commands.choose_folder)
        options.start.connect(commands.start)
        options.pause.connect(commands.pause)
        options.stop.connect(commands.stop)
        options.settings_wanted.connect(commands.open_settings)
        options.folder_wanted.connect(commands.choose_output_folder)
        commands.models_found.connect(options.refresh_models)
        self.queue.selected.connect(self.feed.show)
        self.queue.acts.connect(self.cue_list.take_edit)
        self.queue.add_requested.connect(commands.choose_files)
        self.queue.export_requested.connect(commands.export)
        self.queue.save_requested.connect(self.auto_export.save)
        self.queue.models_wanted.connect(commands.show_models)
        self.queue.notify_changed.connect(lambda wanted: store.change(notify=wanted))
        self.start_card.choose_files.connect(commands.choose_files)
        self.start_card.try_sample.connect(commands.try_sample)
        self.start_card.models_wanted.connect(commands.show_models)
        self.start_card.dropped.connect(commands.add)
        self.cue_list.hear.connect(self._hear)
        self.sound.failed.connect(self.cue_list.say)
        self.hotwords.jump.connect(self._jump)
        self.hotwords.layers_changed.connect(self._keep_layers)
        runner.span_heard.connect(self.hotwords.show_span)
        runner.segment_finished.connect(self._note_hits)
        runner.noticed.connect(self.hotwords.show_notice)
        runner.engine_changed.connect(self.status.show_engine)
        runner.engine_changed.connect(self.start_card.show_engine)
        runner.unsaved.connect(self.status.show_unsaved)
        runner.jobs_changed.connect(self._follow_queue)
        runner.jobs_changed.connect(commands.start_what_came)
        runner.job_changed.connect(self._follow_queue)
        self.feed.shown_changed.connect(self._follow_queue)
        self.feed.shown_changed.connect(self._show_hits)
        self.feed.shown_changed.connect(
            lambda: self.sound.keep_to(self.feed.shown.path if self.feed.shown else None)
        )
        store.changed.connect(self._follow_settings)
        language.changed.connect(self.retranslate)

    def _named_commands(self) -> dict[str, Callable[[], object]]:
        commands = self.commands.by_name()
        # A menu takes no focus, so that a cue which is being typed is not taken in by itself.
        of_jobs = [name for name in commands if name.startswith(("file.", "queue."))]
        return {
            **commands,
            **{name: partial(self._act_on_jobs, commands[name]) for name in of_jobs},
            "file.quit": self.close,
            "view.queue": lambda: _focus(self.queue),
            "view.cues": lambda: _focus(self._middle()),
            "view.hotwords": lambda: _focus(self.hotwords),
            "view.next_panel": self._next_panel,
        }

    def _act_on_jobs(self, command: Callable[[], object]) -> None:
        self.cue_list.take_edit()
        command()

    def _edits(self) -> Sequence[QAction]:
        return (self.cue_list.undo_action, self.cue_list.redo_action)

    def retranslate(self) -> None:
        """Write all words in the language that is set."""
        job = self.feed.shown
        name = tr("HotScribe")
        self.setWindowTitle(name if job is None else f"{file_name(job.path)} · {name}")

    # --- what a person asks for -----------------------------------------------------------------

    def come_forward(self, paths: Sequence[Path] = ()) -> None:
        """Show the window, as a second start of the program asks for, with the files it had."""
        if self._is_closed:
            return
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.commands.add(paths)

    def _hear(self, start_ms: int, end_ms: int) -> None:
        if self.feed.shown is not None:
            self.sound.play(self.feed.shown.path, start_ms, end_ms)

    def _jump(self, job_id: str, start_s: float) -> None:
        self.queue.select(job_id)
        if self.feed.shown is None or self.feed.shown.id != job_id:
            self.feed.show(job_id)
        self.cue_list.jump_to(start_s)

    def _middle(self) -> QWidget:
        return self.cue_list if len(self.runner.jobs) else self.start_card

    def _next_panel(self) -> None:
        panels = [self.options, self.queue, self._middle(), self.hotwords]
        focus = self.focusWidget()
        inside = [
            place
            for place, panel in enumerate(panels)
            if focus is not None and (panel is focus or panel.isAncestorOf(focus))
        ]
        after = inside[0] + 1 if inside else 0
        # A panel in which nothing takes the keyboard just now is passed over.
        any(_focus(panel) for panel in [*panels[after:], *panels[:after]])

    # --- following ------------------------------------------------------------------------------

    def _follow_queue(self, _job_id: str = "") -> None:
        jobs = self.runner.jobs
        can_pause = jobs.active is not None
        held = any(job.state is JobState.PAUSED for job in jobs)
        goes_on = self.commands.to_continue() is not None
        can_start = not can_pause and (jobs.next_to_run is not None or held or goes_on)
        is_held = held or (goes_on and not can_pause)
        self.options.show_queue(can_start=can_start, can_pause=can_pause, is_paused=is_held)
        self._menus.show_queue(can_start=can_start, can_pause=can_pause, is_held=is_held)
        self._menus.actions["queue.continue_all"].setEnabled(self.queue.can_continue)
        self._menus.actions["queue.clear_done"].setEnabled(self.queue.can_clear)
        self._menus.actions["file.export"].setEnabled(any(job.has_text for job in jobs))
        self.centre.setCurrentWidget(self._middle())
        self.retranslate()

    def _follow_settings(self) -> None:
        follow_look(self._store.values)
        self.queue.set_notifies(self._store.values.notify)
        self.hotwords.show_budget(self._store.values.max_hotwords)
        self.hotwords.show_draft(self._store.values.quality == "draft")

    def _keep_layers(self) -> None:
        layers = self.hotwords.all_layers()
        self._store.change(
            hotword_layers=tuple(str(path) for path, _ in layers),
            hotword_layers_off=tuple(str(path) for path, counts in layers if not counts),
        )

    def _show_hits(self) -> None:
        job = self.feed.shown
        if job is None:
            self.hotwords.show_no_job()
        else:
            is_done = job.state is JobState.DONE
            self.hotwords.show_job(job.id, job.segments, at_newest=not is_done)

    def _note_hits(self, job_id: str, segment: Segment) -> None:
        if self.feed.shown is not None and self.feed.shown.id == job_id:
            self.hotwords.add_segment(job_id, segment)

    # --- the life of the window -----------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            # Behind the events that bring this first picture to the screen.
            QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        """All that may be slow, once the person has something to look at."""
        if self._is_closed:
            return
        self._follow_settings()
        self.painted.emit()
        if self._is_closed:
            return
        self.runner.warm_up()
        self.hotwords.open_layers(
            hotword_layers(self._store.values), layers_off(self._store.values)
        )
        self.commands.look_for_models()
        self.auto_export.catch_up()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        event.acceptProposedAction()
        self.commands.add(dropped_paths(event))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if not self._is_closed and self.asks_before_closing and not self._may_close():
            event.ignore()
            return
        self.finish()
        event.accept()

    def _may_close(self) -> bool:
        """Whether nothing speaks against it, or a person agrees."""
        unkept = self.runner.unkept
        if unkept is not None:
            self._was_warned = True
            return agrees_to_lose(self, unkept, keeps_texts=self.runner.keeps_texts)
        return self.runner.jobs.active is None or agrees_to_close(self)

    def finish(self) -> None:
        """End all that works behind the window, and keep what it holds; only once."""
        if self._is_closed:
            return
        self._is_closed = True
        with ExitStack() as ends:
            # From the last to the first, each whatever becomes of those before it.
            ends.callback(self.tasks.close)
            ends.callback(self._finish_queue)
            ends.callback(self.exporter.close)
            ends.callback(self._finish_hotwords)
            ends.callback(self.sound.stop)
            # Gone from the screen at once, while the engine ends behind it.
            ends.callback(self.hide)
            ends.callback(self._keep_place)
            ends.callback(self.cue_list.take_edit)

    def _finish_queue(self) -> None:
        self.runner.close()
        if self.runner.unkept is not None and not self._was_warned:
            tell_lost(self, self.runner.unkept, keeps_texts=self.runner.keeps_texts)

    def _finish_hotwords(self) -> None:
        """End the panel; what cannot be saved where it belongs is kept in the data folder."""
        unsaved = self.hotwords.finish()
        opened = {path: self.hotwords.lists.opened_list(path) for path in unsaved}
        texts = {path: each.text for path, each in opened.items() if each is not None}
        rescue_lists(self, texts, data_folder() / "rescued")

    def _job_to_return_to(self) -> str:
        """The job that was interrupted, else the one that was on the screen last."""
        for job in self.runner.jobs:
            if job.state is JobState.INTERRUPTED:
                return job.id
        return self._store.values.shown_job

    def _keep_place(self) -> None:
        self._store.change(
            shown_job="" if self.feed.shown is None else self.feed.shown.id,
            window=b64encode(self.saveGeometry().data()).decode("ascii"),
            splitters=b64encode(self.panels.saveState().data()).decode("ascii"),
        )

    def _restore_place(self) -> None:
        values = self._store.values
        resize_to_fit(self, *FIRST_SIZE)
        try:
            geometry = b64decode(values.window, validate=True)
            splitters = b64decode(values.splitters, validate=True)
        except ValueError:
            return
        if self.restoreGeometry(QByteArray(geometry)):
            bring_into_sight(self)
        self.panels.restoreState(QByteArray(splitters))


def _focus(panel: QWidget) -> bool:
    """Give the keyboard to a panel: where it belongs there, else to the first that can take it.

    False if nothing in the panel can.
    """
    # Not a focus proxy: one that is hidden just then would hold Tab for good.
    home = getattr(panel, "keyboard_home", panel)
    inside = panel.findChildren(QWidget)
    inside.sort(key=lambda widget: widget.mapTo(panel, QPoint(0, 0)).toTuple()[::-1])
    for widget in [home, *inside]:
        takes_keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if takes_keys and widget.isEnabled() and widget.isVisible():
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
    return False
