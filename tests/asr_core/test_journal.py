"""What is on the disk comes back, whatever a crash has left of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr_core.errors import DataUnwritable, EngineKilled
from asr_core.jobs import Job, JobState, RunOptions
from asr_core.journal import (
    Edited,
    JobOf,
    Journal,
    RunBegan,
    StateReached,
)
from asr_core.messages import Failure
from asr_core.queue_state import JobSummary, QueueState, summaries
from asr_core.transcript import Segment, Word
from asr_core.transcription import FileOpened, Noticed

ID = "0001-abc"
EDITS: dict[str, object] = {"edits": [{"first": 0, "end": 1, "text": "changed"}]}
OPTIONS = RunOptions(
    model="demo",
    device="cpu",
    language="zh",
    hotwords=(Path("hot.txt"),),
    formats=("srt", "txt"),
    output_folder=Path("out"),
    quality="draft",
)


def segment(number: int) -> Segment:
    start_s = 10.0 * number
    words = (Word("听", start_s, start_s + 1, 0.5), Word("说", start_s + 1, start_s + 9, 0.25))
    return Segment(start_s, start_s + 9, "听说", "zh", words, hotwords_version="v1")


def summary(state: JobState = JobState.QUEUED, job_id: str = ID) -> JobSummary:
    return JobSummary(job_id, Path("/films/第一集.mkv"), state, OPTIONS, 60.0, 19.0)


def written(folder: Path, segments: int = 3) -> Journal:
    journal = Journal(folder)
    journal.append(ID, JobOf(ID, Path("/films/第一集.mkv")))
    journal.append(ID, RunBegan(OPTIONS))
    journal.append(ID, FileOpened("/films/第一集.mkv", 60.0, "demo", "CPU"))
    for number in range(segments):
        journal.append(ID, segment(number))
    return journal


def test_a_job_comes_back_as_it_was(tmp_path: Path) -> None:
    journal = written(tmp_path)
    journal.append(ID, Noticed("draft-used", ""))
    journal.record_edits(ID, {"edits": [{"first": 0, "end": 1, "text": "改过"}]})
    journal.record_edits(ID, EDITS)
    journal.append(ID, StateReached(JobState.FAILED, None, Failure("engine-killed")))
    history = journal.read(ID)
    assert history.path == Path("/films/第一集.mkv")
    assert history.options == OPTIONS
    assert history.segments == (segment(0), segment(1), segment(2))
    assert history.notes == (Noticed("draft-used", ""),)
    assert history.edits == EDITS
    assert history.reached is not None
    assert history.reached.state is JobState.FAILED
    assert history.opened is not None


def test_a_run_that_begins_afresh_voids_what_was_before(tmp_path: Path) -> None:
    journal = written(tmp_path)
    journal.record_edits(ID, EDITS)
    journal.append(ID, StateReached(JobState.DONE, 60.0))
    journal.append(ID, RunBegan(OPTIONS, afresh=True))
    journal.append(ID, segment(0))
    history = journal.read(ID)
    assert (history.segments, history.edits, history.reached) == ((segment(0),), None, None)


def test_segments_written_twice_count_once(tmp_path: Path) -> None:
    journal = written(tmp_path)
    journal.append(ID, segment(1))
    journal.append(ID, segment(3))
    assert journal.read(ID).segments == tuple(map(segment, (0, 1, 2, 3)))


@given(st.data())
def test_a_file_torn_anywhere_keeps_what_stood_before_and_takes_more(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    journal = written(tmp_path_factory.mktemp("torn"))
    path = journal.folder / f"{ID}.jsonl"
    whole = path.read_bytes()
    length = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:length])
    kept = journal.read(ID).segments
    ends = [end for end in range(1, length + 1) if whole[end - 1 : end] == b"\n"]
    assert len(ends) - 3 <= len(kept) <= max(0, len(ends) - 2)
    assert kept == tuple(map(segment, range(len(kept))))
    journal.append(ID, segment(7))
    assert journal.read(ID).segments == (*kept, segment(7))


@given(st.binary(max_size=60), st.integers(0, 5))
def test_damage_in_the_middle_costs_no_more_than_its_line(
    tmp_path_factory: pytest.TempPathFactory, damage: bytes, line: int
) -> None:
    journal = written(tmp_path_factory.mktemp("damaged"))
    path = journal.folder / f"{ID}.jsonl"
    lines = path.read_bytes().splitlines()
    lines[line] = damage
    path.write_bytes(b"\n".join(lines) + b"\n")
    numbers = [number for number in range(3) if number != line - 3]
    assert journal.read(ID).segments == tuple(map(segment, numbers))


def test_the_queue_comes_back_in_its_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "new" / "folder")
    jobs = tuple(summary(JobState.PAUSED, name) for name in ("b", "a", "c"))
    journal.write_queue(QueueState(jobs, OPTIONS))
    assert journal.read_queue() == QueueState(jobs, OPTIONS)
    journal.write_queue(QueueState())
    assert journal.read_queue().jobs == ()
    kept = sorted(path.name for path in journal.folder.iterdir())
    assert kept == ["queue.before.json", "queue.json"]


def test_jobs_fetch_their_text_from_their_files(tmp_path: Path) -> None:
    journal = written(tmp_path)
    journal.record_edits(ID, EDITS)
    failed = Job(ID, Path("a.mp3"), state=JobState.FAILED, failure=EngineKilled())
    journal.write_queue(QueueState(summaries([failed])))
    [job] = journal.jobs(journal.read_queue())
    assert isinstance(job.failure, EngineKilled)
    assert [each.text for each in job.segments] == ["听说"] * 3
    assert job.edits == EDITS


def test_how_fast_a_job_was_heard_is_still_known(tmp_path: Path) -> None:
    journal = written(tmp_path)
    done = Job(ID, Path("a.mp3"), state=JobState.DONE, speed=38.5)
    journal.write_queue(QueueState(summaries([done])))
    [job] = journal.jobs(journal.read_queue())
    assert job.speed == 38.5


def test_what_was_under_way_is_interrupted(tmp_path: Path) -> None:
    journal = written(tmp_path)
    journal.write_queue(QueueState((summary(JobState.RUNNING),)))
    [job] = journal.read_queue().jobs
    assert (job.state, job.done_s) == (JobState.INTERRUPTED, 29.0)


def test_a_job_that_ended_before_the_queue_heard_of_it_is_done(tmp_path: Path) -> None:
    journal = written(tmp_path)
    journal.write_queue(QueueState((summary(JobState.RUNNING),)))
    journal.append(ID, StateReached(JobState.DONE, 61.0))
    [job] = journal.read_queue().jobs
    assert (job.state, job.done_s, job.duration_s) == (JobState.DONE, 61.0, 61.0)


def test_a_job_that_was_only_being_prepared_is_interrupted_at_its_start(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write_queue(QueueState((summary(JobState.PREPARING),)))
    [job] = journal.read_queue().jobs
    assert (job.state, job.done_s) == (JobState.INTERRUPTED, 0.0)


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"type":"QueueState","jobs":7}', b"\0\0"])
def test_without_a_queue_file_the_jobs_tell(tmp_path: Path, content: bytes | None) -> None:
    journal = written(tmp_path)
    journal.append(ID, StateReached(JobState.DONE, 60.0))
    if content is not None:
        (tmp_path / "queue.json").write_bytes(content)
    (tmp_path / "0002-dead.jsonl").write_bytes(b"nothing that can be read\n")
    [job] = journal.read_queue().jobs
    assert (job.path.name, job.state, job.options) == ("第一集.mkv", JobState.DONE, OPTIONS)


@pytest.mark.parametrize("content", [None, b"", b"{", b"\0\0"])
def test_a_damaged_queue_is_set_aside_and_the_one_before_tells(
    tmp_path: Path, content: bytes | None
) -> None:
    journal = Journal(tmp_path)
    never_ran = summary(job_id="0003-new")
    journal.write_queue(QueueState((summary(), never_ran)))
    journal.write_queue(QueueState((summary(), never_ran)))
    queue = tmp_path / "queue.json"
    queue.unlink()
    if content is not None:
        queue.write_bytes(content)
    again = Journal(tmp_path)
    assert again.read_queue().jobs == (summary(), never_ran)
    again.write_queue(QueueState())
    if content is None:
        assert again.set_aside is None
    else:
        assert again.set_aside is not None and again.set_aside.read_bytes() == content


def test_a_job_that_was_removed_does_not_come_back_with_an_older_queue(tmp_path: Path) -> None:
    journal = written(tmp_path)
    journal.write_queue(QueueState((summary(JobState.DONE), summary(job_id="0003-new"))))
    journal.discard(ID)
    assert [job.id for job in Journal(tmp_path).read_queue().jobs] == ["0003-new"]


def test_a_job_that_ended_while_the_queue_still_has_it_wait_is_done(tmp_path: Path) -> None:
    journal = written(tmp_path)
    journal.write_queue(QueueState((summary(JobState.QUEUED),)))
    assert [job.done_s for job in journal.read_queue().jobs] == [29.0]
    journal.append(ID, StateReached(JobState.DONE, 61.0))
    assert [job.state for job in journal.read_queue().jobs] == [JobState.DONE]


def test_a_name_that_would_leave_the_folder_is_no_job(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write_queue(QueueState((summary(job_id="../../etc/passwd"), summary())))
    assert [job.id for job in journal.read_queue().jobs] == [ID]


def test_a_later_version_may_know_more(tmp_path: Path) -> None:
    journal = written(tmp_path)
    path = tmp_path / f"{ID}.jsonl"
    with path.open("ab") as file:
        file.write(b'{"type":"SpokenBy","name":"somebody"}\n')
    queue = json.loads('{"type":"QueueState","jobs":[],"colour":"red"}')
    (tmp_path / "queue.json").write_text(json.dumps(queue))
    assert len(journal.read(ID).segments) == 3
    assert [job.id for job in journal.read_queue().jobs] == [ID]


def test_a_journal_from_before_there_was_a_choice_of_quality_is_read(tmp_path: Path) -> None:
    journal = written(tmp_path)
    journal.write_queue(QueueState((summary(),), OPTIONS))
    for path in (tmp_path / f"{ID}.jsonl", tmp_path / "queue.json"):
        now = path.read_text(encoding="ascii")
        assert ',"quality":"draft"' in now
        path.write_text(now.replace(',"quality":"draft"', ""), encoding="ascii")
    before = replace(OPTIONS, quality="balanced")
    assert journal.read(ID).options == before
    queue = journal.read_queue()
    assert queue.options == queue.jobs[0].options == before


def test_an_error_of_a_later_version_is_left_out(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.write_queue(
        QueueState((JobSummary(ID, Path("a"), JobState.FAILED, OPTIONS, failure=Failure("new")),))
    )
    [job] = journal.jobs(journal.read_queue())
    assert (job.state, job.failure) == (JobState.FAILED, None)


def test_a_removed_job_is_set_aside_and_old_ones_go(tmp_path: Path) -> None:
    journal = written(tmp_path)
    for number in range(60):
        journal.append(f"old-{number}", Edited(None))
        journal.discard(f"old-{number}")
    journal.discard(ID)
    journal.discard("never-there")
    # All that one program removes, it can bring back; the next one keeps the last fifty.
    assert len(list((tmp_path / "removed").iterdir())) == 61
    journal.append("last", Edited(None))
    Journal(tmp_path).discard("last")
    aside = [path.stem for path in (tmp_path / "removed").iterdir()]
    assert ID in aside
    assert len(aside) == 50
    assert journal.read(ID).segments == ()
    assert journal.read_queue().jobs == ()


def full_disk(_handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_is_told_and_costs_nothing_that_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = written(tmp_path)
    journal.write_queue(QueueState((summary(),)))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full_disk)
        with pytest.raises(DataUnwritable, match="No space left"):
            journal.append(ID, segment(3))
        with pytest.raises(DataUnwritable, match="No space left"):
            journal.write_queue(QueueState())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    journal.append(ID, segment(3))
    assert len(journal.read(ID).segments) == 4


def test_a_disk_that_takes_half_a_record_keeps_none_of_it(tmp_path: Path) -> None:
    if sys.platform == "win32":
        return  # It has no such limit.
    import resource

    # The system takes the first part of the line, as it does on a disk that fills up.
    journal = written(tmp_path)
    path = tmp_path / f"{ID}.jsonl"
    before = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 5000, limits[1]))
    try:
        with pytest.raises(DataUnwritable, match="File too large"):
            journal.append(ID, replace(segment(3), text="word " * 20_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    journal = Journal(tmp_path / "file" / "jobs")
    with pytest.raises(DataUnwritable):
        journal.append(ID, segment(0))
    with pytest.raises(DataUnwritable):
        journal.write_queue(QueueState())
    assert journal.read_queue().jobs == ()


WRITE_FOR_EVER = """
import itertools, sys
from pathlib import Path
sys.path[:0] = {paths!r}
from asr_core.journal import Journal
from asr_core.transcript import Segment
journal = Journal(Path({folder!r}))
for number in itertools.count():
    journal.append({id!r}, Segment(10.0 * number, 10.0 * number + 9, "text " * 200, "en"))
    print(number, flush=True)
