"""Looks into waiting files before their turn: how long they are, and whether there is any sound."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from asr_core.job_list import JobList
from asr_core.jobs import Job, JobState
from asr_core.messages import Probe, Probed

_AT_ONCE = 4
"""More would only stand in the pipe, where a cancel may have to come through."""


class Probing:
    """Asks for one file after the other by `send`."""

    def __init__(self, jobs: JobList, send: Callable[[Probe], None]) -> None:
        self._jobs = jobs
        self._send = send
        self._waiting: deque[str] = deque()
        self._asked: set[str] = set()
        self._is_on = False
        self.want(job for job in jobs if job.duration_s is None and not job.state.has_ended)

    def want(self, jobs: Iterable[Job]) -> None:
        """These are to be looked into."""
        self._waiting.extend(job.id for job in jobs)
        self._go_on()

    def start(self) -> None:
        """A worker may be asked from now on."""
        self._is_on = True
        self._go_on()

    def take(self, found: Probed) -> Job | None:
        """Note what was found; the job that it changed."""
        self._asked.discard(found.job_id)
        self._go_on()
        if found.job_id not in self._jobs:
            return None
        job = self._jobs[found.job_id]
        if job.state.is_active or job.state.has_ended:
            return None
        job.duration_s = found.duration_s or job.duration_s
        if found.failure is not None and job.state is JobState.QUEUED:
            self._jobs.fail(job.id, found.failure.error())
        return job

    def forget_asked(self) -> None:
        """The worker has ended. Its questions are not put again: one may be why it did."""
        self._asked.clear()
        self._go_on()

    def _go_on(self) -> None:
        while self._is_on and self._waiting and len(self._asked) < _AT_ONCE:
            job_id = self._waiting.popleft()
            if job_id in self._jobs and not self._jobs[job_id].state.is_active:
                self._asked.add(job_id)
                self._send(Probe(job_id, self._jobs[job_id].path))
