"""Names of results never collide, edited cues count, and a failure takes nothing with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core.transcript import Segment, Transcript
from export_tools.subtitles import FORMATS, Cue, SubtitleDocument
from export_tools.subtitles.results import (
    Recording,
    ResultRequest,
    result_targets,
    write_results,
)

NAMES = st.sampled_from(["talk.mp3", "talk.wav", "Talk.mp3", "talk.mp3.wav", "talk.mp3.2", "访谈"])
FOLDERS = st.sampled_from([Path("a"), Path("b")])
OUTPUTS = st.sampled_from([None, Path("a"), Path("out")])
TRANSCRIPT = Transcript("talk.mp3", "en", 3.0, (Segment(0.0, 2.0, "It is dry today.", "en"),))


def request(folder: Path, **changes: object) -> ResultRequest:
    values: dict[str, object] = {
        "source": folder / "talk.mp3",
        "target": folder / "talk",
        "formats": ("srt",),
        "transcript": TRANSCRIPT,
    }
    return ResultRequest(**(values | changes))  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.builds(Path.joinpath, FOLDERS, NAMES), OUTPUTS), max_size=12))
def test_no_two_recordings_share_a_name(recordings: list[tuple[Path, Path | None]]) -> None:
    targets = result_targets(recordings)
    assert len({str(target).casefold() for target in targets}) == len(set(recordings))
    for (source, folder), target in zip(recordings, targets, strict=True):
        assert target.parent == (folder or source.parent)
        assert target.name.startswith(source.stem)


@given(
    st.lists(st.tuples(st.builds(Path.joinpath, FOLDERS, NAMES), OUTPUTS), max_size=6, unique=True),
    st.lists(st.tuples(st.builds(Path.joinpath, FOLDERS, NAMES), OUTPUTS), max_size=6),
)
def test_what_is_written_keeps_its_name_whatever_joins_it(
    before: list[Recording], later: list[Recording]
) -> None:
    written = dict(zip(before, result_targets(before), strict=True))
    recordings = [*later, *before]
    targets = dict(zip(recordings, result_targets(recordings, written), strict=True))
    assert {recording: targets[recording] for recording in before} == written
    assert len({str(path).casefold() for path in targets.values()}) == len(set(recordings))


def test_a_lone_recording_gives_its_stem() -> None:
    assert result_targets([(Path("a/ep12.part1.mp4"), None)]) == [Path("a/ep12.part1")]


def test_every_format_is_written_under_its_ending(tmp_path: Path) -> None:
    outcome = write_results(request(tmp_path, formats=tuple(FORMATS)))
    assert [path.name for path in outcome.written] == [f"talk.{ending}" for ending in FORMATS]
    assert all(path.read_bytes() for path in outcome.written)
    assert not outcome.failures


def test_a_dot_in_the_name_is_no_ending(tmp_path: Path) -> None:
    outcome = write_results(request(tmp_path, target=tmp_path / "talk.part2"))
    assert outcome.written == (tmp_path / "talk.part2.srt",)


def test_edited_cues_count_before_what_was_heard(tmp_path: Path) -> None:
    cues = SubtitleDocument((Cue(0, 1000, "It is wet."),))
    (written,) = write_results(request(tmp_path, cues=cues)).written
    assert "It is wet." in written.read_text(encoding="utf-8")


def test_what_was_there_stays_as_a_copy_only_if_it_differs(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").write_text("somebody's work", encoding="utf-8")
    write_results(request(tmp_path))
    [copy] = set(tmp_path.iterdir()) - {tmp_path / "talk.srt"}
    assert copy.read_text(encoding="utf-8") == "somebody's work"
    write_results(request(tmp_path))
    (tmp_path / "talk.srt").write_text("again", encoding="utf-8")
    write_results(request(tmp_path, keep_copies=False))
    assert set(tmp_path.iterdir()) == {tmp_path / "talk.srt", copy}


def test_one_failure_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").mkdir()
    outcome = write_results(request(tmp_path, formats=("srt", "txt")))
    assert outcome.written == (tmp_path / "talk.txt",)
    assert [failure.code for failure in outcome.failures] == ["output-unwritable"]


def test_a_folder_that_is_gone_is_told_and_not_made_anew(tmp_path: Path) -> None:
    outcome = write_results(request(tmp_path / "stick"))
    assert [failure.values["reason"] for failure in outcome.failures] == [
        "its folder does not exist"
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", FORMATS)
def test_the_recording_itself_is_never_written_over(tmp_path: Path, ending: str) -> None:
    source = tmp_path / f"talk.{ending}"
    source.write_bytes(b"sound")
    outcome = write_results(request(tmp_path, source=source, formats=(ending,)))
    assert source.read_bytes() == b"sound"
    assert outcome.failures and not outcome.written
