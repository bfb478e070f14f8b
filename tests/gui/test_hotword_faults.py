"""What nobody thought of goes wrong behind the panel: it is told, and the work goes on."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hotword_desk import PATIENCE_MS, Desk
from pytestqt.qtbot import QtBot

from gui import hotword_files, hotword_sounds
from gui.hotword_files import HotwordFiles
from gui.texts import set_language
from hotwords import HotwordDocument


def test_a_fault_while_saving_is_told_and_the_next_save_is_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = HotwordDocument.save

    def fail(*_values: object) -> None:
        raise ValueError("half a character")

    monkeypatch.setattr(HotwordDocument, "save", fail)
    desk.type("Kubernetes")
    desk.until(desk.told)
    assert "could not be saved" in desk.banner.sentence()
    assert "half a character" in desk.banner.sentence()
    assert "Not saved" in desk.state
    set_language("zh")
    assert "出了错" in desk.banner.sentence()
    set_language("en")
    monkeypatch.setattr(HotwordDocument, "save", save)
    desk.press("hotwords.banner.again")
    desk.until(lambda: desk.on_disk.endswith("Kubernetes"))
    desk.until(lambda: "Saved" in desk.state)


def test_a_fault_while_looking_at_a_file_is_told_and_the_next_look_is_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as faulty:
        faulty.setattr(hotword_files._File, "may_have_changed", lambda _file: 1 / 0)
        desk.until(desk.told)
    desk.path.write_text("户晨风\n", encoding="utf-8")
    desk.until(lambda: desk.editor.toPlainText() == "户晨风\n")


def test_a_fault_with_the_sounds_is_told_and_the_next_question_is_answered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.until(lambda: bool(desk.info(2).reading))
    with monkeypatch.context() as faulty:
        faulty.setattr(hotword_sounds, "_usable", lambda _document: 1 / 0)
        desk.type("户晨风")
        desk.until(desk.told)
    assert "how they sound" in desk.banner.sentence()
    desk.editor.appendPlainText("康辉")
    desk.until(lambda: desk.info(5).reading == "kāng huī")


def test_behind_a_drive_that_hangs_no_second_thread_is_begun(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert qtbot is not None
    answers, hangs = threading.Event(), threading.Event()

    def hang(_file: object) -> None:
        hangs.set()
        answers.wait(PATIENCE_MS / 1000)

    monkeypatch.setattr(hotword_files, "_PATIENCE_S", 0.05)
    monkeypatch.setattr(hotword_files._File, "signature", hang)
    files = HotwordFiles()
    files.open(tmp_path / "hot.txt")
    assert hangs.wait(PATIENCE_MS / 1000)
    before = threading.active_count()
    assert not files.stop()
    files.save(tmp_path / "other.txt", HotwordDocument.from_bytes("甲".encode()), None)
    assert threading.active_count() == before
    answers.set()
    monkeypatch.setattr(hotword_files, "_PATIENCE_S", PATIENCE_MS / 1000)
    assert files.stop()
