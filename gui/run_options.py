"""From what a person has set to what a job is run with; and the sets of options with a name."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from asr_core.jobs import RunOptions
from export_tools.subtitles import FORMATS
from gui.settings import Settings, data_folder

HOTWORD_FILE = "hot.txt"

PRESET_FIELDS = (
    *("model", "device", "quality", "spoken_language", "context", "normalise_text"),
    *("max_hotwords", "formats", "output_folder", "cue_profile"),
)
"""What a preset carries: how to hear and what to write, not which words to listen for."""

BUILT_IN_PRESETS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "Subtitles": {"formats": ("srt",), "cue_profile": "default", "quality": "balanced"},
        "Upright short video": {"formats": ("srt",), "cue_profile": "phone", "quality": "balanced"},
        "Text to read": {"formats": ("txt",), "cue_profile": "default", "quality": "balanced"},
        "Subtitles, text and data": {
            "formats": ("srt", "txt", "json"),
            "cue_profile": "default",
            "quality": "balanced",
        },
        "Quick look": {"formats": ("srt",), "cue_profile": "default", "quality": "draft"},
    }
)
"""English name, translated where it is shown → the settings that it changes."""

LANGUAGES = (
    *("zh", "en", "ja", "yue", "ko", "vi", "id", "th", "ms", "fil", "ar", "hi", "bg", "hr", "cs"),
    *("da", "nl", "et", "fi", "el", "hu", "ga", "lv", "lt", "mt", "pl", "pt", "ro", "sk", "sl"),
    "sv",
)
"""The codes that a prompt can ask for; a test holds them against those of the engine."""


def hotword_layers(settings: Settings) -> tuple[Path, ...]:
    """The lists that are open, the general one first; the user's own hot.txt unless changed."""
    if settings.hotword_layers:
        return tuple(Path(layer) for layer in settings.hotword_layers)
    return (data_folder() / HOTWORD_FILE,)


def begin_own_list() -> None:
    """Make the user's own hot.txt, empty, so that there is a list to count from the start."""
    path = data_folder() / HOTWORD_FILE
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def layers_off(settings: Settings) -> tuple[Path, ...]:
    """Those of them that do not count."""
    return tuple(Path(layer) for layer in settings.hotword_layers_off)


def run_options(settings: Settings) -> RunOptions:
    """The options with which a job starts now; without formats if results are not written then."""
    off = layers_off(settings)
    return RunOptions(
        model=settings.model,
        device=settings.device,
        language=settings.spoken_language,
        context=settings.context,
        normalise_text=settings.normalise_text,
        hotwords=tuple(path for path in hotword_layers(settings) if path not in off),
        rules=Path(settings.rules) if settings.rules else None,
        max_hotwords=settings.max_hotwords,
        formats=settings.formats if settings.auto_export else (),
        output_folder=Path(settings.output_folder) if settings.output_folder else None,
        cue_profile=settings.cue_profile,
        quality=settings.quality,
    )


def with_format(settings: Settings, name: str, on: bool) -> Settings:
    """The settings with results in this format too, or no more; in the order of FORMATS."""
    wanted = {*settings.formats} - {name} | ({name} if on else set())
    return replace(settings, formats=tuple(known for known in FORMATS if known in wanted))


def preset_of(settings: Settings) -> dict[str, Any]:
    """What "save as preset" keeps of the settings in force."""
    return {name: getattr(settings, name) for name in PRESET_FIELDS}


def with_preset(settings: Settings, name: str) -> Settings:
    """The settings with the preset `name` in force; what makes no sense in it changes nothing."""
    values = all_presets(settings)[name]
    wanted = Settings.from_dict({key: _plain(value) for key, value in values.items()})
    return replace(settings, **{key: getattr(wanted, key) for key in values})


def preset_in_force(settings: Settings) -> str | None:
    """The first preset whose every value is set now, the user's own before the built-in ones."""
    for name, values in all_presets(settings).items():
        if values and with_preset(settings, name) == settings:
            return name
    return None


def all_presets(settings: Settings) -> dict[str, Mapping[str, Any]]:
    """The user's presets, then the built-in ones that the user has not written over."""
    own = {
        name: {key: value for key, value in values.items() if key in PRESET_FIELDS}
        for name, values in settings.presets.items()
    }
    return own | {name: values for name, values in BUILT_IN_PRESETS.items() if name not in own}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple | list) else value
