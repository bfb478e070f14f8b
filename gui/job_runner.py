"""The queue as the window sees it: all that a person asks of it, and signals for what happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal

from asr_core.errors import AsrError
from asr_core.jobs import Asked, IllegalTransition, Job, JobState, RunOptions
from asr_core.messages import Cancel, StopAtSegment
from asr_core.processor import Device
from asr_core.saved_files import SavedText
from asr_core.worker_process import serve
from asr_core.worker_watch import Patience
from gui.additions import Additions, Refusal, damaged_queue
from gui.engine_status import EngineStatus
from gui.queue_course import QueueCourse
from gui.worker_thread import WorkerTarget

__all__ = ["EngineStatus", "JobRunner", "Refusal"]


class JobRunner(QueueCourse):
    """Runs the jobs of `jobs` one after the other; no call but `close` waits for anything.

    What is asked of a job that has moved on meanwhile, or is gone, does nothing.
    """

    refused = Signal(object)
    """What was not added from folders, which are searched aside, as a list of `Refusal`.

    Also the list of the last time, if it was damaged.
    """

    def __init__(
        self,
        folder: Path,
        options: RunOptions | None = None,
        parent: QObject | None = None,
        *,
        target: WorkerTarget = serve,
        patience: Patience | None = None,
    ) -> None:
        """`folder` holds the journal; the jobs it tells of are in `jobs` at once.

        `options` None takes those of the journal.
        """
        super().__init__(folder, options, parent, target=target, patience=patience)
        self._additions = Additions(self.jobs, self._take, self)

    def warm_up(self) -> None:
        """Start the engine, so that it is ready for the first job; call after the first paint."""
        self._care.is_warm = True
        self._prepare_engine()
        self._probing.start()
        if self._set_aside is not None:
            self.refused.emit([Refusal(self._set_aside, damaged_queue())])
            self._set_aside = None

    def add(self, paths: Iterable[Path]) -> list[Refusal]:
        """Put files at the end of the queue; folders are searched aside and follow later."""
        files, refused = self._additions.check(paths)
        self._append(files)
        return refused

    def start(self) -> None:
        """Let the queue go on; with nothing that waits, what was paused goes on."""
        if not self._is_going:
            self._ended = []
        self._is_going = True
        if self.jobs.active is None and self.jobs.next_to_run is None:
            for job in self.jobs:
                if job.state is JobState.PAUSED:
                    self.jobs.retry(job.id)
                    self._tell(job)
        self._go_on()

    def stop(self) -> None:
        """Cancel the job that runs and hold the queue; nothing that was heard is lost."""
        self._is_going = False
        if (job := self.jobs.active) is not None:
            self.cancel(job.id)

    def pause(self, job_id: str) -> None:
        """Hold a job: one that runs stops at its next segment, and the queue holds with it."""
        job = self._find(job_id)
        if job is None:
            return
        if job.state.is_active:
            self._is_going = False
        if self._lets_go(job, "pause") and self._moved(self.jobs.pause, job):
            self._tell(job)

    def resume(self, job_id: str) -> None:
        """Let a job go on behind what was kept of it, before any other."""
        job = self._find(job_id)
        if job is None:
            return
        if job.state.is_active:
            job.asked = ""  # It stops all the same at its segment, and goes on from there.
            self.job_changed.emit(job_id)
        elif self._moved(self.jobs.retry, job):
            self._tell(job)
        else:
            return
        self._first = job_id
        self.start()

    def cancel(self, job_id: str) -> None:
        """Stop a job; what was heard of it is kept."""
        job = self._find(job_id)
        if job is None or not self._lets_go(job, "cancel"):
            return
        if self._moved(self.jobs.cancel, job):
            self._end(job)
            self._go_on()

    def retry(self, job_id: str, *, device: Device | None = None) -> None:
        """Let a job that has stopped go on behind what was kept of it, when its turn comes.

        `device` is for this job only.
        """
        job = self._find(job_id)
        if job is None or not self._moved(self.jobs.retry, job):
            return
        self._heard_at_last_end.pop(job_id, None)
        if device is not None:
            self._devices[job_id] = device
        self._tell(job)
        self.start()

    def relink(self, job_id: str, path: Path) -> None:
        """The file of a job has been moved to `path`; what was heard of it stays."""
        job = self._find(job_id)
        if job is not None and not job.state.is_active:
            self._tell(self.jobs.relink(job_id, path))

    def remove(self, *job_ids: str) -> None:
        """Take jobs out of the list, to come back together; one that runs is stopped first."""
        removed = [job for job in map(self._take_out, job_ids) if job is not None]
        self._discard(removed)
        if (running := self.jobs.active) is not None and running.id in job_ids:
            self._removed_with_running = self._removed[-1] if removed else None
        if removed:
            self._go_on()

    @property
    def removed(self) -> Sequence[Job]:
        """What was taken out last, which `put_back` brings back."""
        return self._removed[-1] if self._removed else ()

    def put_back(self) -> None:
        """Have the jobs again that were taken out last, each in its place, with all their text."""
        if not self._removed:
            return
        jobs = self._removed.pop()
        running = self.jobs.active
        if jobs is self._removed_with_running and running is not None:
            running.asked = "cancel"  # Its stop cannot be taken back, but it stays in the list.
        for job in jobs:
            self._keeper.restore(job)
        self.jobs.put_back(jobs)
        self._save()
        self.jobs_changed.emit()
        self._go_on()

    def forget_removed(self) -> None:
        """No longer offer what was taken out last; what went before it comes to be the last."""
        if self._removed:
            self._removed.pop()
            self.jobs_changed.emit()

    def move(self, job_id: str, place: int) -> None:
        """Put a job at `place`, counted from 0 in the list without it."""
        if self._find(job_id) is not None:
            self.jobs.move(job_id, place)
            self._save()
            self.jobs_changed.emit()

    def clear_done(self) -> None:
        """Take out what is done and written, with all that was edited."""
        self._discard(self.jobs.clear_done())

    def set_options(self, options: RunOptions) -> None:
        """Take these for every job that starts from now on."""
        if options != self.options:
            self.options = options
            self._save()
            self._prepare_engine()

    def record_edits(self, job_id: str, state: dict[str, object]) -> None:
        """Keep what a person changed in the cues of a job (`CueDocument.state`)."""
        job = self._find(job_id)
        if job is None:
            return
        before = job.has_unsaved_edits
        job.edits = state
        self._keeper.keep_edits(job)
        if job.has_unsaved_edits is not before:
            self._save(at_once=True)  # Rows that are saved may be cleared.
            self.job_changed.emit(job_id)

    def record_outputs(
        self,
        job_id: str,
        written: Iterable[Path],
        failure: AsrError | None = None,
        *,
        text: SavedText | None = None,
        replaced: Mapping[Path, Path | None] = MappingProxyType({}),
    ) -> None:
        """Keep which results were written, and why one was not; also of what was taken out.

        They hold `text`; None is all that there is of the job now. Another job whose results are
        among the `replaced` has them no more, or has the copies that were made of them.
        """
        changed = [job for job in self._known() if job.id != job_id and job.lose_saved(replaced)]
        if (job := self.known(job_id)) is not None:
            job.keep_saved(written, text)
            job.export_failure = failure
            changed.append(job)
        self._save()
        for each in changed:
            if each.id in self.jobs:
                self.job_changed.emit(each.id)

    def known(self, job_id: str) -> Job | None:
        """The job of this id, though it was taken out, as long as it can be put back."""
        return next((job for job in self._known() if job.id == job_id), None)

    def _known(self) -> Iterator[Job]:
        return chain(self.jobs, *self._removed)

    def close(self) -> None:
        """End the engine and keep everything; returns when nothing is left running."""
        self._additions.close()
        super().close()

    def _find(self, job_id: str) -> Job | None:
        return self.jobs[job_id] if job_id in self.jobs else None  # noqa: SIM401 (not a dict)

    def _moved(self, step: Callable[[str], Job], job: Job) -> bool:
        """Take a step of `jobs`; False if the job had moved on before the click was heard."""
        try:
            step(job.id)
        except IllegalTransition:
            return False
        return True

    def _lets_go(self, job: Job, asked: Asked) -> bool:
        """Whether the engine has nothing more to say of `job`; else it is asked to let go of it."""
        if job.state is JobState.RUNNING:
            job.asked = asked
            self._send(StopAtSegment(self._run) if asked == "pause" else Cancel(self._run))
            self.job_changed.emit(job.id)
            return False
        if job.state is JobState.PREPARING:
            # Whatever is still said of its run is of no active job any more.
            self._send(Cancel(self._run))
            self._keeper.give_up_run(job)
        return True

    def _take_out(self, job_id: str) -> Job | None:
        """Take a job out of the list at once, if it is there and nothing more is said of it."""
        if job_id not in self.jobs:
            return None
        job = self.jobs[job_id]
        if not self._lets_go(job, "remove"):
            return None
        if job.state.is_active:
            self.jobs.cancel(job_id)
        return self.jobs.remove(job_id)

    def _take(self, files: list[Path], refused: list[Refusal]) -> None:
        self._append(files)
        if refused:
            self.refused.emit(refused)

    def _append(self, files: list[Path]) -> None:
        if not files:
            return
        added = [self.jobs.add(file, self.options) for file in files]
        self._save(at_once=True)
        self.jobs_changed.emit()
        self._probing.want(added)
        self._go_on()
