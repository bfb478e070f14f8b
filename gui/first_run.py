"""What stands in the middle while there is no text yet: drop here, try a sample, is all well?"""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QSize, QStandardPaths, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from asr_core.locations import RESOURCES
from gui.icons import icon
from gui.job_runner import EngineStatus
from gui.job_words import short_device
from gui.models_note import is_demo
from gui.queue_panel import dropped_paths
from gui.texts import language, tr
from gui.theme import GAP, GAP_LARGE, GAP_SMALL, Theme, set_role

SAMPLE_HOTWORDS = RESOURCES / "samples" / "hot.txt"
_SAMPLES = {"zh": "dialogue_zh.flac", "en": "dialogue_en.mp3"}
_CORNER_PX = 14.0
_DROP_ICON_PX = 48
_CHECKS_PX = 320


class StartCard(QWidget):
    """The first thing that a person sees; the whole of it takes dropped files."""

    choose_files = Signal()
    try_sample = Signal()
    models_wanted = Signal()
    dropped = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start")
        self.setAcceptDrops(True)
        self._is_hovered = False
        self._engine: EngineStatus | None = None

        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = _centred(self, "title")
        self._kinds = _centred(self, "muted")
        self._choose = QPushButton(self)
        self._choose.setObjectName("start.choose")
        self._choose.setProperty("role", "primary")
        self._choose.setIcon(icon("add", "on_accent"))
        self._choose.clicked.connect(self.choose_files)
        self._sample = QPushButton(self)
        self._sample.setObjectName("start.sample")
        self._sample.setIcon(icon("sample"))
        self._sample.clicked.connect(self.try_sample)
        self._engine_line = _Line(self, "start.engine")
        self._model_line = _Line(self, "start.model")
        self._local_line = _Line(self, "start.local")
        self._models = QPushButton(self)
        self._models.setObjectName("start.models")
        self._models.setProperty("role", "quiet")
        self._models.setIcon(icon("down"))
        self._models.clicked.connect(self.models_wanted)
        self._lay_out()
        self.keyboard_home = self._choose

        language.changed.connect(self.retranslate)
        Theme.current().theme_changed.connect(self._draw_picture)
        self._draw_picture()
        self.retranslate()

    def show_engine(self, status: EngineStatus) -> None:
        """Say how the engine is, on what it runs and with which model."""
        self._engine = status
        self.retranslate()

    def retranslate(self) -> None:
        """Write all words again."""
        self._title.setText(tr("Drop audio, video or a folder"))
        self._kinds.setText(tr("MP4, MKV, MOV, MP3, WAV, M4A, FLAC and many more"))
        self._choose.setText(tr("Choose files"))
        self._sample.setText(tr("Try a sample"))
        self._sample.setToolTip(
            tr("One minute of speech with many names, copied to HotScribe in your documents")
        )
        self._models.setText(tr("Get a model for real recordings…"))
        self._local_line.say("local", "ok", tr("Nothing leaves this computer"))
        for button in (self._choose, self._sample, self._models):
            button.setAccessibleName(button.text())
        self._say_engine()

    def _say_engine(self) -> None:
        status = self._engine
        if status is None or status.state in ("starting", "restarting"):
            self._engine_line.say("clock", "muted", tr("The engine is starting…"))
        elif status.state == "failed":
            self._engine_line.say("error", "danger", status.sentence)
        else:
            ready = tr("Engine ready")
            words = f"{ready} · {short_device(status.device)}" if status.device else ready
            self._engine_line.say("check", "ok", words)
            self._engine_line.setToolTip(status.device)
        model = "" if status is None else status.model
        is_real = status is not None and status.state == "ready" and not is_demo(model)
        if is_real:
            self._model_line.say("check", "ok", tr("Model: {name}", name=model))
        else:
            words = tr("Demo model: for trying, not for real recordings")
            self._model_line.say("info", "muted", words)
        self._models.setVisible(not is_real)
        # Which model there is, or whether any, is not known then.
        self._model_line.setVisible(status is None or status.state != "failed")

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addStretch()
        buttons.addWidget(self._choose)
        buttons.addWidget(self._sample)
        buttons.addStretch()
        block = QWidget(self)
        block.setFixedWidth(_CHECKS_PX)
        checks = QVBoxLayout(block)
        checks.setContentsMargins(0, 0, 0, 0)
        checks.setSpacing(GAP_SMALL)
        for line in (self._engine_line, self._model_line, self._local_line):
            checks.addWidget(line)
        checks.addWidget(self._models, alignment=Qt.AlignmentFlag.AlignLeft)
        # Not by alignment: that takes no notice of how tall a sentence gets when it wraps.
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(block)
        middle.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_LARGE * 2, GAP_LARGE * 2, GAP_LARGE * 2, GAP_LARGE * 2)
        column.setSpacing(GAP)
        column.addStretch(2)
        column.addWidget(self._picture)
        column.addWidget(self._title)
        column.addWidget(self._kinds)
        column.addSpacing(GAP)
        column.addLayout(buttons)
        column.addSpacing(GAP_LARGE)
        column.addLayout(middle)
        column.addStretch(3)

    def _draw_picture(self) -> None:
        size = QSize(_DROP_ICON_PX, _DROP_ICON_PX)
        self._picture.setPixmap(icon("drop", "accent").pixmap(size, self.devicePixelRatio()))
        self.update()

    # --- dropping files -------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if dropped_paths(event):
            event.acceptProposedAction()
            self._hover(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        self._hover(False)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        self._hover(False)
        paths = dropped_paths(event)
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour("accent" if self._is_hovered else "line_strong"), 2)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(theme.colour("accent_soft" if self._is_hovered else "panel"))
        frame = self.rect().adjusted(GAP, GAP, -GAP, -GAP)
        painter.drawRoundedRect(frame, _CORNER_PX, _CORNER_PX)
        painter.end()

    def _hover(self, hovered: bool) -> None:
        self._is_hovered = hovered
        self.update()


class _Line(QWidget):
    """A mark and a sentence."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self._mark = QLabel(self)
        self._words = QLabel(self)
        self._words.setObjectName(name)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self._drawing = ("info", "muted")
        Theme.current().theme_changed.connect(self._draw)

    def say(self, drawing: str, role: str, words: str) -> None:
        """Show `words` behind the icon `drawing`; `role` gives both their colour."""
        self._drawing = (drawing, role)
        self._draw()
        self._words.setText(words)
        set_role(self._words, role if role == "danger" else "")

    def _draw(self) -> None:
        self._mark.setPixmap(icon(*self._drawing).pixmap(QSize(16, 16), self.devicePixelRatio()))


def copy_sample(folder: Path | None = None) -> Path:
    """Put the sample in the window's language where its subtitles may be written, and say where.

    `folder` None is HotScribe in the user's documents. Raises OSError if it cannot be put there.
    """
    if folder is None:
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(documents)) / "HotScribe"
    source = RESOURCES / "samples" / _SAMPLES[language.name]
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / source.name
    if not target.exists():
        # The folder of the program may be read-only, and is no place for results.
        shutil.copyfile(source, target)
    return target


def sample_hotwords() -> str:
    """The lines of the list that belongs to the samples, under a comment that says so.

    Raises OSError if it cannot be read.
    """
    return f"# {tr('Names for the sample')}\n" + SAMPLE_HOTWORDS.read_text(encoding="utf-8")


def _centred(parent: QWidget, role: str) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", role)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    return label
