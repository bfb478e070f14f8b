from __future__ import annotations

import pytest

from asr_core.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("今天天气很好。", "zh"),
        ("我在用 HotScribe 写字幕，很好用", "zh"),
        ("Let's go to the park.", "en"),
        ("これは何ですか", "ja"),
        ("안녕하세요", "ko"),
        ("2026, 100%!", ""),
        ("", ""),
    ],
)
def test_the_script_tells_the_language(text: str, language: str) -> None:
    assert language_of(text) == language
