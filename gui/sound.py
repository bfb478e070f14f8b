"""Plays a part of a media file, where Qt's multimedia is installed; else it says so and lives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal

from gui.texts import tr

if TYPE_CHECKING:
    from PySide6.QtMultimedia import (  # type: ignore[import-not-found, unused-ignore]
        QMediaPlayer,
    )


class CueSound(QObject):
    """One player for the whole window; a new part ends the one before.

    `failed` carries a sentence for people.
    """

    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player: QMediaPlayer | None = None
        self._path: Path | None = None
        self._start_ms = self._end_ms = 0
        self._is_wanted = self._is_loading = False

    def play(self, path: Path, start_ms: int, end_ms: int) -> None:
        """Play a file from one time to another."""
        player = self._made()
        if player is None:
            return
        self._start_ms, self._end_ms, self._is_wanted = start_ms, end_ms, True
        if path != self._path:
            self._path, self._is_loading = path, True
            player.stop()
            player.setSource(QUrl.fromLocalFile(str(path)))
        elif not self._is_loading:
            self._begin()

    def keep_to(self, path: Path | None) -> None:
        """Play on only if that is a part of this file."""
        if path is None or path != self._path:
            self.stop()

    def stop(self) -> None:
        """Be silent."""
        self._is_wanted = False
        if self._player is not None:
            self._player.pause()

    def _made(self) -> QMediaPlayer | None:
        """The player, made when it is first needed: it takes long to load."""
        if self._player is not None:
            return self._player
        try:
            from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer
        except ImportError:
            self.failed.emit(
                tr(
                    "Sound cannot be played: Qt Multimedia is missing here. Everything else works; "
                    "to hear cues, install the package PySide6-Addons and start again."
                )
            )
            return None
        if QMediaDevices.defaultAudioOutput().isNull():
            self.failed.emit(
                tr("Sound cannot be played: no loudspeaker or headphones were found. Connect some.")
            )
            return None
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(QAudioOutput(self._player))
        self._player.mediaStatusChanged.connect(self._follow_loading)
        self._player.positionChanged.connect(self._end_in_time)
        self._player.errorOccurred.connect(self._fail)
        return self._player

    def _follow_loading(self) -> None:
        """Begin when the file is loaded; before it cannot be sought."""
        from PySide6.QtMultimedia import QMediaPlayer

        assert self._player is not None
        is_loaded = self._player.mediaStatus() == QMediaPlayer.MediaStatus.LoadedMedia
        if self._is_loading and is_loaded:
            self._is_loading = False
            if self._is_wanted:
                self._begin()

    def _begin(self) -> None:
        assert self._player is not None
        self._player.setPosition(self._start_ms)
        self._player.play()

    def _end_in_time(self, position_ms: int) -> None:
        if self._is_wanted and position_ms >= self._end_ms:
            self.stop()

    def _fail(self) -> None:
        self._is_wanted = self._is_loading = False
        self._path = None
        self.failed.emit(
            tr(
                "This file cannot be played here; recognition and cues are not affected. "
                "A copy as WAV or MP3 may play."
            )
        )
