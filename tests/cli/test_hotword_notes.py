"""What a person is told about hotwords, leaks and replacements, in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from asr_core.transcript import (
    LEAK_SENTENCES,
    HotwordNote,
    HotwordUse,
    LeakReason,
    Replacement,
    Segment,
)
from asr_core.transcription import Noticed, SegmentFinished
from cli import reporter as module
from cli.reporter import Reporter
from cli.texts import tr_reason

SEGMENT = Segment(
    *(1.0, 4.0, "督工去麦当劳", "zh"),
    hotwords=(
        HotwordUse("督工", "都工", 0.83, True, True, (0, 2), "model"),
        HotwordUse("读工", "都工", 0.81, True, False, (0, 2)),
        HotwordUse("肯德基", "啃得鸡", 0.8, False, False, (4, 7)),
    ),
    replacements=(Replacement(3, 6, "买当劳", ("麦当劳",), ()),),
)
NOTE = HotwordNote(("list-echo", "loop"), ("督工",), "without-list", "督工，读工")


def told(
    capsys: pytest.CaptureFixture[str], segment: Segment, *, verbose: bool = False
) -> tuple[str, str]:
    reporter = Reporter(quiet_stdout=False, verbose=verbose)
    reporter.show(SegmentFinished(segment))
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("cli.texts.LANGUAGE", request.param)
    monkeypatch.setattr(module, "LANGUAGE", request.param)
    return str(request.param)


def test_hotwords_and_replacements_are_told(
    capsys: pytest.CaptureFixture[str], language: str
) -> None:
    out, err = told(capsys, SEGMENT)
    assert "督工去麦当劳" in out
    assert "督工 ← 都工" in err
    assert "读工 ← 都工" in err
    assert "肯德基" not in err
    assert "买当劳" in err
    assert ("replaced" in err) == (language == "en")
    assert "肯德基" in told(capsys, SEGMENT, verbose=True)[1]


def test_a_word_that_a_second_look_wrote_is_told_as_such(
    capsys: pytest.CaptureFixture[str], language: str
) -> None:
    use = replace(SEGMENT.hotwords[0], by="second-look")
    _, err = told(capsys, replace(SEGMENT, hotwords=(use,)))
    assert "督工 ← 都工" in err
    assert ("复核" if language == "zh" else "second look") in err


def test_a_leak_is_told(capsys: pytest.CaptureFixture[str], language: str) -> None:
    segment = replace(SEGMENT, hotword_note=NOTE)
    _, err = told(capsys, segment)
    assert ("疑似串词" if language == "zh" else "Heard again without") in err
    assert NOTE.other not in err
    assert NOTE.other in told(capsys, segment, verbose=True)[1]


def test_a_suspicion_that_came_to_nothing_is_told_only_when_asked(
    capsys: pytest.CaptureFixture[str], language: str
) -> None:
    segment = replace(SEGMENT, hotword_note=replace(NOTE, kept="with-list"))
    assert told(capsys, segment) == told(capsys, SEGMENT)
    assert ("串词" if language == "zh" else "leak") in told(capsys, segment, verbose=True)[1]


def test_every_reason_has_words(language: str) -> None:
    sentences = {tr_reason(LEAK_SENTENCES[reason]) for reason in get_args(LeakReason)}
    assert len(sentences) == len(get_args(LeakReason))
    assert all(sentence.isascii() == (language == "en") for sentence in sentences)


def test_a_refused_rule_is_told(capsys: pytest.CaptureFixture[str], language: str) -> None:
    notice = Noticed("rule-refused", "line 3: there is no pattern before the “ = ”")
    Reporter(quiet_stdout=False, verbose=False).show(notice)
    assert ("第 3 行" if language == "zh" else "line 3") in capsys.readouterr().err


def test_a_segment_that_rules_emptied_prints_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = told(capsys, Segment(0, 1, "", "", replacements=(Replacement(0, 0, "嗯"),)))
    assert out == ""
    assert "嗯" in err
