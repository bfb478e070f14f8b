"""The examples of docs/hotwords.md and its Chinese version mean what the text says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hotwords import Hotword, HotwordList
from hotwords.hotword_file import MOST_BYTES, MOST_FORMS
from hotwords.hotword_line import LONGEST_WORD, MOST_READINGS
from hotwords.watcher import DEBOUNCE_S, POLL_S

DOCS = Path(__file__).resolve().parents[2] / "docs"


def examples(name: str) -> list[HotwordList]:
    """Every block of the page that is a list."""
    text = (DOCS / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [HotwordList.parse(block) for block in blocks if not block.startswith(("python ", "$ "))]


@pytest.mark.parametrize("name", ["hotwords.md", "hotwords.zh-CN.md"])
def test_examples(name: str) -> None:
    plain, aliases, blocks, options, readings, groups = examples(name)
    assert plain == HotwordList.of(["陈思远", "Kubernetes", "iPhone 17 Pro"])
    assert aliases.entries[0] == Hotword("Claude", ("Cloud", "克劳德"))
    assert len(blocks.entries[0].blocks) == 2
    assert [entry.replace for entry in options.entries] == [False, True, True]
    assert [entry.readings for entry in readings.entries] == [
        ("zeng1 xian4 chen1",),
        ("shan4 tian2 fang1",),
        ("chong2 li2", "zhong4 li2"),
        ("chang2 an1",),
    ]
    assert [entry.word for entry in groups.entries] == ["户晨风", "撒贝宁"]


def test_limits() -> None:
    assert MOST_BYTES == 16 * 2**20
    assert MOST_FORMS == 500_000
    assert LONGEST_WORD == 200
    assert MOST_READINGS == 8
    assert DEBOUNCE_S == 0.25
    assert POLL_S == 1.0
