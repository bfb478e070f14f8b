"""The documents name every field and reason of the record of hotwords."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from asr_core.transcript import HotwordNote, HotwordUse, KeptHearing, LeakReason, WrittenBy

DOCS = Path(__file__).resolve().parents[2] / "docs"


def section(page: str, heading: str) -> str:
    text = (DOCS / page).read_text(encoding="utf-8")
    return text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize(
    ("page", "heading"),
    [
        ("hotwords.md", "What the JSON says about hotwords"),
        ("hotwords.zh-CN.md", "JSON 里的热词信息"),
    ],
)
def test_the_fields_of_the_record(page: str, heading: str) -> None:
    told = section(page, heading)
    rows = re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE)
    names = ["hotwords", "hotwords_version", "hotword_note", "replacements"]
    names += [field.name for kind in (HotwordUse, HotwordNote) for field in fields(kind)]
    assert sorted(rows) == sorted(names)
    for value in (*get_args(WrittenBy), *get_args(KeptHearing)):
        assert f'"{value}"' in told
    assert all(f"`{reason}`" in told for reason in get_args(LeakReason))


@pytest.mark.parametrize(
    ("page", "heading"),
    [
        ("hotwords-in-the-prompt.md", "Leak guard"),
        ("hotwords-in-the-prompt.zh-CN.md", "防串词"),
    ],
)
def test_every_reason_of_the_leak_guard(page: str, heading: str) -> None:
    rows = re.findall(r"^\| `([\w-]+)` \|", section(page, heading), re.MULTILINE)
    assert sorted(rows) == sorted(get_args(LeakReason))
