"""Both languages of the command line are complete and fit each other."""

from __future__ import annotations

import ast
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.texts_zh import CHINESE

ROOT = Path(__file__).resolve().parents[2]


def spoken_sentences() -> Iterator[str]:
    for path in (ROOT / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "tr"
            ):
                assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno}"
                yield str(node.args[0].value)


def fields(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_every_sentence_has_a_translation_and_none_is_left_over() -> None:
    spoken = set(spoken_sentences())
    assert spoken - set(CHINESE) == set()
    assert set(CHINESE) - spoken == set()


@pytest.mark.parametrize("english", CHINESE)
def test_a_translation_names_the_same_values(english: str) -> None:
    assert fields(english) == fields(CHINESE[english])
    assert CHINESE[english] != english


@pytest.mark.parametrize(("wanted", "word"), [("zh", "字幕"), ("en", "subtitles")])
def test_the_help_speaks_the_users_language(wanted: str, word: str) -> None:
    shown = subprocess.run(
        [sys.executable, "main.py", "--help"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={"HOTSCRIBE_LANG": wanted, "PATH": "", "COLUMNS": "200", "SYSTEMROOT": ""},
    )
    assert word in shown.stdout
