"""Writes the results of one job or of many: which formats, where, and what came of each file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from asr_core.reasons_zh import chinese_reason
from export_tools.subtitles import FORMATS
from export_tools.subtitles.results import ResultOutcome
from gui.exporter import Exporter
from gui.icons import icon
from gui.job_runner import JobRunner
from gui.texts import language, tr
from gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role

_BETWEEN_PICTURES_MS = 200


class ExportDialog(QDialog):
    """Exports the jobs `job_ids` of `runner` through `exporter`; open it with `open`.

    It stays open to tell what was written. What failed can be tried again, or in another folder;
    what has been written by then is not written a second time.
    """

    def __init__(
        self,
        runner: JobRunner,
        exporter: Exporter,
        job_ids: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export")
        self._runner = runner
        self._exporter = exporter
        self._ids = [job_id for job_id in job_ids if job_id in runner.jobs]
        self._folder: Path | None = self._common_folder()
        self._waiting: set[str] = set()
        self._written: dict[str, list[Path]] = {}
        self._failures: dict[str, list[tuple[Path, str]]] = {}
        # Drawing a list of hundreds of files after each of them would take minutes.
        self._pace = QTimer(self, singleShot=True, interval=_BETWEEN_PICTURES_MS)
        self._pace.timeout.connect(self._show)

        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._formats_title = _heading(self)
        self._formats = {name: QCheckBox(self) for name in FORMATS}
        wanted = {name for job_id in self._ids for name in runner.jobs[job_id].options.formats}
        for name, box in self._formats.items():
            box.setObjectName(f"export.format.{name}")
            box.setChecked(name in wanted)
            box.toggled.connect(self._choice_changed)
        self._place_title = _heading(self)
        self._beside = QRadioButton(self)
        self._beside.setObjectName("export.beside")
        self._beside.setChecked(self._folder is None)
        self._elsewhere = QRadioButton(self)
        self._elsewhere.setObjectName("export.elsewhere")
        self._elsewhere.setChecked(self._folder is not None)
        self._beside.toggled.connect(self._choice_changed)
        self._path = QLineEdit(str(self._folder or ""), self)
        self._path.setObjectName("export.folder")
        self._path.setReadOnly(True)
        self._choose = QPushButton(self)
        self._choose.setObjectName("export.choose")
        self._choose.setIcon(icon("folder"))
        self._choose.clicked.connect(self._choose_folder)
        self._copies = QCheckBox(self)
        self._copies.setObjectName("export.copies")
        self._copies.setChecked(True)
        self._files_title = _heading(self)
        self._files = QListWidget(self)
        self._files.setObjectName("export.files")
        self._files.setIconSize(QSize(16, 16))
        self._files.setWordWrap(True)
        self._told = QLabel(self)
        self._told.setObjectName("export.told")
        self._told.setWordWrap(True)
        self._open_folder = QPushButton(self)
        self._open_folder.setObjectName("export.open-folder")
        self._open_folder.setIcon(icon("open-folder"))
        self._open_folder.clicked.connect(self._show_folder)
        self._close = QPushButton(self)
        self._close.setObjectName("export.close")
        self._close.setAutoDefault(False)
        self._close.clicked.connect(self.reject)
        self._export = QPushButton(self)
        self._export.setObjectName("export.export")
        self._export.setProperty("role", "primary")
        self._export.setIcon(icon("export", "on_accent"))
        self._export.setDefault(True)
        self._export.clicked.connect(self.export)
        self._lay_out()

        exporter.written.connect(self._keep)
        language.changed.connect(self.retranslate)
        self.retranslate()

    def export(self) -> None:
        """Write everything that is ticked and not written yet."""
        self._failures.clear()
        targets = self._exporter.targets(self._place())
        for job_id in self._ids:
            if job_id not in self._runner.jobs:
                continue
            if formats := self._left(job_id):
                self._waiting.add(job_id)
                self._exporter.write(
                    job_id,
                    formats,
                    self._place(),
                    keep_copies=self._copies.isChecked(),
                    target=targets[job_id],
                )
        self._show()

    def retranslate(self) -> None:
        """Write all words again."""
        names = [self._runner.jobs[i].path.name for i in self._ids if i in self._runner.jobs]
        one = len(names) == 1
        self.setWindowTitle(tr("Export"))
        self._title.setText(
            tr("Export {name}", name=names[0])
            if one
            else tr("Export {count} files", count=len(names))
        )
        self._formats_title.setText(tr("Formats"))
        for name, box in self._formats.items():
            box.setText(_format_words(name))
        self._place_title.setText(tr("Where"))
        self._beside.setText(tr("Beside each recording"))
        self._elsewhere.setText(tr("In this folder"))
        self._path.setPlaceholderText(tr("No folder chosen yet"))
        self._path.setAccessibleName(tr("Folder for the results"))
        self._choose.setText(tr("Choose…"))
        self._copies.setText(tr("Keep files that are there already as numbered copies"))
        self._files_title.setText(tr("Files"))
        self._files.setAccessibleName(tr("Files"))
        self._open_folder.setText(tr("Open folder"))
        self._export.setText(tr("Export"))
        self._show()

    def done(self, result: int) -> None:
        """Close; what is being written goes on, and stands in the job's row."""
        self._pace.stop()
        self._exporter.written.disconnect(self._keep)
        language.changed.disconnect(self.retranslate)
        super().done(result)

    # --- what is chosen -------------------------------------------------------------------------

    def _place(self) -> Path | None:
        return self._folder if self._elsewhere.isChecked() else None

    def _left(self, job_id: str) -> list[str]:
        """The formats of a job that are ticked and not written yet."""
        done = {path.suffix[1:] for path in self._written.get(job_id, [])}
        return [n for n, box in self._formats.items() if box.isChecked() and n not in done]

    def _common_folder(self) -> Path | None:
        """The output folder that the jobs were given, if they all have the same."""
        folders = {self._runner.jobs[job_id].options.output_folder for job_id in self._ids}
        return folders.pop() if len(folders) == 1 else None

    def _choose_folder(self) -> None:
        start = str(self._folder or Path.home())
        chosen = QFileDialog.getExistingDirectory(self, tr("Folder for the results"), start)
        if chosen:
            self.use_folder(Path(chosen))

    def use_folder(self, folder: Path) -> None:
        """Write into `folder`, whatever the jobs say."""
        self._folder = folder
        self._path.setText(str(folder))
        self._elsewhere.setChecked(True)
        self._choice_changed()

    def _choice_changed(self) -> None:
        self._written.clear()
        self._failures.clear()
        self._show()

    def _show_folder(self) -> None:
        written = [path for paths in self._written.values() for path in paths]
        if written:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(written[-1].parent)))

    # --- what came of it ------------------------------------------------------------------------

    def _keep(self, job_id: str, outcome: ResultOutcome) -> None:
        if job_id not in self._waiting:
            return
        self._waiting.discard(job_id)
        self._written.setdefault(job_id, []).extend(outcome.written)
        self._failures[job_id] = [
            (Path(failure.values["path"]), failure.values["reason"]) for failure in outcome.failures
        ]
        if not self._waiting:
            self._show()
        elif not self._pace.isActive():
            self._pace.start()

    def _show(self) -> None:
        self._pace.stop()
        self._files.clear()
        targets = self._exporter.targets(self._place())
        for job_id in self._ids:
            if job_id in targets:
                self._list_files(job_id, targets[job_id])
        failed = sum(map(len, self._failures.values()))
        written = sum(map(len, self._written.values()))
        self._tell(written, failed)
        left = any(self._left(job_id) for job_id in self._ids)
        has_place = self._beside.isChecked() or self._folder is not None
        self._export.setEnabled(left and has_place and not self._waiting)
        self._export.setText(tr("Try again") if failed else tr("Export"))
        self._open_folder.setVisible(bool(written))
        self._close.setText(tr("Close") if written else tr("Cancel"))
        self._copies.setEnabled(not self._waiting)

    def _list_files(self, job_id: str, target: Path) -> None:
        written = self._written.get(job_id, [])
        failures = dict(self._failures.get(job_id, []))
        for path in written:
            self._row(path, "check", "ok", tr("written"))
        for name in self._left(job_id):
            path = target.with_name(f"{target.name}.{name}")
            if path in failures:
                reason = failures[path]
                reason = chinese_reason(reason) if language.name == "zh" else reason
                self._row(path, "error", "danger", reason)
            else:
                self._row(path, "file", "muted", "")

    def _row(self, path: Path, drawing: str, colour: str, said: str) -> None:
        item = QListWidgetItem(
            icon(drawing, colour), f"{path.name} · {said}" if said else path.name
        )
        item.setToolTip(str(path))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self._files.addItem(item)

    def _tell(self, written: int, failed: int) -> None:
        if self._waiting:
            words, role = tr("Writing…"), "muted"
        elif failed:
            words = tr(
                "Files not written: {count}. Nothing is lost: choose another folder, or try again.",
                count=failed,
            )
            role = "danger"
        elif written:
            words, role = tr("Files written: {count}", count=written), "ok"
        else:
            words, role = "", "muted"
        self._told.setText(words)
        set_role(self._told, role)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_LARGE, GAP_LARGE, GAP_LARGE, GAP_LARGE)
        column.setSpacing(GAP)
        column.addWidget(self._title)
        column.addWidget(self._formats_title)
        for box in self._formats.values():
            column.addWidget(box)
        column.addSpacing(GAP_SMALL)
        column.addWidget(self._place_title)
        column.addWidget(self._beside)
        place = QHBoxLayout()
        place.setSpacing(GAP)
        place.addWidget(self._elsewhere)
        place.addWidget(self._path, 1)
        place.addWidget(self._choose)
        column.addLayout(place)
        column.addWidget(self._copies)
        column.addSpacing(GAP_SMALL)
        column.addWidget(self._files_title)
        self._files.setFrameShape(QFrame.Shape.StyledPanel)
        self._files.setMinimumHeight(96)
        column.addWidget(self._files, 1)
        column.addWidget(self._told)
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self._open_folder)
        foot.addStretch()
        foot.addWidget(self._close)
        foot.addWidget(self._export)
        column.addLayout(foot)
        self.setMinimumWidth(520)


def _heading(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", "heading")
    return label


def _format_words(name: str) -> str:
    """What a format is good for."""
    match name:
        case "srt":
            return tr("SRT: subtitles for players and editors")
        case "txt":
            return tr("TXT: the text in paragraphs, without times")
        case "json":
            return tr("JSON: everything with times, for programs")
        case _:
            return name.upper()
