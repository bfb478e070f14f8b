"""Lists that cannot be saved where they belong are all kept, and overwrite nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from gui import rescue
from gui.rescue import rescue_lists


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lists that people are told of."""
    said: list[str] = []
    monkeypatch.setattr(rescue, "tell_rescued", lambda _window, names, _to: said.extend(names))
    return said


def test_lists_of_one_name_are_all_kept_beside_those_of_another_time(
    qtbot: QtBot, tmp_path: Path, told: list[str]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    folder = tmp_path / "rescued"
    folder.mkdir()
    (folder / "hot.txt").write_text("earlier", encoding="utf-8")
    mine, guests = Path("/mine/hot.txt"), Path("/guests/hot.txt")
    rescue_lists(window, {mine: "陈思远\n", guests: "户晨风\ud83d\n"}, folder)
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert kept == {"hot.txt": "earlier", "hot 2.txt": "陈思远\n", "hot 3.txt": "户晨风?\n"}
    assert told == [f"{mine} → hot 2.txt", f"{guests} → hot 3.txt"]


def test_a_list_that_cannot_be_kept_is_asked_for_and_the_others_are_kept(
    qtbot: QtBot, tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    too_long = Path("/mine") / f"{'a' * 300}.txt"
    elsewhere = tmp_path / "elsewhere.txt"
    monkeypatch.setattr(rescue, "agrees_to_save", lambda _window, _name: True)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: (str(elsewhere), ""))
    rescue_lists(window, {too_long: "甲\n", Path("/mine/b.txt"): "乙\n"}, tmp_path / "rescued")
    assert elsewhere.read_text(encoding="utf-8") == "甲\n"
    assert (tmp_path / "rescued" / "b.txt").read_text(encoding="utf-8") == "乙\n"
    assert told == [f"{Path('/mine/b.txt')} → b.txt"]
