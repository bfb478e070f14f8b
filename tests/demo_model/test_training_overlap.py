"""Test sentences against training text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from demo_model.training import overlap
from demo_model.training.corpus import read_lines
from demo_model.training.overlap import EVALUATION_FOLDER, TrainingText, read_training_text
from demo_model.training.written_text import TEXT_FOLDER

SENTENCES = ["今天下雨了。我没带伞！", "She walks to school every morning.", "会议3点开始。"]
TEMPLATES = ["请把{物品}交给{人名}。", "{name} lives in {city}."]


@pytest.fixture(scope="module")
def training() -> TrainingText:
    return TrainingText(SENTENCES, TEMPLATES)


@pytest.mark.parametrize(
    ("line", "is_equal"),
    [
        ("今天下雨了，我没带伞。", True),
        ("我没带伞", True),
        ("she walks to school every morning", True),
        ("会议三点开始", True),
        ("今天下雨了，我没带", False),
        ("She walks to school", False),
        ("。", False),
    ],
)
def test_equal_sentences(training: TrainingText, line: str, is_equal: bool) -> None:
    assert training.match(line).is_equal is is_equal


@pytest.mark.parametrize(
    ("line", "template"),
    [
        ("请把钥匙交给王小明！", TEMPLATES[0]),
        ("Anna Maria lives in New York.", TEMPLATES[1]),
        ("请把交给王小明。", None),
        ("Lives in New York.", None),
        ("我请把钥匙交给他。", None),
    ],
)
def test_templates(training: TrainingText, line: str, template: str | None) -> None:
    assert training.match(line).template == template


@pytest.mark.parametrize(
    ("line", "longest"),
    [("他今天下雨了吗", 5), ("We go to school every day", 3), ("请把门打开", 2), ("你好", 0)],
)
def test_longest_common_run(training: TrainingText, line: str, longest: int) -> None:
    assert training.match(line).longest_run == longest


def made_files(folder: Path, held_out: str) -> list[str]:
    (folder / "zh_a.txt").write_text("今天下雨了。\n# 说明\n", encoding="utf-8")
    (folder / "templates_zh.txt").write_text("请找{人名}。\n", encoding="utf-8")
    (folder / "held.txt").write_text(held_out, encoding="utf-8")
    return ["overlap", "--text", str(folder), "--show", str(folder / "held.txt")]


def test_command_prints_a_row_per_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", made_files(tmp_path, "请找老张。\n\n天气很好。\n"))
    overlap.main()
    printed = capsys.readouterr().out
    assert "held" in printed and "请找{人名}" in printed
    assert printed.splitlines()[2].split()[1:4] == ["2", "0", "1"]


def test_command_fails_where_a_sentence_is_equal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", made_files(tmp_path, "今天下雨了！\n"))
    with pytest.raises(SystemExit) as ended:
        overlap.main()
    assert ended.value.code == 1


def test_a_file_without_sentences_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", made_files(tmp_path, "\n"))
    with pytest.raises(SystemExit, match=r"held\.txt"):
        overlap.main()


def test_no_held_out_sentence_is_in_the_training_text() -> None:
    training = read_training_text(TEXT_FOLDER)
    files = overlap.test_files(EVALUATION_FOLDER)
    assert len(files) == 15
    for path in files:
        for line in read_lines(path):
            match = training.match(line.partition("\t")[0])
            assert not match.is_equal, line
            assert match.template is None, line
