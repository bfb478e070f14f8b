"""The list follows the runner through any change, and a selected row stays the same job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from quiet_runner import QuietRunner

from gui.queue_model import MIME_TYPE, QueueModel

pytestmark = pytest.mark.usefixtures("qtbot")

CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 3), st.just(0)),
        st.tuples(st.just("remove"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("move"), st.integers(0, 9), st.integers(0, 9)),
        st.tuples(st.just("shuffle"), st.integers(0, 9), st.integers(0, 9)),
    ),
    max_size=15,
)


def made(count: int) -> tuple[QuietRunner, QueueModel]:
    runner = QuietRunner()
    for number in range(count):
        runner.put(f"ep{number}.mp4")
    return runner, QueueModel(runner)


def names(model: QueueModel) -> list[str]:
    return [str(model.data(model.index(row))) for row in range(model.rowCount())]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_rows_follow_every_change_and_indexes_stay_with_their_job(
    changes: list[tuple[str, int, int]],
) -> None:
    runner, model = made(3)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    kept = [QPersistentModelIndex(model.index(row)) for row in range(3)]
    owners = [model.job(index).id for index in kept]
    for what, first, second in changes:
        ids = [job.id for job in runner.jobs]
        if what == "add":
            for number in range(first):
                runner.jobs.add(Path(f"/films/new{number}.mp4"))
            runner.jobs_changed.emit()
        elif what == "remove" and first < len(ids):
            runner.remove(ids[first])
        elif what == "move" and first < len(ids):
            runner.move(ids[first], second)
        elif what == "shuffle" and first < len(ids):
            # Several changes at once, told of only once.
            runner.jobs.move(ids[first], second)
            runner.jobs.move(ids[-1], 0)
            runner.jobs_changed.emit()
    assert [model.job(model.index(r)).id for r in range(model.rowCount())] == [
        job.id for job in runner.jobs
    ]
    for index, owner in zip(kept, owners, strict=True):
        assert index.isValid() == (owner in runner.jobs)
        assert not index.isValid() or model.job(index).id == owner
    assert tester.model() is model


@given(st.integers(1, 7), st.sets(st.integers(0, 6), min_size=1), st.integers(-1, 7))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_moving_several_rows_keeps_their_order(count: int, rows: set[int], before: int) -> None:
    _runner, model = made(count)
    moving = sorted(row for row in rows if row < count)
    before = min(before, count)
    old = names(model)
    place = count if before < 0 else before
    expected = [
        *(n for r, n in enumerate(old) if r < place and r not in moving),
        *(old[row] for row in moving),
        *(n for r, n in enumerate(old) if r >= place and r not in moving),
    ]
    model.move_before([model.job(model.index(row)).id for row in moving], before)
    assert names(model) == expected


def test_a_dragged_row_arrives_where_it_is_dropped() -> None:
    _runner, model = made(4)
    data = model.mimeData([model.index(3), model.index(1)])
    assert data.hasFormat(MIME_TYPE)
    # False, because otherwise the view would take the old rows away.
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    assert names(model) == ["ep1.mp4", "ep3.mp4", "ep0.mp4", "ep2.mp4"]
    assert model.moveRows(QModelIndex(), 0, 1, QModelIndex(), 4)
    assert names(model) == ["ep3.mp4", "ep0.mp4", "ep2.mp4", "ep1.mp4"]
    assert not model.moveRows(QModelIndex(), 3, 2, QModelIndex(), 0)


def test_a_row_speaks_for_itself(each_language: str) -> None:
    runner, model = made(1)
    job = next(iter(runner.jobs))
    runner.run(job)
    job.advance(36.0, 6.0)
    spoken = str(model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole))
    wanted: dict[str, Callable[[str], bool]] = {
        "en": lambda said: "Running" in said and "36 %" in said and "left" in said,
        "zh": lambda said: "转写中" in said and "36 %" in said and "剩余" in said,
    }
    assert "ep0.mp4" in spoken
    assert wanted[each_language](spoken)
