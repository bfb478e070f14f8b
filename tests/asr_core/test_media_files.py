"""What of a folder goes into the queue, and in which order."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from asr_core.media_files import (
    MEDIA_ENDINGS,
    is_surely_no_media,
    media_in,
    natural_order,
)


def made(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_media_of_a_folder_and_below_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    made(tmp_path, "ep10.mkv", "ep9.MP4", "notes.txt", "ep9.srt", "extra/b.wav", "extra/a.m4a")
    found = [path.relative_to(tmp_path).as_posix() for path in media_in(tmp_path)]
    assert found == ["ep9.MP4", "ep10.mkv", "extra/a.m4a", "extra/b.wav"]


def test_hidden_files_and_folders_are_left_aside(tmp_path: Path) -> None:
    made(tmp_path, ".trash/a.mp3", "._b.mp3", "c.mp3")
    assert [path.name for path in media_in(tmp_path)] == ["c.mp3"]


def test_a_folder_that_links_to_itself_ends(tmp_path: Path) -> None:
    made(tmp_path, "a.mp3")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert len(list(media_in(tmp_path))) == 1


def test_a_huge_folder_is_cut(tmp_path: Path) -> None:
    made(tmp_path, *(f"{number}.ogg" for number in range(12)))
    assert [path.name for path in media_in(tmp_path, most=3)] == ["0.ogg", "1.ogg", "2.ogg"]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert list(media_in(tmp_path / "nowhere")) == []


def test_only_names_that_say_so_are_no_media() -> None:
    assert is_surely_no_media(Path("hot.TXT"))
    assert not is_surely_no_media(Path("recording"))
    assert not any(is_surely_no_media(Path(f"a.{ending}")) for ending in MEDIA_ENDINGS)


@given(st.lists(st.text(max_size=12)))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    assert sorted(sorted(names, key=natural_order)) == sorted(names)
