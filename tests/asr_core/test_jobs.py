"""The list of jobs: what may follow what, who is next, and how far a job is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from asr_core.errors import AudioUnreadable, EngineHung
from asr_core.job_list import JobList, new_id
from asr_core.jobs import HeardText, IllegalTransition, Job, JobState, RunOptions
from asr_core.transcript import Segment
from asr_core.transcription import FileOpened, Noticed

FAILURE = AudioUnreadable("talk.mp3", "the file is empty")
ENDED = {JobState.DONE, JobState.FAILED, JobState.CANCELLED}
WAITING = {JobState.QUEUED, JobState.INTERRUPTED}
EDITS: dict[str, object] = {"edits": [{"first": 0, "end": 1, "text": "changed"}]}


def opened(duration_s: float | None = 40.0) -> FileOpened:
    return FileOpened("talk.mp3", duration_s, "demo", "CPU")


def segment(end_s: float) -> Segment:
    return Segment(max(0.0, end_s - 5), end_s, "text", "en")


def running(jobs: JobList, now_s: float = 100.0) -> Job:
    job = jobs.add(Path("talk.mp3"))
    jobs.prepare(job.id, RunOptions())
    return jobs.run(job.id, opened(), now_s)


class Queue(RuleBasedStateMachine):
    """Any acts of a person and an engine, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs = JobList()
        self.now_s = 0.0

    def pick(self, data: st.DataObject, *states: JobState) -> Job | None:
        fit = [job for job in self.jobs if job.state in states]
        return data.draw(st.sampled_from(fit)) if fit else None

    @rule()
    def add(self) -> None:
        self.jobs.add(Path(f"{len(self.jobs)}.mp3"))

    @precondition(lambda self: self.jobs.active is None and self.jobs.next_to_run is not None)
    @rule()
    def begin(self) -> None:
        job = self.jobs.next_to_run
        assert job is not None
        self.jobs.prepare(job.id, RunOptions())

    @rule(data=st.data(), act=st.sampled_from(["run", "pause", "cancel", "requeue", "fail"]))
    def follow_preparing(self, data: st.DataObject, act: str) -> None:
        if (job := self.pick(data, JobState.PREPARING)) is not None:
            match act:
                case "run":
                    self.jobs.run(job.id, opened(), self.now_s)
                case "fail":
                    self.jobs.fail(job.id, FAILURE)
                case _:
                    getattr(self.jobs, act)(job.id)

    @rule(data=st.data(), act=st.sampled_from(["hear", "pause", "cancel", "fail", "break", "end"]))
    def follow_running(self, data: st.DataObject, act: str) -> None:
        if (job := self.pick(data, JobState.RUNNING)) is not None:
            self.now_s += 1
            match act:
                case "hear":
                    job.segments.append(segment(job.resume_s + 5))
                    job.advance(job.resume_s, self.now_s)
                case "fail":
                    self.jobs.fail(job.id, FAILURE)
                case "break":
                    self.jobs.interrupt(job.id, EngineHung("120"))
                case "end":
                    self.jobs.finish(job.id, 40.0)
                case _:
                    getattr(self.jobs, act)(job.id)

    @rule(data=st.data(), act=st.sampled_from(["pause", "cancel", "retry", "remove"]))
    def ask(self, data: st.DataObject, act: str) -> None:
        job = self.pick(data, *JobState)
        if job is None:
            return
        before, heard = job.state, list(job.segments)
        try:
            getattr(self.jobs, act)(job.id)
        except IllegalTransition:
            assert job.state is before
            assert job.id in self.jobs
        else:
            assert job.segments == heard
            assert not (act == "retry" and before is JobState.DONE)

    @rule(data=st.data(), place=st.integers(-2, 9))
    def move(self, data: st.DataObject, place: int) -> None:
        if (job := self.pick(data, *JobState)) is not None:
            others = [other for other in self.jobs if other is not job]
            self.jobs.move(job.id, place)
            assert [other for other in self.jobs if other is not job] == others
            assert self.jobs.place(job.id) == max(0, min(place, len(others)))

    @rule()
    def clear_done(self) -> None:
        cleared = self.jobs.clear_done()
        assert all(job.state is JobState.DONE and not job.is_unsaved for job in cleared)
        assert all(job.is_unsaved for job in self.jobs if job.state is JobState.DONE)

    @invariant()
    def one_at_a_time(self) -> None:
        assert sum(job.state.is_active for job in self.jobs) <= 1

    @invariant()
    def the_next_is_the_first_that_waits(self) -> None:
        waiting = [job for job in self.jobs if job.state in WAITING]
        assert self.jobs.next_to_run is (waiting[0] if waiting else None)

    @invariant()
    def figures_make_sense(self) -> None:
        for job in self.jobs:
            assert job.progress is None or 0 <= job.progress <= 1
            assert job.speed is None or job.speed > 0
            assert job.left_s is None or (job.left_s >= 0 and job.state.is_active)
            assert not (job.state is JobState.FAILED and job.failure is None)
            assert not (job.state in {JobState.QUEUED, JobState.DONE} and job.failure is not None)
            assert job.asked == "" or job.state.is_active


