"""`main.py hotwords recall` and `explain`: what they print and return."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli.hotword_recall
import cli.texts
from cli.app import app

LIST = "康辉\n林静怡 | 静怡老师\n撒贝宁\n重庆大学 !! reading: chong2 qing4 da4 xue2\n"


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["hotwords", *map(str, arguments)])


@pytest.fixture
def hot(tmp_path: Path) -> Path:
    path = tmp_path / "hot.txt"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (cli.texts, cli.hotword_recall):
        monkeypatch.setattr(module, "LANGUAGE", "zh")


def test_words_with_what_was_heard_and_what_differs(hot: Path) -> None:
    result = call("recall", "--hotwords", hot, "康灰和撒被宁")
    assert result.exit_code == 0
    first, second = sorted(result.stdout.splitlines(), key=lambda line: "撒" in line)
    assert first.split()[1:] == ["康辉", "←", "康灰", "[0–2]"]
    assert (
        second.split()[1:] == ["撒贝宁", "←", "撒被宁", "[3–6]", "tone", "4→5"] or "[3–6]" in second
    )
    assert all(0.5 <= float(line.split()[0]) < 1 for line in (first, second))


def test_limit_threshold_and_several_lists(hot: Path, tmp_path: Path) -> None:
    other = tmp_path / "show.txt"
    other.write_text("抗惠\n", encoding="utf-8")
    lists = ("--hotwords", hot, "--hotwords", other)
    both = call("recall", *lists, "康灰").stdout
    assert "康辉" in both and "抗惠" in both
    assert len(call("recall", *lists, "--limit", "1", "康灰").stdout.splitlines()) == 1
    nothing = call("recall", *lists, "--threshold", "1", "康灰")
    assert (nothing.exit_code, nothing.stdout) == (0, "Nothing of 5 words sounds present.\n")
    assert call("recall", *lists, "--threshold", "2", "康灰").exit_code == 2
    assert call("recall", *lists, "--limit", "0", "康灰").exit_code == 2
    assert call("recall", "康灰").exit_code == 2


def test_json(hot: Path) -> None:
    text = "谢谢林静怡 [red]"
    result = call("recall", "--json", "--hotwords", hot, text)
    told = json.loads(result.stdout)
    assert told["text"] == text
    [hit] = told["hits"]
    assert hit == {
        "word": "林静怡",
        "score": 1.0,
        "heard": "林静怡",
        "start": 2,
        "end": 5,
        "differences": [],
    }


def test_a_list_that_cannot_be_read(hot: Path) -> None:
    for command in (["recall", "康灰"], ["explain", "康辉", "康灰"]):
        result = call(*command, "--hotwords", hot.with_name("none.txt"))
        assert result.exit_code == 1
        assert result.stdout == ""
        assert "none.txt" in result.stderr


def test_a_line_that_cannot_be_read_is_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "typed.txt"
    path.write_text("| x\n康辉\n", encoding="utf-8")
    result = call("recall", "康灰", "--hotwords", path)
    assert (result.exit_code, "康辉" in result.stdout) == (0, True)
    assert "Left out of the hotwords: “typed.txt”, line 1: the word before" in result.stderr


def test_an_explanation() -> None:
    result = call("explain", "康辉", "说刚灰来了")
    assert result.exit_code == 0
    head, verdict, _, *rows = result.stdout.splitlines()
    assert head.split()[1:5] == ["康辉", "←", "刚灰", "[1–3]"]
    assert "the threshold of 0.5" in verdict
    assert rows[0].split() == ["k", "g", "刚", "k→g"]
    assert len(rows) == 6


def test_an_explanation_uses_the_readings_of_the_lists(hot: Path) -> None:
    alone, listed = (
        call("explain", "林静怡", "静怡老师好", *lists).stdout.splitlines()
        for lists in ((), ("--hotwords", hot))
    )
    assert "stands there as an alias" in listed[1]
    assert alone[1] != listed[1]


def test_an_explanation_says_that_a_word_stands_there_only_where_it_does() -> None:
    stands = "stands there as the list spells it"
    assert stands in call("explain", "C++", "I write C++ code").stdout
    assert stands not in call("explain", "C++", "vitamin c").stdout
    assert stands not in call("explain", "C++", "c plus plus").stdout
    assert "with other capitals" in call("explain", "Wi-Fi 7", "the wifi 7 router").stdout


def test_what_comes_nearest_is_shown_where_a_word_is_not_offered() -> None:
    first, second, *table = call("explain", "C++", "vitamin c").stdout.splitlines()
    assert first == "Nothing in the text sounds like “C++”."
    assert "not offered" in second
    assert table[1].split() == ["S", "S", "c"]


def test_letters_of_other_scripts_are_shown_as_they_are() -> None:
    *_, row = call("explain", "さくら", "サクラ").stdout.splitlines()
    assert row.split() == ["ら", "ら", "ラ"]


def test_a_word_that_nobody_said() -> None:
    result = call("explain", "康辉", "谢谢")
    assert result.exit_code == 0
    assert result.stdout == "Nothing in the text sounds like “康辉”.\n"


@pytest.mark.usefixtures("chinese")
def test_chinese(hot: Path) -> None:
    shown = call("explain", "撒贝宁", "撒背宁", "--hotwords", hot).stdout
    assert "达到门槛 0.5" in shown
    assert "声调" in call("recall", "--hotwords", hot, "撒北宁").stdout
    assert "个词中没有" in call("recall", "--hotwords", hot, "天气").stdout
