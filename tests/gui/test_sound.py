"""Playing a cue, with and without Qt's multimedia; no loudspeaker is needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtWidgets import QApplication

from gui.sound import CueSound


class FakeDevice:
    is_there = True

    def isNull(self) -> bool:  # noqa: N802
        return not self.is_there


class FakeDevices:
    @staticmethod
    def defaultAudioOutput() -> FakeDevice:  # noqa: N802
        return FakeDevice()


class FakePlayer(QObject):
    """Loads when it is told to and notes what it is asked for."""

    class MediaStatus(Enum):
        LoadingMedia = 1
        LoadedMedia = 2

    mediaStatusChanged = Signal(object)  # noqa: N815
    positionChanged = Signal(int)  # noqa: N815
    errorOccurred = Signal(object, str)  # noqa: N815
    made: list[FakePlayer]

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.url, self.status = QUrl(), self.MediaStatus.LoadingMedia
        self.asked: list[object] = []
        self.made.append(self)

    def load(self) -> None:
        self.status = self.MediaStatus.LoadedMedia
        self.mediaStatusChanged.emit(self.status)

    def mediaStatus(self) -> MediaStatus:  # noqa: N802
        return self.status

    def setAudioOutput(self, _output: QObject) -> None:  # noqa: N802
        pass

    def source(self) -> QUrl:
        return self.url

    def setSource(self, url: QUrl) -> None:  # noqa: N802
        self.url, self.status = url, self.MediaStatus.LoadingMedia

    def setPosition(self, position_ms: int) -> None:  # noqa: N802
        self.asked.append(position_ms)

    def play(self) -> None:
        self.asked.append("play")

    def pause(self) -> None:
        self.asked.append("pause")

    def stop(self) -> None:
        pass


@pytest.fixture
def player_kind(monkeypatch: pytest.MonkeyPatch) -> type[FakePlayer]:
    fake = ModuleType("PySide6.QtMultimedia")
    fake.QMediaPlayer = FakePlayer  # type: ignore[attr-defined]
    fake.QMediaDevices = FakeDevices  # type: ignore[attr-defined]
    fake.QAudioOutput = QObject  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", fake)
    monkeypatch.setattr(FakePlayer, "made", [], raising=False)
    monkeypatch.setattr(FakeDevice, "is_there", True)
    return FakePlayer


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def sound(qapp: QApplication, said: list[str]) -> Iterator[CueSound]:
    sound = CueSound(qapp)
    sound.failed.connect(said.append)
    yield sound
    sound.deleteLater()


def test_without_multimedia_it_says_so_and_lives(
    monkeypatch: pytest.MonkeyPatch, sound: CueSound, said: list[str]
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    sound.play(Path("a.mp3"), 0, 1000)
    sound.stop()
    assert len(said) == 1 and "PySide6-Addons" in said[0]


def test_without_a_loudspeaker_it_says_so_and_looks_again_next_time(
    monkeypatch: pytest.MonkeyPatch,
    player_kind: type[FakePlayer],
    sound: CueSound,
    said: list[str],
) -> None:
    monkeypatch.setattr(FakeDevice, "is_there", False)
    sound.play(Path("a.mp3"), 0, 1000)
    assert "loudspeaker" in said[0] and not player_kind.made
    monkeypatch.setattr(FakeDevice, "is_there", True)
    sound.play(Path("a.mp3"), 0, 1000)
    assert len(said) == 1 and len(player_kind.made) == 1


def test_it_plays_from_the_start_of_the_cue_to_its_end(
    player_kind: type[FakePlayer], sound: CueSound
) -> None:
    sound.play(Path("/films/a 1#.mp4"), 2000, 3000)
    (player,) = player_kind.made
    assert player.url.toLocalFile() == "/films/a 1#.mp4" and player.asked == []
    player.load()
    assert player.asked == [2000, "play"]
    player.positionChanged.emit(2990)
    assert "pause" not in player.asked
    player.positionChanged.emit(3010)
    assert player.asked[-1] == "pause"
    player.positionChanged.emit(3020)
    assert player.asked.count("pause") == 1


def test_another_cue_of_the_file_needs_no_loading_and_ends_the_one_before(
    player_kind: type[FakePlayer], sound: CueSound
) -> None:
    sound.play(Path("a.mp3"), 2000, 3000)
    player_kind.made[0].load()
    sound.play(Path("a.mp3"), 5000, 6000)
    player_kind.made[0].positionChanged.emit(3010)
    assert player_kind.made[0].asked == [2000, "play", 5000, "play"]
    sound.play(Path("b.mp3"), 100, 200)
    player_kind.made[0].load()
    assert player_kind.made[0].asked[-2:] == [100, "play"]


def test_a_cue_that_is_wanted_while_the_file_loads_is_the_one_that_plays(
    player_kind: type[FakePlayer], sound: CueSound
) -> None:
    sound.play(Path("a.mp3"), 2000, 3000)
    sound.play(Path("a.mp3"), 5000, 6000)
    player = player_kind.made[0]
    player.load()
    assert player.asked == [5000, "play"]


def test_a_file_that_cannot_be_played_is_tried_anew_next_time(
    player_kind: type[FakePlayer], sound: CueSound, said: list[str]
) -> None:
    sound.play(Path("a.mp3"), 2000, 3000)
    player = player_kind.made[0]
    player.errorOccurred.emit(1, "no decoder")
    assert "WAV" in said[0]
    player.load()
    assert player.asked == []
    sound.play(Path("a.mp3"), 2000, 3000)
    player.load()
    assert player.asked == [2000, "play"]
