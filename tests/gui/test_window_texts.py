"""Every sentence of the window stands in both languages, with the same places to fill."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from export_tools.subtitles.cue_profiles import PROFILE_TITLES
from gui.option_fields import LANGUAGE_NAMES
from gui.run_options import BUILT_IN_PRESETS
from gui.texts import language, set_language, system_language, tr
from gui.texts_zh import CHINESE, PARTS

GUI = Path(__file__).resolve().parents[2] / "gui"


def sentences() -> Iterator[tuple[str, str]]:
    for path in sorted(GUI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "tr"
                and isinstance(node.args[0], ast.Constant)
            ):
                yield path.name, str(node.args[0].value)


def places(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)", sentence))


def test_every_sentence_has_its_chinese() -> None:
    found = list(sentences())
    assert len(found) > 100
    missing = sorted({f"{path}: {text}" for path, text in found if text not in CHINESE})
    assert not missing


@pytest.mark.parametrize(
    "names", [LANGUAGE_NAMES.values(), PROFILE_TITLES.values(), BUILT_IN_PRESETS]
)
def test_what_is_looked_up_by_name_has_its_chinese(names: object) -> None:
    assert not [name for name in names if name not in CHINESE]  # type: ignore[attr-defined]


def test_both_languages_fill_the_same_places() -> None:
    assert not [english for english in CHINESE if places(english) != places(CHINESE[english])]


def test_no_sentence_stands_twice() -> None:
    written = Counter(
        key.value
        for part in (GUI / "texts_zh").glob("*.py")
        for node in ast.walk(ast.parse(part.read_text(encoding="utf-8")))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    )
    assert not [english for english, count in written.items() if count > 1 and english not in PARTS]


def test_a_change_of_language_is_told_once(qtbot: QtBot) -> None:
    with qtbot.waitSignal(language.changed):
        set_language("zh")
    assert tr("Settings") == "设置"
    with qtbot.assertNotEmitted(language.changed):
        set_language("zh")


def test_values_are_filled_in_either_language() -> None:
    assert tr("{time} left", time="05:45") == "05:45 left"
    set_language("zh")
    assert tr("{time} left", time="05:45") == "剩余 05:45"
    assert tr("a sentence nobody has translated") == "a sentence nobody has translated"


@pytest.mark.parametrize(("system", "spoken"), [("zh_CN", "zh"), ("zh_TW", "zh"), ("de_DE", "en")])
def test_the_first_run_speaks_as_the_desktop(
    monkeypatch: pytest.MonkeyPatch, system: str, spoken: str
) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(system))
    assert system_language() == spoken
