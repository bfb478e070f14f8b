"""`main.py hotwords check`: what it prints and returns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli.hotword_check
import cli.texts
from cli.app import app

LIST = """\
# 热词
陈思远 | 陈丝元
重庆大学 !! reading: chong2 qing4 da4 xue2
Claude | 克劳德 ~~~ 天气 | !! replace
#[group off] 往期
户晨风
#[end]
#[group] 嘉宾
撒贝宁
#[end]
"""


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["hotwords", "check", *map(str, arguments)])


@pytest.fixture
def hot(tmp_path: Path) -> Path:
    path = tmp_path / "hot.txt"
    path.write_bytes(LIST.replace("\n", "\r\n").encode("gbk"))
    return path


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (cli.texts, cli.hotword_check):
        monkeypatch.setattr(module, "LANGUAGE", "zh")


def test_what_was_understood(hot: Path) -> None:
    result = check(hot)
    assert result.exit_code == 0
    heading, *lines = result.stdout.splitlines()
    assert heading == f"{hot} · GBK · 4 words · 1 replaced after · 往期 (off) · 嘉宾"
    assert lines[0].split() == ["2", "陈思远", "chen2", "si1", "yuan3", "←", "陈丝元"]
    assert "chong2 qing4 da4 xue2" in lines[1]
    assert lines[2].endswith("← 克劳德  not near: 天气  replace after")
    assert lines[3].endswith("[嘉宾]")
    assert "户晨风" not in result.stdout
    assert "Nothing to look at" in lines[4]


@pytest.mark.usefixtures("chinese")
def test_a_line_and_a_list_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "hot.txt"
    path.write_text("是\n重庆 !! reading: zhong4\n", encoding="utf-8")
    result = check("--brief", path)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1:] == [
        "  第 1 行，警告：“是”太短，到处都会像是听到了它",
        "  第 2 行，错误：读音“zhong4”有 1 个音节，词里有 2 个汉字",
        "  有错误的行不计入，其余各行照常有效。",
    ]
    path.write_bytes(b"\0\n")
    result = check("--brief", path)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1:] == [
        "  第 1 行，错误：这不是文本文件",
        "  这份词表无法使用。",
    ]


@pytest.mark.usefixtures("chinese")
def test_files_that_are_no_lists(tmp_path: Path, hot: Path) -> None:
    half = tmp_path / "half.txt"
    half.write_bytes("甲\n康辉".encode()[:-1])
    result = check(tmp_path / "none.txt", half, hot)
    assert result.exit_code == 1
    assert "没有这个文件" in result.stdout
    assert "第 2 行：文件在一个字符中间断开了" in result.stdout
    assert "撒贝宁" in result.stdout


def test_layers_together(tmp_path: Path, hot: Path) -> None:
    later = tmp_path / "later.txt"
    later.write_text("陈思远 !! off\n周浩然 !! off\n王晓梅\n", encoding="utf-8")
    result = check(hot, later)
    assert result.exit_code == 0
    assert "     1  陈思远  switched off" in result.stdout
    assert "line 2, note: “周浩然” is switched off here, but no list before has it" in result.stdout
    assert result.stdout.splitlines()[-1] == "Together: 4 words"


def test_json(tmp_path: Path, hot: Path) -> None:
    half = tmp_path / "half.txt"
    half.write_bytes("康辉".encode()[:-1])
    result = check("--json", hot, half)
    assert result.exit_code == 1
    good, broken = map(json.loads, result.stdout.splitlines())
    assert good["usable"] is True
    assert good["encoding"] == "GBK"
    assert len(good["version"]) == 12
    assert good["entries"][2] == {
        "line": 4,
        "word": "Claude",
        "aliases": ["克劳德"],
        "blocks": ["天气"],
        "replace": True,
        "off": False,
        "group": "",
        "readings": ["K-L-AO-D"],
    }
    assert good["findings"] == []
    assert broken["usable"] is False
    assert "middle of a character" in broken["error"]


def test_a_line_that_cannot_be_read_is_an_error_and_the_others_count(tmp_path: Path) -> None:
    path = tmp_path / "typed.txt"
    path.write_text("康辉\n| 别名\n撒贝宁\n", encoding="utf-8")
    result = check("--brief", path)
    assert result.exit_code == 1
    assert "line 2, error: the word before the first" in result.stdout
    assert "Lines with an error are left out; all others count." in result.stdout
    told = json.loads(check("--json", path).stdout)
    assert told["usable"] is True
    assert [each["word"] for each in told["entries"]] == ["康辉", "撒贝宁"]


def test_the_other_name_of_the_command(hot: Path) -> None:
    result = CliRunner().invoke(app, ["hotwords", "lint", "--brief", str(hot)])
    assert result.stdout == check("--brief", hot).stdout != ""


def test_other_scripts_are_shown_in_letters_and_one_word_is_one(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    for word, shown in (("さくら", "さ く ら"), ("Дубна", "д у б н а"), ("㐂三", "㐂 san1")):
        path.write_text(word, encoding="utf-8")
        heading, line, *_ = check(path).stdout.splitlines()
        assert heading.endswith(" · 1 word")
        assert line.split(maxsplit=2)[2] == shown


def test_lint_is_another_name_that_the_help_shows(hot: Path) -> None:
    runner = CliRunner()
    assert "lint" in runner.invoke(app, ["hotwords", "--help"]).stdout
    assert runner.invoke(app, ["hotwords", "lint", str(hot)]).stdout == check(hot).stdout
