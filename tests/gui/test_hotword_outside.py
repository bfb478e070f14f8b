"""Lists that other programs change, break, lock or take away while they are open."""

from __future__ import annotations

from pathlib import Path

import pytest
from hotword_desk import HEARD, PATIENCE_MS, Desk, segment
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from widgets import child

from gui.hotword_banner import HotwordBanner
from gui.hotword_merge_dialog import HotwordMergeDialog
from gui.hotword_panel import HotwordPanel


@pytest.mark.parametrize("by_renaming", [False, True])
def test_a_change_from_outside_is_told_and_can_be_undone(desk: Desk, by_renaming: bool) -> None:
    before = desk.on_disk
    desk.panel.add_segment("job", segment(1.0, HEARD))
    desk.panel.add_segment("job", segment(4.0))
    latest = "# 名字\nClaude | Cloud\n康辉\n曾宪琛\n陈斯远\n"
    if by_renaming:
        other = desk.path.with_name("other.txt")
        other.write_text(latest, encoding="utf-8")
        other.replace(desk.path)
    else:
        desk.path.write_text(latest, encoding="utf-8")
    desk.until(desk.told)
    assert "+3 −1" in desk.banner.sentence()
    assert "+ 康辉" in desk.banner.toolTip()
    assert desk.editor.toPlainText() == latest
    desk.until(lambda: "otherwise: 2" in desk.banner.sentence())
    desk.press("hotwords.banner.undo")
    desk.until(lambda: desk.on_disk == before)
    assert desk.editor.toPlainText() == before
    assert not desk.told()


def test_a_change_from_outside_beside_what_is_typed_asks_nothing(desk: Desk) -> None:
    desk.type("Kubern")
    desk.path.write_text("# 名字\n陈思远\nClaude | Cloud\n康辉\n", encoding="utf-8")
    desk.until(lambda: "康辉" in desk.editor.toPlainText())
    desk.qtbot.keyClicks(desk.editor, "etes")
    desk.until(lambda: {"康辉", "Kubernetes"} <= set(desk.on_disk.split("\n")))
    assert desk.editor.textCursor().block().text() == "Kubernetes"


def contradict(desk: Desk) -> None:
    desk.write_line(3, "Claude | Klaud")
    desk.path.write_text("# 名字\n陈思远\nClaude !! replace\n", encoding="utf-8")
    desk.panel.save_now()
    desk.until(desk.told)


def test_a_contradiction_overwrites_nothing_until_it_is_answered(desk: Desk) -> None:
    contradict(desk)
    assert "choice" in desk.state
    # Whatever is asked for is done in its order: nothing was written before this answer came.
    desk.panel.save_now()
    desk.panel.lists.add(desk.path.with_name("later.txt"))
    desk.until(lambda: desk.panel.lists.opened_list(desk.path.with_name("later.txt")) is not None)
    assert "!! replace" in desk.on_disk
    assert "Klaud" in desk.editor.toPlainText()
    desk.press("hotwords.banner.mine")
    desk.until(lambda: "Claude | Klaud" in desk.on_disk)


def test_a_contradiction_is_settled_line_by_line(desk: Desk) -> None:
    contradict(desk)
    desk.press("hotwords.banner.compare")
    dialog = desk.panel.findChild(HotwordMergeDialog)
    assert dialog is not None
    assert dialog.choices == ["both"]
    desk.qtbot.mouseClick(
        dialog.findChild(QWidget, "hotwords.merge.theirs.1"), Qt.MouseButton.LeftButton
    )
    dialog.accept()
    desk.until(lambda: "Claude !! replace" in desk.editor.toPlainText())
    assert "Klaud" not in desk.editor.toPlainText()


def test_a_comparison_that_is_put_off_stays_open(desk: Desk) -> None:
    contradict(desk)
    desk.press("hotwords.banner.compare")
    dialog = desk.panel.findChild(HotwordMergeDialog)
    assert dialog is not None
    dialog.reject()
    assert desk.told()
    desk.press("hotwords.banner.theirs")
    desk.until(lambda: "!! replace" in desk.editor.toPlainText())


def test_a_file_that_goes_away_is_told_and_written_again(desk: Desk) -> None:
    text = desk.editor.toPlainText()
    desk.path.unlink()
    desk.until(desk.told)
    assert "no such file" in desk.banner.sentence()
    assert desk.editor.toPlainText() == text
    desk.press("hotwords.banner.again")
    desk.until(lambda: desk.path.exists() and "Saved" in desk.state)
    assert desk.on_disk == text


def test_a_list_that_becomes_no_text_is_kept_here(desk: Desk) -> None:
    desk.path.write_bytes(b"\x81\x30\xff\xff\x00")
    desk.until(desk.told)
    assert "陈思远" in desk.editor.toPlainText()
    assert "no longer be read" in desk.banner.sentence()
    assert "last good list counts" in desk.state