TestQueue = Queue.TestCase


def test_speed_and_time_left_come_from_this_run_only() -> None:
    jobs = JobList()
    job = running(jobs)
    job.segments.append(segment(10))
    job.advance(10, 105)
    assert (job.progress, job.speed, job.left_s) == (0.25, 2.0, 15.0)
    jobs.pause(job.id)
    assert not job.left_s
    jobs.retry(job.id)
    jobs.prepare(job.id, RunOptions())
    jobs.run(job.id, opened(), 500)
    assert (job.done_s, job.speed) == (10, None)
    job.segments.append(segment(15))
    job.advance(15, 501)
    assert (job.speed, job.left_s) == (None, None)
    job.segments.append(segment(20))
    job.advance(20, 502)
    figures = (job.progress, job.speed, job.left_s)
    assert figures == (0.5, 5.0, 4.0)


def test_progress_is_unknown_without_a_length_and_never_goes_back() -> None:
    jobs = JobList()
    job = jobs.add(Path("talk.mp3"))
    jobs.prepare(job.id, RunOptions())
    jobs.run(job.id, opened(None), 0)
    job.advance(20, 1)
    job.advance(10, 2)
    assert (job.done_s, job.progress, job.left_s) == (20, None, None)
    assert jobs.finish(job.id, 33.0).progress == 1.0


def test_a_length_that_was_known_before_is_kept() -> None:
    jobs = JobList()
    job = jobs.add(Path("talk.mp3"))
    job.duration_s = 60.0
    jobs.prepare(job.id, RunOptions())
    jobs.run(job.id, opened(None), 0)
    assert job.duration_s == 60.0


def test_options_are_taken_when_a_job_starts() -> None:
    jobs = JobList()
    job = jobs.add(Path("talk.mp3"), RunOptions(language="en"))
    jobs.prepare(job.id, RunOptions(language="zh"))
    assert job.options.language == "zh"


def test_a_retry_goes_on_behind_what_was_kept_and_what_is_done_is_not_run_again() -> None:
    jobs = JobList()
    job = running(jobs)
    job.segments.append(segment(10))
    job.edits = EDITS
    jobs.fail(job.id, FAILURE)
    jobs.retry(job.id)
    assert (job.state, job.resume_s, job.failure) == (JobState.QUEUED, 10, None)
    jobs.prepare(job.id, RunOptions())
    jobs.run(job.id, opened(), 0)
    jobs.finish(job.id, 40)
    with pytest.raises(IllegalTransition):
        jobs.retry(job.id)
    assert (job.state, job.resume_s, job.edits) == (JobState.DONE, 10, EDITS)


def test_an_interruption_is_counted_and_says_why() -> None:
    jobs = JobList()
    job = running(jobs)
    jobs.interrupt(job.id, EngineHung("120"))
    assert (job.restarts, job.failure) == (1, job.interrupted_by)
    jobs.prepare(job.id, RunOptions())
    assert (job.restarts, job.failure) == (1, None)
    assert isinstance(job.interrupted_by, EngineHung)


def test_a_job_whose_result_could_not_be_written_is_not_cleared() -> None:
    jobs = JobList()
    job = running(jobs)
    jobs.finish(job.id, 40)
    job.export_failure = FAILURE
    assert jobs.clear_done() == []
    job.export_failure = None
    assert jobs.clear_done() == [job]
    assert list(jobs) == []


def test_a_text_that_is_in_no_file_as_it_is_now_is_not_cleared() -> None:
    jobs = JobList()
    job = running(jobs)
    job.segments.append(Segment(0, 40, "Heard.", "en"))
    jobs.finish(job.id, 40)
    assert jobs.clear_done() == []
    job.keep_saved([Path("a.srt")])
    job.edits = EDITS
    assert jobs.clear_done() == []
    job.keep_saved([Path("a.srt")])
    assert jobs.clear_done() == [job]


