"""The bar and the dialog show what is set, and set what is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from asr_core.jobs import RunOptions
from gui.option_fields import ChoiceBox
from gui.options_bar import OptionsBar
from gui.run_options import run_options
from gui.settings import SettingsStore
from gui.settings_dialog import SettingsDialog
from gui.texts import set_language

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def store() -> SettingsStore:
    return SettingsStore()


@pytest.fixture
def bar(qtbot: QtBot, store: SettingsStore) -> OptionsBar:
    made = OptionsBar(store, lambda: ["Fun-ASR-Nano"])
    qtbot.addWidget(made)
    return made


def choose(box: ChoiceBox, value: object) -> None:
    place = box.findData(value)
    assert place >= 0
    box.setCurrentIndex(place)
    box.activated.emit(place)


def child(parent: QWidget, kind: type[W], name: str) -> W:
    found = parent.findChild(kind, name)
    assert isinstance(found, kind), name
    return found


def test_a_choice_is_told_and_kept(qtbot: QtBot, bar: OptionsBar, store: SettingsStore) -> None:
    with qtbot.waitSignal(bar.options_changed) as told:
        choose(bar.model, "Fun-ASR-Nano")
    assert told.args == [run_options(store.values)]
    assert run_options(store.values).model == "Fun-ASR-Nano"
    choose(bar.language, "en")
    choose(bar.cue_profile, "phone")
    assert SettingsStore().values == store.values
    assert run_options(store.values).language == "en"


def test_a_look_does_not_change_the_options(
    qtbot: QtBot, bar: OptionsBar, store: SettingsStore
) -> None:
    with qtbot.assertNotEmitted(bar.options_changed):
        store.change(theme="dark")


def test_a_stored_model_that_is_gone_stays_chosen(bar: OptionsBar, store: SettingsStore) -> None:
    store.change(model="on-another-disk")
    assert bar.model.currentData() == "on-another-disk"
    assert run_options(store.values).model == "on-another-disk"


def test_fields_of_bar_and_dialog_show_the_same(
    qtbot: QtBot, bar: OptionsBar, store: SettingsStore
) -> None:
    dialog = SettingsDialog(store, lambda: ["Fun-ASR-Nano"], bar)
    qtbot.addWidget(dialog)
    choose(dialog.model, "demo")
    assert bar.model.currentData() == "demo"
    choose(bar.model, None)
    assert dialog.model.currentData() is None
    context = child(dialog, QLineEdit, "settings.context")
    context.setText("  an interview  ")
    context.editingFinished.emit()
    assert run_options(store.values).context == "an interview"
    budget = child(dialog, QSpinBox, "settings.max_hotwords")
    budget.setValue(4)
    assert run_options(store.values).max_hotwords == 4
    budget.setValue(-1)
    assert run_options(store.values).max_hotwords is None
    box = child(dialog, QCheckBox, "settings.format.txt")
    box.setChecked(True)
    assert run_options(store.values).formats == ("srt", "txt")


def use_format(bar: OptionsBar, name: str) -> None:
    """Choose a format in the menu, or choose it no more."""
    bar.output.menu().aboutToShow.emit()
    next(each for each in bar.output.menu().actions() if each.text() == name.upper()).trigger()


def test_formats_stand_in_one_order_and_may_all_go(bar: OptionsBar, store: SettingsStore) -> None:
    use_format(bar, "json")
    use_format(bar, "txt")
    assert run_options(store.values).formats == ("srt", "txt", "json")
    for name in ("srt", "txt", "json"):
        use_format(bar, name)
    assert run_options(store.values).formats == ()
    assert "nothing" in bar.output.text()


def test_without_automatic_results_a_job_writes_none(store: SettingsStore) -> None:
    store.change(auto_export=False)
    assert run_options(store.values).formats == ()


def test_layers_that_are_off_do_not_count(store: SettingsStore) -> None:
    store.change(hotword_layers=("/a.txt", "/b.txt"), hotword_layers_off=("/a.txt",))
    assert run_options(store.values).hotwords == (Path("/b.txt"),)


def test_speed_and_quality_are_chosen_in_plain_words(
    qtbot: QtBot, bar: OptionsBar, store: SettingsStore
) -> None:
    titles = [bar.quality.itemText(place) for place in range(bar.quality.count())]
    assert titles == ["Draft, fastest", "Balanced", "Precise"]
    tips = [bar.quality.itemData(at, Qt.ItemDataRole.ToolTipRole) for at in range(3)]
    assert "No punctuation" in tips[0]
    assert "memory" in tips[2]
    with qtbot.waitSignal(bar.options_changed) as told:
        choose(bar.quality, "draft")
    assert told.args[0].quality == SettingsStore().values.quality == "draft"
    assert tips[0] in bar.quality.about()
    set_language("zh")
    assert bar.quality.currentText() == "草稿（最快）"
    assert "没有标点" in bar.quality.about()
    dialog = SettingsDialog(store, list, bar)
    qtbot.addWidget(dialog)
    choose(dialog.quality, "precise")
    assert bar.quality.currentData() == "precise"


def test_a_model_without_a_ctc_head_offers_no_drafts(qtbot: QtBot, store: SettingsStore) -> None:
    bar = OptionsBar(store, lambda: ["headless"], lambda model: model != "headless")
    qtbot.addWidget(bar)

    def draft_is_offered() -> bool:
        flags = bar.quality.model().index(0, 0).flags()
        return bool(flags & Qt.ItemFlag.ItemIsEnabled)

    assert draft_is_offered()
    choose(bar.model, "headless")
    assert not draft_is_offered()
    assert "no CTC head" in bar.quality.itemData(0, Qt.ItemDataRole.ToolTipRole)
    choose(bar.model, "demo")
    assert draft_is_offered()
    assert "No punctuation" in bar.quality.itemData(0, Qt.ItemDataRole.ToolTipRole)


def test_presets_are_saved_used_and_removed(bar: OptionsBar, store: SettingsStore) -> None:
    choose(bar.language, "zh")
    assert bar.preset.text() == "Subtitles"
    bar.save_preset("My channel")
    assert bar.preset.text() == "My channel"
    bar.use_preset("Text to read")
    assert run_options(store.values).formats == ("txt",)
    assert bar.preset.text() == "Text to read"
    bar.use_preset("My channel")
    assert run_options(store.values) == RunOptions(
        language="zh", formats=("srt",), hotwords=run_options(store.values).hotwords
    )
    bar.preset.menu().aboutToShow.emit()
    titles = [action.text() for action in bar.preset.menu().actions()]
    assert "My channel" in titles and "Remove a preset" in titles
    bar.remove_preset("My channel")
    assert bar.preset.text() == "Subtitles"


def test_the_buttons_ask(qtbot: QtBot, bar: OptionsBar) -> None:
    bar.show_queue(can_start=True, can_pause=True, is_paused=False)
    for button, signal in (
        (bar.start_button, bar.start),
        (bar.pause_button, bar.pause),
        (bar.stop_button, bar.stop),
        (bar.settings_button, bar.settings_wanted),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    bar.show_queue(can_start=True, can_pause=False, is_paused=True)
    assert bar.start_button.text() == "Continue"
    assert not bar.stop_button.isEnabled()


def test_the_output_menu_asks_for_a_folder(
    qtbot: QtBot, bar: OptionsBar, store: SettingsStore
) -> None:
    menu = bar.output.menu()
    menu.aboutToShow.emit()
    by_name = {action.text(): action for action in menu.actions()}
    with qtbot.waitSignal(bar.folder_wanted):
        by_name["In one folder…"].trigger()
    store.change(output_folder="/films")
    assert run_options(store.values).output_folder == Path("/films")
    menu.aboutToShow.emit()
    by_name = {action.text(): action for action in menu.actions()}
    by_name["Beside each file"].trigger()
    assert run_options(store.values).output_folder is None


def test_all_words_change_with_the_language(
    qtbot: QtBot, bar: OptionsBar, store: SettingsStore
) -> None:
    dialog = SettingsDialog(store, list, bar)
    qtbot.addWidget(dialog)
    set_language("zh")
    assert bar.start_button.text() == "开始"
    assert bar.model.itemText(0) == "自动"
    assert bar.preset.text() == "字幕"
    assert bar.model.accessibleName() == "模型"
    assert dialog.windowTitle() == "设置"
    assert dialog.tabs.tabText(0) == "常规"
    set_language("en")
    assert bar.start_button.text() == "Start"


def test_every_field_has_a_name_for_tests_and_one_for_screen_readers(
    qtbot: QtBot, bar: OptionsBar, store: SettingsStore
) -> None:
    dialog = SettingsDialog(store, list, bar)
    qtbot.addWidget(dialog)
    for field in [*bar.findChildren(ChoiceBox), *dialog.findChildren(ChoiceBox)]:
        assert field.objectName() and field.accessibleName(), field.objectName()
    for button in (bar.pause_button, bar.stop_button, bar.settings_button):
        assert button.accessibleName() and button.toolTip()


def test_a_long_choice_ends_in_an_ellipsis_where_room_is_short(
    bar: OptionsBar,
) -> None:
    bar.language.setMinimumWidth(0)
    bar.language.setMaximumWidth(2000)
    bar.language.resize(400, 30)
    assert bar.language.shown_words() == "Automatic"
    bar.language.resize(80, 30)
    shown = bar.language.shown_words()
    assert shown.endswith("…")
    room_px = 80 - 8 - 24
    assert bar.language.fontMetrics().horizontalAdvance(shown) <= room_px


def test_pausing_and_starting_keep_the_keyboard_at_these_buttons(
    qtbot: QtBot, bar: OptionsBar
) -> None:
    bar.show()
    bar.activateWindow()
    bar.show_queue(can_start=False, can_pause=True, is_paused=False)
    bar.pause_button.setFocus()
    qtbot.waitUntil(bar.pause_button.hasFocus)
    bar.show_queue(can_start=True, can_pause=False, is_paused=True)
    assert bar.start_button.hasFocus()
    bar.show_queue(can_start=False, can_pause=True, is_paused=False)
    assert bar.pause_button.hasFocus()
    bar.show_queue(can_start=False, can_pause=False, is_paused=False)
    assert bar.add_button.hasFocus()
