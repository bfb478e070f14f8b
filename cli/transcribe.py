"""`main.py transcribe`: files in, text on the screen and subtitles beside the sources."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asr_core.cancellation import CancelFlag
from asr_core.engine import AsrEngine, create_asr_engine, transcript_of
from asr_core.errors import AsrError, Cancelled, EngineFailed, OutputUnwritable
from asr_core.processor import Device
from asr_core.quality import Quality
from asr_core.transcript import Segment
from asr_core.transcription import (
    FileFinished,
    FileOpened,
    SegmentFinished,
    SpanHeard,
    TranscribeOptions,
)
from cli.interruption import heard_on_a_thread, interruptible
from cli.outputs import OutputPlan
from cli.reporter import Reporter, clock
from cli.texts import LANGUAGE, tr

DONE, SOME_FAILED, INTERRUPTED = 0, 1, 130

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TranscribeRequest:
    """One call of the command, checked; `formats` are endings without the dot."""

    files: Sequence[Path]
    options: TranscribeOptions
    model: str | None
    hotwords: Sequence[Path]
    rules: Path | None
    similar_threshold: float | None
    max_hotwords: int | None
    formats: Sequence[str]
    output_folder: Path | None
    overwrite: bool
    device: Device
    quality: Quality
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
            rules_path=request.rules,
            similar_threshold=request.similar_threshold,
            max_hotwords=request.max_hotwords,
            device=request.device,
            quality=request.quality,
        )
        _start(engine)
    except AsrError as failure:
        for file in request.files:
            run.tell_failure(file, failure, loud=file is request.files[-1])
        return SOME_FAILED
    with engine, interruptible() as cancel:
        failed = 0
        for number, file in enumerate(request.files, start=1):
            failed += not run.transcribe(engine, file, number, cancel)
            if cancel.cancelled:
                for untouched in request.files[number:]:
                    run.tell_failure(untouched, Cancelled(), loud=False)
                return INTERRUPTED
    if reporter.standard_output.lost:
        reporter.note(tr("Standard output was closed before everything was printed."))
        failed += request.json_lines
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
        spans = 0
        of_file = CancelFlag()
        try:
            with cancel.calling(of_file.cancel):
                for event in heard_on_a_thread(engine.events(file, options, of_file), of_file):
                    self._reporter.show(event)
                    match event:
                        case FileOpened():
                            self._outputs.check(file)
                        case SpanHeard():
                            spans += 1
                        case SegmentFinished():
                            segments.append(event.segment)
                        case FileFinished():
                            finished = event
        except Exception as failure:
            self._reporter.stop()
            if not isinstance(failure, AsrError):
                _log.exception("unexpected failure in %s", file)
                failure = _unexpected("transcription", failure)
            self.tell_failure(file, failure, segments)
            return False
        if not segments:
            self._tell_nothing_was_heard(spans)
        return self._finish(file, segments, finished)

    def _tell_nothing_was_heard(self, spans: int) -> None:
        if spans:
            sentence = tr("  The model wrote no text for what it heard; nothing was written.")
        else:
            sentence = tr("  No speech was found. Listen to the file; nothing was written.")
        self._reporter.note(sentence, style="yellow")

    def _finish(self, file: Path, segments: list[Segment], finished: FileFinished) -> bool:
        """Print and write what was heard; False if some of it could not be written."""
        transcript = transcript_of(file, segments, finished)
        failures: list[OutputUnwritable] = []
        if segments:
            written, failures = self._outputs.write(transcript, file)
            for path in written:
                self._reporter.note(f"  → {path}", style="green")
            for failure in failures:
                self._reporter.error(failure)
        if self._request.json_lines:
            line = transcript.to_dict()
            if failures:
                line["error"] = _error_form(failures[0])
            self._print_json(line)
        return not failures

    def _print_json(self, value: object) -> None:
        self._reporter.standard_output.write(json.dumps(value, ensure_ascii=False) + "\n")

    def tell_failure(
        self, file: Path, failure: AsrError, heard: Sequence[Segment] = (), *, loud: bool = True
    ) -> None:
        """Tell why `file` failed, in JSON and, if `loud`, in words; keep what was heard of it."""
        partial = None
        if heard:
            partial = transcript_of(file, list(heard), FileFinished(heard[-1].end, {}))
            for path in self._outputs.write(partial, file, partial=True)[0]:
                kept = tr("  kept up to {time}: {path}", time=clock(heard[-1].end), path=path)
                self._reporter.note(kept)
        if self._request.json_lines:
            line: dict[str, Any] = {"file": str(file), "error": _error_form(failure)}
            if partial is not None:
                line["partial"] = partial.to_dict()
            self._print_json(line)
        if not loud:
            return
        if isinstance(failure, Cancelled):
            kept = f" {failure.hint(LANGUAGE)}" if heard else ""
            self._reporter.note(failure.message(LANGUAGE) + kept)
        else:
            self._reporter.error(failure)


def _error_form(failure: AsrError) -> dict[str, str]:
    return {
        "code": failure.code,
        "message": failure.message(LANGUAGE),
        "hint": failure.hint(LANGUAGE),
    }