def stopped_with_a_part_saved(jobs: JobList) -> Job:
    job = running(jobs)
    job.segments.append(segment(10))
    jobs.cancel(job.id)
    job.keep_saved([Path("a.partial.srt")])
    return job


def test_a_part_that_was_saved_does_not_stand_for_what_is_heard_after_it() -> None:
    jobs = JobList()
    job = stopped_with_a_part_saved(jobs)
    assert not job.is_unsaved
    jobs.retry(job.id)
    jobs.prepare(job.id, RunOptions())
    jobs.run(job.id, opened(), 0)
    job.segments.append(segment(20))
    assert job.is_unsaved
    jobs.cancel(job.id)
    assert job.is_unsaved
    jobs.retry(job.id)
    jobs.prepare(job.id, RunOptions())
    jobs.run(job.id, opened(), 0)
    jobs.finish(job.id, 40)
    assert job.is_unsaved and job.is_saved_in_part and not job.has_unsaved_edits
    assert jobs.clear_done() == []
    job.keep_saved([Path("out/a.srt"), Path("out/a.txt")])
    job.keep_saved([Path("a.srt")])
    assert job.outputs == [Path("a.srt"), Path("out/a.srt"), Path("out/a.txt")]
    assert jobs.clear_done() == [job]


def test_a_part_that_could_not_be_saved_is_no_trouble_once_the_whole_is_there() -> None:
    jobs = JobList()
    job = running(jobs)
    job.export_failure = FAILURE
    assert jobs.finish(job.id, 40).export_failure is None


def test_edits_that_are_all_taken_back_leave_the_job_saved() -> None:
    jobs = JobList()
    job = running(jobs)
    job.segments.append(segment(40))
    jobs.finish(job.id, 40)
    job.keep_saved([Path("a.srt")])
    states = []
    edited: list[dict[str, object] | None] = [{"edits": [{"first": 0}]}, {"edits": []}, None]
    for edits in edited:
        job.edits = edits
        states.append(job.has_unsaved_edits)
    assert states == [True, False, False]
    job.edits = {"edits": [{"first": 1}]}
    job.keep_saved([Path("a.srt")])
    job.edits = {"edits": []}
    assert job.has_unsaved_edits
    job.edits = {"edits": [{"first": 1}]}
    assert not job.has_unsaved_edits


def test_what_was_removed_comes_back_in_its_place() -> None:
    jobs = JobList()
    before = [jobs.add(Path(f"{number}.mp3")) for number in range(5)]
    removed = [jobs.remove(before[place].id) for place in (3, 0, 2)]
    jobs.put_back(removed)
    jobs.put_back(removed)
    assert list(jobs) == before


def test_what_runs_can_be_neither_removed_nor_given_another_file() -> None:
    jobs = JobList()
    job = running(jobs)
    with pytest.raises(IllegalTransition):
        jobs.remove(job.id)
    with pytest.raises(IllegalTransition):
        jobs.relink(job.id, Path("other.mp3"))
    jobs.cancel(job.id)
    assert jobs.relink(job.id, Path("other.mp3")).path == Path("other.mp3")


def test_only_one_job_at_a_time() -> None:
    jobs = JobList()
    running(jobs)
    other = jobs.add(Path("other.mp3"))
    with pytest.raises(IllegalTransition, match="one job"):
        jobs.prepare(other.id, RunOptions())


def test_an_unknown_job_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        JobList()["nobody"]
    assert "nobody" not in JobList()


def test_the_text_is_fetched_when_it_is_first_looked_at() -> None:
    asked = []

    def text() -> HeardText:
        asked.append(1)
        return HeardText((segment(10),), (Noticed("draft-used", ""),), EDITS)

    job = Job(new_id(), Path("talk.mp3"), duration_s=40.0, done_s=10.0, text=text)
    assert job.progress == 0.25
    assert asked == []
    assert job.transcript().duration == 40.0
    assert (len(job.segments), len(job.notes), job.edits) == (1, 1, EDITS)
    job.edits = None
    assert job.edits is None
    assert asked == [1]


def test_ids_sort_by_time() -> None:
    ids = [new_id() for _ in range(50)]
    assert len(set(ids)) == 50
    assert [name.split("-")[0] for name in ids] == sorted(name.split("-")[0] for name in ids)
