"""Every reason that the program itself writes has a Chinese wording."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from asr_core.errors import AudioUnreadable, HotwordsUnreadable
from asr_core.reasons_zh import CHINESE, chinese_reason
from asr_core.transcript import LEAK_SENTENCES, LeakReason

ROOT = Path(__file__).resolve().parents[2]
ERRORS = {
    *("AudioUnreadable", "ReaderError", "HotwordFileError", "HotwordsUnreadable", "OptionInvalid"),
    *("RulesUnreadable", "RuleProblem", "RuleFailed"),
    *("ModelMissing", "ModelDamaged", "LibraryUnusable", "OutputUnwritable", "EngineFailed"),
    *("EngineUnstartable", "EngineCrashed"),
}
FOREIGN = {"{}: {}"}
"""What the system or a library said, after a name."""


def template(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return None


def written_reasons() -> Iterator[tuple[str, str]]:
    for package in ("asr_core", "hotwords", "export_tools/subtitles", "cli", "gui"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in ERRORS
                    and node.args
                    and (reason := template(node.args[-1])) is not None
                ):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", reason


def test_every_reason_has_a_chinese_wording() -> None:
    reasons = list(written_reasons())
    assert len(reasons) > 60
    missing = [
        (place, reason)
        for place, reason in reasons
        if reason not in CHINESE and reason not in FOREIGN
    ]
    assert missing == []


def test_every_leak_has_a_sentence_in_both_languages() -> None:
    assert set(LEAK_SENTENCES) == set(get_args(LeakReason))
    assert set(LEAK_SENTENCES.values()) <= set(CHINESE)


@pytest.mark.parametrize("english", CHINESE)
def test_a_reason_is_recognised_with_its_values(english: str) -> None:
    values = [f"<{number}>" for number in range(english.count("{}"))]
    chinese = CHINESE[english]
    assert chinese.count("{}") == len(values)
    assert chinese_reason(english.format(*values)) == chinese.format(*values)


def test_what_is_not_ours_stays_as_it_is() -> None:
    assert chinese_reason("Unknown codec: xyz") == "Unknown codec: xyz"


def test_a_whole_sentence_is_chinese() -> None:
    assert AudioUnreadable("a.mp3", "the file is empty").message("zh").endswith("文件是空的。")
    told = HotwordsUnreadable("hot.txt", "line 7: this is not a text file").message("zh")
    assert "第 7 行：这不是文本文件" in told
