"""Which text stands in which result comes back with the queue, also from older versions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core.jobs import Job, JobState, RunOptions
from asr_core.journal import JobOf, Journal, RunBegan
from asr_core.queue_state import QueueState, summaries
from asr_core.saved_files import SavedFile, SavedText, edits_mark
from asr_core.transcript import Segment

EDITS: dict[str, object] = {"edits": [{"first": 0, "end": 1, "text": "改过"}]}
HEARD = Segment(0.0, 40.0, "Heard.", "en")
STATES = st.dictionaries(st.text(max_size=3), st.lists(st.text(max_size=3), max_size=2))


def journal_of(folder: Path, job_id: str = "0001-abc", *, edited: bool = False) -> Journal:
    journal = Journal(folder)
    journal.append(job_id, JobOf(job_id, Path("/films/a.mp3")))
    journal.append(job_id, RunBegan(RunOptions()))
    journal.append(job_id, HEARD)
    if edited:
        journal.record_edits(job_id, EDITS)
    return journal


@given(STATES, STATES)
def test_only_equal_edits_have_one_mark(one: dict[str, object], other: dict[str, object]) -> None:
    is_nothing = not any(one.values()) and not any(other.values())
    assert (edits_mark(one) == edits_mark(other)) == (one == other or is_nothing)


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    journal = journal_of(tmp_path, edited=True)
    job = Job("0001-abc", Path("/films/a.mp3"), state=JobState.DONE, segments=[HEARD])
    job.edits = EDITS
    job.keep_saved([Path("/films/a.srt")])
    job.keep_saved([Path("/films/a.txt")], SavedText(1, "other"))
    journal.write_queue(QueueState(summaries([job])))
    [back] = journal.jobs(journal.read_queue())
    assert back.saved == job.saved
    assert not back.has_unsaved_edits and not back.is_unsaved
    assert back.edits == EDITS
    assert not back.has_unsaved_edits


def test_rows_are_told_apart_without_reading_their_texts() -> None:
    saved = SavedFile(Path("/films/a.srt"), SavedText(3))

    def text() -> None:
        raise AssertionError

    job = Job("1", Path("a.mp3"), state=JobState.DONE, saved=[saved], text=text)  # type: ignore[arg-type]
    assert not (job.is_unsaved or job.has_unsaved_edits or job.is_saved_in_part)


OLD = (
    '{"type":"QueueState","jobs":[{"type":"JobSummary","id":"0001-abc","path":"/films/a.mp3",'
    '"state":"done","options":{"type":"RunOptions"},"duration_s":40.0,"done_s":40.0,"device":"",'
    '"model":"","failure":null,"outputs":OUTPUTS,"export_failure":null,'
    '"has_unsaved_edits":FLAG}],"options":{"type":"RunOptions"},"version":1}'
)


@pytest.mark.parametrize(
    ("outputs", "flag", "is_edited", "is_unsaved"),
    [
        (["/films/a.srt"], False, False, False),
        (["/films/a.srt"], True, True, True),
        (["/films/a.partial.srt"], False, False, True),
        ([], False, False, True),
    ],
)
def test_a_queue_of_an_older_version_is_understood(
    tmp_path: Path, outputs: list[str], flag: bool, is_edited: bool, is_unsaved: bool
) -> None:
    journal = journal_of(tmp_path, edited=True)
    old = OLD.replace("OUTPUTS", json.dumps(outputs)).replace("FLAG", json.dumps(flag))
    (tmp_path / "queue.json").write_text(old, encoding="ascii")
    for _ in range(2):  # as it was, and as this version writes it
        [job] = journal.jobs(journal.read_queue())
        assert job.outputs == list(map(Path, outputs))
        assert job.has_unsaved_edits is is_edited  # in its row, before its text is read
        assert (job.is_unsaved, job.edits) == (is_unsaved, EDITS)
        assert (job.is_unsaved, job.has_unsaved_edits) == (is_unsaved, is_edited)
        journal.write_queue(QueueState(summaries([job])))


def test_edits_that_an_older_version_saved_are_changed_by_the_next(tmp_path: Path) -> None:
    journal = journal_of(tmp_path, edited=True)
    old = OLD.replace("OUTPUTS", '["/films/a.srt"]').replace("FLAG", "false")
    (tmp_path / "queue.json").write_text(old, encoding="ascii")
    [job] = journal.jobs(journal.read_queue())
    job.edits = {"edits": []}
    assert job.has_unsaved_edits
    job.edits = EDITS
    assert not job.has_unsaved_edits


def test_a_discarded_job_can_be_restored(tmp_path: Path) -> None:
    journal = journal_of(tmp_path)
    journal.write_queue(QueueState(summaries([Job("0001-abc", Path("/films/a.mp3"))])))
    [job] = journal.jobs(journal.read_queue())
    journal.discard(job.id)
    assert journal.read(job.id).segments == ()
    assert job.segments == [HEARD]  # though its row had not asked for it before
    journal.restore(job.id)
    journal.restore("never-there")
    assert journal.read(job.id).segments == (HEARD,)
