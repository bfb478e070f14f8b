"""Settings survive the disk, and nothing on the disk stops the program."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from asr_core.fun_asr.prompt import LANGUAGES as ENGINE_LANGUAGES
from gui.run_options import (
    BUILT_IN_PRESETS,
    LANGUAGES,
    PRESET_FIELDS,
    hotword_layers,
    preset_in_force,
    preset_of,
    run_options,
    with_preset,
)
from gui.settings import Settings, SettingsStore, data_folder

texts = st.text(max_size=20)
some_settings = st.builds(
    Settings,
    language=st.sampled_from(["system", "zh", "en"]),
    theme=st.sampled_from(["system", "light", "dark"]),
    model=st.none() | texts,
    device=st.sampled_from(["auto", "cpu", "gpu"]),
    quality=st.sampled_from(["draft", "balanced", "precise"]),
    spoken_language=st.none() | st.sampled_from(LANGUAGES),
    context=texts,
    normalise_text=st.booleans(),
    hotword_layers=st.lists(texts, max_size=3).map(tuple),
    rules=texts,
    max_hotwords=st.none() | st.integers(0, 1000),
    formats=st.lists(texts, max_size=3).map(tuple),
    output_folder=texts,
    cue_profile=texts,
    auto_export=st.booleans(),
    notify=st.booleans(),
    last_folder=texts,
    shown_job=texts,
    window=texts,
    splitters=texts,
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@given(some_settings)
def test_settings_come_back_from_json(settings: Settings) -> None:
    assert Settings.from_dict(json.loads(json.dumps(asdict(settings)))) == settings


@given(st.dictionaries(st.sampled_from([f.name for f in fields(Settings)]), anything) | anything)
def test_whatever_is_stored_makes_settings_that_work(stored: object) -> None:
    settings = Settings.from_dict(stored)
    run_options(settings)
    preset_in_force(settings)
    assert Settings.from_dict(asdict(settings)) == settings


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_damaged_file_means_the_defaults(data_folder: Path, content: bytes) -> None:
    data_folder.mkdir()
    (data_folder / "settings.json").write_bytes(content)
    store = SettingsStore()
    assert store.values == Settings()
    store.change(context="hearts")
    assert SettingsStore().values.context == "hearts"


def test_a_change_is_on_disk_and_told_once(qtbot: QtBot, data_folder: Path) -> None:
    store = SettingsStore()
    assert store.path.parent == data_folder
    with qtbot.waitSignal(store.changed):
        store.change(theme="dark", formats=("srt", "txt"))
    assert SettingsStore().values == store.values
    with qtbot.assertNotEmitted(store.changed):
        store.change(theme="dark")
    assert [path.name for path in data_folder.iterdir()] == ["settings.json"]


def test_a_disk_that_cannot_be_written_costs_nothing_of_this_run(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    store = SettingsStore(blocked / "below")
    store.change(theme="dark")
    assert store.values.theme == "dark"


def test_the_users_own_list_counts_until_others_are_chosen() -> None:
    assert hotword_layers(Settings()) == (data_folder() / "hot.txt",)
    assert hotword_layers(Settings(hotword_layers=("/a.txt", "/b.txt"))) == (
        Path("/a.txt"),
        Path("/b.txt"),
    )


def test_the_languages_are_those_of_the_engine() -> None:
    assert set(LANGUAGES) == set(ENGINE_LANGUAGES)


def test_presets_come_and_go() -> None:
    settings = Settings()
    assert preset_in_force(settings) == "Subtitles"
    settings = with_preset(settings, "Upright short video")
    assert settings.cue_profile == "phone"
    assert preset_in_force(settings) == "Upright short video"
    assert preset_in_force(replace(settings, formats=())) is None


def test_a_preset_from_before_there_was_a_choice_of_quality_leaves_it_alone() -> None:
    settings = Settings(quality="draft", presets={"Mine": {"formats": ["txt"]}})
    settings = with_preset(settings, "Mine")
    assert (settings.formats, settings.quality) == (("txt",), "draft")
    assert preset_in_force(settings) == "Mine"


def test_every_built_in_preset_says_how_good_the_text_is() -> None:
    assert {values["quality"] for values in BUILT_IN_PRESETS.values()} == {"draft", "balanced"}
    quick = with_preset(Settings(), "Quick look")
    assert run_options(quick).quality == "draft"
    assert preset_in_force(quick) == "Quick look"
    assert preset_in_force(with_preset(quick, "Subtitles")) == "Subtitles"


def test_settings_from_before_there_was_a_choice_of_quality_are_balanced() -> None:
    stored = asdict(Settings(context="hearts"))
    del stored["quality"]
    assert Settings.from_dict(stored) == Settings(context="hearts", quality="balanced")
    assert Settings.from_dict({"quality": "best"}).quality == "balanced"


@given(some_settings, some_settings)
def test_a_preset_brings_back_what_it_was_saved_from(kept: Settings, other: Settings) -> None:
    stored = json.loads(json.dumps(preset_of(kept)))
    back = with_preset(replace(other, presets={"mine": stored}), "mine")
    for name in PRESET_FIELDS:
        assert getattr(back, name) == getattr(kept, name)
    assert preset_in_force(back) == "mine"
    assert back.theme == other.theme


def test_every_built_in_preset_can_be_used() -> None:
    for name in BUILT_IN_PRESETS:
        assert preset_in_force(with_preset(Settings(), name)) == name


def test_half_a_character_in_the_name_of_a_folder_costs_nothing(tmp_path: Path) -> None:
    SettingsStore(tmp_path).change(output_folder="films \ud83d", context="陈思远")
    assert SettingsStore(tmp_path).values.output_folder == "films \ud83d"
    assert SettingsStore(tmp_path).values.context == "陈思远"


def test_what_cannot_be_written_leaves_nothing_beside(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path)
    store.path.mkdir(parents=True)
    store.change(context="陈思远")
    assert store.values.context == "陈思远"
    assert list(tmp_path.iterdir()) == [store.path]