def test_a_save_that_fails_keeps_the_words_and_can_go_elsewhere(desk: Desk, tmp_path: Path) -> None:
    desk.path.unlink()
    desk.path.mkdir()
    desk.type("Kubernetes")
    desk.until(desk.told)
    assert "Kubernetes" in desk.editor.toPlainText()
    other = tmp_path / "other.txt"
    desk.panel.lists.save_elsewhere(desk.path, other)
    desk.until(lambda: desk.layers[-1] == (other,))
    assert other.read_text(encoding="utf-8").endswith("Kubernetes")


def test_what_cannot_be_read_does_not_count_until_it_can(
    hotword_panel: HotwordPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "hot.txt"
    path.write_bytes(b"\xff\xfe\x00")
    counting: list[tuple[Path, ...]] = []
    hotword_panel.layers_changed.connect(counting.append)
    hotword_panel.open_layers([path])
    banner = child(hotword_panel, HotwordBanner)
    qtbot.waitUntil(lambda: not banner.isHidden(), timeout=PATIENCE_MS)
    assert counting == []
    path.write_text("陈思远\n", encoding="utf-8")
    qtbot.waitUntil(lambda: counting == [(path,)], timeout=PATIENCE_MS)


def change_outside(desk: Desk, text: str) -> None:
    """Another program saves `text`, and the panel has taken it in."""
    desk.path.write_text(text, encoding="utf-8")
    desk.until(lambda: desk.editor.toPlainText() == text)


def test_new_words_count_the_segments_that_may_hold_them(desk: Desk) -> None:
    desk.panel.add_segment("job", segment(1.0, HEARD))
    change_outside(desk, desk.on_disk + "陈司员\n")
    desk.until(lambda: "+1 −0" in desk.banner.sentence())
    assert "otherwise: 1" in desk.banner.sentence()
    desk.panel.show_no_job()
    desk.until(lambda: "otherwise" not in desk.banner.sentence())


def test_a_change_that_the_other_program_takes_back_is_told_no_more(desk: Desk) -> None:
    before = desk.on_disk
    change_outside(desk, before + "康辉\n")
    desk.until(desk.told)
    change_outside(desk, before)
    desk.until(lambda: not desk.told())


def test_a_change_that_is_undone_in_the_editor_is_told_no_more(desk: Desk) -> None:
    before = desk.on_disk
    change_outside(desk, before + "康辉\n")
    desk.until(desk.told)
    desk.editor.undo()
    desk.until(lambda: not desk.told() and desk.on_disk == before)


def test_changes_from_outside_add_up_beside_what_is_typed(desk: Desk) -> None:
    before = desk.on_disk
    change_outside(desk, before + "康辉\n")
    desk.until(lambda: "+1 −0" in desk.banner.sentence())
    desk.write_line(2, "陈思元")
    desk.until(lambda: "陈思元" in desk.on_disk)
    change_outside(desk, desk.on_disk + "曾宪琛\n")
    desk.until(lambda: "+2 −0" in desk.banner.sentence())
    desk.press("hotwords.banner.undo")
    desk.until(lambda: desk.on_disk == before.replace("陈思远", "陈思元"))


def test_a_list_that_is_closed_has_no_news(desk: Desk) -> None:
    change_outside(desk, desk.on_disk + "康辉\n")
    desk.until(desk.told)
    desk.panel.lists.take_out(desk.path)
    assert not desk.told()


def test_news_that_were_read_do_not_come_again(desk: Desk) -> None:
    change_outside(desk, desk.on_disk + "康辉\n")
    desk.until(desk.told)
    desk.press("hotwords.banner.close")
    desk.type("Kubernetes")
    desk.until(lambda: "Saved" in desk.state)
    assert not desk.told()
    change_outside(desk, desk.on_disk + "\n曾宪琛\n")
    desk.until(lambda: desk.told() and "+1 −0" in desk.banner.sentence())


def test_a_list_that_can_be_read_again_as_it_was_is_told_no_more(desk: Desk) -> None:
    before = desk.path.read_bytes()
    desk.path.write_bytes(b"\x81\x30\xff\xff\x00")
    desk.until(desk.told)
    desk.path.write_bytes(before)
    desk.until(lambda: not desk.told())
    assert "In force" in desk.state


def test_a_contradiction_that_the_other_takes_back_is_told_no_more(desk: Desk) -> None:
    before = desk.on_disk
    contradict(desk)
    desk.path.write_text(before, encoding="utf-8")
    desk.until(lambda: not desk.told() and "Claude | Klaud" in desk.on_disk)


def test_what_waits_for_an_answer_stays_until_it_has_one(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "guests.txt"
    other.write_text("户晨风\n", encoding="utf-8")
    contradict(desk)
    desk.panel.lists.add(other)
    desk.until(lambda: desk.layers[-1] == (desk.path, other))
    other.write_text("户晨风\n康辉\n", encoding="utf-8")
    desk.until(lambda: "康辉" in getattr(desk.panel.lists.opened_list(other), "text", ""))
    assert "in the same lines" in desk.banner.sentence()
    desk.press("hotwords.banner.mine")
    desk.until(lambda: desk.told() and "guests.txt" in desk.banner.sentence())
