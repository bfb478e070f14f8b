"""The bar at the top: what to do with the queue, and the options that people change most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from export_tools.subtitles import FORMATS
from gui.elided_label import ElidedLabel
from gui.icons import icon
from gui.menu_field import MenuField
from gui.option_fields import ChoiceBox, CueProfileBox, QualityBox, language_box, model_box
from gui.run_options import (
    all_presets,
    preset_in_force,
    preset_of,
    run_options,
    with_format,
    with_preset,
)
from gui.settings import SettingsStore
from gui.texts import language, tr
from gui.theme import GAP, GAP_SMALL, set_role

ICON = QSize(18, 18)
FIELD_PX = 30
WIDEST_PX = 240


class OptionsBar(QFrame):
    """Buttons for the queue and fields for the options; `options_changed` when one is set.

    What a button asks for is done by whoever listens; `show_queue` says which make sense now.
    """

    options_changed = Signal(object)
    add_files = Signal()
    add_folder = Signal()
    start = Signal()
    pause = Signal()
    stop = Signal()
    settings_wanted = Signal()
    folder_wanted = Signal()

    def __init__(
        self,
        store: SettingsStore,
        installed: Callable[[], Sequence[str]],
        can_draft: Callable[[str | None], bool] = lambda _model: True,
    ) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._store = store
        self._is_paused = False
        self.setObjectName("options")
        self._make_buttons()
        self.model = model_box(store, "options.model", installed)
        self.quality = QualityBox(store, "options.quality", can_draft)
        self.language = language_box(store, "options.language")
        self.cue_profile = CueProfileBox(store, "options.cue_profile")
        self._make_menus()
        self._labels: list[tuple[QLabel, QWidget, str]] = []
        self._lay_out()
        self._options = run_options(store.values)
        store.changed.connect(self._tell)
        language.changed.connect(self.retranslate)
        self.retranslate()
        self.show_queue(can_start=False, can_pause=False, is_paused=False)

    def refresh_models(self) -> None:
        """Offer the models that are installed now."""
        self.model.refresh()
        self.quality.refresh()

    def show_queue(self, *, can_start: bool, can_pause: bool, is_paused: bool) -> None:
        """Enable what makes sense: something waits, something runs, something is held."""
        self._is_paused = is_paused
        steps = {
            self.start_button: can_start,
            self.pause_button: can_pause,
            self.stop_button: can_pause,
        }
        if any(button.hasFocus() and not makes_sense for button, makes_sense in steps.items()):
            # Qt would go on to some field: who works by keyboard stays at what takes it back.
            stays = next((button for button, makes_sense in steps.items() if makes_sense), None)
            heir = stays or self.add_button
            heir.setEnabled(True)
            heir.setFocus(Qt.FocusReason.OtherFocusReason)
        for button, makes_sense in steps.items():
            button.setEnabled(makes_sense)
        self._name_start()

    def retranslate(self) -> None:
        """Write all words in the language that is set."""
        self.add_button.setText(tr("Add"))
        self.add_button.setToolTip(tr("Add audio or video to the queue"))
        self._add_files.setText(tr("Add files…"))
        self._add_folder.setText(tr("Add a folder…"))
        self._name_start()
        for button, words in (
            (self.pause_button, tr("Pause behind the current segment")),
            (self.stop_button, tr("Stop; what was heard is kept")),
            (self.settings_button, tr("Settings")),
        ):
            button.setToolTip(words)
            button.setAccessibleName(words)
        for label, field, words in self._labels:
            label.setText(tr(words))
            field.setAccessibleName(tr(words))
        self.preset.setToolTip(tr("Cue rules, formats and quality that go together"))
        self._show_output()
        self._show_preset()

    def _make_buttons(self) -> None:
        self.add_button = QPushButton(icon("add"), "")
        self.add_button.setObjectName("options.add")
        menu = QMenu(self.add_button)
        self._add_files = QAction(icon("file"), "", menu)
        self._add_files.triggered.connect(self.add_files)
        self._add_folder = QAction(icon("folder"), "", menu)
        self._add_folder.triggered.connect(self.add_folder)
        menu.addActions([self._add_files, self._add_folder])
        self.add_button.setMenu(menu)
        self.start_button = QPushButton(icon("play", "on_accent"), "")
        self.start_button.setObjectName("options.start")
        set_role(self.start_button, "primary")
        self.start_button.clicked.connect(self.start)
        self.pause_button = _tool("pause", "options.pause", self.pause)
        self.stop_button = _tool("stop", "options.stop", self.stop)
        self.settings_button = _tool("settings", "options.settings", self.settings_wanted)

    def _make_menus(self) -> None:
        self.preset = MenuField("options.preset")
        self.preset.menu().aboutToShow.connect(self._fill_presets)
        self.output = MenuField("options.output")
        self.output.menu().aboutToShow.connect(self._fill_output)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, GAP_SMALL, 0, GAP)
        row.setSpacing(GAP)
        for button in (self.add_button, self.start_button, self.pause_button, self.stop_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addSpacing(GAP)
        for field, words, width in (
            (self.preset, "Preset", 94),
            (self.model, "Model", 100),
            (self.quality, "Speed and quality", 94),
            (self.language, "Language spoken", 98),
            (self.cue_profile, "Cue rules", 94),
            (self.output, "Output", 80),
        ):
            row.addLayout(self._labelled(field, words, width))
        row.addStretch()
        row.addWidget(self.settings_button, 0, Qt.AlignmentFlag.AlignBottom)

    def _labelled(self, field: QWidget, words: str, width: int) -> QVBoxLayout:
        label = ElidedLabel()
        set_role(label, "muted")
        label.setBuddy(field)
        self._labels.append((label, field, words))
        field.setMinimumWidth(width)
        if isinstance(field, ChoiceBox):
            # As wide as its longest words where there is room, not all fields equally.
            field.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        field.setMaximumWidth(WIDEST_PX)
        field.setFixedHeight(FIELD_PX)
        field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addStretch(1)
        column.addWidget(label)
        column.addWidget(field)
        return column

    def _tell(self) -> None:
        self._show_output()
        self._show_preset()
        options = run_options(self._store.values)
        if options != self._options:
            self._options = options
            self.options_changed.emit(options)

    def _name_start(self) -> None:
        words = tr("Continue") if self._is_paused else tr("Start")
        self.start_button.setText(words)
        self.start_button.setToolTip(tr("Transcribe what waits in the queue"))

    # --- presets --------------------------------------------------------------------------------

    def _show_preset(self) -> None:
        name = preset_in_force(self._store.values)
        self.preset.setText(tr("Own settings") if name is None else self._preset_title(name))

    def _preset_title(self, name: str) -> str:
        return name if name in self._store.values.presets else tr(name)

    def _fill_presets(self) -> None:
        menu = self.preset.menu()
        menu.clear()
        in_force = preset_in_force(self._store.values)
        for name in all_presets(self._store.values):
            action = menu.addAction(self._preset_title(name))
            action.setCheckable(True)
            action.setChecked(name == in_force)
            action.triggered.connect(lambda _=False, name=name: self.use_preset(name))
        menu.addSeparator()
        menu.addAction(tr("Save these options as a preset…"), self._ask_preset_name)
        own = list(self._store.values.presets)
        if own:
            removing = menu.addMenu(tr("Remove a preset"))
            for name in own:
                removing.addAction(name, partial(self.remove_preset, name))

    def use_preset(self, name: str) -> None:
        """Put the preset in force."""
        self._store.take(with_preset(self._store.values, name))

    def save_preset(self, name: str) -> None:
        """Keep the options in force under `name`, in place of what had that name."""
        values = self._store.values
        self._store.change(presets={**values.presets, name: preset_of(values)})

    def remove_preset(self, name: str) -> None:
        """Forget a preset of the user's own; a built-in one of that name is back."""
        kept = {key: value for key, value in self._store.values.presets.items() if key != name}
        self._store.change(presets=kept)

    def _ask_preset_name(self) -> None:
        name, agreed = QInputDialog.getText(self, tr("Save a preset"), tr("Name of the preset:"))
        if agreed and name.strip():
            self.save_preset(name.strip()[:60])

    # --- output ---------------------------------------------------------------------------------

    def _show_output(self) -> None:
        values = self._store.values
        place = tr("chosen folder") if values.output_folder else tr("beside the file")
        formats = ", ".join(name.upper() for name in values.formats) or tr("nothing")
        self.output.setText(f"{formats} · {place}")
        self.output.short_words = formats
        where = values.output_folder or tr("Results are saved next to each file")
        self.output.setToolTip(f"{formats}\n{where}")

    def _fill_output(self) -> None:
        menu = self.output.menu()
        menu.clear()
        values = self._store.values
        for name in FORMATS:
            action = menu.addAction(name.upper())
            action.setCheckable(True)
            action.setChecked(name in values.formats)
            action.triggered.connect(lambda on, name=name: self._use_format(name, on))
        menu.addSeparator()
        beside = menu.addAction(tr("Beside each file"))
        chosen = menu.addAction(
            tr("In one folder: {folder}", folder=values.output_folder)
            if values.output_folder
            else tr("In one folder…")
        )
        for action, is_set in ((beside, not values.output_folder), (chosen, values.output_folder)):
            action.setCheckable(True)
            action.setChecked(bool(is_set))
        beside.triggered.connect(lambda: self._store.change(output_folder=""))
        chosen.triggered.connect(self.folder_wanted)
        menu.addSeparator()
        automatic: QAction = menu.addAction(tr("Write results when a file is done"))
        automatic.setCheckable(True)
        automatic.setChecked(values.auto_export)
        automatic.toggled.connect(lambda on: self._store.change(auto_export=on))

    def _use_format(self, name: str, on: bool) -> None:
        self._store.take(with_format(self._store.values, name, on))


def _tool(name: str, object_name: str, signal: object) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name))
    button.setIconSize(ICON)
    button.setObjectName(object_name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.clicked.connect(signal)
    return button
