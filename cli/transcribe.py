"""`main.py transcribe`: files in, text on the screen and subtitles beside the sources."""

from __future__ import annotations

import json
import logging
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from asr_core.cancellation import CancelFlag
from asr_core.engine import AsrEngine, create_asr_engine, transcript_of
from asr_core.errors import AsrError, Cancelled, EngineFailed
from asr_core.onnx_runtime import Device
from asr_core.transcript import Segment
from asr_core.transcription import FileFinished, SegmentFinished, TranscribeOptions
from cli.outputs import OutputPlan
from cli.reporter import Reporter, clock
from cli.texts import LANGUAGE, tr

DONE, SOME_FAILED, WRONG_CALL, INTERRUPTED = 0, 1, 2, 130

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TranscribeRequest:
    """One call of the command, checked; `formats` are endings without the dot."""

    files: Sequence[Path]
    options: TranscribeOptions
    model: str | None
    hotwords: Path | None
    similar_threshold: float | None
    max_hotwords: int | None
    formats: Sequence[str]
    output_folder: Path | None
    overwrite: bool
    device: Device
    json_lines: bool
    verbose: bool


def transcribe_files(request: TranscribeRequest) -> int:
    """Transcribe every file, whatever becomes of the others; the exit code."""
    reporter = Reporter(quiet_stdout=request.json_lines, verbose=request.verbose)
    run = _Run(request, reporter)
    try:
        engine = create_asr_engine(
            request.model,
            hotwords_path=request.hotwords,
            similar_threshold=request.similar_threshold,
            max_hotwords=request.max_hotwords,
            device=request.device,
        )
        _start(engine)
    except AsrError as failure:
        for file in request.files:
            run.tell_failure(file, failure, loud=file is request.files[-1])
        return SOME_FAILED
    with engine, _interruptible() as cancel:
        failed = 0
        for number, file in enumerate(request.files, start=1):
            failed += not run.transcribe(engine, file, number, cancel)
            if cancel.cancelled:
                return INTERRUPTED
    return SOME_FAILED if failed else DONE


def _start(engine: AsrEngine) -> None:
    try:
        engine.initialize()
    except BaseException as failure:
        engine.close()
        if isinstance(failure, Exception) and not isinstance(failure, AsrError):
            _log.exception("unexpected failure at the start")
            raise _unexpected("start", failure) from failure
        raise


def _unexpected(stage: str, failure: Exception) -> EngineFailed:
    return EngineFailed(stage, f"{type(failure).__name__}: {failure}")


class _Run:
    """The files of one call, one after the other."""

    def __init__(self, request: TranscribeRequest, reporter: Reporter) -> None:
        self._request = request
        self._reporter = reporter
        self._outputs = OutputPlan(
            request.files,
            folder=request.output_folder,
            formats=request.formats,
            overwrite=request.overwrite,
        )

    def transcribe(self, engine: AsrEngine, file: Path, number: int, cancel: CancelFlag) -> bool:
        """Transcribe one file; False if it failed, which has then been told."""
        options = self._request.options
        end_s = None if options.duration_s is None else options.start_s + options.duration_s
        self._reporter.begin(
            file, number, len(self._request.files), start_s=options.start_s, end_s=end_s
        )
        segments: list[Segment] = []
        finished = FileFinished(0.0, {})
        try:
            self._outputs.check(file)
            for event in engine.events(file, options, cancel):
                self._reporter.show(event)
                if isinstance(event, SegmentFinished):
                    segments.append(event.segment)
                elif isinstance(event, FileFinished):
                    finished = event
            self._write(file, segments, finished)
        except AsrError as failure:
            self._reporter.stop()
            self._keep_partial(file, segments)
            self.tell_failure(file, failure)
            return False
        except Exception as failure:
            _log.exception("unexpected failure in %s", file)
            self._reporter.stop()
            self._keep_partial(file, segments)
            self.tell_failure(file, _unexpected("transcription", failure))
            return False
        return True

    def _write(self, file: Path, segments: list[Segment], finished: FileFinished) -> None:
        transcript = transcript_of(file, segments, finished)
        if segments:
            for path in self._outputs.write(transcript, file):
                self._reporter.note(f"  → {path}", style="green")
        else:
            self._reporter.note(
                tr("  No speech was found. Listen to the file; nothing was written."),
                style="yellow",
            )
        if self._request.json_lines:
            _print_json(transcript.to_dict())

    def _keep_partial(self, file: Path, segments: list[Segment]) -> None:
        """What the user has seen stays, also when the run ends early."""
        if not segments:
            return
        heard = transcript_of(file, segments, FileFinished(segments[-1].end, {}))
        try:
            paths = self._outputs.write(heard, file, partial=True)
        except AsrError as failure:
            self._reporter.error(failure)
            return
        for path in paths:
            kept = tr("  kept up to {time}: {path}", time=clock(segments[-1].end), path=path)
            self._reporter.note(kept)

    def tell_failure(self, file: Path, failure: AsrError, *, loud: bool = True) -> None:
        """Tell why `file` failed: as a JSON line if asked for, and `loud` also in words."""
        if self._request.json_lines:
            error = {
                "code": failure.code,
                "message": failure.message(LANGUAGE),
                "hint": failure.hint(LANGUAGE),
            }
            _print_json({"file": str(file), "error": error})
        if loud:
            if isinstance(failure, Cancelled):
                self._reporter.note(f"{failure.message(LANGUAGE)} {failure.hint(LANGUAGE)}")
            else:
                self._reporter.error(failure)


@contextmanager
def _interruptible() -> Iterator[CancelFlag]:
    """A flag that the first Ctrl-C sets; a second one ends the program as usual."""
    cancel = CancelFlag()
    before = signal.getsignal(signal.SIGINT)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        cancel.cancel()

    signal.signal(signal.SIGINT, stop)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
