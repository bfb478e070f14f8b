"""The jobs of the runner as a list model that keeps selection and scrolling when it changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Slot,
)

from asr_core.jobs import Job
from gui.job_runner import JobRunner
from gui.job_words import spoken_row

JOB_ROLE = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex
MIME_TYPE = "application/x-hotscribe-jobs"

_NOWHERE = QModelIndex()


class QueueModel(QAbstractListModel):
    """One row per job; a row that is dragged moves the job."""

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._jobs: list[Job] = list(runner.jobs)
        runner.jobs_changed.connect(self.follow)
        runner.job_changed.connect(self.follow_job)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._jobs)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._jobs):
            return None
        job = self._jobs[index.row()]
        if role == JOB_ROLE:
            return job
        if role == Qt.ItemDataRole.DisplayRole:
            return job.path.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(job.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_row(job)
        return None

    def job(self, index: Index) -> Job:
        """The job of a row."""
        return self._jobs[index.row()]

    def index_of(self, job_id: str) -> QModelIndex:
        """The row of a job, an invalid index if it is not there."""
        for row, job in enumerate(self._jobs):
            if job.id == job_id:
                return self.index(row)
        return QModelIndex()

    # --- dragging -------------------------------------------------------------------------------

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        return [MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        rows = sorted(index.row() for index in indexes)
        data = QMimeData()
        data.setData(MIME_TYPE, "\n".join(self._jobs[row].id for row in rows).encode())
        return data

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index
    ) -> bool:
        if not data.hasFormat(MIME_TYPE):
            return False
        ids = bytes(data.data(MIME_TYPE).data()).decode().split("\n")
        before = parent.row() if parent.isValid() else row
        self.move_before([job_id for job_id in ids if job_id], before)
        # Nothing is left for the view to take away: the rows have moved already.
        return False

    def moveRows(  # noqa: N802
        self,
        _source_parent: Index,
        source_row: int,
        count: int,
        _destination_parent: Index,
        destination: int,
    ) -> bool:
        ids = [job.id for job in self._jobs[source_row : source_row + count]]
        if len(ids) != count or not 0 <= destination <= len(self._jobs):
            return False
        self.move_before(ids, destination)
        return True

    def move_before(self, job_ids: Sequence[str], row: int) -> None:
        """Put these jobs, in their order, before the one that stands in `row`; -1 is the end."""
        moving = set(job_ids)
        behind = self._jobs[row:] if row >= 0 else []
        anchor = next((job.id for job in behind if job.id not in moving), None)
        for job_id in job_ids:
            others = [job.id for job in self._runner.jobs if job.id != job_id]
            self._runner.move(job_id, len(others) if anchor is None else others.index(anchor))

    # --- following the runner -------------------------------------------------------------------

    @Slot()
    def follow(self) -> None:
        """Become the runner's list by as few removals, moves and insertions as it takes."""
        wanted = list(self._runner.jobs)
        kept = {job.id for job in wanted}
        for row in reversed(range(len(self._jobs))):
            if self._jobs[row].id not in kept:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._jobs[row]
                self.endRemoveRows()
        places = {job.id: place for place, job in enumerate(wanted)}
        if [places[job.id] for job in self._jobs] != sorted(places[job.id] for job in self._jobs):
            self._sort(places)
        row = 0
        while row < len(wanted):
            if row < len(self._jobs) and self._jobs[row].id == wanted[row].id:
                row += 1
                continue
            known = {job.id for job in self._jobs}
            end = row
            while end < len(wanted) and wanted[end].id not in known:
                end += 1
            self.beginInsertRows(QModelIndex(), row, end - 1)
            self._jobs[row:row] = wanted[row:end]
            self.endInsertRows()
            row = end

    @Slot(str)
    def follow_job(self, job_id: str) -> None:
        """Paint the row of one job again."""
        index = self.index_of(job_id)
        if index.isValid():
            self.dataChanged.emit(index, index)

    def _sort(self, places: dict[str, int]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [self._jobs[index.row()].id for index in before]
        self._jobs.sort(key=lambda job: places[job.id])
        rows = {job.id: row for row, job in enumerate(self._jobs)}
        self.changePersistentIndexList(before, [self.index(rows[job_id]) for job_id in ids])
        self.layoutChanged.emit()
