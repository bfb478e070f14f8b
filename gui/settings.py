"""What the program remembers between two runs: one JSON file in the user's data folder.

A file that is damaged, older or newer than the program never stops it: each value that makes no
sense falls back to its default, the others stay.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from PySide6.QtCore import QObject, QStandardPaths, Signal

from asr_core.processor import Device
from asr_core.quality import Quality
from gui.theme import Choice

LanguageChoice = Literal["system", "zh", "en"]
SETTINGS_FILE = "settings.json"


def data_folder() -> Path:
    """Where settings, journals and the user's own hot.txt lie; HOTSCRIBE_DATA names another."""
    wanted = os.environ.get("HOTSCRIBE_DATA")
    if wanted:
        return Path(wanted)
    kind = QStandardPaths.StandardLocation.GenericDataLocation
    return Path(QStandardPaths.writableLocation(kind)) / "HotScribe"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a person can choose, as it is stored.

    `model` None means the best one installed, `spoken_language` None leaves it to the model,
    `hotword_layers` () means the hot.txt of the data folder; those in `hotword_layers_off` are open
    but do not count. `output_folder` "" means beside the source.
    `presets` are the run options that the user saved under a name. `window` and `splitters` are
    Qt's own bytes in base 64, "" before the first run ends; `shown_job` was on the screen then.
    """

    language: LanguageChoice = "system"
    theme: Choice = "system"
    model: str | None = None
    device: Device = "auto"
    quality: Quality = "balanced"
    spoken_language: str | None = None
    context: str = ""
    normalise_text: bool = True
    hotword_layers: tuple[str, ...] = ()
    hotword_layers_off: tuple[str, ...] = ()
    rules: str = ""
    max_hotwords: int | None = None
    formats: tuple[str, ...] = ("srt",)
    output_folder: str = ""
    cue_profile: str = "default"
    start_at_once: bool = True
    auto_export: bool = True
    notify: bool = True
    last_folder: str = ""
    presets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shown_job: str = ""
    window: str = ""
    splitters: str = ""

    @classmethod
    def from_dict(cls, stored: object) -> Settings:
        """The settings in `stored`, with the default for each value that makes no sense."""
        if not isinstance(stored, dict):
            return cls()
        read: dict[str, Any] = {}
        for known in fields(cls):
            value = stored.get(known.name)
            if known.name in stored and _IS_SENSIBLE[known.name](value):
                read[known.name] = tuple(value) if isinstance(value, list) else value
        return cls(**read)


def _is_one_of(*known: object) -> Any:
    return lambda value: isinstance(value, str) and value in known


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_text_or_none(value: object) -> bool:
    return value is None or isinstance(value, str)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _are_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)


def _is_count_or_none(value: object) -> bool:
    return value is None or (type(value) is int and 0 <= value <= 1000)


def _are_presets(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and isinstance(options, dict) for name, options in value.items()
    )


_IS_SENSIBLE = {
    "language": _is_one_of(*get_args(LanguageChoice)),
    "theme": _is_one_of(*get_args(Choice)),
    "model": _is_text_or_none,
    "device": _is_one_of(*get_args(Device)),
    "quality": _is_one_of(*get_args(Quality)),
    "spoken_language": _is_text_or_none,
    "context": _is_text,
    "normalise_text": _is_flag,
    "hotword_layers": _are_texts,
    "hotword_layers_off": _are_texts,
    "rules": _is_text,
    "max_hotwords": _is_count_or_none,
    "formats": _are_texts,
    "output_folder": _is_text,
    "cue_profile": _is_text,
    "start_at_once": _is_flag,
    "auto_export": _is_flag,
    "notify": _is_flag,
    "last_folder": _is_text,
    "presets": _are_presets,
    "shown_job": _is_text,
    "window": _is_text,
    "splitters": _is_text,
}


class SettingsStore(QObject):
    """The settings in force, written to disk at every change; `changed` after each.

    A disk that cannot be written costs the memory of the next run, nothing of this one.
    """

    changed = Signal()

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        self.path = (folder or data_folder()) / SETTINGS_FILE
        self.values = _read(self.path)

    def change(self, **values: object) -> None:
        """Set some values, by the names of `Settings`."""
        self.take(replace(self.values, **values))  # type: ignore[arg-type]

    def take(self, changed: Settings) -> None:
        """Put all of `changed` in force."""
        if changed != self.values:
            self.values = changed
            self._write()
            self.changed.emit()

    def _write(self) -> None:
        text = json.dumps(asdict(self.values), ensure_ascii=False, indent=1)
        beside = self.path.with_suffix(".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Half a character, as the name of a file may hold, is escaped as JSON does it.
            beside.write_text(text, encoding="utf-8", errors="backslashreplace")
            beside.replace(self.path)
        except OSError:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def _read(path: Path) -> Settings:
    try:
        return Settings.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError):
        return Settings()
