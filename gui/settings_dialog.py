"""Everything that can be set, in one dialog; what is set is in force at once, so there is no OK."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from asr_core.locations import MODEL_FOLDER
from export_tools.subtitles import FORMATS
from gui.icons import icon
from gui.option_fields import (
    ChoiceBox,
    ContextField,
    CueProfileBox,
    FlagBox,
    HotwordBudget,
    PathField,
    QualityBox,
    device_box,
    language_box,
    model_box,
)
from gui.run_options import with_format
from gui.screen_room import resize_to_fit
from gui.settings import SettingsStore, data_folder
from gui.texts import language, tr
from gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role


class SettingsDialog(QDialog):
    """Tabs of fields; `installed` gives the names of the models known so far."""

    models_wanted = Signal()

    def __init__(
        self,
        store: SettingsStore,
        installed: Callable[[], Sequence[str]],
        parent: QWidget,
        can_draft: Callable[[str | None], bool] = lambda _model: True,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self._store = store
        self._words: list[tuple[Callable[[str], object], str]] = []
        self._accessible: list[tuple[QWidget, str]] = []
        self.tabs = QTabWidget()
        self.tabs.setObjectName("settings.tabs")
        self._titles = ("General", "Hearing", "Results", "This program")
        for page in (
            self._general(),
            self._hearing(installed, can_draft),
            self._results(),
            self._program(),
        ):
            self.tabs.addTab(page, "")
        buttons = QDialogButtonBox()
        # Not a standard one, which Qt names anew when the language changes.
        self._close = buttons.addButton("", QDialogButtonBox.ButtonRole.RejectRole)
        self._close.setObjectName("settings.close")
        self._close.setIcon(icon("check"))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP_LARGE)
        column.setSpacing(GAP_LARGE)
        column.addWidget(self.tabs)
        column.addWidget(buttons)
        language.changed.connect(self.retranslate)
        store.changed.connect(self._show_formats)
        self.retranslate()
        resize_to_fit(self, 660, 560)

    def retranslate(self) -> None:
        """Write all words in the language that is set."""
        self.setWindowTitle(tr("Settings"))
        self.tabs.setAccessibleName(tr("Settings"))
        # It is the bar that takes the keyboard.
        self.tabs.tabBar().setAccessibleName(tr("Settings"))
        self._close.setText(tr("Done"))
        for number, title in enumerate(self._titles):
            self.tabs.setTabText(number, tr(title))
        for write, words in self._words:
            write(tr(words))
        for field, words in self._accessible:
            field.setAccessibleName(tr(words))
        self._about.setText(
            tr(
                "Everything happens on this computer: no file, no text and no hotword leaves it. "
                "Settings, the queue and your own hotwords are kept in this folder:"
            )
            + f"\n{data_folder()}"
        )

    def refresh_models(self) -> None:
        """Offer the models that are installed now, and what they can do."""
        self.model.refresh()
        self.quality.refresh()

    # --- the pages ------------------------------------------------------------------------------

    def _general(self) -> QWidget:
        store = self._store
        form = self._form()
        speech = ChoiceBox(
            store,
            "language",
            # Each language in its own words, for the one who cannot read the other.
            lambda: [("system", tr("As the system")), ("zh", "简体中文"), ("en", "English")],
            "settings.language",
        )
        look = ChoiceBox(
            store,
            "theme",
            lambda: [("system", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark"))],
            "settings.theme",
        )
        self._row(form, "Language of the window", speech)
        self._row(form, "Colours", look)
        self._row(
            form,
            "When the queue is done",
            FlagBox(store, "notify", "Tell me", "settings.notify"),
            "A message of the desktop, if the window is not in front.",
        )
        self._row(
            form,
            "When files are added",
            FlagBox(store, "start_at_once", "Start at once", "settings.start_at_once"),
        )
        return _page(form)

    def _hearing(
        self,
        installed: Callable[[], Sequence[str]],
        can_draft: Callable[[str | None], bool],
    ) -> QWidget:
        store = self._store
        form = self._form()
        models = QPushButton(icon("open-folder"), "")
        models.setObjectName("settings.models")
        models.clicked.connect(self.models_wanted)
        self._words.append((models.setText, "How to get the real models…"))
        self.model = model_box(store, "settings.model", installed)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.model, 1)
        row.addWidget(models)
        both.setFocusProxy(self.model)
        self._accessible.append((self.model, "Model"))
        self._row(
            form, "Model", both, "“Automatic” takes an installed real model, else the demo model."
        )
        self.quality = QualityBox(store, "settings.quality", can_draft)
        self._row(
            form,
            "Speed and quality",
            self.quality,
            "A draft comes several times faster, without punctuation and without help from "
            "hotwords; precise takes the largest files of the model.",
        )
        self._row(form, "Compute on", device_box(store, "settings.device"))
        self._row(form, "Language spoken", language_box(store, "settings.spoken_language"))
        self._row(
            form,
            "What the recording is about",
            ContextField(store, "settings.context"),
            "A sentence or a few names help the model to choose the right words.",
        )
        self._row(
            form,
            "Hotwords per segment",
            HotwordBudget(store, "settings.max_hotwords"),
            "At most so many are offered to the model at a time; too many do harm.",
        )
        self._row(
            form,
            "Replacement rules",
            PathField(
                store,
                "rules",
                "settings.rules",
                empty="none; the text stays as it was heard",
                folder=False,
            ),
        )
        form.addRow(
            "",
            FlagBox(store, "normalise_text", "Write numbers as digits", "settings.normalise_text"),
        )
        return _page(form)

    def _results(self) -> QWidget:
        store = self._store
        form = self._form()
        formats = QWidget()
        row = QHBoxLayout(formats)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_LARGE)
        self._formats: dict[str, QCheckBox] = {}
        for name in FORMATS:
            box = QCheckBox(name.upper())
            box.setObjectName(f"settings.format.{name}")
            box.toggled.connect(
                lambda on, name=name: store.take(with_format(store.values, name, on))
            )
            self._formats[name] = box
            row.addWidget(box)
        row.addStretch(1)
        self._show_formats()
        self._row(form, "Formats", formats)
        folder = PathField(
            store, "output_folder", "settings.output_folder", empty="beside each file", folder=True
        )
        self._row(form, "Folder", folder)
        self._row(
            form,
            "Cue rules",
            CueProfileBox(store, "settings.cue_profile"),
            "How long a line may be and where it breaks; finished cues keep theirs.",
        )
        form.addRow(
            "",
            FlagBox(
                store, "auto_export", "Write results when a file is done", "settings.auto_export"
            ),
        )
        return _page(form)

    def _program(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(GAP, GAP_LARGE, GAP, GAP)
        column.setSpacing(GAP)
        self._about = QLabel()
        self._about.setWordWrap(True)
        self._about.setObjectName("settings.about")
        self._about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._about)
        for name, words, folder in (
            ("settings.open_data", "Open this folder", data_folder()),
            ("settings.open_models", "Open the folder of models", MODEL_FOLDER),
        ):
            button = QPushButton(icon("open-folder"), "")
            button.setObjectName(name)
            button.clicked.connect(
                lambda _=False, folder=folder: QDesktopServices.openUrl(
                    QUrl.fromLocalFile(str(folder))
                )
            )
            self._words.append((button.setText, words))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return page

    # --- how a page is laid out -----------------------------------------------------------------

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setContentsMargins(GAP, GAP_LARGE, GAP, GAP)
        form.setHorizontalSpacing(GAP_LARGE)
        form.setVerticalSpacing(GAP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        return form

    def _row(self, form: QFormLayout, words: str, field: QWidget, why: str = "") -> None:
        label = QLabel()
        label.setBuddy(field)
        self._words.append((label.setText, words))
        self._accessible.append((field, words))
        if why:
            note = QLabel()
            note.setWordWrap(True)
            set_role(note, "muted")
            self._words.append((note.setText, why))
            form.addRow(label, _above(field, note))
        else:
            form.addRow(label, field)

    def _show_formats(self) -> None:
        for name, box in self._formats.items():
            box.setChecked(name in self._store.values.formats)


def _above(field: QWidget, note: QLabel) -> QWidget:
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, GAP_SMALL)
    column.setSpacing(GAP_SMALL)
    column.addWidget(field)
    column.addWidget(note)
    return both


def _page(form: QFormLayout) -> QWidget:
    page = QWidget()
    page.setLayout(form)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setWidget(page)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    page.setAutoFillBackground(False)
    scroll.viewport().setAutoFillBackground(False)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return scroll