"""


def test_a_program_killed_while_it_writes_loses_nothing_that_it_told_of(tmp_path: Path) -> None:
    code = WRITE_FOR_EVER.format(paths=sys.path, folder=str(tmp_path), id=ID)
    writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    for _ in range(20):
        writer.stdout.readline()
    writer.kill()
    told = 19 + len(writer.stdout.read().splitlines())
    writer.stdout.close()
    writer.wait()
    assert len(Journal(tmp_path).read(ID).segments) >= told


def test_a_job_that_had_begun_is_interrupted_though_the_queue_still_has_it_wait(
    tmp_path: Path,
) -> None:
    journal = written(tmp_path)
    journal.write_queue(QueueState((replace(summary(), duration_s=None),)))
    [job] = journal.read_queue().jobs
    assert (job.state, job.done_s) == (JobState.INTERRUPTED, 29.0)
    assert (job.duration_s, job.model, job.device) == (60.0, "demo", "CPU")
    # It failed, and was to be tried again.
    journal.append(ID, StateReached(JobState.FAILED, 60.0))
    assert [job.state for job in journal.read_queue().jobs] == [JobState.QUEUED]
    journal.append(ID, RunBegan(OPTIONS))
    assert [job.state for job in journal.read_queue().jobs] == [JobState.INTERRUPTED]
    # Nor does it take a queue to know.
    (tmp_path / "queue.json").unlink()
    assert [job.state for job in journal.read_queue().jobs] == [JobState.INTERRUPTED]


def test_a_job_that_cannot_be_set_aside_is_told(tmp_path: Path) -> None:
    journal = written(tmp_path)
    (tmp_path / "removed").touch()  # in the way
    with pytest.raises(DataUnwritable):
        journal.discard(ID)
    assert len(journal.read(ID).segments) == 3
    (tmp_path / "removed").unlink()
    journal.discard(ID)
    assert journal.read(ID).segments == ()
