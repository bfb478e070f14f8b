"""Formats and files: what is written reads back, and a failed write changes nothing."""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import srt
from hypothesis import given, settings
from hypothesis import strategies as st

from asr_core.errors import OutputUnwritable
from asr_core.transcript import Segment, Transcript, Word
from export_tools.subtitles import (
    FORMATS,
    Cue,
    CueRules,
    SubtitleDocument,
    write_subtitles,
)
from export_tools.subtitles.formats import compose_srt, txt_text


def spoken(text: str, start: float, end: float) -> Segment:
    return Segment(start, end, text, "zh")


TALK = Transcript(
    "talk.mp3",
    "zh",
    30.0,
    (
        spoken("今天天气很好。", 1.0, 3.0),
        spoken("我们去公园吧！", 3.5, 5.5),
        spoken("好。", 9.0, 9.4),
    ),
)
CUE_TEXTS = st.lists(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool),
    min_size=1,
    max_size=2,
).map("\n".join)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_srt_has_whole_milliseconds_and_numbers() -> None:
    assert FORMATS["srt"](TALK, CueRules()) == (
        "1\n00:00:01,000 --> 00:00:03,500\n今天天气很好\n\n"
        "2\n00:00:03,500 --> 00:00:05,700\n我们去公园吧！\n\n"
        "3\n00:00:09,000 --> 00:00:09,800\n好\n\n"
    )


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**7), CUE_TEXTS), max_size=8))
def test_srt_reads_back_as_it_was(rows: list[tuple[int, int, str]]) -> None:
    cues, at_ms = [], 0
    for length_ms, gap_ms, text in rows:
        cues.append(Cue(at_ms + gap_ms, at_ms + gap_ms + length_ms, text))
        at_ms = cues[-1].end_ms
    back = list(srt.parse(compose_srt(SubtitleDocument(tuple(cues)))))
    millisecond = timedelta(milliseconds=1)
    assert [(s.index, s.start // millisecond, s.end // millisecond, s.content) for s in back] == [
        (k, cue.start_ms, cue.end_ms, cue.text) for k, cue in enumerate(cues, 1)
    ]


def test_txt_has_paragraphs_at_pauses() -> None:
    assert txt_text(TALK, CueRules()) == "今天天气很好。我们去公园吧！\n\n好。\n"
    assert txt_text(Transcript("a", "", 0.0), CueRules()) == ""
    english = (spoken("Good morning.", 0, 1), spoken("Sit down.", 1.2, 2))
    assert txt_text(Transcript("a", "", 5, english), CueRules()) == "Good morning. Sit down.\n"


def test_txt_breaks_a_long_paragraph_after_a_sentence() -> None:
    segments = tuple(spoken("今天天气真的很好很好。", 2.0 * k, 2.0 * k + 2) for k in range(50))
    paragraphs = txt_text(Transcript("a", "", 100, segments), CueRules()).strip().split("\n\n")
    assert len(paragraphs) > 1
    assert all(paragraph.endswith("。") for paragraph in paragraphs)
    assert all(len(paragraph) < 230 for paragraph in paragraphs)


def test_json_is_the_transcript() -> None:
    assert Transcript.from_json(FORMATS["json"](TALK, CueRules())) == TALK


def test_an_existing_output_becomes_a_numbered_copy(tmp_path: Path) -> None:
    path = tmp_path / "会议 🎤 it's.srt"
    assert write_subtitles(TALK, path) is None
    first = path.read_bytes()
    path.write_text("mine", encoding="utf-8")
    copy = write_subtitles(TALK, path)
    assert copy == tmp_path / "会议 🎤 it's.1.srt"
    assert copy.read_text(encoding="utf-8") == "mine"
    assert path.read_bytes() == first
    path.write_text("again", encoding="utf-8")
    assert write_subtitles(TALK, path) == tmp_path / "会议 🎤 it's.2.srt"
    assert copy.read_text(encoding="utf-8") == "mine"
    assert len(files(tmp_path)) == 3


def test_overwrite_keeps_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("old", encoding="utf-8")
    assert write_subtitles(TALK, path, overwrite=True) is None
    assert files(tmp_path) == ["talk.txt"]
    assert path.read_bytes().decode() == txt_text(TALK, CueRules())


def test_missing_folders_are_made_and_endings_know_no_case(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "talk.SRT"
    write_subtitles(TALK, path)
    assert path.read_text(encoding="utf-8").startswith("1\n")


def test_an_unknown_ending_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"talk\.doc"):
        write_subtitles(TALK, tmp_path / "talk.doc")
    assert files(tmp_path) == []


def test_the_longest_name_that_a_file_may_have(tmp_path: Path) -> None:
    path = tmp_path / ("我" * 83 + "ab.srt")
    write_subtitles(TALK, path)
    assert files(tmp_path) == [path.name]


def fail_with(number: int) -> Any:
    def fail(*_: object, **__: object) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.replace"])
def test_a_full_disk_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "talk.srt"
    path.write_text("old", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(call, fail_with(errno.ENOSPC))
        with pytest.raises(OutputUnwritable, match="No space left"):
            write_subtitles(TALK, path)
    assert files(tmp_path) == ["talk.srt"]
    assert path.read_text(encoding="utf-8") == "old"


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(OutputUnwritable):
        write_subtitles(TALK, tmp_path / "file" / "talk.srt")
    (tmp_path / "talk.srt").mkdir()
    with pytest.raises(OutputUnwritable, match="folder"):
        write_subtitles(TALK, tmp_path / "talk.srt")
    assert files(tmp_path) == ["file", "talk.srt"]


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Forced, since root may write anywhere.
    monkeypatch.setattr("pathlib.Path.open", fail_with(errno.EACCES))
    with pytest.raises(OutputUnwritable, match="Permission denied"):
        write_subtitles(TALK, tmp_path / "talk.srt")
    assert files(tmp_path) == []


def test_without_hard_links_the_old_file_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pathlib.Path.hardlink_to", fail_with(errno.EPERM))
    path = tmp_path / "talk.srt"
    for text in ("one", "two"):
        path.write_text(text, encoding="utf-8")
        write_subtitles(TALK, path)
    assert files(tmp_path) == ["talk.1.srt", "talk.2.srt", "talk.srt"]
    assert (tmp_path / "talk.1.srt").read_text(encoding="utf-8") == "one"
    assert (tmp_path / "talk.2.srt").read_text(encoding="utf-8") == "two"


def test_a_copy_cut_short_by_a_full_disk_goes_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pathlib.Path.hardlink_to", fail_with(errno.EPERM))
    monkeypatch.setattr("shutil.copyfileobj", fail_with(errno.ENOSPC))
    path = tmp_path / "talk.srt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OutputUnwritable, match="No space left"):
        write_subtitles(TALK, path)
    assert files(tmp_path) == ["talk.srt"]
    assert path.read_text(encoding="utf-8") == "old"


def test_a_copy_that_cannot_be_made_stops_the_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pathlib.Path.hardlink_to", fail_with(errno.EIO))
    path = tmp_path / "talk.srt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OutputUnwritable):
        write_subtitles(TALK, path)
    assert files(tmp_path) == ["talk.srt"]
    assert path.read_text(encoding="utf-8") == "old"


def test_text_that_utf8_cannot_carry_is_still_written(tmp_path: Path) -> None:
    words = (Word("a\udcffb", 0.0, 1.0, 1.0),)
    transcript = Transcript("x\udcff.mp3", "", 2.0, (Segment(0, 1, "a\udcffb", "", words),))
    for name in FORMATS:
        write_subtitles(transcript, tmp_path / f"talk.{name}")
    assert "ab" in (tmp_path / "talk.srt").read_text(encoding="utf-8")
