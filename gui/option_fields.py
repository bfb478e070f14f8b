"""The fields in which a person sets one option, for the bar at the top and the settings alike.

Each shows what the settings hold and writes what is chosen; the settings are the only truth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QRect, QSignalBlocker, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent, QPalette, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QToolTip,
    QWidget,
)

from asr_core.quality import Quality
from export_tools.subtitles.cue_profiles import PROFILE_TITLES, rules_for
from gui.icons import icon
from gui.run_options import LANGUAGES
from gui.settings import SettingsStore
from gui.texts import language, tr
from gui.theme import GAP_SMALL

_LEFT_PX, _RIGHT_PX = 8, 24

Choices = Callable[[], Sequence[tuple[Any, str]]]

LANGUAGE_NAMES = {
    "zh": "Chinese", "en": "English", "ja": "Japanese", "yue": "Cantonese", "ko": "Korean",
    "vi": "Vietnamese", "id": "Indonesian", "th": "Thai", "ms": "Malay", "fil": "Filipino",
    "ar": "Arabic", "hi": "Hindi", "bg": "Bulgarian", "hr": "Croatian", "cs": "Czech",
    "da": "Danish", "nl": "Dutch", "et": "Estonian", "fi": "Finnish", "el": "Greek",
    "hu": "Hungarian", "ga": "Irish", "lv": "Latvian", "lt": "Lithuanian", "mt": "Maltese",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "sk": "Slovak", "sl": "Slovenian",
    "sv": "Swedish",
}  # fmt: skip


class ChoiceBox(QComboBox):
    """A list of `choices` (value, words) for the setting `key`; a stored value out of it is kept.

    `choices` is asked again whenever the language changes or `refresh` is called.
    """

    def __init__(self, store: SettingsStore, key: str, choices: Choices, name: str) -> None:
        super().__init__()
        self._store, self._key, self._choices = store, key, choices
        self.setObjectName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.refresh()
        self.activated.connect(self._choose)
        store.changed.connect(self._show)
        language.changed.connect(self.refresh)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        # The style sheet's style cuts the words in the middle of a letter.
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        words, role = self.shown_words(), QPalette.ColorRole.ButtonText
        painter.drawItemText(
            self._room(),
            Qt.AlignmentFlag.AlignVCenter,
            option.palette,
            self.isEnabled(),
            words,
            role,
        )

    def event(self, event: QEvent) -> bool:
        # Asked when it is about to be shown: a box changes its words and its width in many ways.
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.about(), self)
            return True
        return super().event(event)

    def about(self) -> str:
        """What is said of the choice in force: its words where they are cut, and what it means."""
        words, meaning = self.currentText(), self.currentData(Qt.ItemDataRole.ToolTipRole) or ""
        return "\n".join([words] * (self.shown_words() != words) + [meaning] * bool(meaning))

    def showPopup(self) -> None:  # noqa: N802
        """Open the list, wide enough for its words however narrow the field is."""
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + _RIGHT_PX)
        super().showPopup()

    def shown_words(self) -> str:
        """The words that have room, with … where some have not."""
        words = self.currentText()
        return self.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, self._room().width()
        )

    def _room(self) -> QRect:
        return self.rect().adjusted(_LEFT_PX, 0, -_RIGHT_PX, 0)

    def refresh(self) -> None:
        """Offer what can be chosen now."""
        with QSignalBlocker(self):
            self.clear()
            for value, words in self._choices():
                self.addItem(words, value)
        self._show()

    def _show(self) -> None:
        value = getattr(self._store.values, self._key)
        place = self.findData(value)
        if place < 0:
            with QSignalBlocker(self):
                self.addItem(str(value), value)
            place = self.count() - 1
        self.setCurrentIndex(place)

    def _choose(self, place: int) -> None:
        self._store.change(**{self._key: self.itemData(place)})


class QualityBox(ChoiceBox):
    """Speed and quality; each choice says what it costs and what it leaves out.

    `can_draft` says, without looking on the disk, whether a model of that name (None: the automatic
    one) can write drafts; where it cannot, that choice is not offered and says why.
    """

    def __init__(
        self, store: SettingsStore, name: str, can_draft: Callable[[str | None], bool]
    ) -> None:
        self._can_draft = can_draft
        super().__init__(
            store,
            "quality",
            lambda: [
                ("draft", tr("Draft, fastest")),
                ("balanced", tr("Balanced")),
                ("precise", tr("Precise")),
            ],
            name,
        )

    def _show(self) -> None:
        super()._show()
        offered = self._can_draft(self._store.values.model)
        for quality, meaning in _what_quality_means(offered).items():
            self.setItemData(self.findData(quality), meaning, Qt.ItemDataRole.ToolTipRole)
        choices = self.model()
        if isinstance(choices, QStandardItemModel):
            choices.item(self.findData("draft")).setEnabled(offered)


def quality_title(quality: Quality) -> str:
    """A word for the speed and quality of a job."""
    match quality:
        case "draft":
            return tr("Draft")
        case "balanced":
            return tr("Balanced")
        case "precise":
            return tr("Precise")


def _what_quality_means(can_draft: bool) -> dict[Quality, str]:
    """What each choice costs and leaves out."""
    draft = tr(
        "Several times faster, with less memory. No punctuation, numbers as spoken, more wrong "
        "words; hotwords and context do not help, only !! replacements and rules count."
    )
    if not can_draft:
        draft = tr("This model has no CTC head, so it cannot write drafts.")
    return {
        "draft": draft,
        "balanced": tr("The full text with hotwords, from the files that suit this computer."),
        "precise": tr(
            "The full text from the most precise files of the model: slower, with more memory. "
            "The same as balanced where the model has only one set of files."
        ),
    }


class FlagBox(QCheckBox):
    """A tick for the setting `key`; `words` is its English sentence."""

    def __init__(self, store: SettingsStore, key: str, words: str, name: str) -> None:
        super().__init__()
        self._store, self._key, self._words = store, key, words
        self.setObjectName(name)
        self._retranslate()
        self._show()
        self.toggled.connect(lambda ticked: store.change(**{key: ticked}))
        store.changed.connect(self._show)
        language.changed.connect(self._retranslate)

    def _retranslate(self) -> None:
        self.setText(tr(self._words))

    def _show(self) -> None:
        with QSignalBlocker(self):
            self.setChecked(getattr(self._store.values, self._key))


class ContextField(QLineEdit):
    """What the recording is about, in a sentence."""

    def __init__(self, store: SettingsStore, name: str) -> None:
        super().__init__()
        self._store = store
        self.setObjectName(name)
        self.setMaxLength(500)
        self._retranslate()
        self._show()
        self.editingFinished.connect(lambda: store.change(context=self.text().strip()))
        store.changed.connect(self._show)
        language.changed.connect(self._retranslate)

    def _retranslate(self) -> None:
        self.setPlaceholderText(tr("for example: an interview about heart medicine"))

    def _show(self) -> None:
        if self.text().strip() != self._store.values.context:
            self.setText(self._store.values.context)


class HotwordBudget(QSpinBox):
    """At most how many hotwords are sent with a segment; the lowest step leaves it to the model."""

    def __init__(self, store: SettingsStore, name: str) -> None:
        super().__init__()
        self._store = store
        self.setObjectName(name)
        self.setRange(-1, 50)
        self.lineEdit().setTextMargins(6, 0, 0, 0)
        self._retranslate()
        self._show()
        self.valueChanged.connect(
            lambda count: store.change(max_hotwords=None if count < 0 else count)
        )
        store.changed.connect(self._show)
        language.changed.connect(self._retranslate)

    def _retranslate(self) -> None:
        self.setSpecialValueText(tr("as suits the model"))

    def _show(self) -> None:
        count = self._store.values.max_hotwords
        with QSignalBlocker(self):
            self.setValue(-1 if count is None else count)


class PathField(QWidget):
    """A file or a folder, chosen in a dialog; `empty` says in English what none means."""

    def __init__(
        self, store: SettingsStore, key: str, name: str, *, empty: str, folder: bool
    ) -> None:
        super().__init__()
        self._store, self._key, self._empty, self._is_folder = store, key, empty, folder
        self.path = QLineEdit(readOnly=True)
        self.path.setObjectName(name)
        self.choose = QToolButton()
        self.choose.setIcon(icon("open-folder"))
        self.choose.setObjectName(f"{name}.choose")
        self.clear = QToolButton()
        self.clear.setIcon(icon("close"))
        self.clear.setObjectName(f"{name}.clear")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_SMALL)
        row.addWidget(self.path, 1)
        row.addWidget(self.choose)
        row.addWidget(self.clear)
        self.setFocusProxy(self.path)
        self.choose.clicked.connect(self._choose)
        self.clear.clicked.connect(lambda: store.change(**{key: ""}))
        store.changed.connect(self._show)
        language.changed.connect(self._retranslate)
        self._retranslate()
        self._show()

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        """Name the line that shows the path, on which the keyboard stands."""
        super().setAccessibleName(name)
        self.path.setAccessibleName(name)

    def _retranslate(self) -> None:
        self.path.setPlaceholderText(tr(self._empty))
        for button, words in ((self.choose, tr("Choose…")), (self.clear, tr("Back to none"))):
            button.setToolTip(words)
            button.setAccessibleName(words)

    def _show(self) -> None:
        path = getattr(self._store.values, self._key)
        self.path.setText(path)
        self.path.setToolTip(path)
        self.clear.setEnabled(bool(path))

    def _choose(self) -> None:
        before = getattr(self._store.values, self._key) or self._store.values.last_folder
        if self._is_folder:
            chosen = QFileDialog.getExistingDirectory(self, tr("Choose a folder"), before)
        else:
            chosen = QFileDialog.getOpenFileName(self, tr("Choose a file"), before)[0]
        if chosen:
            self._store.change(**{self._key: str(Path(chosen))})


def language_box(store: SettingsStore, name: str) -> ChoiceBox:
    """The language that is spoken in the files."""
    return ChoiceBox(
        store,
        "spoken_language",
        lambda: [
            (None, tr("Automatic")),
            *((code, tr(LANGUAGE_NAMES[code])) for code in LANGUAGES),
        ],
        name,
    )


def device_box(store: SettingsStore, name: str) -> ChoiceBox:
    """Where to compute."""
    return ChoiceBox(
        store,
        "device",
        lambda: [("auto", tr("Automatic")), ("gpu", tr("Graphics card")), ("cpu", tr("Processor"))],
        name,
    )


class CueProfileBox(ChoiceBox):
    """How cues are cut; each choice says its figures."""

    def __init__(self, store: SettingsStore, name: str) -> None:
        super().__init__(
            store,
            "cue_profile",
            lambda: [(profile, tr(title)) for profile, title in PROFILE_TITLES.items()],
            name,
        )

    def _show(self) -> None:
        super()._show()
        for place in range(self.count()):
            rules = rules_for(self.itemData(place))
            said = tr(
                "Lines of up to {han} Chinese characters or {latin} letters; a cue stays "
                "{shortest} to {longest} s, and up to {linger} s after its last word.",
                han=rules.han_per_line,
                latin=rules.latin_per_line,
                shortest=rules.shortest_ms / 1000,
                longest=rules.longest_ms / 1000,
                linger=rules.linger_ms / 1000,
            )
            self.setItemData(place, said, Qt.ItemDataRole.ToolTipRole)


def model_box(store: SettingsStore, name: str, installed: Callable[[], Sequence[str]]) -> ChoiceBox:
    """The model; `installed` gives the names that are known so far, without looking on the disk."""
    return ChoiceBox(
        store,
        "model",
        lambda: [
            (None, tr("Automatic")),
            *((folder, folder) for folder in installed()),
            ("demo", tr("Demo model")),
        ],
        name,
    )
