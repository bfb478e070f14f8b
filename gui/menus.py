"""The menu bar: every command of the window with its keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from gui.icons import icon
from gui.settings import SettingsStore
from gui.texts import language, tr

KEYS = {
    "file.add_files": "Ctrl+O",
    "file.add_folder": "Ctrl+Shift+O",
    "file.export": "Ctrl+E",
    "file.settings": "Ctrl+,",
    "file.quit": "Ctrl+Q",
    "queue.start": "Ctrl+Return",
    "queue.pause": "Ctrl+Shift+Return",
    "queue.stop": "Ctrl+.",
    "hotwords.add": "Ctrl+Shift+L",
    "hotwords.test": "Ctrl+Shift+T",
    "hotwords.save": "Ctrl+S",
    "view.queue": "Ctrl+1",
    "view.cues": "Ctrl+2",
    "view.hotwords": "Ctrl+3",
    "view.next_panel": "F6",
}
"""Keys of commands; none is a single letter, which would fire while someone types."""

TIPS = {
    "file.add_files": "Audio or video; each file becomes a row of the queue",
    "file.add_folder": "All audio and video in it, with the folders inside",
    "file.export": "Write the cues of the selected files, in the formats and where you choose",
    "queue.start": "Transcribe what waits, one file after the other",
    "queue.pause": "The queue waits; it goes on where it was",
    "queue.stop": "Ends the file that runs, without asking; it can be continued later",
    "queue.continue_all": "Every file that was stopped, interrupted or has failed waits again",
    "queue.clear_done": "Take out what is done; all files stay",
    "hotwords.add": "What is selected in a cue goes into the hotword list",
    "hotwords.test": "Shows which listed words what is selected would recall",
    "hotwords.save": "It is saved by itself a moment after you type; this does it at once",
    "view.next_panel": "From the options to the queue, the cues and the hotwords",
    "help.sample": "Transcribes a minute of speech that comes with the program",
    "help.models": "How to get the models for real recordings",
    "help.data": "Settings, the queue and your hotwords are kept there",
}
"""What a command does, where its words do not say it."""

_THEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
_LANGUAGES = (("system", "As the system"), ("zh", "简体中文"), ("en", "English"))


class Menus(QObject):
    """The menus of `window`; `actions` holds each command by its name ("file.export" …).

    A command of that name in `commands` is what it does; object names are "menu." and the name.
    `edits` are actions with words and keys of their own.
    """

    def __init__(
        self,
        window: QMainWindow,
        store: SettingsStore,
        commands: dict[str, Callable[[], Any]],
        edits: Sequence[QAction] = (),
    ) -> None:
        super().__init__(window)
        self._window, self._store, self._commands = window, store, commands
        self._is_held = False
        self._chosen: dict[str, dict[str, QAction]] = {}
        self.actions: dict[str, QAction] = {}
        self._words: list[tuple[QAction | QMenu, str]] = []
        file = self._menu("file", "&File")
        self._add(file, "file.add_files", "Add files…", "add")
        self._add(file, "file.add_folder", "Add a folder…", "folder")
        file.addSeparator()
        self._add(file, "file.export", "Export…", "export")
        file.addSeparator()
        self._add(file, "file.settings", "Settings…", "settings")
        self._add(file, "file.quit", "Quit", "close")
        if edits:
            self._menu("edit", "&Edit").addActions(edits)
        queue = self._menu("queue", "&Queue")
        self._add(queue, "queue.start", "Start the queue", "play")
        self._add(queue, "queue.pause", "Pause behind the current segment", "pause")
        self._add(queue, "queue.stop", "Stop; what was heard is kept", "stop")
        queue.addSeparator()
        self._add(queue, "queue.continue_all", "Continue all that stopped or failed", "retry")
        self._add(queue, "queue.clear_done", "Clear what is done", "clear")
        hotwords = self._menu("hotwords", "H&otwords")
        self._add(hotwords, "hotwords.add", "Add the selected words", "add")
        self._add(hotwords, "hotwords.test", "Try the selected words", "search")
        hotwords.addSeparator()
        self._add(hotwords, "hotwords.save", "Save the list now", "check")
        view = self._menu("view", "&View")
        self._add(view, "view.queue", "Go to the queue", "")
        self._add(view, "view.cues", "Go to the cues", "")
        self._add(view, "view.hotwords", "Go to the hotwords", "")
        self._add(view, "view.next_panel", "Next panel", "")
        view.addSeparator()
        self._choice(view, "view.theme", "Colours", "theme", _THEMES, "moon")
        self._choice(view, "view.language", "Language", "language", _LANGUAGES, "language")
        help_ = self._menu("help", "&Help")
        self._add(help_, "help.sample", "Try a sample", "sample")
        self._add(help_, "help.models", "Real models…", "info")
        self._add(help_, "help.data", "Open the data folder", "open-folder")
        self._add(help_, "help.about", "About HotScribe", "info")
        language.changed.connect(self.retranslate)
        store.changed.connect(self._show_choices)
        self.retranslate()
        self._show_choices()

    def retranslate(self) -> None:
        """Write all words in the language that is set."""
        for thing, words in self._words:
            if isinstance(thing, QMenu):
                thing.setTitle(tr(words))
            else:
                thing.setText(tr(words))
        for name, tip in TIPS.items():
            self.actions[name].setToolTip(tr(tip))
        self._name_start()

    def show_queue(self, *, can_start: bool, can_pause: bool, is_held: bool) -> None:
        """Enable what makes sense, and say whether a start begins or goes on."""
        self._is_held = is_held
        self._name_start()
        self.actions["queue.start"].setEnabled(can_start)
        self.actions["queue.pause"].setEnabled(can_pause)
        self.actions["queue.stop"].setEnabled(can_pause)

    def _name_start(self) -> None:
        words = tr("Continue the queue") if self._is_held else tr("Start the queue")
        self.actions["queue.start"].setText(words)

    def _menu(self, name: str, words: str) -> QMenu:
        menu = self._window.menuBar().addMenu("")
        menu.setObjectName(f"menu.{name}")
        menu.setToolTipsVisible(True)
        self._words.append((menu, words))
        return menu

    def _add(self, menu: QMenu, name: str, words: str, drawing: str) -> None:
        action = QAction(self._window)
        action.setObjectName(f"menu.{name}")
        if drawing:
            action.setIcon(icon(drawing))
        if name in KEYS:
            action.setShortcut(QKeySequence(KEYS[name]))
        if name == "file.quit":
            # Else macOS moves whatever is called Settings or Quit by guessing at its words.
            action.setMenuRole(QAction.MenuRole.QuitRole)
        elif name == "file.settings":
            action.setMenuRole(QAction.MenuRole.PreferencesRole)
        elif name == "help.about":
            action.setMenuRole(QAction.MenuRole.AboutRole)
        else:
            action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(lambda: self._commands[name]())
        menu.addAction(action)
        self.actions[name] = action
        self._words.append((action, words))

    def _choice(
        self,
        menu: QMenu,
        name: str,
        words: str,
        key: str,
        choices: tuple[tuple[str, str], ...],
        drawing: str,
    ) -> None:
        under = menu.addMenu(icon(drawing), "")
        under.setObjectName(f"menu.{name}")
        self._words.append((under, words))
        group = QActionGroup(under)
        made: dict[str, QAction] = {}
        for value, title in choices:
            action = under.addAction("")
            action.setObjectName(f"menu.{name}.{value}")
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _=False, v=value: self._store.change(**{key: v}))
            if key == "language" and value != "system":
                # Each in its own words, for the one who cannot read the other.
                action.setText(title)
            else:
                self._words.append((action, title))
            made[value] = action
            self.actions[f"{name}.{value}"] = action
        self._chosen[key] = made

    def _show_choices(self) -> None:
        for key, made in self._chosen.items():
            made[getattr(self._store.values, key)].setChecked(True)
